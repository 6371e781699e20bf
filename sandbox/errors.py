"""What the sandbox says when it is asked for something it cannot do."""


class SandboxError(Exception):
    """The caller asked for the impossible; the message says what to do instead."""
