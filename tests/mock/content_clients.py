"""Other people's clients that take the video from the API itself, as they are, against the mock.

    python -m tests.mock.content_clients CLIENT INTERPRETER [FOLDER]

CLIENT is one of those below. INTERPRETER is a Python with its package, or node, FOLDER where its
packages are. Each makes a video of sora-2, asks after it and downloads it by `content`, from the
family alone and from the whole endpoint; what it wrote is measured.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from cometvideo.facts.endpoint import load
from cometvideo.mock import MockApi, Server
from cometvideo.wire.mp4.reader import measure

LITELLM = """
import os, sys
import litellm

at = dict(
    api_base=os.environ["COMETAPI_BASE_URL"],
    api_key=os.environ["COMETAPI_KEY"],
    custom_llm_provider="openai",
)
video = litellm.video_generation(
    model="sora-2", prompt="A kite over a lake.", seconds="4", size="1280x720", **at
)
for _ in range(20):
    video = litellm.video_status(video_id=video.id, **at)
    if video.status in ("completed", "failed"):
        break
with open(sys.argv[1], "wb") as file:
    file.write(litellm.video_content(video_id=video.id, **at))
"""
TANSTACK = """
import { writeFileSync } from "node:fs";
import { generateVideo, getVideoJobStatus } from "@tanstack/ai";
import { createOpenaiVideo } from "@tanstack/ai-openai";

const adapter = createOpenaiVideo("sora-2", process.env.COMETAPI_KEY, {
  baseURL: process.env.COMETAPI_BASE_URL,
});
const { jobId } = await generateVideo({
  adapter, prompt: "A kite over a lake.", size: "1280x720", duration: 4,
});
let job;
for (let asked = 0; asked < 20 && job?.status !== "completed"; asked++) {
  job = await getVideoJobStatus({ adapter, jobId });
}
writeFileSync(process.argv[2], Buffer.from(job.url.split(",")[1], "base64"));
"""
GENBLAZE = """
import os, shutil, sys
from genblaze_core import Modality, Pipeline
from genblaze_openai import SoraProvider

os.environ["OPENAI_BASE_URL"] = os.environ["COMETAPI_BASE_URL"]
os.environ["OPENAI_API_KEY"] = os.environ["COMETAPI_KEY"]
words = {"prompt": "A kite over a lake.", "seconds": 4, "size": "1280x720"}
pipeline = Pipeline("kite").step(
    SoraProvider(poll_interval=0.01), model="sora-2", modality=Modality.VIDEO, **words
)
run, manifest = pipeline.run(timeout=60)
shutil.copy(run.steps[0].assets[0].url.removeprefix("file://"), sys.argv[1])
"""
CLIENTS = {
    "litellm": ("client.py", LITELLM),
    "genblaze": ("client.py", GENBLAZE),
    "tanstack": ("client.mjs", TANSTACK),
}


def main(client: str, interpreter: str, folder: str = ".") -> int:
    """Run one, and print what it wrote."""
    name, text = CLIENTS[client]
    for spec in ("sora", "cometapi"):
        api = MockApi(load(spec), plan="polls=3")
        # Modules for node are looked for beside the program.
        with tempfile.TemporaryDirectory(dir=folder) as place, Server(api) as server:
            program, video = Path(place, name), Path(place, "video.mp4")
            program.write_text(text, encoding="utf-8")
            at = {"COMETAPI_BASE_URL": server.base_url, "COMETAPI_KEY": "any-key-4711"}
            done = subprocess.run(
                [interpreter, str(program), str(video)],
                env={**os.environ, **at, "PYTHONPATH": ""},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            if done.returncode or not video.exists():
                print(f"{spec}: {client} ended with {done.returncode}: {done.stderr[-2000:]}")
                return 1
            print(f"{spec}: {client} wrote {measure(video.read_bytes())}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
