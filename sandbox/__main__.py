"""Run a command against the sandbox: python -m sandbox [--folder .sandbox] COMMAND...

The provider and the resources stay in that folder. State, outputs and templates lie where the command puts
them: in that folder too with `make deploy OUT=.sandbox`, as `make demo` does it.
"""

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from catalog.contract import STACKS
from sandbox.azure import SUBSCRIPTION
from sandbox.schema import SCHEMA

PROJECT = Path(__file__).resolve().parent.parent
OPENTOFU = "registry.opentofu.org"
"""Where OpenTofu looks for a provider whose source names no host; Terraform's is in the schema."""
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
# The same text on every machine: Terraform pins a provider by its checksum.
LAUNCHER = '#!/bin/sh\nPYTHONPATH="$SANDBOX_PROJECT" exec "$SANDBOX_PYTHON" -m sandbox.provider\n'


def install(folder: Path) -> Path:
    """Lay out the provider as a mirror for Terraform and OpenTofu; return their configuration file."""
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
    """Give each stack a local state in `folder`, or one with a lock at an address, whatever the catalog says.

    Terraform lays an override file over the JSON, which stays the same for the sandbox and for Azure.
    """
    for stack in STACKS:
        override = folder / "cdktf.out/stacks" / stack / "backend_override.tf.json"
        override.parent.mkdir(parents=True, exist_ok=True)
        override.write_text(json.dumps({"terraform": {"backend": _backend(stack, at)}}))


def _backend(stack: str, at: str | None) -> dict[str, dict[str, str]]:
    if at is None:
        return {"local": {"path": f"../../../terraform.{stack}.tfstate"}}
    names = ("address", "lock_address", "unlock_address")
    return {"http": {"retry_max": "0", **dict.fromkeys(names, f"{at}/{stack}")}}


def environment(folder: Path) -> dict[str, str]:
    """What makes a command use the sandbox and nothing else."""
    return {
        **os.environ,
        "TF_CLI_CONFIG_FILE": str(install(folder)),
        "TF_DISABLE_PLUGIN_TLS": "1",  # the socket lies in a folder that only this user can enter
        "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
        "CDKTF_SKIP_PROVIDER_LOCK": "true",  # cdktf's --skip-provider-lock: it would ask a registry
        "CHECKPOINT_DISABLE": "1",
        # What a deploy asks for before it starts. The sandbox's provider reads neither.
        "ARM_SUBSCRIPTION_ID": os.environ.get("ARM_SUBSCRIPTION_ID") or SUBSCRIPTION,
        "ARM_USE_MSI": "true",
        "SANDBOX_FOLDER": str(folder),
        "SANDBOX_PROJECT": str(PROJECT),
        "SANDBOX_PYTHON": sys.executable,
    }


def main() -> None:
    """Become the command, so that a signal for it reaches it."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".sandbox"))
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    folder = options.folder.resolve()
    keep_state(folder, at=os.environ.get("SANDBOX_STATE"))
    os.execvpe(options.command[0], options.command, environment(folder))  # noqa: S606  (the user's own command)


if __name__ == "__main__":
    main()
