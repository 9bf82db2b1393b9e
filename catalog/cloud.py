"""`[cloud]`: which Azure the gallery is in. Keys and values are azurerm's own.

Sources: packer-plugin-azure 2.6.3, builder/azure/common/client/config.go; azurerm 4.55.0, provider.go, and
Terraform 1.11, backend azurerm, which take the same two arguments.
"""

from collections.abc import Mapping
from typing import Literal

from catalog import fields
from catalog.toml_table import TomlTable
from files.quote import quoted

Environment = Literal["public", "usgovernment", "china"]


class Cloud(TomlTable):
    """Which Azure the gallery is in: Terraform, its state and Packer get the same one. Left out: public."""

    environment: Environment | None = None
    """Azure's own clouds."""
    metadata_host: fields.HostName | None = None
    """The host that describes any other cloud, in place of environment."""

    @property
    def is_public(self) -> bool:
        """Whether tables of regions, sizes and marketplace images hold for it."""
        return self.environment in {None, "public"} and not self.metadata_host

    @property
    def azure_arm(self) -> Mapping[str, str | None]:
        """The same for Packer's azure-arm."""
        if self.metadata_host is None:
            return {"cloud_environment_name": self.environment}
        # If the plugin cannot read the metadata, it takes the cloud of this name, by default the public one.
        # It knows no cloud of the host's name, and ends.
        return {
            "cloud_environment_name": self.metadata_host,
            "metadata_host": f"https://{self.metadata_host}",
        }


VARIABLES = ("ARM_ENVIRONMENT", "ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST", "ARM_METADATA_URL")
"""What one of the three reads where its configuration says nothing, and the others do not."""


def cloud_conflict(cloud: Cloud, environ: Mapping[str, str]) -> str | None:
    """Why variables would send Terraform, its state and Packer to different clouds; None: they would not."""
    name, host, state_host, url = (environ.get(variable, "") for variable in VARIABLES)
    of_packer = url.removeprefix("https://").rstrip("/")
    # A host wins over a name, wherever each is from.
    terraform = cloud.metadata_host or host or cloud.environment or name.lower() or "public"
    state = cloud.metadata_host or host or state_host or cloud.environment or name.lower() or "public"
    packer = cloud.metadata_host or of_packer or cloud.environment or "public"
    if terraform == state == packer:
        return None
    given = ", ".join(variable for variable in VARIABLES if environ.get(variable))
    return (
        f"{given} in the environment: Terraform would go to the cloud {_shown(terraform)}, its state to "
        f"{_shown(state)} and Packer to {_shown(packer)}: write one in [cloud] of the catalog, and unset "
        f"{given}"
    )


def _shown(cloud: str) -> str:
    """A name or a host: of an address with a sign-in in it, nothing."""
    return quoted(f"https://{cloud}") if "@" in cloud else quoted(cloud)
