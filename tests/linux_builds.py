"""A build of a rendered folder by the real Packer, on a machine of linux_root.py instead of a VM in Azure."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.builds import image, outputs
from tests.conftest import DATA, Run, run_hook
from tests.linux_root import USER, Machine
from tests.old_packer import ADDRESS, copy_of
from tests.programs import Done

NAMES = re.compile(
    r"(?:Provisioning with shell script: |Uploading |Downloading |Executing Ansible: .* )(\S+)"
)
"""What Packer says that it does; of Ansible its command, with the playbook at its end."""
BLOCK = re.compile(r'\n((?:  )?)provisioner "[\w-]+" \{\n(.*?)\n\1\}', re.DOTALL)
PATH_OF = re.compile(r'\b(?:script|source|sources|playbook_file) += \[?"(?:\$\{path\.root\}/)?([^"]+)"')

GALLERY = '[gallery]\nname = "my_image_gallery"\nresource_group = "my-resources"\nlocation = "East US"\n'
BINARY = bytes(range(256))
FITTED = {
    r"source\.azure-arm\.": "source.null.",
    r'(pause_before +=) "30s"': r'\1 "2s"',
}
"""What is not as written: there is no Azure, Debian's Packer is 1.6.6, and a restart takes a moment here."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """What Packer left and said."""

    run: Done
    rendered: Path
    """The folder, as the hook wrote it."""
    folder: Path
    """Its copy, which Packer read."""
    manifests: Path
    all: Path
    """All that Packer wrote: also its log, and what it left in TMPDIR."""

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.run.stdout + self.run.stderr

    @property
    def did(self) -> list[str]:
        """What its provisioners ran and copied, in their order: paths in the folder, or in the machine."""
        found = (name.removeprefix(f"{self.folder}/") for name in NAMES.findall(self.run.stdout))
        return ["inline" if "/packer-shell" in name else name for name in found]

    @property
    def planned(self) -> list[str]:
        """The same, as the hook wrote it into build.pkr.hcl."""
        text = (self.rendered / "build.pkr.hcl").read_text()
        return [name for _, block in BLOCK.findall(text) for name in _paths(block)]


def _paths(block: str) -> list[str]:
    lists = re.search(r"sources += \[(.*?)\]", block, re.DOTALL)
    if lists:
        return re.findall(r"\$\{path\.root\}/([^\"]+)", lists[1])
    return PATH_OF.findall(block) or ["inline"]


def rendered(folder: Path, steps: str | None = None) -> Path:
    """What the hook writes for data/linux-steps, copied into `folder`; or for an image with other steps."""
    shutil.copytree(DATA / "linux-steps", folder, dirs_exist_ok=True)
    (folder / "files/data.bin").write_bytes(BINARY)
    (folder / "files/deep/Grüße.txt").write_text("grüße\n")
    if steps:
        network = 'allowed_inbound_ip_addresses = ["203.0.113.0/24"]'
        (folder / "catalog.toml").write_text(GALLERY + image("server", network, steps, system="linux"))
    (folder / "outputs.json").write_text(outputs({"server": "server"}))
    run = run_hook(folder, "--catalog", "catalog.toml")
    assert (0, "") == (run.returncode, run.stderr), run.stdout
    return folder / "packer.out/server"


def built(packer: Run, folder: Path, machine: Machine, **variables: str) -> Build:
    """Let Packer run the provisioners of a rendered folder on the machine."""
    kept = (folder / "source.pkr.hcl").read_text().partition('source "azure-arm"')[0]
    source = f"""{kept}
source "null" "server" {{
  communicator         = "ssh"
  ssh_host             = "127.0.0.1"
  ssh_port             = {machine.port}
  ssh_username         = "{USER}"
  ssh_private_key_file = "{machine.key}"
}}
"""
    target = machine.root.parent / "packer"
    shutil.rmtree(target, ignore_errors=True)
    copy = copy_of(folder, target, source)
    text = (folder / "build.pkr.hcl").read_text()
    for written, here in FITTED.items():
        text = re.sub(written, here, text)
    (copy / "build.pkr.hcl").write_text(text)
    manifests, log = target / "manifests", target / "packer.log"
    for path in (manifests, target / "tmp"):
        path.mkdir()
    logged = {"PACKER_LOG": "1", "PACKER_LOG_PATH": str(log), "TMPDIR": str(target / "tmp")}
    given = ("-timestamp-ui", *ADDRESS, "-var", f"manifest_folder={manifests}")
    run = packer("build", *given, copy, **logged, **variables)
    return Build(run=run, rendered=folder, folder=copy, manifests=manifests, all=target)
