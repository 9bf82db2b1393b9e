"""What the arguments of `[backend]` need of each other."""

from catalog.backend import AzurermBackend
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

SWITCHES = {
    "msi_endpoint": ("use_msi",),
    "oidc_token_file_path": ("use_oidc", "use_aks_workload_identity"),
}
"""Arguments that nothing reads unless one of these is true: in the catalog, or by its variable."""
VARIABLES = {"use_msi": "ARM_USE_MSI", "use_oidc": "ARM_USE_OIDC"}


@rule(
    "GS365",
    "lookup_blob_endpoint needs the resource group of the storage account",
    example="""
[backend]
type                 = "azurerm"
storage_account_name = "images"
container_name       = "state"
key                  = "prod"
use_azuread_auth     = true
lookup_blob_endpoint = true
+ resource_group_name  = "state"
""",
    happens="Terraform stops at plan, in its init: it asks for the storage account by its resource group.",
    fix="Set resource_group_name, or remove lookup_blob_endpoint.",
    source="Terraform 1.11.4: internal/backend/remote-state/azure/backend.go",
)
def looked_up_in_a_group(catalog: Catalog) -> Found:
    """So it is with each way to sign in."""
    backend = catalog.backend
    if (
        isinstance(backend, AzurermBackend)
        and backend.lookup_blob_endpoint
        and not backend.resource_group_name
    ):
        yield ("backend", "lookup_blob_endpoint"), "needs resource_group_name: set that, or remove this"


@rule(
    "GS388",
    "The arguments of [backend] must be of one program",
    example="""
[backend]
type                 = "azurerm"
storage_account_name = "images"
container_name       = "state"
key                  = "prod"
resource_group_name  = "state"
lookup_blob_endpoint = true
- timeout_seconds      = 60
""",
    happens="Neither Terraform nor OpenTofu has both arguments, so each of them stops at plan, in its init.",
    fix="Remove those of the program that you do not use.",
    source="Terraform 1.6.0 to 1.15.9, OpenTofu 1.6.0 to 1.12.6: internal/backend/remote-state/azure/backend.go",
)
def of_one_program(catalog: Catalog) -> Found:
    """Which program runs, only a deploy knows, and its version too."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend):
        return
    from facts.azurerm_backend import arguments  # only a catalog with such a backend needs it

    first = {name: one.first for name, one in arguments().items() if getattr(backend, name, None) is not None}
    for name, programs in first.items():
        others = [other for other, those in first.items() if not programs.keys() & those.keys()]
        if others and "OpenTofu" in programs:
            yield (
                ("backend", name),
                f"is OpenTofu's alone, and {others[0]} is Terraform's: remove what the program that you use does not have",
            )


@rule(
    "GS275",
    "[backend] should say how the state is read: resource_group_name, or use_azuread_auth = true",
    example="""
[backend]
type                 = "azurerm"
storage_account_name = "images"
container_name       = "state"
key                  = "prod"
use_msi              = true
+ use_azuread_auth     = true
""",
    happens="Terraform stops at plan, in its init, unless ARM_ACCESS_KEY, ARM_SAS_TOKEN or ARM_USE_AZUREAD is set: it reads "
    "the key of the storage account from its resource group, whatever it signs in with.",
    fix="Set use_azuread_auth = true, for an identity with the role Storage Blob Data Contributor, or "
    "resource_group_name, for one that may list the account's keys. Accept the warning if one of the variables is set "
    "wherever the catalog is deployed.",
    source="Terraform 1.6.0, 1.11.4 and 1.15.9, OpenTofu 1.12.6: internal/backend/remote-state/azure/backend.go",
)
def says_how_it_is_read(catalog: Catalog) -> Found:
    """A key or a token of the environment makes up for it, so this is only a warning."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend) or backend.resource_group_name or backend.use_azuread_auth:
        return
    # Only what is not written comes from the environment.
    variables = [
        "ARM_ACCESS_KEY",
        "ARM_SAS_TOKEN",
        *(["ARM_USE_AZUREAD"] * (backend.use_azuread_auth is None)),
    ]
    yield (
        ("backend",),
        "has neither use_azuread_auth = true nor resource_group_name, so Terraform stops unless "
        f"{', '.join(variables[:-1])} or {variables[-1]} is set: set use_azuread_auth = true to read the state as the identity "
        "that signs in, or resource_group_name to read it with the storage account's key",
    )


@rule(
    "GS276",
    "An argument of [backend] should be read",
    example="""
[backend]
type                 = "azurerm"
storage_account_name = "images"
container_name       = "state"
key                  = "prod"
use_azuread_auth     = true
msi_endpoint         = "http://127.0.0.1:42356/msi/token"
+ use_msi              = true
""",
    happens="Terraform signs in another way than is meant at plan, or stops because of two ids that differ.",
    fix="Set what the argument is for to true, or remove the argument.",
    source="Terraform 1.11.4: internal/backend/remote-state/azure/backend.go and helpers.go; OpenTofu 1.12.6: "
    "auth/msi_auth.go, auth/oidc_auth.go and auth/utility.go there",
)
def argument_is_read(catalog: Catalog) -> Found:
    """The switches have variables too, which a catalog cannot know of."""
    backend = catalog.backend
    if not isinstance(backend, AzurermBackend):
        return
    for name, switches in SWITCHES.items():
        if getattr(backend, name) and not any(getattr(backend, switch) for switch in switches):
            yield (
                ("backend", name),
                f"is read only with {switches[0]} = true, or {VARIABLES[switches[0]]} in the environment: set "
                f"{switches[0]} = true, or remove this",
            )
    if backend.client_id and backend.client_id_file_path:
        yield (
            ("backend", "client_id_file_path"),
            "must have the id that client_id has, or Terraform stops: remove one of them",
        )
