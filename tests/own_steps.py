"""Own steps of every kind, for the catalog with every kind of build, and the files that they need."""

from pathlib import Path
from typing import Any

from tests import certificates, own_products

FILES = {
    **own_products.FILES,
    "certificates/root.cer": certificates.ROOT.encode(),
    "steps/baseline.ps1": b"exit 0\n",
    "steps/agent.sh": b"#!/usr/bin/env bash\nexit 0\n",
    "keys/contoso.asc": b"a key",
    "packages/tool.rpm": bytes(range(256)),
    "steps/strict.sh": b"#!/bin/bash -eu\nexit 0\n",
    "payload/own/binary": b"\0\xff\x01",
    "payload/note.txt": b"note\n",
    "ansible/site.yml": b"- hosts: all\n  tasks: []\n",
    "ansible/requirements.yml": b"roles: []\n",
    "ansible/ansible.cfg": b"[defaults]\nroles_path = roles\n",
    "tests/image.Tests.ps1": b"Describe 'image' { It 'is' { 1 | Should -Be 1 } }\n",
    "tests/pester.nupkg": b"PK",
    "tests/goss.yaml": b"file: {}\n",
    "tests/goss": b"#!/bin/sh\n",
    "hcl/settings.pkr.hcl": b'provisioner "shell" {\n  inline = ["true"]\n}\n',
}
"""Beside the catalog, for the own steps and products in it."""
STEPS = """
[steps.inline]
phase = "start"
inline = "exit 0  # caf\\u00e9"
environment = { QUOTED = "it's \\"$x\\" `y` ${z}" }

[steps.script]
phase = "software"
script = "steps/baseline.ps1"
run_as = "system"
secrets = ["OWN_TOKEN"]
timeout = "20m"
exit_codes = [0, 3010]
retries = 2
restart = true

[steps.elevated]
phase = "updated"
script = "steps/baseline.ps1"
run_as = "elevated"

[steps.disconnects]
phase = "software"
script = "steps/baseline.ps1"
secrets = ["OWN_TOKEN"]
expect_disconnect = true

[steps.files]
phase = "settings"
files = ["payload/own", "payload/note.txt"]
destination = 'C:\\Program Files\\Own'
retries = 1
restart = true

[steps.pester]
phase = "test"
pester = { tests = "tests/image.Tests.ps1", version = "5.7.0" }

[steps.pester-file]
phase = "test"
pester = { tests = "tests/image.Tests.ps1", module = "tests/pester.nupkg" }
environment = { OWN = "1" }

[steps.seal]
phase = "seal"
inline = "exit 0"

[steps.hosts]
phase = "first_boot"
script = "steps/baseline.ps1"
environment = { OWN = "a b" }
"""
WINDOWS_STEPS = """steps = [
  "inline", "script", "elevated", "disconnects", "files", "pester", "pester-file", "seal", "hosts",
]"""
LINUX_STEPS = """steps = [
  { name = "user", phase = "start", inline = "exit 0", run_as = "user", environment = { OWN = "1" } },
  { name = "user-token", phase = "start", inline = "exit 0", run_as = "user", secrets = ["OWN_TOKEN"] },
  { name = "again", phase = "updated", restart = true },
  { name = "token", phase = "software", script = "steps/agent.sh", secrets = ["OWN_TOKEN"] },
  { name = "root", phase = "software", script = "steps/agent.sh", exit_codes = [0, 2] },
  { name = "strict", phase = "software", script = "steps/strict.sh", facts = { V = "version", I = "image" } },
  { name = "cuts", phase = "software", script = "steps/agent.sh", expect_disconnect = true },
  { name = "placed", phase = "settings", files = ["payload"], destination = "/opt/own" },
  { name = "in-vm", phase = "settings", ansible = { playbook = "ansible/site.yml", run_on = "vm" } },
  { name = "goss-file", phase = "test", goss = { tests = "tests/goss.yaml", program = "tests/goss" } },
  { name = "last", phase = "seal", inline = "exit 0" },
  { name = "host", phase = "first_boot", script = "steps/strict.sh", environment = { OWN = "3" } },
]
environment = { OWN = "2", SITE = "x" }"""
RUNNER = """steps = [{ name = "play", phase = "settings", secrets = ["OWN_TOKEN"], ansible = { playbook = \
"ansible/site.yml", requirements = "ansible/requirements.yml" } }]""".replace("\\\n", "")


SHARED: dict[str, dict[str, Any]] = {
    "note": {"phase": "settings", "inline": "exit 0", "environment": {"A": '$x `y` "z" é ${a} %{b}'}},
    "again": {"phase": "software", "restart": True},
    "token": {"phase": "updated", "inline": "exit 0", "secrets": ["OWN_TOKEN"], "run_as": "elevated"},
    "hosts": {"phase": "first_boot", "inline": "exit 0"},
}
SOMETIMES: tuple[list[Any], ...] = (
    ["note", "again", "hosts"],
    ["token", {"name": "last", "phase": "seal", "inline": "exit 0"}],
    [{"name": "system", "phase": "start", "inline": "exit 0", "run_as": "system"}],
    [{"name": "own", "phase": "test", "inline": "exit 3", "exit_codes": [3], "retries": 1}, "note", "again"],
    ["not", "known"],
    [{"name": "cuts", "phase": "software", "inline": "exit 0", "expect_disconnect": True, "restart": True}],
)
"""What random catalogs have at the top, and in a build: some are refused for one of the systems."""


def write_files(folder: Path) -> None:
    """Write what the own steps of the catalog need beside it."""
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
