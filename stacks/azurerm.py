"""Import cdktf and azurerm's classes; no other module does.

To use another class, add it here, and its submodule to SUBMODULES in stacks/slim.py.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from stacks.slim import CDK_TERRAIN

if TYPE_CHECKING or not find_spec(CDK_TERRAIN):
    import cdktf
    from cdktf_cdktf_provider_azurerm import provider, resource_group, shared_image, shared_image_gallery
else:  # CDK Terrain has the same classes in other packages
    import cdktn as cdktf
    from cdktn_provider_azurerm import provider, resource_group, shared_image, shared_image_gallery

App = cdktf.App
AzurermBackend = cdktf.AzurermBackend
LocalBackend = cdktf.LocalBackend
TerraformOutput = cdktf.TerraformOutput
TerraformResourceLifecycle = cdktf.TerraformResourceLifecycle
TerraformStack = cdktf.TerraformStack
AzurermProvider = provider.AzurermProvider
ResourceGroup = resource_group.ResourceGroup
SharedImage = shared_image.SharedImage
SharedImageGallery = shared_image_gallery.SharedImageGallery

if not TYPE_CHECKING:  # mypy itself refuses other names

    def __getattr__(name: str) -> object:
        raise AttributeError(
            f"stacks/azurerm.py has no {name}: add it there, and its submodule to SUBMODULES "
            "in stacks/slim.py"
        )
