"""`[images.<key>.build.source]`: the image that a build starts from."""

from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Tag

from catalog import build_fields, fields
from catalog.toml_table import TomlTable
from catalog.version import ImageVersion


class MarketplaceSource(TomlTable):
    """An image of the marketplace."""

    tag: ClassVar = "<marketplace>"
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


class CatalogSource(TomlTable):
    """Another image of this catalog, which makes this one a layered image."""

    tag: ClassVar = "<catalog>"
    image: fields.ImageKey
    """The key of that image."""
    version: ImageVersion | None = None
    """Default: the latest in the build region."""


class GallerySource(TomlTable):
    """An image of any gallery, by name."""

    tag: ClassVar = "<gallery>"
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


class GalleryIdSource(TomlTable):
    """A version of an image of any gallery, by its id."""

    tag: ClassVar = "<id>"
    id: build_fields.ImageVersionId
    """/subscriptions/.../galleries/<gallery>/images/<image>/versions/1.0.0"""


def _source_tag(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    if "image" in value:
        return CatalogSource.tag
    if "id" in value:
        return GalleryIdSource.tag
    named = {"gallery_name", "image_name", "resource_group", "image_version"}
    return GallerySource.tag if named & value.keys() else MarketplaceSource.tag


Source = Annotated[
    Annotated[MarketplaceSource, Tag(MarketplaceSource.tag)]
    | Annotated[CatalogSource, Tag(CatalogSource.tag)]
    | Annotated[GallerySource, Tag(GallerySource.tag)]
    | Annotated[GalleryIdSource, Tag(GalleryIdSource.tag)],
    Discriminator(_source_tag),
]
