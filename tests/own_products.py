"""Products of every kind, for the catalog with every kind of build, and for random ones."""

import json
import tomllib

FILES = {"installers/agent.msi": b"\xd0\xcf\x11\xe0", "installers/Own.1.2.3.nupkg": b"PK"}
"""Beside the catalog, for the products in it."""
SHA256 = "0" * 64
PRODUCTS = rf"""
[software.windows.chocolatey]
version = "1.2.3"
sha256 = "{SHA256}"

[software.windows.net3]
name = "A framework"
features = ["NetFx3"]
restart = true

[software.windows.ssh]
name = "OpenSSH server"
capabilities = ["OpenSSH.Server~~~~0.0.1.0"]

[software.windows.node]
name = "Node.js"
chocolatey = "nodejs-lts"
version = "1.2.3"
feed = "https://packages.example.com/choco/"
needs = ["chocolatey", "restart"]
arguments = "--pre"
environment = {{ NODE_OPTIONS = 'a "b"' }}

[software.windows.tool]
name = "A tool"
winget = "Contoso.Tool"
version = "1.2.3"
proof = {{ program = "A tool*" }}

[software.windows.az]
name = "Az.Accounts"
module = "Az.Accounts"
version = "1.2.3"

[software.windows.module]
name = "A module of our own"
file = "installers/Own.1.2.3.nupkg"
installer = "module"
proof = {{ module = "Own" }}
version = "1.2.3"

[software.windows.agent]
name = "An agent"
file = "installers/agent.msi"
installer = "msi"
proof = {{ program = "An agent" }}
timeout = "90m"
exit_codes = [1638, 3221225781]
machine_environment = {{ AGENT_HOME = '%ProgramFiles%\Agent', AGENT_MODE = "quiet" }}
path = ['%ProgramFiles%\Agent\bin']
needs = ["net3", "restart"]
restart = true

[software.windows.terminal]
name = "A terminal"
url = "https://downloads.example.com/terminal.msixbundle_Kit.zip"
installer = "msix"
archive_member = "*.msixbundle"
dependencies = ["Microsoft.UI.Xaml*_x64_*.appx"]
signer = "Contoso"
proof = {{ appx = "Contoso.Terminal" }}

[software.windows.jdk]
name = "A JDK"
url = "https://downloads.example.com/jdk-{{version}}.zip"
version = "21.0"
sha256 = "{SHA256}"
installer = "zip"
archive_member = "jdk-*"
destination = 'C:\jdk'
path = ['C:\jdk\bin']
proof = {{ command = "java -version" }}
supports = {{ windows = ["client", "Windows Server 2022"], architecture = ["x64"] }}

[software.windows.gears]
name = "Variables"
machine_environment = {{ GEARS = "3" }}

[software.windows.iis]
name = "Internet Information Services"
server_features = ["Web-Server", "NET-Framework-45-ASPNET"]
"""
OFFICE = """
[software.windows.suite]
name = "Office as a team wants it"
url = "https://officecdn.microsoft.com/pr/wsus/setup.exe"
installer = "office"
signer = "Microsoft Corporation"
version = "16.0.15330.20306"
exit_codes = [5]

[software.windows.suite.proof]
registry = 'HKLM:\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration'
name = "VersionToReport"

[software.windows.suite.office]
products = ["O365BusinessRetail", "VisioProRetail"]
channel = "Current"
languages = ["MatchOS", "de-DE"]
exclude_apps = []
shared_computer_activation = false
client_edition = 32
updates_enabled = true
"""
PRODUCTS += OFFICE
SHARED = tomllib.loads(PRODUCTS)["software"]
ON_CLIENTS = [
    *("net3", "ssh", "chocolatey", "node", "tool", "az", "module", "agent"),
    *("terminal", "jdk", "gears"),
]
ON_HOSTS = [
    *("visual-cpp-runtime", "multimedia-redirection", "onedrive", "webview2-runtime", "teams"),
    *("teams-meeting-add-in", "microsoft-365-apps"),
]
ON_SERVERS = ["net3", "iis", "agent", "jdk", "rds-session-host"]
SERVER = '{ publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }'
CASES = {
    "products": (f"software = {json.dumps(ON_CLIENTS)}", ""),
    "hosts": (f"software = {json.dumps(ON_HOSTS)}", ""),
    "office": ('software = ["suite"]', ""),
    "server": (f"software = {json.dumps(ON_SERVERS)}", SERVER),
}
"""Images that have them all: a line of their builds, and a source."""
SOMETIMES: tuple[list[str], ...] = (
    *(ON_CLIENTS, ON_HOSTS, ON_SERVERS, ["node"], ["tool"], ["agent"], ["jdk", "gears"]),
    *(["suite", "microsoft-365-apps"], ["teams-meeting-add-in"], ["webrtc-redirector"]),
)
