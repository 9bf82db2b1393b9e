"""What the bytes of a certificate say, in DER. Source: RFC 5280, section 4; ITU-T X.690."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

INTEGER, OBJECT, SEQUENCE = 0x02, 0x06, 0x30
LONG = b"\x30\x82"
"""How a sequence begins whose length has two bytes, as that of every certificate."""
VERSION, EXTENSIONS = 0xA0, 0xA3
"""Tags of what a certificate need not have, before and after the rest."""
UTC_TIME, TIME = 0x17, 0x18
BASIC_CONSTRAINTS = b"\x55\x1d\x13"
"""2.5.29.19: whether it is of an authority."""
SIGNED_DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""1.2.840.113549.1.7.2, of PKCS #7: what a .p7b file holds."""
VERSION_3 = b"\x02\x01\x02"
PFX, LATEST_KEY = 3, 1
"""The number that a PFX file begins with, and the highest of the forms of private keys."""
DATE = re.compile(rb"(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(?:Z|([+-])(\d\d)(\d\d))")
CENTURY, PIVOT = 100, 50
"""A year of two digits is in the twentieth century from 50 on."""


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
    if der.startswith(LONG) and len(LONG) + 2 + int.from_bytes(der[2:4], "big") > len(der):
        raise NotDerError("cut off")
    ((outer, whole),) = _parts(der)
    parts = _parts(whole) if outer == SEQUENCE else []
    if not parts or parts[0][0] != SEQUENCE:
        raise NotDerError(_other(parts))
    signed = _parts(parts[0][1])
    version_3 = signed[:1] == [(VERSION, VERSION_3)]
    fields = [part for part in signed if part[0] != VERSION]
    if [tag for tag, _ in fields[:6]] != [INTEGER, *[SEQUENCE] * 5]:
        raise NotDerError("")
    _, _, (_, issuer), (_, dates), (_, subject), *rest = fields
    _, not_after = (_date(*one) for one in _parts(dates))
    extensions = [value for tag, value in rest if tag == EXTENSIONS]
    return X509(issuer == subject, not_after, _authority(extensions) if version_3 else None)


def _other(parts: list[tuple[int, bytes]]) -> str:
    """What else it is, by its first part."""
    if parts and parts[0] == (OBJECT, SIGNED_DATA):
        return "PKCS #7"
    number = int.from_bytes(parts[0][1][:2], "big") if parts and parts[0][0] == INTEGER else None
    if number is None:
        return ""
    return "PFX" if number == PFX else "key" if number <= LATEST_KEY and len(parts) > 1 else ""


def _authority(extensions: list[bytes]) -> bool:
    for outer in extensions:
        ((_, listed),) = _parts(outer)
        for _, extension in _parts(listed):
            (_, name), *_, (_, value) = _parts(extension)
            if name == BASIC_CONSTRAINTS:
                ((_, constraints),) = _parts(value)
                return any(part == (0x01, b"\xff") for part in _parts(constraints)[:1])
    return False


def _date(tag: int, text: bytes) -> datetime:
    found = DATE.fullmatch(text)
    if tag not in {UTC_TIME, TIME} or not found or len(found[1]) != (2 if tag == UTC_TIME else 4):
        raise NotDerError("date")
    year, month, day, hour, minute = (int(found[group]) for group in range(1, 6))
    if tag == UTC_TIME:
        year += 19 * CENTURY if year >= PIVOT else 20 * CENTURY
    offset = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    try:
        local = datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=UTC)
        return local + offset if found[7] == b"-" else local - offset
    except (ValueError, OverflowError):
        raise NotDerError("date") from None


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
            raise NotDerError("")
        found.append((tag, data[at : at + length]))
        at += length
    return found
