"""How Packer connects, against what the build VM opens for it."""

from collections.abc import Iterator

from catalog.arguments import arguments_of
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.build_connection import WINRM_PORT
from catalog.source import MarketplaceSource
from files.quote import quoted

SSH_PORT = 22
ONLY = {
    "ssh": "Linux",
    "custom_data": "Linux",
    "winrm": "Windows",
    "build_key_vault_sku": "Windows",
    "object_id": "Windows",
}
"""Which images an argument is for, by its name or the first word of it."""
WITHOUT = {
    **dict.fromkeys(
        """ssh_bastion_agent_auth ssh_bastion_certificate_file ssh_bastion_interactive ssh_bastion_port
        ssh_bastion_private_key_file ssh_bastion_username""".split(),
        "ssh_bastion_host",
    ),
    **dict.fromkeys(["ssh_proxy_port", "ssh_proxy_username"], "ssh_proxy_host"),
}
"""What an argument is for: without that, it does nothing."""
OF_A_VAULT = {
    "build_key_vault_sku": ("build_key_vault_name", "skip_create_build_key_vault"),
    "winrm_expiration_time": ("skip_create_build_key_vault",),
}
"""What an argument says of a key vault, or of the secret in it: keys of a build that makes none."""


@rule(
    "GS387",
    "extra must not connect to what the build VM does not open",
    example="""
[images.win11-avd.build.extra]
- winrm_use_ntlm = false
+ winrm_timeout = "45m"
""",
    happens="Packer tries to connect to the build VM for half an hour after VM creation, and gives up.",
    fix="Remove the argument: the defaults are what the build VM opens.",
    source="packer-plugin-azure 2.6.3, template_builder.go, and #618; packer-plugin-sdk 0.6.10, "
    "communicator/step_connect_winrm.go; goldshelf: packer/scripts/windows/enable-winrm.ps1",
)
@each_image
def opens_it(image: Image, _: Catalog) -> Found:
    """Windows: HTTPS on 5986 with a certificate of its own, and NTLM. Linux: where sshd of the source listens."""
    found = _wrong_winrm(image) if image.os_type == "Windows" else _wrong_ssh(image)
    for name, message in found:
        yield ("build", "extra", name), message


def _wrong_winrm(image: Image) -> Iterator[tuple[str, str]]:
    extra = image.build.extra
    if extra.get("winrm_use_ssl") is False:
        yield "winrm_use_ssl", "must not be false: the build VM opens WinRM only over HTTPS: remove it"
    if extra.get("winrm_insecure") is False:
        yield (
            "winrm_insecure",
            "must not be false: the certificate of the build VM is made for this build, and no authority signs it: "
            "remove it",
        )
    port = extra.get("winrm_port", WINRM_PORT)
    if port != WINRM_PORT:
        yield "winrm_port", f"must be {WINRM_PORT}, which the build VM opens, got {quoted(port)}: remove it"
    ntlm = extra.get("winrm_use_ntlm")
    if ntlm is False and not _may_have_basic(image):
        yield (
            "winrm_use_ntlm",
            "must not be false: Basic is off in Windows, which would answer each sign-in with 401: remove it",
        )
    if extra.get("winrm_no_proxy") is True and ntlm is None and not _may_have_basic(image):
        yield (
            "winrm_no_proxy",
            "needs winrm_use_ntlm = true: with this and without that, Packer signs in with Basic, which is off in "
            "Windows: set both",
        )


def _wrong_ssh(image: Image) -> Iterator[tuple[str, str]]:
    """A source that is not of the marketplace may listen elsewhere, and custom_data can move sshd."""
    extra = image.build.extra
    port = extra.get("ssh_port", SSH_PORT)
    if port != SSH_PORT and "custom_data" not in extra and isinstance(image.build.source, MarketplaceSource):
        yield (
            "ssh_port",
            f"must be {SSH_PORT}, where images of the marketplace listen, got {quoted(port)}: remove it, or let "
            "custom_data move sshd",
        )


def _may_have_basic(image: Image) -> bool:
    """Return whether the source may allow Basic, as hardened images do that refuse Packer's NTLM."""
    source = image.build.source
    return not (
        isinstance(source, MarketplaceSource) and source.publisher.lower().startswith("microsoftwindows")
    )


@rule(
    "GS290",
    "Packer should not sign in with Basic, unless the source image allows it",
    example="""
[images.win11-avd]
purpose = "none"

[images.win11-avd.build]
source = { gallery_name = "hardened", image_name = "win11", resource_group = "images" }

[images.win11-avd.build.extra]
- winrm_use_ntlm = false
+ winrm_timeout = "45m"
""",
    happens="Packer tries to sign in for half an hour after VM creation, and gives up: Windows answers 401.",
    fix="Remove winrm_use_ntlm = false, set it to true beside winrm_no_proxy, or accept the warning if the source image has "
    "Basic on.",
    source="packer-plugin-azure#617, #618",
)
@each_image
def basic_is_on(image: Image, _: Catalog) -> Found:
    """GS387 has the sources that are known."""
    extra = image.build.extra
    if image.os_type != "Windows" or not _may_have_basic(image):
        return
    ntlm, remedy = extra.get("winrm_use_ntlm"), "remove it"
    name = "winrm_use_ntlm" if ntlm is False else None
    if ntlm is None and extra.get("winrm_no_proxy") is True:
        name, remedy = "winrm_no_proxy", "set winrm_use_ntlm = true too"
    if name:
        yield (
            ("build", "extra", name),
            f"makes Packer sign in with Basic, which is off in Windows: {remedy}, or accept this if the source image "
            "has it on",
        )


@rule(
    "GS270",
    "extra should not set what does nothing in such a build",
    example="""
[images.win11-avd.build.extra]
- pause_before_connecting = "5m"
+ winrm_timeout = "45m"
""",
    happens="azure-arm ignores the argument in the build.",
    fix="Remove it.",
    source="packer-plugin-azure 2.6.3, builder.go; packer-plugin-sdk 0.6.10, communicator",
)
@each_image
def does_something(image: Image, _: Catalog) -> Found:
    """By the table of arguments, and by the communicator of the image."""
    extra = image.build.extra
    for name in extra:
        argument, needed = arguments_of("azure_arm").get(name), WITHOUT.get(name)
        system = ONLY.get(name) or ONLY.get(name.partition("_")[0])
        if argument and argument.unused:
            reason = argument.unused
        elif argument and argument.in_extra and system not in {None, image.os_type}:
            reason = f"it is for {system} images, and this one is {image.os_type}"
        elif needed and not extra.get(needed):
            reason = f"it is for {needed}, which is not set"
        elif without := next((key for key in OF_A_VAULT.get(name, ()) if getattr(image.build, key)), None):
            reason = f"with {without}, the build makes no key vault"
        elif name == "ssh_timeout" and "ssh_wait_timeout" in extra:
            reason = "ssh_wait_timeout, its older name, wins"
        else:
            continue
        yield ("build", "extra", name), f"has no effect: {reason}; remove it"
