"""Folders swapped whole, locks, limits of what is read, and what may reach a terminal."""
