"""How Packer signs in to Azure: each way sets some arguments of azure-arm from the environment.

The plugin takes the first way that is complete, and a managed identity where nothing is set at all, so each
variable that a way needs must have a value. Source: packer-plugin-azure 2.6.3, builder/azure/common/client.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.build import Authentication


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An argument of azure-arm, and the environment variable that sets it."""

    name: str
    env: str
    needed: bool = True


CLIENT_ID = Variable(name="client_id", env="ARM_CLIENT_ID")
# If it is not set, the plugin asks Azure for the tenant of the subscription.
TENANT_ID = Variable(name="tenant_id", env="ARM_TENANT_ID", needed=False)

VARIABLES: Mapping[Authentication, tuple[Variable, ...]] = {
    "azure_cli": (),
    "gitlab_oidc": (CLIENT_ID, TENANT_ID, Variable(name="client_jwt", env="ARM_OIDC_TOKEN")),
    # The first token expires after five minutes. With these, the plugin requests new ones.
    "github_oidc": (
        CLIENT_ID,
        TENANT_ID,
        Variable(name="oidc_request_url", env="ACTIONS_ID_TOKEN_REQUEST_URL"),
        Variable(name="oidc_request_token", env="ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    ),
    # With a tenant, the plugin would choose another way. The id is that of a user-assigned identity.
    "managed_identity": (Variable(name="client_id", env="ARM_CLIENT_ID", needed=False),),
    "service_principal": (CLIENT_ID, TENANT_ID, Variable(name="client_secret", env="ARM_CLIENT_SECRET")),
}
