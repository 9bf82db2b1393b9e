"""A deploy that cannot work says so at once, in a sentence for each thing that is missing."""

import json
import re
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from deploy.login import missing_login
from deploy.preconditions import refuse_old
from deploy.terraform_version import DEPLOY, Version, version_of
from files.errors import GoldshelfError
from sandbox.__main__ import environment
from tests.programs import Done, execute, program

PRINCIPAL = {"ARM_CLIENT_ID": "id", "ARM_TENANT_ID": "id"}
REQUEST = {"ACTIONS_ID_TOKEN_REQUEST_URL": "url", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret"}
AKS = {"ARM_USE_AKS_WORKLOAD_IDENTITY": "true", "AZURE_FEDERATED_TOKEN_FILE": "file"}


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH with nothing but what notes that it was started."""
    folder = tmp_path / "bin"
    for name in ("terraform", "tofu", "cdktf", "node"):
        program(folder / name, f"echo {name} >> {tmp_path}/started")
    return folder


def deploy(folder: Path, *arguments: str, **variables: str) -> Done:
    """Run it with these variables, and no others."""
    given = {"PATH": str(folder / "bin"), "HOME": str(folder), **variables}
    return execute(sys.executable, "-m", "deploy", "--out", folder / "out", *arguments, given=given)


@pytest.mark.usefixtures("programs")
def test_nothing_is_there(tmp_path: Path) -> None:
    """Subscription, login and terminal are asked for at once, before any other program starts."""
    run = deploy(tmp_path, "--destroy", "a.b", "--", "--no-color")

    assert (1, "") == (run.returncode, run.stdout)
    assert (
        "error: cannot start:\n"
        "  ARM_SUBSCRIPTION_ID is not set; set it to the id of the gallery's subscription\n"
        "  no Azure credentials found; run az login, or set ARM_CLIENT_ID, ARM_TENANT_ID and a secret, "
        "certificate or OIDC token\n"
        "  there is no terminal to approve the plan on; to approve it in advance: "
        f"make deploy OUT={tmp_path}/out DESTROY=a.b 'DEPLOY_FLAGS=--no-color --auto-approve'\n"
    ) == run.stderr
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Terraform v1.5.7", "Terraform 1.5.7 is too old: "),
        (None, "terraform is not on PATH"),
    ],
)
def test_terraform_is_not_there_or_too_old(
    tmp_path: Path, programs: Path, said: str | None, why: str
) -> None:
    """Terraform is asked when all else is there; of one that is too old, nothing else is asked."""
    terraform = programs / "terraform"
    terraform.unlink()
    if said:
        program(terraform, f'echo "$@" >> {tmp_path}/started; echo "{said}"')
    run = deploy(tmp_path, "plan", ARM_SUBSCRIPTION_ID="id", ARM_USE_MSI="true")

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: cannot start:\n  {why}")
    assert ["version"] * bool(said) == (
        (tmp_path / "started").read_text().split() if (tmp_path / "started").exists() else []
    )


@pytest.mark.parametrize("wrong", [["nope"], ["plan", "--", "--no-color"], ["plan", "--lock"]])
def test_wrong_arguments(tmp_path: Path, wrong: list[str]) -> None:
    """What cannot be read ends with 1, also for a plan, whose 2 says that there are changes."""
    run = deploy(tmp_path, *wrong)

    assert (1, True) == (run.returncode, run.stderr.startswith("usage: python -m deploy"))


@pytest.mark.parametrize(
    "said", ["OpenTofu v1.6.0", "Terraform v1.6.0", "Terraform v1.15.0-dev", "wrapper 1"]
)
def test_versions_that_are_taken(tmp_path: Path, said: str) -> None:
    """What is new enough, or does not say what it is, is taken."""
    version = version_of(str(program(tmp_path / "one", f"echo a warning; echo; echo {said}; echo on linux")))

    assert version is None or DEPLOY.unmet(version) is None
    assert (version is None) == said.startswith("wrapper")


@pytest.mark.parametrize(
    ("name", "number", "old"),
    [
        ("Terraform", (1, 6, 6), True),
        ("Terraform", (1, 7, 0), False),
        ("OpenTofu", (1, 9, 4), True),
        ("OpenTofu", (1, 10, 0), False),
    ],
)
def test_blocks_that_want_a_newer_one(name: str, number: tuple[int, int, int], old: bool) -> None:
    """A stack with `removed` blocks wants a program that can forget a resource and leave it where it is."""
    version = Version(program=name, number=number)
    message = f"{name} {'.'.join(map(str, number))} is too old"

    refuse_old(version, [{"resource": {}}])
    with pytest.raises(GoldshelfError, match=re.escape(message)) if old else nullcontext():
        refuse_old(version, [{"resource": {}, "removed": [{"from": "a.b"}]}])


@pytest.mark.parametrize(
    "variables",
    [
        {**PRINCIPAL, "ARM_CLIENT_SECRET": "secret"},
        {**PRINCIPAL, "ARM_CLIENT_SECRET_FILE_PATH": "file"},
        {"ARM_TENANT_ID": "id", "ARM_CLIENT_ID_FILE_PATH": "file", "ARM_CLIENT_SECRET": "secret"},
        {**PRINCIPAL, "ARM_CLIENT_CERTIFICATE": "secret"},
        {**PRINCIPAL, "ARM_CLIENT_CERTIFICATE_PATH": "file"},
        {**PRINCIPAL, "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "secret"},
        {**PRINCIPAL, "ARM_USE_OIDC": "1", "ARM_OIDC_TOKEN_FILE_PATH": "file", "ARM_USE_CLI": "false"},
        {**PRINCIPAL, "ARM_USE_OIDC": "True", **REQUEST},
        {
            **PRINCIPAL,
            "ARM_USE_OIDC": "true",
            "SYSTEM_OIDCREQUESTURI": "url",
            "SYSTEM_ACCESSTOKEN": "secret",
        },
        {**PRINCIPAL, **AKS},
        {**AKS, "AZURE_CLIENT_ID": "id", "AZURE_TENANT_ID": "id"},
        {"ARM_USE_MSI": "true"},
        {"AZURE_CONFIG_DIR": "signed-in"},
        {"AZURE_CONFIG_DIR": "signed-in", "ARM_CLIENT_SECRET": "secret"},
        {"AZURE_CONFIG_DIR": "elsewhere", "SIGNED_IN": "0"},
    ],
    ids=",".join,
)
def test_logins_that_azurerm_takes(tmp_path: Path, variables: dict[str, str]) -> None:
    """Each login that azurerm would find is found."""
    assert missing_login(with_az(tmp_path, variables)) is None


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ARM_CLIENT_SECRET": "secret"}, "ARM_CLIENT_ID or ARM_CLIENT_ID_FILE_PATH and ARM_TENANT_ID"),
        ({"ARM_CLIENT_ID": "id", "ARM_CLIENT_SECRET": "secret"}, "set ARM_TENANT_ID: "),
        ({**PRINCIPAL, "ARM_OIDC_TOKEN": "secret"}, "run az login"),
        ({**PRINCIPAL, "ARM_USE_OIDC": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "url"}, "run az login"),
        ({"ARM_USE_MSI": "false"}, "run az login"),
        ({"AZURE_CONFIG_DIR": "signed-in", "ARM_USE_CLI": "false"}, "run az login"),
        ({"AZURE_CONFIG_DIR": "signed-in", "PATH": ""}, "run az login"),
        ({"AZURE_CONFIG_DIR": "signed-out"}, "run az login"),
    ],
    ids=lambda one: ",".join(one) if isinstance(one, dict) else "",
)
def test_logins_that_are_not_there(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    """What azurerm would not take is refused, with what to do, and without a value."""
    told = missing_login(with_az(tmp_path, variables))

    assert told is not None
    assert (True, False) == (said in told, "secret" in told.replace("a secret, certificate", ""))


def with_az(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    """An environment with an Azure CLI: nobody is signed in to it unless the variables say so."""
    program(folder / "az", f"exit {variables.get('SIGNED_IN', '1')}")
    for name, subscriptions in {"signed-in": [{"id": "id"}], "signed-out": []}.items():
        (folder / name).mkdir()
        profile = json.dumps({"subscriptions": subscriptions})
        (folder / name / "azureProfile.json").write_text(profile, "utf-8-sig")
    config = folder / variables.get("AZURE_CONFIG_DIR", "nowhere")
    return {"PATH": str(folder), **variables, "AZURE_CONFIG_DIR": str(config)}


def test_the_sandbox_is_ready(tmp_path: Path) -> None:
    """The sandbox gives what a deploy asks for, whatever the user has."""
    variables = environment(tmp_path)

    assert missing_login(variables) is None
    assert "" != variables["ARM_SUBSCRIPTION_ID"]
