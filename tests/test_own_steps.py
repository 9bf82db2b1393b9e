"""Own steps, in the folder that the hook writes: in their phase, with what they need, and with no secret."""

import json
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from catalog.rules.step_secrets import TEMPLATE_VARIABLES
from catalog.step import APPLY, Ansible, Goss, NamedStep, Pester, Phase
from files.digests import digest_of
from packer.facts import FILE
from tests.conftest import DATA, PROJECT, run_hook
from tests.own_steps import FILES
from tests.programs import program
from tests.reader import parsed
from tests.step_folders import EXAMPLES, SECRET, build, of_step, published, steps

SCHEMA: dict[str, Any] = json.loads((DATA / "packer-provisioners-1.16.0.schema.json").read_text())
PAGE = (PROJECT / "docs/own-steps.md").read_text()
PHASES = Phase.__args__  # type: ignore[attr-defined]


def folders(root: Path, pattern: str) -> list[Path]:
    """Every folder of an image."""
    return sorted(path.parent for path in root.glob(f"{pattern}/{FILE}"))


def test_arguments_are_those_of_packer(rendered: Path, examples: Path) -> None:
    """Every provisioner takes its arguments, by the schemas of Packer 1.16.0 and its plugins."""
    known = {name: {*own, *SCHEMA["common"]} for name, own in SCHEMA["provisioners"].items()}
    checked = 0
    for folder in [*folders(rendered, "*"), *folders(examples, "out-*/*")]:
        for type_, given in parsed(folder)["build"]["provisioner"].items():
            for one in given if isinstance(given, list) else [given]:
                assert set() == one.keys() - known[type_], folder
                checked += 1

    assert checked > 1000


