"""The catalog and the outputs of a deploy -> Packer templates and scripts."""
