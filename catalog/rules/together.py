"""Several catalogs: warnings of `python -m catalog check`, where it is given more than one."""

from collections.abc import Callable, Sequence
from posixpath import normpath

from catalog.backend import AzurermBackend
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

Named = tuple[str, Catalog]
"""A catalog and the name of its file."""


def _gallery(catalog: Catalog) -> object:
    return catalog.gallery.name.lower()


def _state(catalog: Catalog) -> object | None:
    """None for a local one: that lies in the catalog's own folder, and main.py refuses another's."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend):
        return None
    return backend.storage_account_name.lower(), backend.container_name, normpath(backend.key)


def _first(earlier: Sequence[Named], wanted: object, key: Callable[[Catalog], object]) -> str | None:
    """The name of the first catalog that has the same `key`."""
    return next((name for name, catalog in earlier if key(catalog) == wanted), None)


@rule(
    "GS206",
    "A subscription holds one gallery of a name",
    happens="Azure refuses the second gallery at apply, where both catalogs are for one subscription.",
    todo="Give each gallery a name of its own; accept the warning where the subscriptions differ.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def same_gallery(catalog: Catalog, earlier: Sequence[Named]) -> Found:
    """Whatever the resource group, and the case of the letters."""
    other = _first(earlier, _gallery(catalog), _gallery)
    if other:
        yield (
            ("gallery", "name"),
            f"{other} has a gallery of that name too; a subscription holds one, whatever its resource group: "
            "choose another, or accept this where the subscriptions differ",
        )


@rule(
    "GS207",
    "A catalog has a state of its own",
    happens="The second deploy takes what the first one made for its own, and shows at plan that it "
    "destroys it.",
    todo="Give each catalog its own backend.key.",
    source="Terraform: Backend configuration",
)
def same_state(catalog: Catalog, earlier: Sequence[Named]) -> Found:
    """A folder of a container in a storage account."""
    state = _state(catalog)
    other = _first(earlier, state, _state) if state else None
    if other:
        yield (
            ("backend",),
            f"{other} keeps its state in the same place, so each deploy would destroy what the other one "
            "made: give each its own backend.key",
        )
