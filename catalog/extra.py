"""The arguments of azure-arm that `extra` may set, and why it may not set the others."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from catalog.build import Build
from catalog.fields import is_duration
from catalog.limit import is_list_of
from catalog.said_elsewhere import said_elsewhere
from facts.azure_arm import DURATIONS, SECRETS, arguments
from files.quote import quoted
from files.suggest import did_you_mean, most_similar

DECIDED: Mapping[str, str] = {
    name: reason
    for reason, names in {
        "os_type of the image sets it": "os_type communicator",
        "security of the image sets it": """
            secure_boot_enabled security_encryption_type security_type vtpm_enabled
        """,
        "accelerated_network_support_enabled of the image sets it": "accelerated_networking",
        "build.source sets it": """
            custom_managed_image_name custom_managed_image_resource_group_name image_offer image_publisher
            image_sku image_url image_version
        """,
        "the version is published to the gallery, in build.regions": """
            capture_container_name capture_name_prefix resource_group_name storage_account
        """,
        "build.authentication and the deployed gallery set it": """
            client_cert_path client_id oidc_request_url subscription_id tenant_id use_azure_cli_auth
        """,
        "[cloud] of the catalog sets it, for Terraform, its state and Packer": """
            cloud_environment_name metadata_host
        """,
        "a script of your own is a step; skip_create_build_key_vault in the build sets this one": """
            custom_script user_data user_data_file
        """,
    }.items()
    for name in names.split()
}
"""Arguments that something else in the catalog sets, and what."""

BLOCKS: Mapping[str, str] = {
    "plan_info": "set purchase_plan of the image",
    "shared_image_gallery": "set build.source",
    "shared_image_gallery_destination": "the deployed gallery and build.regions set it",
    "spot": "set build.spot",
}

EXCLUSIVE = (("custom_data", "custom_data_file"),)
"""Packer: "Only one of ... can be specified."."""

MAX_PORT = 65_535

TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("a string", lambda value: isinstance(value, str)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "number": ("a number", lambda value: type(value) in {int, float}),  # True is an int in Python
    "list(string)": ("a list of strings", partial(is_list_of, str)),
    "list(number)": ("a list of numbers", partial(is_list_of, int)),
    "map(string)": ("a table of strings", lambda value: isinstance(value, dict)),
}
"""A type of the schema -> its name in a message, and the check of a value."""


def why_not_allowed(name: str) -> str | None:
    """Return why `extra` must not set the argument, whatever its value; None if it may."""
    if said := said_elsewhere(name):
        return f"cannot be set here: {said.say}"
    if name in BLOCKS:
        return f"is a block: {BLOCKS[name]}"
    if name in SECRETS:
        return "is a secret, which does not belong in a file: see build.authentication"
    if name in Build.model_fields:
        return f"has its own key: set build.{name}"
    return f"cannot be set here: {DECIDED[name]}" if name in DECIDED else None


def wrong_arguments(extra: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each key of `extra` that is not a valid argument, and why."""
    for name, value in extra.items():
        type_, reason = arguments().get(name), why_not_allowed(name)
        if reason:
            yield name, reason
        elif type_ is None:
            hint = did_you_mean(name, arguments(), otherwise="see Packer's documentation of azure-arm")
            reason = why_not_allowed(most_similar(name, arguments()) or "")
            yield name, f"is not an argument of azure-arm 2.6; {hint}{f' It {reason}' if reason else ''}"
        elif name in DURATIONS and not (isinstance(value, str) and is_duration(value)):
            yield name, f"must be a duration such as 30m or 1h30m, from 1s to 24h, got {quoted(value)}"
        elif name.endswith("_port") and not (type(value) is int and 1 <= value <= MAX_PORT):
            yield name, f"must be a port, from 1 to {MAX_PORT}, got {quoted(value)}"
        elif not TYPES[type_][1](value):
            yield name, f"must be {TYPES[type_][0]}, got {quoted(value)}"
