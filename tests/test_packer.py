"""The real Packer, and HashiCorp's own parser, accept what the hook writes: for every kind of image.

Debian's Packer 1.6.6 knows neither `required_plugins` nor the newer arguments of azure-arm. So it validates
two copies of each folder: one with the builder taken out, one with only what it knows of the builder.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pygohcl
import pytest

from catalog import azure_arm
from catalog.build import Build
from catalog.security import PROFILES
from tests.conftest import DATA, PROJECT, Run, Write

SCHEMA: dict[str, Any] = json.loads(azure_arm.SCHEMA.read_text())
OLD_SCHEMA: dict[str, Any] = json.loads((DATA / "azure-arm-1.6.6.schema.json").read_text())
KINDS: dict[str, Any] = {
    "string": str,
    "bool": bool,
    "number": (int, float),
    "list(string)": list,
    "map(string)": dict,
}
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/my-resources"
DES = f"{GROUP}/providers/Microsoft.Compute/diskEncryptionSets/des"
# What each way of signing in reads; none of it is real.
ENVIRONMENT = {
    "ARM_CLIENT_ID": "11111111-1111-1111-1111-111111111111",
    "ARM_TENANT_ID": "22222222-2222-2222-2222-222222222222",
    "ARM_CLIENT_SECRET": "not-a-secret",
    "ARM_OIDC_TOKEN": "not-a-token",
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.invalid",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "not-a-token",
}

SOURCES = {
    "windows": '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }',
    "linux": '{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }',
}
NETWORKS = {
    "public": 'allowed_inbound_ip_addresses = ["203.0.113.0/24"]',
    "vnet": 'virtual_network_name = "vnet"\nvirtual_network_subnet_name = "build"\n'
    'virtual_network_resource_group_name = "network"',
    "no-vault": "skip_create_build_key_vault = true",
}
AUTHENTICATIONS = ["azure_cli", "gitlab_oidc", "github_oidc", "managed_identity", "service_principal"]


def image(
    key: str,
    *build: str,
    system: str = "windows",
    security: str = "standard",
    source: str = "",
    head: str = "",
) -> str:
    """One image of a catalog, as a user would write it."""
    return f"""
[images.{key}]
name = "{key}"
os_type = "{system.capitalize()}"
hyper_v_generation = "V2"
security = "{security}"
identifier = {{ publisher = "p", offer = "o", sku = "{key}" }}
{head}
[images.{key}.build]
source = {source or SOURCES[system]}
vm_size = "Standard_D4ads_v5"
version = "1.0.0"
{"" if any(line.startswith("regions") for line in build) else 'regions = [{ name = "East US" }]'}
""" + "\n".join(build)


def short(security: str) -> str:
    """The profile's initials: trusted_launch_supported is tls."""
    return "".join(part[0] for part in security.split("_"))


COMBINATIONS = {
    (key := f"{short(security)}-{system}-{network}-{authentication}".replace("_", "-")): image(
        key,
        f'authentication = "{authentication}"',
        NETWORKS[network],
        system=system,
        security=security,
    )
    for security, system, network, authentication in product(PROFILES, SOURCES, NETWORKS, AUTHENTICATIONS)
    if (system, network) != ("linux", "no-vault")
}

