"""What people write in a step that a build would take for something else: told before a build, once."""

import re
from pathlib import Path

import pytest

from catalog.finding import Finding
from catalog.load import examine
from catalog.parsed import parse_together
from tests.catalogs import write, written
from tests.rule_messages import NOW

FILES = {
    "a.sh": "true\n",
    "a.ps1": "exit 0\n",
    "a.conf": "a\n",
    "a.Tests.ps1": "exit 0\n",
    "cr.sh": "true\rfalse\n",
    "python.sh": "#!/usr/bin/env python3\nprint(1)\n",
    "key": "-----BEGIN RSA PRIVATE KEY-----\n",
    "t/readme.md": "none\n",
    "goss.yaml": "gossfile:\n  other.yaml: {}\n",
    "play/site.yml": "- hosts: webservers\n  tasks: []\n",
    "play/deep/site.yml": "- hosts: all\n  tasks: []\n",
    "play/all.yml": "- name: x\n  hosts: all:!x\n- hosts: '{{ target }}'\n- hosts: localhost\n",
}
WINDOWS: dict[str, tuple[str, str]] = {
    "letters of a variable": (
        'inline = "exit 0", environment = { CITY = "Zürich" }',
        "'x' has the variable CITY 'Zürich': it must be ASCII, because Windows PowerShell would read other "
        "letters: use ASCII (GS177)",
    ),
    "letters of a folder": (
        'files = ["a.conf"], destination = "C:/Größe"',
        "'x' has the destination 'C:/Größe'",
    ),
    "folder of the build user": (
        'files = ["a.conf"], destination = "C:/Users/packer/x"',
        "where they are not kept in the image",
    ),
    "name of a file": (
        'files = ["a.conf"], destination = "C:/Contoso/b.conf"',
        "'x' has the destination 'C:/Contoso/b.conf', which is a folder there, as each file keeps its name: "
        "leave the name out (GS193)",
    ),
    "expression": (
        'inline = "exit 0", environment = { V = "${var.image_version}" }',
        "'${var.image_version}' reaches the script as it is: write the value; what the build knows, such as "
        "its version, is named in `facts`",
    ),
    "sysprep": (
        "inline = '& $env:SystemRoot\\System32\\Sysprep\\Sysprep.exe /oobe /generalize /shutdown'",
        "leave it out; the end of the build generalizes the VM and stops it (GS228)",
    ),
    "restart behind a condition": (
        "inline = 'if ($LASTEXITCODE -eq 3010) { Restart-Computer -Force }'",
        "has 'Restart-Computer', which cuts the connection",
    ),
    "secret in a file": (
        'files = ["key"], destination = "C:/Contoso"',
        "build.steps[0].files[0]: line 1 of 'key' looks like a secret",
    ),
    "no tests": (
        'phase = "test", pester = { tests = "t", version = "5.5.0" }',
        "'t' has no *.Tests.ps1, which Pester looks for",
    ),
    "variable of Packer": ('inline = "exit 0", secrets = ["PKR_VAR_TOKEN"]', "leave PKR_VAR_ out"),
    "fact and variable": (
        'inline = "exit 0", environment = { A = "b" }, facts = { a = "version" }',
        "facts.a: 'a' is set twice here: keep one (GS197)",
    ),
    "unknown fact": ('inline = "exit 0", facts = { a = "branch" }', "use 'version', 'image', 'commit'"),
    "fact of a host": (
        'phase = "first_boot", inline = "exit 0", facts = { a = "version" }',
        "does not apply in phase",
    ),
}
LINUX: dict[str, tuple[str, str]] = {
    "another program": (
        'script = "python.sh"',
        "'python.sh' names 'python3' in its first line, and bash runs",
    ),
    "carriage return": ('script = "cr.sh"', "ends line 1 with a carriage return"),
    "temporary disk": (
        'files = ["a.conf"], destination = "/mnt/tools"',
        "where they are not kept in the image",
    ),
    "emptied": ('files = ["a.conf"], destination = "/tmp/x"', "where they are not kept in the image"),
    "exit code": (
        'script = "a.sh", exit_codes = [0, 3010]',
        "has exit codes that Linux does not have, [0, 3010]",
    ),
    "deprovision": (
        'inline = "waagent -deprovision+user -force"',
        "'waagent -deprovision+user': leave it out",
    ),
    "restart at the end": (
        'inline = "apt-get update && sudo reboot"',
        "has 'reboot', which cuts the connection",
    ),
    "stop": ('inline = "shutdown -h now"', "has 'shutdown -h now': leave it out"),
    "group of hosts": (
        'ansible = { playbook = "play/site.yml" }',
        "has a play for hosts: webservers, and the VM is in no group",
    ),
    "file outside": (
        'ansible = { playbook = "play/deep/site.yml", requirements = "play/all.yml" }',
        "requirements must be in play/deep, which is copied: set folder to one that has both (GS004)",
    ),
    "two arguments": (
        'ansible = { playbook = "play/all.yml", extra_arguments = ["--limit web"] }',
        "must be one argument: write --limit=web",
    ),
    "tests elsewhere": (
        'phase = "test", goss = { tests = "goss.yaml", program = "a.conf" }',
        "'goss.yaml' includes other files, and only this one is copied",
    ),
    "braces in an address": (
        'phase = "test", goss = { tests = "a.conf", url = "https://x.example/{version}", sha256 = "'
        f'{"0" * 64}" }}',
        "url must not have braces",
    ),
}
FINE = (
    'inline = "# Sysprep.exe /generalize comes later"',
    'inline = "echo reboot"',
    'script = "a.sh"',
    'files = ["a.conf"], destination = "/etc/a.d"',
    'ansible = { playbook = "play/all.yml", extra_arguments = ["--limit=web", "-v", "two words"] }',
    'ansible = { playbook = "play/deep/site.yml", folder = "play", requirements = "play/all.yml" }',
)


