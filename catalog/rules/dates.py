"""Dates: checked only by `python -m catalog check`, so that synth does not depend on the clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from catalog.rules.machine_files import trusted
from catalog.rules.retired import retirements_in
from catalog.source import MarketplaceSource
from facts.azure_arm import KEY_VAULT_API_ENDS
from facts.lifetimes import SHORTEST, published, release

BEFORE = timedelta(days=30)
"""Until then, a newer azure-arm may have come that needs no warning."""


@rule(
    "GS205",
    "An end of life should be in the future",
    example="""
[images.win11-avd]
- end_of_life_date = "2020-01-31T00:00:00Z"
+ end_of_life_date = "2099-01-31T00:00:00Z"
""",
    happens="Azure refuses a definition whose end of life has passed, at apply, and a version after the "
    "build.",
    fix="Use a later date, or remove the image.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def past_end_of_life(catalog: Catalog, now: datetime) -> Found:
    """Of the definition and of the version; `now` has a time zone."""
    for key, image in catalog.images.items():
        build = image.build if isinstance(image, Image) else None
        of_version = build and build.shared_gallery_image_version_end_of_life_date
        for where, date, instead in (
            (("end_of_life_date",), image.end_of_life_date, "remove the image"),
            (("build", "shared_gallery_image_version_end_of_life_date"), of_version, "remove this"),
        ):
            if date and datetime.fromisoformat(date) <= now:
                yield (
                    ("images", key, *where),
                    f"must be in the future, got {date!r}: use a later date, or {instead}",
                )


@rule(
    "GS242",
    "The release of a source should be supported",
    example="""
[images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-23h2-avd" }
+ source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }
""",
    happens="Hosts get no security updates, unless they are paid for or come with a subscription; publishers "
    "withdraw such images, and the build then fails at VM creation.",
    fix="Start from a later release, or accept the warning if updates are paid for.",
    source="Microsoft, Canonical, Debian, Red Hat and others, by endoflife.date: facts/supported.txt",
)
def supported_release(catalog: Catalog, now: datetime) -> Found:
    """Where the names of a marketplace source show the release."""
    for key, source in _from_marketplace(catalog):
        of = release(*source.names)
        if of and of.last_day < now.date():
            yield (
                ("images", key, "build", "source", "sku"),
                f"{of.name} has had no security updates since {of.last_day}: use a later release",
            )


@rule(
    "GS243",
    "A pinned version of a source should be recent",
    example="""
[images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd", version = "26200.8246.260414" }
+ source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }
""",
    happens="Publishers deprecate a version after some months: Azure then makes no new VM of it, and the build fails "
    "at VM creation. Until then it has many updates to install.",
    fix="Pin a newer version, or leave out version for the latest.",
    source="microsoft/AzureTRE#4370, MicrosoftDocs/azure-docs#113677: ImageVersionDeprecated after 4 to 6 months",
)
def recent_version(catalog: Catalog, now: datetime) -> Found:
    """Where the version names the day."""
    for key, source in _from_marketplace(catalog):
        day = published(source.version)
        if day and now.date() - day > SHORTEST:
            months = (now.date() - day).days // 30
            yield (
                ("images", key, "build", "source", "version"),
                f"{source.version!r} is of {day}, {months} months ago, and publishers deprecate old versions: look for a "
                f"newer one: az vm image list --publisher {source.publisher} --offer {source.offer} --sku {source.sku} "
                "--all",
            )


@rule(
    "GS278",
    "A build should not use what Azure will retire",
    example="""
[images.win11-avd.build]
- vm_size = "Standard_F4s_v2"
+ vm_size = "Standard_D4ads_v5"
""",
    happens="From that day on, the build fails at VM creation. Until then Azure restricts such VM sizes in new "
    "subscriptions, and gives most of them no more quota.",
    fix="Use what the message names, or accept the warning until then.",
    source="Azure: VM size series retirements, capacity growth restrictions; Migrate your Standard HDD OS disks: "
    "facts/retired.txt",
)
def will_be_retired(catalog: Catalog, now: datetime) -> Found:
    """Reported at the first place of each value. GS370 reports what is retired for certain, whatever the day."""
    seen: set[str] = set()
    for where, value, it in retirements_in(catalog, "announced"):
        if value.lower() in seen:
            continue
        seen.add(value.lower())
        when = "will retire" if now.date() < it.day else "announced that it would retire"
        yield where, f"Azure {when} {value!r} on {it.day}: use {it.instead}"


@rule(
    "GS281",
    "A Windows build should not need a key vault once Azure has retired the API that azure-arm uses for it",
    example="""
[images.win11-avd.build]
+ skip_create_build_key_vault = true
vm_size = "Standard_D4ads_v5"
""",
    happens="Azure refuses to make the vault, and the certificate in it, when the build starts.",
    fix="Set skip_create_build_key_vault = true, or, if a newer azure-arm uses API version 2026-02-01, install that and "
    "accept the warning.",
    source="Azure: Prepare for Key Vault API version 2026-02-01 and later; Azure/azure-cli#34020; packer-plugin-azure 2.6.3: "
    "facts/azure_arm.py",
)
def key_vault_api_ends(catalog: Catalog, now: datetime) -> Found:
    """Reported at the first image: it is the same for all, from a month before the day on."""
    if catalog.cloud.metadata_host or now.date() < KEY_VAULT_API_ENDS - BEFORE:
        return
    for key, image in catalog.builds.items():
        if image.os_type == "Windows" and not image.build.skip_create_build_key_vault:
            yield (
                ("images", key, "build"),
                f"azure-arm 2.6.3 puts WinRM's certificate into a key vault by an API that Azure retires on "
                f"{KEY_VAULT_API_ENDS}: set skip_create_build_key_vault = true, or use a newer azure-arm",
            )
            return


@rule(
    "GS263",
    "A trusted certificate should not have expired",
    example="""
[images.win11-avd.build.machine]
- trusted_certificates = ["certificates/old-root.cer"]
+ trusted_certificates = ["certificates/contoso-root.cer"]
""",
    happens="Hosts do not trust what it signed, and what connects fails after the build.",
    fix="Commit the certificate that its authority has in its place, or remove it.",
    source="RFC 5280, section 4.1.2.5",
)
def valid_certificates(catalog: Catalog, now: datetime) -> Found:
    """Of Windows images, which alone have them."""
    for key, image in catalog.builds.items():
        for index, file, _, known in trusted(image, catalog) if image.os_type == "Windows" else ():
            if (end := known.x509.not_after) <= now:
                yield (
                    ("images", key, "build", "machine", "trusted_certificates", index),
                    f"{file!r} has expired on {end.date()}: commit the one that its authority has in its place",
                )


def _from_marketplace(catalog: Catalog) -> Iterator[tuple[str, MarketplaceSource]]:
    for key, image in catalog.builds.items():
        if isinstance(image.build.source, MarketplaceSource):
            yield key, image.build.source
