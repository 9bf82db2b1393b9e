"""Every argument of what goldshelf writes is set by a key, by extra, or not at all, with the reason."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog.arguments import Argument, Of, arguments_of
from catalog.backend import AzurermBackend
from catalog.load import examine
from catalog.rules import RULES
from facts import azurerm_backend
from facts.azure_arm import SCHEMA, SECRETS
from sandbox.schema import SCHEMA as OF_AZURERM
from tests.catalogs import run, write, written
from tests.conftest import DATA, PROJECT

AZURE_ARM = json.loads(SCHEMA.read_text("utf-8"))
ALWAYS = {"GS002", "GS003", "GS004", "GS118", "GS122", "GS255"}
"""Rules of every key, every argument of extra, any text, or every default."""
OF_THE_OTHER_SYSTEM = {"GS270"}
"""What is harmless may be of no use: what is said of SSH on Windows."""
SAMPLES: Mapping[str, Any] = {
    "string": "x",
    "bool": True,
    "number": 1,
    "list(string)": ["x"],
    "list(number)": [1],
    "map(string)": {"x": "x"},
}


def names_of_azure_arm(schema: Mapping[str, Any], block: str = "") -> Iterator[str]:
    """Yield each argument, those of blocks with the block's name before them."""
    yield from (f"{block}{name}" for name in schema["arguments"])
    for name, inner in schema["blocks"].items():
        yield f"{block}{name}"
        yield from names_of_azure_arm(inner, f"{block}{name}.")


