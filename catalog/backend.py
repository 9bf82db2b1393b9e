"""`[backend]`: where Terraform keeps its state. Keys are the arguments of the backend."""

from typing import Literal

from catalog import fields
from catalog.toml_table import TomlTable


class LocalBackend(TomlTable):
    """State in files beside the project: for one person, or a trial."""

    type: Literal["local"]
    """State in a folder of the project."""
    path: fields.RelativeFolder | None = None
    """A folder in the project; give each catalog its own."""


class AzurermBackend(TomlTable):
    """State in a storage account, with a lock. Secrets come from ARM_* variables, never from the catalog."""

    type: Literal["azurerm"]
    """State in a storage account."""
    storage_account_name: fields.Text
    """The storage account."""
    container_name: fields.Text
    """The container in it."""
    key: fields.RelativeFolder
    """The folder in the container; give each catalog its own. Each stack adds its own file name."""
    resource_group_name: fields.ResourceGroupName | None = None
    """Resource group of the storage account."""
    subscription_id: fields.Text | None = None
    """Subscription of the storage account."""
    tenant_id: fields.Text | None = None
    """The tenant to sign in to."""
    client_id: fields.Text | None = None
    """The identity to sign in as."""
    endpoint: fields.Text | None = None
    """URL of a storage service other than Azure's."""
    msi_endpoint: fields.Text | None = None
    """URL that gives a managed identity its token."""
    snapshot: bool | None = None
    """Take a snapshot of the state before it is used."""
    use_azuread_auth: bool | None = None
    """Sign in to the storage account with Entra ID instead of its key."""
    use_msi: bool | None = None
    """Sign in with a managed identity."""
    use_oidc: bool | None = None
    """Sign in with a token of the CI job."""
