"""Which files are certificates that hosts can trust, and what is said of the others."""

import re
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.certificate import NotACertificateError, certificate_in
from catalog.load import examine
from tests.catalogs import write, written
from tests.certificates import EXPIRED, ISSUING, ROOT, ROOT_THUMBPRINT, SERVER
from tests.images import KEY
from tests.test_machine_files import AS_ROOT, having, machine, rendered

KEY_FILE = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----\n"
DER = ssl.PEM_cert_to_DER_cert(ROOT)
LINE = "-----BEGIN {}-----\nMIIB\n-----END {}-----\n"
NO_CERTIFICATE: list[tuple[str | bytes, str]] = [
    (KEY_FILE, "has a private key, which is a secret"),
    (ROOT + KEY_FILE, "has a private key, which is a secret"),
    (ROOT + KEY_FILE.partition("-----END")[0], "has a private key, which is a secret"),
    (KEY_FILE.encode("utf-16"), "has a private key, which is a secret"),
    (b"\x30\x08\x02\x01\x00\x30\x03\x06\x01\x2a", "has a private key, which is a secret"),
    (ROOT + ISSUING, "has 2 certificates: put each into a file of its own"),
    (ROOT, "is the certificate of 'certificates/root.cer' again: keep one"),
    (b"\x30\x08\x02\x01\x03\x30\x03\x06\x01\x2a", "is a PFX file, which holds a key"),
    (LINE.format(*["PKCS7"] * 2), "is a PKCS #7 file (.p7b), which can hold several"),
    (b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "is a PKCS #7 file (.p7b)"),
    (LINE.format(*["TRUSTED CERTIFICATE"] * 2), "is in a form that only OpenSSL reads"),
    (LINE.format(*["CERTIFICATE REQUEST"] * 2), "is a request for a certificate"),
    (LINE.format(*["PUBLIC KEY"] * 2), "has a PUBLIC KEY, which is no certificate"),
    (ROOT.encode("utf-16"), "is UTF-16, as > in Windows PowerShell writes it"),
    ("".join(ROOT.splitlines()[1:-1]), "has the base64 of a certificate without the lines"),
    (DER[:-1], "is cut off before its end"),
    (ROOT[:400], "is cut off before its end"),
    ("", "is empty"),
    (DER.replace(b"261130053930Z", b"26113005393xZ"), "has a date that cannot be read"),
    (DER.replace(b"21261106", b"21261306"), "has a date that cannot be read"),
    (DER + bytes(100_000), "is larger than 100,000 bytes, so it is not one certificate"),
    (b"a certificate", "is not a certificate in PEM or DER"),
]


@pytest.mark.parametrize(("data", "message"), NO_CERTIFICATE, ids=[why for _, why in NO_CERTIFICATE])
def test_what_is_no_certificate(data: str | bytes, message: str, tmp_path: Path) -> None:
    """A key, several certificates, and anything else is refused before a build, with what it is."""
    lines = f'[images.{KEY}.build.machine]\ntrusted_certificates = ["certificates/root.cer", {AS_ROOT}]'
    found = [str(one) for one in examine(having(tmp_path, lines, root_cer=ROOT, other_cer=data)).findings]

    assert 1 == len(found)
    assert f"trusted_certificates[1]: 'certificates/other.cer' {message}" in found[0]
    assert re.search(r": (?:copy|export|keep|put|write|convert|when|save)", found[0])
    assert "MHcC" not in found[0]


@pytest.mark.parametrize("data", ["\ufeff" + ROOT, ROOT.replace("\n", "\r\n"), f"Contoso\n{ROOT}\n\n", DER])
def test_forms_of_a_certificate(data: str | bytes, tmp_path: Path) -> None:
    """With a byte order mark, line ends of Windows, or words around it, it is the same certificate."""
    lines = f"[images.{KEY}.build.machine]\ntrusted_certificates = [{AS_ROOT}]"

    assert [ROOT_THUMBPRINT] == [
        one["thumbprint"]
        for one in machine(rendered(tmp_path, lines, other_cer=data))["trusted_certificates"]
    ]


def test_many_lines_are_read_at_once() -> None:
    """Eighty thousand bytes of first lines without a last one take no time."""
    begun = time.perf_counter()
    with pytest.raises(NotACertificateError, match="cut off"):
        certificate_in("-----BEGIN CERTIFICATE-----\n" * 3_000)

    assert time.perf_counter() - begun < 1


def warnings(folder: Path, lines: str, **files: str) -> list[str]:
    """What `check` warns of in a year when all but one certificate are valid."""
    now = datetime(2027, 1, 1, tzinfo=UTC)
    return [one.message for one in examine(having(folder, lines, **files), now=now).findings]


def test_certificates_that_do_nothing(tmp_path: Path) -> None:
    """`check` tells an expired one, and that of a server; not an old one that says nothing of what it is."""
    files = {"server_cer": SERVER, "old_cer": EXPIRED, "root_cer": ROOT, "issuing_cer": ISSUING}
    names = [f"certificates/{name.replace('_', '.')}" for name in files]
    lines = f"[images.{KEY}.build.machine]\ntrusted_certificates = {names}"
    server, old = warnings(tmp_path, lines, **files)

    assert server.startswith("'certificates/server.cer' is the certificate of a server or a person")
    assert old.startswith("'certificates/old.cer' has expired on 2019-01-02: commit the one")
    assert ["GS264"] == [one.rule for one in examine(having(tmp_path, lines, **files)).findings]


def test_root_of_a_base(tmp_path: Path) -> None:
    """A certificate that the base trusts by itself is not less trusted in the image above."""
    below = f"[images.{KEY}.build.machine]\ntrusted_certificates = ['certificates/root.cer']\n"
    above = f'[images.top.build]\nsource = {{ image = "{KEY}" }}\n'
    same = "machine = { trusted_certificates = ['certificates/root.cer'] }"
    as_ca = "machine = { trusted_certificates = [{ file = 'certificates/root.cer', store = 'CA' }] }"

    assert [] == warnings(tmp_path, below + above + same, root_cer=ROOT)
    (told,) = warnings(tmp_path, below + above + as_ca, root_cer=ROOT)
    assert told.startswith("'certificates/root.cer' stays in Root, where an image below has put it")


def test_linux_with_a_missing_certificate(tmp_path: Path) -> None:
    """A key that is not for Linux is reported once: to remove it, and not to add its file too."""
    lines = f"""[images.{KEY}]
os_type = "Linux"
[images.{KEY}.build]
source = {{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }}
software = ["git"]
machine = {{ trusted_certificates = ["certificates/none.cer"] }}"""

    assert ["GS357"] == [one.rule for one in examine(write(tmp_path, written(lines))).findings]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A file too large to read, an empty folder, and a name that is nearly right say what to do."""
    folder = tmp_path / "certificates"
    (folder / "empty").mkdir(parents=True)
    with (folder / "huge.cer").open("wb") as file:
        file.truncate(50_000_001)
    names = [f"certificates/{name}" for name in ("huge.cer", "empty", "huge.crt")]
    lines = f"[images.{KEY}.build.machine]\ntrusted_certificates = {names}"

    assert [
        "'certificates/huge.cer': is larger than 50,000,000 bytes, the limit: use a smaller one",
        "'certificates/empty': is an empty folder: put files into it, or correct the path",
        "'certificates/huge.crt': there is no such file beside the catalog; did you mean "
        "'certificates/huge.cer'?",
    ] == [one.message for one in examine(having(tmp_path, lines)).findings]
