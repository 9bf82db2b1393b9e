"""The next version of an image: an exact one, the next of a series, or the date of the build."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.catalogs import SOUND, run
from tests.conftest import PROJECT, Run
from tests.images import folder as rendered_folder
from tests.images import reviewed
from tests.old_packer import ADDRESS, as_1_6_6_reads_it, asked, console, copy_of
from tests.programs import commit, git
from tests.test_builds import image, jobs, ran, write

PAGE = (PROJECT / "docs/versions.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("1.4.2", ""),
        ("1.4", ""),
        ("{date}", ""),
        ("2026.02.06", "must not have leading zeros: write 2026.2.6, got '2026.02.06'"),
        ("1.04", "must not have leading zeros: write 1.4, got '1.04'"),
        ("2026.0206.00", "must not have leading zeros: write 2026.206.0, got '2026.0206.00'"),
        (
            "1.0.20261129221912",
            "each part must be at most 2147483647 (a 32-bit integer), got '1.0.20261129221912'",
        ),
        ("v1.4.2", "use Major.Minor.Patch"),
        ("1.4.2-beta", "use Major.Minor.Patch"),
        ("1.4.2.1", "use Major.Minor.Patch"),
        ("1", "use Major.Minor.Patch"),
        ("{version}", "use Major.Minor.Patch"),
        ("1.{date}", "use Major.Minor.Patch"),
        ("", "use Major.Minor.Patch"),
    ],
)
def test_versions(version: str, said: str, tmp_path: Path) -> None:
    """What Azure would refuse, or nobody knows what it makes of, is refused with what to write."""
    (tmp_path / "catalog.toml").write_text(SOUND.replace('"1.0.0"', f'"{version}"'))
    lines = run(tmp_path, "check").stdout.splitlines()[:-1]

    assert [said] == [line.partition(".version: ")[2][: len(said)] for line in lines] if said else not lines


@pytest.mark.parametrize("version", ["01.0.0", "1.02"])
def test_version_of_a_source(version: str, tmp_path: Path) -> None:
    """The version of a base must be an exact one: a series is refused there."""
    base = '\n[images.dev]\nname = "d"\nos_type = "Windows"\nhyper_v_generation = "V2"\n'
    base += 'security = "trusted_launch"\nidentifier = { publisher = "p", offer = "o", sku = "d" }\n'
    base += 'build = { source = { image = "win11-avd", version = "VERSION" }, vm_size = "Standard_D4ads_v5", '
    base += 'version = "1.0.0", regions = [{ name = "East US", replicas = 2 }] }\n'
    (tmp_path / "catalog.toml").write_text(SOUND + base.replace("VERSION", version))

    assert ".source.version: " in run(tmp_path, "check").stdout


@pytest.mark.parametrize("folder", ["series", "dated", "tagged"], indirect=True)
@pytest.mark.parametrize("version", ["2026.02.06", "01.4.1", "1.4.01", "1.4.2147483648", "1.4", "latest"])
def test_refused_by_the_template(folder: Path, packer: Run, tmp_path: Path, version: str) -> None:
    """What `-var image_version` gives is held to the same, before anything is built."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    done = packer("validate", *asked(copy), "-var", f"image_version={version}", copy)

    assert 0 != done.returncode
    assert re.search("The image_version must be|must be at most 2147483647", done.stdout + done.stderr)


