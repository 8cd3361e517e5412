"""Makes an environment of exactly what a lock says: `install.py FOLDER LOCK [UV]`.

With a requirement such as `.[dev]` in place of a lock: the newest of everything that it allows.
UV is the environment that has uv; without it, or where it fails, pip installs.
"""

import ensurepip
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement")
NEWEST = ("--upgrade", "--editable")


def bundled_pip() -> Path | None:
    """The wheel of pip that comes with this Python."""
    folders = [Path(ensurepip.__file__).parent / "_bundled"]
    if elsewhere := sysconfig.get_config_var("WHEEL_PKG_DIR"):  # as Debian and Fedora have it
        folders.append(Path(elsewhere))
    wheels = (wheel for folder in folders for wheel in folder.glob("pip-*.whl"))
    return next(wheels, None)


def make(folder: Path) -> str:
    """Make the environment anew, with pip; returns its Python.

    Python takes longer to install pip than pip then takes for the demo; unpacked it works as well.
    """
    pip = bundled_pip()
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=pip is None).create(folder)
    python = str(folder.absolute() / "bin" / "python")
    if pip is not None:
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        found = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True)
        with zipfile.ZipFile(pip) as wheel:
            wheel.extractall(found.stdout.strip())
    return python


def install(python: str, what: str, uv: str | None) -> int:
    """Install with uv where that works, else with pip; returns the exit code."""
    wanted = (*(LOCKED if what.endswith(".txt") else NEWEST), what)
    if uv is not None:
        # uv knows nothing of pip's own settings.
        certificates = os.environ.get("SSL_CERT_FILE") or os.environ.get("PIP_CERT")
        environment = {**os.environ, **({"SSL_CERT_FILE": certificates} if certificates else {})}
        command = [uv, "pip", "install", "--quiet", "--python", python, *wanted]
        if subprocess.run(command, env=environment, check=False).returncode == 0:
            return 0
        sys.stderr.write("uv could not; pip tries\n")
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-compile")
    return subprocess.run([*pip, *wanted], check=False).returncode


if __name__ == "__main__":
    folder, what, *further = sys.argv[1:]
    uv = f"{further[0]}/bin/uv" if further else None
    sys.exit(install(make(Path(folder)), what, uv))
