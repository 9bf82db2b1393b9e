"""`[cloud]`: the Azure cloud of the gallery. Keys and values are those of azurerm.

Sources: packer-plugin-azure 2.6.3, builder/azure/common/client/config.go; azurerm 4.55.0, provider.go, and
Terraform 1.11, backend azurerm, which have the same two arguments.
"""

from collections.abc import Mapping
from typing import Literal

from catalog import fields
from catalog.toml_table import TomlTable
from files.quote import quoted

Environment = Literal["public", "usgovernment", "china"]


class Cloud(TomlTable):
    """The Azure cloud, the same for Terraform, its state and Packer. Default: public."""

    environment: Environment | None = None
    """One of Azure's own clouds."""
    metadata_host: fields.HostName | None = None
    """The host that describes any other cloud, instead of environment."""

    @property
    def is_public(self) -> bool:
        """Whether goldshelf's lists of regions, sizes and marketplace images apply."""
        return self.environment in {None, "public"} and not self.metadata_host

    @property
    def azure_arm(self) -> Mapping[str, str | None]:
        """The same as arguments of Packer's azure-arm."""
        if self.metadata_host is None:
            return {"cloud_environment_name": self.environment}
        # If the plugin cannot read the metadata, it uses the cloud of this name, by default the public one.
        # No cloud has the host as its name, so the plugin stops instead.
        return {
            "cloud_environment_name": self.metadata_host,
            "metadata_host": f"https://{self.metadata_host}",
        }


VARIABLES = ("ARM_ENVIRONMENT", "ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST", "ARM_METADATA_URL")
"""Variables that only some of Terraform, its state and Packer read if [cloud] does not set the cloud."""


def cloud_conflict(cloud: Cloud, environ: Mapping[str, str]) -> str | None:
    """Return how variables would send Terraform, its state and Packer to different clouds, or None."""
    name, host, state_host, url = (environ.get(variable, "") for variable in VARIABLES)
    of_packer = url.removeprefix("https://").rstrip("/")
    # A host wins over a name, whichever is set in the catalog.
    terraform = cloud.metadata_host or host or cloud.environment or name.lower() or "public"
    state = cloud.metadata_host or host or state_host or cloud.environment or name.lower() or "public"
    packer = cloud.metadata_host or of_packer or cloud.environment or "public"
    if terraform == state == packer:
        return None
    given = ", ".join(variable for variable in VARIABLES if environ.get(variable))
    return (
        f"{given} in the environment: Terraform would use the cloud {_quoted(terraform)}, its state "
        f"{_quoted(state)} and Packer {_quoted(packer)}: set one in [cloud] of the catalog, and unset {given}"
    )


def _quoted(cloud: str) -> str:
    """Quote a name or a host, but not an address with a sign-in in it."""
    return quoted(f"https://{cloud}") if "@" in cloud else quoted(cloud)
