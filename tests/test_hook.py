"""The hook turns good outputs into folders, and bad ones into a message that changes nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from files.digests import LIST
from packer.hook import main
from tests.builds import outputs
from tests.conftest import DATA, GOLDEN, MAKE, PROJECT, Run, Write, files_in
from tests.deploys import BOTH, SECOND, SHIPPED

OUTPUTS: dict[str, Any] = json.loads((DATA / "outputs.json").read_text())


def test_shipped_catalog(packer_out: Path) -> None:
    """The folder is whole: templates and image.json as reviewed, and each script that they run as it is."""
    files = files_in(packer_out / "win11-avd")
    del files[LIST]
    golden = files_in(GOLDEN / "win11-avd")
    scripts = {
        f"scripts/{name}.ps1"
        for name in (
            *("begin", "prove", "prove-software", "prove-settings", "apply-settings", "test-image"),
            *("cleanup", "inventory", "install-software", "obtain", "run-installer"),
            *("updates", "limit-updates", "prepare-sysprep", "sweep", "seal", "meanwhile"),
            *("take-back", "first-boot", "sysprep"),
        )
    }

    assert golden == {name: text for name, text in files.items() if not name.startswith("scripts/")}
    assert scripts == files.keys() - golden.keys()
    assert {
        name: (PROJECT / f"packer/scripts/windows/{Path(name).name}").read_bytes() for name in scripts
    } == {name: files[name] for name in scripts}
    assert [] == [name for name, text in files.items() if b"\r" in text or not text.endswith(b"\n")]


def test_again_is_the_same_and_what_was_removed_goes(
    hook: Run, catalog_file: Write, packer_out: Path, outputs_file: Path
) -> None:
    """A second run writes the same bytes, and a script that is needed no more leaves the folder."""
    before = files_in(packer_out)
    larger = catalog_file(("[images.win11-avd.build]", "[images.win11-avd.build]\nos_disk_size_gb = 256"))
    hook("--outputs", outputs_file, "--catalog", larger)
    assert {"win11-avd/scripts/expand-disk.ps1"} == files_in(packer_out).keys() - before.keys()

    hook("--outputs", outputs_file, "--catalog", catalog_file())
    assert before == files_in(packer_out)
    assert ["win11-avd"] == [path.name for path in packer_out.iterdir()]


def test_what_did_not_change_is_not_written_again(hook: Run, tmp_path: Path) -> None:
    """Each folder is named, and says whether it is new; one that is the same stays as it is on the disk."""
    (tmp_path / "outputs.json").write_text(outputs({"win11-avd": "Win11-AVD-Template", "second": "Second"}))
    (tmp_path / "catalog.toml").write_text(BOTH)
    (tmp_path / "newer.toml").write_text(SHIPPED + SECOND.replace('"1.0.0"', '"1.1.0"'))
    said, inodes = [], []
    for catalog in ("catalog.toml", "catalog.toml", "newer.toml"):
        run = hook("--outputs", "outputs.json", "--catalog", catalog, "--out", "packer.out")
        said.append([line for line in run.stdout.splitlines() if "packer.out/" in line.split(" ")[-1]][:2])
        inodes.append({path.name: path.stat().st_ino for path in (tmp_path / "packer.out").iterdir()})

    assert [
        ["rendered packer.out/win11-avd", "rendered packer.out/second"],
        ["unchanged packer.out/win11-avd", "unchanged packer.out/second"],
        ["unchanged packer.out/win11-avd", "rendered packer.out/second"],
    ] == said
    assert inodes[0] == inodes[1]
    assert {"win11-avd"} == {key for key, inode in inodes[2].items() if inode == inodes[0][key]}


@pytest.mark.parametrize("form", ["cdktf deploy", "terraform output"])
def test_every_form_of_outputs(
    hook: Run, catalog_file: Write, packer_out: Path, outputs_file: Path, form: str
) -> None:
    """The outputs of cdktf and of Terraform itself render the same folder."""
    before = files_in(packer_out)
    arguments: list[str | Path] = ["--outputs", outputs_file]
    if form == "terraform output":
        arguments = []
        for stack, outputs in OUTPUTS.items():
            path = outputs_file.with_name(f"{stack}.json")
            wrapped = {
                name: {"sensitive": False, "type": "string", "value": v} for name, v in outputs.items()
            }
            path.write_text(json.dumps(wrapped))
            arguments += ["--outputs", path]
    run = hook(*arguments, "--catalog", catalog_file(), "--out", "other")

    assert (0, "") == (run.returncode, run.stderr)
    assert before == files_in(packer_out.with_name("other"))


def changed(**outputs: Any) -> str:
    """The outputs with some of the gallery's changed."""
    return json.dumps({**OUTPUTS, "gallery": {**OUTPUTS["gallery"], **outputs}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, f"outputs.json: No such file or directory; deploy first: {MAKE} deploy"),
        ('{"gallery": {"gallery_id"', "outputs.json: not valid JSON: "),
        ("\xff", "outputs.json: not valid JSON: "),
        ("[]", "outputs.json: outputs must be a JSON object, not a list"),
        ("{}", "outputs.json: no outputs found; if the deploy was declined, "),
        ('{"a": 5, "b": "value"}', "outputs.json: no outputs found; if the deploy was declined, "),
        ('{"gallery": 5}', "outputs.json: the outputs of a stack must be a JSON object"),
        (json.dumps({"gallery": OUTPUTS["gallery"]}), "outputs.json: image_definitions: Field required"),
        (
            changed(gallery_name="other_gallery"),
            "gallery.name: 'my_image_gallery' in the catalog, 'other_gallery' in the outputs",
        ),
        (changed(location="westus"), "gallery.location: 'eastus' in the catalog, 'westus' in the outputs"),
        (
            changed(gallery_id="my_image_gallery"),
            f"gallery_id: 'my_image_gallery' is not the id of a gallery; deploy again: {MAKE} deploy",
        ),
        (
            changed(gallery_id=f"{OUTPUTS['gallery']['gallery_id']}/x"),
            f"gallery_id: '{OUTPUTS['gallery']['gallery_id']}/x' is not the id of a gallery",
        ),
        (
            changed(gallery_id=OUTPUTS["gallery"]["gallery_id"].replace("my-resources", "others")),
            "gallery.resource_group (in gallery_id): 'my-resources' in the catalog, 'others' in the outputs",
        ),
        (
            json.dumps({**OUTPUTS, "image-definition": {"image_definitions": {}}}),
            "images.win11-avd.name: 'Win11-AVD-Template' in the catalog, missing in the outputs",
        ),
    ],
)
def test_bad_outputs_change_nothing(
    hook: Run, catalog_file: Write, packer_out: Path, outputs_file: Path, text: str | None, message: str
) -> None:
    """Outputs that are missing, cut off, declined or of another gallery: a message, and the old folder."""
    before = files_in(packer_out)
    outputs_file.unlink() if text is None else outputs_file.write_text(text, encoding="latin-1")
    run = hook("--outputs", outputs_file.name, "--catalog", catalog_file())

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: {message}")
    assert "Traceback" not in run.stderr
    assert before == files_in(packer_out)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1.0.0"', '"1"', "images.win11-avd.build.version: use Major.Minor.Patch"),
        (
            "[gallery]",
            'tags = { a = "{{ timestamp }}" }\n[gallery]',
            ":1: tags.a: must not contain '{{' or '}}', which Packer reads as a template: remove them, "
            "got '{{ timestamp }}'",
        ),
        (
            "[gallery]",
            'tags = { a = "e\u0301" }\n[gallery]',
            ":1: tags.a: must be in Unicode's composed form (NFC), because HCL converts to it: use that, "
            "got 'e\u0301'",
        ),
    ],
)
def test_catalog_that_cannot_be_rendered(
    hook: Run, catalog_file: Write, packer_out: Path, outputs_file: Path, old: str, new: str, message: str
) -> None:
    """A catalog that no template can hold is told by its field, and the old folder stays."""
    before = files_in(packer_out)
    run = hook("--outputs", outputs_file, "--catalog", catalog_file((old, new)))

    assert 1 == run.returncode
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert before == files_in(packer_out)


