"""Two wrong uses of the azurerm classes, and what the app says to each.

The comments are for mypy, which fails at one that it does not need: so it sees the classes' real types.
"""

import sys
from pathlib import Path

from stacks import slim

slim.put_first(Path(sys.argv[1]))

from stacks import azurerm  # noqa: E402  (the cut first, as in main.py)

stack = azurerm.TerraformStack(azurerm.App(), "stack")
try:
    azurerm.ResourceGroup(stack, "group", name="group", location=5)  # type: ignore[arg-type]
except RuntimeError as error:
    print(error)
try:
    azurerm.RoleAssignment  # type: ignore[attr-defined]  # noqa: B018
except AttributeError as error:
    print(error)
try:
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment  # noqa: F401
except ImportError as error:
    print(error)
