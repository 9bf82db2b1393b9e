"""Secrets that can be recognised wherever they turn up, and the search for them in every byte."""

import base64
import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote
from uuid import uuid4

MARK = f"quokka{token_hex(8)}"
"""Begins each secret. Made anew in each run, so no file of the project holds it."""
SPECIAL = "\"'\\/+& <é$%{"
"""Ends each secret: what JSON, an address, HCL and a shell write in another way."""
CLIENT_ID, TENANT_ID, SUBSCRIPTION_ID = str(uuid4()), str(uuid4()), str(uuid4())

AS_IS = """
ARM_CLIENT_SECRET ARM_CLIENT_CERTIFICATE ARM_CLIENT_CERTIFICATE_PASSWORD ARM_OIDC_TOKEN ARM_OIDC_REQUEST_TOKEN
ARM_ACCESS_KEY ARM_SAS_TOKEN MSI_SECRET IDENTITY_HEADER
ACTIONS_ID_TOKEN_REQUEST_TOKEN SYSTEM_ACCESSTOKEN GITHUB_TOKEN GH_TOKEN
AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_PASSWORD AZURE_PASSWORD AZURE_DEVOPS_EXT_PAT
HCP_CLIENT_SECRET PACKER_GITHUB_API_TOKEN
PKR_VAR_client_secret PKR_VAR_client_jwt PKR_VAR_oidc_request_token PKR_VAR_winrm_password
VAULT_TOKEN CONSUL_HTTP_TOKEN
TF_TOKEN_app_example_com TF_VAR_secret TF_VAR_client_secret TF_HTTP_PASSWORD TERRAFORM_CLOUD_TOKEN
CI_JOB_TOKEN CI_JOB_JWT CI_JOB_JWT_V2 CI_REGISTRY_PASSWORD CI_DEPLOY_PASSWORD CI_DEPENDENCY_PROXY_PASSWORD
""".split()
"""What azurerm, its backend, Azure's libraries, Packer, HCP, Terraform and CIs read, and may be secret."""
IN_ADDRESSES = (
    "CI_REPOSITORY_URL",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "PIP_INDEX_URL",
)
"""Of which a part is one."""
IDS = {
    **dict.fromkeys(("ARM_CLIENT_ID", "PKR_VAR_client_id", "AZURE_CLIENT_ID"), CLIENT_ID),
    **dict.fromkeys(("ARM_TENANT_ID", "PKR_VAR_tenant_id", "AZURE_TENANT_ID"), TENANT_ID),
    **dict.fromkeys(("ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"), SUBSCRIPTION_ID),
}
"""No secrets. Yet only the subscription may appear: each id that Azure gives begins with it."""


def secret(name: str) -> str:
    """The secret of that name."""
    return f"{MARK}-{name}-{SPECIAL}"


PLANTED = {
    **{name: secret(name) for name in AS_IS},
    # Nothing listens on port 9 of this machine.
    **{name: f"http://user:{quote(secret(name), safe='')}@127.0.0.1:9/" for name in IN_ADDRESSES},
    **IDS,
}
"""The environment of a job that holds all of them."""


def _forms(text: str) -> Iterator[bytes]:
    """How a text may be written: in UTF-8 or UTF-16, and these in hex or anywhere inside of base64.

    JSON, addresses, HCL, XML, `repr` and shells write letters, digits and `-` as they are.
    """
    for plain in (text.encode(), text.encode("utf-16-le")):
        yield plain
        yield plain.hex().encode()
        for before in range(3):
            encoded = base64.b64encode(bytes(before) + plain)
            # Without the characters that hold bits of the bytes around it.
            inner = encoded[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


FORMS = {form.lower() for text in (MARK, CLIENT_ID, TENANT_ID) for form in _forms(text)}
FORMS |= {text.replace("-", "").encode() for text in (CLIENT_ID, TENANT_ID)}


def found(where: str, data: bytes) -> Iterator[str]:
    """Each place in the data where one of them stands, with what is around it; archives are opened."""
    lower = data.lower()
    for form in FORMS:
        at = lower.find(form)
        if at >= 0:
            yield f"{where}: {data[max(0, at - 60) : at + 100]!r}"
    for name, inner in _unpacked(data):
        yield from found(f"{where}!{name}", inner)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is in a zip file, such as Terraform's plan, in a tarball, or under gzip."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif data[:2] == b"\x1f\x8b":
        yield "gunzip", gzip.decompress(data)
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            members = [(member.name, archive.extractfile(member)) for member in archive]
            yield from ((name, file.read()) for name, file in members if file)


def found_below(*folders: Path) -> tuple[int, list[str]]:
    """How many files there are, and what was found in their bytes and names; links are not followed."""
    paths = [
        Path(folder, name)
        for top in folders
        for folder, inside, files in os.walk(top)
        for name in (*files, *inside)
    ]
    hits = [hit for path in paths for hit in found("a name", str(path).encode())]
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    return len(files), hits + [hit for path in files for hit in found(str(path), path.read_bytes())]
