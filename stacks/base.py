"""The base of both stacks: the azurerm provider and a backend."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from catalog.backend import LocalBackend
from catalog.model import Catalog
from catalog.toml_table import TomlTable
from stacks import azurerm

REQUIRED = ("storage_account_name", "container_name", "key")
"""The arguments that cdktf's class of the backend azurerm cannot be without."""


class AzureStack(azurerm.TerraformStack):
    """A stack with azurerm. Credentials and the subscription come from ARM_* variables or `az login`."""

    def __init__(self, app: azurerm.App, id_: str, *, catalog: Catalog) -> None:
        super().__init__(app, id_)
        cloud = set_arguments(catalog.cloud, leave_out=set())
        azurerm.AzurermProvider(self, "azurerm", features=[{}], **cloud)
        backend = catalog.backend
        if isinstance(backend, LocalBackend):
            # Relative to cdktf.out/stacks/<id>, where Terraform runs: cdktf's default is an absolute path.
            folder = f"{backend.path}/" if backend.path else ""
            azurerm.LocalBackend(self, path=f"../../../{folder}terraform.{id_}.tfstate")
        else:
            arguments = set_arguments(backend, leave_out={"type", *REQUIRED}) | cloud
            azurerm.AzurermBackend(
                self,
                storage_account_name=backend.storage_account_name,
                container_name=backend.container_name,
                key=f"{backend.key}/{id_}.tfstate",
            )
            for name, value in arguments.items():
                # cdktf's class does not know those that Terraform has had since 1.11.
                self.add_override(f"terraform.backend.azurerm.{name}", value)

    def move(self, chains: Iterable[Sequence[str]]) -> None:
        """Add a `moved` block from each address to the next, since a state may have missed deploys."""
        # cdktf's move_from_id accepts only one address.
        pairs = [{"from": before, "to": after} for chain in chains for before, after in pairwise(chain)]
        if pairs:
            self.add_override("moved", pairs)

    def forget(self, addresses: Iterable[str]) -> None:
        """Add `removed` blocks, which need Terraform 1.7: the resources leave the state and stay in Azure."""
        # cdktf does not support these blocks.
        removed = [{"from": address, "lifecycle": {"destroy": False}} for address in addresses]
        if removed:
            self.add_override("removed", removed)

    def publish(self, **outputs: Any) -> None:
        """Add each keyword as an output; the names are the contract with the hook."""
        for name, value in outputs.items():
            azurerm.TerraformOutput(self, name, value=value, static_id=True)


def set_arguments(table: TomlTable, *, leave_out: set[str]) -> dict[str, Any]:
    """The arguments that the catalog sets, under azurerm's names."""
    return {
        name: literal(value) for name, value in table.model_dump(exclude=leave_out, exclude_none=True).items()
    }


def literal(value: Any) -> Any:
    """Escape `${` and `%{`: Terraform must read a value of the catalog as text, not as a template."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {literal(key): literal(item) for key, item in value.items()}
    return [literal(item) for item in value] if isinstance(value, list) else value


@cache  # creating one checks its types, which takes time for each image
def lifecycle(*, prevent_destroy: bool) -> azurerm.TerraformResourceLifecycle | None:
    """Protect what has image versions: they are not in Terraform's state."""
    return azurerm.TerraformResourceLifecycle(prevent_destroy=True) if prevent_destroy else None
