"""The Azure resources that goldshelf creates: azurerm's types, Azure's ids, and what their loss means.

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
"""Azure's id for each type, made from its arguments."""
GALLERY_ID = re.compile(
    r"/subscriptions/(?P<subscription>[0-9a-f-]{36})/resourceGroups/(?P<resource_group>[^/]+)"
    r"/providers/Microsoft\.Compute/galleries/(?P<gallery>[^/]+)",
    re.IGNORECASE,
)

_IF_DESTROYED = {
    GROUP: "azurerm refuses to delete a resource group that is not empty",
    GALLERY: "Azure refuses to delete a gallery that has definitions, and new hosts lose its versions",
    DEFINITION: "Azure refuses to delete a definition with versions, and no new host can be created from it",
}
INSTEAD_OF_REPLACING = {
    GROUP: "undo the change, and describe the new group in another catalog; a rename does not move resources",
    GALLERY: "undo the change, and describe the new gallery in another catalog",
    DEFINITION: "undo the change, and add another image, with its own key, name and identifier",
}


def if_destroyed(type_: str) -> str:
    """What happens if a resource of this type is destroyed."""
    return _IF_DESTROYED.get(type_, "goldshelf does not know what depends on it")
