"""Which version each image is built as, and what is refused before anything is built."""

from pathlib import Path

import pytest

from tests.images import with_fact
from tests.programs import commit, git
from tests.test_builds import image, jobs, ran, write


def test_pinned_layer(tmp_path: Path) -> None:
    """A layer waits for the version that it starts from; where that never comes, it is told."""
    layer = with_fact(
        image("layer", below="base"), "1.0.0", "source", "shared_image_gallery", "image_version"
    )
    head = write(tmp_path, {"base": image("base"), "a-layer": image("a-layer"), "layer": layer})
    run = ran("waves", head, "--patch", "7")

    assert [{"job": "build catalog.toml base", "artifacts": False}] == jobs(head, "--version", "1.0.0")[
        "layer"
    ]["needs"][1:]
    assert 1 == run.returncode
    assert (
        "error: images.layer: starts from version 1.0.0 of 'base', which this pipeline builds as 1.0.7: "
        "let it start from the latest, without a version\n"
    ) == run.stderr


def test_below_the_last_release(tmp_path: Path) -> None:
    """After the release v1.4.0, hosts would never take 1.0.58 as the latest: it is not built."""
    write(tmp_path, {"a": image("a")})
    commit(tmp_path)
    for tag in ("v1.4.0", "v0.9.0", "v1.4.0-rc1", "other", "v99999999999.0.0"):
        git(tmp_path, "tag", tag)
    run = ran("waves", "HEAD", "--patch", "58", folder=tmp_path)

    assert 1 == run.returncode
    assert "images.a: 1.0.58 is not above the release v1.4.0, which hosts would keep" in run.stderr
    assert 0 == ran("waves", "HEAD", "--version", "v1.5.0", folder=tmp_path).returncode


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--patch", "2147483648"], "use a whole number up to 2147483647, got '2147483648'"),
        (["--patch", "1.0"], "use a whole number"),
        (["--version", "1.2"], "use Major.Minor.Patch, such as 1.4.0, got '1.2'"),
        (["--version", "1.02.3"], "use Major.Minor.Patch"),
        (["--version", "latest"], "use Major.Minor.Patch"),
        (["--patch", "7", "--since", "no-such"], "error: 'no-such' is neither a git revision"),
        (["--patch", "7", "--catalog", "dev.toml"], "has no synthesized files of dev.toml; run make synth"),
    ],
)
def test_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    """A version that Azure would refuse after the build, or a commit that is not there, is told before it."""
    run = ran("waves", write(tmp_path, {"a": image("a")}), *arguments)

    assert 1 == run.returncode
    assert message in run.stderr


def test_the_largest_number(tmp_path: Path) -> None:
    """Azure takes 2147483647; digits of other scripts it does not."""
    head = write(tmp_path, {"a": image("a")})

    assert "1.0.2147483647" == jobs(head, "--patch", "2147483647")["a"]["variables"]["IMAGE_VERSION"]
    assert 1 == ran("waves", head, "--patch", "٣").returncode


@pytest.mark.parametrize("version", ["", "1.0.0-beta", "latest", f"{'1' * 5_000}.0.0"])
def test_template_without_a_version(tmp_path: Path, version: str) -> None:
    """A template whose version was broken by hand is named, and nothing is built."""
    broken = with_fact(image("a"), version, "version")
    run = ran("waves", write(tmp_path, {"a": broken}), "--patch", "7")

    assert (1, "error: images.a: its template has no version; run make synth and commit it\n") == (
        run.returncode,
        run.stderr,
    )
