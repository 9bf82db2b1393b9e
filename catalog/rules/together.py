"""Several catalogs: warnings of `python -m catalog check`, where it is given more than one."""

from collections.abc import Callable, Sequence
from posixpath import normpath

from catalog.backend import AzurermBackend
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import Find, rule

Named = tuple[str, Catalog]
"""A catalog and the name of its file."""


def each_pair(key: Callable[[Catalog], object], where: Location, message: str) -> Find:
    """Catalogs that have the same `key`: told at the later one, with the name of the first.

    The place of the catalog in the list stands before `where`.
    """

    def found(catalogs: Sequence[Named]) -> Found:
        first: dict[object, int] = {}
        for place, (_, catalog) in enumerate(catalogs):
            other = first.setdefault(key(catalog), place)
            if other != place:
                yield (place, *where), message.format(other=catalogs[other][0])

    return found


def _gallery(catalog: Catalog) -> object:
    return catalog.gallery.name.lower()


def _state(catalog: Catalog) -> object:
    backend = catalog.backend
    if isinstance(backend, AzurermBackend):
        return backend.storage_account_name.lower(), backend.container_name, normpath(backend.key)
    return normpath(backend.path or ".")


same_gallery = rule(
    "GS206",
    "A subscription holds one gallery of a name",
    happens="Azure refuses the second gallery at apply, where both catalogs are for one subscription.",
    todo="Give each gallery a name of its own; accept the warning where the subscriptions differ.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)(
    each_pair(
        _gallery,
        ("gallery", "name"),
        "{other} has a gallery of that name too; a subscription holds one, whatever its resource group: "
        "choose another, or accept this where the subscriptions differ",
    )
)

same_state = rule(
    "GS207",
    "A catalog has a state of its own",
    happens="The second deploy takes what the first one made for its own, and shows at plan that it "
    "destroys it.",
    todo="Give each catalog its own backend.path or backend.key.",
    source="Terraform: Backend configuration",
)(
    each_pair(
        _state,
        ("backend",),
        "{other} keeps its state in the same place, so each deploy would destroy what the other one made: "
        "give each its own backend.path (or backend.key)",
    )
)
