"""A deploy destroys only what the catalog or the command names."""

import pytest

from sandbox.__main__ import environment
from tests.conftest import synthesize
from tests.deploys import BOTH, SHIPPED, Deploys
from tests.programs import execute

AGAIN = "would be destroyed and created again (forces replacement:"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            SHIPPED.replace('"avd-standard"', '"avd-premium"'),
            [
                f"  azurerm_shared_image.win11-avd {AGAIN} identifier): Azure refuses to delete a ",
                "; undo the change, and add another image, with its own key, name and identifier; or, ",
                "  azurerm_shared_image.second would be destroyed: it is no longer in the catalog, and ",
                '\n\n[[forget]]\nkey    = "second"\nreason = "kept without Terraform"\n',
                " DESTROY=azurerm_shared_image.second; or",
            ],
        ),
        (
            BOTH.replace("[images.second", "[images.renamed"),
            [
                "  azurerm_shared_image.second would be destroyed: in the catalog it is now "
                "azurerm_shared_image.renamed, and ",
                'keep the key, or set formerly = ["second"] in [images.renamed]; if formerly is already '
                "set, ",
            ],
        ),
        pytest.param(
            BOTH.replace('"my_image_gallery"', '"another_gallery"'),
            [
                f"  azurerm_shared_image_gallery.main {AGAIN} name): ",
                f"  azurerm_shared_image.win11-avd {AGAIN} gallery_name): ",
                f"  azurerm_shared_image.second {AGAIN} gallery_name): ",
            ],
            marks=pytest.mark.long,
        ),
    ],
    ids=["replaced and removed", "renamed", "gallery"],
)
def test_protected_images_stay(deploys: Deploys, text: str, sentences: list[str]) -> None:
    """A catalog that would replace or remove what holds images is stopped before anything is changed."""
    before = deploys.azure(), deploys.state(), deploys.outputs()
    deploys.write(text)
    run = deploys.deploy()

    assert 1 == run.returncode
    assert run.stderr.startswith("error: nothing was deployed:\n")
    assert [] == [sentence for sentence in sentences if sentence not in run.stderr], run.stderr
    assert run.stderr.count("\n  azurerm_") == sum(sentence.startswith("  ") for sentence in sentences)
    assert [] == deploys.changes()
    assert before == (deploys.azure(), deploys.state(), deploys.outputs())
    assert not deploys.unfinished.exists()


def test_protected_without_make(deploys: Deploys) -> None:
    """Who runs `cdktf` or Terraform by hand is stopped by prevent_destroy, which is in the JSON."""
    deploys.write(BOTH.replace('"avd-standard"', '"avd-premium"'))
    synthesize(deploys.catalog, deploys.sandbox)
    stack = deploys.sandbox / "cdktf.out/stacks/image-definition"
    apply = ("terraform", "apply", "-auto-approve", "-no-color")
    run = execute(*apply, cwd=stack, given=environment(deploys.sandbox))

    assert 1 == run.returncode
    assert "Instance cannot be destroyed" in run.stderr


@pytest.mark.long
def test_what_is_named_may_go(deploys: Deploys) -> None:
    """A definition that the command names is destroyed with its removal, and the others stay."""
    deploys.write(SHIPPED)
    run = deploys.deploy("--destroy", "azurerm_shared_image.second")

    assert 0 == run.returncode, run.stdout + run.stderr
    assert ["delete azurerm_shared_image Second"] == deploys.changes()
    assert deploys.state().keys() == deploys.azure().keys()
    assert 0 == deploys.render().returncode
