"""What CI builds, in which order, and what it reports."""
