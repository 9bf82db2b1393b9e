"""What both stacks have: the azurerm provider and a backend."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from catalog.backend import LocalBackend
from catalog.model import Catalog
from catalog.toml_table import TomlTable
from stacks import azurerm


class AzureStack(azurerm.TerraformStack):
    """A stack for azurerm. Credentials and the subscription come from ARM_* variables or `az login`."""

    def __init__(self, app: azurerm.App, id_: str, *, catalog: Catalog) -> None:
        super().__init__(app, id_)
        cloud = set_arguments(catalog.cloud, leave_out=set())
        azurerm.AzurermProvider(self, "azurerm", features=[{}], **cloud)
        backend = catalog.backend
        if isinstance(backend, LocalBackend):
            # Explicit and relative to cdktf.out/stacks/<id>, where Terraform runs: cdktf's default
            # writes this machine's absolute path into the JSON.
            folder = f"{backend.path}/" if backend.path else ""
            azurerm.LocalBackend(self, path=f"../../../{folder}terraform.{id_}.tfstate")
        else:
            arguments = set_arguments(backend, leave_out={"type", "key"}) | cloud
            azurerm.AzurermBackend(self, key=f"{backend.key}/{id_}.tfstate", **arguments)

    def move(self, chains: Iterable[Sequence[str]]) -> None:
        """Let Terraform move a resource from each address to the next: a state may have missed a deploy."""
        # Not by cdktf's move_from_id: that takes one address, and Terraform one source for each target.
        pairs = [{"from": before, "to": after} for chain in chains for before, after in pairwise(chain)]
        if pairs:
            self.add_override("moved", pairs)

    def forget(self, addresses: Iterable[str]) -> None:
        """Let Terraform forget what was at these addresses, and destroy nothing. It wants Terraform 1.7."""
        # cdktf has no word for it.
        removed = [{"from": address, "lifecycle": {"destroy": False}} for address in addresses]
        if removed:
            self.add_override("removed", removed)

    def publish(self, **outputs: Any) -> None:
        """Publish each keyword as the output of that name; the names are the contract with the hook."""
        for name, value in outputs.items():
            azurerm.TerraformOutput(self, name, value=value, static_id=True)


def set_arguments(table: TomlTable, *, leave_out: set[str]) -> dict[str, Any]:
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
