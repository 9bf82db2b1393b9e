"""The hook turns good outputs into folders, and bad ones into a message that changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DATA, GOLDEN, Run, Write, files_in

OUTPUTS: dict[str, Any] = json.loads((DATA / "outputs.json").read_text())


@pytest.fixture
def rendered(hook: Run, catalog_file: Write, outputs_file: Path) -> Path:
    """The folder that the hook writes for the shipped catalog."""
    run = hook("--outputs", outputs_file, "--catalog", catalog_file())
    assert (0, "") == (run.returncode, run.stderr)
    return outputs_file.parent / "packer.out"


def test_shipped_catalog(rendered: Path) -> None:
    """The folder is whole: four templates, each as reviewed, and the scripts that they run."""
    files = files_in(rendered / "win11-avd")
    golden = files_in(GOLDEN / "win11-avd")

    assert golden == {name: text for name, text in files.items() if name.endswith(".hcl")}
    assert {
        "scripts/cleanup.ps1",
        "scripts/install-chrome.ps1",
        "scripts/install-vscode.ps1",
        "scripts/sysprep.ps1",
    } == files.keys() - golden.keys()
    assert [] == [name for name, text in files.items() if b"\r" in text or not text.endswith(b"\n")]


def test_says_what_it_wrote_and_what_to_do_next(hook: Run, catalog_file: Write, outputs_file: Path) -> None:
    """The hook ends by naming the folder and the next two commands, which let nobody else in."""
    run = hook("--outputs", outputs_file, "--catalog", catalog_file())

    assert (
        "rendered packer.out/win11-avd\n"
        "next:  packer init packer.out/win11-avd\n"
        "       packer build -var 'allowed_inbound_ip_addresses=[\"<your address>\"]' packer.out/win11-avd\n"
    ) == run.stdout


def test_again_is_the_same_and_what_was_removed_goes(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path
) -> None:
    """A second run writes the same bytes, and a product that left the catalog leaves the folder."""
    before = files_in(rendered)
    hook("--outputs", outputs_file, "--catalog", catalog_file())
    assert before == files_in(rendered)

    hook("--outputs", outputs_file, "--catalog", catalog_file((', "chrome"', "")))
    assert {"win11-avd/scripts/install-chrome.ps1"} == before.keys() - files_in(rendered).keys()
    assert ["win11-avd"] == [path.name for path in rendered.iterdir()]


@pytest.mark.parametrize("form", ["cdktf deploy", "terraform output"])
def test_every_form_of_outputs(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path, form: str
) -> None:
    """The outputs of cdktf and of Terraform itself render the same folder."""
    before = files_in(rendered)
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
    assert before == files_in(rendered.with_name("other"))


def changed(**outputs: Any) -> str:
    """The outputs with some of the gallery's changed."""
    return json.dumps({**OUTPUTS, "gallery": {**OUTPUTS["gallery"], **outputs}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "outputs.json: No such file or directory; deploy first: make deploy"),
        ('{"gallery": {"gallery_id"', "outputs.json: not JSON ("),
        ("\xff", "outputs.json: not JSON ("),
        ("[]", "outputs.json: not the outputs of a deploy, but a list"),
        ("{}", "outputs.json: holds no outputs: was the deploy declined?"),
        ('{"gallery": 5}', "outputs.json: a stack's outputs are not a table of names"),
        (json.dumps({"gallery": OUTPUTS["gallery"]}), "outputs.json: image_definitions: Field required"),
        (
            changed(gallery_name="other_gallery"),
            "gallery.name: the catalog says 'my_image_gallery', the outputs say 'other_gallery'",
        ),
        (
            changed(location="westus"),
            "gallery.location: the catalog says 'eastus', the outputs say 'westus'",
        ),
        (
            changed(gallery_id="my_image_gallery"),
            "gallery_id: 'my_image_gallery' is not the id of a gallery; deploy again: make deploy",
        ),
        (
            changed(gallery_id=OUTPUTS["gallery"]["gallery_id"].replace("my-resources", "others")),
            "gallery.resource_group (in gallery_id): the catalog says 'my-resources', "
            "the outputs say 'others'",
        ),
        (
            json.dumps({**OUTPUTS, "image-definition": {"image_definitions": {}}}),
            "images.win11-avd.name: the catalog says 'Win11-AVD-Template', the outputs say None",
        ),
    ],
)
def test_bad_outputs_change_nothing(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path, text: str | None, message: str
) -> None:
    """Outputs that are missing, cut off, declined or of another gallery: a message, and the old folder."""
    before = files_in(rendered)
    outputs_file.unlink() if text is None else outputs_file.write_text(text, encoding="latin-1")
    run = hook("--outputs", outputs_file.name, "--catalog", catalog_file())

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: {message}")
    assert "Traceback" not in run.stderr
    assert before == files_in(rendered)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1.0.0"', '"1.0"', "images.win11-avd.build.version: use Major.Minor.Patch"),
        (
            '"trusted_launch"',
            '"confidential_vm"',
            "images.win11-avd: security = 'confidential_vm' has no Packer template yet; these work: "
            "os_type = 'Windows' with security = 'standard' or 'trusted_launch'",
        ),
        ('"Windows"\n', '"Linux"\n', "images.win11-avd: os_type = 'Linux' has no Packer template yet"),
        (
            "[gallery]",
            'tags = { a = "{{ timestamp }}" }\n[gallery]',
            "images.win11-avd: '{{ timestamp }}' holds '{{' or '}}', which Packer reads as a template",
        ),
    ],
)
def test_catalog_that_cannot_be_rendered(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path, old: str, new: str, message: str
) -> None:
    """A catalog that no template fits is told by its field, and the old folder stays."""
    before = files_in(rendered)
    run = hook("--outputs", outputs_file, "--catalog", catalog_file((old, new)))

    assert 1 == run.returncode
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert before == files_in(rendered)


def test_all_that_no_template_fits(hook: Run, catalog_file: Write, outputs_file: Path) -> None:
    """One run tells everything that cannot be built, each with the line of its image."""
    path = catalog_file(('"trusted_launch"', '"confidential_vm"'), ('"Windows"\n', '"Linux"\n'))
    run = hook("--outputs", outputs_file, "--catalog", path)
    lines = run.stderr.removeprefix("error: ").splitlines()

    assert [
        f"{path}:7: images.win11-avd: security = 'confidential_vm' has no Packer template yet",
        f"{path}:7: images.win11-avd: os_type = 'Linux' has no Packer template yet",
    ] == [line.partition(";")[0] for line in lines]


def test_folder_that_packer_has_not_accepted(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path
) -> None:
    """With `--validate`, only what Packer accepted takes the old folder's place."""
    before = files_in(rendered)
    newer = catalog_file((', "chrome"', ""))
    run = hook("--outputs", outputs_file, "--catalog", newer, "--validate", PATH="")

    assert 1 == run.returncode
    assert "error: packer is not on PATH: install it, or run without --validate\n" == run.stderr
    assert before == files_in(rendered)


def test_target_that_is_a_file(hook: Run, catalog_file: Write, outputs_file: Path) -> None:
    """Where the folder cannot be written, the file in the way stays, and the message names it."""
    target = outputs_file.parent / "packer.out"
    target.write_text("mine")
    run = hook("--outputs", outputs_file, "--catalog", catalog_file())

    assert 1 == run.returncode
    assert "packer.out: File exists" in run.stderr
    assert "mine" == target.read_text()
