"""What can be wrong when something is put on paper."""


class DocumentsError(Exception):
    """Base of all errors of `documents`."""


class NotPrintable(DocumentsError):
    """The order names something the registry does not know; the message says what."""