OTHERS = {
    "everything": image(
        "everything",
        'languages = ["de-DE", "fr-FR"]',
        'software = ["vscode", "chrome", "edge-policy", "git", "teams", "fslogix", "own"]',
        "settings = { rdp_shortpath = true, optimize = false }",
        "os_disk_size_gb = 256",
        'disk_controller_type = "NVMe"',
        'license_type = "Windows_Server"',
        'spot = { eviction_policy = "Delete", max_price = 0.5 }',
        f'user_assigned_managed_identities = ["{GROUP}/providers/Microsoft.ManagedIdentity/'
        'userAssignedIdentities/reader"]',
        'temp_resource_group_name = "goldshelf-build"',
        'build_key_vault_name = "vault"',
        'build_key_vault_secret_name = "secret"',
        'storage_account_type = "Standard_ZRS"',
        'shared_gallery_image_version_end_of_life_date = "2099-01-31T00:00:00Z"',
        "shared_gallery_image_version_exclude_from_latest = true",
        'shared_image_gallery_timeout = "3h"',
        'polling_duration_timeout = "90m"',
        f'regions = [{{ name = "East US", replicas = 2, disk_encryption_set_id = "{DES}" }}, '
        f'{{ name = "westeurope", replicas = 3, disk_encryption_set_id = "{DES}" }}]',
        'extra = { winrm_timeout = "45m", encryption_at_host = true, disk_additional_size = [32, 64], '
        'temp_compute_name = "builder" }',
        head='tags = { "cost \\"centre\\"" = "é\\\\", "a${b}" = "%{c}" }\n'
        'purchase_plan = { name = "n", publisher = "p", product = "q" }\n'
        "disk_controller_type_nvme_enabled = true\naccelerated_network_support_enabled = true",
    ),
    "bare": image("bare", "windows_update = false", "software = []"),
    "shallow": image("shallow", "use_shallow_replication = true"),
    "group": image("group", 'build_resource_group_name = "builds"', 'location = "East US"'),
    "no-sysprep": image("no-sysprep", head="specialized = true"),
    "no-sysprep-linux": image("no-sysprep-linux", system="linux", head="specialized = true"),
    "tools": image("tools", 'software = ["git", "jq"]', system="linux"),
    "layer": image("layer", source='{ image = "bare", version = "1.0.0" }'),
    "layer-latest": image("layer-latest", source='{ image = "bare" }'),
    "other-gallery": image(
        "other-gallery",
        source='{ gallery_name = "other", image_name = "base", resource_group = "others" }',
    ),
    "by-id": image(
        "by-id",
        source=f'{{ id = "{GROUP}/providers/Microsoft.Compute/galleries/g/images/base/versions/1.2.3" }}',
    ),
    "cmk": image(
        "cmk",
        'confidential_vm_image_encryption_type = "EncryptedWithCmk"',
        f'disk_encryption_set_id = "{DES}"',
        f'regions = [{{ name = "East US", disk_encryption_set_id = "{DES}" }}]',
        security="confidential_vm",
    ),
    "many": image(
        "many",
        "regions = [" + ", ".join(f'{{ name = "{n}" }}' for n in ["East US", *map(str, range(26))]) + "]",
    ),
}
CASES = COMBINATIONS | OTHERS
CATALOG = f"""
tags = {{ owner = "the desktop team" }}

[gallery]
name = "my_image_gallery"
resource_group = "my-resources"
location = "East US"

[software.windows.git]
version = "2.51.0"
sha256 = "{"0" * 64}"

[software.windows.own]
name = "A tool of \\"ours\\" $(whoami) `n ${{x}} 😀"
url = "https://tools.example.com/own.exe"
installer = "exe"
arguments = '/S /D="C:\\Program Files\\Own"'
signer = "Contoso"
with_identity = true
proof = {{ file = '%ProgramFiles%\\Own\\own.exe' }}
{"".join(CASES.values())}
"""


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the hook writes for a catalog with all of them."""
    folder = tmp_path_factory.mktemp("rendered")
    (folder / "catalog.toml").write_text(CATALOG)
    gallery = f"{GROUP}/providers/Microsoft.Compute/galleries/my_image_gallery"
    outputs = {
        "gallery": {
            "resource_group_name": "my-resources",
            "location": "eastus",
            "gallery_name": "my_image_gallery",
            "gallery_id": gallery,
        },
        "image-definition": {
            "image_definitions": {key: {"name": key, "id": f"{gallery}/images/{key}"} for key in CASES}
        },
    }
    (folder / "outputs.json").write_text(json.dumps(outputs))
    run = subprocess.run(
        [sys.executable, "-m", "packer.hook", "--catalog", "catalog.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (run.returncode, run.stderr)
    return folder / "packer.out"


@pytest.fixture
def folder(request: pytest.FixtureRequest, rendered: Path) -> Path:
    """The folder of one image."""
    return rendered / str(request.param)


def test_every_kind_is_there() -> None:
    """125 combinations: five profiles, five ways to sign in, three networks on Windows and two on Linux."""
    assert 5 * 5 * (3 + 2) == len(COMBINATIONS)


def test_format(rendered: Path, packer: Run, tmp_path: Path) -> None:
    """Every file that the hook writes is as `packer fmt` would have it."""
    for path in rendered.rglob("*.pkr.hcl"):
        shutil.copy(path, tmp_path / f"{path.parent.name}.{path.name}")
    run = packer("fmt", "-check", "-diff", tmp_path)

    assert 4 * len(CASES) == len(list(tmp_path.iterdir()))
    assert (0, "") == (run.returncode, run.stdout + run.stderr)


def old(text: str) -> str:
    """A build as Packer 1.6.6 can read it: without a plugin's provisioner, and with a build.* that it has."""
    text = re.sub(r'\n  provisioner "windows-update" \{\n.*?\n  \}\n', "", text, flags=re.DOTALL)
    return text.replace("build.SourceImageName", "build.ID")


