"""The one place that imports cdktf and its azurerm package: the package's name, and the classes used."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING or not find_spec("cdktn"):
    from cdktf import (
        App,
        AzurermBackend,
        LocalBackend,
        TerraformOutput,
        TerraformResourceLifecycle,
        TerraformStack,
    )
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider
    from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
    from cdktf_cdktf_provider_azurerm.shared_image import SharedImage
    from cdktf_cdktf_provider_azurerm.shared_image_gallery import SharedImageGallery
else:  # CDK Terrain, CDKTF's successor: the same classes under other names
    from cdktn import (
        App,
        AzurermBackend,
        LocalBackend,
        TerraformOutput,
        TerraformResourceLifecycle,
        TerraformStack,
    )
    from cdktn_provider_azurerm.provider import AzurermProvider
    from cdktn_provider_azurerm.resource_group import ResourceGroup
    from cdktn_provider_azurerm.shared_image import SharedImage
    from cdktn_provider_azurerm.shared_image_gallery import SharedImageGallery

__all__ = [
    "App",
    "AzurermBackend",
    "AzurermProvider",
    "LocalBackend",
    "ResourceGroup",
    "SharedImage",
    "SharedImageGallery",
    "TerraformOutput",
    "TerraformResourceLifecycle",
    "TerraformStack",
]

if not TYPE_CHECKING:  # mypy knows the classes above and refuses any other

    def __getattr__(name: str) -> object:
        raise AttributeError(
            f"stacks/azurerm.py has no {name}: import it there, "
            "and add its submodule to SUBMODULES in stacks/slim.py"
        )
