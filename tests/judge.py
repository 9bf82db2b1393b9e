"""What Packer's plugin and Azure would say of a rendered source, from their own documents.

Written apart from catalog/rules: what stands for them must not repeat a mistake of the rules. It reads the
template, as they do, and of the catalog no more than the definition.
Sources: packer-plugin-azure 2.6.3, config.go; Azure, "Troubleshoot shared images in Azure Compute Gallery",
"Trusted Launch for Azure virtual machines", "Store and share images in an Azure Compute Gallery".
"""

import re
from collections.abc import Iterator
from typing import Any

Source = dict[str, Any]
SECURITY_TYPES = {
    "standard": None,
    "trusted_launch": "TrustedLaunch",
    "trusted_launch_supported": None,
    "confidential_vm": "ConfidentialVM",
    "confidential_vm_supported": None,
}
"""security of a definition -> security_type of the VM that its versions come from."""
WINDOWS = ("MicrosoftWindowsDesktop", "MicrosoftWindowsServer", "center-for-internet-security-inc")
"""Who publishes only Windows, of the sources of random catalogs."""


def refusals(definition: dict[str, Any], gallery: dict[str, Any], source: Source) -> list[str]:
    """Why a build of `source` would fail, or its version would not fit the definition."""
    return [
        *_plugin(source),
        *_version(gallery, source),
        *_definition(definition, gallery, source),
        *_size(definition, source),
        *_asked_of_size(source),
        *_start(definition, source),
        *_connection(source),
    ]


def _plugin(source: Source) -> Iterator[str]:
    given = source.keys()
    if ("location" in given) == ("build_resource_group_name" in given):
        yield "exactly one of location and build_resource_group_name"
    if {"temp_resource_group_name", "build_resource_group_name"} <= given:
        yield "both resource groups"
    for name in (
        "temp_resource_group_name",
        "build_resource_group_name",
        "managed_image_resource_group_name",
    ):
        if not re.fullmatch(r"(?![_\W])[\w.()-]{0,89}[\w()]", source.get(name, "x"), re.ASCII):
            yield f"{name} is no name"
    network = {name for name in given if name.startswith("virtual_network_")}
    if network and (
        "virtual_network_name" not in network or given & {"allowed_inbound_ip_addresses", "public_ip_sku"}
    ):
        yield "virtual network with what is for a temporary one"
    if source.get("skip_create_build_key_vault") and source["communicator"] != "winrm":
        yield "skip_create_build_key_vault without winrm"
    if source.get("skip_create_image") or source.get("keep_os_disk"):
        yield "no version, or a disk that stays"
    sizes, luns = source.get("disk_additional_size", []), source.get("disk_additional_luns", [])
    if luns and (len(luns) != len(sizes) or len(luns) != len(set(luns)) or min(luns) < 0):
        yield "numbers of disks that are not these disks"
    licenses = {"Windows": ("Windows_Client", "Windows_Server"), "Linux": ("RHEL_BYOS", "SLES_BYOS")}
    if source.get("license_type") not in {None, *licenses[source["os_type"]]}:
        yield "license of the other system"
    managed = {"custom_managed_image_name", "custom_managed_image_resource_group_name"}
    starts = [
        {"image_publisher", "image_offer", "image_sku"} <= given,
        "shared_image_gallery" in given,
        managed <= given,
    ]
    if starts.count(True) != 1:
        yield "exactly one source"
    if managed & given and "managed_image_name" not in given:
        yield "a managed image that no managed image is made of"


def _version(gallery: dict[str, Any], source: Source) -> Iterator[str]:
    target = source["shared_image_gallery_destination"]
    one_or_more = target["target_region"]
    regions = one_or_more if isinstance(one_or_more, list) else [one_or_more]
    names = [_folded(region["name"]) for region in regions]
    keys = [region.get("disk_encryption_set_id") for region in regions]
    if len(names) != len(set(names)):
        yield "duplicate regions"
    if "location" in source and _folded(source["location"]) not in names:
        yield "the build region is no target"
    if any(keys) and not all(keys):
        yield "encrypted in some regions"
    if any(key.split("/")[2] != target["subscription"] for key in keys if key):
        yield "a key of another subscription than the gallery's"
    own = source.get("disk_encryption_set_id")
    if own and {own.split("/")[2], target["subscription"]} != {source["subscription_id"].lower()}:
        yield "an encrypted VM in another subscription than the gallery, or than its key"
    if any(keys) and len(keys) != len(set(keys)):
        yield "one key for two regions"
    if source.get("os_disk_size_gb", 0) > 2048 and not target.get("use_shallow_replication"):
        yield "more than 2 TB"
    if sum(region["replicas"] for region in regions) > 100:
        yield "more than 100 replicas"
    if target.get("use_shallow_replication") and (
        len(regions) > 1 or regions[0]["replicas"] > 1 or any(keys) or source.get("managed_image_name")
    ):
        yield "shallow replication of more than one plain copy"
    if source.get("security_type") == "ConfidentialVM" and len(regions) > 1:
        yield "a confidential version outside its region"
    if any(keys) and gallery.get("sharing", {}).get("permission", "Private") != "Private":
        yield "an encrypted version in a shared gallery"


