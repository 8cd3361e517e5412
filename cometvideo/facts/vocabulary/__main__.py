"""Write what is made from the vocabulary: `python -m cometvideo.facts.vocabulary`, in a checkout.

That is the JSON Schema of specs, spec/spec.schema.json, and the keys in docs/specs.md.
"""

from pathlib import Path

from cometvideo.facts.vocabulary.written import written_files

for path, text in written_files(Path(__file__).parents[3]).items():
    path.write_text(text, encoding="utf-8")
