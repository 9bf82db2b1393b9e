"""The pipelines: what they build, in which order, and what they report."""
