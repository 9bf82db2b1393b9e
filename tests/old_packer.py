"""A folder as Debian's Packer 1.6.6 can read it, and what it makes of one.

It knows neither `required_plugins` nor the newer arguments of azure-arm.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from facts import azure_arm
from tests.conftest import DATA, Run

SCHEMA: dict[str, Any] = json.loads(azure_arm.SCHEMA.read_text())
OLD_SCHEMA: dict[str, Any] = json.loads((DATA / "azure-arm-1.6.6.schema.json").read_text())
NULL = 'source "null" "KEY" {\n  communicator = "none"\n}\n'
ADDRESS = ("-var", 'allowed_inbound_ip_addresses=["203.0.113.7"]')

SOURCE_VERSION = "26200.8246.260414"

# What each way of signing in reads; none of it is real.
ENVIRONMENT = {
    "ARM_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
    "ARM_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    "ARM_CLIENT_SECRET": "not-a-secret",
    "PKR_VAR_OWN_TOKEN": "not-a-token",
    "ARM_OIDC_TOKEN": "not-a-token",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.invalid",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "not-a-token",
}


def old(text: str) -> str:
    """A build as Packer 1.6.6 can read it: without what is newer."""
    for plugin in ("windows-update", "ansible"):
        text = re.sub(rf'\n  provisioner "{plugin}" \{{\n.*?\n  \}}\n', "", text, flags=re.DOTALL)
    return re.sub(r" +env += \{ .* \}\n", "", text).replace("error-cleanup-provisioner", "provisioner")


def copy_of(folder: Path, target: Path, source: str) -> Path:
    """The folder with another source, and without plugins.pkr.hcl, the one file of newer Packers only."""
    copy = shutil.copytree(folder, target / folder.name, ignore=shutil.ignore_patterns("plugins.pkr.hcl"))
    build = copy / "build.pkr.hcl"
    build.write_text(old(build.read_text()))
    (copy / "source.pkr.hcl").write_text(source)
    return Path(copy)


def as_1_6_6_reads_it(text: str) -> str:
    """`text` without what 1.6.6 does not know, and with the managed image and the regions that it demands."""
    regions = json.dumps(
        re.findall(r'^    target_region \{\n      name += "(.*)"$', text, flags=re.MULTILINE)
    )
    at = text.index('source "azure-arm"')
    head, body = text[:at], text[at:]
    for block in ("spot", "target_region"):
        body = re.sub(rf"\n( +){block} \{{\n.*?\n\1\}}\n", "\n", body, flags=re.DOTALL)
    body = _by_names(body)
    body = body.replace("StandardSSD_LRS", "Standard_LRS")  # the plugin takes it from 2.6.0 on
    # It takes no identity but the machine's own, and no token of today's kind.
    if "var.client_id" in body and "var.tenant_id" not in body:
        body = re.sub(r"  (client_id|subscription_id) += .*\n", "", body)
    if "var.client_jwt" in body or "var.oidc_request_url" in body:
        body = re.sub(r"  (client_id|tenant_id|client_jwt) += var.*\n", "", body)
        body = body.replace("{\n", "{\n  use_azure_cli_auth = true\n", 1)
    old_blocks = OLD_SCHEMA["blocks"]
    known = {
        *OLD_SCHEMA["arguments"],
        *(name for block in old_blocks.values() for name in block["arguments"]),
    }
    unknown = {
        *SCHEMA["arguments"],
        *SCHEMA["blocks"]["shared_image_gallery_destination"]["arguments"],
    } - known
    lines = [line for line in body.split("\n") if line.strip().split(" ")[0] not in unknown]
    if not any("managed_image_name" in line for line in lines):
        lines[1:1] = ['  managed_image_name = "shim"', '  managed_image_resource_group_name = "shim"']
    at = lines.index("  shared_image_gallery_destination {") + 1
    lines.insert(at, f"    replication_regions = {regions}")
    return head + "\n".join(lines)


def _by_names(body: str) -> str:
    """The id of a version, or of what others share, as the names of a definition."""
    body = re.sub(
        r'id += "/subscriptions/(.*)/resourceGroups/(.*)/provid.*/galleries/(.*)/images/(.*)/versions/.*"',
        r'subscription = "\1"\nresource_group = "\2"\ngallery_name = "\3"\nimage_name = "\4"',
        body,
    )
    return re.sub(
        r"(community|direct_shared)_gallery_image_id += .*",
        'subscription = "s"\nresource_group = "r"\ngallery_name = "g"\nimage_name = "i"',
        body,
    )


def console(packer: Run, folder: Path, expression: str, *arguments: str) -> str:
    """What Packer itself evaluates `expression` to."""
    run = packer("console", *asked(folder), *arguments, folder, stdin=expression)
    assert 0 == run.returncode, run.stdout + run.stderr
    return run.stdout


def formatted(packer: Run, folders: Path, target: Path) -> None:
    """Every file in the folders, copied into `target`, is as `packer fmt` would have it."""
    for path in folders.rglob("*.pkr.hcl"):
        shutil.copy(path, target / f"{path.parent.name}.{path.name}")
    run = packer("fmt", "-check", "-diff", target)
    assert (0, "") == (run.returncode, run.stdout + run.stderr)


def accepted(packer: Run, copy: Path, *arguments: str) -> None:
    """Packer takes the folder."""
    run = packer("validate", *arguments, *asked(copy), copy, **ENVIRONMENT)
    assert 0 == run.returncode, f"{copy.name}: {run.stdout}{run.stderr}"


def asked(folder: Path) -> tuple[str, ...]:
    """What `packer build` must be given for this folder."""
    declared = (folder / "variables.pkr.hcl").read_text()
    source = ("-var", f"source_version={SOURCE_VERSION}")
    of_a_series = re.search(r"Version to publish: ([0-9.]+)\.Patch", declared)
    return (
        *(ADDRESS if '"allowed_inbound_ip_addresses"' in declared else ()),
        *(("-var", f"image_version={of_a_series[1]}.7") if of_a_series else ()),
        *(source if '"source_version"' in declared else ()),
    )
