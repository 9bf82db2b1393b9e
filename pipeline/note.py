"""Write a review as a note on a merge request, or update that note: python -m pipeline.note REVIEW.md ...

The token is read from a file, which a GitLab variable of type File gives, so that neither a command line
nor a log shows it. Exit codes: 0 done, 1 GitLab refused, or a file cannot be used.
"""

import argparse
import re
import sys
from pathlib import Path

import gitlab

from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from review.markdown import MARKER

TOKEN = re.compile(rb"[!-~]+")
"""The characters that a header may have."""


@bordered(todo="no note was written")
def main(arguments: list[str] | None = None) -> int:
    """Write the note and return the exit code."""
    parser = Parser(prog="python -m pipeline.note", description=__doc__)
    parser.add_argument("review", type=Path, help="the output of `python -m review --format markdown`")
    parser.add_argument("--url", required=True, help="$CI_SERVER_URL")
    parser.add_argument("--project", required=True, help="$CI_MERGE_REQUEST_PROJECT_ID")
    parser.add_argument("--merge-request", required=True, help="$CI_MERGE_REQUEST_IID")
    parser.add_argument("--token-file", required=True, type=Path, help="a file with a token of scope api")
    options = parser.parse_args(arguments)
    review, token = options.review.read_text("utf-8", "replace"), _token(options.token_file)
    try:
        print(put(options, review, token=token))
    except (OSError, gitlab.exceptions.GitlabError) as error:
        raise GoldshelfError(f"no note was written: {error}") from None
    return 0


def put(options: argparse.Namespace, body: str, *, token: str) -> str:
    """Update our own note that begins with our marker, or write the first one; return which."""
    server = gitlab.Gitlab(options.url, private_token=token)
    server.auth()
    user = server.user.id if server.user else None
    request = server.projects.get(options.project, lazy=True).mergerequests.get(
        options.merge_request, lazy=True
    )
    for note in request.notes.list(iterator=True, per_page=100, sort="asc"):
        if note.author["id"] == user and note.body.startswith(MARKER):
            note.body = body
            note.save()
            return f"updated note {note.id}"
    return f"wrote note {request.notes.create({'body': body}).id}"


def _token(path: Path) -> str:
    """Return the token in a file. Other text must not reach the client, whose error would show it."""
    token = path.read_bytes().strip()
    if not TOKEN.fullmatch(token):
        raise GoldshelfError(f"no note was written: {path}: must hold a token: one line without spaces")
    return token.decode("ascii")


if __name__ == "__main__":
    sys.exit(main())
