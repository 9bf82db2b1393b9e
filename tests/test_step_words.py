"""What a review says of a step that is added, removed, moved or changed, and of what it makes less secure."""

import pytest

from files.folders import Files
from review.image_folder import compare
from review.own_steps import in_words, weaker
from review.reach import Reach
from review.state_blocks import rekeyed
from tests.images import KEY, folder, reviewed, with_line, with_text

ONE = '{ name = "one", phase = "software", inline = "exit 0"'
TWO = '{ name = "two", phase = "software", inline = "exit 0" }'
TEST = '{ name = "proof", phase = "test", inline = "exit 0" }'


def having(*steps: str) -> Files:
    """The folder of an image with these steps."""
    return folder(with_line(f"steps = [{', '.join(steps)}]"))


def told(old: Files, new: Files) -> dict[str, tuple[str | None, str | None]]:
    """What differs, by path."""
    return {one.path: (one.old, one.new) for one in reviewed(old, new).arguments}


def test_added() -> None:
    """A step is told in words, with each of its provisioners by its name."""
    new = having(f'{ONE}, restart = true, secrets = ["TOKEN"] }}')
    said = told(folder(), new)

    assert (None, "inline, phase software") == said["steps.one"]
    assert ("[]", '["TOKEN"]') == said["secrets"]
    assert {"steps.one", "secrets", "steps/one.ps1"} == {one for one in said if "provisioners" not in one}
    assert {
        "provisioners.step one",
        "provisioners.step one: windows-restart",
        "provisioners.step one: powershell",
    } == {one for one in said if "provisioners" in one}


def test_removed() -> None:
    """A step that goes takes its provisioners with it, and nothing else is told to move."""
    said = told(having(f"{ONE}, restart = true }}", TWO), having(TWO))

    assert ("inline, phase software", None) == said["steps.one"]
    assert {None} == {new for _, new in said.values()}


def test_moved() -> None:
    """Another phase is one word, not a new order of all that runs."""
    old, new = having(f"{ONE} }}", TWO), having(f"{ONE} }}".replace("software", "seal"), TWO)

    assert {"steps.one.phase": ('"software"', '"seal"')} == told(old, new)
    assert reviewed(old, new).needs_build


def test_reordered() -> None:
    """The order within a phase is told by the names of the steps; between phases it says nothing."""
    other = f"{ONE} }}".replace("software", "start")

    assert {"steps.(order)": ("one, two", "two, one")} == told(
        having(f"{ONE} }}", TWO), having(TWO, f"{ONE} }}")
    )
    assert having(other, TWO) == having(TWO, other)


@pytest.mark.parametrize("line", ['timeout = "2h"', "retries = 3"])
def test_only_how_it_is_built(line: str) -> None:
    """Patience reaches no version."""
    image = reviewed(having(f"{ONE} }}"), having(f"{ONE}, {line} }}"))

    assert {Reach.BUILD} == {one.effect for one in image.arguments}
    assert not image.needs_build


@pytest.mark.parametrize(
    "line",
    ['run_as = "system"', "exit_codes = [0, 3010]", 'environment = { A = "b" }', "expect_disconnect = true"],
)
def test_in_the_next_version(line: str) -> None:
    """What may make another image is built."""
    assert reviewed(having(f"{ONE} }}"), having(f"{ONE}, {line} }}")).needs_build


def test_description_of_a_secret() -> None:
    """What another goldshelf says of a variable reaches no version."""
    old = having(f'{ONE}, secrets = ["TOKEN"] }}')
    new = with_text(old, "variables.pkr.hcl", "A secret of", "A secret for")

    assert [("variables.pkr.hcl", Reach.BUILD)] == [
        (one.path, one.effect) for one in reviewed(old, new).arguments
    ]


def test_new_image() -> None:
    """Of a new image, its steps and secrets are told."""
    image = compare(KEY, {}, having(f'{ONE}, secrets = ["TOKEN"] }}', TEST))
    assert image

    said = {one.path: one.new for one in image.arguments}
    assert ("inline, phase software", '["TOKEN"]') == (said["steps.one"], said["secrets"])


def findings(old: Files, new: Files) -> list[str]:
    """What becomes less secure."""
    return [message for message, _ in weaker(told(old, new))]


def test_new_secret() -> None:
    """A reviewer looks at what the build may read from now on; what it no longer reads is no news."""
    with_secret = having(f'{ONE}, secrets = ["TOKEN"] }}')

    assert [
        "takes the secret `TOKEN` in its build: whoever changes what its steps run can read it"
    ] == findings(having(f"{ONE} }}"), with_secret)
    assert [] == findings(with_secret, having(f"{ONE} }}"))


def test_removed_test() -> None:
    """A test that goes, or runs in another phase, is named; one that only got another name is not."""
    gone = ["is no longer tested by its step `proof`"]

    assert gone == findings(having(TEST, TWO), having(TWO))
    assert gone == findings(having(TEST), having(TEST.replace('"test"', '"settings"')))
    assert [] == findings(having(TEST), having(TEST.replace("proof", "check")))
    assert [] == findings(having(TEST, TWO), having(TEST))


@pytest.mark.parametrize("name", ["plugins", "post-processors", "shell-local"])
def test_own_blocks_that_can_undo(name: str) -> None:
    """What can undo something is told when a catalog begins to allow it."""
    allowed = f'["{name}"]'
    ((message, todo),) = weaker({"unsafe": (None, allowed)})

    assert message.startswith(f"allows {name} of your own in build.hcl, which ")
    assert "review them like a change of the pipeline" == todo
    assert [] == list(weaker({"unsafe": (allowed, None), "own/hcl/test.pkr.hcl": (None, "sha256 0")}))


def test_image_with_another_key() -> None:
    """Where an image gets another key, the results of its tests are called after it: no step is changed."""
    template = 'destination = "${var.manifest_folder}/old.proof.xml"'

    assert {"build.pkr.hcl": template.replace("/old.", "/new.")} == rekeyed(
        {"build.pkr.hcl": template}, old="old", new="new"
    )


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (None, None),
        ('"text"', '"text"'),
        ('{"id": "a", "files": 5}', "None, phase None"),
        ('{"does": "files", "files": ["a", "b"], "phase": "start"}', "files a, b, phase start"),
    ],
)
def test_facts_of_others(step: str | None, expected: str | None) -> None:
    """Whatever somebody committed as facts, it is told, and stops no review."""
    assert expected == in_words(step)
