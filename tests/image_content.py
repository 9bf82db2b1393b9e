"""What images of the tests have in them, one of everything: updates."""

UPDATES = (
    'windows_update = { phases = ["updated", "software", "settings"], exclude = ["KB5075941", "*NET?8*"], '
    'categories = ["Security Updates", "Drivers"], limit = 10, timeout = "3h", restart_timeout = "1h", '
    'retries = 2, service = "wsus", server = "https://wsus.contoso.example", target_group = "Builds" }'
)
