"""`[backend]`: where Terraform keeps its state. Keys are the arguments of the backend.

Which program has which argument, and since when: facts/azurerm_backend.py.
"""

from typing import Literal

from catalog import backend_fields, fields
from catalog.build_fields import SubscriptionId
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
    storage_account_name: backend_fields.StorageAccountName
    """The storage account: its name alone."""
    container_name: backend_fields.ContainerName
    """The container in it."""
    key: backend_fields.Key
    """The folder in the container; give each catalog its own. Each stack adds its own file name."""
    resource_group_name: fields.ResourceGroupName | None = None
    """Resource group of the storage account. Needed unless use_azuread_auth is true, or ARM_ACCESS_KEY or
    ARM_SAS_TOKEN is set where a deploy runs."""
    subscription_id: SubscriptionId | None = None
    """Subscription of the storage account. Default: ARM_SUBSCRIPTION_ID."""
    tenant_id: backend_fields.TenantId | None = None
    """The tenant to sign in to. Default: ARM_TENANT_ID."""
    client_id: backend_fields.ClientId | None = None
    """The identity to sign in as. Default: ARM_CLIENT_ID."""
    client_id_file_path: backend_fields.MachineFile | None = None
    """A file with the client id, instead of client_id. Needs Terraform or OpenTofu 1.11."""
    client_secret_file_path: backend_fields.MachineFile | None = None
    """A file with the client's secret. Needs Terraform or OpenTofu 1.11."""
    client_certificate_path: backend_fields.MachineFile | None = None
    """A PKCS#12 file with the client's certificate; its password is ARM_CLIENT_CERTIFICATE_PASSWORD."""
    use_azuread_auth: bool | None = None
    """Sign in to the storage account with Entra ID instead of its key. Default: false."""
    use_cli: bool | None = None
    """Sign in as the Azure CLI does if nothing else can. Default: true. Needs Terraform or OpenTofu 1.11."""
    use_msi: bool | None = None
    """Sign in with a managed identity. Default: false."""
    msi_endpoint: backend_fields.Url | None = None
    """URL that gives a managed identity its token. Default: found out. OpenTofu 1.11 says that it is
    deprecated."""
    use_oidc: bool | None = None
    """Sign in with a token of the CI job. Default: false."""
    oidc_token_file_path: backend_fields.MachineFile | None = None
    """A file with that token."""
    use_aks_workload_identity: bool | None = None
    """Sign in with the workload identity of an AKS pod. Default: false. Needs Terraform or OpenTofu 1.11."""
    snapshot: bool | None = None
    """Take a snapshot of the state before it is used. Default: false."""
    lookup_blob_endpoint: bool | None = None
    """Ask Azure for the address of the storage account, for one in a DNS zone of its own. Default: false.
    Only Terraform has it, from 1.11.2 on."""
    timeout_seconds: backend_fields.Seconds | None = None
    """Seconds that a request to the storage may take. Default: 300. Only OpenTofu has it, from 1.9 on."""
    encryption_scope: backend_fields.EncryptionScope | None = None
    """The scope that encrypts the state. Only OpenTofu has it, from 1.12 on."""
