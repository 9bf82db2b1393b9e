"""What images of the tests have in them, one of everything: updates, and what the machine itself has."""

from typing import Any

UPDATES = (
    'windows_update = { phases = ["updated", "software", "settings"], exclude = ["KB5075941", "*NET?8*"], '
    'categories = ["Security Updates", "Drivers"], limit = 10, timeout = "3h", restart_timeout = "1h", '
    'retries = 2, service = "wsus", server = "https://wsus.contoso.example", target_group = "Builds" }'
)
MACHINE = (
    'machine = { remove_apps = ["Microsoft.BingNews"], local_accounts = ["svc-app"], path = ["C:/Own/bin"], '
    "environment = { CONTOSO_SITE = \"$(whoami) `n 'x' %TEMP% é\" } }\n"
    'proxy = { http = "http://proxy:3128", https = "http://proxy:3128", no_proxy = [".contoso.example"] }\n'
    'disk_caching_type = "ReadOnly"'
)
MACHINE_FILES = (
    'machine = { user_defaults = { language = "en-US", region = "DE", keyboards = ["de-DE"] }, '
    'trusted_certificates = ["certificates/root.cer"] }'
)
LINUX_MACHINE = (
    'machine = { local_accounts = ["svc-app"], path = ["/opt/contoso/bin"], time_zone = "Europe/Berlin", '
    'environment = { CONTOSO_SITE = "berlin: a b" } }\n'
    'proxy = { https = "http://proxy:3128" }'
)
SOMETIMES: dict[str, tuple[Any, ...]] = {
    "windows_update": (
        *(False, True, {}),
        {"phases": ["updated", "software", "settings"], "exclude": ["KB5075941"], "timeout": "3h"},
        {"service": "wsus", "server": "http://wsus:8530", "categories": ["Drivers", "Updates"]},
        {"service": "microsoft_update", "keep_service": True, "limit": 1, "exclude": ["*a*", "*A*"]},
        {"service": "windows_update", "keep_service": True, "restart_timeout": "1h", "retries": 2},
    ),
    "package_updates": (
        False,
        True,
        {},
        {"exclude": ["kernel*"]},
        {"security_only": True, "exclude": ["a", "a"]},
    ),
    "timeouts": (
        *({"software": "2h", "restart": "45m"}, {"sysprep": "45m"}, {"update": "3h"}),
        {"beside_installer": "50m", "download_answer": "30s", "proof": "5m", "proof_command": "1s"},
        {"package_lock": "30m", "registration": "1m", "before_restart_is_over": "1m"},
        *({"proof": "2h", "remove_apps": "20m"}, {"prepare_sysprep": "90s"}, {"build": "5h"}),
    ),
    "retries": ({"software": 0}, {"sysprep": 3}, {"download": 0}, {"languages": 1, "cleanup": 0}),
    "disk_caching_type": ("None", "ReadOnly"),
    "machine": (
        {"remove_apps": ["Microsoft.BingNews", "MSTeams"], "environment": {"SITE": "a"}},
        {"local_accounts": ["svc-app"], "path": ["C:/Contoso/bin"], "environment": {"A": "1", "a": "2"}},
        {"path": ["/opt/contoso/bin"], "time_zone": "Europe/Berlin", "environment": {"A": "b c"}},
        {"time_zone": "W. Europe Standard Time", "environment": {"HTTPS_PROXY": "http://proxy:3128"}},
        {"user_defaults": {"language": "en-US", "region": "DE", "keyboards": ["de-DE", "en-US"]}},
        {"user_defaults": {"language": "de-DE"}, "trusted_certificates": ["certificates/root.cer"]},
    ),
    "proxy": ({"https": "http://proxy:3128"}, {"http": "http://proxy:3128", "no_proxy": [".a.example"]}),
}
"""Keys of random catalogs, of which some break rules."""
