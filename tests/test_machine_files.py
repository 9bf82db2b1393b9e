"""Certificates that hosts trust, and what new users have: from the catalog to what the scripts are told."""

import json
import ssl
from base64 import b64decode
from pathlib import Path
from typing import Any

from catalog.load import examine, load
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.render import render
from tests.catalogs import write, written
from tests.certificates import ISSUING, ISSUING_THUMBPRINT, ROOT, ROOT_THUMBPRINT
from tests.images import KEY, reviewed, steps
from tests.test_security_review import downgrades

TRUSTED = """
[images.win11-avd.build.machine]
trusted_certificates = ["certificates/root.cer", "certificates/issuing.crt", {store}]
"""
AS_ROOT = '{ file = "certificates/other.cer", store = "Root" }'


def rendered(folder: Path, lines: str, **files: str | bytes) -> Files:
    """The folder of the image with these lines, and these files in certificates/."""
    catalog = load(having(folder, lines, **files))
    return render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)[KEY]


def having(folder: Path, lines: str, **files: str | bytes) -> Path:
    """The catalog with these lines, and these files beside it: `root_cer` is root.cer."""
    (folder / "certificates").mkdir(exist_ok=True)
    for name, data in files.items():
        path = folder / "certificates" / name.replace("_", ".")
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return write(folder, written(lines))


def machine(files: Files) -> dict[str, Any]:
    """What the scripts are told of the machine."""
    return dict(json.loads(files["image.json"])["machine"])


def test_trusted(tmp_path: Path) -> None:
    """Each certificate goes to the store for what it is, or to the one that I name, by its thumbprint."""
    der = ssl.PEM_cert_to_DER_cert(ROOT)
    other = ISSUING.replace("-----BEGIN", "# Contoso\n-----BEGIN", 1)
    files = rendered(tmp_path, TRUSTED.replace("{store}", ""), root_cer=der, issuing_crt=other)
    found = machine(files)["trusted_certificates"]

    assert [("Root", ROOT_THUMBPRINT), ("CA", ISSUING_THUMBPRINT)] == [
        (one["store"], one["thumbprint"]) for one in found
    ]
    assert der == b64decode(found[0]["data"])
    assert ["powershell certificates.ps1 MOMENT=set", "powershell certificates.ps1 MOMENT=test"] == [
        one["id"] for one in steps(files) if "certificates" in one["id"]
    ]


def test_a_store_of_my_own(tmp_path: Path) -> None:
    """An intermediate certificate can be trusted by itself."""
    lines = f"[images.{KEY}.build.machine]\ntrusted_certificates = [{AS_ROOT}]"
    found = machine(rendered(tmp_path, lines, other_cer=ISSUING))["trusted_certificates"]

    assert ["Root"] == [one["store"] for one in found]


def test_new_users(tmp_path: Path) -> None:
    """What is not said of new users follows from their language; the script runs as the build user."""
    lines = f"""[images.{KEY}.build]
languages = ["de-DE"]
[images.{KEY}.build.machine]
user_defaults = {{ language = "de-DE", format = "de-AT", keyboards = ["en-US", "de-DE"] }}"""
    files = rendered(tmp_path, lines)
    order = [
        one
        for one in steps(files)
        if "restart" in one["id"] or "languages" in one["id"] or "user" in one["id"]
    ]

    assert {
        **{"language": "de-DE", "format": "de-AT", "region": "AT"},
        "languages": ["de-DE", "en-US"],
    } == machine(files)["user_defaults"]
    assert [
        *("powershell install-languages.ps1", "windows-restart", "powershell user-defaults.ps1 MOMENT=set"),
        *(
            "windows-restart",
            "windows-restart",
            "powershell user-defaults.ps1 MOMENT=test",
            "windows-restart",
        ),
    ] == [one["id"] for one in order]
    assert ("build.User", "SYSTEM") == tuple(
        one["elevated_user"] for one in order if "user-defaults" in one["id"]
    )


def test_the_language_of_a_base(tmp_path: Path) -> None:
    """A layered image can have the language that its base installs."""
    lines = f'''[images.{KEY}.build]
languages = ["fr-FR"]
[images.top.build]
source  = {{ image = "{KEY}" }}
machine = {{ user_defaults = {{ language = "fr-FR" }} }}'''

    assert [] == examine(write(tmp_path, written(lines))).findings


def test_a_review_names_what_is_trusted(tmp_path: Path) -> None:
    """A reviewer reads the thumbprint of each certificate that hosts trust from now on, and of no other."""

    def side(*names: str, root: str = ROOT) -> Files:
        trusted = f"local_accounts = ['svc-app']\ntrusted_certificates = {list(names)}"
        lines = f"[images.{KEY}.build.machine]\n{trusted}"
        return rendered(tmp_path, lines, root_cer=root, issuing_crt=ISSUING)

    none, one = side(), side("certificates/root.cer")
    both, other = side("certificates/root.cer", "certificates/issuing.crt"), side("certificates/issuing.crt")
    changed = side("certificates/root.cer", root=ISSUING)

    for old, new, named in (
        (folder_without(tmp_path), one, [ROOT_THUMBPRINT]),
        (none, one, [ROOT_THUMBPRINT]),
        (one, both, [ISSUING_THUMBPRINT]),
        (one, changed, [ISSUING_THUMBPRINT]),
        (one, other, [ISSUING_THUMBPRINT]),
        (both, one, []),
        (both, side("certificates/issuing.crt", "certificates/root.cer"), []),
        ({}, one, [ROOT_THUMBPRINT]),
    ):
        told = [line for line in downgrades(old, new) if "trusts the certificate" in line]
        assert named == [line.split(", ")[1].split(")")[0] for line in told]
    path = f"machine.trusted_certificates.certificates/root.cer Root {ROOT_THUMBPRINT}"
    for old in (none, folder_without(tmp_path), {}):
        told = json.loads({part.path: str(part.new) for part in reviewed(old, one).arguments}[path])
        assert {"file": "certificates/root.cer", "store": "Root", "thumbprint": ROOT_THUMBPRINT} == told


def test_a_certificate_that_becomes_a_root(tmp_path: Path) -> None:
    """A reviewer is told of a certificate that is trusted by itself from now on, also under another name."""

    def side(name: str, store: str) -> Files:
        lines = f'trusted_certificates = [{{ file = "certificates/{name}", store = "{store}" }}]'
        return rendered(
            tmp_path, f"[images.{KEY}.build.machine]\n{lines}", leaf_pem=ISSUING, other_pem=ISSUING
        )

    below = side("leaf.pem", "CA")
    for name in ("leaf.pem", "other.pem"):
        (told,) = downgrades(below, side(name, "Root"))
        assert f"trusts the certificate `certificates/{name}` (Root, {ISSUING_THUMBPRINT})" in told
        assert [] == downgrades(side(name, "Root"), below)
    assert [] == downgrades(below, side("other.pem", "CA"))


def folder_without(folder: Path) -> Files:
    """The image without anything of a machine."""
    return rendered(folder, "")
