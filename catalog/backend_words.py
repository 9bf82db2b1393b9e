"""What is said of a key that `[backend]` does not have: a secret, or of another backend."""

from collections.abc import Mapping

from catalog.arguments import arguments_of

FORMER: Mapping[str, str] = {
    # cdktf 0.21.0 still has it (azurerm-backend.ts), Terraform 1.6.0 no longer (backend.go).
    "use_microsoft_graph": "Terraform and OpenTofu do not have it, and use Microsoft Graph: remove it",
    "workspace_dir": "each stack has one state, in the default workspace: remove it, or see path",
}
"""Words of an older azurerm, and of the backend local, that are no keys, and why."""
OF_HCP = frozenset({"hostname", "organization", "project", "token", "workspaces"})
"""What Terraform's own block `cloud` has."""

OTHERS: Mapping[str, str] = {
    word: backend
    for backend, words in {
        # Terraform 1.15.9: internal/backend/init/init.go and the backend.go of each.
        "s3, gcs, oss or cos": """acl bucket credentials dynamodb_table encrypt kms_encryption_key kms_key_id
            prefix profile region role_arn secret_key use_lockfile workspace_key_prefix""",
        "http": """lock_address lock_method password skip_cert_verification unlock_address unlock_method
            update_method username""",
        "http or consul": "address",
        "remote or cloud": "hostname organization token workspaces",
        "kubernetes": "config_path namespace secret_suffix",
        "pg": "conn_str schema_name",
        "consul": "access_token datacenter gzip scheme",
    }.items()
    for word in words.split()
}
"""Arguments of Terraform's other backends, and whose they are."""


def of_the_backend(key: str) -> str | None:
    """Return what to say of an argument of azurerm or of another backend; None if it is of neither."""
    argument = arguments_of("backend_azurerm").get(key)
    if argument and argument.key == f"cloud.{key}":
        return f"would apply only to Terraform's state: set {key} in [cloud], for the gallery and Packer too"
    if argument and argument.secret:
        return f"is {argument.refused}"
    if why := argument.refused if argument else FORMER.get(key):
        return f"is not a key of [backend]: {why}"
    if key in OTHERS:
        return (
            f"is an argument of Terraform's backend {OTHERS[key]}: state is in files (type = 'local') "
            "or in a storage account of Azure (type = 'azurerm')"
        )
    return None


def of_the_cloud(key: str) -> str | None:
    """Return what to say of a key of Terraform's block `cloud`, which is not Azure's cloud."""
    if key not in OF_HCP:
        return None
    return (
        "unknown key; [cloud] is Azure's cloud, and Terraform's block of this name is not supported: where "
        "Terraform keeps its state is [backend]"
    )
