"""What a secret looks like: by the name of a variable, or by the form of a value."""

import re

NAMES = (
    r"(?:^|_)(?:password|passwd|passphrase|pwd|pass|psk|secret|token|pat|credentials?|connection_?string|sas"
    r"|(?:access|account|activation|agent|api|encryption|enrollment|host|join|licen[cs]e|master|primary|private"
    r"|product|registration|secondary|shared|signing|storage|workspace)_?key)(?:_?value)?$"
    r"|(?:password|secret|token|apikey)$"
)
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SWITCH = re.compile(r"(?i)\s*(?:true|false|yes|no|on|off|enabled?|disabled?|[01])?\s*")
"""What no secret is."""
FORMS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----"
    r"|(?i:[?&;]sig=[\w%+/=]{16})"  # a shared access signature of Azure Storage
    r"|(?i:(?:AccountKey|SharedAccessKey)=[^;\s$%{]{4})"  # a connection string
    # Not what a command of PowerShell gives, a word of PAM's, nor the folder of bash.
    r"|(?i:(?<![A-Za-z0-9$])(?:password|pwd)="
    r"(?!(?:none|required|sufficient|optional|true|false)\b|[a-z]+-[a-z]+\s|(?:build|var|local)\.)"
    r"['\"]?[^;\s$%{}()<>`'\"/]{4})"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."  # a JSON web token
    r"|\b(?:ghp|gho|ghs|ghu|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}|\bgl(?:pat|rt|dt|cbt|ptt|ft|soat)-[\w-]{20}"
    r"|\bA(?:KIA|SIA)[0-9A-Z]{16}\b"
    r"|\b[\w.~-]{3}[78]Q~[\w.~-]{31,34}"  # a client secret of Entra ID
    r"|(?i:(?:\s--?|\s/)(?:api-?key|passw(?:or)?d|pwd|secret|token)[ =:]+['\"]?[^\s'\"$%{<][^\s'\"$%{]{5})"
    r"|(?i:\bnet1?(?:\.exe)? user \S+ [^\s/*$%\"][^\s$%]{3})"
    r"|(?i:\$\w*(?:passw(?:or)?d|pwd|secret|token)\w* *= *['\"][^'\"$]{6,}['\"])"  # in PowerShell
    r"|(?i:ConvertTo-SecureString (?:-String )?['\"][^'\"$]{4,}['\"])"
    r"|(?i:password *= *\"[^\"${]{4,}\")"  # an argument of HCL
    r"|(?i:\bcurl\b[^\n]*\s(?:-u|--user)[ =]?['\"]?[^\s:$%'\"]+:[^\s$%'\"<{]{3})"
    r"|(?i:\b(?:az login|sqlcmd)\b[^\n]*\s-P[ =]?['\"]?[^\s$%'\"<{-][^\s$%'\"]{3})"
    r"|(?i:\b(?:cmdkey|net use)\b[^\n]*/pass:[^\s$%]{3})"
    r"|(?i:\bmsiexec\b[^\n]*\b\w*(?:TOKEN|PASSWORD|SECRET|APIKEY)=['\"]?[^\s$%'\"]{6})"
    r"|\bnpm_[A-Za-z0-9]{36}\b|\bdckr_pat_[\w-]{27}|\bxox[abpr]-[\w-]{20}|\bhvs\.[\w-]{24}"
    r"|://[^/\s:@$%{]+:[^/\s@$%{]+@"  # a user and a password in an address
)

IN_ADDRESS = re.compile(r"(?i)(?:sig|signature|token|key|password|secret)=")
"""Signatures of Azure, Amazon and Google, tokens of GitLab, and the like."""

PIN = 1000
"""A smaller number counts something, such as days until a password ends."""


LARGEST = 1_000_000
"""The largest text to look for secrets in, in characters."""


def sounds_secret(name: str, value: str) -> bool:
    """Whether a variable with this name usually holds a secret, and the value may be one."""
    words = WORDS.sub("_", name).lower()
    return re.search(NAMES, words) is not None and not SWITCH.fullmatch(value)


def looks_secret(value: str) -> bool:
    """Whether a text contains what only a secret looks like."""
    return re.search(FORMS, value) is not None


def holds_secret(name: str, data: object) -> bool:
    """Whether data with that name is one: a text, one of a list, or a number as long as a PIN."""
    texts = [str(one) for one in (data if isinstance(data, list) else [data]) if not isinstance(one, bool)]
    if isinstance(data, int) and data < PIN:
        return False
    return any(looks_secret(text) or sounds_secret(name, text) for text in texts)


def secret_line(text: str) -> int | None:
    """Return the first line with what only a secret looks like; None if none has, or the text is large."""
    found = re.search(FORMS, text) if len(text) <= LARGEST else None
    return text.count("\n", 0, found.start()) + 1 if found else None


def secret_in_address(url: str) -> bool:
    """Whether an address has a signature, a token or the like, also written with `%`."""
    if "%" in url:
        from urllib.parse import unquote  # few addresses need it

        url = unquote(url)
    return IN_ADDRESS.search(url) is not None
