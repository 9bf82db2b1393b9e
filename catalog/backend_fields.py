"""The types of single fields of `[backend]`."""

import re
from typing import Annotated

from pydantic import Field

from catalog import fields
from catalog.build_fields import GUID
from catalog.limit import Limit, matching

LONGEST_NAME = "/image-definition.tfstate"
"""What a stack adds to the key, at most."""
BLOB_NAME = 1024
"""Azure's limit of a blob's name. Source: Naming and Referencing Containers, Blobs, and Metadata."""

StorageAccountName = Annotated[
    str,
    # Azure: Resource name rules, Microsoft.Storage; OpenTofu 1.11, backend.go, checkAccountAndContainerNames.
    matching(
        r"[0-9a-z]{3,24}",
        "use the name alone, without .blob and what follows it: 3-24 lower-case letters and digits",
    ),
]
ContainerName = Annotated[
    str,
    Limit(
        fits=lambda name: not name.startswith("$"),
        message="use a container of its own: $web is public, and $root takes no name with a '/', such as "
        "that of a stack's state",
    ),
    # Azure: Naming and Referencing Containers, Blobs, and Metadata; OpenTofu 1.11, as above.
    matching(
        r"(?=.{3,63}$)[0-9a-z]+(?:-[0-9a-z]+)*",
        "use 3-63 lower-case letters, digits and single '-', with a letter or digit at both ends",
    ),
]
Key = Annotated[
    fields.RelativeFolder,
    Limit(
        fits=lambda key: len(key) <= BLOB_NAME - len(LONGEST_NAME),
        message=f"must not exceed {BLOB_NAME - len(LONGEST_NAME)} characters: the name of a state, which is "
        f"the key with {LONGEST_NAME} at its end, has {BLOB_NAME} at most",
        schema={"maxLength": BLOB_NAME - len(LONGEST_NAME)},
    ),
]
ClientId = Annotated[str, matching(GUID, "use the client id, a GUID: not the object id, and no name")]
TenantId = Annotated[
    str,
    # Entra ID accepts a domain of the tenant wherever it accepts the id.
    matching(
        rf"{GUID}|(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,63}}",
        "use the tenant's id, a GUID, or one of its domains, such as contoso.onmicrosoft.com",
    ),
]
EncryptionScope = Annotated[
    str,
    # What Azure's REST API and azurerm's stricter check have in common: both know letters, digits and '-'.
    matching(r"[0-9A-Za-z-]{3,63}", "use the name of the encryption scope: 3-63 letters, digits and '-'"),
]
MachineFile = Annotated[
    str,
    # Terraform runs in the folder of a stack, and reads ~ as any other letter.
    matching(
        r"(?:/|[A-Za-z]:[\\/])[^\x00-\x1f]+",
        "use a whole path of the machine that deploys, such as /run/secrets/id: Terraform runs in another "
        "folder, and does not know ~",
    ),
]
Url = Annotated[
    str,
    Limit(
        fits=re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/%-]*)?").fullmatch,
        message="use a URL with http:// or https://, without a sign-in or a query",
    ),
]
Seconds = Annotated[int, Field(ge=1, le=3600)]
