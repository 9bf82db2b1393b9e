"""Own steps of a Linux image really run: by Packer, over SSH, on the Debian of linux_root.py."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.conftest import DATA, Run
from tests.linux_builds import BINARY, built, rendered
from tests.linux_root import Machine, holding, paths
from tests.torture import Tried

pytestmark = [pytest.mark.torture, pytest.mark.long]

CANARY = "canary-5b1f0e"
TOKEN = f"""{CANARY}' "$HOME" `id` ${{x}} %{{y}} \\ end"""
"""With all that a shell, HCL or Packer could take for its own."""
DIGEST = hashlib.sha256(TOKEN.encode()).hexdigest() + "  -\n"
SERVICE = "etc/systemd/system/goldshelf-first-boot.service"
KEPT = {
    "etc/systemd/system/cloud-init.target.wants/",
    "etc/systemd/system/cloud-init.target.wants/goldshelf-first-boot.service",
    SERVICE,
    "var/lib/goldshelf/",
    "var/lib/goldshelf/first-boot/",
    "var/lib/goldshelf/first-boot/01-hello.sh",
    "var/lib/goldshelf/first-boot/02-again-hello.sh",
    "var/lib/goldshelf/first-boot/run.sh",
}
"""What each host still needs."""
OWN = {
    *(f"opt/{name}" for name in ("ran", "left", "secrets", "told", "played", "con toso's $x/")),
    *(
        f"opt/con toso's $x/{name}"
        for name in ("data.bin", "deep/", "deep/Grüße.txt", "deep/er/", "deep/er/tool")
    ),
    "usr/local/bin/ansible-playbook",
    "etc/sudoers.d/company",
}
"""What the steps made."""
OTHERS = {"var/cache/apt/archives/lock", "var/log/stood-in"}
"""apt's own, and what the programs write that stand for others here."""


def test_each_kind_in_each_phase(
    machine: Machine, debian: Path, tmp_path: Path, tried: Tried, packer: Run
) -> None:
    """Steps of each kind run in the order of build.pkr.hcl, and leave what they are for, but no secret."""
    folder = rendered(tmp_path)
    programs = f"{DATA}/linux-steps/programs:{os.environ['PATH']}"
    build = built(packer, folder, machine, PKR_VAR_TOKEN=TOKEN, PATH=programs, WRITES=str(tmp_path))

    assert 0 == build.run.returncode, build.said
    assert [name for one in build.planned for name in [one] * (3 if "flaky" in one else 1)] == build.did
    _ran(machine, tmp_path)
    _placed(machine)
    assert [] == holding(CANARY, machine.root, build.all, folder)
    assert CANARY not in build.said
    assert OWN | KEPT | OTHERS == machine.files() - paths(debian / "root")
    assert {"server.goss.xml", "server.manifest.json", "server.software.json"} == paths(build.manifests) - {
        "/"
    }
    _first_boot(machine, debian)
    tried("a Linux image with a step of each kind in each phase is built by Packer", 1, WHOLE)


WHOLE = "in the order of build.pkr.hcl; the image, the logs and the manifests have no secret"


def _ran(machine: Machine, here: Path) -> None:
    """In the order of the phases, then as written; a restart, a cut connection and a retry lose none."""
    ran = "first as packer|harden|agent|cut|puppet|flaky|flaky|flaky|told|own-hcl|checked|forget"
    assert ran.split("|") == machine.said("cat /opt/ran").splitlines()
    assert DIGEST * 4 == machine.said("cat /opt/secrets")
    assert DIGEST == (here / "secrets").read_text()
    assert """two\nlines, it's $x "y" `id` ${b} \\ %|""" == machine.said("cat /opt/told")
    assert "" == machine.said("cat /opt/left")
    assert ["systemctl reboot"] * 4 == [
        line for line in machine.said("cat /var/log/stood-in").splitlines() if "reboot" in line
    ]
    assert "in /var/tmp/goldshelf/own/play\n" in machine.said("cat /opt/played")
    assert "TOKEN" not in (here / "played").read_text()


def _placed(machine: Machine) -> None:
    """Files are root's and as they were, and everyone may read them, though root's umask is 077 by then."""
    listed = machine.said(
        "cd /opt/con*; find . -printf '%u:%g %m %P\\n' | sort; sha256sum <data.bin; deep/er/tool"
    )
    assert [
        "root:root 644 data.bin",
        "root:root 644 deep/Grüße.txt",
        "root:root 755 ",
        "root:root 755 deep",
        "root:root 755 deep/er",
        "root:root 755 deep/er/tool",
        f"{hashlib.sha256(BINARY).hexdigest()}  -",
        "tool",
    ] == listed.splitlines()


