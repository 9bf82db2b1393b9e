"""Other Pythons of this machine, each with the project's packages."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from tests.conftest import PROJECT

KEPT = PROJECT / ".pythons"
"""Where their virtual environments stay for the next run: each takes half a minute to make."""
LOCK = PROJECT / "requirements.lock"


def interpreter(name: str) -> str | None:
    """The path of an interpreter such as python3.13, where there is one that starts."""
    found = [shutil.which(name)]
    if shutil.which("pyenv"):  # whose shims start only the version that was chosen for this folder
        listed = subprocess.run(
            ["pyenv", "whence", "--path", name], capture_output=True, text=True, check=False
        )
        found += listed.stdout.split()
    return next((path for path in found if path and _starts(path)), None)


def _starts(path: str) -> bool:
    return 0 == subprocess.run([path, "-c", "import ssl, venv"], capture_output=True, check=False).returncode


def environment(python: str) -> Path:
    """A virtual environment of that interpreter with what the lock has, made once."""
    tag = subprocess.run([python, "-VV"], capture_output=True, check=True).stdout + LOCK.read_bytes()
    folder = KEPT / f"{Path(python).name}-{sha256(tag).hexdigest()[:16]}"
    ready = folder / "ready"
    if not ready.exists():
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--compile")
        subprocess.run([folder / "bin/python", *install, "--require-hashes", "-r", LOCK], check=True)
        ready.touch()
    return folder
