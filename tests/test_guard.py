"""What a deploy may destroy: what the catalog or the command says, and nothing else."""

from dataclasses import replace
from pathlib import Path

from catalog.run import Run
from deploy.guard import refusals
from deploy.terraform import Change

RUN = Run(catalog=Path("prod.toml"), out=Path("prod"))


def change(address: str, *actions: str) -> Change:
    """What a plan does with a resource."""
    type_, _, key = address.partition(".")
    return Change(
        stack="gallery",
        address=address,
        type=type_,
        actions=actions,
        before={"name": key},
        after={"name": "new"} if "create" in actions else {},
        forces=("name",) if "create" in actions else (),
    )


def test_only_what_is_named_may_go() -> None:
    """Of two definitions that are gone from the catalog, the one that the command names may be destroyed."""
    gone = [change(f"azurerm_shared_image.{key}", "delete") for key in ("a", "b")]
    (refused,) = refusals(gone, protected=[], destroy=["azurerm_shared_image.a"], run=RUN)

    assert refused.startswith("azurerm_shared_image.b would be destroyed: ")
    assert (
        "make deploy CATALOG=prod.toml 'DESTROY=azurerm_shared_image.a azurerm_shared_image.b'; or" in refused
    )


def test_group_that_would_be_replaced() -> None:
    """A group, which has no prevent_destroy, is replaced only where the command names it."""
    group = change("azurerm_resource_group.main", "delete", "create")
    (refused,) = refusals([group], protected=[], destroy=[], run=RUN)

    assert (
        "azurerm_resource_group.main would be destroyed and created again (forces replacement: name): "
        "azurerm refuses to delete a resource group that is not empty; undo the change, and describe the new "
        "group in another catalog; a rename does not move resources; or, to replace it: make deploy "
        "CATALOG=prod.toml DESTROY=azurerm_resource_group.main"
    ) == refused
    assert [] == [*refusals([group], protected=[], destroy=["azurerm_resource_group.main"], run=RUN)]


def test_forgotten_under_a_new_key() -> None:
    """What Terraform forgets may go; where the catalog makes it again, Azure would refuse that."""
    forgotten = replace(change("azurerm_shared_image.old", "forget"), before={"name": "new"})
    made = replace(change("azurerm_shared_image.made", "create"), before={})
    (refused,) = refusals([forgotten, made], protected=[], destroy=[], run=RUN)

    assert (
        "azurerm_shared_image.old would be forgotten: in the catalog it is now azurerm_shared_image.made, "
        'and Azure allows only one with that name; keep the key, or set formerly = ["old"] in [images.made]; '
        'if formerly is already set, append "old" to it'
    ) == refused
    assert [] == [*refusals([forgotten], protected=[], destroy=[], run=RUN)]


def test_addresses_that_the_catalog_has_no_words_for() -> None:
    """What somebody else put into the state is kept by Terraform's own command."""
    for address in ("azurerm_management_lock.x", 'azurerm_shared_image.this["a"]'):
        (refused,) = refusals([change(address, "delete")], protected=[], destroy=[], run=RUN)

        assert "terraform -chdir=prod/cdktf.out/stacks/gallery state rm " in refused
        assert "[[forget]]" not in refused


def test_replaced_resource_of_another_type() -> None:
    """A resource that goldshelf knows nothing of is refused too, with the command that allows it."""
    lock = change("azurerm_management_lock.x", "delete", "create")
    (refused,) = refusals([lock], protected=[], destroy=[], run=RUN)

    assert (
        "goldshelf does not know what depends on it; undo the change; or, to replace it: make deploy "
        "CATALOG=prod.toml DESTROY=azurerm_management_lock.x"
    ) in refused