def _first_boot(machine: Machine, debian: Path) -> None:
    """A host runs each of its steps once, also where one fails, and nothing is left of them but their log."""
    said = machine.said(
        "cp /var/lib/goldshelf/first-boot/run.sh /root; bash /var/lib/goldshelf/first-boot/run.sh"
    )
    assert "The step hello ended with exit code 3" in said
    hello = """hello it's $x "y" from /var/lib/goldshelf/first-boot/01-hello.sh\nagain\n"""
    assert hello == machine.said("cat /opt/hello")
    left = {"root/run.sh", "opt/hello", "var/log/goldshelf-first-boot.log"}
    wants = "etc/systemd/system/cloud-init.target.wants/"
    link = f"{wants}goldshelf-first-boot.service"  # systemctl disable, which is not here, removes it
    assert OWN | OTHERS | left | {wants, link} == machine.files() - paths(debian / "root")
    assert "systemctl disable goldshelf-first-boot.service\n" in machine.said("tail -n 1 /var/log/stood-in")


FAILS = """
steps = [
  { name = "before", phase = "start", inline = "echo before" },
  { name = "licence", phase = "start", secrets = ["TOKEN"], inline = '''
for number in {1..30}; do echo "checked $number of 30"; done
echo "there is no licence" >&2
exit 7
''' },
  { name = "after", phase = "start", inline = "echo after" },
]
"""


def test_failing_step(machine: Machine, tmp_path: Path, tried: Tried, packer: Run) -> None:
    """A step that fails ends the build with its name, last lines and exit code; none after it runs."""
    build = built(packer, rendered(tmp_path, FAILS), machine, PKR_VAR_TOKEN=TOKEN)

    assert 1 == build.run.returncode
    last = build.run.stdout.partition("steps/licence.sh\n")[2]
    assert "checked 30 of 30" in last
    assert "there is no licence" in last
    assert "Script exited with non-zero exit status: 7" in last
    assert "steps/licence.sh" == build.did[-1]
    assert [] == holding(CANARY, build.all)
    tried(
        "a step of a Linux image fails",
        1,
        "the build fails, and names the step, its last lines and its exit code",
    )


TESTS_FAIL = """
steps = [
  { name = "policy", phase = "test", goss = { tests = "tests/fails.yaml", program = "tests/goss" } },
  { name = "ports", phase = "test", goss = { tests = "tests/passes.yaml", program = "tests/goss" } },
  { name = "never", phase = "seal", inline = "exit 0" },
]
"""


def test_failing_tests(machine: Machine, tmp_path: Path, tried: Tried, packer: Run) -> None:
    """Tests that fail end the build, by the name of their step, after the results of all were fetched."""
    build = built(packer, rendered(tmp_path, TESTS_FAIL), machine)

    assert 1 == build.run.returncode
    assert "FAILED the tests of the step policy:" in build.said
    assert "<documentation>package: fails</documentation>" in build.said
    assert "step ports" not in build.said
    assert "<junit>package: fails</junit>\n" == (build.manifests / "server.policy.xml").read_text()
    assert "<junit>package: passes</junit>\n" == (build.manifests / "server.ports.xml").read_text()
    assert "scripts/check-results.sh" == build.did[-1]
    tried("tests of a Linux image fail", 1, "the results are fetched; the build fails, and names the step")


HANGS = """
steps = [
  { name = "hangs", phase = "start", timeout = "3s", inline = "echo waits; sleep 600" },
  { name = "after", phase = "start", inline = "echo after" },
]
"""


def test_step_that_hangs(machine: Machine, tmp_path: Path, tried: Tried, packer: Run) -> None:
    """A step that takes longer than its timeout ends the build, by its name."""
    build = built(packer, rendered(tmp_path, HANGS), machine)

    assert 1 == build.run.returncode
    assert "Setting a 3s timeout for the next provisioner" in build.said
    assert "Cancelling provisioner after a timeout" in build.said
    assert "steps/hangs.sh" == build.did[-1]
    tried("a step of a Linux image takes longer than its timeout", 1, "the build fails, and names the step")
