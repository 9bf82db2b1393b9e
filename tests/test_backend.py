"""`[backend]`: each argument of azurerm has its place, and Terraform takes what is written."""

import json
import re
from pathlib import Path

import pytest

from catalog.backend import AzurermBackend
from catalog.backend_words import FORMER, OTHERS
from deploy.preconditions import refuse_old
from deploy.terraform_version import Version
from facts import azurerm_backend
from files.errors import GoldshelfError
from tests.catalogs import SOUND
from tests.conftest import PROJECT, stack, synthesize
from tests.programs import Done, execute

KEYS = frozenset(AzurermBackend.model_fields) - {"type"}
STATE = """
[backend]
type = "azurerm"
storage_account_name = "state"
container_name = "tfstate"
key = "images"
"""
NOWHERE = "/nowhere/token"
"""Terraform reads this file when it has taken all arguments, and before it reaches for the network."""
TAKEN = f"Error: reading OIDC Token from file {json.dumps(NOWHERE)}"


def test_the_page_names_every_key() -> None:
    """Each key is on the page about the state, and the versions there are those of the facts."""
    page = (PROJECT / "docs/state.md").read_text()
    newer = {
        name: [".".join(map(str, number)) for number in one.first.values()]
        for name, one in azurerm_backend.arguments().items()
        if name in KEYS and (len(one.first) == 1 or max(one.first.values()) > (1, 6, 0))
    }

    assert [] == [name for name in KEYS - {"tenant_id", "snapshot"} if not re.search(rf"\b{name}\b", page)]
    for name, versions in newer.items():
        row = re.search(rf"(?m)^\|.*`{name}`.*$", page)
        assert row, name
        assert {one.removesuffix(".0") for one in versions} == set(re.findall(r"\| (1\.[0-9.]+)", row[0])), (
            name
        )


def test_words_of_others_are_not_arguments() -> None:
    """No argument of the backend is told to be of another one, or of an older version."""
    assert not azurerm_backend.arguments().keys() & {*FORMER, *OTHERS}


def initialized(tmp_path: Path, lines: str) -> Done:
    """Run `terraform init` on the backend of a synthesized stack, without the provider."""
    (tmp_path / "catalog.toml").write_text(STATE + lines + SOUND)
    run = synthesize(tmp_path / "catalog.toml", tmp_path)
    assert 0 == run.returncode, run.stderr
    backend = stack(tmp_path, "gallery")["terraform"]["backend"]
    folder = tmp_path / "backend"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(json.dumps({"terraform": {"backend": backend}}))
    return execute("terraform", "init", "-input=false", "-no-color", cwd=folder)


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove what this machine says of the backend."""
    for one in azurerm_backend.arguments().values():
        for variable in one.variables:
            monkeypatch.delenv(variable, raising=False)


def test_terraform_takes_every_key(tmp_path: Path) -> None:
    """The real Terraform knows each argument that is written, with a value of this type."""
    values = {"bool": "true", "string": "'x'"}
    special = {
        **dict.fromkeys(
            ("subscription_id", "tenant_id", "client_id"), f"'{'0' * 8}-0000-0000-0000-{'0' * 12}'"
        ),
        **{name: f"'{NOWHERE}'" for name in KEYS if name.endswith("_path")},
        "msi_endpoint": "'http://127.0.0.1:1/msi'",
    }
    of_terraform = {
        name: one.type
        for name, one in azurerm_backend.arguments().items()
        if name in KEYS and "Terraform" in one.first and f"\n{name} = " not in STATE
    }
    lines = "".join(f"{name} = {special.get(name, values[type_])}\n" for name, type_ in of_terraform.items())

    assert TAKEN in initialized(tmp_path, lines).stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("use_msi = true\n", "and `resource_group_name` must be specif"),
        (f"use_msi = true\nuse_azuread_auth = true\noidc_token_file_path = '{NOWHERE}'\n", TAKEN),
        ("use_azuread_auth = true\nuse_cli = false\n", "unable to build authorizer for Storage API"),
        ("timeout_seconds = 5\n", 'No argument or block type is named "timeout_seconds"'),
    ],
    ids=["no group", "with Entra ID", "no sign-in", "of OpenTofu"],
)
def test_what_terraform_says(tmp_path: Path, lines: str, said: str) -> None:
    """The rules say what the real Terraform does: without a group it stops, unless it uses Entra ID."""
    assert said in initialized(tmp_path, lines).stderr


@pytest.mark.parametrize(
    ("program", "number", "name", "said"),
    [
        ("Terraform", (1, 6, 0), "use_oidc", None),
        (
            "Terraform",
            (1, 10, 5),
            "use_cli",
            "Terraform 1.10.5 is too old: use_cli in [backend] needs Terraform 1.11.0",
        ),
        ("Terraform", (1, 11, 0), "use_cli", None),
        ("Terraform", (1, 11, 1), "lookup_blob_endpoint", "needs Terraform 1.11.2 or newer"),
        (
            "Terraform",
            (1, 15, 9),
            "timeout_seconds",
            "timeout_seconds in [backend] is not in Terraform: only OpenTofu",
        ),
        ("OpenTofu", (1, 12, 6), "lookup_blob_endpoint", "is not in OpenTofu: only Terraform has it"),
        ("OpenTofu", (1, 10, 9), "use_aks_workload_identity", "needs OpenTofu 1.11.0 or newer"),
        ("OpenTofu", (1, 12, 0), "encryption_scope", None),
    ],
)
def test_arguments_that_a_program_lacks(
    program: str, number: tuple[int, int, int], name: str, said: str | None
) -> None:
    """Before it deploys, goldshelf says which argument this Terraform or OpenTofu does not have."""
    stacks = [{"terraform": {"backend": {"azurerm": {"key": "k", name: True}}}}] * 2
    version = Version(program=program, number=number)
    if said is None:
        return refuse_old(version, stacks)
    with pytest.raises(GoldshelfError, match=re.escape(said)) as error:
        refuse_old(version, stacks)
    assert 2 == len(str(error.value).splitlines())