def names_of_azurerm(block: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield each argument of a resource, those of blocks with the block's name before them."""
    yield from (f"{above}{name}" for name in block.get("attributes", {}))
    for name, inner in block.get("block_types", {}).items():
        yield f"{above}{name}"
        yield from names_of_azurerm(inner["block"], f"{above}{name}.")


def resource(what: str) -> dict[str, Any]:
    """Return a copy of the schema of a resource."""
    return json.loads(json.dumps(OF_AZURERM["resource_schemas"][what]["block"]))  # type: ignore[no-any-return]


RESOURCES: tuple[Of, ...] = (
    "azurerm_shared_image",
    "azurerm_shared_image_gallery",
    "azurerm_resource_group",
)
LISTS: tuple[Of, ...] = ("azure_arm", *RESOURCES, "backend_azurerm")
EVERY = [(what, name, one) for what in LISTS for name, one in arguments_of(what).items()]


def test_every_argument_of_azure_arm_is_sorted() -> None:
    """An argument of a new plugin is not offered until somebody has said what becomes of it."""
    assert set(names_of_azure_arm(AZURE_ARM)) == set(arguments_of("azure_arm"))

    invented = {**AZURE_ARM, "arguments": {**AZURE_ARM["arguments"], "invented": "string"}}

    assert {"invented"} == set(names_of_azure_arm(invented)) - set(arguments_of("azure_arm"))


@pytest.mark.parametrize("what", RESOURCES)
def test_every_argument_of_azurerm_is_sorted(what: Of) -> None:
    """The same for a new azurerm."""
    block = resource(what)

    assert set(names_of_azurerm(block)) == set(arguments_of(what))

    block["block_types"]["timeouts"]["block"]["attributes"]["invented"] = {}

    assert {"timeouts.invented"} == set(names_of_azurerm(block)) - set(arguments_of(what))


def test_every_argument_of_the_backend_is_sorted() -> None:
    """The same for the backend of Terraform and OpenTofu."""
    programs = azurerm_backend.arguments()
    table = arguments_of("backend_azurerm")

    assert programs.keys() == table.keys()
    assert {name for name, one in programs.items() if one.secret} == {
        name for name, one in table.items() if str(one.refused).startswith("a secret,")
    }
    assert set(AzurermBackend.model_fields) - {"type"} == {
        name for name, one in table.items() if one.key == f"backend.{name}"
    }


def test_extra_takes_what_the_table_says(tmp_path: Path) -> None:
    """What the page calls not offered, or set by another key, is refused in extra; all else is not."""
    types = AZURE_ARM["arguments"] | dict.fromkeys(AZURE_ARM["blocks"], "map(string)")
    catalog = written("")
    given = {name: SAMPLES[type_] for name, type_ in types.items()}
    given |= {name: "1h" for name in given if re.search("timeout|duration|interval|pause|expiration", name)}
    catalog["images"]["win11-avd"]["build"]["extra"] = given

    findings = examine(write(tmp_path, catalog)).findings

    refused = {re.search(r"extra\.(\w+):", str(one))[1] for one in findings if one.rule == "GS118"}  # type: ignore[index]
    assert {name for name in types if not arguments_of("azure_arm")[name].in_extra} == refused


def test_secrets_are_called_secrets() -> None:
    """Whoever writes a secret is told that it is one."""
    assert set(SECRETS) == {
        name for name, one in arguments_of("azure_arm").items() if str(one.refused).startswith("a secret,")
    }


@pytest.mark.parametrize(
    ("name", "argument"), [row[1:] for row in EVERY], ids=[f"{what}-{name}" for what, name, _ in EVERY]
)
def test_says_which_rules_check_it(name: str, argument: Argument) -> None:
    """A rule that reports a key is in the row of the argument; one in the row of extra reports it."""
    rules = set(argument.rules.split())
    said = [argument.key, argument.checked, argument.harmless, argument.unused, argument.refused]
    place = f"build.extra.{name}" if argument.in_extra else argument.key or ""
    place = (
        place
        if place.split(".")[0] in {"gallery", "resource_group", "cloud", "backend"}
        else f"images.{place}"
    )

    assert 1 == sum(text is not None for text in said)
    assert rules or not argument.checked
    assert rules <= set(RULES)
    assert REPORTED[place] - ALWAYS <= rules
    if argument.in_extra:
        assert rules - ALWAYS <= REPORTED[place]
    if argument.harmless:
        assert rules <= OF_THE_OTHER_SYSTEM


def reported() -> Mapping[str, set[str]]:
    """Return the rules that the examples of rules and the tables of findings report, by the key."""
    texts = [(DATA / "rules.toml").read_text("utf-8")]
    texts += [path.read_text("utf-8") for path in sorted((DATA / "findings").glob("*.txt"))]
    found: dict[str, set[str]] = defaultdict(set)
    for where, id_ in re.findall(r"\d+: (?:warning: )?([a-z][\w.\[\]-]*): .*\((GS\d+)\)", "\n".join(texts)):
        key = re.sub(r"\[\d+\]", "", where)
        found[re.sub(r"^images\.[\w-]+", "images", key)].add(id_)
    return found


REPORTED = reported()


def test_page_names_every_argument() -> None:
    """docs/arguments.md has a row for each, and each says something."""
    rows = re.findall(
        r"(?m)^\| `([\w.]+)` \| (.+?) \| (.*?) \| (.*?) \|$",
        (PROJECT / "docs/arguments.md").read_text("utf-8"),
    )

    assert [name for _, name, _ in EVERY] == [name for name, *_ in rows]
    assert [] == [
        name for name, where, checked, why in rows if not where or not (checked.strip() or why.strip())
    ]


def test_explain_an_argument_of_azure_arm(tmp_path: Path) -> None:
    """`explain` says what an argument in extra is, and why one cannot be set."""
    offered, refused = run(tmp_path, "explain", "ssh_port"), run(tmp_path, "explain", "keep_os_disk")

    assert (
        "images.<key>.build.extra.ssh_port\n  The port on which the source image listens, by default 22.\n"
        == offered.stdout
    )
    assert (
        "error: no key 'keep_os_disk'; as an argument of azure-arm, it cannot be set here: each build in "
        "build_resource_group_name would leave its disk behind, which costs; elsewhere it does nothing\n"
        == refused.stderr
    )
