"""Each rule: what it reports for its own wrong example, and that its right example passes."""

import tomllib
from pathlib import Path

import pytest

from catalog.load import examine, examine_together
from catalog.rule import severity_of
from catalog.rules import RULES
from tests import rule_messages
from tests.catalogs import write, written
from tests.rule_messages import APART, IN_WORDS, SEVERAL, catalogs, findings, reported, reported_together

MESSAGES: dict[str, list[str]] = tomllib.loads(rule_messages.MESSAGES.read_text())
STATE = {
    "storage_account_name": "images",
    "container_name": "state",
    "key": "prod",
    "resource_group_name": "r",
}


@pytest.mark.parametrize("id_", sorted(RULES))
def test_message(id_: str, tmp_path: Path) -> None:
    """What breaks a rule is reported with its line, the value and what to do."""
    assert MESSAGES[id_] == rule_messages.messages(id_, tmp_path)


def test_messages_are_generated() -> None:
    """tests/data/rules.toml is what `make generate` writes."""
    assert rule_messages.content() == rule_messages.MESSAGES.read_text()


@pytest.mark.parametrize("id_", [id_ for id_ in RULES if id_ not in SEVERAL | {"GS001"}])
def test_example(id_: str, tmp_path: Path) -> None:
    """The wrong example of a rule breaks that rule only, and the right one breaks none."""
    wrong, right = catalogs(id_, tmp_path)
    allowed = [line for line in reported(id_, right) if id_ in IN_WORDS and f"({id_})" not in line]

    assert {id_} == {finding.rule for finding in findings(id_, wrong)} or id_ in IN_WORDS
    assert allowed == reported(id_, right)


@pytest.mark.parametrize("id_", sorted(SEVERAL))
def test_rule_of_several_catalogs(id_: str, tmp_path: Path) -> None:
    """Two catalogs in each other's way are reported at the second, unless it differs or accepts it."""
    rule = RULES[id_]
    wrong, right = catalogs(id_, tmp_path)
    data = written(f"{rule.wrong}\n{APART[id_]}")
    other = write(tmp_path, data, "prod.toml")
    accepts = write(tmp_path, {**data, "accept": [{"rule": id_, "reason": "two subscriptions"}]}, "own.toml")

    assert [] == reported_together(right, other)
    assert [] == reported_together(wrong, accepts)


def test_claims_of_several_catalogs(tmp_path: Path) -> None:
    """A managed image stays and a group is deleted late, so two catalogs share neither; a VM is gone."""
    shared = """
[gallery]
name = "GALLERY"
[images.win11-avd]
security = "trusted_launch_supported"
[images.win11-avd.build]
build_resource_group_name = "builds"
virtual_network_name = "hub"
extra = { temp_compute_name = "golden" }
version = "VERSION"
[images.own.build]
temp_resource_group_name = "temporary"
"""

    def told(*versions: str) -> list[str]:
        paths = [
            write(
                tmp_path,
                written(shared.replace("GALLERY", f"g{number}").replace("VERSION", version)),
                f"c{number}.toml",
            )
            for number, version in enumerate(versions)
        ]
        return [line.split(": ", 2)[2] for line in reported_together(*paths)]

    image = (
        "images.win11-avd.build.version: images.win11-avd of c0.toml makes a managed image of the same name, "
        "'win11-avd-1.0.0': choose another, or accept this if the subscriptions differ (GS286)"
    )
    group = (
        "images.own.build.temp_resource_group_name: images.own of c0.toml makes a resource group of the same "
        "name, 'temporary': choose another, or accept this if the subscriptions differ (GS286)"
    )
    assert [image, group] == told("1.0.0", "1.0.0")
    assert [group] == told("1.0.0", "1.0.1")
    assert [group] == told("{date}", "{date}")
    assert [group, image, group] == told("1.0.0", "1.1.0", "1.0.0")


def test_state_in_azure(tmp_path: Path) -> None:
    """Catalogs in one storage account share a state only if container, key and cloud are the same too."""

    def rules(*, cloud: str = "public", **backend: str) -> list[str]:
        clouds = ["public", cloud]
        lines = [
            f'[cloud]\nenvironment = "{clouds[number]}"\n'
            f'[gallery]\nname = "g{number}"\n[backend]\ntype = "azurerm"\n'
            + "".join(f'{name} = "{value}"\n' for name, value in fields.items())
            for number, fields in enumerate([STATE, {**STATE, **backend}])
        ]
        paths = [write(tmp_path, written(one), f"{number}.toml") for number, one in enumerate(lines)]
        return [finding.rule for finding in examine_together([examine(path) for path in paths])]

    assert ["GS207"] == rules()
    assert ["GS207"] == rules(key="./prod")
    assert [] == rules(key="dev")
    assert [] == rules(container_name="other")
    assert "GS207" not in rules(cloud="usgovernment")


def test_every_rule_is_whole() -> None:
    """A rule says when Azure would refuse the catalog, what to do, and its source."""
    moments = (
        "at plan",
        "at apply",
        "when the build starts",
        "at VM creation",
        "after VM creation",
        "after the build",
        "in the build",
        "before the build",
        "at any later check",
        "is synthesized",
    )

    assert list(MESSAGES) == sorted(RULES)
    assert [] == [rule.id for rule in RULES.values() if not any(moment in rule.happens for moment in moments)]
    assert [] == [rule.id for rule in RULES.values() if not (rule.fix.endswith(".") and rule.source)]
    assert {id_: severity_of(id_) for id_ in RULES} == {
        id_: "warning" if "warning:" in "".join(lines) else "error" for id_, lines in MESSAGES.items()
    }
