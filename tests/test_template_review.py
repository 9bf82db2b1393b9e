"""A change of a template is told by its arguments, and asks for a new version where it reaches one."""

import json
import re

import pytest

from files.folders import Files
from review.change import Image
from review.compare import compare
from review.template import Reach
from tests.conftest import GOLDEN

KEY = "win11-avd"
FOLDER = {path.name: path.read_text() for path in sorted((GOLDEN / KEY).iterdir()) if path.is_file()}
SCRIPTS = {"scripts/sysprep.ps1": "& $env:windir\\sysprep.exe\n"}
PUBLISH = 'shared_image_gallery_timeout = "120m"'


def changed(file: str, old: str, new: str) -> Files:
    """The folder of the shipped catalog's image, with one text in it replaced."""
    assert old in FOLDER[file]
    return {**FOLDER, **SCRIPTS, file: FOLDER[file].replace(old, new)}


def reviewed(new: Files, *, old: Files | None = None) -> Image:
    """What the review says of a changed folder."""
    before, after = (
        {f"packer/{KEY}/{name}": text for name, text in files.items()}
        for files in (FOLDER | SCRIPTS if old is None else old, new)
    )
    (image,) = compare("a", before, "b", after).catalogs[0].images
    return image


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reach"),
    [
        ("source.pkr.hcl", '"Standard_D4ads_v5"', '"Standard_D8ads_v5"', "source.vm_size", Reach.BUILD),
        ("source.pkr.hcl", '"120m"', '"3h"', "source.shared_image_gallery_timeout", Reach.BUILD),
        ("source.pkr.hcl", '"win11-25h2-avd"', '"win11-24h2-avd"', "source.image_sku", Reach.VERSION),
        (
            "source.pkr.hcl",
            "replicas = 2",
            "replicas = 5",
            'source.shared_image_gallery_destination.target_region "eastus".replicas',
            Reach.VERSION,
        ),
        (
            "source.pkr.hcl",
            f"  {PUBLISH}",
            f"  new_argument = 1\n  {PUBLISH}",
            "source.new_argument",
            Reach.VERSION,
        ),
        ("variables.pkr.hcl", '"1.0.0"', '"1.0.1"', "variable.image_version.default", Reach.VERSION),
        ("variables.pkr.hcl", "= false", "= true", "variable.exclude_from_latest.default", Reach.VERSION),
        (
            "variables.pkr.hcl",
            "It must not exist",
            "It must be new",
            "variable.image_version.description",
            Reach.BUILD,
        ),
        ("plugins.pkr.hcl", ">= 2.6.2", ">= 2.6.3", "packer.required_plugins.azure", Reach.BUILD),
        (
            "build.pkr.hcl",
            "update_limit    = 25",
            "update_limit    = 50",
            "build.provisioner.windows-update.update_limit",
            Reach.VERSION,
        ),
        (
            "build.pkr.hcl",
            'restart_timeout = "30m"',
            'restart_timeout = "40m"',
            "build.provisioner.windows-restart.restart_timeout",
            Reach.BUILD,
        ),
        (
            "source.pkr.hcl",
            "winrm_use_ssl ",
            "winrm_use_ntlm = true\n  winrm_use_ssl ",
            "source.winrm_use_ntlm",
            Reach.BUILD,
        ),
        (
            "source.pkr.hcl",
            'image = "win11-avd"',
            'image = "win11-avd"\n    a = "b"',
            "locals.azure_tags",
            Reach.TAGS,
        ),
        (
            "build.pkr.hcl",
            "pipeline_url     = var",
            "more             = 1\n      pipeline_url     = var",
            "build.post-processor.manifest.custom_data",
            Reach.BUILD,
        ),
        ("build.pkr.hcl", "# The scripts read", "# Scripts read", "build.pkr.hcl", Reach.NOTHING),
        (
            "image.json",
            '"signer": "Google LLC"',
            '"signer": "Google Inc"',
            "software.chrome.signer",
            Reach.VERSION,
        ),
        ("image.json", '"icssvc"', '"other"', 'last.services."other"', Reach.VERSION),
    ],
)
def test_argument(file: str, old: str, new: str, path: str, reach: Reach) -> None:
    """Each argument is told with how far it reaches; what is not known reaches a version."""
    image = reviewed(changed(file, old, new))

    assert (path, reach) == (image.arguments[0].path, image.arguments[0].effect)
    assert (reach == Reach.VERSION) == image.needs_build


def test_another_spelling_of_regions() -> None:
    """East US is eastus, and the order of the regions says nothing."""
    region = '    target_region {\n      name     = "NAME"\n      replicas = 2\n    }\n'
    both = FOLDER["source.pkr.hcl"].replace(
        region.replace("NAME", "East US"),
        region.replace("NAME", "East US") + region.replace("NAME", "West US"),
    )
    assert both != FOLDER["source.pkr.hcl"]
    swapped_regions = swapped(both, '"East US"\n      replicas', '"westus"\n      replicas').replace(
        '"West US"\n      replicas', '"eastus"\n      replicas'
    )
    old, new = ({**FOLDER, "source.pkr.hcl": text} for text in (both, swapped_regions))
    image = reviewed(new, old=old)

    assert {Reach.NOTHING} == {one.effect for one in image.arguments}
    assert not image.needs_build


