"""The certificates that a machine trusts, and what only Windows has of a machine."""

from collections.abc import Iterator

from catalog.certificate import NotACertificateError, certificate_in
from catalog.image import Image
from catalog.model import Catalog
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
- trusted_certificates = ["certificates/no-such-root.cer"]
""",
    happens="certificates.ps1 fails in the build, or whoever reads the repository has a key.",
    fix="Export the certificate alone, in PEM or DER, and commit that. Replace a key that was committed.",
    source="RFC 5280, section 4.1; RFC 7468",
)
@each_image
def certificates(image: Image, catalog: Catalog) -> Found:
    """A file that is there, with a certificate that no other file of the image has."""
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
