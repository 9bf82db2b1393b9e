"""Several catalogs: checked only by `python -m catalog check` with more than one file."""

from collections.abc import Callable, Iterator, Sequence
from posixpath import normpath

from catalog.backend import AzurermBackend
from catalog.claims import Claim, claims, managed_image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

NamedCatalog = tuple[str, Catalog]
"""The name of a file, and the catalog in it."""


def _gallery(catalog: Catalog) -> object:
    return _cloud(catalog), catalog.gallery.name.lower()


def _cloud(catalog: Catalog) -> object:
    """Return the cloud, which has subscriptions and storage accounts of its own."""
    return catalog.cloud.metadata_host or catalog.cloud.environment or "public"


def _state(catalog: Catalog) -> object | None:
    """Return where the state is in Azure; None for local state, which is in the catalog's own folder."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend):
        return None
    return _cloud(catalog), backend.storage_account_name, backend.container_name, normpath(backend.key)


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


@rule(
    "GS286",
    "Builds of several catalogs should not claim the same name",
    example="""
- # in dev.toml and in prod.toml
+ # in dev.toml
[images.win11-avd.build]
- temp_resource_group_name = "goldshelf-build"
+ temp_resource_group_name = "goldshelf-build-dev"
""",
    happens="If both catalogs are for the same subscription, Packer refuses the second build when the build starts: "
    "the group of the first one is there, or is still being deleted, and a managed image stays.",
    fix="Give each its own name, or accept the warning if the subscriptions differ.",
    source="packer-plugin-azure 2.6.3, step_create_resource_group.go and builder.go",
)
def same_claim(catalog: Catalog, earlier: Sequence[NamedCatalog]) -> Found:
    """A pipeline builds one catalog after the other, but Azure deletes a group long after its build."""
    theirs = {
        one.key: f"images.{key} of {name}"
        for name, other in reversed(earlier)
        for key, one in _claimed(other)
    }
    for key, one in _claimed(catalog) if theirs else ():
        if one.key in theirs:
            yield (
                ("images", key, *one.where),
                f"{theirs[one.key]} makes {one.what} of the same name, {one.name!r}: choose another, or accept this "
                "if the subscriptions differ",
            )


def _claimed(catalog: Catalog) -> Iterator[tuple[str, Claim]]:
    """Yield what is not free again when a build ends, after the key of its image."""
    for key, image in catalog.builds.items():
        stays = managed_image(key, image)
        yield from ((key, one) for one in claims(image, catalog) if not one.until_the_end)
        if stays:
            yield key, stays
