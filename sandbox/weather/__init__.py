"""Weather services that answer from a script."""
