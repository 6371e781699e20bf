"""Checks of this repository."""
