"""Catalogs with a secret where none may stand: under each key of a secret, known or not, in each table."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from facts import azurerm_backend
from facts.azure_arm import SECRETS as OF_A_BUILD
from tests.catalogs import Toml, merged, written
from tests.pipeline import BACKEND as STATE
from tests.planted import MARK, secret

OF_A_BACKEND = [name for name, one in azurerm_backend.arguments().items() if one.secret]
BACKEND = f"{STATE}use_oidc = true\n"
UNKNOWN = ("acces_key", "passwort", "connection_string", "admin_password", "token")
OTHERS = ("client_id_secret", "client_certificates", "password")
TABLES = """
gallery gallery.sharing resource_group images images.win11-avd images.win11-avd.identifier
images.win11-avd.timeouts images.win11-avd.build images.win11-avd.build.source images.win11-avd.build.spot
images.win11-avd.build.settings images.win11-avd.build.extra
software software.windows software.windows.own software.windows.own.proof
settings settings.windows settings.windows.own settings.windows.own.power settings.windows.own.audit_policy
""".split()
SIGNED = "https://state.blob.core.windows.net/own.exe?sv=2024-11-04&sp=r&{}={}"


def wrong() -> Iterator[tuple[str, Toml | str]]:
    """Catalogs with a secret where none may stand, and what each is."""
    azurerm = written(BACKEND)["backend"]
    value = secret("catalog")
    for key in (*OF_A_BACKEND, *UNKNOWN, *OTHERS):
        for backend, it in product([azurerm, {"type": "local"}, {"type": "azurem"}, {}], [value, [value], 5]):
            yield f"backend.{key}", {**written(""), "backend": {**backend, key: it, "also": value}}
    yield "backend", {**written(""), "backend": f"AccountKey={value}"}
    yield "backend", {**written(""), "backend": [{"access_key": value}]}
    for key, it in product(("storage_account_name", "key"), ([value], {"x": value}, f"../?sig={value}")):
        yield f"backend.{key}", {**written(""), "backend": {**azurerm, key: it, "use_oidc": [value]}}
    for table, key in product(TABLES, (*UNKNOWN, *OF_A_BUILD)):
        yield f"{table}.{key}", with_key(table, key, value)
    for name in ("sig", "SIG", "%73ig"):
        yield "software.url", with_key("software.windows.own", "url", SIGNED.format(name, MARK))
    yield "software.url", with_key("software.windows.own", "url", f"https://user:{MARK}@example.com/own.exe")
    for line in ("access_key = {}", "access_key = '{}' x", "access_key = '{}", "[backend]\ntype = '{}'\n[x"):
        yield "not TOML", f"{BACKEND}{line.format(MARK)}\n[gallery]"


def with_key(table: str, key: str, value: Any) -> Toml:
    """The sound catalog with a product of its own, and this key in that table."""
    own = '[software.windows.own]\nname = "Own"\nurl = "https://example.com/own.exe"\ninstaller = "exe"\n'
    used = '[images.win11-avd.build]\nsoftware = ["own"]\n'
    added: Toml = {key: value}
    for part in reversed(table.split(".")):
        added = {part: added}
    return merged(written(own + used), added, depth=9)
