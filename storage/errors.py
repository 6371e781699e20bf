"""What can go wrong with the record of truth itself."""


class StorageError(Exception):
    """Base of all errors of `storage`."""


class BadDatabaseUrl(StorageError):
    """The address of the database cannot be used; the message says what an address looks like."""


class BrokenDocument(StorageError):
    """A stored document does not have the shape its type asks for."""


class NotStored(StorageError):
    """Something that must be there before it can be changed or read is not there."""
