"""What Packer does when the version is published: nothing of it turns that into a failed build."""

import json
import re
from pathlib import Path

import pytest

from tests.builds import GALLERY, SUBSCRIPTION
from tests.conftest import Run
from tests.old_packer import ADDRESS, ENVIRONMENT, NULL, old
from tests.programs import Done, program
from tests.reader import source_of
from tests.test_steps import steps


def published(packer: Run, folder: Path, target: Path, *arguments: str, az: str) -> Done:
    """Let Packer do what comes after the provisioners, for a source that publishes nothing."""
    program(target / "bin/az", f'echo "$@" >> "{target}/az.log"\n{az}')
    copy = target / folder.name
    copy.mkdir()
    head = (folder / "source.pkr.hcl").read_text().partition('source "azure-arm"')[0]
    # Also the one that cleans up after an error: without a VM, Packer would try it for a minute.
    steps_of_vm = re.compile(r'\n  (error-cleanup-)?provisioner ".*?\n  }\n', re.DOTALL)
    build = steps_of_vm.sub("", (folder / "build.pkr.hcl").read_text())
    (copy / "source.pkr.hcl").write_text(head + NULL.replace("KEY", folder.name))
    (copy / "build.pkr.hcl").write_text(old(build).replace("source.azure-arm.", "source.null."))
    (copy / "variables.pkr.hcl").write_text((folder / "variables.pkr.hcl").read_text())
    given = ("-var", "image_version=1.0.1", "-var", f"manifest_folder={target}", *ADDRESS, *arguments)
    path = f"{target}/bin:/usr/bin:/bin"
    return packer("build", "-color=false", *given, copy, **{**ENVIRONMENT, "PATH": path})


@pytest.mark.parametrize(
    "key", ["tools", "layer", "no-sysprep", "through-group", "cvs-linux-public-azure-cli"]
)
def test_the_manifest_has_the_id_of_the_version(
    rendered: Path, packer: Run, tmp_path: Path, key: str
) -> None:
    """One key of the manifest is the version's id, also where the artifact is a managed image."""
    run = published(packer, rendered / key, tmp_path, az="")
    (build,) = json.loads((tmp_path / f"{key}.manifest.json").read_text())["builds"]

    assert 0 == run.returncode, run.stdout + run.stderr
    assert f"{GALLERY}/images/{key}/versions/1.0.1" == build["custom_data"]["image_version_id"]


@pytest.mark.parametrize("security", ["tls", "cvs"])
@pytest.mark.parametrize("system", ["windows", "linux"])
@pytest.mark.parametrize("authentication", ["azure-cli", "gitlab-oidc"])
def test_the_managed_image_goes_with_packers_own_group(
    rendered: Path, security: str, system: str, authentication: str
) -> None:
    """The managed image on the way is in the group that Packer deletes, however it signs in."""
    folder = rendered / f"{security}-{system}-public-{authentication}"
    source = source_of(folder)

    assert f"{folder.name}-${{var.image_version}}" == source["managed_image_name"]
    assert "local.temp_resource_group_name" == source["temp_resource_group_name"]
    assert source["temp_resource_group_name"] == source["managed_image_resource_group_name"]
    assert "manifest" == steps(folder)[-1]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("temporary", '"mine"'),
        ("prefixed", '"avd-Resource-Group-${substr(uuidv4(), 0, 8)}"'),
        ("tls-linux-public-azure-cli", '"pkr-Resource-Group-${substr(uuidv4(), 0, 8)}"'),
    ],
)
def test_the_group_is_named_as_packer_would(rendered: Path, key: str, name: str) -> None:
    """A name or a prefix of one's own counts; else the name begins as Packer's own do."""
    text = (rendered / key / "source.pkr.hcl").read_text()

    assert name in re.findall(r"temp_resource_group_name += (.*)", text)


@pytest.mark.parametrize(
    ("key", "group", "says"),
    [("in-group", "builds", False), ("in-group-oidc", "builds", True), ("through-group", "managed", False)],
)
@pytest.mark.parametrize("works", [True, False])
def test_a_managed_image_that_stays_is_said(
    rendered: Path, packer: Run, tmp_path: Path, key: str, group: str, says: bool, works: bool
) -> None:
    """In a group that stays, the Azure CLI deletes it; what stays is named, and the build is a success."""
    run = published(packer, rendered / key, tmp_path, az="" if works else "echo no login >&2; exit 1")
    name = f"{key}-1.0.1"
    asked = (tmp_path / "az.log").read_text() if (tmp_path / "az.log").exists() else ""

    assert 0 == run.returncode, run.stdout + run.stderr
    called = f"image delete --subscription {SUBSCRIPTION} --resource-group {group} --name {name}\n"
    assert ("" if says else called) == asked
    command = f'az image delete --subscription {SUBSCRIPTION} --resource-group "{group}" --name "{name}"\n'
    assert (says or not works) == (f"costs money until you run: {command}" in run.stdout)


@pytest.mark.parametrize(
    ("folder", "content", "said"),
    [
        ("missing", None, "must be a folder that exists"),
        ("tools.manifest.json", "{}", "must be a folder that exists"),
        (".", "{broken", "tools.manifest.json is not JSON"),
        (".", "{}", None),
    ],
)
def test_a_manifest_that_cannot_be_written_stops_the_build_first(
    rendered: Path, packer: Run, tmp_path: Path, folder: str, content: str | None, said: str | None
) -> None:
    """Packer would fail an image that is published: so it is asked before the build VM starts."""
    if content is not None:
        (tmp_path / "tools.manifest.json").write_text(content)
    run = published(
        packer, rendered / "tools", tmp_path, "-var", f"manifest_folder={tmp_path / folder}", az=""
    )

    assert (1 if said else 0) == run.returncode, run.stdout + run.stderr
    assert (said or "Builds finished") in run.stdout + run.stderr
    assert bool(said) != ("Running post-processor" in run.stdout)
