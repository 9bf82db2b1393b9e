"""Several catalogs: checked only by `python -m catalog check` with more than one file."""

from collections.abc import Callable, Sequence
from posixpath import normpath

from catalog.backend import AzurermBackend
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

NamedCatalog = tuple[str, Catalog]
"""The name of a file, and the catalog in it."""


def _gallery(catalog: Catalog) -> object:
    return catalog.gallery.name.lower()


def _state(catalog: Catalog) -> object | None:
    """Return where the state is in Azure; None for local state, which is in the catalog's own folder."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend):
        return None
    return backend.storage_account_name.lower(), backend.container_name, normpath(backend.key)


def _first(earlier: Sequence[NamedCatalog], wanted: object, key: Callable[[Catalog], object]) -> str | None:
    """Return the name of the first catalog that has the same `key`."""
    return next((name for name, catalog in earlier if key(catalog) == wanted), None)


@rule(
    "GS206",
    "Gallery names should be unique in a subscription",
    example="""
- # in dev.toml and in prod.toml
+ # in dev.toml
[gallery]
- name = "my_image_gallery"
+ name = "my_image_gallery_dev"
""",
    happens="Azure refuses the second gallery at apply if both catalogs are for the same subscription.",
    fix="Give each gallery a different name, or accept the warning if the subscriptions differ.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def same_gallery(catalog: Catalog, earlier: Sequence[NamedCatalog]) -> Found:
    """Azure ignores the resource group, and upper and lower case."""
    other = _first(earlier, _gallery(catalog), _gallery)
    if other:
        yield (
            ("gallery", "name"),
            f"{other} has a gallery of the same name, and a subscription can have only one: choose another, "
            "or accept this if the subscriptions differ",
        )


@rule(
    "GS207",
    "Catalogs should not share a state",
    example="""
- # in dev.toml and in prod.toml
+ # in dev.toml
[backend]
type                 = "azurerm"
storage_account_name = "images"
container_name       = "state"
- key                  = "images"
+ key                  = "images/dev"
""",
    happens="The second deploy treats the first one's resources as its own, and shows at plan that it "
    "destroys them.",
    fix="Give each catalog its own backend.key.",
    source="Terraform: Backend configuration",
)
def same_state(catalog: Catalog, earlier: Sequence[NamedCatalog]) -> Found:
    """A state is a folder of a container in a storage account."""
    state = _state(catalog)
    other = _first(earlier, state, _state) if state else None
    if other:
        yield (
            ("backend",),
            f"{other} keeps its state in the same place, so each deploy would destroy what the other one "
            "created: give each catalog its own backend.key",
        )
