"""`[images.<key>.build]`: how Packer builds the next version of an image.

Keys are the names of azure-arm's arguments (packer-plugin-azure 2.6) where one key is one argument.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from catalog import build_fields, fields, step_fields
from catalog.machine import Machine, Proxy
from catalog.own_hcl import OwnHcl
from catalog.package_updates import PackageUpdates, PackageUpdatesOrNot
from catalog.setting_values import Switch
from catalog.source import Source
from catalog.step import NAME, NamedStep, tag_of_step
from catalog.timeouts import BuildRetries, BuildTimeouts
from catalog.toml_table import TomlTable
from catalog.version import NextVersion
from catalog.windows_update import WindowsUpdate, WindowsUpdateOrNot
from facts.package_managers import PackageManager
from facts.regions import region_id

Authentication = Literal["azure_cli", "gitlab_oidc", "github_oidc", "managed_identity", "service_principal"]


StepOrName = Annotated[
    Annotated[str, Tag(NAME)] | Annotated[NamedStep, Tag(NamedStep.tag)],
    Discriminator(tag_of_step),
]


class Region(TomlTable):
    """A region with replicas of the version."""

    name: fields.RegionName
    """Name of the region."""
    replicas: fields.Replicas = 1
    """Replicas in the region: one for each 20 to 50 VMs created at the same time, and 2 or more for hosts."""
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None
    """Encrypts the replicas with your own key; in every region or in none."""


class Spot(TomlTable):
    """Build on spare capacity: cheaper, and Azure may end the build. For trials."""

    eviction_policy: Literal["Deallocate", "Delete"]
    """What Azure does with the VM when it takes it back."""
    max_price: build_fields.SpotPrice | None = None
    """US dollars per hour. Default: up to the regular price."""


class Build(TomlTable):
    """How Packer builds the next version."""

    source: Source
    """The image that the build starts from."""
    vm_size: fields.VmSize
    """Size of the build VM."""
    version: NextVersion
    """The next version. The highest number is the latest, whatever its date: goldshelf's docs/versions.md."""
    regions: Annotated[list[Region], Field(min_length=1)]
    """Regions with replicas of the version. They must include the build region."""
    location: fields.RegionName | None = None
    """Region of the build VM. Default: gallery.location."""
    authentication: Authentication = "azure_cli"
    """How Packer signs in to Azure."""
    extra: dict[str, build_fields.Argument] = {}
    """Other arguments of azure-arm."""

    # what the build installs and sets, in this order
    languages: list[build_fields.LanguageTag] = []
    """Language packs to install, such as de-DE."""
    windows_update: WindowsUpdateOrNot = WindowsUpdate()
    """Install updates of Windows: true, false, or a table that says which and when. Default: true."""
    package_manager: PackageManager | None = None
    """That of a Linux image. Default: what the source tells; where that tells nothing, it must be written."""
    package_updates: PackageUpdatesOrNot = PackageUpdates()
    """Install updates of a Linux image's packages: true, false, or a table that says which. Default: true."""
    repositories: list[str] = []
    """Names in [repositories] of what a Linux image has, besides those of its products."""
    software: list[str] = []
    """Products to install, in this order."""
    settings: dict[str, Switch] = {}
    """Windows settings that differ from their defaults: true, false, or a table of values, which means on."""
    steps: list[StepOrName] = []
    """Your own steps, in this order within each phase: names of [steps], or steps written here."""
    environment: dict[step_fields.VariableName, step_fields.VariableValue] = {}
    """Environment variables of all your own steps of this image; a step's own variable of the name wins."""
    machine: Machine = Machine()
    """What the machine itself has, such as environment and certificates; and what it loses."""
    hcl: OwnHcl | None = None
    """Provisioner blocks of your own, for what no step can do."""

    # the build VM
    build_subscription_id: build_fields.SubscriptionId | None = None
    """Subscription of the build VM, its network and its key vault. Default: that of the gallery."""
    # Azure defaults to a hard disk; a premium disk made builds 7 minutes shorter (Azure/AgentBaker#4712).
    managed_image_storage_account_type: build_fields.OsDiskType = "Premium_LRS"
    """Type of the build VM's OS disk, if its source is of the marketplace or a managed image. Of others Azure
    chooses it."""
    disk_caching_type: Literal["None", "ReadOnly", "ReadWrite"] | None = None
    """Caching of the build VM's OS disk by its host. Default: ReadWrite, of azure-arm."""
    os_disk_size_gb: build_fields.DiskSizeGb | None = None
    """Size of the OS disk in GB, in the build and in every host. Default: that of the source."""
    disk_controller_type: Literal["SCSI", "NVMe"] | None = None
    """Default: that of the VM size and the source."""
    license_type: Literal["Windows_Client", "Windows_Server", "RHEL_BYOS", "SLES_BYOS"] | None = None
    """Default: Windows_Client for images of MicrosoftWindowsDesktop, else none."""
    spot: Spot | None = None
    """Build on spare capacity. Default: on a regular VM."""
    user_assigned_managed_identities: list[build_fields.IdentityId] = []
    """Ids of the build VM's identities."""

    # its network; without any of these, a temporary one with a public address
    allowed_inbound_ip_addresses: Annotated[list[build_fields.AddressOrBlock], Field(min_length=1)] | None = (
        None
    )
    """Addresses that may reach the build VM. Default: `packer build` asks for them."""
    virtual_network_name: build_fields.NetworkName | None = None
    """An existing network, with its group and subnet."""
    virtual_network_resource_group_name: fields.ResourceGroupName | None = None
    """Resource group of the network."""
    virtual_network_subnet_name: build_fields.NetworkName | None = None
    """Subnet of the build VM."""
    private_virtual_network_with_public_ip: bool | None = None
    """Give the build VM a public address in that network as well."""
    proxy: Proxy | None = None
    """How the build VM reaches the internet, during the build only. Default: without a proxy."""
    build_key_vault_name: build_fields.KeyVaultName | None = None
    """An existing key vault in build_resource_group_name, for WinRM's certificate."""
    build_key_vault_secret_name: build_fields.KeyVaultSecretName | None = None
    """Name of the secret in it."""
    skip_create_build_key_vault: bool | None = None
    """Use no key vault: the VM creates WinRM's certificate itself."""

    # its resource group; without either, a temporary one with a random name
    build_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """An existing group to build in."""
    temp_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """Name of the group that Packer creates and deletes."""

    # the version
    version_tags: fields.VersionTags = {}
    """Tags of this version only, with facts in braces, such as "{source_version}"."""
    storage_account_type: Literal["Standard_LRS", "Standard_ZRS", "Premium_LRS"] | None = None
    """Storage of the replicas. Default: Standard_LRS."""
    use_shallow_replication: bool | None = None
    """One quick copy that still depends on its source: for trials."""
    shared_gallery_image_version_end_of_life_date: fields.UtcInstant | None = None
    """When people should stop using the version; Azure does not enforce this. RFC 3339."""
    shared_gallery_image_version_exclude_from_latest: bool | None = None
    """Hosts that ask for the latest version do not get this one."""
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None
    """Encrypts the build VM's disk with your own key."""
    confidential_vm_image_encryption_type: build_fields.ConfidentialEncryption | None = None
    """Default with security = "confidential_vm": EncryptedVMGuestStateOnlyWithPmk."""
    managed_image_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """Group of the managed image, if the build makes one. Default: the build's group, often temporary."""

    # how long Packer waits
    timeouts: BuildTimeouts = BuildTimeouts()
    """How long each part of the build may take in the VM."""
    retries: BuildRetries = BuildRetries()
    """How often a part of the build that fails is tried again."""
    shared_image_gallery_timeout: fields.Duration | None = None
    """Time limit to replicate the version. Default: depends on the number of regions."""
    polling_duration_timeout: fields.Duration = "1h"
    """Time limit for every other operation of Azure."""

    @property
    def region_ids(self) -> set[str]:
        """The regions, in the form in which Azure compares names."""
        return {region_id(region.name) for region in self.regions}
