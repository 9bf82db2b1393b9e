"""What is committed of each catalog for review: written by `make synth`, read from a git revision."""
