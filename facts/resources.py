"""The Azure resources that goldshelf makes: azurerm's names for them, their ids, and what goes with one.

Source: azurerm 4.55.0; Azure, "Store and share images in an Azure Compute Gallery".
"""

import re

GROUP = "azurerm_resource_group"
GALLERY = "azurerm_shared_image_gallery"
DEFINITION = "azurerm_shared_image"
LOCK = "azurerm_management_lock"

_GROUPS = "/subscriptions/{subscription}/resourceGroups/"
_GALLERIES = "/providers/Microsoft.Compute/galleries/"
IDS = {
    GROUP: _GROUPS + "{name}",
    GALLERY: _GROUPS + "{resource_group_name}" + _GALLERIES + "{name}",
    DEFINITION: _GROUPS + "{resource_group_name}" + _GALLERIES + "{gallery_name}/images/{name}",
}
"""Azure's id of each type, from its arguments."""
GALLERY_ID = re.compile(
    r"/subscriptions/(?P<subscription>[0-9a-f-]{36})/resourceGroups/(?P<resource_group>[^/]+)"
    r"/providers/Microsoft\.Compute/galleries/(?P<gallery>[^/]+)",
    re.IGNORECASE,
)

DESTROYED = {
    GROUP: "azurerm refuses to delete a group that holds anything",
    GALLERY: "Azure refuses to delete a gallery that holds definitions, and hosts lose every version in it",
    DEFINITION: "Azure refuses to delete a definition that holds versions, and hosts that name it get no new "
    "ones",
}
"""What happens when one is destroyed."""
INSTEAD = {
    GROUP: "leave it as it is, and describe the new group in another catalog; a rename does not move what is "
    "in it",
    GALLERY: "leave it as it is, and describe the new gallery in another catalog",
    DEFINITION: "leave it as it is, and add an image beside it, with its own key, name and identifier",
}
"""What to do instead of a change that would replace one."""
