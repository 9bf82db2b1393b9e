"""The values that an argument of `extra` may have, where not every value of its type is right."""

from collections.abc import Mapping

from catalog.limit import Limit, matching, one_of

VALUES: Mapping[str, Limit] = {
    "public_ip_sku": one_of("Basic", "Standard", any_case=True),
    "build_key_vault_sku": one_of("standard", "premium"),
    "custom_resource_build_prefix": matching(
        "[A-Za-z0-9][A-Za-z0-9-]{0,9}", "use at most 10 letters, digits and '-', with a letter or digit first"
    ),
    # The end of the build deletes this account, so it must not be root; useradd must accept the name.
    "ssh_username": matching(
        "(?!root$)[a-z_][a-z0-9_-]{0,31}",
        "use at most 32 lower-case letters, digits, '_' and '-', with a letter or '_' first, and not root",
    ),
    "winrm_username": matching(
        "[A-Za-z0-9_][A-Za-z0-9._-]{0,19}",
        "use at most 20 letters, digits, '.', '_' and '-', not starting with '.' or '-'",
    ),
}
"""The values that Packer accepts."""

VALUES_FOR_WINDOWS: Mapping[str, Limit] = {
    # tempname.go: the VM is called prefix, "vm", and five random characters
    "custom_resource_build_prefix": matching(
        ".{0,8}", "use at most 8 characters: Packer adds 7 for the VM's name, and Windows allows 15"
    ),
    "temp_compute_name": matching(
        "(?![0-9]+$)[A-Za-z0-9-]{1,15}",
        "use at most 15 letters, digits and '-', not only digits: it becomes the computer's name",
    ),
}
"""Further limits for a Windows VM. Source: Azure, error "Windows computer name cannot be ..."."""
