"""Find what a change makes less secure, in Terraform and in Packer."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from facts.resources import DEFINITION, GALLERY, LOCK
from review import hosts, machine, own_steps, package_updates, repositories, windows_update
from review.change import Changed, Finding, Image, Resource
from review.terraform import Values

BOOT, MEMORY = "secure boot and a virtual TPM", "encrypted memory"

MUST: Mapping[str, frozenset[str]] = {
    "trusted_launch_enabled": frozenset({BOOT}),
    "confidential_vm_enabled": frozenset({BOOT, MEMORY}),
}
"""What every VM of a definition with this flag must have."""

MAY: Mapping[str, frozenset[str]] = {
    **MUST,
    "trusted_launch_supported": frozenset({BOOT}),
    "confidential_vm_supported": frozenset({BOOT, MEMORY}),
}
"""What a VM of it can have. Source: Azure, "Trusted Launch for Azure virtual machines"."""

SHARING = ("Private", "Groups", "Community")
"""gallery.sharing.permission, the most restricted first."""

LOCKS = (None, "CanNotDelete", "ReadOnly")
"""lock_level, the weakest first."""


def of_resource(resource: Resource, old: Values | None, new: Values | None) -> Iterator[Finding]:
    """What becomes less secure in a Terraform resource."""
    both = old is not None and new is not None
    for message, todo in _of_resource(resource.type, old or {}, new or {}, both=both):
        yield Finding(kind="downgrade", where=resource.address, message=message, todo=todo)


def _of_resource(type_: str, old: Values, new: Values, *, both: bool) -> Iterator[tuple[str, str]]:
    if both and old.get("lifecycle.prevent_destroy") and not new.get("lifecycle.prevent_destroy"):
        yield (
            "loses prevent_destroy: Terraform can destroy it",
            "set prevent_destroy again when the change is done",
        )
    if both and type_ == DEFINITION:
        yield from _lost(old, new)
    if type_ == GALLERY and new:
        before, after = (SHARING.index(_permission(one)) for one in (old, new))
        if after > before:
            who = "everybody" if SHARING[after] == "Community" else "other subscriptions and tenants"
            yield f"is shared with {who}", "make sure that none of its images has confidential content"
    if type_ == LOCK and old:
        before, after = (
            LOCKS.index(one.get("lock_level")) if one.get("lock_level") in LOCKS else 0 for one in (old, new)
        )
        if after < before:
            yield "is weakened or removed", "make sure that what it locked is protected in another way"


def _lost(old: Values, new: Values) -> Iterator[tuple[str, str]]:
    todo = "keep `security`, or give the reason in the merge request"
    musts = _promised(MUST, old) - _promised(MUST, new)
    mays = _promised(MAY, old) - _promised(MAY, new)
    for promise in sorted(musts - mays):
        yield f"allows VMs without {promise}", todo
    for promise in sorted(mays):
        yield f"no longer allows VMs with {promise}", todo


def _promised(table: Mapping[str, frozenset[str]], values: Values) -> frozenset[str]:
    return frozenset().union(*(promises for flag, promises in table.items() if values.get(flag)))


def _permission(values: Values) -> str:
    permission = values.get("sharing.permission")
    return permission if permission in SHARING else "Private"


def of_image(image: Image) -> Iterator[Finding]:
    """What becomes less secure in a build or its image; of a new one, who reaches it and what it trusts."""
    changed = {one.path: (one.old, one.new) for one in image.arguments}
    found = [*_opened(changed), *_from_strangers(changed), *machine.weaker(changed)]
    if image.action == "changed":
        found += _weaker(changed)
    for message, todo in found:
        yield Finding(kind="downgrade", where=f"images.{image.key}", message=message, todo=todo)


WIDEST = {4: 8, 6: 16}
"""The shortest prefix that does not count as any address, by IP version."""


def _opened(changed: Changed) -> Iterator[tuple[str, str]]:
    addresses = changed.get("allowed_inbound_ip_addresses", (None, None))
    if _any_address(addresses[1]) and not _any_address(addresses[0]):
        yield (
            "opens WinRM or SSH of the build VM to any address",
            "set allowed_inbound_ip_addresses to those of your runners",
        )
    network = changed.get("source.virtual_network_name", (None, "a network"))
    public = changed.get("source.private_virtual_network_with_public_ip", ("", ""))
    if network[1] is None or public[1] == "true":
        yield "gives the build VM a public address", "build in a private network, or allow few addresses"


SOURCE = re.compile(r"source\.shared_image_gallery(\.community_gallery_image_id)?")
"""Where the id of an image in a community gallery is."""
PUBLIC_GALLERY = re.compile("/CommunityGalleries/[^/]+/")


def _from_strangers(changed: Changed) -> Iterator[tuple[str, str]]:
    """Source: Azure, "Share images by using a community gallery"."""
    for path, values in changed.items():
        before, after = (PUBLIC_GALLERY.findall(value or "") for value in values)
        if SOURCE.fullmatch(path) and after and after != before:
            yield (
                "starts from an image of a community gallery, which nobody has certified or scanned",
                "make sure that you trust its publisher",
            )


def _any_address(value: str | None) -> bool:
    """Whether a list of addresses includes all or nearly all addresses."""
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
    "source.secure_boot_enabled": "builds without secure boot",
    "source.vtpm_enabled": "builds without a virtual TPM",
    "source.winrm_use_ssl": "no longer encrypts WinRM",
    "source.encryption_at_host": "no longer encrypts the build VM at its host",
}
"""Arguments of the builder that are secure if true, and what is lost if not."""


def _weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    for path, message in KEPT.items():
        # If security_type changes too, so does the definition, which is reported instead.
        reported = (
            path in {"source.secure_boot_enabled", "source.vtpm_enabled"}
            and "source.security_type" in changed
        )
        if path in changed and changed[path][0] == "true" and not reported:
            yield message, f"set `{path.partition('.')[2]} = true`"
    if any(path.endswith("disk_encryption_set_id") and new is None for path, (_, new) in changed.items()):
        yield "no longer encrypts a disk or a copy with your key", "set its disk_encryption_set_id again"
    if changed.get("source.security_encryption_type", ("", ""))[0] == '"DiskWithVMGuestState"':
        yield "no longer encrypts the disk of the confidential VM", "set the encryption type again"
    if any(path == "source.client_secret" and old is None for path, (old, _) in changed.items()):
        yield "lets Packer sign in with a long-lived secret", "use a federated or a managed identity"
    yield from hosts.weaker(changed)
    yield from windows_update.weaker(changed)
    yield from package_updates.weaker(changed)
    yield from own_steps.weaker(changed)
    yield from repositories.weaker(changed)
    yield from _unproven(changed)
    yield from _unaudited(changed)


PART = re.compile(
    r"software\.(?P<product>.+)\.(?P<part>sha256|signer|feed)|(?:first|last)\.tests\.(?P<test>.+)", re.DOTALL
)


def _unproven(changed: Changed) -> Iterator[tuple[str, str]]:
    """Installers that are verified less, and tests that are gone. Backticks mark names to be quoted."""
    for path, (old, new) in changed.items():
        found = PART.fullmatch(path)
        if found is None or old is None:
            continue
        product, part, test = (
            str(found[name] or "").replace("`", "?") for name in ("product", "part", "test")
        )
        if test and new is None:
            yield f"is no longer tested for `{test}`", "restore the setting"
        elif part and part != "feed" and new is None:
            yield f"no longer verifies the {part} of the installer of `{product}`", f"set {part} again"
        elif part == "feed":
            yield f"takes `{product}` from another feed", "make sure that you trust it"
        elif part == "signer":
            yield (
                f"accepts another signer of the installer of `{product}`",
                "make sure that it is the publisher",
            )
        elif part and f"software.{found['product']}.version" not in changed:
            yield f"has another installer of `{product}` for the same version", "check who published it"


AUDITED = re.compile(r"(?:first|last)\.audit_policy\.(?P<name>.+?)(?:\.(?P<what>success|failure))?")


def _unaudited(changed: Changed) -> Iterator[tuple[str, str]]:
    """What Windows no longer records."""
    set_now = {path.partition(".")[2] for path, (_, new) in changed.items() if new is not None}
    for path, (old, new) in changed.items():
        found = AUDITED.fullmatch(path)
        if found is None or old is None:
            continue
        name = found["name"].replace("`", "?")
        if found["what"] and new == "false":
            yield f"no longer audits {found['what']} of `{name}`", "restore the audit policy"
        elif new is None and path.partition(".")[2] not in set_now:  # not moved to the other phase
            yield f"no longer sets the audit policy of `{name}`", "restore the setting"
