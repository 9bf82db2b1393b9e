"""`build.machine.trusted_certificates`: certificates that every host trusts, as files beside the catalog."""

import binascii
import re
from base64 import b64decode
from hashlib import sha1
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator

from catalog import step_fields
from catalog.toml_table import TomlTable
from files.folders import as_bytes

PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
SEQUENCE, INTEGER, VERSION = 0x30, 0x02, 0xA0
"""Tags of DER. Source: RFC 5280, section 4.1; ITU-T X.690."""
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
    """Why a file cannot be used, in words."""


class Certificate(NamedTuple):
    """What is known of a certificate."""

    der: bytes
    store: Store
    """Where Windows keeps such a one: one that signed itself is a root."""

    @property
    def thumbprint(self) -> str:
        """The name by which Windows knows it."""
        return sha1(self.der, usedforsecurity=False).hexdigest().upper()


def certificate_in(text: str) -> Certificate:
    """Return the one certificate in a file; raise NotACertificateError if there is another thing in it."""
    blocks = [(found[1], found[2]) for found in PEM.finditer(text)]
    if any("PRIVATE KEY" in label for label, _ in blocks):
        raise NotACertificateError("has a private key, which is a secret: keep only the certificate in it")
    if len(blocks) > 1:
        raise NotACertificateError(f"has {len(blocks)} certificates: put each into a file of its own")
    try:
        der = b64decode("".join(blocks[0][1].split()), validate=True) if blocks else as_bytes(text)
        issuer, subject = _names(der)
    except (binascii.Error, IndexError, ValueError) as error:
        raise NotACertificateError(
            "is not a certificate in PEM or DER; a PFX file holds a key, which must not be in a repository: "
            "export the certificate alone"
        ) from error
    return Certificate(der, "Root" if issuer == subject else "CA")


def _names(der: bytes) -> tuple[bytes, bytes]:
    """Return the issuer and the subject, which have the dates between them."""
    ((outer, whole),) = _parts(der)
    inner, signed = _parts(whole)[0]
    parts = [part for part in _parts(signed) if part[0] != VERSION]
    tags = [outer, inner, *(tag for tag, _ in parts[:6])]
    if tags != [SEQUENCE, SEQUENCE, INTEGER, *[SEQUENCE] * 5]:
        raise ValueError("not a certificate")
    return parts[2][1], parts[4][1]


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """Return the tag and the content of each element, one after the other."""
    found, at = [], 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("cut off")
        found.append((tag, data[at : at + length]))
        at += length
    return found