def copy_of(folder: Path, target: Path, source: str) -> Path:
    """The folder with another source, and without plugins.pkr.hcl, the one file of newer Packers only."""
    copy = shutil.copytree(folder, target / folder.name, ignore=shutil.ignore_patterns("plugins.pkr.hcl"))
    build = copy / "build.pkr.hcl"
    build.write_text(old(build.read_text()))
    (copy / "source.pkr.hcl").write_text(source)
    return Path(copy)


def different(rendered: Path, system: str, *names: str, of: Callable[[str], str] = str) -> Iterator[Path]:
    """Each folder that has a file of that name which no other has, apart from the image's key."""
    seen: set[tuple[str, str]] = set()
    for key, toml in CASES.items():
        texts = {name: of((rendered / key / name).read_text()).replace(key, "") for name in names}
        files = {(name, " ".join(text.split())) for name, text in texts.items()}
        if f'os_type = "{system}"' in toml and not files <= seen:
            seen |= files
            yield rendered / key


def accepted(packer: Run, copy: Path, *arguments: str) -> None:
    """Packer takes the folder."""
    asks = '"allowed_inbound_ip_addresses"' in (copy / "variables.pkr.hcl").read_text()
    run = packer("validate", *arguments, *(ADDRESS if asks else ()), copy, **ENVIRONMENT)
    assert 0 == run.returncode, f"{copy.name}: {run.stdout}{run.stderr}"


NULL = 'source "null" "KEY" {\n  communicator = "none"\n}\n'
ADDRESS = ("-var", 'allowed_inbound_ip_addresses=["203.0.113.7"]')


@pytest.mark.parametrize(("system", "kinds"), [("Windows", 19), ("Linux", 13)])
def test_variables_provisioners_and_scripts(
    rendered: Path, packer: Run, tmp_path: Path, system: str, kinds: int
) -> None:
    """Every file parses, variables have values, provisioners their arguments, and scripts exist."""
    folders = list(different(rendered, system, "variables.pkr.hcl", "build.pkr.hcl"))
    for folder in folders:
        text = (folder / "source.pkr.hcl").read_text()
        copy = copy_of(
            folder,
            tmp_path,
            re.sub(r'source "azure-arm" .*', NULL.replace("KEY", folder.name), text, flags=re.DOTALL),
        )
        build = copy / "build.pkr.hcl"
        build.write_text(build.read_text().replace("source.azure-arm.", "source.null."))
        accepted(packer, copy, "-syntax-only")
        accepted(packer, copy, "-var", "image_version=1.0.1")
    assert kinds == len(folders)


