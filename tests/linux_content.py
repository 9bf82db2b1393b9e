"""Images of each family of Linux, with products, package files and repositories of a company's own."""

from collections.abc import Callable
from typing import Any

CONTENT = """
[repositories.contoso]
key = "keys/contoso.asc"
fingerprint = "0123456789012345678901234567890123456789"
apt = { uris = ["https://packages.contoso.example/apt"], suites = ["noble"], components = ["main"] }
dnf = { baseurl = "https://packages.contoso.example/el$releasever" }
zypper = { baseurl = "https://packages.contoso.example/sles", repo_gpgcheck = true }

[repositories.contoso-later]
key = "https://packages.contoso.example/later.asc"
fingerprint = "89ABCDEF89ABCDEF89ABCDEF89ABCDEF89ABCDEF"
keep = false
dnf = { baseurl = "https://packages.contoso.example/later" }

[software.linux.contoso-agent]
name = "Contoso Agent"
package = { apt = "contoso-agent", dnf = "contoso-agent-el", zypper = "contoso-agent-sle" }
version = { apt = "1:2.3-1", dnf = "2.3-1.el9", zypper = "2.3-1" }
repository = "contoso"
proof = { command = "contoso-agent --version" }

[software.linux.contoso-file]
name = "Contoso Tool"
file = "packages/tool.rpm"
proof = { command = "contoso-tool --version" }

[software.linux.contoso-url]
name = "Contoso Client"
url = "https://contoso.blob.core.windows.net/packages/client.deb"
sha256 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
with_identity = true
proof = { command = "contoso-client --version" }
"""
"""What such a catalog has besides its images."""

IDENTITY = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/identities"
    "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"
)
SHARED: dict[str, Any] = {
    "contoso": {
        "key": "https://packages.contoso.example/contoso.asc",
        "fingerprint": "0123456789" * 4,
        "apt": {"uris": ["https://packages.contoso.example"], "suites": ["noble"], "components": ["main"]},
    }
}
"""The repositories that random catalogs have."""


def images(image: Callable[..., str]) -> dict[str, str]:
    """One image of each family, one on top of another, and one whose source does not tell its family."""
    return {
        "rocky": image(
            "rocky",
            'software = ["git", "contoso-agent"]',
            'repositories = ["contoso-later"]',
            system="linux",
            source='{ publisher = "resf", offer = "rockylinux-x86_64", sku = "9-lvm" }',
        ),
        "rocky-layer": image(
            "rocky-layer", 'software = ["jq"]', system="linux", source='{ image = "rocky" }'
        ),
        "sles": image(
            "sles",
            'software = ["git", "contoso-agent", "contoso-file"]',
            system="linux",
            source='{ publisher = "SUSE", offer = "sles-15-sp7", sku = "gen2" }',
        ),
        "ubuntu": image(
            "ubuntu",
            'software = ["contoso-agent", "contoso-url"]',
            f'user_assigned_managed_identities = ["{IDENTITY}"]',
            system="linux",
        ),
        "theirs": image(
            "theirs",
            'package_manager = "dnf"',
            system="linux",
            source='{ gallery_name = "theirs", image_name = "base", resource_group = "images" }',
        ),
    }