def test_a_secret_is_named_only(examples: Path) -> None:
    """The value of a secret is in no file that goldshelf writes; the template asks for it, and hides it."""
    folder = examples / "out-avd-host/win11-avd"
    variables = (folder / "variables.pkr.hcl").read_text()

    assert [] == [
        path for path in examples.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert {"AGENT_KEY": "var.AGENT_KEY"} == of_step(folder, "agent")["env"]
    assert re.search(r'variable "AGENT_KEY" \{[^}]*sensitive += true', variables)
    assert 1 == build(folder).count("packer-ps-env-vars-*")


def test_names_of_secrets_are_free(rendered: Path) -> None:
    """A secret can have no name that a template has for something else: all of those are refused."""
    declared = {
        name
        for path in rendered.glob("*/variables.pkr.hcl")
        for name in re.findall(r'^variable "(\w+)"', path.read_text(), re.MULTILINE)
    }

    assert TEMPLATE_VARIABLES == declared - {"OWN_TOKEN"}


def test_order_is_that_of_the_page(rendered: Path) -> None:
    """The picture in docs shows the phases in the order that a build has, on Windows and on Linux."""
    drawn = re.findall(r'\b(\w+)\(\["\1"\]\)', PAGE)
    names = {phase for image in ("own", "own-linux") for _, phase in steps(rendered / image)}

    assert list(PHASES) == drawn
    assert {*PHASES} - {"first_boot"} == names
    for image in ("own", "own-linux"):
        order = [PHASES.index(phase) for _, phase in steps(rendered / image)]
        assert sorted(order) == order


def test_keys_are_those_of_the_page() -> None:
    """The page has every key of a step, and says to which kinds of steps it applies."""
    rows = re.findall(
        r"^\| (`(?:script|files|ansible|pester|goss|restart)`.*?) \| (`.*`) \|$", PAGE, re.MULTILINE
    )
    told = {kind.split("`")[1]: tuple(keys.replace("`", "").split(", ")) for kind, keys in rows}

    assert {kind: keys for kind, keys in APPLY.items() if kind != "inline"} == told
    for table in (NamedStep, Ansible, Pester, Goss):
        assert [] == [key for key in table.model_fields if f"`{key}`" not in PAGE]


def test_files_arrive_as_they_are(rendered: Path) -> None:
    """Files keep their bytes and names in the archive that goes to the VM, and each is one archive."""
    with zipfile.ZipFile(rendered / "own/archives/files.zip") as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(rendered / "own-linux/archives/placed.tar") as archive_:
        names = {member.name: (member.mode, member.uid) for member in archive_}

    assert {"own/binary": FILES["payload/own/binary"], "note.txt": FILES["payload/note.txt"]} == content
    assert {"payload/own/binary": (0o644, 0), "payload/note.txt": (0o644, 0)} == names


def test_digests_are_in_the_facts(rendered: Path) -> None:
    """The facts have the digest of each file that a step brings, so that a change of one byte is seen."""
    facts = json.loads((rendered / "own" / FILE).read_text())

    assert digest_of("exit 0\n") == facts["files"]["own/steps/baseline.ps1"]
    assert {"own/payload/own/binary", "own/tests/image.Tests.ps1", "steps/inline.ps1"} < facts["files"].keys()
    assert ["OWN_TOKEN"] == facts["secrets"]


def test_inline_with_other_letters_has_a_mark(rendered: Path) -> None:
    """Windows PowerShell reads an inline script with é as it is meant: it begins with a byte order mark."""
    assert b"\xef\xbb\xbfexit 0  # caf\xc3\xa9\n" == (rendered / "own/steps/inline.ps1").read_bytes()
    assert b"exit 0\n" == (rendered / "own-linux/steps/user.sh").read_bytes()


def test_a_script_that_disconnects_runs_once(rendered: Path) -> None:
    """Packer runs a script again whose connection is cut: on Windows, goldshelf keeps it from that."""
    blocks = build(rendered / "own").split('# Step "')
    (text,) = [block for block in blocks if block.startswith('disconnects"')]
    linux = of_step(rendered / "own-linux", "cuts")

    assert text.index('destination = "C:/goldshelf/own/disconnects.ps1"') < text.index("scripts/run-once.ps1")
    assert text.index("run-once.ps1") < text.index("pause_before") < text.index("packer-ps-env-vars")
    assert (True, "local.as_root") == (linux["expect_disconnect"], linux["execute_command"])


def test_own_hcl_is_put_in_as_it_is(rendered: Path) -> None:
    """Blocks of a company's own stand after the steps of their phase, and their digest in the facts."""
    text = build(rendered / "own-linux")
    facts = json.loads((rendered / "own-linux" / FILE).read_text())

    assert text.index('"in-vm"') < text.index("# hcl/settings.pkr.hcl") < text.index('"goss-file"')
    assert "own/hcl/settings.pkr.hcl" in facts["files"]


def test_hook_asks_for_secrets(tmp_path: Path) -> None:
    """The commands that the hook prints ask for each secret first, without showing or keeping it."""
    published(EXAMPLES / "avd-host", tmp_path)
    program(tmp_path / "bin/packer", "echo Packer v1.16.0")
    run = run_hook(tmp_path, PATH=str(tmp_path / "bin"))

    assert (
        "next:  printf 'PKR_VAR_AGENT_KEY: ' && read -rs PKR_VAR_AGENT_KEY && export PKR_VAR_AGENT_KEY\n"
        "       packer init packer.out/win11-avd && packer build "
    ) in run.stdout


def test_bash_has_the_options_of_the_first_line(rendered: Path) -> None:
    """Bash stops at an error where the first line of a script says so, and in a script of the catalog."""
    used = {name: of_step(rendered / "own-linux", name) for name in ("strict", "root", "user", "user-token")}
    commands = re.findall(
        r"^  (as_\w+) += \"chmod \+x \{\{ .Path \}\}; (.*)\"$", build(rendered / "own-linux"), re.M
    )
    (host,) = json.loads((rendered / "own-linux/image.json").read_text())["first_boot"]

    assert {
        "strict": "local.as_root_eu",
        "root": "local.as_root",
        "user": "local.as_user_e",
        "user-token": "local.as_user_with_secrets_e",
    } == {name: one["execute_command"] for name, one in used.items()}
    assert {
        "as_root": "{{ .Vars }} sudo -E bash '{{ .Path }}'",
        "as_root_e": "{{ .Vars }} sudo -E bash -e '{{ .Path }}'",
        "as_root_eu": "{{ .Vars }} sudo -E bash -eu '{{ .Path }}'",
        "as_root_with_secrets": ". {{ .EnvVarFile }} && sudo -E bash '{{ .Path }}'",
        "as_user_e": "{{ .Vars }} bash -e '{{ .Path }}'",
        "as_user_with_secrets_e": ". {{ .EnvVarFile }} && bash -e '{{ .Path }}'",
    } == dict(commands)
    assert "-eu" == host["options"]


def test_environment_of_all_steps(rendered: Path) -> None:
    """A step has the variables of its image, its own, which win, and what the build knows; a host's too."""
    used = {name: of_step(rendered / "own-linux", name) for name in ("root", "strict", "user")}
    (host,) = json.loads((rendered / "own-linux/image.json").read_text())["first_boot"]

    assert {
        "root": ["OWN=2", "SITE=x"],
        "strict": ["OWN=2", "SITE=x", '"V=${var.image_version}"', '"I=own-linux"'],
        "user": ["SITE=x", "OWN=1"],
    } == {name: one["environment_vars"] for name, one in used.items()}
    assert {"SITE": "x", "OWN": "3"} == host["environment"]


def test_playbook_with_settings(rendered: Path) -> None:
    """A playbook that runs beside Packer has the ansible.cfg of its folder."""
    play = next(
        one
        for path in rendered.glob(f"*/{FILE}")
        for one in json.loads(path.read_text())["provisioners"]
        if one["id"] == "step play"
    )

    assert "ANSIBLE_CONFIG=${path.root}/own/ansible/ansible.cfg" in play["ansible_env_vars"]


def test_uploads_have_the_limits_of_the_step(rendered: Path) -> None:
    """The timeout and the retries of a step that places files are for the way to the VM too."""
    upload, unpack = [
        one
        for one in json.loads((rendered / "own" / FILE).read_text())["provisioners"]
        if one["id"].startswith("step files") and "windows-restart" not in one["id"]
    ]

    assert {"timeout": "1h", "max_retries": 1} == {key: upload[key] for key in ("timeout", "max_retries")}
    assert {"timeout": "1h", "max_retries": 1} == {key: unpack[key] for key in ("timeout", "max_retries")}


def test_steps_of_hosts_are_named(rendered: Path) -> None:
    """The build names the steps that each host runs."""
    assert '# Each host runs these once, phase first_boot: "hosts".\n' in build(rendered / "own")
