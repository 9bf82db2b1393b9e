"""The root of linux_root.py with apt, dnf or zypper, and a rendered folder whose steps run there in order.

All three are Debian's own. What runs for real: they, rpm and dpkg, gpg, signed repositories over https, and
the scripts. What such a root does not show: the packages, kernels, subscriptions, SELinux and cloud-init of
RHEL or SLES.
"""

import json
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.builds import image, outputs
from tests.conftest import DATA, Once, run_hook
from tests.linux_builds import GALLERY
from tests.linux_root import ALONE, MIRROR, SMALLER, SUDO, SUITE, Machine
from tests.programs import Done, execute

COMMON = "ca-certificates curl gnupg"
PACKAGES = {
    "apt": f"{COMMON} apt-utils",
    "dnf": f"{COMMON} rpm dnf dnf-plugins-core createrepo-c",
    "zypper": f"{COMMON} rpm zypper createrepo-c",
}
SOURCES = {
    "apt": '{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }',
    "dnf": '{ publisher = "RedHat", offer = "RHEL", sku = "9-lvm-gen2" }',
    "zypper": '{ publisher = "SUSE", offer = "sles-15-sp7", sku = "gen2" }',
}
ROOT = "/build"
"""Where the rendered folder is in the root."""
FOLDER = "var/tmp/goldshelf"


def make(manager: str, debian: Path, folder: Path) -> None:
    """Make the root of one package manager: packages, the system's repository, and others with their keys."""
    root = folder / "root"
    copied = execute(*SUDO, "cp", "--archive", debian / "root", root)
    assert 0 == copied.returncode, copied.stderr
    machine = Machine(root=root, key=debian / "key", port=0)
    machine.said(f"echo 'deb {MIRROR} {SUITE} main' >/etc/apt/sources.list; apt-get -qq update")
    install = f"DEBIAN_FRONTEND=noninteractive apt-get -qqy install {PACKAGES[manager]}"
    installed = machine.run(f"{install} && {SMALLER.strip()}")
    assert 0 == installed.returncode, installed.stderr
    certificate = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    files = ("-keyout", folder / "tls.key", "-out", folder / "tls.crt")
    execute("openssl", *certificate, "-addext", "subjectAltName=DNS:localhost", *files)
    shutil.copy(folder / "tls.crt", root / "usr/local/share/ca-certificates/localhost.crt")
    script = "deb.sh" if manager == "apt" else "rpm.sh"
    shutil.copy(DATA / "linux-families" / script, root / script)
    made = machine.run(f"update-ca-certificates >/dev/null && bash /{script} {manager} && rm /{script}")
    assert 0 == made.returncode, made.stdout[-2000:] + made.stderr[-2000:]
    for name in ("contoso", "stranger"):
        shutil.copy(root / f"srv/{name}.asc", folder)


