"""What a secret looks like: by the name of a variable, or by the form of a value."""

import re

NAMES = re.compile(
    r"(?i)(?:^|_)(?:password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|account_?key|private_?key"
    r"|(?:activation|agent|encryption|enrollment|host|join|licen[cs]e|master|product|registration|storage)_?key"
    r"|shared_?key|credentials?|connection_?string|sas)(?:_?value)?$|(?:password|secret|apikey)$"
)
FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|(?i:[?&;]sig=[\w%+/=]{16})"  # a shared access signature of Azure Storage
    r"|(?i:(?:AccountKey|SharedAccessKey|password|pwd)=[^;\s$%{]{4})"  # a connection string
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."  # a JSON web token
    r"|\b(?:ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20}"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\b[\w.~-]{3}[78]Q~[\w.~-]{31,34}"  # a client secret of Entra ID
    r"|(?i:(?:\s--?|\s/)(?:api-?key|passw(?:or)?d|pwd|secret|token)[ =:]+['\"]?[^\s'\"$%{<][^\s'\"$%{]{5})"
    r"|(?i:\bnet1?(?:\.exe)? user \S+ [^\s/*$%\"][^\s$%]{3})"
    r"|(?i:ConvertTo-SecureString (?:-String )?['\"][^'\"$]{4,}['\"])"
    r"|(?i:password *= *\"[^\"${]{4,}\")"  # an argument of HCL
    r"|://[^/\s:@$%{]+:[^/\s@$%{]+@"  # a user and a password in an address
)


def sounds_secret(name: str) -> bool:
    """Whether a variable with this name usually holds a secret."""
    return NAMES.search(name) is not None


def looks_secret(value: str) -> bool:
    """Whether a text contains what only a secret looks like."""
    return FORMS.search(value) is not None
