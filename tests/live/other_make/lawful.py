"""Lawful variants: what an upstream may do without being another one than is documented.

Of none may drift be reported. The second table is of what happens to any upstream now and then.
"""

from collections.abc import Mapping

from tests.live.other_make.switches import FAST, ONE, PRO, TWO, Switches

__all__ = ["AVAILABILITY", "LAWFUL"]

_FRAGMENTS = "frag_keyframe+empty_moov+default_base_moof"

LAWFUL: Mapping[str, Switches] = {
    "as it is": {},
    # -- answers
    "201 for a create": {"create_status": 201},
    "202 for a create": {"create_status": 202},
    "more fields": {"add": {"expires_at": None, "metadata": {}, "cost": {"units": 3}}},
    "no task_id": {"drop": ["task_id"]},
    "no completed_at": {"drop": ["completed_at"]},
    "finished at the first look": {"statuses": {"then": []}},
    "progress that goes back": {
        "progress": [0, 90, 40, 100],
        "statuses": {"then": ["in_progress", "in_progress"]},
    },
    "queued for a while": {"statuses": {"then": ["queued", "queued", "in_progress"]}},
    "another envelope for refusals": {"envelope": "task"},
    "an envelope of no page": {"envelope": "bare"},
    "refusals in plain text": {"envelope": "text"},
    "refusals that name no field": {"blames": "nothing"},
    "refusals in another language": {"words": "El parámetro {} no es válido"},
    "refusals that name every field": {
        "words": "invalid request; fields are prompt, model, seconds, size, input_reference"
    },
    "codes that are numbers": {"numbers": True},
    "422 where no page states a status": {"answers": {"*": [422, "invalid"]}},
    "404 for an unknown model": {"answers": {"model": [404, "no_such_model"]}},
    "503 for an unknown model": {"answers": {"model": [503, "model_not_found"]}},
    "500 for what is malformed": {"answers": {"*": [500, "invalid_request"]}},
    "another code for a length": {"answers": {"seconds": [400, "invalid_parameter"]}},
    "one code for everything": {
        "answers": {"*": [400, "InvalidParameter"], "model": [400, "InvalidParameter"]}
    },
    "a wrong path redirects": {"answers": {"no-path": [301, ""]}},
    "a wrong path answers JSON": {"answers": {"no-path": [404, "json"]}},
    "headers of a proxy": {"headers": {"Server": "cloudflare", "CF-RAY": "8d0", "Via": "1.1 x"}},
    # -- sizes
    "other sizes are normalised": {"unlisted": "1280x720"},
    "other sizes are normalised to the smallest": {"unlisted": "640x640"},
    "other sizes fail": {"unlisted": "refused"},
    "other sizes fail for one model": {"unlisted": {ONE: "refused"}},
    "presets of 480p": {"preset": {TWO: "480p", FAST: "480p", ONE: "480p"}},
    "presets of 1080p": {"preset": {TWO: "1080p", ONE: "1080p"}},
    "a default size of no table": {"default_size": "1024x576"},
    "a square by default": {"default_size": "960x960"},
    "2.0 renders 720p for 1080p": {"renders": {TWO: {"1920x1080": "1280x720"}}},
    "2.0 renders no 1080p": {
        "renders": {
            TWO: {
                "1920x1080": "1280x720",
                "1664x1248": "1112x834",
                "1440x1440": "960x960",
                "1248x1664": "834x1112",
                "1080x1920": "720x1280",
                "2206x946": "1470x630",
            }
        }
    },
    # -- what no page says
    "JSON is read": {"json": "read"},
    "urlencoded is read": {"urlencoded": "read"},
    "strangers are refused": {"stranger": "refused"},
    "what is sent twice is refused": {"twice": "refused"},
    "bracketed names are read": {"brackets": "read"},
    "bracketed names are refused": {"brackets": "refused"},
    "Latin-1 is refused": {"latin1": "refused"},
    "an empty prompt is taken": {"empty": "accepted"},
    "images are looked at": {"cut_file": "refused", "declared_type": "refused"},
    "small images are refused": {"small_file": "refused"},
    # -- videos
    "links that redirect": {"redirect": True},
    "30 frames a second": {"video": {"rate": 30}},
    "one frame more": {"video": {"extra": 1}},
    "frames between frames": {"video": {"between": 2}},
    "uneven frames": {"video": {"uneven": True}},
    "an index at the front": {"video": {"flags": "faststart"}},
    "fragments": {"video": {"flags": _FRAGMENTS}},
    "a longer sound track": {"video": {"sound": 1.4}},
    "a shorter sound track": {"video": {"sound": -2}},
    "fragments with sound": {"video": {"flags": _FRAGMENTS, "sound": 1.4}},
    "a start that is cut off": {"video": {"lead": 1}},
    "stored on its side": {"video": {"turned": True}},
    "pixels that are not square": {"video": {"stretch": "4/3"}},
    "a file that is no MP4": {"video": {"format": "matroska"}},
    # -- time
    "a slow API": {"latency": 0.02},
}

_FIRST = {"first": 2, "how": "json"}
AVAILABILITY: Mapping[str, Switches] = {
    "the key is not let in": {"trouble": [{"status": 401}]},
    "the key is let in for creates only": {"trouble": [{"status": 401, "on": "other"}]},
    "no balance": {"trouble": [{"status": 402, "on": "create"}]},
    "nothing is allowed": {"trouble": [{"status": 403}]},
    "one model is not allowed": {"trouble": [{"status": 403, "on": "create", "with_": f"{FAST}"}]},
    "a firewall": {"trouble": [{"status": 403, "how": "html", "nth": 3}]},
    "creates take too long": {"trouble": [{"status": 408, "on": "create"}]},
    "everything takes too long": {"trouble": [{"status": 408}]},
    "too many at first": {"trouble": [{"status": 429, "on": "create", **_FIRST}]},
    "too many, come back later": {
        "trouble": [{"status": 429, "nth": 5, "headers": {"Retry-After": "2"}}]
    },
    "too many for good": {"trouble": [{"status": 429, "on": "create"}]},
    "a wrong path is too much": {"trouble": [{"status": 429, "on": "other"}]},
    "creates fail": {"trouble": [{"status": 500, "on": "create"}]},
    "each third create fails": {"trouble": [{"status": 500, "on": "create", "nth": 3}]},
    "each fifth answer is a failure": {"trouble": [{"status": 503, "nth": 5}]},
    "each fourth create meets a gateway": {
        "trouble": [{"status": 502, "on": "create", "nth": 4, "how": "html"}]
    },
    "polls meet a gateway": {
        "trouble": [{"status": 504, "on": "retrieve", "nth": 2, "how": "html"}]
    },
    "a wrong path fails": {"trouble": [{"status": 500, "on": "other"}]},
    "maintenance": {"trouble": [{"status": 200, "how": "html"}]},
    "maintenance of creates": {"trouble": [{"status": 200, "on": "create", "how": "html"}]},
    "each fourth create is a page": {
        "trouble": [{"status": 400, "on": "create", "nth": 4, "how": "html"}]
    },
    "each third create is cut": {
        "trouble": [{"status": 400, "on": "create", "nth": 3, "how": "cut"}]
    },
    "each third poll is cut": {
        "trouble": [{"status": 200, "on": "retrieve", "nth": 3, "how": "cut"}]
    },
    "no answer has a body": {"trouble": [{"status": 400, "on": "create", "how": "empty"}]},
    "an overloaded model": {
        "trouble": [{"status": 503, "on": "create", "with_": PRO, "code": "model_not_found"}]
    },
    "videos that are cut": {"video": {"cut": 300}},
}
