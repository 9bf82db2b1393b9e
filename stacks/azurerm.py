"""The one place where cdktf and its azurerm package are imported.

The package's own `__init__` registers all of its 1,530 submodules, which takes most of a synth. This app
uses four, so the package is entered without running that file; the submodules are the installed ones.
"""

import sys
from importlib.util import find_spec, module_from_spec

PACKAGE = "cdktf_cdktf_provider_azurerm"

if PACKAGE not in sys.modules:
    spec = find_spec(PACKAGE)
    if spec is None:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed: run make, or pip install -r requirements.txt")
    sys.modules[PACKAGE] = module_from_spec(spec)

from cdktf import (  # noqa: E402  (after the package stands ready)
    App,
    AzurermBackend,
    LocalBackend,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
)
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider  # noqa: E402
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup  # noqa: E402
from cdktf_cdktf_provider_azurerm.shared_image import SharedImage  # noqa: E402
from cdktf_cdktf_provider_azurerm.shared_image_gallery import SharedImageGallery  # noqa: E402

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
