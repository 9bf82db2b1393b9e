"""Products of a catalog's own: where each comes from, and the keys that apply to that."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from catalog.rules.step_files import BLOB, MOST_FOR_WINDOWS
from catalog.software import shipped
from catalog.windows_product import FILES, ORIGINS, applying
from facts.feature_names import COMMANDS, key_of
from facts.secrets import looks_secret, sounds_secret
from files.folders import as_bytes
from files.quote import quoted


@rule(
    "GS301",
    "A product must come from one place, and have only keys that apply to it",
    example="""
[software.windows.node]
name         = "Node.js"
chocolatey   = "nodejs-lts"
version      = "1.2.3"
- destination = "C:/node"
proof        = { command = "node --version" }
""",
    happens="The key would change nothing in the build.",
    fix="Keep one of url, file, chocolatey, winget, module, features, server_features and capabilities; remove "
    "what does not apply to it, or to the installer.",
    source="goldshelf: docs/products.md",
)
def keys_that_apply(catalog: Catalog) -> Found:
    """Also of products that no image installs."""
    for name, product in catalog.software.windows.items():
        given = product.model_fields_set
        where = ("software", "windows", name)
        origins = [one for one in ORIGINS if one in given]
        for other in origins[1:]:
            yield (
                (*where, other),
                f"must not be set together with {origins[0]}: a product comes from one place",
            )
        keys = applying(origins, product.installer)
        what = (
            f"installer = {quoted(product.installer)}"
            if origins and origins[0] in FILES
            else ", ".join(origins[:1])
        )
        for key in sorted(given - keys - {*origins}):
            yield (*where, key), f"does not apply to {what or 'a product that only sets values'}: remove it"


@rule(
    "GS256",
    "A feature of Windows should be under the key for its kind of name",
    example="""
[software.windows.iis]
name            = "Internet Information Services"
- features        = ["Web-Server"]
+ server_features = ["Web-Server"]
""",
    happens="Windows knows no such feature, in the build.",
    fix="Use server_features for the names that Get-WindowsFeature lists, features for those of "
    "Get-WindowsOptionalFeature.",
    source="Microsoft: Roles, Role Services, and Features included in Windows Server; facts/feature_names.py",
)
def names_of_the_key(catalog: Catalog) -> Found:
    """Only what is certain: features of IIS and .NET."""
    for name, product in catalog.software.windows.items():
        for key, other in (("features", "server_features"), ("server_features", "features")):
            for index, feature in enumerate(getattr(product, key) or []):
                if key_of(feature) == other:
                    yield (
                        ("software", "windows", name, key, index),
                        f"{feature!r} is a name for {other}: put it there, or use its name in {COMMANDS[key]}",
                    )


@rule(
    "GS302",
    "The file of a product must be beside the catalog, and the one that sha256 names",
    example="""
[software.windows.agent]
name      = "Contoso Agent"
- file      = "installers/agents.msi"
+ file      = "installers/agent.msi"
installer = "msi"
proof     = { program = "Contoso Agent" }
""",
    happens="There would be nothing to copy into the folder that Packer reads, before the build, or another "
    "installer than the one that was reviewed.",
    fix="Add the file below the folder of the catalog, or correct its path or its sha256.",
    source="goldshelf: docs/products.md",
)
def file_beside(catalog: Catalog) -> Found:
    """Its digest is in the review, whether or not the catalog has a sha256."""
    for name, product in catalog.software.windows.items():
        if not product.file:
            continue
        where = ("software", "windows", name)
        if why := catalog.own.why_no_file(product.file):
            yield (*where, "file"), why
        elif product.sha256 and product.sha256.lower() != catalog.own.digests[product.file]:
            found = catalog.own.digests[product.file]
            yield (*where, "sha256"), f"{product.file!r} has the SHA-256 {found}: it is another file"


@rule(
    "GS303",
    "The file of a product must be small",
    example="""
[software.windows.agent]
name      = "Contoso Agent"
- file      = "6MB.msi"
+ file      = "4MB.msi"
installer = "msi"
proof     = { program = "Contoso Agent" }
""",
    happens="WinRM sends 8 KB in each command: 1.4 MB took 32 minutes, in the build.",
    fix="Put large installers into a storage account: url, with sha256 and with_identity.",
    source="hashicorp/packer#2648 and #4806: uploads over WinRM",
)
def small_for_winrm(catalog: Catalog) -> Found:
    """The limit is that of a step."""
    for name, product in catalog.software.windows.items():
        size = len(as_bytes(catalog.own.texts.get(product.file or "", "")))
        if size > MOST_FOR_WINDOWS:
            yield (
                ("software", "windows", name, "file"),
                f"has {size:,} bytes, which WinRM sends, and the limit is {MOST_FOR_WINDOWS:,}: {BLOB}",
            )


@rule(
    "GS304",
    "A product must not hold a secret",
    example="""
[software.windows.agent]
name        = "Contoso Agent"
url         = "https://downloads.example.com/agent.msi"
installer   = "msi"
signer      = "Contoso Ltd"
proof       = { program = "Contoso Agent" }
- environment = { AGENT_PASSWORD = "hunter2" }
""",
    happens="Everybody who can read the catalog, the pull request or the rendered files could use it, before "
    "the build and after it.",
    fix="Install without it, and hand it over in a step with `secrets`. If the value was committed, it is known: "
    "replace it.",
    source="goldshelf: no secret belongs in a file",
)
def no_secret(catalog: Catalog) -> Found:
    """By the name of a variable, or by the form of a value. The message never shows the value."""
    told = "must not be in the catalog if it is a secret: hand it over in a step with `secrets`"
    for name, product in catalog.software.windows.items():
        ours = shipped()["windows"].get(name, {})
        if product.arguments != ours.get("arguments", "") and looks_secret(f" {product.arguments}"):
            yield ("software", "windows", name, "arguments"), told
        for key in ("environment", "machine_environment"):
            for variable, value in getattr(product, key).items():
                if ours.get(key, {}).get(variable) == value:
                    continue  # to look there too would take longer than the rest of the check
                if looks_secret(value) or sounds_secret(variable, value):
                    yield ("software", "windows", name, key, variable), told
