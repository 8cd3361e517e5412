"""Sentences by somebody who had not seen the reader: what they say beside the facts is no claim."""

from collections.abc import Mapping

__all__ = ["STRANGE_WORDS"]

_LENGTH = "Length of the video."
_IMAGE = "A reference {family}"
_SIZE = "A shape such as {labels}, or pixels such as 1280x720."

STRANGE_WORDS: Mapping[str, Mapping[str, str]] = {
    # Numbers of something else.
    "minutes of work": {"seconds": f"{_LENGTH} Rendering takes from 1 to 3 minutes in any case."},
    "frames": {"seconds": f"{_LENGTH} 24 frames make a second, and 5 to 8 are usual."},
    "on the way": {"progress": "Percent done; {zero} at the beginning, 50 after the first minute."},
    "a prefix": {"id": "What the task is called: task_ and 12 signs."},
    # Other times than now.
    "a longer past": {"seconds": f"{_LENGTH} Before May, 2 to 12 were taken."},
    "another default once": {"seconds": f"{_LENGTH} The default used to be 8 seconds."},
    "soon": {"image": f"{_IMAGE}. Soon 1.5 Pro will take one as well."},
    "shapes that are gone": {"size": f"{_SIZE} 5:4, 2:3 and 3:2 are gone."},
    # Some of a list.
    "the usual shapes": {"size": f"{_SIZE} Prefer 16:9, 9:16 or 1:1."},
    "the newest": {
        "model": "The model that renders the video. doubao-seedance-2-0, doubao-seedance-2-0-fast "
        "and doubao-seedance-1-5-pro are newest."
    },
    "where to stop": {"status": "A task begins as {initial}. Stop at completed, failed, error."},
    "an example of a format": {"image": f"{_IMAGE}, for example a PNG."},
    "unlike others": {"image": f"{_IMAGE}, unlike a video or an audio file."},
    # Other words for what is so.
    "whereas": {"taken": "{yes} both work with it, whereas {no} answer HTTP {status}."},
    "ask about it": {"taken": "{yes} accept it; for {no} ask about HTTP {status}."},
    "only rows": {"rows": "", "rows not": " {without}: 480p and 720p only."},
    "without": {"rows not": " (Without {without}.)"},
    "others": {
        "taken": "Available for {yes} only. All other models respond with {status} Bad Request."
    },
    "neither": {"taken": "{yes} take it. Neither 1.0 Pro nor 1.5 Pro accepts it: HTTP {status}."},
    "goes up to": {"rows not": " {without} goes up to 720p, not {label}."},
    "not milliseconds": {
        "created_at": "When the task was made, in {unit} of Unix time, not milliseconds."
    },
}
