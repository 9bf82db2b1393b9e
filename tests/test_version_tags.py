"""Tags of a version: what a build writes of where it comes from, and what happens if that is not known."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.old_packer import ENVIRONMENT, SOURCE_VERSION, as_1_6_6_reads_it, asked, console, copy_of
from tests.programs import Done, execute, program

LIST = "az sig image-version list"
SHOW = "az vm image show"
VERSIONS = (
    "1.9.0\tEast US,West Europe",
    "1.10.0\tWest Europe,East US",
    "1.10.1\tEast US 2",
    "2.0.0\tWest Europe",
    "",
)
"""What az prints: versions, and the regions that each is in."""


def tags(packer: Run, folder: Path, copies: Path, *arguments: str) -> dict[str, str]:
    """The tags that a version gets, as Packer works them out."""
    copy = copy_of(folder, copies, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    merged = console(packer, copy, "jsonencode(merge(local.provenance, local.azure_tags))", *arguments)
    return dict(json.loads(merged))


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_what_a_version_carries(folder: Path, packer: Run, tmp_path: Path) -> None:
    """Each fact has its value, and all other text is as it was written, with a brace for two."""
    before = datetime.now(UTC).date()
    given = ("-var", "git_commit=abc", "-var", "image_version=2.0.0")
    found = tags(packer, folder, tmp_path, *given)
    days = {f"{day} $${{x}} 100%{{}} $${day}" for day in (before, datetime.now(UTC).date())}

    assert found.pop("built") in days
    assert {
        'source "x"': SOURCE_VERSION,
        "by": "abc ",
        "is": "everything 2.0.0 é\\",
        "git_commit": "abc",
    }.items() <= found.items()


@pytest.mark.parametrize("folder", ["layer-latest"], indirect=True)
def test_the_version_of_a_base(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A layered image says on which version of its base it was built."""
    assert f"bare {SOURCE_VERSION}" == tags(packer, folder, tmp_path)["base"]


@pytest.mark.parametrize("folder", ["by-id"], indirect=True)
def test_a_version_that_the_catalog_names(folder: Path, packer: Run, tmp_path: Path) -> None:
    """It needs no look-up: the tag has it, the manifest has it, and nobody can give another one."""
    assert "1.2.3" == tags(packer, folder, tmp_path)["source"]
    assert '.source.version), "1.2.3")' in (folder / "build.pkr.hcl").read_text()
    assert not (folder / "source-version.sh").exists()
    assert "source_version" not in (folder / "variables.pkr.hcl").read_text()


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_the_manifest(folder: Path) -> None:
    """What is in the tags is in the manifest too."""
    text = (folder / "build.pkr.hcl").read_text()

    assert ".source.version), var.source_version)\n" in text
    assert "version_tags = jsonencode(local.version_tags)\n" in text


@pytest.mark.parametrize(
    ("folder", "refused"),
    [("everything", True), ("layer-latest", True), ("bare", False), ("layer", False)],
    indirect=["folder"],
)
def test_a_build_that_does_not_know_its_source(
    folder: Path, packer: Run, tmp_path: Path, refused: bool
) -> None:
    """A build without the version of its source is refused only if a tag names that, and says what to do."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    known = dict(zip(asked(copy)[1::2], asked(copy)[::2], strict=True))
    given = [word for value, flag in known.items() if "source_version" not in value for word in (flag, value)]
    run = packer("validate", *given, copy, **ENVIRONMENT)
    said = " ".join((run.stdout + run.stderr).split())

    assert refused == ("set it to what source-version.sh in this folder prints" in said)
    assert refused == (run.returncode != 0), said


def looked_up(folder: Path, bin_: Path, script: str) -> Done:
    """Run the look-up of a folder, with a script as az, which notes how it was called."""
    program(bin_ / "az", f'printf "%s\\n" "az $*" > "{bin_}/called"\n{script}')
    path = {"PATH": f"{bin_}:/usr/bin:/bin"}
    return execute("bash", folder / "source-version.sh", given=path)


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_latest_of_the_marketplace(folder: Path, tmp_path: Path) -> None:
    """The marketplace is asked for the latest version in the build region, and nothing else is printed."""
    run = looked_up(folder, tmp_path, r'printf "26200.8246.260414\r\n"')

    assert (0, "26200.8246.260414\n", "") == (run.returncode, run.stdout, run.stderr)
    assert (
        f"{SHOW} --subscription 00000000-0000-0000-0000-000000000000 --location eastus --urn "
        "MicrosoftWindowsDesktop:windows-11:win11-25h2-avd:latest --query name --output tsv\n"
    ) == (tmp_path / "called").read_text()


@pytest.mark.parametrize("folder", ["layer-latest", "other-gallery", "elsewhere"], indirect=True)
def test_latest_of_a_gallery(folder: Path, tmp_path: Path) -> None:
    """The highest number in the build region is taken, as Azure does, and not the last or the longest."""
    lines = "\\n".join(VERSIONS).replace("\t", "\\t")
    run = looked_up(folder, tmp_path, f'printf "{lines}"')
    called = (tmp_path / "called").read_text()
    names = {
        "layer-latest": ("my-resources", "my_image_gallery", "bare"),
        "other-gallery": ("others", "other", "base"),
        "elsewhere": ("r", "g", "i"),
    }[folder.name]
    group, gallery, image = names

    assert (0, "2.0.0\n" if folder.name == "elsewhere" else "1.10.0\n", "") == (
        run.returncode,
        run.stdout,
        run.stderr,
    )
    assert called.startswith(f"{LIST} --subscription ")
    assert f"--resource-group {group} --gallery-name {gallery} --gallery-image-definition {image} " in called
    assert "!(publishingProfile.excludeFromLatest)" in called


@pytest.mark.parametrize("folder", ["everything", "layer-latest"], indirect=True)
@pytest.mark.parametrize("az", ["exit 3", "true", "echo latest", 'printf "1.0.0\\tWest US\\n"'])
def test_a_look_up_that_fails(folder: Path, az: str, tmp_path: Path) -> None:
    """Without a version, nothing is printed that could be taken for one, and the exit code says so."""
    run = looked_up(folder, tmp_path, az)

    assert "" == run.stdout
    assert run.returncode != 0
    assert ("exit 3" == az) != ("Azure has no version of the source in eastus" in run.stderr)


@pytest.mark.parametrize("folder", ["everything", "layer-latest"], indirect=True)
def test_the_look_up_is_sound_bash(folder: Path) -> None:
    """It passes shellcheck."""
    run = execute("shellcheck", folder / "source-version.sh")

    assert (0, "") == (run.returncode, run.stdout + run.stderr)
