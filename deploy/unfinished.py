"""deploy.unfinished: the mark of a deploy whose end is not known. While it is there, the hook refuses."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog.contract import UNFINISHED
from catalog.run import Run
from deploy.states import refuse_unsaved, states
from files.errors import GoldshelfError

ABOUT = """\
A deploy started here. If none is running now, it failed or was killed on the way, and outputs.json may be
older than what is deployed. The next deploy that succeeds removes this file. To read the outputs without one:
{outputs}
"""


@contextmanager
def marked(run: Run) -> Iterator[None]:
    """Mark the folder while a deploy runs; the mark stays if that failed and may have changed something.

    cdktf plans, asks and applies in one process: nobody outside learns when it starts to apply. A deploy that
    was declined, or failed before that, leaves both states, and so outputs.json, as good as they were.
    """
    mark = run.out / UNFINISHED
    if mark.is_symlink():
        raise GoldshelfError(f"{mark} is a link, and what it leads to would be overwritten; remove it")
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
    """Which snapshots the states are; None if that cannot be known."""
    try:
        refuse_unsaved(run)
        return [(state.lineage, state.serial) for state in states(run)]
    except GoldshelfError:
        return None
