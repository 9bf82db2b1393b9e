"""What a change takes away from security, on both sides."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from facts.resources import DEFINITION, GALLERY, LOCK
from review.change import Finding, Image, Resource
from review.terraform import Values

BOOT, MEMORY = "secure boot and a virtual TPM", "encrypted memory"

MUST: Mapping[str, frozenset[str]] = {
    "trusted_launch_enabled": frozenset({BOOT}),
    "confidential_vm_enabled": frozenset({BOOT, MEMORY}),
}
"""What every VM of a definition with this flag has."""

MAY: Mapping[str, frozenset[str]] = {
    **MUST,
    "trusted_launch_supported": frozenset({BOOT}),
    "confidential_vm_supported": frozenset({BOOT, MEMORY}),
}
"""What a VM of it may have. Source: Azure, "Trusted Launch for Azure virtual machines"."""

SHARING = ("Private", "Groups", "Community")
"""gallery.sharing.permission, the narrowest first."""

LOCKS = (None, "CanNotDelete", "ReadOnly")
"""lock_level, the weakest first."""


def of_resource(resource: Resource, old: Values | None, new: Values | None) -> Iterator[Finding]:
    """What a Terraform resource loses."""
    both = old is not None and new is not None
    for message, todo in _of_resource(resource.kind, old or {}, new or {}, both=both):
        yield Finding(kind="downgrade", where=resource.address, message=message, todo=todo)


def _of_resource(kind: str, old: Values, new: Values, *, both: bool) -> Iterator[tuple[str, str]]:
    if both and old.get("lifecycle.prevent_destroy") and not new.get("lifecycle.prevent_destroy"):
        yield (
            "is no longer protected: Terraform may destroy it",
            "put prevent_destroy back once it has served",
        )
    if both and kind == DEFINITION:
        yield from _lost(old, new)
    if kind == GALLERY and new:
        before, after = (SHARING.index(_permission(one)) for one in (old, new))
        if after > before:
            who = "everybody" if SHARING[after] == "Community" else "other subscriptions and tenants"
            yield (
                f"is opened: {who} may use its images",
                "make sure that no image holds what they must not see",
            )
    if kind == LOCK and old:
        before, after = (
            LOCKS.index(one.get("lock_level")) if one.get("lock_level") in LOCKS else 0 for one in (old, new)
        )
        if after < before:
            yield "locks less than before, or nothing", "make sure that somebody else protects what it locked"


def _lost(old: Values, new: Values) -> Iterator[tuple[str, str]]:
    todo = "keep the profile in `security`, or say in the merge request why not"
    musts = _promised(MUST, old) - _promised(MUST, new)
    mays = _promised(MAY, old) - _promised(MAY, new)
    for promise in sorted(musts - mays):
        yield f"VMs may now be made without {promise}", todo
    for promise in sorted(mays):
        yield f"VMs can no longer have {promise}", todo


def _promised(table: Mapping[str, frozenset[str]], values: Values) -> frozenset[str]:
    return frozenset().union(*(promises for flag, promises in table.items() if values.get(flag)))


def _permission(values: Values) -> str:
    permission = values.get("sharing.permission")
    return permission if permission in SHARING else "Private"


def of_image(image: Image) -> Iterator[Finding]:
    """What the build of an image, or what is in it, loses. A new image has lost nothing, but may be open."""
    changed = {one.path: (one.old, one.new) for one in image.arguments}
    found = [*_opened(changed), *(_weaker(changed) if image.action == "changed" else ())]
    for message, todo in found:
        yield Finding(kind="downgrade", where=f"images.{image.key}", message=message, todo=todo)


Changed = Mapping[str, tuple[str | None, str | None]]
"""Each changed argument of the template, with its values before and after."""


WIDEST = {4: 8, 6: 16}
"""The shortest prefix of a network that is not yet called any address, by the version of IP."""


def _opened(changed: Changed) -> Iterator[tuple[str, str]]:
    addresses = changed.get("allowed_inbound_ip_addresses", (None, None))
    if _any_address(addresses[1]) and not _any_address(addresses[0]):
        yield "WinRM or SSH of the build VM is open to any address", "name the addresses of your runners"
    network = changed.get("source.virtual_network_name", (None, "a network"))
    public = changed.get("source.private_virtual_network_with_public_ip", ("", ""))
    if network[1] is None or public[1] == "true":
        yield "the build VM gets a public address", "build in a private network, or allow few addresses"


def _any_address(value: str | None) -> bool:
    """Whether a list of addresses, means all of them, or nearly."""
    given = re.findall(r'"([^"]*)"', value or "")
    networks = [network for network in map(_network, given) if network]
    whole = [
        network
        for version in WIDEST
        for network in collapse_addresses(one for one in networks if one.version == version)  # type: ignore[type-var]
    ]
    too_wide = any(network.prefixlen < WIDEST[network.version] for network in whole)
    return too_wide or not {"*", "Internet", "Any"}.isdisjoint(given)


def _network(address: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(address, strict=False)
    except ValueError:
        return None


KEPT: Mapping[str, str] = {
    "source.secure_boot_enabled": "the build VM loses secure boot",
    "source.vtpm_enabled": "the build VM loses its virtual TPM",
    "source.winrm_use_ssl": "WinRM is no longer encrypted",
    "source.encryption_at_host": "the build VM is no longer encrypted at its host",
}
"""Switches of the builder that are safe when they are on, and what is lost when they are not."""


def _weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    for path, message in KEPT.items():
        # Where security_type changes too, the definition does, and is told instead.
        told = (
            path in {"source.secure_boot_enabled", "source.vtpm_enabled"}
            and "source.security_type" in changed
        )
        if path in changed and changed[path][0] == "true" and not told:
            yield message, f"put {path.partition('.')[2]} = true back"
    if any(path.endswith("disk_encryption_set_id") and new is None for path, (_, new) in changed.items()):
        yield "a disk or a copy is no longer encrypted with your key", "put its disk_encryption_set_id back"
    if changed.get("source.security_encryption_type", ("", ""))[0] == '"DiskWithVMGuestState"':
        yield "the disk of the confidential VM is no longer encrypted", "put the encryption type back"
    if any(
        path.startswith("provisioners.windows-update") and new is None for path, (_, new) in changed.items()
    ):
        yield "Windows is no longer updated before the version is published", "put windows_update = true back"
    if any(path == "source.client_secret" and old is None for path, (old, _) in changed.items()):
        yield "Packer signs in with a secret that lives long", "use a federated identity or a managed one"
    yield from _unproven(changed)


PART = re.compile(
    r"software\.(?P<product>.+)\.(?P<part>sha256|signer)|(?:first|last)\.tests\.(?P<test>.+)", re.DOTALL
)


def _unproven(changed: Changed) -> Iterator[tuple[str, str]]:
    """Installers and images that less is proven of. Names stand in backticks, to be shown as they are."""
    for path, (old, new) in changed.items():
        found = PART.fullmatch(path)
        if found is None or old is None:
            continue
        product, part, test = (
            str(found[name] or "").replace("`", "?") for name in ("product", "part", "test")
        )
        if test and new is None:
            yield f"the image is no longer tested for `{test}`", "put the setting back"
        elif part and new is None:
            yield f"the installer of `{product}` is no longer held against its {part}", f"put {part} back"
        elif part == "signer":
            yield f"the installer of `{product}` has another signer", "make sure that it is its publisher"
        elif part and f"software.{found['product']}.version" not in changed:
            yield f"the installer of `{product}` is another of one version", "make sure who published it"
