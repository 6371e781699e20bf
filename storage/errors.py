"""What can go wrong with the record of truth itself. Each asks for a different reaction."""


class StorageError(Exception):
    """Base of all errors of `storage`."""


class BadDatabaseUrl(StorageError):
    """The address of the database cannot be used; the message says what an address looks like."""


class DatabaseUnavailable(StorageError):
    """The database cannot be reached, or has no turn for a writer: nothing was written, try again later."""


class TablesMissing(StorageError):
    """The tables are missing or older than this program: run `boran db upgrade`."""


class BrokenDocument(StorageError):
    """A stored document does not have the shape its type asks for."""


class NotStored(StorageError):
    """Something that must be there before it can be changed or read is not there."""


class Contradiction(StorageError):
    """A row contradicts the others: it points at something unknown, or takes a place that is taken."""


class NaiveInstant(StorageError):
    """An instant without a time zone was to be stored: instants are aware."""
