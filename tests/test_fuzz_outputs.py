"""Whatever bytes stand in outputs.json: the hook takes them, or refuses them in lines that can be shown."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from catalog.load import load
from catalog.run import Run
from deployed.outputs import read_outputs, subscription_of
from files.errors import GoldshelfError
from tests.conftest import DATA, files_in
from tests.fuzz import assert_bounded, assert_shown, each_damaged, ran
from tests.programs import execute
from tests.torture import Tried

pytestmark = pytest.mark.torture

CATALOG = DATA / "catalog.toml"
RUN = Run(catalog=CATALOG, out=Path())
SHIPPED = (DATA / "outputs.json").read_bytes()
DATA_OF = json.loads(SHIPPED)


def with_definitions(definitions: object) -> str:
    """The outputs with these definitions."""
    return json.dumps({**DATA_OF, "image-definition": {"image_definitions": definitions}})


def test_any_change_of_the_outputs(tried: Tried) -> None:
    """Outputs that were damaged anyhow are taken or refused: no traceback, no line that a terminal obeys."""
    catalog = load(CATALOG)

    def damaged(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "outputs.json")
            path.write_bytes(data)
            try:
                subscription_of(read_outputs([path], run=RUN), catalog, run=RUN)
            except GoldshelfError as error:
                assert_shown(str(error))

    tried(
        "a damaged outputs.json is read and checked against the catalog",
        each_damaged(SHIPPED, damaged),
        "accepted, or refused with a reason",
    )


HOSTILE = {
    "lists in each other": "[" * 990 + "]" * 990,
    "lists without an end": "[" * 900_000,
    "tables in each other": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "a definition deep within": '{"image-definition":{"image_definitions":' + '{"a":' * 980 + "1" + "}" * 982,
    "more wrong definitions than it may hold": with_definitions({f"k{n}": 1 for n in range(60_000)}),
    "as many wrong definitions as it may hold": with_definitions({f"k{n}": 1 for n in range(4_900)}),
    "as many other definitions": with_definitions({f"k{n}": {"name": "x", "id": "y"} for n in range(4_900)}),
    "a key of a megabyte": with_definitions({"k" * 900_000: 1}),
    "a name of a megabyte": SHIPPED.decode().replace("my_image_gallery", "x" * 200_000),
    "signs in a key": with_definitions({"a\n\x1b[31m\u202e": {"name": "x", "id": "y"}}),
    "signs in a wrong key": with_definitions({"a\n\x1b[31m\u202e": {"x": 1}}),
    "a hundred megabytes": " " * 100_000_000,
    "a number of many digits": "1" * 5_000,
    "a secret for an id": SHIPPED.decode().replace('"gallery_id": "', '"gallery_id": "https://u:hunter2@x?'),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_outputs(tmp_path: Path, tried: Tried, text: str) -> None:
    """Outputs that would cost time or memory are refused with 1, and nothing is written."""
    path = tmp_path / "outputs.json"
    path.write_text(text)
    run = ran("packer.hook", "--outputs", path, "--catalog", CATALOG, "--out", tmp_path / "out")

    assert_bounded(run, codes=(1,))
    assert "hunter2" not in run.text
    assert {"outputs.json"} == set(files_in(tmp_path))
    tried(
        "the hook reads an outputs.json designed to exhaust time or memory",
        1,
        "refused",
        took=(run.seconds, run.megabytes),
    )


def test_files_of_other_kinds(tmp_path: Path) -> None:
    """A pipe that nobody writes into, a device and a folder are refused, and do not keep the hook waiting."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/zero", tmp_path):
        run = ran("packer.hook", "--outputs", path, "--catalog", CATALOG, "--out", tmp_path / "out")
        assert_bounded(run, codes=(1,))


def test_outputs_from_a_pipe(tmp_path: Path) -> None:
    """`--outputs <(terraform output -json)` works, also where Terraform takes its time."""
    script = (
        f"{sys.executable} -m packer.hook --outputs <(sleep 1; cat {DATA / 'outputs.json'}) "
        f"--catalog {CATALOG} --out {tmp_path / 'out'}"
    )
    run = execute("bash", "-c", script)

    assert (0, "") == (run.returncode, run.stderr)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 21 + "]" * 21, "more than 20 levels of tables or lists; deploy again: "),
        (json.dumps([1] * 5_001), "more than 100,000 values, or more than 5,000 in one table or list; "),
        (
            json.dumps([[1] * 4_999] * 20 + [1]),
            "more than 100,000 values, or more than 5,000 in one table or list",
        ),
        (" " * 2_000_001, "is larger than 2,000,000 bytes, the limit; deploy first: make deploy"),
    ],
)
def test_a_limit_is_told(tmp_path: Path, text: str, told: str) -> None:
    """Outputs beyond a limit are told as such, and not as broken."""
    path = tmp_path / "outputs.json"
    path.write_text(text)

    with pytest.raises(GoldshelfError) as raised:
        read_outputs([path], run=RUN)
    assert str(raised.value).startswith(f"{path}: {told}")


def test_many_wrong_definitions_are_counted(tmp_path: Path) -> None:
    """Of very many lines of one error the first thousand are told, and how many more there are."""
    path = tmp_path / "outputs.json"
    path.write_text(with_definitions({f"k{n}": 1 for n in range(1_050)}))

    with pytest.raises(GoldshelfError) as raised:
        read_outputs([path], run=RUN)
    assert (1_001, "... and 50 more") == (len(lines := str(raised.value).splitlines()), lines[-1])
