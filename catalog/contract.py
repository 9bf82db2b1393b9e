"""The contract: what the two stacks publish, and what the hook reads back."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

GALLERY_STACK = "gallery"
IMAGE_DEFINITION_STACK = "image-definition"
STACKS = (GALLERY_STACK, IMAGE_DEFINITION_STACK)
"""In the order that they are deployed in."""
UNFINISHED = "deploy.unfinished"
"""Lies beside outputs.json while that may be older than what is deployed."""

Published = Annotated[str, StringConstraints(min_length=1)]
"""cdktf drops a sensitive output and fails on a null one: what is published is never empty."""


class _Outputs(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class GalleryOutputs(_Outputs):
    """The outputs of the stack `gallery`: each field is an output of that name."""

    resource_group_name: Published
    location: Published
    gallery_name: Published
    gallery_id: Published


class ImageDefinition(_Outputs):
    """One definition as Azure has it: its names, and what the template must fit.

    azurerm may leave any of the latter unset; outputs from before they were published lack them.
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
    """All that was published, whichever command wrote it down."""
