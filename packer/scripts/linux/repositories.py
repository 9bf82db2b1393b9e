"""Add the image's repositories, each with the one key that the catalog names; or remove those of the build.

repositories.py add|remove IMAGE_JSON. For the Python 3.6 of the oldest images.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDERS = {"apt": "etc/apt/sources.list.d", "dnf": "etc/yum.repos.d", "zypper": "etc/zypp/repos.d"}
KEYS = {"apt": "etc/apt/keyrings", "dnf": "etc/pki/rpm-gpg", "zypper": "etc/pki/rpm-gpg"}
IMPORTED = "imported-keys.json"
"""The keys that rpm was given for repositories that hosts do not get."""


class RefusedError(Exception):
    """A repository that must not be used, and why."""


def run(*command: str) -> str:
    """What a program prints; what it says of an error is in the message."""
    done = subprocess.run(  # noqa: S603, UP022  (these programs, in Python 3.6)
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise RefusedError(f"{command[0]} ended with {done.returncode}: {said}")
    return done.stdout.decode("utf-8", "replace")


def download(address: str, to: str, folder: Path, tries: int) -> None:
    """Bring a key; what is tried again is shown."""
    command = ("bash", str(folder / "download.sh"), "the key", address, to, str(tries), "--location")
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode:
        raise RefusedError(done.stderr.decode("utf-8", "replace").strip().replace("FAILED ", "", 1))


def trusted_key(repository: "dict[str, Any]", folder: Path, tries: int) -> str:
    """The key with the fingerprint, and no other of the same file."""
    address, wanted = repository["key"], repository["fingerprint"]
    key = str(folder / "keys" / f"{repository['id']}.asc")
    if address.startswith("https://"):
        download(address, key, folder, tries)
    home = tempfile.mkdtemp()
    try:
        gpg = ("gpg", "--batch", "--no-tty", "--no-autostart", "--homedir", home)
        run(*gpg, "--import", key)
        found = fingerprints(run(*gpg, "--list-keys", "--with-colons"))
        if wanted not in found:
            has = ", ".join(found) or "none"
            raise RefusedError(f"the key {address} has the fingerprint {has}, and not {wanted}")
        return run(*gpg, "--armor", "--export", wanted)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fingerprints(listed: str) -> "list[str]":
    """Those of the keys, without their subkeys."""
    found, kind = [], ""
    for fields in (line.split(":") for line in listed.splitlines()):
        if fields[0] == "fpr" and kind == "pub":
            found.append(fields[9])
        kind = fields[0]
    return found


def text_of(repository: "dict[str, Any]", key: str, manager: str) -> str:
    """The file of a repository, as its package manager reads it."""
    if manager == "apt":
        named = {"URIs": "uris", "Suites": "suites", "Components": "components"}
        lines = [f"{name}: {' '.join(repository[ours])}" for name, ours in named.items() if repository[ours]]
        return "\n".join(["Types: deb", *lines, f"Signed-By: {key}", ""])
    values = {
        "name": repository["id"],
        "baseurl": repository["baseurl"],
        "enabled": 1,
        "gpgcheck": 1,
        "repo_gpgcheck": int(repository["repo_gpgcheck"]),
        "gpgkey": f"file://{key}",
    }
    if manager == "zypper":
        values.update(autorefresh=1, pkg_gpgcheck=1)
    return "\n".join([f"[{repository['id']}]", *(f"{name}={value}" for name, value in values.items()), ""])


def places(repository: "dict[str, Any]", manager: str) -> "tuple[Path, Path]":
    """Where its file and its key are."""
    name, ending = repository["id"], "sources" if manager == "apt" else "repo"
    return Path("/", FOLDERS[manager], f"{name}.{ending}"), Path("/", KEYS[manager], f"{name}.asc")


def place(path: Path, text: str) -> None:
    """Write a file that everyone may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o644)
    if shutil.which("restorecon"):
        run("restorecon", str(path))


def rpm_keys() -> "set[str]":
    """The keys that rpm trusts, as the packages that they are to it."""
    return set(run("rpm", "--query", "--all", "gpg-pubkey*").split())


def add(image: "dict[str, Any]", folder: Path) -> None:
    """Add each repository, after its key."""
    manager, imported = image["package_manager"], set()
    for repository in image["repositories"]:
        try:
            key = trusted_key(repository, folder, image["limits"]["download_retries"])
        except RefusedError as error:
            raise RefusedError(f"the repository {repository['id']}: {error}") from None
        file, keyring = places(repository, manager)
        place(keyring, key)
        if manager != "apt":
            known = rpm_keys()
            run("rpm", "--import", str(keyring))
            imported |= set() if repository["keep"] else rpm_keys() - known
        place(file, text_of(repository, str(keyring), manager))
        print(f"The repository {repository['id']} is trusted by the key {repository['fingerprint']}")
    (folder / IMPORTED).write_text(json.dumps(sorted(imported)))


def remove(image: "dict[str, Any]", folder: Path) -> None:
    """Remove the repositories that hosts do not get."""
    for repository in image["repositories"]:
        if not repository["keep"]:
            for path in places(repository, image["package_manager"]):
                path.unlink()
            print(f"The repository {repository['id']} is removed")
    for key in json.loads((folder / IMPORTED).read_text()):
        run("rpm", "--erase", "--allmatches", key)


def main(action: str, image_json: str) -> int:
    """Do it for all; 1 where one must not be used."""
    os.umask(0o022)  # a step may have hardened root's
    image = json.loads(Path(image_json).read_text())
    try:
        {"add": add, "remove": remove}[action](image, Path(image_json).parent)
    except RefusedError as error:
        print(f"FAILED {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
