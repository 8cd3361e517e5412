"""The miniature client as a program: it takes the name of a fault, and reads one job a line."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from cometvideo.conformance.protocol import Job
from tests.miniatures.clients.miniature import RIGHT, miniature

do = miniature(sys.argv[1] if len(sys.argv) > 1 else RIGHT)
for line in sys.stdin:
    sys.stdout.write(json.dumps(do(Job(**json.loads(line)))) + "\n")
    sys.stdout.flush()