def _definition(definition: dict[str, Any], gallery: dict[str, Any], source: Source) -> Iterator[str]:
    target = source["shared_image_gallery_destination"]
    security = definition["security"]
    managed = "managed_image_name" in source
    if managed != (security.endswith("_supported") or "custom_managed_image_name" in source):
        yield "a managed image goes into '...Supported' definitions, and nothing else does"
    if source.get("security_type") != SECURITY_TYPES[security]:
        yield "security_type of another profile"
    if bool(SECURITY_TYPES[security]) != bool(
        source.get("secure_boot_enabled") and source.get("vtpm_enabled")
    ):
        yield "secure boot and vTPM of another profile"
    if security != "standard" and definition["hyper_v_generation"] != "V2":
        yield "a security type on generation 1"
    if managed and (target.get("specialized") or "disk_encryption_set_id" in source):
        yield "a managed image that is specialized or encrypted"
    if bool(target.get("specialized")) != bool(definition.get("specialized")):
        yield "generalized and specialized"
    if ("plan_info" in source) != ("purchase_plan" in definition):
        yield "purchase plan on one side"
    private = gallery.get("sharing", {}).get("permission", "Private") == "Private"
    if not private and security in {"trusted_launch", "confidential_vm"}:
        yield "one security type only, in a shared gallery"


def _size(definition: dict[str, Any], source: Source) -> Iterator[str]:
    size, security = source["vm_size"], definition["security"]
    generation, nvme = definition["hyper_v_generation"], definition.get("disk_controller_type_nvme_enabled")
    arm = bool(re.search(r"_[DEB]\d+[a-z]*p[a-z]*_v", size))
    if arm != (definition.get("architecture") == "Arm64") or (arm and "managed_image_name" in source):
        yield "architecture of the size"
    if (arm or nvme) and generation == "V1":
        yield "Arm64 or NVMe on generation 1"
    managed = "managed_image_name" in source
    if re.search(r"_[DEF]\d+[a-z]*_v[67]", size) and not (arm or nvme or managed):
        yield "NVMe only, into a definition for SCSI"
    if source.get("disk_controller_type") == "NVMe" and not nvme:
        yield "NVMe into a definition for SCSI"
    if bool(re.search(r"_[DE]C\d+a?d?s_v5", size)) != (security == "confidential_vm"):
        yield "size for confidential VMs"
    if re.search(r"_(A\d|D\d+_v[23]|E\d+_v3)", size) and generation == "V2":
        yield "size of generation 1"
    if re.search(r"_M\d", size) and security == "trusted_launch":
        yield "size without Trusted Launch"
    premium = source.get("managed_image_storage_account_type") == "Premium_LRS" and "image_sku" in source
    if premium and not re.search(r"_(DS\d|[A-Z]+[\d-]+[a-z]*s)", size):
        yield "premium disk on a size without"


def _asked_of_size(source: Source) -> Iterator[str]:
    """Azure: "Use Azure Spot Virtual Machines", "Bv1 size series", "Encryption at host", retirements."""
    size = source["vm_size"]
    if "spot" in source and re.search(r"_B\d+l?m?s$|_Promo$", size):
        yield "spot of a size that has none"
    if source.get("accelerated_networking") and re.search(r"_A\d|_B[1248]l?m?s$|_DS?1_v2$", size):
        yield "accelerated networking of a size that has none"
    if source.get("encryption_at_host") and re.search(r"_A\d|_[DE]\d+_v[23]$", size):
        yield "encryption at host of a size that has none"
    if re.search(r"_NC\d+r?s_v3$|_DC\d+s_v2$", size) or source.get("public_ip_sku") == "Basic":
        yield "what is retired"


def _start(definition: dict[str, Any], source: Source) -> Iterator[str]:
    names = source.get("image_offer", "") + source.get("image_sku", "")
    generation = definition["hyper_v_generation"]
    if re.match("win11|server|.*-g(en)?2$", source.get("image_sku", "")) and generation == "V1":
        yield "a source of generation 2"
    if source.get("image_sku") == "win10-22h2-avd" and generation == "V2":
        yield "a source of generation 1"
    if "arm64" in names and definition.get("architecture") != "Arm64":
        yield "a source for Arm64"
    systems = {"Canonical": "Linux"} | dict.fromkeys(WINDOWS, "Windows")
    if source["os_type"] != systems.get(source.get("image_publisher", ""), source["os_type"]):
        yield "a source of another system"


def _connection(source: Source) -> Iterator[str]:
    """By what template_builder.go opens: a listener over HTTPS; and by what Windows and Ubuntu have on."""
    plain = source.get("image_publisher") in WINDOWS[:2]
    if source["communicator"] == "winrm" and (
        not source.get("winrm_use_ssl", False) or source.get("winrm_port", 5986) != 5986
    ):
        yield "WinRM without HTTPS"
    if source["communicator"] == "winrm" and plain and source.get("winrm_use_ntlm") is False:
        yield "Basic to a Windows that has it off"
    if source["communicator"] == "ssh" and "image_sku" in source and source.get("ssh_port", 22) != 22:
        yield "SSH where nobody listens"


def _folded(region: str) -> str:
    return region.replace(" ", "").lower()
