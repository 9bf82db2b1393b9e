"""Which images a pipeline builds, in which order, as which version, and for how long."""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from packer.facts import FILE
from pipeline.child_pipeline import TEMPLATE
from pipeline.terraform_report import report
from tests.conftest import GOLDEN, PROJECT
from tests.images import with_fact
from tests.pipeline import loaded
from tests.programs import Done, inside

KEY = "win11-avd"
FOLDER = {path.name: path.read_text() for path in sorted((GOLDEN / KEY).iterdir()) if path.is_file()}
DESTINATION = "shared_image_gallery_destination"
ALL = "0" * 40


def image(key: str, *, below: str = "") -> dict[str, str]:
    """The folder of an image, which may start from another one."""
    files = with_fact(FOLDER, key, "source", DESTINATION, "image_name")
    names = {**json.loads(files[FILE])["source"][DESTINATION], "image_name": below}
    del names["image_version"]
    return with_fact(files, names, "source", "shared_image_gallery") if below else files


def write(folder: Path, images: dict[str, dict[str, str]], *, catalog: str = "") -> Path:
    """Products with these images, on disk."""
    products = folder / "synthesized" / catalog
    for key, files in images.items():
        for name, text in files.items():
            path = products / "packer" / key / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (products / "gallery.tf.json").write_text("{}")
    return folder


def ran(module: str, *arguments: str | Path, folder: Path = PROJECT) -> Done:
    """Run `python -m pipeline.<module>` in a folder, inside this process."""
    return inside(import_module(f"pipeline.{module}").main, folder, *arguments)


def jobs(*arguments: str | Path, catalogs: Sequence[str] = ("catalog.toml",)) -> dict[str, Any]:
    """The builds of GitLab's child pipeline, by the key of their image, or what stands in their place."""
    run = ran("child_pipeline", *arguments, "--inputs", json.dumps({"catalogs": catalogs}))
    assert (0, "") == (run.returncode, run.stderr)
    return {
        name.removeprefix("build catalog.toml "): job
        for name, job in loaded(run.stdout).items()
        if name.startswith(("build ", "nothing "))
    }


def waves(*arguments: str | Path) -> list[list[dict[str, Any]]]:
    """GitHub's builds."""
    run = ran("waves", *arguments)
    assert (0, "") == (run.returncode, run.stderr)
    return list(json.loads(run.stdout)["waves"])


def test_all(tmp_path: Path) -> None:
    """Without a commit to compare with, all images are built, each with the version of the release."""
    head = write(tmp_path, {"a": image("a"), "b": image("b")})
    told = jobs(head, "--since", ALL, "--version", "v2.0.1")

    assert {"a": "2.0.1", "b": "2.0.1"} == {
        name: job["variables"]["IMAGE_VERSION"] for name, job in told.items()
    }
    assert told == jobs(head, "--version", "2.0.1") == jobs(head, "--since", "", "--version", "2.0.1")


def test_what_changed(tmp_path: Path) -> None:
    """An image is built where what it holds changed; where only the way to build it did, it is not."""
    old = {"same": image("same"), "quicker": image("quicker"), "other": image("other"), "gone": image("gone")}
    new = {name: dict(files) for name, files in old.items() if name != "gone"} | {"new": image("new")}
    new["quicker"] = with_fact(new["quicker"], "Standard_D8ads_v5", "source", "vm_size")
    new["other"] = with_fact(new["other"], "win11-24h2-avd", "source", "image_sku")
    told = jobs(write(tmp_path / "new", new), "--since", write(tmp_path / "old", old), "--patch", "7")

    assert {"new": "1.0.7", "other": "1.0.7"} == {
        name: job["variables"]["IMAGE_VERSION"] for name, job in told.items()
    }


def test_nothing_changed(tmp_path: Path) -> None:
    """If there is nothing to build, a job says so, on the same runner as the others."""
    head = write(tmp_path, {"a": image("a")})
    told = jobs(head, "--since", head, "--patch", "7")

    assert ["nothing to build catalog.toml"] == list(told)
    assert ".nothing" == told["nothing to build catalog.toml"]["extends"]
    assert ".runner" == loaded(TEMPLATE.read_text())[".nothing"]["extends"]
    assert [[], [], [], []] == waves(head, "--since", head, "--patch", "7")


