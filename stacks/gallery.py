"""The shelf: the resource group and the gallery."""

from catalog.contract import GALLERY_STACK
from catalog.model import Catalog
from stacks import azurerm
from stacks.base import AzureStack, lifecycle, literal, set_arguments


class GalleryStack(AzureStack):
    """azurerm_resource_group.main, unless it exists already, and azurerm_shared_image_gallery.main."""

    def __init__(self, app: azurerm.App, *, catalog: Catalog) -> None:
        super().__init__(app, GALLERY_STACK, catalog=catalog)
        gallery = catalog.gallery
        resource = azurerm.SharedImageGallery(
            self,
            "main",
            resource_group_name=gallery.resource_group,
            tags=literal(catalog.tags_of(gallery)) or None,
            depends_on=[self._resource_group(catalog)] if gallery.create_resource_group else None,
            lifecycle=lifecycle(prevent_destroy=gallery.prevent_destroy),
            **set_arguments(
                gallery, leave_out={"resource_group", "create_resource_group", "prevent_destroy", "tags"}
            ),
        )
        if not gallery.create_resource_group:
            self.forget(["azurerm_resource_group.main"])
        self.publish(
            resource_group_name=resource.resource_group_name,
            location=resource.location,
            gallery_name=resource.name,
            gallery_id=resource.id,
        )

    def _resource_group(self, catalog: Catalog) -> azurerm.ResourceGroup:
        group = catalog.resource_group
        resource = azurerm.ResourceGroup(
            self,
            "resource_group",
            name=catalog.gallery.resource_group,
            location=group.location or catalog.gallery.location,
            tags=literal(catalog.tags_of(group)) or None,
            **set_arguments(group, leave_out={"location", "tags"}),
        )
        # Two constructs of a stack cannot share an id; two Terraform resources of two types can.
        resource.override_logical_id("main")
        return resource
