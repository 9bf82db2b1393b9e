"""`[gallery]` and `[resource_group]`. Keys are the argument names of azurerm.

Source: azurerm 4.55.0, resources azurerm_resource_group and azurerm_shared_image_gallery.
"""

from typing import Literal

from catalog import fields
from catalog.toml_table import TomlTable


class Timeouts(TomlTable):
    """How long azurerm waits for Azure, as Go durations such as `30m`."""

    create: fields.Duration | None = None
    """Time limit to create the resource."""
    read: fields.Duration | None = None
    """Time limit to read it."""
    update: fields.Duration | None = None
    """Time limit to update it."""
    delete: fields.Duration | None = None
    """Time limit to delete it."""


class CommunityGallery(TomlTable):
    """The public information about a community gallery."""

    eula: fields.Text
    """URL of the legal agreement."""
    prefix: fields.CommunityPrefix
    """Prefix of the gallery's public name."""
    publisher_email: fields.Text
    """Contact address for users of the images."""
    publisher_uri: fields.Text
    """URL of the publisher."""


class Sharing(TomlTable):
    """Who may use the images of the gallery. Azure cannot change this later."""

    permission: Literal["Private", "Groups", "Community"]
    """Private: those with a role on the gallery. Groups: subscriptions and tenants. Community: everybody."""
    community_gallery: CommunityGallery | None = None
    """Only with permission = "Community"."""


class ResourceGroup(TomlTable):
    """Optional arguments of the resource group that Terraform creates; gallery.resource_group is its name."""

    location: fields.RegionName | None = None
    """Default: gallery.location."""
    managed_by: fields.Text | None = None
    """Id of the resource that manages the group."""
    tags: fields.Tags = {}
    """Tags of the group, in addition to the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""


class Gallery(TomlTable):
    """The gallery: azurerm_shared_image_gallery."""

    name: fields.GalleryName
    """Unique in the subscription. A change creates a new gallery."""
    resource_group: fields.ResourceGroupName
    """Name of its resource group."""
    location: fields.RegionName
    """Region of the gallery, its definitions, and builds without location. A change creates a new gallery."""
    description: str | None = None
    """Shown in the portal."""
    create_resource_group: bool = True
    """false: the group exists already. Terraform does not manage it, even if it created the group before."""
    prevent_destroy: bool = True
    """Terraform refuses to destroy the gallery, which holds image versions that Terraform does not know."""
    sharing: Sharing | None = None
    """Default: private."""
    tags: fields.Tags = {}
    """Tags of the gallery, in addition to the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""
