"""`build.machine.trusted_certificates`: certificates that every host trusts, as files beside the catalog."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha1
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator

from catalog import step_fields
from catalog.toml_table import TomlTable
from catalog.x509 import X509, NotDerError, read
from files.folders import as_bytes

LARGEST = 100_000
"""Of a file with one certificate, in bytes: they have some thousand."""
BEGIN = re.compile(r"-----BEGIN ([A-Z0-9# ]+)-----")
LABELS = ("CERTIFICATE", "X509 CERTIFICATE")
"""What PEM calls a certificate. Source: RFC 7468, section 5; OpenSSL: PEM_STRING_X509_OLD."""
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BASE64 = re.compile(r"\s*MI[A-Za-z0-9+/=\s]+")
"""The base64 of something in DER that has the length of a certificate."""
ALONE = "export the certificate alone, in PEM or DER"
KEY = "has a private key, which is a secret: keep only the certificate in it"
OTHER = f"is not a certificate in PEM or DER: {ALONE}"
PKCS_7 = (
    "is a PKCS #7 file (.p7b), which can hold several: write its certificates as PEM, each into a file of "
    "its own: openssl pkcs7 -print_certs -in FILE, with -inform DER if it is no text"
)
SAYS: Mapping[str, str] = {
    "empty": f"is empty: {ALONE}",
    "cut off": "is cut off before its end: copy the whole file",
    "date": f"has a date that cannot be read, so it is damaged: {ALONE}",
    "key": KEY,
    "PFX": f"is a PFX file, which holds a key, and no key may be in a repository: {ALONE}",
    "PKCS #7": PKCS_7,
    "PKCS7": PKCS_7,
    "UTF-16": "is UTF-16, as > in Windows PowerShell writes it: save it as ASCII, with Set-Content "
    "-Encoding Ascii",
    "base64": "has the base64 of a certificate without the lines -----BEGIN CERTIFICATE----- and -----END "
    "CERTIFICATE-----: put them around it",
    "TRUSTED CERTIFICATE": "is in a form that only OpenSSL reads, TRUSTED CERTIFICATE: convert it with "
    "openssl x509 -in FILE",
    "CERTIFICATE REQUEST": f"is a request for a certificate: when it is issued, {ALONE}",
}
"""What a file holds instead, and what to do."""
Store = Literal["Root", "CA"]


class TrustedCertificate(TomlTable):
    """A certificate that the machine trusts."""

    file: step_fields.OwnPath
    """A file beside the catalog with one certificate, in PEM or DER, without a key."""
    store: Store | None = None
    """Root: trusted itself. CA: an intermediate one, which needs a root. Default: by what it is."""


def _by_its_file(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


CertificateOrFile = Annotated[
    TrustedCertificate,
    BeforeValidator(_by_its_file, json_schema_input_type=step_fields.OwnPath | TrustedCertificate),
]


class NotACertificateError(ValueError):
    """Why a file cannot be used, in words, with what to do."""


class Certificate(NamedTuple):
    """What is known of a certificate."""

    der: bytes
    x509: X509

    @property
    def store(self) -> Store:
        """Where Windows keeps such a one: one that signed itself is a root."""
        return "Root" if self.x509.signed_itself else "CA"

    @property
    def thumbprint(self) -> str:
        """The name by which Windows knows it."""
        return sha1(self.der, usedforsecurity=False).hexdigest().upper()


@lru_cache(maxsize=256)  # images share certificates, and each is judged, shown and written
def certificate_in(text: str) -> Certificate:
    """Return the one certificate in a file; raise NotACertificateError if there is another thing in it."""
    data = as_bytes(text)
    if not data:
        raise NotACertificateError(SAYS["empty"])
    if len(data) > LARGEST:
        raise NotACertificateError(f"is larger than {LARGEST:,} bytes, so it is not one certificate: {ALONE}")
    utf16 = data.startswith(UTF_16) or b"-\0" in data[:4]
    readable = data.decode("utf-16", "replace") if utf16 else text
    if PRIVATE_KEY.search(readable):
        raise NotACertificateError(KEY)
    if utf16:
        raise NotACertificateError(SAYS["UTF-16"])
    blocks = [*_blocks(readable)]
    if len(blocks) > 1:
        raise NotACertificateError(f"has {len(blocks)} certificates: put each into a file of its own")
    if not blocks and BASE64.fullmatch(text):
        raise NotACertificateError(SAYS["base64"])
    try:
        der = b64decode(blocks[0], validate=True) if blocks else data
        return Certificate(der, read(der))
    except NotDerError as error:
        raise NotACertificateError(SAYS.get(str(error), OTHER)) from error
    except binascii.Error as error:
        raise NotACertificateError(OTHER) from error


def _blocks(text: str) -> Iterator[str]:
    """Yield the base64 of each certificate in PEM."""
    label = ""
    lines: list[str] = []
    for line in map(str.strip, text.lstrip("\ufeff").splitlines()):
        if begin := BEGIN.fullmatch(line):
            if label:
                break
            label, lines = begin[1], []
        elif label and line.startswith(f"-----END {label}-----"):
            if label not in LABELS:
                raise NotACertificateError(
                    SAYS.get(label, f"has a {label}, which is no certificate: {ALONE}")
                )
            yield "".join("".join(lines).split())
            label = ""
        else:
            lines.append(line)
    if label:
        raise NotACertificateError(SAYS["cut off"])
