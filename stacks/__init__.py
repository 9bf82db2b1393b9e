"""The catalog as Terraform JSON. Never imports packer/."""

from stacks.azurerm import App
from stacks.gallery import GalleryStack
from stacks.image_definition import ImageDefinitionStack

__all__ = ["App", "GalleryStack", "ImageDefinitionStack"]
