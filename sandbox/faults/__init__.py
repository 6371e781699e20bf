"""Trouble on demand: which calls go wrong, and how."""
