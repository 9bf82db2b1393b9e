"""Why Packer would change or refuse a text."""

from unicodedata import is_normalized


def why_packer_changes(text: str) -> str | None:
    """Return why Packer would change or refuse `text`, or None if it would not."""
    # Packer evaluates every string of a source or provisioner as a Go template, some of them twice, so no
    # escape is reliable: the text would be replaced silently, or break the build.
    if "{{" in text or "}}" in text:
        return "must not contain '{{' or '}}', which Packer reads as a template: remove them"
    if not is_normalized("NFC", text):
        return "must be in Unicode's composed form (NFC), because HCL converts to it: use that"
    return None