@dataclass(frozen=True, kw_only=True)
class Family:
    """A copy of such a root, and the address of its repositories."""

    manager: str
    made: Path
    """The folder that `make` filled: keys are there too."""
    machine: Machine
    address: str

    def fingerprint(self, name: str) -> str:
        """That of a key."""
        shown = execute("gpg", "--show-keys", "--with-colons", self.made / f"{name}.asc")
        return next(line.split(":")[9] for line in shown.stdout.splitlines() if line.startswith("fpr"))

    def repository(self, name: str, *, folder: str = "", fingerprint: str = "", **values: str) -> str:
        """The table of a repository in the catalog, for the files at `folder`."""
        at = f"{self.address}/{folder or name}"
        where = f'uris = ["{at}"], suites = ["./"]' if self.manager == "apt" else f'baseurl = "{at}"'
        given = {"key": f'"keys/{name}.asc"', **values}
        lines = [f"[repositories.{name}]", f'fingerprint = "{fingerprint or self.fingerprint(name)}"']
        lines += [f"{key} = {value}" for key, value in given.items()]
        return "\n".join([*lines, f"{self.manager} = {{ {where} }}", ""])

    def rendered(self, folder: Path, build: str, tables: str) -> Path:
        """What the hook writes for an image of this family."""
        source = SOURCES[self.manager]
        network = 'allowed_inbound_ip_addresses = ["203.0.113.0/24"]'
        text = GALLERY + image("server", network, build, system="linux", source=source) + f"\n{tables}"
        (folder / "keys").mkdir(parents=True)
        for name in ("contoso", "stranger"):
            shutil.copy(self.made / f"{name}.asc", folder / "keys")
        (folder / "packages").mkdir()
        ending = "deb" if self.manager == "apt" else "rpm"
        shutil.copy(self.machine.root / f"srv/www/agent.{ending}", folder / "packages")
        (folder / "catalog.toml").write_text(text)
        (folder / "outputs.json").write_text(outputs({"server": "server"}))
        run = run_hook(folder, "--catalog", "catalog.toml")
        assert (0, "") == (run.returncode, run.stderr), run.stdout
        return folder / "packer.out/server"

    def built(self, rendered: Path, *, manifest: Path | None = None, until: str = "") -> "Built":
        """Do what Packer does with the steps of a rendered folder, until one fails, or that one is done."""
        execute(*SUDO, "cp", "--recursive", rendered, f"{self.machine.root}{ROOT}")
        facts = json.loads((rendered / "facts.json").read_text())
        ran, said = [], ""
        for step in facts["provisioners"]:
            name, done = self._step(step, manifest)
            ran.append(name)
            said += done.stdout + done.stderr
            if done.returncode and not step.get("expect_disconnect"):
                return Built(ran=ran, said=said, failed=name)
            if name == until:
                break
        return Built(ran=ran, said=said, failed=None)

    def _step(self, step: dict[str, Any], manifest: Path | None) -> tuple[str, Done]:
        if step["type" if "type" in step else "id"].startswith("file"):
            return self._file(step, manifest)
        variables = " ".join(step.get("environment_vars", [])).replace("${var.image_version}", "1.0.0")
        does = step["script"].replace("${path.root}", ROOT) if "script" in step else step["inline"][0]
        command = f"bash {does}" if "script" in step else does
        name = Path(does).name if "script" in step else does.split()[0]
        return name, self.machine.run(f"export SUDO_USER=packer {variables}; cd /; {command}")

    def _file(self, step: dict[str, Any], manifest: Path | None) -> tuple[str, Done]:
        if step.get("direction") == "download":
            if manifest:
                shutil.copy(f"{self.machine.root}{step['source']}", manifest)
            return "download", subprocess.CompletedProcess([], 0, "", "")
        sources = [one.replace("${path.root}", ROOT) for one in step.get("sources") or [step["source"]]]
        return "upload", self.machine.run(f"cp {' '.join(sources)} {step['destination']}")


@dataclass(frozen=True, kw_only=True)
class Built:
    """What ran, in order, what all of it said, and which step failed."""

    ran: list[str]
    said: str
    failed: str | None

    @property
    def reasons(self) -> str:
        """What it said, on one line."""
        return re.sub(r"\s+", " ", self.said)


@contextmanager
def serving(folder: Path, made: Path) -> Iterator[str]:
    """Serve a folder over https, as the certificate in `made` allows; yield the address."""

    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(partial(Silent, directory=str(folder)), made) as port:
        yield f"https://localhost:{port}"


@contextmanager
def listening(answer: Callable[..., BaseHTTPRequestHandler], made: Path | None = None) -> Iterator[int]:
    """Answer on a port, over https with the certificate in `made`; yield the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        if made:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(made / "tls.crt", made / "tls.key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def copy_of(manager: str, made: Path, folder: Path) -> Iterator[Family]:
    """Yield a copy of the root, and remove it."""
    root = folder / "root"
    try:
        copied = execute(*SUDO, "cp", "--archive", "--reflink=auto", made / "root", root)
        assert 0 == copied.returncode, copied.stderr
        with serving(root / "srv/www", made) as address:
            machine = Machine(root=root, key=made / "key", port=0)
            yield Family(manager=manager, made=made, machine=machine, address=address)
    finally:
        execute(*ALONE, "rm", "--recursive", "--force", root)


def fresh(request: pytest.FixtureRequest, debian: Path, once: Once, tmp_path: Path) -> Iterator[Family]:
    """Yield a fresh system of each family: for a fixture."""
    made = once(f"family-{request.param}", partial(make, request.param, debian))
    with copy_of(request.param, made, tmp_path) as family:
        yield family


PACKAGE = """
[software.linux.wanted]
name = "Wanted"
package = "{name}"
{more}
proof = {{ command = "/opt/bin/{name}" }}
"""
WANTED = 'software = ["wanted"]'


def wanted(name: str, more: str = "") -> str:
    """A product that is one package."""
    return PACKAGE.format(name=name, more=more)
