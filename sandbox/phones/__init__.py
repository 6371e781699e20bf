"""Phones to look at and tap in a browser."""
