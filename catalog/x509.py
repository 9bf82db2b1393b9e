"""What the bytes of a certificate say, in DER; or what they are instead."""

from datetime import datetime
from typing import NamedTuple
from warnings import catch_warnings

SEQUENCE = 0x30
LONG = b"\x30\x82"
"""How a sequence begins whose length has two bytes, as that of every certificate."""
BEGINS = {
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02": "PKCS #7",  # 1.2.840.113549.1.7.2, signed data: RFC 2315
    b"\x02\x01\x03\x30": "PFX",  # version 3: RFC 7292
    b"\x02\x01\x00": "key",  # of RSA, or PKCS #8: RFC 8017, RFC 5208
    b"\x02\x01\x01": "key",  # of an elliptic curve: RFC 5915
}
"""What the sequence of something else begins with."""


class NotDerError(ValueError):
    """The bytes are not what they should be; the message says what they are, if that is known."""


class X509(NamedTuple):
    """What is known of a certificate."""

    signed_itself: bool
    not_after: datetime
    authority: bool | None
    """Whether it may sign others. None: its version has no place to say so."""


def read(der: bytes) -> X509:
    """Read the bytes of one certificate."""
    from cryptography import x509  # few catalogs need it

    if der.startswith(LONG) and len(LONG) + 2 + int.from_bytes(der[2:4], "big") > len(der):
        raise NotDerError("cut off")
    broken = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
    try:
        with catch_warnings(
            action="ignore"
        ):  # of an old root that RFC 5280 would not allow: Windows takes it
            found = x509.load_der_x509_certificate(der)
            extensions = [one.value for one in found.extensions]
            authority = any(isinstance(one, x509.BasicConstraints) and one.ca for one in extensions)
            version_3 = found.version == x509.Version.v3
            return X509(
                found.issuer == found.subject, found.not_valid_after_utc, authority if version_3 else None
            )
    except (ValueError, TypeError, *broken) as error:
        raise NotDerError("date" if "validity" in str(error) else _other(der)) from error


def _other(der: bytes) -> str:
    """What else it is, by what its sequence begins with."""
    if len(der) < len(LONG) or der[0] != SEQUENCE:
        return ""
    more = der[1] & 0x7F if der[1] & 0x80 else 0  # bytes of a longer length
    begin = der[len(LONG) + more :]
    return next((what for start, what in BEGINS.items() if begin.startswith(start)), "")
