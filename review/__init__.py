"""What a merge request shows: the differences between two revisions, and their effects."""
