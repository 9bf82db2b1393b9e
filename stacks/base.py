"""What both stacks have: the azurerm provider and a backend."""

from functools import cache
from typing import Any

from catalog.backend import LocalBackend
from catalog.model import Catalog
from catalog.table import Table
from stacks import azurerm


class AzureStack(azurerm.TerraformStack):
    """A stack for azurerm. Credentials and the subscription come from ARM_* variables or `az login`."""

    def __init__(self, app: azurerm.App, id_: str, *, catalog: Catalog) -> None:
        super().__init__(app, id_)
        azurerm.AzurermProvider(self, "azurerm", features=[{}])
        backend = catalog.backend
        if isinstance(backend, LocalBackend):
            # Explicit and relative to cdktf.out/stacks/<id>, where Terraform runs: cdktf's default
            # writes this machine's absolute path into the JSON.
            folder = f"{backend.path}/" if backend.path else ""
            azurerm.LocalBackend(self, path=f"../../../{folder}terraform.{id_}.tfstate")
        else:
            arguments = set_arguments(backend, leave_out={"type", "key"})
            azurerm.AzurermBackend(self, key=f"{backend.key}/{id_}.tfstate", **arguments)

    def publish(self, **outputs: Any) -> None:
        """Publish each keyword as the output of that name; the names are the contract with the hook."""
        for name, value in outputs.items():
            azurerm.TerraformOutput(self, name, value=value, static_id=True)


def set_arguments(table: Table, *, leave_out: set[str]) -> dict[str, Any]:
    """The arguments that the catalog sets, under azurerm's own names; unset ones stay azurerm's."""
    return {
        name: literal(value) for name, value in table.model_dump(exclude=leave_out, exclude_none=True).items()
    }


def literal(value: Any) -> Any:
    """`value` as Terraform reads it back unchanged: `${` and `%{` in a catalog are text, never code."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {literal(key): literal(item) for key, item in value.items()}
    return [literal(item) for item in value] if isinstance(value, list) else value


@cache  # one serves every image, and each new one checks its types anew
def lifecycle(*, prevent_destroy: bool) -> azurerm.TerraformResourceLifecycle | None:
    """Stop Terraform from destroying what holds image versions that it does not know of."""
    return azurerm.TerraformResourceLifecycle(prevent_destroy=True) if prevent_destroy else None
