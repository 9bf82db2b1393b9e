"""The values that an argument of `extra` may have, where not every value of its type is right."""

from collections.abc import Mapping

from catalog.build_fields import GUID
from catalog.limit import Limit, matching, one_of

MOST_CUSTOM_DATA = 65_535
"""Bytes. Source: Azure REST reference, Virtual Machines - Create Or Update, OSProfile."""
IN_BASE64 = -(-MOST_CUSTOM_DATA // 3) * 4
HOST = matching(
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|\[?[0-9A-Fa-f:.]{2,45}\]?",
    "use the name or the address of the host only, without a port or ://",
)

VALUES: Mapping[str, Limit] = {
    "public_ip_sku": one_of("Basic", "Standard", any_case=True),
    "build_key_vault_sku": one_of("standard", "premium"),
    "custom_data": matching(
        "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
        "use base64 text, without line breaks",
    ),
    "object_id": matching(GUID, "use the object id, a GUID"),
    "ssh_file_transfer_method": one_of("scp", "sftp"),
    "custom_resource_build_prefix": matching(
        "[A-Za-z0-9][A-Za-z0-9-]{0,9}", "use at most 10 letters, digits and '-', with a letter or digit first"
    ),
    # The end of the build deletes this account, so it must not be root; useradd must accept the name.
    "ssh_username": matching(
        "(?!root$)[a-z_][a-z0-9_-]{0,31}",
        "use at most 32 lower-case letters, digits, '_' and '-', with a letter or '_' first, and not root",
    ),
    "winrm_username": matching(
        "[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,18}[A-Za-z0-9_-])?",
        "use at most 20 letters, digits, '.', '_' and '-', not starting with '.' or '-', not ending in '.'",
    ),
    "ssh_bastion_host": HOST,
    "ssh_proxy_host": HOST,
    "boot_diag_storage_account": matching("[a-z0-9]{3,24}", "use 3-24 lower-case letters and digits"),
}
"""The values that Packer and Azure accept."""
