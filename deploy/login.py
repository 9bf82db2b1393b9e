"""Whether azurerm would find a login in the environment. No secret is kept or shown.

Each way that azurerm 4.55.0 takes: internal/provider/provider.go and helpers.go, and go-azure-sdk's auth.go.
A login that is there may still fail: Azure says that.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

Environment = Mapping[str, str]

PATIENCE = 60
"""For an answer of the Azure CLI, in seconds."""
FALSE = {"0", "f", "F", "false", "FALSE", "False"}
"""What Go's strconv.ParseBool reads as false."""
SECRETS = (
    "ARM_CLIENT_SECRET",
    "ARM_CLIENT_SECRET_FILE_PATH",
    "ARM_CLIENT_CERTIFICATE",
    "ARM_CLIENT_CERTIFICATE_PATH",
)
TOKENS = ("ARM_OIDC_TOKEN", "ARM_OIDC_TOKEN_FILE_PATH")
REQUESTS = (
    ("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"),
    ("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"),
)
"""GitHub and Azure DevOps give a token to who asks there."""


def lacking(environment: Environment) -> str | None:
    """What is missing for a login, in words; None if azurerm finds one."""
    if _on(environment, "ARM_USE_MSI", default=False):
        return None
    proven = _proves(environment)
    absent = [" or ".join(names) for names in _identity(environment) if not any(map(environment.get, names))]
    if proven and not absent:
        return None
    if _on(environment, "ARM_USE_CLI", default=True) and _az_is_signed_in(environment):
        return None
    if proven:
        return f"set {' and '.join(absent)} for the service principal of the other ARM_* variables"
    return "run az login, or set ARM_CLIENT_ID, ARM_TENANT_ID and a secret, certificate or OIDC token"


def _proves(environment: Environment) -> bool:
    """Whether a service principal could prove who it is."""
    aks = _on(environment, "ARM_USE_AKS_WORKLOAD_IDENTITY", default=False)
    tokens = (*TOKENS, "AZURE_FEDERATED_TOKEN_FILE") if aks else TOKENS
    asks = all(any(map(environment.get, names)) for names in REQUESTS)
    oidc = aks or _on(environment, "ARM_USE_OIDC", default=False)
    return any(map(environment.get, SECRETS)) or (oidc and (asks or any(map(environment.get, tokens))))


def _identity(environment: Environment) -> Iterator[tuple[str, ...]]:
    """The variables that say who it is: one of each."""
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
    # An az in a container, in Cloud Shell or of Windows in WSL has its profile elsewhere. azurerm asks this.
    try:
        show = subprocess.run(  # noqa: S603  (the user's own az)
            [az, "account", "show", "--output", "none"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return True  # nobody knows: azurerm finds out
    except OSError:  # not a program for this machine
        return False
    return show.returncode == 0
