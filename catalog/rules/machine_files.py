"""The certificates that a machine trusts, and what only Windows has of a machine."""

from collections.abc import Iterator
from contextlib import suppress

from catalog.certificate import Certificate, NotACertificateError, Store, certificate_in
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import layers
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import only_for

MACHINE = ("build", "machine")

only_windows = Rule(
    id="GS357",
    title="user_defaults and trusted_certificates must be set only for Windows images",
    example="""
- [images.win11-avd]
- os_type = "Linux"

- [images.win11-avd.build]
- source   = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- software = ["git"]

[images.win11-avd.build.machine]
user_defaults = { language = "en-US", region = "GB" }
""",
    find=each_image(
        only_for('os_type = "Windows"', "build.machine.user_defaults", "build.machine.trusted_certificates")
    ),
    happens="They would be ignored in the build of a Linux image.",
    fix="Remove the key. On Linux, put a certificate there in a step with `files`, and run update-ca-certificates, or "
    "update-ca-trust, in another.",
    source="goldshelf: packer/provisioners/linux.py",
)


@rule(
    "GS359",
    "trusted_certificates must be files with one certificate each, and no key",
    example="""
[images.win11-avd.build.machine]
- trusted_certificates = ["authority/no-such-root.cer"]
""",
    happens="certificates.ps1 fails in the build, or whoever reads the repository has a key.",
    fix="Export the certificate alone, in PEM or DER, and commit that. Replace a key that was committed.",
    source="RFC 5280, section 4.1; RFC 7468",
)
@each_image
def certificates(image: Image, catalog: Catalog) -> Found:
    """A file that is there, with a certificate that no other file of the image has."""
    if image.os_type != "Windows":
        return
    seen: dict[str, str] = {}
    for index, one in enumerate(image.build.machine.trusted_certificates):
        for message in _wrong(one.file, catalog, seen):
            yield (*MACHINE, "trusted_certificates", index), message


def _wrong(file: str, catalog: Catalog, seen: dict[str, str]) -> Iterator[str]:
    if why := catalog.own.why_no_file(file):
        yield why
        return
    try:
        thumbprint = certificate_in(catalog.own.texts[file]).thumbprint
    except NotACertificateError as error:
        yield f"{file!r} {error}"
        return
    if other := seen.get(thumbprint):
        yield f"{file!r} is the certificate of {other!r} again: keep one"
    seen.setdefault(thumbprint, file)


def trusted(image: Image, catalog: Catalog) -> Iterator[tuple[int, str, Store, Certificate]]:
    """Yield the index of each certificate that can be read, its file, its store and what is known of it."""
    for index, one in enumerate(image.build.machine.trusted_certificates):
        with suppress(NotACertificateError):
            if (text := catalog.own.texts.get(one.file)) is not None:
                known = certificate_in(text)
                yield index, one.file, one.store or known.store, known


@rule(
    "GS264",
    "A trusted certificate should be in the store where Windows uses it",
    example="""
[images.win11-avd.build.machine]
- trusted_certificates = ["certificates/server.cer"]
+ trusted_certificates = ["certificates/contoso-root.cer"]
""",
    happens="Hosts trust nothing new, and what connects fails after the build.",
    fix="Name the certificate of the authority that signed it; for another store than that of the base, remove it there.",
    source="RFC 5280, section 4.2.1.9; Microsoft: Certificate stores",
)
@each_image
def used_where_it_is(image: Image, catalog: Catalog) -> Found:
    """Of one that signed itself, a root is made by trusting it; an old one does not say what it is."""
    if image.os_type != "Windows":
        return
    roots = {
        known.thumbprint
        for layer in layers(image, catalog)[1:]
        if isinstance(layer, Image)
        for _, _, store, known in trusted(layer, catalog)
        if store == "Root"
    }
    for index, file, store, known in trusted(image, catalog):
        where = *MACHINE, "trusted_certificates", index
        if known.x509.authority is False and not known.x509.signed_itself:
            yield (
                where,
                f"{file!r} is the certificate of a server or a person, which makes Windows trust nothing: "
                "name that of the authority which signed it",
            )
        elif store == "CA" and known.thumbprint in roots:
            yield (
                where,
                f"{file!r} stays in Root, where an image below has put it: remove it there, or leave out store here",
            )
