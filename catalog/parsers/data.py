"""YAML, JSON and TOML: read in this process."""

import json

from tomli import TOMLDecodeError

from catalog.remark import Remark, at
from files import limits
from files.folders import as_bytes


def read_yaml(text: str) -> list[Remark]:
    """Return where a text is not YAML. Tags such as !vault are not looked at."""
    import yaml  # slow to import, and not needed where verdicts are kept

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the slower one, where PyYAML has no libyaml
    found: list[Remark] = []
    try:
        for number, node in enumerate(yaml.compose_all(as_bytes(text), Loader=loader)):
            if number == 1:
                line, column = _place(node.start_mark) if node else (1, 1)
                found.append(
                    at(line, column, "unsuitable", "a second document begins here, and only one is read")
                )
    except yaml.MarkedYAMLError as error:
        words = filter(None, (error.context, error.problem))
        return [
            at(
                *_place(error.problem_mark or error.context_mark),
                "unreadable",
                f"not YAML: {', '.join(words)}",
            )
        ]
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        return [at(before.count("\n") + 1, 1, "unreadable", f"not YAML: {error.reason}")]
    except RecursionError:
        return [at(1, 1, "unreadable", "not YAML: nested too deeply")]
    return found


def _place(mark: object) -> tuple[int, int]:
    """The line and column of a mark, which count from 0."""
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def read_json(text: str) -> list[Remark]:
    """Return where a text is not JSON, in any of its encodings."""
    raw = as_bytes(text)
    try:
        limits.from_json(raw.decode(json.detect_encoding(raw)))
    except limits.LimitError as error:
        return [at(1, 1, "unread", str(error))]
    except json.JSONDecodeError as error:
        return [at(error.lineno, error.colno, "unreadable", f"not JSON: {error.msg}")]
    except UnicodeDecodeError as error:
        return [at(raw.count(b"\n", 0, error.start) + 1, 1, "unreadable", f"not JSON: {error.reason}")]
    except ValueError:  # Python raises it for a number of more than 4,300 digits
        return [at(1, 1, "unread", "a number has more than 4,300 digits")]
    return []


def read_toml(text: str) -> list[Remark]:
    """Return where a text is not TOML."""
    try:
        limits.toml(as_bytes(text).decode("utf-8-sig"))
    except limits.LimitError as error:
        return [at(error.line, 1, "unread", str(error))]
    except TOMLDecodeError as error:
        from files.toml_errors import why_not_toml  # only an error needs it

        why = why_not_toml(error)
        return [at(why.line, why.column, "unreadable", f"not TOML: {why.message}")]
    except UnicodeDecodeError as error:
        raw = as_bytes(text)
        return [at(raw.count(b"\n", 0, error.start) + 1, 1, "unreadable", "not TOML: not UTF-8 text")]
    return []
