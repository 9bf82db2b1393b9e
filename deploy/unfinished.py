"""Mark a deploy that did not finish with deploy.unfinished: while it is there, the hook refuses to render."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog.contract import UNFINISHED
from catalog.run import Run
from deploy.states import refuse_unsaved, states
from files.errors import GoldshelfError

ABOUT = """\
A deploy started here. If none is running now, it failed or was killed, and outputs.json may be older than
what is deployed. The next successful deploy removes this file. To read the outputs without a deploy:
{outputs}
"""


@contextmanager
def marked(run: Run) -> Iterator[None]:
    """Mark the folder while a deploy runs; the mark stays if it failed and may have changed something.

    cdktf plans, asks and applies in one process, so it is not known when the apply starts. If the deploy was
    declined, or failed before the apply, both states are unchanged, and outputs.json is still right.
    """
    mark = run.out / UNFINISHED
    if mark.is_symlink():
        raise GoldshelfError(f"{mark} must not be a link: its target would be overwritten; remove it")
    earlier = mark.exists()
    before = _snapshots(run)
    mark.write_text(ABOUT.format(outputs=run.make("outputs")), "utf-8")
    try:
        yield
    except Exception:
        if not earlier and before and before == _snapshots(run):
            mark.unlink()
        raise
    mark.unlink()


def _snapshots(run: Run) -> list[tuple[str | None, int | None]] | None:
    """Lineage and serial of each state; None if they cannot be read."""
    try:
        refuse_unsaved(run)
        return [(state.lineage, state.serial) for state in states(run)]
    except GoldshelfError:
        return None
