"""A mail server and the newsrooms behind it."""
