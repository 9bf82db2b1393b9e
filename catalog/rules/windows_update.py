"""Updates: what goes together, and what the plugin can be told."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence

from catalog.build import Build
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import each_image, rule

MOST_CHARACTERS = 8191
"""Of a command line that cmd.exe takes. Source: Microsoft, "Command prompt line string limitation"."""
AROUND = 300
"""What the plugin's command line has around the encoded part: its source, provisioner.go and elevated-template."""
FOR_WSUS = ("server", "target_group")


@rule(
    "GS330",
    "The keys of windows_update must go together",
    example="""
[images.win11-avd.build.windows_update]
service = "wsus"
+ server  = "https://wsus.contoso.example:8531"
""",
    happens="Windows would take its updates from elsewhere in the build than the catalog seems to say.",
    fix="Set server for service = 'wsus', and remove what does not apply to the service.",
    source="Microsoft: Configure Automatic Updates using Registry Editor (WUServer, TargetGroup)",
)
@each_image
def one_service(image: Image, _: Catalog) -> Found:
    """A server is for WSUS, and only a service that the build chooses can be kept."""
    updates, where = image.build.windows_update, ("build", "windows_update")
    if updates is None:
        return
    if updates.service == "wsus" and updates.server is None:
        yield (*where, "service"), "'wsus' needs server: set that, or change this"
    for name in FOR_WSUS:
        if updates.service != "wsus" and getattr(updates, name) is not None:
            yield (*where, name), "is only for service = 'wsus': set that, or remove this"
    if updates.keep_service and updates.service == "windows_update":
        yield (
            (*where, "keep_service"),
            "needs another service than 'windows_update': set that, or remove this",
        )


@rule(
    "GS331",
    "Lists of windows_update and package_updates must not name anything twice",
    example="""
[images.win11-avd.build.windows_update]
- exclude = ["KB5075941", "KB5075941"]
+ exclude = ["KB5075941"]
""",
    happens="One of them does nothing in the build, and may stay when the other is removed.",
    fix="Keep one.",
    source="goldshelf: packer/provisioners/windows_update.py, packer/scripts/linux/update.sh",
)
@each_image
def named_once(image: Image, _: Catalog) -> Found:
    """Windows compares titles without regard to case."""
    for where, names, fold in _lists(image.build):
        folded = [fold(name) for name in names]
        for index, name in enumerate(names):
            if folded[index] in folded[:index]:
                yield ("build", *where, index), f"{name!r} is listed twice: keep one"


def _lists(build: Build) -> Iterator[tuple[Location, Sequence[str], Callable[[str], str]]]:
    """Each list, and what makes its names comparable."""
    if build.windows_update:
        for key in ("phases", "exclude", "categories"):
            yield ("windows_update", key), getattr(build.windows_update, key), str.lower
    if build.package_updates:
        yield ("package_updates", "exclude"), build.package_updates.exclude, str


@rule(
    "GS332",
    "What windows_update leaves out must fit into one command line",
    example="""
[images.win11-avd.build.windows_update]
- exclude = [
-   "KB5000001", "KB5000002", "KB5000003", "KB5000004", "KB5000005", "KB5000006", "KB5000007", "KB5000008",
-   "KB5000009", "KB5000010", "KB5000011", "KB5000012", "KB5000013", "KB5000014", "KB5000015", "KB5000016",
-   "KB5000017", "KB5000018", "KB5000019", "KB5000020", "KB5000021", "KB5000022", "KB5000023", "KB5000024",
-   "KB5000025", "KB5000026", "KB5000027", "KB5000028", "KB5000029", "KB5000030", "KB5000031", "KB5000032",
-   "KB5000033", "KB5000034", "KB5000035", "KB5000036", "KB5000037", "KB5000038", "KB5000039", "KB5000040",
-   "KB5000041", "KB5000042", "KB5000043", "KB5000044", "KB5000045", "KB5000046", "KB5000047", "KB5000048",
-   "KB5000049", "KB5000050", "KB5000051", "KB5000052", "KB5000053", "KB5000054", "KB5000055", "KB5000056",
-   "KB5000057", "KB5000058", "KB5000059", "KB5000060", "KB5000061", "KB5000062", "KB5000063", "KB5000064",
-   "KB5000065", "KB5000066", "KB5000067", "KB5000068", "KB5000069", "KB5000070", "KB5000071", "KB5000072",
-   "KB5000073", "KB5000074", "KB5000075", "KB5000076", "KB5000077", "KB5000078", "KB5000079", "KB5000080",
- ]
+ exclude = ["KB5075941"]
""",
    happens="cmd.exe refuses the command of the plugin in the build, which looks as if no update could be found.",
    fix="Leave out fewer, by number or by a shorter pattern that fits several.",
    source="Microsoft: command line limitation of cmd.exe; packer-plugin-windows-update 0.18.4, provisioner.go",
)
@each_image
def short_enough(image: Image, _: Catalog) -> Found:
    """The plugin runs its script by a task of cmd.exe, with criteria and filters as UTF-16 in Base64."""
    updates = image.build.windows_update
    if updates is None:
        return
    texts = [updates.search_criteria, *updates.filters]
    quoted = ",".join("'" + text.replace("'", "''") + "'" for text in texts)
    length = AROUND + len(b64encode(f"C:/Windows/Temp/packer-windows-update.ps1 {quoted}".encode("utf-16le")))
    if length > MOST_CHARACTERS:
        key = "exclude" if updates.exclude else "categories"
        yield (
            ("build", "windows_update", key),
            f"makes a command of {length:,} characters, and cmd.exe takes {MOST_CHARACTERS:,}: leave out fewer, "
            "or use patterns that fit several",
        )


@rule(
    "GS250",
    "A WSUS server should be reached over https",
    example="""
[images.win11-avd.build.windows_update]
service = "wsus"
- server  = "http://wsus.contoso.example:8530"
+ server  = "https://wsus.contoso.example:8531"
""",
    happens="Whoever is between the build VM and the server can offer other updates of Microsoft's in the build.",
    fix="Use the https address of the server, whose certificate the source image must trust.",
    source="Microsoft: Configure WSUS, secure WSUS with the TLS protocol",
)
@each_image
def encrypted_server(image: Image, _: Catalog) -> Found:
    """The updates are signed, what the server says about them is not."""
    updates = image.build.windows_update
    if updates and updates.server and updates.server.startswith("http:"):
        yield (
            ("build", "windows_update", "server"),
            f"{updates.server!r} is not encrypted: use its https address, often with port 8531",
        )