def test_layers_wait_for_what_is_below(tmp_path: Path) -> None:
    """An image is built after the one that it starts from, and with it."""
    layers = {
        "a-top": image("a-top", below="base"),
        "base": image("base"),
        "b-high": image("b-high", below="a-top"),
    }
    changed = {**layers, "base": {**layers["base"], "image.json": "{}"}}
    sides = (write(tmp_path / "new", changed), "--since", write(tmp_path / "old", layers), "--patch", "7")
    told = jobs(*sides)

    assert ["base", "a-top", "b-high"] == list(told)
    assert [[], ["build catalog.toml base"], ["build catalog.toml a-top"]] == [
        [need["job"] for need in job["needs"][1:]] for job in told.values()
    ]
    assert [[("base", "")], [("a-top", "base")], [("b-high", "a-top")], []] == [
        [(one["image"], one["after"]) for one in wave] for wave in waves(*sides)
    ]


def test_time_for_what_the_template_waits_for(tmp_path: Path) -> None:
    """A job may take as long as its template lets Azure take, and three hours for what runs in the VM."""
    slow = with_fact(image("slow"), "5h30m", "source", "shared_image_gallery_timeout")
    slow = with_fact(slow, "90m", "source", "polling_duration_timeout")
    told = jobs(write(tmp_path, {"slow": slow, "usual": image("usual")}), "--patch", "7")

    assert ["600 minutes", "360 minutes"] == [job["timeout"] for job in told.values()]


def test_one_catalog(tmp_path: Path) -> None:
    """Each catalog has a pipeline of its own."""
    write(tmp_path, {"a": image("a")})
    write(tmp_path, {"b": image("b")}, catalog="prod")

    assert ["a"] == list(jobs(tmp_path, "--patch", "7"))
    assert ["build prod.toml b"] == list(jobs(tmp_path, "--patch", "7", catalogs=["prod.toml"]))
    assert [["b"], [], [], []] == [
        [one["image"] for one in wave] for wave in waves(tmp_path, "--patch", "7", "--catalog", "prod.toml")
    ]


def test_terraform_report() -> None:
    """GitLab's widget counts a replacement as one deleted and one created."""
    actions = [["create"], ["update"], ["delete", "create"], ["no-op"], ["read"]]
    plan = {"resource_changes": [{"change": {"actions": one}} for one in actions]}

    assert '{"create": 2, "update": 1, "delete": 1}' == report(json.dumps(plan))
    assert '{"create": 0, "update": 0, "delete": 0}' == report("{}")


def test_layer_on_a_base_that_is_not_built(tmp_path: Path) -> None:
    """A job waits for no job that is not there: GitLab would refuse the whole pipeline."""
    old = {"base": image("base"), "top": image("top", below="base")}
    new = {**old, "top": {**old["top"], "image.json": "{}"}}
    told = jobs(write(tmp_path / "new", new), "--since", write(tmp_path / "old", old), "--patch", "7")

    assert {"top": ["render catalog.toml"]} == {
        name: [need["job"] for need in job["needs"]] for name, job in told.items()
    }


def test_what_changed_in_one_catalog(tmp_path: Path) -> None:
    """A change of another catalog's image builds nothing here."""
    changed = {**image("b"), "image.json": "{}"}
    for side, other in (("old", image("b")), ("new", changed)):
        write(tmp_path / side, {"a": image("a"), "b": image("b")})
        write(tmp_path / side, {"a": image("a"), "b": other}, catalog="prod")
    sides = (tmp_path / "new", "--since", tmp_path / "old", "--patch", "7")

    assert ["nothing to build catalog.toml", "build prod.toml b"] == list(
        jobs(*sides, catalogs=["catalog.toml", "prod.toml"])
    )


@pytest.mark.parametrize(
    ("given", "minutes"),
    [("90m", 330), ("1.5h", 330), ("5400s", 330), ("1h29m45s", 330), (f"{'9' * 400}h", 240)],
)
def test_durations(tmp_path: Path, given: str, minutes: int) -> None:
    """A time is read as Packer reads it; what is none adds nothing."""
    template = with_fact(image("a"), given, "source", "shared_image_gallery_timeout")

    assert f"{minutes} minutes" == jobs(write(tmp_path, {"a": template}), "--patch", "7")["a"]["timeout"]


def test_layer_on_its_own_last_version(tmp_path: Path) -> None:
    """An image that starts from its own last version waits for no other job."""
    told = jobs(write(tmp_path, {"a": image("a", below="a")}), "--patch", "7")

    assert ["render catalog.toml"] == [need["job"] for need in told["a"]["needs"]]
