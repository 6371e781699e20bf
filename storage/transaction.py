"""One transaction: all ports of orders and dispatch on one connection."""

from sqlalchemy import Connection

from storage.acknowledgements import SqlAcknowledgements, SqlSeenUpdates
from storage.audit import SqlAudit
from storage.journal import SqlJournal
from storage.leases import SqlLeases
from storage.ledger import SqlLedger
from storage.orders import SqlOrderBook
from storage.outbox import SqlEventQueue, SqlOutbox
from storage.readings import SqlReadings
from storage.receipts import SqlReceipts
from storage.registry import SqlRegistry
from storage.registry_writer import SqlRegistryWriter
from storage.roster import SqlRoster


class SqlTransaction:
    """Implements `dispatch.ports.Transaction`. Its parts are valid until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self.orders = SqlOrderBook(connection)
        self.registry = SqlRegistry(connection)
        self.registry_writer = SqlRegistryWriter(connection)
        self.readings = SqlReadings(connection)
        self.outbox = SqlOutbox(connection)
        self.journal = SqlJournal(connection)
        self.events = SqlEventQueue(connection)
        self.ledger = SqlLedger(connection)
        self.leases = SqlLeases(connection)
        self.receipts = SqlReceipts(connection)
        self.roster = SqlRoster(connection)
        self.acknowledgements = SqlAcknowledgements(connection)
        self.seen_updates = SqlSeenUpdates(connection)
        self.audit = SqlAudit(connection)
