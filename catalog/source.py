"""`[images.<key>.build.source]`: the image that a build starts from."""

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from catalog import build_fields, fields
from catalog.shared_image_id import ImageNames, named
from catalog.toml_table import TomlTable
from catalog.version import ImageVersion


class SourceTable(TomlTable):
    """One kind of source."""

    tag: ClassVar[str]
    kind: ClassVar[str]  # in words


class MarketplaceSource(SourceTable):
    """An image of the marketplace."""

    tag: ClassVar = "<marketplace>"
    kind: ClassVar = "an image of the marketplace"
    publisher: fields.Publisher
    """Such as MicrosoftWindowsDesktop."""
    offer: fields.Offer
    """Such as windows-11."""
    sku: fields.Sku
    """Such as win11-25h2-avd."""
    version: fields.SourceVersion = "latest"
    """Default: the latest when the build starts."""

    @property
    def names(self) -> tuple[str, str, str]:
        """Publisher, offer and sku."""
        return self.publisher, self.offer, self.sku


class CatalogSource(SourceTable):
    """Another image of this catalog, which makes this one a layered image."""

    tag: ClassVar = "<catalog>"
    kind: ClassVar = "another image of this catalog"
    image: fields.ImageKey
    """The key of that image."""
    version: ImageVersion | None = None
    """Default: the latest in the build region."""


class GallerySource(SourceTable):
    """An image of any gallery, by name."""

    tag: ClassVar = "<gallery>"
    kind: ClassVar = "an image of any gallery"
    gallery_name: fields.GalleryName
    """Name of the gallery."""
    image_name: fields.ImageName
    """Name of the definition."""
    resource_group: fields.ResourceGroupName
    """Resource group of the gallery."""
    subscription: build_fields.SubscriptionId | None = None
    """Default: the subscription of this catalog's gallery."""
    image_version: ImageVersion | None = None
    """Default: the latest in the build region."""


class GalleryIdSource(SourceTable):
    """A version of an image of any gallery, by its id."""

    tag: ClassVar = "<id>"
    kind: ClassVar = "a version in any gallery"
    id: build_fields.ImageVersionId
    """/subscriptions/.../galleries/<gallery>/images/<image>/versions/1.0.0"""


class CommunityGallerySource(SourceTable):
    """An image that somebody shares with everybody, in a community gallery."""

    tag: ClassVar = "<community gallery>"
    kind: ClassVar = "an image of a community gallery"
    community_gallery_image_id: build_fields.CommunityGalleryImageId
    """/CommunityGalleries/<public name>/Images/<image>/Versions/1.0.0. Default of the version: latest, in the
    build region."""

    @property
    def names(self) -> ImageNames:
        """Gallery, image and version."""
        return named(self.community_gallery_image_id)


class DirectSharedGallerySource(SourceTable):
    """An image that somebody shares with your subscription or tenant, in a direct shared gallery."""

    tag: ClassVar = "<direct shared gallery>"
    kind: ClassVar = "an image of a direct shared gallery"
    direct_shared_gallery_image_id: build_fields.SharedGalleryImageId
    """/SharedGalleries/<unique name>/Images/<image>/Versions/1.0.0. Default of the version: latest, in the
    build region."""

    @property
    def names(self) -> ImageNames:
        """Gallery, image and version."""
        return named(self.direct_shared_gallery_image_id)


class ManagedImageSource(SourceTable):
    """A managed image, in the subscription and the region of the build VM."""

    tag: ClassVar = "<managed image>"
    kind: ClassVar = "a managed image"
    custom_managed_image_name: build_fields.ManagedImageName
    """Name of the managed image."""
    custom_managed_image_resource_group_name: fields.ResourceGroupName
    """Its resource group."""


KINDS: tuple[type[SourceTable], ...] = (
    MarketplaceSource,
    CatalogSource,
    GallerySource,
    GalleryIdSource,
    CommunityGallerySource,
    DirectSharedGallerySource,
    ManagedImageSource,
)
"""The kinds of source, each a table with keys of its own."""


OWN_KEYS = {
    kind: kind.model_fields.keys() - {key for one in KINDS if one is not kind for key in one.model_fields}
    for kind in KINDS
}
"""The keys that no other kind has."""
NEEDED = {kind: {key for key, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}


WITH_DISK_TYPE = (MarketplaceSource, ManagedImageSource)
"""The kinds for which azure-arm sets the type of the build VM's disk. Source: 2.6.3, template_factory.go."""


def _source_tag(value: Any) -> str | None:
    """Return the kind that the table was meant as; None if it has no key that only one kind has."""
    if not isinstance(value, dict):
        return None
    counts = {kind: len(OWN_KEYS[kind] & value.keys()) for kind in KINDS}
    best = max(KINDS, key=lambda kind: (counts[kind] and NEEDED[kind] <= value.keys(), counts[kind]))
    return best.tag if counts[best] else None


Source = Annotated[
    Annotated[MarketplaceSource, Tag(MarketplaceSource.tag)]
    | Annotated[CatalogSource, Tag(CatalogSource.tag)]
    | Annotated[GallerySource, Tag(GallerySource.tag)]
    | Annotated[GalleryIdSource, Tag(GalleryIdSource.tag)]
    | Annotated[CommunityGallerySource, Tag(CommunityGallerySource.tag)]
    | Annotated[DirectSharedGallerySource, Tag(DirectSharedGallerySource.tag)]
    | Annotated[ManagedImageSource, Tag(ManagedImageSource.tag)],
    Discriminator(_source_tag),
]
