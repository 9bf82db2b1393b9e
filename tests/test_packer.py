"""The real Packer, and HashiCorp's own parser, accept what the hook wrote.

Debian's Packer 1.6.6 knows neither `required_plugins` nor the newer arguments of azure-arm, so its full
validation runs on two copies of the folder: one with the builder taken out, one with only what it knows.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygohcl
import pytest

from tests.conftest import DATA, Run, Write

SCHEMA: dict[str, Any] = json.loads((DATA / "azure-arm-2.6.3.schema.json").read_text())
OLD_SCHEMA: dict[str, Any] = json.loads((DATA / "azure-arm-1.6.6.schema.json").read_text())
KINDS = {"string": str, "bool": bool, "number": int, "list(string)": list, "map(string)": dict}

STANDARD = ('"trusted_launch"', '"standard"')
CASES: dict[str, list[tuple[str, str]]] = {
    "shipped": [],
    "standard": [STANDARD],
    "bare": [STANDARD, ('software = ["vscode", "chrome"]', "windows_update = false")],
    "everything": [
        ("[gallery]", 'tags = { owner = "a ${b} %{c}", "cost \\"centre\\"" = "é\\\\" }\n[gallery]'),
        (
            "[images.win11-avd]",
            '[images.win11-avd]\npurchase_plan = { name = "n", publisher = "p", product = "q" }',
        ),
        ("replicas = 1 }]", 'replicas = 2 }, { name = "westeurope", replicas = 3 }]'),
    ],
}


@pytest.fixture(params=CASES)
def folder(request: pytest.FixtureRequest, hook: Run, catalog_file: Write, outputs_file: Path) -> Path:
    """A rendered folder of each kind."""
    run = hook("--outputs", outputs_file, "--catalog", catalog_file(*CASES[request.param]))
    assert (0, "") == (run.returncode, run.stderr)
    return outputs_file.parent / "packer.out/win11-avd"


def blocks(text: str) -> str:
    """`text` without its windows-update provisioner: a plugin that only `packer init` can bring."""
    return re.sub(r'\n  provisioner "windows-update" \{\n.*?\n  \}\n', "", text, flags=re.DOTALL)


def copy_without_plugins(folder: Path) -> Path:
    """The folder as Packer 1.6.6 can read it: plugins.pkr.hcl is the one file of newer Packers only."""
    return Path(
        shutil.copytree(folder, folder.with_name("copy"), ignore=shutil.ignore_patterns("plugins.pkr.hcl"))
    )


def test_format(folder: Path, packer: Run) -> None:
    """What the hook writes is as `packer fmt` would have it."""
    run = packer("fmt", "-check", "-diff", folder)

    assert (0, "") == (run.returncode, run.stdout + run.stderr)


def test_syntax(folder: Path, packer: Run) -> None:
    """Packer parses every file."""
    run = packer("validate", "-syntax-only", copy_without_plugins(folder))

    assert 0 == run.returncode, run.stdout + run.stderr


def test_variables_provisioners_and_scripts(folder: Path, packer: Run) -> None:
    """Every variable has its value, every provisioner its arguments, and every script exists."""
    copy = copy_without_plugins(folder)
    (copy / "source.pkr.hcl").write_text('source "null" "win11-avd" {\n  communicator = "none"\n}\n')
    build = copy / "build.pkr.hcl"
    build.write_text(blocks(build.read_text()).replace("source.azure-arm.", "source.null."))

    variables = ["-var", "image_version=1.0.1", "-var", 'allowed_inbound_ip_addresses=["203.0.113.7"]']
    for given in ([], variables):
        run = packer("validate", *given, copy)
        assert 0 == run.returncode, run.stdout + run.stderr
    refused = packer("validate", "-var", "image_version=1.0", copy)
    assert "must be Major.Minor.Patch" in refused.stdout + refused.stderr
    (copy / "scripts/sysprep.ps1").unlink()
    assert 0 != packer("validate", copy).returncode


def test_rules_of_azure_arm(folder: Path, packer: Run) -> None:
    """The rules of azure-arm that Packer 1.6.6 has are kept; a broken one is noticed."""
    copy = copy_without_plugins(folder)
    build = copy / "build.pkr.hcl"
    build.write_text(blocks(build.read_text()))
    source = copy / "source.pkr.hcl"
    text = as_1_6_6_reads_it(source.read_text())
    source.write_text(text)

    run = packer("validate", copy)
    assert 0 == run.returncode, run.stdout + run.stderr
    source.write_text(text.replace('"Windows"', '"Wndows"'))
    refused = packer("validate", copy)
    assert 'The os_type "Wndows" is invalid' in refused.stdout + refused.stderr


def as_1_6_6_reads_it(text: str) -> str:
    """`text` with the managed image that 1.6.6 demands and without what it does not know."""
    regions = json.dumps(re.findall(r'^      name     = "(.*)"$', text, flags=re.MULTILINE))
    text = re.sub(r"\n    target_region \{\n.*?\n    \}\n", "", text, flags=re.DOTALL)
    text = text.replace(
        "    image_version  = var.image_version\n",
        f"    image_version  = var.image_version\n    replication_regions = {regions}\n",
    )
    newer = set(SCHEMA["arguments"]) - set(OLD_SCHEMA["arguments"])
    kept = [line for line in text.splitlines() if line.strip().split(" ")[0] not in newer]
    shim = ['  managed_image_name = "shim"', '  managed_image_resource_group_name = "shim"']
    return "\n".join([kept[0], *shim, *kept[1:], ""])


def test_arguments_are_those_of_the_plugin(folder: Path) -> None:
    """Every argument of the source is one of azure-arm 2.6.3, and of its kind."""
    source = parsed(folder)["source"]["azure-arm"]["win11-avd"]

    assert [] == list(misfits(source, SCHEMA))


def misfits(body: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What in `body` the schema does not know, or knows as another kind."""
    for name, value in body.items():
        if name in schema["blocks"]:
            for item in value if isinstance(value, list) else [value]:
                yield from misfits(item, schema["blocks"][name])
        elif name not in schema["arguments"]:
            yield f"{name}: unknown"
        elif "${var." not in str(value) and not isinstance(value, KINDS[schema["arguments"][name]]):
            yield f"{name}: not a {schema['arguments'][name]}"