@pytest.mark.parametrize(("system", "kinds"), [("Windows", 32), ("Linux", 16)])
def test_rules_of_azure_arm(rendered: Path, packer: Run, tmp_path: Path, system: str, kinds: int) -> None:
    """The rules of azure-arm that Packer 1.6.6 has are kept."""
    folders = list(different(rendered, system, "source.pkr.hcl", of=as_1_6_6_reads_it))
    for folder in folders:
        copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
        # The provisioners are held against Packer above.
        (copy / "build.pkr.hcl").write_text(f'build {{\n  sources = ["source.azure-arm.{folder.name}"]\n}}\n')
        accepted(packer, copy)
    assert kinds == len(folders)


def as_1_6_6_reads_it(text: str) -> str:
    """`text` without what 1.6.6 does not know, and with the managed image and the regions that it demands."""
    regions = json.dumps(
        re.findall(r'^    target_region \{\n      name += "(.*)"$', text, flags=re.MULTILINE)
    )
    at = text.index('source "azure-arm"')
    head, body = text[:at], text[at:]
    for block in ("spot", "target_region"):
        body = re.sub(rf"\n( +){block} \{{\n.*?\n\1\}}\n", "\n", body, flags=re.DOTALL)
    # The id of a version as the names that it is made of.
    body = re.sub(
        r'id += "/subscriptions/(.*)/resourceGroups/(.*)/provid.*/galleries/(.*)/images/(.*)/versions/.*"',
        r'subscription = "\1"\nresource_group = "\2"\ngallery_name = "\3"\nimage_name = "\4"',
        body,
    )
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


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_the_harness_can_fail(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A script that is missing, a version and an argument that are wrong: Packer notices each."""
    text = as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text())
    copy = copy_of(folder, tmp_path, text)
    source = copy / "source.pkr.hcl"

    def said(*arguments: str) -> str:
        run = packer("validate", *arguments, copy)
        return run.stdout + run.stderr

    assert "successfully" in said(*ADDRESS) or "" == said(*ADDRESS)
    assert "must be Major.Minor.Patch" in said(*ADDRESS, "-var", "image_version=1.0")
    assert "allowed_inbound_ip_addresses" in said()
    assert "at least one address" in said("-var", "allowed_inbound_ip_addresses=[]")
    source.write_text(text.replace('"Windows"', '"Wndows"'))
    assert 'The os_type "Wndows" is invalid' in said(*ADDRESS)
    source.write_text(text)
    (copy / "scripts/sysprep.ps1").unlink()
    assert "sysprep.ps1" in said(*ADDRESS)


@pytest.mark.parametrize(
    ("authentication", "missing"),
    [
        ("gitlab-oidc", ["ARM_CLIENT_ID", "ARM_OIDC_TOKEN"]),
        ("github-oidc", ["ARM_CLIENT_ID", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"]),
        ("service-principal", ["ARM_CLIENT_ID", "ARM_CLIENT_SECRET"]),
        ("managed-identity", []),
        ("azure-cli", []),
    ],
)
def test_what_an_authentication_reads(
    rendered: Path, packer: Run, tmp_path: Path, authentication: str, missing: list[str]
) -> None:
    """Packer names each variable that a way of signing in needs and that is not set; none is in a file."""
    folder = rendered / f"tl-windows-public-{authentication}"
    copy = copy_of(folder, tmp_path, (folder / "source.pkr.hcl").read_text())
    run = packer("validate", copy, **dict.fromkeys(ENVIRONMENT, ""))
    text = (copy / "variables.pkr.hcl").read_text()

    assert missing == re.findall(r"Set (\w+) in the environment", text)
    assert [] == [name for name in missing if f"Set {name} in" not in run.stdout + run.stderr]
    assert len(re.findall(r"default +. env\(", text)) == text.count("sensitive = true")


def parsed(folder: Path) -> dict[str, Any]:
    """Every file of the folder through HashiCorp's parser, as one; expressions stay as their text."""
    whole: dict[str, Any] = {}
    for path in sorted(folder.glob("*.pkr.hcl")):
        text = re.sub(
            r"^( *[\w-]+ +)= ((?:var|local|build)\.\S+|(?:merge|env|length|list)\(.*|\{ for .*|string|bool)$",
            lambda found: f"{found[1]}= {json.dumps(found[2])}",
            path.read_text(),
            flags=re.MULTILINE,
        )
        text = re.sub(r"^( *condition +)= .*$", r'\1= ""', text, flags=re.MULTILINE)
        whole |= pygohcl.loads(re.sub(r"(?<!\$)\$\{(path|var)\.", r"$${\1.", text))
    return whole


def source_of(folder: Path) -> dict[str, Any]:
    """The arguments of the builder."""
    return dict(parsed(folder)["source"]["azure-arm"][folder.name])


@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_arguments_are_those_of_the_plugin(folder: Path) -> None:
    """Every argument of the source is one of azure-arm 2.6.3, and of its kind."""
    assert [] == list(misfits(source_of(folder), SCHEMA))


def misfits(body: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What in `body` the schema does not know, or knows as another kind."""
    for name, value in body.items():
        if name in schema["blocks"]:
            for item in value if isinstance(value, list) else [value]:
                yield from misfits(item, schema["blocks"][name])
        elif name not in schema["arguments"]:
            yield f"{name}: unknown"
        elif not re.match(r"var\.|merge\(", str(value)):
            kind = schema["arguments"][name].replace("list(number)", "list(string)")
            if not isinstance(value, KINDS[kind]) or (kind == "number" and isinstance(value, bool)):
                yield f"{name}: not a {kind}"


def test_schema_check_can_fail() -> None:
    """The check above notices an unknown argument and a wrong kind."""
    assert ["vm_siz: unknown", "os_type: not a string", "winrm_port: not a number"] == list(
        misfits({"vm_siz": "x", "os_type": 5, "winrm_port": True}, SCHEMA)
    )


SECURITY = ("security_type", "secure_boot_enabled", "vtpm_enabled", "security_encryption_type")
RECIPES: dict[str, tuple[object, ...]] = {
    "standard": (None, None, None, None, None, False),
    "trusted_launch": ("TrustedLaunch", True, True, None, None, False),
    "trusted_launch_supported": (None, None, None, None, None, True),
    "confidential_vm": (
        *("ConfidentialVM", True, True, "VMGuestStateOnly"),
        *("EncryptedVMGuestStateOnlyWithPmk", False),
    ),
    "confidential_vm_supported": (None, None, None, None, None, True),
}


@pytest.mark.parametrize("folder", COMBINATIONS, indirect=True)
def test_security_decides_the_recipe(folder: Path) -> None:
    """Each profile gets the one recipe that Azure accepts: all that it needs and nothing that breaks it."""
    source = source_of(folder)
    destination = source["shared_image_gallery_destination"]
    security = next(name for name in PROFILES if short(name) == folder.name.split("-")[0])

    assert RECIPES[security] == (
        *(source.get(name) for name in SECURITY),
        destination.get("confidential_vm_image_encryption_type"),
        "managed_image_name" in source and "managed_image_resource_group_name" in source,
    )


def test_every_key_of_build_has_its_place(rendered: Path) -> None:
    """No key of `build` is read and forgotten: each that is an argument of azure-arm reaches a template."""
    written: set[str] = set()
    for key in CASES:
        source = source_of(rendered / key)
        destination = source["shared_image_gallery_destination"]
        written |= source.keys() | destination.keys()
    arguments = (
        SCHEMA["arguments"].keys() | SCHEMA["blocks"]["shared_image_gallery_destination"]["arguments"].keys()
    )

    assert {
        "private_virtual_network_with_public_ip",  # goes the way of the other three of a network
    } == (Build.model_fields.keys() & arguments) - written


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_values_come_back(folder: Path) -> None:
    """What went into the catalog comes out of the parser, quotes, braces and accents included."""
    whole = parsed(folder)
    source = source_of(folder)
    destination = source["shared_image_gallery_destination"]

    assert {
        "image": "everything",
        "owner": "the desktop team",
        'cost "centre"': "é\\",
        "a${b}": "%{c}",
    } == whole["locals"]["azure_tags"]
    assert {"plan_name": "n", "plan_publisher": "p", "plan_product": "q"} == source["plan_info"]
    assert {"eviction_policy": "Delete", "max_price": 0.5} == source["spot"]
    assert (SUBSCRIPTION, "my-resources", "my_image_gallery", "everything") == tuple(
        destination[name] for name in ("subscription", "resource_group", "gallery_name", "image_name")
    )
    assert [
        {"name": "East US", "replicas": 2, "disk_encryption_set_id": DES},
        {"name": "westeurope", "replicas": 3, "disk_encryption_set_id": DES},
    ] == destination["target_region"]
    assert ("45m", True, [32, 64], True) == tuple(
        source[name]
        for name in ("winrm_timeout", "encryption_at_host", "disk_additional_size", "accelerated_networking")
    )
    assert "1.0.0" == whole["variable"]["image_version"]["default"]
    assert whole["variable"]["exclude_from_latest"]["default"]
    assert "~> 2.6" == whole["packer"]["required_plugins"]["azure"]["version"]


def test_what_an_image_starts_from(rendered: Path) -> None:
    """A layered image starts from a definition of the same deploy, another one from where it says."""
    here = {
        "subscription": SUBSCRIPTION,
        "resource_group": "my-resources",
        "gallery_name": "my_image_gallery",
    }

    assert {
        "layer": {**here, "image_name": "bare", "image_version": "1.0.0"},
        "layer-latest": {**here, "image_name": "bare"},
        "other-gallery": {
            **{"subscription": SUBSCRIPTION, "resource_group": "others", "gallery_name": "other"},
            "image_name": "base",
        },
        "by-id": {"id": f"{GROUP}/providers/Microsoft.Compute/galleries/g/images/base/versions/1.2.3"},
        "bare": None,
    } == {
        key: source_of(rendered / key).get("shared_image_gallery")
        for key in ("layer", "layer-latest", "other-gallery", "by-id", "bare")
    }


@pytest.mark.parametrize(
    ("key", "timeout"), [("bare", "120m"), ("many", "360m"), ("shallow", "60m"), ("everything", "3h")]
)
def test_time_to_publish(rendered: Path, key: str, timeout: str) -> None:
    """Packer waits longer for more regions, at most six hours, or as long as the catalog says."""
    assert timeout == source_of(rendered / key)["shared_image_gallery_timeout"]


@pytest.mark.parametrize("folder", ["everything", "tools"], indirect=True)
def test_provenance(folder: Path, tmp_path: Path) -> None:
    """A version carries its image's key, the commit and the pipeline, but only what it was told."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    tags = "jsonencode(merge(local.provenance, local.azure_tags))"

    assert {"image", "owner"} <= json.loads(console(copy, tags)).keys()
    assert {"git_commit": "abc", "image": folder.name}.items() <= json.loads(
        console(copy, tags, "-var", "git_commit=abc")
    ).items()


def console(folder: Path, expression: str, *arguments: str) -> str:
    """What Packer itself evaluates `expression` to."""
    run = subprocess.run(
        ["packer", "console", *ADDRESS, *arguments, str(folder)],
        input=expression,
        env={**os.environ, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == run.returncode, run.stdout + run.stderr
    return run.stdout


def test_validate_says_how_far_it_went(
    hook: Run, catalog_file: Write, outputs_file: Path, packer: Run
) -> None:
    """`--validate` asks the packer on PATH, and is honest about what an old one can check."""
    assert "1.6.6" in packer("version").stdout
    run = hook("--outputs", outputs_file, "--catalog", catalog_file(), "--validate")

    assert 0 == run.returncode
    assert "packer 1.6.6: format and syntax are right; 1.10 or newer would check" in run.stdout
