"""The contract: the outputs that the stacks publish and the hook reads."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

GALLERY_STACK = "gallery"
IMAGE_DEFINITION_STACK = "image-definition"
STACKS = (GALLERY_STACK, IMAGE_DEFINITION_STACK)
"""In the order of a deploy."""
UNFINISHED = "deploy.unfinished"
"""A file beside outputs.json that exists while the outputs may be older than the deployed resources."""

Published = Annotated[str, StringConstraints(min_length=1)]
"""cdktf drops sensitive outputs and fails on null ones, so no output is empty."""


class _Outputs(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class GalleryOutputs(_Outputs):
    """The outputs of the stack `gallery`: each field is an output."""

    resource_group_name: Published
    location: Published
    gallery_name: Published
    gallery_id: Published


class ImageDefinition(_Outputs):
    """A definition in Azure: its name, and the arguments that the template must match.

    azurerm may leave those arguments unset, and older outputs do not have them.
    """

    name: Published
    id: Published
    os_type: str | None = None
    hyper_v_generation: str | None = None
    architecture: str | None = None
    specialized: bool | None = None
    trusted_launch_enabled: bool | None = None
    trusted_launch_supported: bool | None = None
    confidential_vm_enabled: bool | None = None
    confidential_vm_supported: bool | None = None


class ImageDefinitionOutputs(_Outputs):
    """The outputs of the stack `image-definition`, by image key."""

    image_definitions: dict[str, ImageDefinition]


class Outputs(GalleryOutputs, ImageDefinitionOutputs):
    """All outputs, whichever command wrote the file."""
