"""The titles: one image definition per image of the catalog."""

from catalog.contract import IMAGE_DEFINITION_STACK, ImageDefinition
from catalog.gallery import Gallery
from catalog.image import Definition
from catalog.model import Catalog
from stacks import azurerm
from stacks.base import AzureStack, lifecycle, literal, set_arguments

NOT_ARGUMENTS = {"build", "security", "purpose", "prevent_destroy", "tags", "formerly"}
"""Fields of an image that are not arguments of azurerm_shared_image, or have another name there."""


class ImageDefinitionStack(AzureStack):
    """azurerm_shared_image.<image key>.

    The gallery is named, not referenced, so that this stack can be planned before the gallery exists.
    """

    def __init__(self, app: azurerm.App, *, catalog: Catalog) -> None:
        super().__init__(app, IMAGE_DEFINITION_STACK, catalog=catalog)
        for key, image in catalog.images.items():
            self._definition(key, image, gallery=catalog.gallery, tags=catalog.tags_of(image))
        in_order = sorted(catalog.images.items())
        self.move(
            [f"azurerm_shared_image.{name}" for name in (*image.formerly, key)] for key, image in in_order
        )
        self.forget(sorted(f"azurerm_shared_image.{one.key}" for one in catalog.forget))
        # References as text: reading each from its construct would be two calls to Node per image.
        self.publish(
            image_definitions={
                key: {
                    name: f"${{azurerm_shared_image.{key}.{name}}}" for name in ImageDefinition.model_fields
                }
                for key in catalog.images
            }
        )

    def _definition(self, key: str, image: Definition, *, gallery: Gallery, tags: dict[str, str]) -> None:
        security = image.profile.definition_argument
        arguments = set_arguments(image, leave_out=NOT_ARGUMENTS)
        if security:
            arguments[security] = True
        azurerm.SharedImage(
            self,
            key,
            gallery_name=gallery.name,
            resource_group_name=gallery.resource_group,
            location=gallery.location,
            tags=literal(tags) or None,
            lifecycle=lifecycle(prevent_destroy=image.prevent_destroy),
            **arguments,
        )
