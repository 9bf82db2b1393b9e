"""What is refused of products, and what is told of them, before a build."""

from pathlib import Path

import pytest

from tests.one_product import SIGNED, URL, told

BESIDE = 'name = "P"\nfile = "installers/agent.msi"\ninstaller = "msi"'
MSIX = f'name = "P"\n{URL}\ninstaller = "msix"\nsigner = "x"'
REFUSED: dict[str, tuple[str, str]] = {
    "two origins": (f'{SIGNED}file = "installers/agent.msi"', "p.file: must not be set together with url"),
    "key of another installer": (
        f"{SIGNED}destination = 'C:/x'",
        "destination: does not apply to installer = 'exe'",
    ),
    "signer of a zip": (
        f'name = "P"\n{URL}\ninstaller = "zip"\ndestination = "C:/x"\nsigner = "x"\nproof = {{ appx = "x" }}',
        "signer: does not apply to installer = 'zip': remove it (GS301)",
    ),
    "version of a feature": (
        'name = "P"\nfeatures = ["NetFx3"]\nversion = "1"',
        "version: does not apply to features: remove it (GS301)",
    ),
    "key of nothing": (
        'name = "P"\nmachine_environment = { A = "b" }\nsha256 = "' + "0" * 64 + '"',
        "only sets values",
    ),
    "no such file": (
        'name = "P"\nfile = "installers/agnt.msi"\ninstaller = "msi"\nproof = { file = "C:/x" }',
        "there is no such file beside the catalog; did you mean 'installers/agent.msi'? (GS302)",
    ),
    "a folder": (
        'name = "P"\nfile = "installers"\ninstaller = "msi"\nproof = { file = "C:/x" }',
        "'installers' must be a file in the folder of the catalog (GS302)",
    ),
    "another file": (
        f'{BESIDE}\nproof = {{ file = "C:/x" }}\nsha256 = "{"0" * 64}"',
        "it is another file (GS302)",
    ),
    "no proof": (f'name = "P"\n{URL}\ninstaller = "exe"\nsigner = "x"', "has no proof that it is there"),
    "no destination": (
        f'name = "P"\n{URL}\ninstaller = "zip"\nsha256 = "{"0" * 64}"\nproof = {{ file = "C:/x" }}',
        "has no destination",
    ),
    "module without a name": (
        'name = "P"\nfile = "installers/Own.1.2.3.nupkg"\ninstaller = "module"\nproof = { file = "C:/x" }',
        "has no name of its module: set proof = { module }",
    ),
    "dependencies of nothing": (
        f'{MSIX}\nproof = {{ appx = "x" }}\ndependencies = ["y"]',
        "has dependencies and no archive_member",
    ),
    "secret in arguments": (
        f'{SIGNED}arguments = "/quiet PASSWORD=hunter2x"',
        "hand it over in a step with `secrets`",
    ),
    "secret in the machine": (
        f'{SIGNED}machine_environment = {{ API_TOKEN = "hunter2x" }}',
        "API_TOKEN: must not be",
    ),
    "secret in a feed": (
        'name = "P"\nchocolatey = "p"\nfeed = "https://x.example/choco?token=hunter2x"',
        "p.feed: must not contain a signature, token or key",
    ),
    "password in a feed": (
        'name = "P"\nmodule = "P"\nfeed = "https://u:hunter2x@x.example/"',
        "use an https:// address without a password",
    ),
    "arguments of several lines": (
        f'{SIGNED}arguments = "/S\\n/D"',
        "must be one line of printable characters",
    ),
    "up from the archive": (f'{SIGNED}archive_member = "../setup.exe"', "without '..'"),
    "nothing in the archive": (f'{SIGNED}archive_member = "/"', "use a name in the archive"),
    "variable of Windows": (
        f'{SIGNED}machine_environment = {{ ProgramFiles = "D:/Programs" }}',
        "is a variable of the system: use another",
    ),
    "variable without a value": (f'{SIGNED}machine_environment = {{ A = "" }}', "and not empty"),
    "unknown need": (f'{SIGNED}needs = ["q"]', "there is no product 'q'"),
    "needed twice": (
        f'{SIGNED}needs = ["restart", "restart"]',
        "p.needs[1]: 'restart' is listed twice: keep one (GS305)",
    ),
    "own need": (f'{SIGNED}needs = ["p"]', "'p' needs 'p' itself"),
    "proof beside nothing": (
        f"name = 'P'\n{URL}\ninstaller = 'exe'\nsigner = 'x'\nproof = {{ file = 'Contoso/agent.exe' }}",
        "p.proof.file: use an absolute path without '..' and wildcards",
    ),
    "removal beside nothing": (f"{SIGNED}remove = ['Temp']", "p.remove[0]: use an absolute path"),
    "limit below a second": (f"{SIGNED}timeout = '0.9s'", "from 1s to 24h, got '0.9s' (GS004)"),
    "half a capability": ('name = "P"\ncapabilities = ["OpenSSH.Server"]', "use the whole name"),
    "all packages": ('name = "P"\nchocolatey = "all"', "use the id of a single package"),
    "roles of a client": (
        'name = "P"\nserver_features = ["Web-Server"]',
        "'p' is made for Windows Server, and the source has Windows 11, multi-session (GS307)",
    ),
    "another release": (
        f'{SIGNED}supports = {{ windows = ["Windows 10", "Windows Server 2022"] }}',
        "'p' is made for Windows 10, Windows Server 2022, and the source has Windows 11, multi-session",
    ),
    "one session": (
        f"{SIGNED}supports = {{ multi_session = false }}",
        "'p' is made for Windows for a single session, and the source has Windows 11, multi-session (GS307)",
    ),
    "another processor": (
        f'{SIGNED}supports = {{ architecture = ["Arm64"] }}',
        "'p' is made for Arm64, the image is x64",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    """What would fail in the build, or mean something else there, is told once, and never with a secret."""
    product, message = REFUSED[case]
    (said,) = [one for one in told(tmp_path, product) if "(GS233)" not in one]

    assert message in said
    assert "hunter2x" not in said


@pytest.mark.parametrize(
    ("key", "names", "said"),
    [
        (
            "features",
            ["Web-Server", "NetFx3", "NET-Framework-Core"],
            [
                "[0]: 'Web-Server' is a name for server_features: put it there, or use its name in "
                "Get-WindowsOptionalFeature (GS256)",
                "[2]: 'NET-Framework-Core' is a name for server_features: put it there, or use its name in "
                "Get-WindowsOptionalFeature (GS256)",
            ],
        ),
        (
            "server_features",
            ["IIS-WebServerRole", "Web-Server"],
            [
                "[0]: 'IIS-WebServerRole' is a name for features: put it there, or use its name in "
                "Get-WindowsFeature (GS256)"
            ],
        ),
        # DISM's name of this one was not found.
        ("features", ["Web-Application-Proxy", "IIS-WebServerRole"], []),
    ],
)
def test_names_of_features(key: str, names: list[str], said: list[str], tmp_path: Path) -> None:
    """A name that is certain to be one of the other key is warned of, with that key."""
    found = told(tmp_path, f'name = "P"\n{key} = {names}', build="software = []")

    assert said == [one.removeprefix(f"software.windows.p.{key}") for one in found]


@pytest.mark.parametrize(
    ("software", "said"),
    [
        ('["q", "p"]', []),
        ('["p", "q"]', ["'p' needs 'q', which comes later: move that above it (GS306)"]),
        ('["p"]', ["'p' needs 'q': add that above it (GS306)"]),
    ],
)
def test_needs_come_before(software: str, said: list[str], tmp_path: Path) -> None:
    """An image has what its products need, above them."""
    more = '[software.windows.q]\nname = "Q"\nfeatures = ["NetFx3"]\n'
    found = told(tmp_path, f'{SIGNED}needs = ["q", "restart"]', build=f"software = {software}", more=more)

    assert said == [one.partition(": ")[2] for one in found]


def test_circle_of_needs(tmp_path: Path) -> None:
    """A circle is told at each product of it."""
    more = '[software.windows.q]\nname = "Q"\nfeatures = ["NetFx3"]\nneeds = ["r"]\n'
    more += '[software.windows.r]\nname = "R"\nfeatures = ["NetFx3"]\nneeds = ["p"]\n'
    found = told(tmp_path, f'{SIGNED}needs = ["q"]', build="software = []", more=more)

    assert [
        "software.windows.p.needs[0]: 'q' needs 'p' itself: remove one of the two (GS305)",
        "software.windows.q.needs[0]: 'r' needs 'q' itself: remove one of the two (GS305)",
        "software.windows.r.needs[0]: 'p' needs 'r' itself: remove one of the two (GS305)",
    ] == found


def test_a_layer_has_what_its_base_has(tmp_path: Path) -> None:
    """What the base of a layered image installs is there; of another gallery's image nothing is known."""
    more = '[software.windows.q]\nname = "Q"\nfeatures = ["NetFx3"]\n[images.layer.build]\nsoftware = ["p"]\n'
    needing = f'{SIGNED}needs = ["q"]'
    layer = f'{more}source = {{ image = "win11-avd" }}\n'
    other = f'{more}source = {{ gallery_name = "g", image_name = "i", resource_group = "r" }}\n'

    assert [] == told(tmp_path, needing, build='software = ["q"]', more=layer)
    assert ["images.layer.build.software[0]: 'p' needs 'q': add that above it (GS306)"] == told(
        tmp_path, needing, build="software = []", more=layer
    )
    assert [] == told(tmp_path, needing, build="software = []", more=other)


def test_unknown_windows_is_told_once(tmp_path: Path) -> None:
    """One warning names the products that may not fit a source of which nothing is known."""
    source = 'software = ["p"]\nsource = { gallery_name = "g", image_name = "i", resource_group = "r" }'
    supports = 'supports = { windows = ["client"], multi_session = false }'

    assert [
        "images.win11-avd.build.software: nothing shows which Windows the source has, and 'p' is made for "
        "client Windows and Windows for a single session: make sure (GS231)"
    ] == told(tmp_path, f"{SIGNED}{supports}", build=source)


def test_private_key_of_a_repository(tmp_path: Path) -> None:
    """A private key in place of a repository's public one is refused: the build would take it into the VM."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys/own.asc").write_text("-----BEGIN PGP PRIVATE KEY BLOCK-----\n")
    table = f'[repositories.own]\nkey = "keys/own.asc"\nfingerprint = "{"0" * 40}"\ndnf.baseurl = "https://x.example/"'
    (said,) = told(tmp_path, SIGNED, more=table)

    assert said == (
        "repositories.own.key: 'keys/own.asc' holds a private key: replace that key, and keep only a public "
        "one here (GS315)"
    )
