"""Nothing leaks: secrets planted wherever one can stand turn up nowhere, whatever the run comes to."""

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path

import pytest

from catalog.report import FORMATS
from tests.builds import AUTHENTICATIONS, NETWORKS, image, outputs
from tests.catalogs import SOUND, run, write
from tests.conftest import DATA
from tests.machine import Machine
from tests.planted import MARK, PLANTED, found, found_below, secret
from tests.programs import Done, execute
from tests.secret_catalogs import BACKEND, OF_A_BACKEND, UNKNOWN, wrong
from tests.torture import Tried

pytestmark = pytest.mark.torture

FAIL = {"SANDBOX_FAULT": "fail create 3"}
"""Makes the deploy fail on its way."""
KEYS = {
    f"{authentication}-{system}".replace("_", "-"): image(
        f"{authentication}-{system}".replace("_", "-"),
        f'authentication = "{authentication}"',
        NETWORKS[network],
        system=system,
    )
    for authentication, (system, network) in product(
        AUTHENTICATIONS, [("windows", "no-vault"), ("linux", "vnet")]
    )
}
HEAD = SOUND[: SOUND.index("[images")] + BACKEND
CATALOG = HEAD + "".join(KEYS.values())
"""Each way that Packer signs in, on Windows and Linux, and the state in Azure."""
FEWER = {key: KEYS[key] for key in ("service-principal-windows", "gitlab-oidc-linux")}
"""In the short form: Packer takes a second or two for each."""
NOWHERE = "none found in output, files, names or archives, as plain text, base64 or hex"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A clone whose catalog has each way to sign in."""
    with Machine(tmp_path) as machine:
        (machine.project / "catalog.toml").write_text(CATALOG)
        yield machine


def make(machine: Machine, *targets: str, **variables: str) -> Done:
    """Run targets of the Makefile as `make demo` does. The links to what is installed may be of any age."""
    flags = "DEPLOY_FLAGS=--auto-approve --no-color --skip-provider-lock"
    old = ("-o", ".venv/ready", "-o", "node_modules/ready")
    return machine.run(
        *("python", "-m", "sandbox", "--folder", ".sandbox", "make", *old, *targets, "OUT=.sandbox", flags),
        variables={"CI": "true", **PLANTED, **variables},
    )


def leaks(machine: Machine, *runs: Done) -> list[str]:
    """What was found in what the runs said, and in the clone, its home and its temporary folder."""
    count, hits = found_below(machine.project, machine.home, machine.temporary)
    assert count > 200
    return [*hits, *(hit for run in runs for hit in found(f"said by {run.args}", _said(run)))]


def _said(run: Done) -> bytes:
    return f"{run.stdout}\n{run.stderr}".encode()


def test_search_finds(tmp_path: Path) -> None:
    """The search finds a secret in every form: else that it finds none would say nothing."""
    value = secret("ARM_CLIENT_SECRET")
    forms = tmp_path / "forms.json"
    script = """if True:
        import base64, gzip, html, json, sys, urllib.parse, zipfile
        path, value = sys.argv[1:]
        forms = [
            value, repr(value), json.dumps(value), html.escape(value), urllib.parse.quote(value),
            value.encode().hex(), value.upper(), value.encode("utf-16-le").decode("latin-1"),
            *(base64.b64encode(before + value.encode()).decode() for before in (b"", b"a", b"ab", b"abc")),
            *(base64.urlsafe_b64encode(before + value.encode()).decode() for before in (b"", b"~", b"~~")),
            base64.b64encode(value.encode("utf-16-le")).decode(),
        ]
        with zipfile.ZipFile(path + ".zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("plan", gzip.compress(value.encode()))
        json.dump(forms, open(path, "w"))"""
    written = execute(sys.executable, "-c", script, forms, value)
    every = json.loads(forms.read_text())
    forms.unlink()

    assert 0 == written.returncode
    assert len(every) == sum(bool([*found("", form.encode("latin-1", "replace"))]) for form in every)
    (hit,) = found_below(tmp_path)[1]
    assert f"{forms}.zip!plan!gunzip: " in hit
    assert [] == [*found("", b"nothing"), *found("", MARK[:-1].encode())]


def test_deploy(machine: Machine, tried: Tried, torture: bool) -> None:
    """A deploy, the hook and a review in a job full of secrets say none of them and write none down."""
    keys = KEYS if torture else FEWER
    (machine.project / "catalog.toml").write_text(HEAD + "".join(keys.values()))
    deploy = make(machine, "apply", "render")
    assert 0 == deploy.returncode, deploy.stdout + deploy.stderr
    templates = [path.read_text() for path in machine.project.glob(".sandbox/packer.out/*/variables.pkr.hcl")]
    assert len(keys) == len(templates)
    assert any('env("ARM_CLIENT_SECRET")' in text for text in templates)

    # GitHub refuses the planted token, which a Packer of 1.10 or newer would say here: in words without it.
    checked = make(machine, "render", "HOOK_FLAGS=--validate")
    assert "packer" in checked.stdout + checked.stderr
    said = [deploy, checked, *reviews(machine, torture=torture)]
    assert [] == leaks(machine, *said)
    tried("search for secrets and ids after a deploy, the hook and a review", len(PLANTED), NOWHERE)


def reviews(machine: Machine, *, torture: bool) -> Iterator[Done]:
    """Synthesize what is committed, review it against what was there, and try to put the note."""

    def python(module: str, *arguments: str | Path, code: int) -> Done:
        run = machine.run("python", "-m", module, *arguments, variables=PLANTED)
        assert (code, False) == (run.returncode, "Traceback" in run.stderr), run.stderr
        return run

    before, now = machine.home / "before", "synthesized"
    shutil.copytree(machine.project / now, before)
    yield python("committed", code=0)
    yield python("review", before, now, "--format", "markdown", code=0)
    if torture:
        yield python("catalog", "check", code=0)
        yield python("committed", "--check", code=0)
        yield python("review", before, now, code=0)
        yield python("review", before, now, "--format", "json", code=0)
        yield python("review", "nothing", now, code=1)
    token = machine.project.parent / "token"
    token.write_text(secret("REVIEW_TOKEN_FILE"))
    where = ("--url", "http://127.0.0.1:9", "--project", "1", "--merge-request", "2")
    yield python("pipeline.note", "README.md", *where, "--token-file", token, code=1)


@pytest.mark.long
@pytest.mark.parametrize("how", ["as it is", "told to debug"])
def test_deploy_that_fails(machine: Machine, tried: Tried, how: str) -> None:
    """A deploy that Azure fails on the way, and all that is tried after it, say no secret either."""
    variables = {"CDKTF_LOG_LEVEL": "debug"} if how == "told to debug" else {}
    failed = make(machine, "apply", **variables, **FAIL)
    assert "InternalServerError" in failed.stdout + failed.stderr
    without = make(machine, "render", **variables)
    assert (2, True) == (without.returncode, "deploy.unfinished: " in without.stderr), without.stderr
    again = make(machine, "apply", "render", **variables)
    assert 0 == again.returncode, again.stdout + again.stderr

    assert [] == leaks(machine, failed, without, again)
    tried("search for secrets and ids after a failed deploy", len(PLANTED), NOWHERE)


def test_catalog_with_a_secret(tmp_path: Path, tried: Tried, torture: bool) -> None:
    """A secret in the catalog is refused, in every format, and is not in the message."""
    count = 0
    for (what, data), one in zip(wrong(), cycle(FORMATS)):
        path = tmp_path / "catalog.toml"
        if isinstance(data, str):
            path.write_text(data)
        else:
            write(tmp_path, data)
        for form in FORMATS if torture else [one]:
            checked = run(tmp_path, "check", "--format", form)
            assert (what, 1, []) == (what, checked.returncode, [*found(form, _said(checked))]), checked.stdout
            count += 1
    tried(
        "a catalog with a secret is checked, in each format", count, "refused; the message does not have it"
    )


def test_programs_refuse_a_secret(machine: Machine, tried: Tried) -> None:
    """Each program that reads a catalog with secrets in it stops, and says none of them."""
    secrets = "".join(f"{key} = '{MARK}'\n" for key in (*OF_A_BACKEND, *UNKNOWN))
    text = CATALOG.replace("[gallery]", f"[gallery]\nadmin_password = '{MARK}'\n")
    (machine.home / "catalog.toml").write_text(text.replace("use_oidc = true\n", secrets))
    catalog = {"CATALOG": str(machine.home / "catalog.toml")}
    (machine.project / "outputs.json").write_text(outputs({}))

    for command in (["main.py"], ["-m", "packer.hook"], ["-m", "catalog", "check", catalog["CATALOG"]]):
        refused = machine.run("python", *command, variables=PLANTED | catalog)
        said = refused.stdout + refused.stderr
        assert (1, "") == (refused.returncode, "Traceback" if "Traceback" in said else ""), said
        assert "is a secret, which does not belong in a file: set ARM_ACCESS_KEY in the environment" in said
        assert [] == [*found("", said.encode())]
    tried("a command reads a catalog with secrets", 3, "refused; the message does not have it")


def test_outputs_with_a_secret(machine: Machine, tried: Tried, torture: bool) -> None:
    """What else a deploy published, such as a password, stays out of the templates and the messages."""
    shutil.copy(DATA / "catalog.toml", machine.project)
    sound, value = json.loads((DATA / "outputs.json").read_text()), secret("outputs")
    gallery, definitions = sound["gallery"], sound["image-definition"]
    more = {**gallery, "admin_password": value, "sas": {"sensitive": True, "value": value}}
    flat = {name: {"value": it, "sensitive": True} for name, it in {**more, **definitions}.items()}
    kinds: dict[str, tuple[int, str]] = {
        "another output": (0, json.dumps({"gallery": more, "image-definition": definitions, "x": value})),
        "Terraform's own": (0, json.dumps({**flat, "x": {"value": value}})),
        "of nothing here": (1, json.dumps({"x": value})),
        "one missing": (1, json.dumps({"gallery": {"admin_password": value}})),
        "of another kind": (1, json.dumps({"gallery": {**more, "location": [value]}})),
        "no table": (1, json.dumps([value])),
        "a text": (1, json.dumps({"gallery": value})),
        "cut off": (1, json.dumps({"gallery": more})[:-9]),
        "not JSON": (1, f"password={value}"),
    }
    for what, (code, text) in [*kinds.items()][:: 1 if torture else 2]:
        (machine.project / "outputs.json").write_text(text)
        hook = machine.run("python", "-m", "packer.hook", variables=PLANTED)
        (machine.project / "outputs.json").unlink()
        assert (what, code, False) == (what, hook.returncode, "Traceback" in hook.stderr), hook.stderr
        assert [] == leaks(machine, hook)
    tried("outputs.json contains a secret, in valid or damaged JSON", len(kinds), NOWHERE)
