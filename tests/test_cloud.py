"""One setting sets the Azure cloud of the provider, the state and Packer."""

import json
import re
from pathlib import Path

import pytest

from tests.builds import outputs
from tests.catalogs import SOUND
from tests.conftest import Run, stack, synthesize
from tests.pipeline import BACKEND

VARIABLES = ("ARM_ENVIRONMENT", "ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST", "ARM_METADATA_URL")
HOST = "management.contoso.example:8443"


@pytest.fixture(autouse=True)
def no_cloud_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the variables of this machine."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def made(folder: Path, lines: str, *, location: str = "East US") -> None:
    """Write a catalog for that region, and the outputs that its deploy would publish."""
    (folder / "catalog.toml").write_text(lines + SOUND.replace("East US", location))
    published = outputs({"win11-avd": "Win11-AVD-Template"})
    (folder / "outputs.json").write_text(published.replace('"eastus"', json.dumps(location)))


@pytest.mark.parametrize(
    ("cloud", "location", "packer"),
    [
        ({}, "East US", {}),
        ({"environment": "public"}, "East US", {"cloud_environment_name": "public"}),
        ({"environment": "usgovernment"}, "usgovvirginia", {"cloud_environment_name": "usgovernment"}),
        ({"environment": "china"}, "China East 2", {"cloud_environment_name": "china"}),
        (
            {"metadata_host": HOST},
            "local",
            {"cloud_environment_name": HOST, "metadata_host": f"https://{HOST}"},
        ),
    ],
)
def test_one_setting_reaches_all(
    tmp_path: Path, hook: Run, cloud: dict[str, str], location: str, packer: dict[str, str]
) -> None:
    """The provider and the state of both stacks, and Packer, get the cloud of the catalog, and no other."""
    lines = "".join(f'[cloud]\n{name} = "{value}"\n' for name, value in cloud.items())
    made(tmp_path, lines + BACKEND, location=location)
    run = synthesize(tmp_path / "catalog.toml", tmp_path)
    assert (0, "") == (run.returncode, run.stderr)
    run = hook()
    assert (0, "") == (run.returncode, run.stderr)

    def of_a_cloud(arguments: dict[str, object]) -> dict[str, object]:
        return {name: arguments[name] for name in ("environment", "metadata_host") if name in arguments}

    for name in ("gallery", "image-definition"):
        written = stack(tmp_path, name)
        assert cloud == of_a_cloud(written["provider"]["azurerm"][0])
        assert cloud == of_a_cloud(written["terraform"]["backend"]["azurerm"])
    source = (tmp_path / "packer.out/win11-avd/source.pkr.hcl").read_text()
    assert packer == dict(
        re.findall(r'^  (cloud_environment_name|metadata_host) += "(.*)"$', source, flags=re.M)
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        *(
            (
                f'{BACKEND}{name} = "usgovernment"\n',
                f"backend.{name}: would apply only to Terraform's state: set {name} in [cloud], for the "
                "gallery and Packer too (GS002)",
            )
            for name in ("environment", "metadata_host")
        ),
        (
            '[cloud]\nenvironment = "usgov"\n',
            "cloud.environment: use 'public', 'usgovernment' or 'china', got 'usgov' (GS004)",
        ),
        (
            '[cloud]\nmetadata_host = "https://management.azure.com"\n',
            "cloud.metadata_host: use the host name only, without https://, such as "
            "management.contoso.example, got 'https://management.azure.com' (GS004)",
        ),
        *(
            (
                f"[images.win11-avd.build.extra]\n{name} = 'USGovernment'\n",
                f"images.win11-avd.build.extra.{name}: {said} (GS118)",
            )
            for name, said in {
                "cloud_environment_name": "cannot be set here: cloud.environment sets it",
                "metadata_host": "has its own key: set cloud.metadata_host",
            }.items()
        ),
    ],
)
def test_what_would_reach_one_alone_is_refused(tmp_path: Path, lines: str, said: str) -> None:
    """An argument for only one of them is refused: the message says where to set it for all."""
    (tmp_path / "catalog.toml").write_text(SOUND + lines if "[images" in lines else lines + SOUND)
    run = synthesize(tmp_path / "catalog.toml", tmp_path)

    assert 1 == run.returncode
    assert [said] == [line.split(": ", 1)[1] for line in run.stderr.splitlines()]


@pytest.mark.parametrize(
    ("cloud", "environment", "packer"),
    [
        ("", {"ARM_ENVIRONMENT": "usgovernment"}, "public"),
        ("", {"ARM_METADATA_HOSTNAME": HOST}, "public"),
        ("", {"ARM_METADATA_HOST": HOST}, "public"),
        ("", {"ARM_METADATA_URL": f"https://{HOST}"}, HOST),
        ('[cloud]\nenvironment = "public"\n', {"ARM_METADATA_URL": f"https://{HOST}"}, HOST),
    ],
)
def test_a_variable_that_reaches_one_alone_is_refused(
    tmp_path: Path,
    hook: Run,
    monkeypatch: pytest.MonkeyPatch,
    cloud: str,
    environment: dict[str, str],
    packer: str,
) -> None:
    """Synth and the hook stop if the environment would send Terraform and Packer to different clouds."""
    made(tmp_path, cloud)
    (name,) = environment
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    runs = [synthesize(tmp_path / "catalog.toml", tmp_path), hook()]

    assert [1, 1] == [run.returncode for run in runs]
    for run in runs:
        assert run.stderr.startswith(f"error: {name} in the environment: Terraform would use the cloud ")
        assert f"and Packer '{packer}': set one in [cloud] of the catalog, and unset {name}" in run.stderr
    assert not (tmp_path / "packer.out").exists()


@pytest.mark.parametrize(
    ("cloud", "environment"),
    [
        ("", {"ARM_ENVIRONMENT": "Public"}),
        ("", {"ARM_METADATA_HOSTNAME": HOST, "ARM_METADATA_URL": f"https://{HOST}/"}),
        (
            f'[cloud]\nmetadata_host = "{HOST}"\n',
            {"ARM_ENVIRONMENT": "usgovernment", "ARM_METADATA_URL": "x"},
        ),
    ],
)
def test_variables_that_agree_are_taken(
    tmp_path: Path, hook: Run, monkeypatch: pytest.MonkeyPatch, cloud: str, environment: dict[str, str]
) -> None:
    """Variables that agree, or that the catalog overrides, are accepted."""
    made(tmp_path, cloud)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)

    assert 0 == hook().returncode
