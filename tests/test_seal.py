"""The seal of a Linux image, run on a made-up disk: what the build brought goes, the user's own stays."""

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from packer import leftovers
from tests.conftest import PROJECT
from tests.programs import Done, execute, program
from tests.reader import source_of

SCRIPTS = PROJECT / "packer/scripts/linux"
ALL = leftovers.taken_back("Linux", specialized=False)
MAC = "00:0d:3a:12:ab:cd"
SAMPLES = {
    "^{user}:": "packer:x:1000:1000::/home/packer:/bin/bash\n",
    r"^\s*(# User rules for )?%?{user}(\s|$)": "# User rules for packer\npacker ALL=(ALL) NOPASSWD:ALL\n",
    r'login as the user \\?"{user}\\?"': r'command="echo login as the user \"packer\"" ssh-rsa A' + "\n",
    "{mac}": f"network: {{ethernets: {{eth0: {{match: {{macaddress: '{MAC.upper()}'}}}}}}}}\n",
}
"""What a build writes, for each pattern of the list."""
OWN = {
    "etc/passwd": "root:x:0:0::/root:/bin/bash\npacker2:x:1001:1001::/home/packer2:/bin/sh\n",
    "etc/sudoers": "Defaults env_reset\n%sudo ALL=(ALL:ALL) ALL\n",
    "etc/sudoers.d/company": "# of the company\nadmin ALL=(ALL) NOPASSWD:ALL\npackers ALL=(ALL) ALL\n",
    "etc/ssh/sshd_config.d/10-company.conf": "PasswordAuthentication yes\n",
    "root/.ssh/authorized_keys": "ssh-rsa B company\n",
    "etc/netplan/01-company.yaml": f"# {MAC}\n",
    "etc/systemd/network/10-cloud-init-own": "# cloud-init is off: the company's own\n",
    "home/packer2/kept": "",
    "var/log/company/app.log": "kept\n",
    "tmp/of-a-program": "",
    "var/lib/cloud/scripts/per-boot/company.sh": "",
}
"""What no seal may touch, though it lies beside what the build brings."""
STUBS = {
    **dict.fromkeys("cloud-init waagent userdel journalctl systemctl fstrim".split(), ""),
    "getent": 'grep "^$2:" "$ROOT/etc/passwd"',
}
"""The programs that act on the machine itself, for which there is none here."""


def plant(root: Path, entries: list[dict[str, Any]], *, user: str = "packer") -> None:
    """Put there what the entries name, beside what is the user's own."""
    for path, text in {**OWN, "sys/class/net/eth0/address": f"{MAC}\n"}.items():
        write(root / path, text)
    for entry in entries:
        text = SAMPLES[entry["lines"] or entry["holding"]] if entry["lines"] or entry["holding"] else "here\n"
        for name in entry["paths"]:
            path = root / name.replace("{user}", user).replace("*", "x").lstrip("/")
            write(path, text.replace("packer", user))


def write(path: Path, text: str) -> None:
    """Add to a file, which may be new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


def sealed(root: Path, image_json: Path) -> Done:
    """What seal.sh does to a disk."""
    folder = root / "var/tmp/goldshelf"
    if folder.is_file():
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(image_json, folder / "image.json")
    shutil.copy(SCRIPTS / "take_back.py", folder)
    shutil.copy(SCRIPTS / "apt.sh", folder / "package-manager.sh")
    program(folder / "python", f'exec {sys.executable} "$@"')
    for name, does in STUBS.items():
        program(root / "stubs" / name, f'echo "$(basename $0) $*" >> "$ROOT/ran"\n{does}')
    path = f"{root}/stubs:{os.environ['PATH']}"
    return execute("bash", SCRIPTS / "seal.sh", root, PATH=path, ROOT=str(root))


def there(root: Path) -> dict[str, str]:
    """Every file of a disk, but what the test itself put there."""
    paths = (path for path in root.rglob("*") if path.is_file() or path.is_symlink())
    texts = {str(path.relative_to(root)): path.read_text() for path in paths}
    return {name: text for name, text in texts.items() if not name.startswith(("stubs/", "sys/", "ran"))}


def test_nothing_is_left_and_the_rest_stays(rendered: Path, tmp_path: Path) -> None:
    """All that the list names is gone from the disk, and what is the user's own is as it was, to the byte."""
    plant(tmp_path, ALL)
    run = sealed(tmp_path, rendered / "tools/image.json")

    assert (0, "") == (run.returncode, run.stderr), run.stdout
    assert f"Of the {len(ALL)} things that a build brings, none is left" in run.stdout
    emptied = dict.fromkeys(
        ("etc/machine-id", "etc/shadow", "etc/group", "etc/gshadow", "etc/subuid", "etc/subgid"), ""
    )
    assert OWN | emptied == there(tmp_path)