LINUX_IMAGE = """
images.win11-avd.os_type = "Linux"
images.win11-avd.build.source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
"""


def told(folder: Path, build: str, *, linux: bool = False) -> list[Finding]:
    """What is reported of a catalog whose build has these lines."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, newline="")
    lines = re.sub("(?m)^(?=.)", "images.win11-avd.build.", build)
    data = written(f"{LINUX_IMAGE if linux else ''}\n{lines}")
    examined = examine(write(folder, data), now=NOW)
    read = parse_together([examined], kept=folder / "cache", search="")
    return [one for one in (*examined.findings, *read) if one.rule not in {"GS201", "GS221"}]


def told_of_step(folder: Path, does: str, *, linux: bool) -> list[str]:
    """The same for a single step."""
    phase = "" if "phase" in does else 'phase = "software", '
    return [str(one) for one in told(folder, f'steps = [{{ name = "x", {phase}{does} }}]', linux=linux)]


@pytest.mark.parametrize("case", [*WINDOWS, *LINUX])
def test_told(case: str, tmp_path: Path) -> None:
    """One finding names what would not be as it is meant, and what to do."""
    does, message = (WINDOWS | LINUX)[case]
    (said,) = told_of_step(tmp_path, does, linux=case in LINUX)

    assert message in said


@pytest.mark.parametrize("does", FINE)
def test_not_told(does: str, tmp_path: Path) -> None:
    """What only looks alike is not reported."""
    assert [] == told_of_step(tmp_path, does, linux=True)


def test_environment_of_an_image(tmp_path: Path) -> None:
    """The variables of all steps of an image are checked as those of a step."""
    variables = (
        'CITY = "Zürich", AGENT_TOKEN = "x81kk", V = "${var.x}", TESTS = "a", a = "1", A = "2", B = "{{ c }}"'
    )
    step = 'name = "x", phase = "test", pester = { tests = "a.Tests.ps1", version = "5.5.0" }'
    found = told(tmp_path, f"steps = [{{ {step} }}]\nenvironment = {{ {variables} }}")
    prefix = "images.win11-avd.build.environment."

    assert [
        ("A", "GS197"),
        ("AGENT_TOKEN", "GS196"),
        ("B", "GS122"),
        ("CITY", "GS177"),
        ("TESTS", "GS197"),
        ("V", "GS227"),
    ] == sorted((one.field.removeprefix(prefix), one.rule) for one in found if one.field.startswith(prefix))


@pytest.mark.parametrize("value", ["{{date}}", "$CI_COMMIT_SHA"])
def test_tags_are_not_evaluated(value: str, tmp_path: Path) -> None:
    """A tag of a version that has a variable in it, or a fact in two braces, is told to be text."""
    (said,) = told(tmp_path, f'version_tags = {{ a = "{value}" }}')

    assert "a fact is in single braces, such as {commit}" in said.message
