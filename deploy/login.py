"""Check that azurerm would find credentials in the environment. No secret is kept or printed.

Each way of azurerm 4.55.0 counts: internal/provider/provider.go and helpers.go, and go-azure-sdk's auth.go.
Whether Azure accepts the credentials is not checked.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

Environment = Mapping[str, str]

AZ_TIMEOUT = 60
"""Of the Azure CLI, in seconds."""
FALSE = {"0", "f", "F", "false", "FALSE", "False"}
"""As Go's strconv.ParseBool reads it."""
SECRETS = (
    "ARM_CLIENT_SECRET",
    "ARM_CLIENT_SECRET_FILE_PATH",
    "ARM_CLIENT_CERTIFICATE",
    "ARM_CLIENT_CERTIFICATE_PATH",
)
TOKENS = ("ARM_OIDC_TOKEN", "ARM_OIDC_TOKEN_FILE_PATH")
TOKEN_REQUEST = (
    ("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"),
    ("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"),
)
"""Where GitHub and Azure DevOps issue a token."""


def missing_login(environment: Environment) -> str | None:
    """How to provide credentials; None if azurerm finds some."""
    if _on(environment, "ARM_USE_MSI", default=False):
        return None
    proof = _has_proof(environment)
    unset = [" or ".join(names) for names in _identity(environment) if not any(map(environment.get, names))]
    if proof and not unset:
        return None
    if _on(environment, "ARM_USE_CLI", default=True) and _az_is_signed_in(environment):
        return None
    if proof:
        return f"set {' and '.join(unset)}: the other ARM_* variables are for a service principal"
    return "run az login, or set ARM_CLIENT_ID, ARM_TENANT_ID and a secret, certificate or OIDC token"


def _has_proof(environment: Environment) -> bool:
    """Whether a secret, certificate or token of a service principal is set."""
    aks = _on(environment, "ARM_USE_AKS_WORKLOAD_IDENTITY", default=False)
    tokens = (*TOKENS, "AZURE_FEDERATED_TOKEN_FILE") if aks else TOKENS
    can_request = all(any(map(environment.get, names)) for names in TOKEN_REQUEST)
    oidc = aks or _on(environment, "ARM_USE_OIDC", default=False)
    return any(map(environment.get, SECRETS)) or (oidc and (can_request or any(map(environment.get, tokens))))


def _identity(environment: Environment) -> Iterator[tuple[str, ...]]:
    """The variables that identify the service principal: one of each group is needed."""
    aks = _on(environment, "ARM_USE_AKS_WORKLOAD_IDENTITY", default=False)
    yield ("ARM_CLIENT_ID", "ARM_CLIENT_ID_FILE_PATH", *(["AZURE_CLIENT_ID"] if aks else []))
    yield ("ARM_TENANT_ID", *(["AZURE_TENANT_ID"] if aks else []))


def _on(environment: Environment, name: str, *, default: bool) -> bool:
    value = environment.get(name)
    return value not in FALSE if value else default


def _az_is_signed_in(environment: Environment) -> bool:
    az = shutil.which("az", path=environment.get("PATH"))
    if not az:
        return False
    folder = environment.get("AZURE_CONFIG_DIR") or Path(environment.get("HOME") or "/", ".azure")
    try:
        profile = json.loads(Path(folder, "azureProfile.json").read_text("utf-8-sig"))
        if profile["subscriptions"]:
            return True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    # In a container, in Cloud Shell and for Windows' az in WSL, the profile is elsewhere. azurerm runs this
    # too.
    try:
        show = subprocess.run(  # noqa: S603  (the user's own az)
            [az, "account", "show", "--output", "none"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=AZ_TIMEOUT,
        )
    except subprocess.TimeoutExpired:
        return True  # unknown; azurerm reports it
    except OSError:  # not a program for this machine
        return False
    return show.returncode == 0
