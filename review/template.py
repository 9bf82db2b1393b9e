"""Two revisions of a Packer folder -> what differs, and whether it reaches a host only by a new version."""

import re
from collections.abc import Iterator
from enum import StrEnum

from facts.regions import region_id
from files.folders import Files
from review import hcl, json_differences
from review.change import Argument, Image
from review.difference import ORDER, Difference


class Reach(StrEnum):
    """How far a changed argument of a template reaches."""

    VERSION = "in the next version"
    TAGS = "the tags of the next version"
    BUILD = "only how it is built"
    NOTHING = "nothing: comments, spacing, or another spelling"
    FOLDER = "the name of the folder, and a tag of the next version"


# What is not listed here is taken for a part of the version: a build too many is better than one too few.
BUILD_ONLY = frozenset(
    """
    allowed_inbound_ip_addresses async_resourcegroup_delete build_key_vault_name build_key_vault_secret_name
    build_resource_group_name client_id client_jwt client_secret delete_managed_image image_version_id
    location managed_image_resource_group_name managed_image_stays managed_image_storage_account_type
    max_retries object_id oidc_request_token oidc_request_url pause_before pause_before_connecting
    polling_duration_timeout private_virtual_network_with_public_ip required_version restart_timeout
    shared_image_gallery_timeout skip_create_build_key_vault spot start_retry_timeout subscription_id
    temp_compute_name temp_nic_name temp_resource_group_name tenant_id timeout use_azure_cli_auth
    user_assigned_managed_identities virtual_network_name virtual_network_resource_group_name
    virtual_network_subnet_name vm_size
    """.split()
)
"""Arguments of azure-arm and of provisioners that say how a version is built, not what is in it."""

AFTERWARDS = "post-processor."
"""How a block begins that runs when the version is published."""

COMMUNICATORS = ("ssh_", "winrm_")
"""How arguments begin that say how Packer reaches the build VM."""

OF_THE_VERSION = ("variable.image_version", "variable.exclude_from_latest")
"""Variables whose default goes into the version; each of the others is about the build."""

BARE = {
    "image.json": '{"software": []}',
    "source.pkr.hcl": 'source "azure-arm" "KEY" {\n}\n',
    "variables.pkr.hcl": 'variable "image_version" {\n}\nvariable "allowed_inbound_ip_addresses" {\n}\n',
}
"""What a new image is compared with, so that each of its arguments is told."""

INTRODUCED = re.compile(
    r"software\..*|source\.(image_.*|security_type|shared_image_gallery(_destination)?|vm_size)"
    r"|variable\.(allowed_inbound_ip_addresses|image_version)\.default"
)
"""What is told of a new image: what it starts from, what is installed, where it goes. Its files say all."""


def compare(key: str, old: Files, new: Files, *, was: str | None = None) -> Image | None:
    """What differs between two folders of one image; an empty one is not there.

    `was` is the key that it had; the old folder is under the new one already.
    """
    renamed = [Argument(path="key", old=was, new=key, effect=Reach.FOLDER)] if was and old and new else []
    if old == new and not renamed:
        return None
    before, after = (version_of(files) for files in (old, new))
    arguments = (*renamed, *(_arguments(key, old, new) if old and new else _introduced(key, new)))
    return Image(
        key=key,
        action="changed" if old and new else "added" if new else "removed",
        arguments=arguments,
        needs_build=bool(new) and (not old or any(one.effect == Reach.VERSION for one in arguments)),
        old_version=before,
        new_version=after,
    )


def version_of(files: Files) -> str | None:
    """The version that the folder publishes, unless it is told another one."""
    default = hcl.value_of(files.get("variables.pkr.hcl", ""), "variable.image_version", "default")
    return default.strip('"') if default else None


def _arguments(key: str, old: Files, new: Files) -> Iterator[Argument]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            found = list(_inside(key, name, before or "", after or ""))
            yield from found or [_other(name, before, after)]


def _inside(key: str, name: str, before: str, after: str) -> Iterator[Argument]:
    """Paths do not name the image, so that alike changes of two images are equal."""
    own = f"source.azure-arm.{key}"
    for (first, *path), old, new in _differences(name, before, after):
        whole = ("source" if first == own else first, *path)
        respelled = whole[-1] == "name" and region_id(old or "") == region_id(new or "")
        effect = Reach.NOTHING if respelled else reach(whole)
        yield Argument(path=".".join(whole), old=old, new=new, effect=effect)


def _differences(name: str, old: str, new: str) -> Iterator[Difference]:
    """What differs in a file; nothing in a script."""
    if name.endswith(".hcl"):
        yield from hcl.differences(old, new)
    if name.endswith(".json"):
        yield from json_differences.differences(old, new)


def _introduced(key: str, new: Files) -> Iterator[Argument]:
    for name, bare in BARE.items():
        text = bare.replace("KEY", key)
        yield from (
            one for one in _inside(key, name, text, new.get(name, text)) if INTRODUCED.fullmatch(one.path)
        )


def reach(path: tuple[str, ...]) -> Reach:
    """How far a change of this argument reaches."""
    if path[0].startswith("variable."):
        whole = path[0] in OF_THE_VERSION and path[1:] in {(), ("default",)}
        return Reach.VERSION if whole else Reach.BUILD
    if path == ("locals", "azure_tags"):
        return Reach.TAGS
    if path[-2:] == ("shared_image_gallery_destination", ORDER):
        return Reach.NOTHING
    if path[0] == "packer" or not BUILD_ONLY.isdisjoint(path) or path[-1].startswith(COMMUNICATORS):
        return Reach.BUILD
    if any(part.startswith(AFTERWARDS) for part in path):
        return Reach.BUILD
    return Reach.VERSION


def _other(name: str, before: str | None, after: str | None) -> Argument:
    """A file that differs where its arguments do not: a script, an order, or comments."""
    comments = (
        name.endswith(".hcl")
        and before is not None
        and after is not None
        and hcl.same_but_for_comments(before, after)
    )
    return Argument(
        path=name,
        old=None if before is None else _lines(before),
        new=None if after is None else _lines(after),
        effect=Reach.NOTHING if comments else Reach.VERSION,
    )


def _lines(text: str) -> str:
    return f"{text.count(chr(10))} lines"


def region_names(files: Files) -> tuple[str, ...]:
    """The regions that versions of this folder are copied to."""
    text = files.get("source.pkr.hcl", "")
    return tuple(re.findall(r'^    target_region \{\n +name += "([^"\n]*)"$', text, flags=re.MULTILINE))