def test_outputs_without_a_name(hook: Run, catalog_file: Write) -> None:
    """An unset variable in CI ends in a message too."""
    run = hook("--outputs", "", "--catalog", catalog_file())

    assert (1, "error: .: Is a directory") == (run.returncode, run.stderr.partition(";")[0])


def test_target_that_is_a_file(hook: Run, catalog_file: Write, outputs_file: Path) -> None:
    """Where the folder cannot be written, the file in the way stays, and the message names it."""
    target = outputs_file.parent / "packer.out"
    target.write_text("mine")
    run = hook("--outputs", outputs_file, "--catalog", catalog_file())

    assert 1 == run.returncode
    assert f"{target}: must be a folder, not a file; move it elsewhere\n" in run.stderr
    assert "mine" == target.read_text()


def test_names_of_folders(
    catalog_file: Write, outputs_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder is named in one line of what can be seen: written, kept, removed, or in the way."""
    out = outputs_file.parent / "a\n\x1b[31m\u202e"
    (out / "old").mkdir(parents=True)
    (out / "old" / LIST).touch()
    arguments = ["--outputs", str(outputs_file), "--catalog", str(catalog_file()), "--out", str(out)]
    codes = [main(arguments), main([*arguments, "--prune"])]
    shutil.rmtree(out)
    out.touch()
    codes.append(main(arguments))
    said = capsys.readouterr()

    assert [0, 0, 1] == codes
    assert (8, 1) == (said.out.count("\n"), said.err.count("\n"))
    assert f"{said.out}{said.err}".replace("\n", "").isprintable()