def test_script() -> None:
    """A script that runs in the image needs a new build."""
    image = reviewed({**FOLDER, "scripts/sysprep.ps1": "Start-Sleep 1\n& $env:windir\\sysprep.exe\n"})

    assert (True, "1 lines", "2 lines") == (image.needs_build, image.arguments[0].old, image.arguments[0].new)


def swapped(text: str, first: str, second: str) -> str:
    """The text with two of its parts in each other's place."""
    return text.replace(first, "\0").replace(second, first).replace("\0", second)


def block(text: str, marker: str) -> str:
    """The provisioner that holds this text."""
    found: list[str] = re.findall(r"^  provisioner .*?^  }\n", text, re.MULTILINE | re.DOTALL)
    return next(one for one in found if marker in one)


@pytest.mark.parametrize("also", ["", "timeout"])
def test_another_order_of_steps(also: str) -> None:
    """Steps in another order are another image, even where only a timeout changed besides."""
    text = FOLDER["build.pkr.hcl"]
    moved = swapped(text, block(text, "PRODUCT=vscode"), block(text, "PRODUCT=chrome"))
    if also:
        chrome = block(moved, "PRODUCT=chrome")
        moved = moved.replace(chrome, chrome.replace('"1h"', '"2h"'))
    image = reviewed({**FOLDER, **SCRIPTS, "build.pkr.hcl": moved})

    assert image.needs_build
    assert "build.(order)" in [one.path for one in image.arguments]


def test_another_order_of_products() -> None:
    """Products are installed in their order, so another one is another image."""
    data = json.loads(FOLDER["image.json"])
    data["software"].reverse()
    image = reviewed({**FOLDER, **SCRIPTS, "image.json": json.dumps(data)})

    assert [("software.(order)", "vscode, chrome", "chrome, vscode")] == [
        (one.path, one.old, one.new) for one in image.arguments
    ]
    assert image.needs_build


def test_broken_template_needs_a_build() -> None:
    """What cannot be read is never told as harmless."""
    assert reviewed(changed("build.pkr.hcl", "build {", "build {{")).needs_build
    assert reviewed(changed("image.json", "{", "{,")).needs_build


def test_layers() -> None:
    """An image that takes the latest of one that is built anew is built after it; one that pins it is not."""
    base = FOLDER["source.pkr.hcl"]
    names = (
        '    resource_group = "my-resources"\n    gallery_name = "my_image_gallery"\n'
        '    image_name = "Win11-AVD-Template"\n'
    )
    above = base.replace(f'"{KEY}"', '"above"').replace('"Win11-AVD-Template"', '"Above"')
    layer = above.replace("  license_type", f"  shared_image_gallery {{\n{names}  }}\n  license_type")
    pinned = layer.replace(names, f'{names}    image_version = "1.0.0"\n').replace('"above"', '"pinned"')
    others = {
        "packer/above/source.pkr.hcl": layer,
        "packer/above/variables.pkr.hcl": FOLDER["variables.pkr.hcl"],
        "packer/pinned/source.pkr.hcl": pinned.replace('"Above"', '"Pinned"'),
    }
    old = {f"packer/{KEY}/source.pkr.hcl": base, **others}
    new = {f"packer/{KEY}/source.pkr.hcl": base.replace("win11-25h2", "win11-24h2"), **others}
    review = compare("a", old, "b", new)

    assert [("win11-avd", "changed", True), ("above", "built on a changed one", True)] == [
        (one.key, one.action, one.needs_build) for one in review.catalogs[0].images
    ]
    assert "images.above" in [one.where for one in review.findings if one.kind == "version"]


VERSIONED = (
    "azure_tags communicator custom_data disk_additional_size disk_controller_type license_type "
    "managed_image_name os_disk_size_gb plan_info security_type "
    "shared_gallery_image_version_end_of_life_date use_shallow_replication user_data"
).split()


def layer(key: str, *, below: str, gallery: str = "my_image_gallery", group: str = "my-resources") -> str:
    """The source of an image that starts from the latest version of another one."""
    names = f'    resource_group = "{group}"\n    gallery_name = "{gallery}"\n    image_name = "{below}"\n'
    source = FOLDER["source.pkr.hcl"].replace(f'"{KEY}"', f'"{key}"').replace("Win11-AVD-Template", key)
    return source.replace("  license_type", f"  shared_image_gallery {{\n{names}  }}\n  license_type")


BELOW = "Win11-AVD-Template"