@pytest.mark.parametrize("folder", ["series"], indirect=True)
def test_series(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A build of a series is given its version, which must be one of the series."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))

    assert "1.4.7\n" == console(packer, copy, "var.image_version", "-var", "image_version=1.4.7")
    assert (
        "1.4.7"
        == json.loads(console(packer, copy, "jsonencode(local.provenance)", "-var", "image_version=1.4.7"))[
            "is"
        ]
    )
    for given in (("-var", "image_version=1.5.0"), ("-var", "image_version=11.4.0")):
        wrong = packer("validate", *asked(copy), *given, copy)
        assert "must be 1.4.Patch, such as 1.4.1" in wrong.stdout + wrong.stderr
    none = packer("validate", *ADDRESS, copy)
    assert "image_version" in none.stdout + none.stderr


@pytest.mark.parametrize("folder", ["dated"], indirect=True)
def test_date(folder: Path, packer: Run, tmp_path: Path) -> None:
    """A build that is given no version has the date and time in UTC, as numbers without leading zeros."""
    copy = copy_of(folder, tmp_path, as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))
    before = datetime.now(UTC) - timedelta(seconds=1)
    version = console(packer, copy, "local.image_version").strip()
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    assert found
    year, day, time = map(int, found.groups())
    start = datetime.strptime(f"{year}{day:04}{time:06}", "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    assert before <= start <= datetime.now(UTC)
    assert f"{year}.{day}.{time}" == version
    assert console(packer, copy, "local.image_version_id").startswith("/subscriptions/")
    assert "1.4.7\n" == console(packer, copy, "local.image_version", "-var", "image_version=1.4.7")
    whole = "".join(path.read_text() for path in folder.glob("*.hcl"))
    assert "${var.image_version}" not in whole


def test_early_in_a_year(packer: Run, tmp_path: Path) -> None:
    """In the first days of a year and the first hours of a day, no number has a leading zero."""
    text = (PROJECT / "packer/templates/source.pkr.hcl.j2").read_text()
    (expression,) = re.findall(r'image_version = var\.image_version != "" \? var\.image_version : (.*)', text)
    (tmp_path / "a.pkr.hcl").write_text("locals { x = 1 }\n")
    early = expression.replace("timestamp()", '"2027-01-05T00:09:07Z"')

    assert "2027.105.907\n" == packer("console", tmp_path, stdin=early).stdout


def test_pipeline_of_a_series(tmp_path: Path) -> None:
    """The pipeline gives the last number, and a release must be of the series."""
    head = write(tmp_path, {"a": of(image("a"), "1.4")})

    assert "1.4.57" == jobs(head, "--patch", "57")["a"]["variables"]["IMAGE_VERSION"]
    assert "1.4.0" == jobs(head, "--version", "v1.4.0")["a"]["variables"]["IMAGE_VERSION"]
    run = ran("waves", head, "--version", "v1.5.0")
    assert (1, "error: images.a: 1.5.0 is not of the series 1.4") == (run.returncode, run.stderr[:47])


def test_pipeline_of_a_date(tmp_path: Path) -> None:
    """Packer names the build when it starts: neither the pipeline's number nor a release does."""
    head = write(tmp_path, {"a": of(image("a"), "{date}")})

    assert "" == jobs(head, "--patch", "57")["a"]["variables"]["IMAGE_VERSION"]
    assert "" == jobs(head, "--version", "v1.4.0")["a"]["variables"]["IMAGE_VERSION"]
    commit(tmp_path)
    git(tmp_path, "tag", "v9999.0.0")
    assert 0 == ran("waves", "HEAD", "--patch", "58", folder=tmp_path).returncode


def of(files: dict[str, str], version: str) -> dict[str, str]:
    """A folder whose catalog has that version."""
    facts = json.loads(files["facts.json"])
    return {**files, "facts.json": json.dumps({**facts, "version": version})}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1.4", "1.5", []),
        ("1.4.2", "1.4", []),
        ("1.4", "1.4.9", []),
        ("1.4.2", "{date}", []),
        ("1.4.2", "1.3", ["changes its version from 1.4.2 to 1.3: hosts get the highest"]),
        ("1.4", "1.3", ["changes its version from 1.4 to 1.3: hosts get the highest"]),
        ("{date}", "1.4", ["changes its version from {date} to 1.4: hosts get the highest"]),
    ],
)
def test_review(old: str, new: str, said: list[str]) -> None:
    """A review warns of versions that no host would take, and of nothing else."""
    from review.harm import of_version

    image = reviewed(*(rendered_folder(('"1.0.0"', f'"{one}"')) for one in (old, new)))
    messages = [one.message for one in of_version(image)]

    assert (old, new) == (image.old_version, image.new_version)
    assert said == [one[: len(start)] for one, start in zip(messages, said, strict=True)]
    assert "version" in [one.path for one in image.arguments]
    assert [] == [one.path for one in image.arguments if one.path.endswith(".hcl")]


@pytest.mark.parametrize("version", ["1.4", "{date}"])
def test_same_series_again(version: str) -> None:
    """An image that changes within its series, or is named by its date, gets a new version by itself."""
    from review.harm import of_version

    size = ("Standard_D4ads_v5", "Standard_D4ads_v5")
    change = ('software = ["vscode", "chrome"]', 'software = ["vscode"]')
    image = reviewed(*(rendered_folder(('"1.0.0"', f'"{version}"'), one) for one in (size, change)))

    assert image.needs_build
    assert [] == [*of_version(image)]
