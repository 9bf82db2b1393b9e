"""A catalog that is not TOML is reported with line, column, and what to write there."""

import re
from pathlib import Path

import pytest
import tomli

from catalog.load import examine
from files.toml_errors import EXPLANATIONS

FOR_A_VALUE = 'text must be in quotes, such as "East US"'
NEW_LINE = f"{FOR_A_VALUE}, and each key needs its own line"
ONE_LINE = "an inline table must be on one line: join the lines, or use a [table] instead"
ESCAPE = (
    "a '\\' in double quotes begins an escape, such as \\n: use single quotes for a path, or double each '\\'"
)
NEEDS = "a key with spaces needs quotes"
ON_LINE_1 = "the list is not closed (it begins on line 1)"


def message_for(folder: Path, text: str) -> str:
    """Return the message for a catalog with this text, without file name and rule."""
    path = folder / "catalog.toml"
    path.write_bytes(text.encode())
    (finding,) = examine(path).findings
    return str(finding).removeprefix(f"{path}:").removesuffix(" (GS001)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a", "1:3: expected ']' after the name, as in [gallery], got the end of the file"),
        ("[[a]\n", "1:4: expected ']]' after the name, as in [[accept]], got ']'"),
        ("[a] b = 1\n", "1:5: a table header must be alone on its line, but 'b' follows it"),
        ("[]\n", "1:2: a key is missing before ']': use letters, digits, '-' and '_', or quotes"),
        ("[a]\n\n[a]\n", "3:2: the table [a] is already defined on line 1: keep one"),
        ("a = 1\n[ a]\n", "2:3: 'a' is already set, and is not a table: rename one"),
        ("a = { b = 1 }\n[a]\n", "2:2: the table [a] is already defined: keep one"),
        ("a = []\n[[a]]\n", "2:4: this table or list is complete in its brackets: add the key there"),
        ("[a.b]\n[a]\nb.c = 1\n", "3:8: this table has its own [header]: add the key below it"),
        ("gallery:\n  name: x\n", "1:8: write = after a key, not ':'"),
        ('{ "gallery": 1 }\n', "1:1: '{' must not begin a line: write [table] and key = value, not JSON"),
        ("// x\n", "1:1: a line must begin with a key, a [table] or a # comment, not with '/'"),
        ("\n  = 1\n", "2:3: a line must begin with a key, a [table] or a # comment, not with '='"),
        ('my key = "x"\n', f"1:4: expected = after the key, got 'k'; {NEEDS}"),
        ("a\n", f"1:2: expected = after the key, got the end of the line; {NEEDS}"),
        ("a\u00a0= 1\n", f"1:2: expected = after the key, got '\\xa0' (NO-BREAK SPACE); {NEEDS}"),
        ("a = \n", "1:5: a value is missing before the end of the line"),
        ("a = # b\n", "1:5: a value is missing before '#'"),
        ("x = [,]\n", "1:6: a value is missing before ','"),
        ("[g]\r\nlocation = East US\r\n", f"2:12: 'E' cannot begin a value: {FOR_A_VALUE}"),
        ("a = True\n", "1:5: write true or false, in lower case and without quotes"),
        ("a = Yes\n", "1:5: write true or false, in lower case and without quotes"),
        ("a = null\n", "1:5: TOML has no null: remove the key"),
        (
            "a = \u201cx\u201d\n",
            "1:5: '\u201c' (LEFT DOUBLE QUOTATION MARK) is not a TOML quote: use \" or '",
        ),
        ("version = 1.0.0\n", f"1:14: the value ends before '.': {NEW_LINE}"),
        ("sku = 2022-datacenter\n", f"1:11: the value ends before '-': {NEW_LINE}"),
        ('a = "x" b = 2\n', f"1:9: the value ends before 'b': {NEW_LINE}"),
        ("a = 1,\n", "1:6: remove the ',': a value ends with its line"),
        ("a = 1]\n", "1:6: ']' has no opening bracket: remove it, or add the bracket"),
        ("a = 1\rb = 2", "1:6: a carriage return alone does not end a line: use LF or CRLF line endings"),
        ("b = 1\na = 1\nb = 2\n", "3:1: 'b' is already set on line 1: keep one"),
        ("[x]\nb = 1\n[y]\nb = 1\n'b' = 2\n", "5:1: this key is already set: keep one"),
        ('a = 1\na = """\n"""\n', "2:1: 'a' is already set on line 1: keep one"),
        ("a = 1\na = [\n[1]]\n", "3:1: this key is already set: keep one"),
        (
            "a = 2027-02-30\n",
            '1:5: this date does not exist: use one in quotes, such as "2027-01-31T00:00:00Z"',
        ),
        (
            'a = "x\n',
            "1:7: the string is not closed: add the closing quote, or use three quotes for several lines",
        ),
        ("a = 1\nb = 'x", "2:5: the string that begins here is not closed: add ' at its end"),
        ('a = """x\n\nb = 1\n', '1:5: the string that begins here is not closed: add """ at its end'),
        ('a = "C:\\Temp"\n', f"1:8: {ESCAPE}"),
        ('a = "C:\\users"\n', f"1:8: {ESCAPE}"),
        ('a = "\\ud800"\n', "1:12: this escape is not a Unicode character: use another"),
        (
            'a = "\x07"\n',
            "1:6: a control character (U+0007) is not allowed here: write it as \\u0007 in double quotes, or "
            "remove it",
        ),
        ("# \x07\n", "1:3: a control character (U+0007) is not allowed here: remove it"),
        ("a = [1 2]\n", "1:8: add ',' or ']' before '2': the list is not closed"),
        ('a = ["]",\n  1\nb = 3\n', f"3:1: add ',' or ']' before 'b': {ON_LINE_1}"),
        ("x = [1]\na = [[1], [\n  2,\n", "2:11: the list that begins here is not closed: add ']' at its end"),
        ("a = { b = 1,", "1:5: the inline table that begins here is not closed: add '}' at its end"),
        ("a = [", "1:5: the list that begins here is not closed: add ']' at its end"),
        (
            "x = [1] # [\na = [[1], [\n  2\n",
            "2:11: the list that begins here is not closed: add ']' at its end",
        ),
        ("a = { b = 1", "1:5: the inline table that begins here is not closed: add '}' at its end"),
        ("a = { b = 1, }\n", "1:14: remove the ',' before '}': an inline table must not end with one"),
        ("a = {\n  b = 1 }\n", f"1:6: {ONE_LINE}"),
        ("a = { b = 1\n}\n", f"1:12: {ONE_LINE}"),
        ("a = { b = 1, b = 2 }\n", "1:19: this inline table has the key twice: keep one"),
        ("a = { b = 1 c = 2 }\n", "1:13: add ',' or '}' before 'c': the inline table is not closed"),
        (f"b = 1\na = {'9' * 5_000}\n", "2: a number has more than 4,300 digits"),
    ],
)
def test_explanation(tmp_path: Path, text: str, message: str) -> None:
    """Mistakes of beginners, of other languages' syntax and of editors are explained."""
    assert message == message_for(tmp_path, text)


def test_every_message_of_the_parser_is_known() -> None:
    """A new version of the parser has no message that goldshelf does not explain."""
    source = Path(tomli.__file__).with_name("_parser.py").read_text()
    messages = re.findall(r'TOMLDecodeError\(\s*f?"((?:[^"\\]|\\.)*)"', source)
    spoken = [message.replace("\\\\", "\\").replace("{expect!r}", "\"'") for message in messages]

    assert 20 < len(spoken)
    assert [] == [message for message in spoken if not message.startswith(tuple(EXPLANATIONS))]


@pytest.mark.parametrize(
    "text", ["key = hunter2\n", 'key = "hunter2\n', "key = 1 hunter2\n", "key hunter2\n"]
)
def test_a_value_is_not_shown(tmp_path: Path, text: str) -> None:
    """The text at the mistake may be a secret: a message shows at most one letter of it."""
    assert "unter" not in message_for(tmp_path, text)