def test_schema_check_can_fail() -> None:
    """The check above notices an unknown argument and a wrong kind."""
    assert ["vm_siz: unknown", "os_type: not a string"] == list(
        misfits({"vm_siz": "x", "os_type": 5}, SCHEMA)
    )


def parsed(folder: Path) -> dict[str, Any]:
    """Every file of the folder through HashiCorp's parser, as one; references stay as their text."""
    whole: dict[str, Any] = {}
    for path in sorted(folder.glob("*.pkr.hcl")):
        text = re.sub(r"= (var\.\w+)$", r'= "$${\1}"', path.read_text(), flags=re.MULTILINE)
        text = re.sub(r"^( *(?:type|condition) +)= .*$", r'\1= ""', text, flags=re.MULTILINE)
        whole |= pygohcl.loads(text.replace("${path.root}", "$${path.root}"))
    return whole


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_values_come_back(folder: Path) -> None:
    """What went into the catalog comes out of the parser, quotes, braces and accents included."""
    whole = parsed(folder)
    source = whole["source"]["azure-arm"]["win11-avd"]
    destination = source["shared_image_gallery_destination"]
    subscription = "00000000-0000-0000-0000-000000000000"

    assert {"owner": "a ${b} %{c}", 'cost "centre"': "é\\"} == source["azure_tags"]
    assert {"plan_name": "n", "plan_publisher": "p", "plan_product": "q"} == source["plan_info"]
    assert (subscription, "my-resources", "my_image_gallery", "Win11-AVD-Template") == tuple(
        destination[name] for name in ("subscription", "resource_group", "gallery_name", "image_name")
    )
    assert [
        {"name": "East US", "replicas": 2},
        {"name": "westeurope", "replicas": 3},
    ] == destination["target_region"]
    assert "1.0.0" == whole["variable"]["image_version"]["default"]
    assert "~> 2.6" == whole["packer"]["required_plugins"]["azure"]["version"]


@pytest.mark.parametrize(
    ("folder", "trio"),
    [("shipped", ("TrustedLaunch", True, True)), ("standard", (None, None, None))],
    indirect=["folder"],
)
def test_security_decides_the_builder(folder: Path, trio: tuple[object, ...]) -> None:
    """A trusted-launch definition gets a trusted-launch build, a standard one nothing of it."""
    source = parsed(folder)["source"]["azure-arm"]["win11-avd"]

    assert trio == tuple(
        source.get(name) for name in ("security_type", "secure_boot_enabled", "vtpm_enabled")
    )
    assert "managed_image_name" not in source


def test_validate_says_how_far_it_went(
    hook: Run, catalog_file: Write, outputs_file: Path, packer: Run
) -> None:
    """`--validate` asks the packer on PATH, and is honest about what an old one can check."""
    assert "1.6.6" in packer("version").stdout
    run = hook("--outputs", outputs_file, "--catalog", catalog_file(), "--validate")

    assert 0 == run.returncode
    assert "packer 1.6.6: format and syntax are right; 1.10 or newer would check" in run.stdout
