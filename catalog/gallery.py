"""`[gallery]` and `[resource_group]`: where the definitions are kept. Keys are azurerm's own argument names.

Source: azurerm 4.55.0, resources azurerm_resource_group and azurerm_shared_image_gallery.
"""

from typing import Literal

from catalog import fields
from catalog.toml_table import TomlTable


class Timeouts(TomlTable):
    """How long azurerm waits for Azure, as Go durations such as `30m`."""

    create: fields.Duration | None = None
    """How long to wait for its creation."""
    read: fields.Duration | None = None
    """How long to wait for an answer about it."""
    update: fields.Duration | None = None
    """How long to wait for a change."""
    delete: fields.Duration | None = None
    """How long to wait for its deletion."""


class CommunityGallery(TomlTable):
    """What the public sees of a community gallery."""

    eula: fields.Text
    """Address of the legal agreement."""
    prefix: fields.CommunityPrefix
    """Begins the gallery's public name."""
    publisher_email: fields.Text
    """Where users of the images write to."""
    publisher_uri: fields.Text
    """Address of the publisher."""


class Sharing(TomlTable):
    """Who may use the gallery's images. Azure cannot change it later."""

    permission: Literal["Private", "Groups", "Community"]
    """Private: who has a role on it. Groups: subscriptions and tenants. Community: everybody."""
    community_gallery: CommunityGallery | None = None
    """With Community only."""


class ResourceGroup(TomlTable):
    """Optional arguments of the resource group that Terraform creates; gallery.resource_group names it."""

    location: fields.RegionName | None = None
    """Left out: gallery.location."""
    managed_by: fields.Text | None = None
    """Id of the resource that manages the group."""
    tags: fields.Tags = {}
    """Tags of the group, besides the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""


class Gallery(TomlTable):
    """The shelf: azurerm_shared_image_gallery."""

    name: fields.GalleryName
    """Unique in the subscription; a change makes a new gallery."""
    resource_group: fields.ResourceGroupName
    """Name of the resource group that it is in."""
    location: fields.RegionName
    """Region of the gallery, its definitions, and builds that name none; a change makes a new gallery."""
    description: str | None = None
    """Shown in the portal."""
    create_resource_group: bool = True
    """false: others make the group. Terraform leaves it alone, and forgets one that it made before."""
    prevent_destroy: bool = True
    """Terraform refuses to destroy the gallery, which holds images that it does not know of."""
    sharing: Sharing | None = None
    """Left out: private."""
    tags: fields.Tags = {}
    """Tags of the gallery, besides the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""
