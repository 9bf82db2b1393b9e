"""The contract: what the two stacks publish, and what the hook reads back."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

GALLERY_STACK = "gallery"
IMAGE_DEFINITION_STACK = "image-definition"

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
    """One definition as Azure knows it."""

    name: Published
    id: Published


class ImageDefinitionOutputs(_Outputs):
    """The outputs of the stack `image-definition`, by image key."""

    image_definitions: dict[str, ImageDefinition]


class Outputs(GalleryOutputs, ImageDefinitionOutputs):
    """All that was published, whichever command wrote it down."""
