"""What a pull request shows: both products of each catalog, and what a change of them means."""
