"""Text on its way to Packer: what would not arrive as it was written."""

from unicodedata import is_normalized


def why_packer_changes(text: str) -> str | None:
    """Why Packer would change or refuse `text`; None where it arrives as it is."""
    # Packer runs every string of a source or provisioner through Go templates, some of them twice, so
    # there is no reliable escape: it would be replaced silently, or break the build.
    if "{{" in text or "}}" in text:
        return "holds '{{' or '}}', which Packer reads as a template of its own: remove them"
    if not is_normalized("NFC", text):
        return "would be changed: HCL keeps Unicode's composed form (NFC) only; write that"
    return None
