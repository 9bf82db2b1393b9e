"""Run a command against the sandbox: python -m sandbox [--folder .sandbox] COMMAND...

The provider and the resources are in that folder. The command decides where state, outputs and templates are:
`make deploy OUT=.sandbox`, which `make demo` runs, puts them into the same folder.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from catalog.contract import STACKS
from files.border import bordered
from files.options import Parser
from sandbox.azure import SUBSCRIPTION
from sandbox.schema import SCHEMA

PROJECT = Path(__file__).resolve().parent.parent
OPENTOFU = "registry.opentofu.org"
"""OpenTofu's default registry; Terraform's is in the schema."""
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
# The same on every machine, since Terraform pins a provider by its checksum.
LAUNCHER = '#!/bin/sh\nPYTHONPATH="$SANDBOX_PROJECT" exec "$SANDBOX_PYTHON" -m sandbox.provider\n'


def install(folder: Path) -> Path:
    """Write the provider as a filesystem mirror; return the configuration file for Terraform and OpenTofu."""
    system = platform.system().lower()
    machine = MACHINES.get(platform.machine(), platform.machine())
    mirror = folder / "mirror"
    host, _, provider = SCHEMA["source"].partition("/")
    for address in (host, OPENTOFU):
        plugin = mirror / address / provider / SCHEMA["version"] / f"{system}_{machine}"
        plugin.mkdir(parents=True, exist_ok=True)
        launcher = plugin / f"terraform-provider-azurerm_v{SCHEMA['version']}"
        if not launcher.exists():
            launcher.write_text(LAUNCHER)
            launcher.chmod(0o755)
    configuration = folder / "terraform.rc"
    configuration.write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    return configuration


def keep_state(folder: Path, *, at: str | None = None) -> None:
    """Override the backend of each stack: a local state in `folder`, or an http backend with a lock.

    It is an override file of Terraform's, so the JSON is the same for the sandbox and for Azure.
    """
    names = ("address", "lock_address", "unlock_address")
    for stack in STACKS:
        backend: dict[str, dict[str, str]] = {"local": {"path": f"../../../terraform.{stack}.tfstate"}}
        if at is not None:
            backend = {"http": {"retry_max": "0", **dict.fromkeys(names, f"{at}/{stack}")}}
        override = folder / "cdktf.out/stacks" / stack / "backend_override.tf.json"
        override.parent.mkdir(parents=True, exist_ok=True)
        override.write_text(json.dumps({"terraform": {"backend": backend}}))


def environment(folder: Path) -> dict[str, str]:
    """The environment in which a command uses only the sandbox."""
    return {
        **os.environ,
        "TF_CLI_CONFIG_FILE": str(install(folder)),
        "TF_DISABLE_PLUGIN_TLS": "1",  # the socket is in a folder that only this user can enter
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CDKTF_SKIP_PROVIDER_LOCK": "true",  # cdktf's --skip-provider-lock: locking needs a registry
        "CHECKPOINT_DISABLE": "1",
        # A deploy checks these before it starts; the sandbox's provider ignores them.
        "ARM_SUBSCRIPTION_ID": os.environ.get("ARM_SUBSCRIPTION_ID") or SUBSCRIPTION,
        "ARM_USE_MSI": "true",
        "SANDBOX_FOLDER": str(folder),
        "SANDBOX_PROJECT": str(PROJECT),
        "SANDBOX_PYTHON": sys.executable,
    }


@bordered()
def main() -> NoReturn:
    """Replace this process by the command, so that it receives signals."""
    parser = Parser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".sandbox"))
    parser.add_argument("command", nargs=argparse.REMAINDER, help="the command, with its arguments")
    options = parser.parse_args()
    if not options.command:
        parser.error("give the command to run")
    if not shutil.which(options.command[0]):
        parser.error(f"{options.command[0]!r} is not on PATH")
    folder = options.folder.resolve()
    keep_state(folder, at=os.environ.get("SANDBOX_STATE"))
    os.execvpe(options.command[0], options.command, environment(folder))  # noqa: S606  (the user's own command)


if __name__ == "__main__":
    sys.exit(main())