def test_a_specialized_image_keeps_its_identity(rendered: Path, tmp_path: Path) -> None:
    """Its ids and keys stay; the build's user and its rights do not. No agent is asked to deprovision it."""
    plant(tmp_path, ALL)
    run = sealed(tmp_path, rendered / "no-sysprep-linux/image.json")
    kept = [one for one in leftovers.leftovers().linux if one.identity]

    assert 0 == run.returncode, run.stdout
    assert ["getent passwd packer", "userdel --force --remove packer"] == (
        (tmp_path / "ran").read_text().splitlines()[:2]
    )
    for path in (path.lstrip("/").replace("*", "x") for one in kept for path in one.paths):
        assert (tmp_path / path).exists(), path
    assert OWN.items() <= there(tmp_path).items()
    assert "packer " not in "".join(there(tmp_path).values())


def test_order_of_the_seal(rendered: Path, tmp_path: Path) -> None:
    """First the machine's own programs, then the list: so that none of them brings anything back."""
    plant(tmp_path, ALL)
    sealed(tmp_path, rendered / "tools/image.json")

    assert [
        "cloud-init clean --logs",
        "waagent -force -deprovision+user",
        "getent passwd packer",
        "userdel --force --remove packer",
        "journalctl --relinquish-var",
        "systemctl stop systemd-random-seed.service",
        "fstrim --all",
    ] == (tmp_path / "ran").read_text().splitlines()


def test_the_build_user_of_the_catalog(rendered: Path, tmp_path: Path) -> None:
    """Where `extra` names another account for Packer, it is that one that goes."""
    image_json = rendered / "other-user/image.json"
    user = source_of(rendered / "other-user")["ssh_username"]
    plant(tmp_path, ALL, user=user)
    write(tmp_path / "home/packer/kept", "")
    run = sealed(tmp_path, image_json)

    assert "builder" == user == json.loads(image_json.read_text())["build_user"]
    assert 0 == run.returncode, run.stdout
    assert not (tmp_path / "home/builder").exists()
    assert (tmp_path / "home/packer/kept").exists()


def test_what_cannot_go_fails_the_build(rendered: Path, tmp_path: Path) -> None:
    """What the seal cannot take back is named with its path, and nothing is published."""
    write(tmp_path / "etc/machine-id/stuck", "x" * 10)
    run = sealed(tmp_path, rendered / "tools/image.json")

    assert 1 == run.returncode
    assert f"FAILED this is left in the image: {tmp_path}/etc/machine-id: the machine's id" in run.stdout
    assert "Sealed" not in run.stdout


@pytest.mark.parametrize("missed", ALL, ids=lambda entry: entry["what"])
def test_each_entry_is_looked_for(missed: dict[str, Any], rendered: Path, tmp_path: Path) -> None:
    """Whatever of the list is not taken back is found again at the end: the clean-up is not trusted."""
    spec = importlib.util.spec_from_file_location("take_back", SCRIPTS / "take_back.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    plant(tmp_path, [missed])
    script.Leftover.take_back = lambda *_: None

    assert 1 == script.main(str(rendered / "tools/image.json"), str(tmp_path))


def test_links_and_odd_bytes(rendered: Path, tmp_path: Path) -> None:
    """A link is removed, not what it points to; bytes that are no text come through."""
    write(tmp_path / "elsewhere/kept", "")
    (tmp_path / "home").mkdir()
    (tmp_path / "home/packer").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "var/mail").mkdir(parents=True)
    (tmp_path / "var/mail/packer").symlink_to("nowhere")
    write(tmp_path / "etc/sudoers.d/company", "")
    (tmp_path / "etc/sudoers.d/company").write_bytes(
        b"# \xff\xfe\r\nadmin ALL=(ALL) ALL\r\npacker ALL=(ALL) ALL\n"
    )
    (tmp_path / "etc/passwd").write_text("")
    run = sealed(tmp_path, rendered / "tools/image.json")

    assert 0 == run.returncode, run.stdout
    assert (tmp_path / "elsewhere/kept").exists()
    assert not (tmp_path / "home/packer").is_symlink()
    assert not (tmp_path / "var/mail/packer").is_symlink()
    assert b"# \xff\xfe\r\nadmin ALL=(ALL) ALL\r\n" == (tmp_path / "etc/sudoers.d/company").read_bytes()


@pytest.mark.parametrize(("user", "code"), [("", 1), ("root", 1), ("*", 0)])
def test_an_account_of_no_build(user: str, code: int, rendered: Path, tmp_path: Path) -> None:
    """Without the name of a build's account, no home, no account and no right is taken away."""
    plant(tmp_path, [])
    image = json.loads((rendered / "tools/image.json").read_text())
    (tmp_path / "image.json").write_text(json.dumps({**image, "build_user": user}))
    run = sealed(tmp_path, tmp_path / "image.json")

    assert code == run.returncode, run.stdout + run.stderr
    assert {name: there(tmp_path)[name] for name in OWN} == OWN


def test_disk_that_takes_nothing(rendered: Path, tmp_path: Path) -> None:
    """A list of accounts that could not be written back fails the build, though nothing of it is left."""
    plant(tmp_path, ALL)
    (tmp_path / "etc/machine-id").unlink()
    (tmp_path / "etc/machine-id").symlink_to("nowhere")
    command = f"ulimit -f 0; python3 {SCRIPTS}/take_back.py {rendered}/tools/image.json {tmp_path}"
    run = execute("bash", "-c", command)

    assert (1, "") == (run.returncode, run.stderr)
    assert f"FAILED {tmp_path}/etc/passwd: " in run.stdout
