"""Decide whether a changed fact of an image affects the next version, or only the build."""

from enum import StrEnum

from review.json_differences import ORDER


class Reach(StrEnum):
    """What a change affects."""

    VERSION = "in the next version"
    TAGS = "the tags of the next version"
    BUILD = "only how it is built"
    NOTHING = "nothing: comments, spacing, or another spelling"
    FOLDER = "the name of the folder, and a tag of the next version"


# Anything else counts as part of the version: one build too many is better than one too few.
BUILD_ONLY = frozenset(
    """
    allowed_inbound_ip_addresses async_resourcegroup_delete build_key_vault_name build_key_vault_secret_name
    build_resource_group_name client_id client_jwt client_secret location managed_image_resource_group_name
    managed_image_storage_account_type max_retries object_id oidc_request_token oidc_request_url pause_before
    pause_before_connecting polling_duration_timeout private_virtual_network_with_public_ip restart_timeout
    shared_image_gallery_timeout skip_create_build_key_vault spot start_retry_timeout subscription_id
    temp_compute_name temp_nic_name temp_resource_group_name tenant_id timeout use_azure_cli_auth
    user_assigned_managed_identities vcpu_quotas virtual_network_name virtual_network_resource_group_name
    virtual_network_subnet_name vm_size
    """.split()
)
"""Arguments of azure-arm and of provisioners that affect the build, but not the version."""

COMMUNICATORS = ("ssh_", "winrm_")
"""Prefixes of arguments for Packer's connection to the build VM."""


def reach(path: tuple[str, ...], *, specialized: bool = False) -> Reach:
    """What a change of the fact at `path` affects."""
    if path[0] in {"azure_tags", "version_tags"}:
        return Reach.TAGS
    if path == ("regions", ORDER):
        return Reach.NOTHING
    if specialized and path[-1] == "temp_compute_name":
        return Reach.VERSION  # every host keeps the name of the build VM
    if not BUILD_ONLY.isdisjoint(path) or path[-1].startswith(COMMUNICATORS):
        return Reach.BUILD
    return Reach.VERSION
