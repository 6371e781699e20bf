"""One transaction: all ports of orders and dispatch on one connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.acknowledgements import SqlAcknowledgements, SqlSeenUpdates
from storage.audit import SqlAudit
from storage.census import SqlCounting
from storage.conversations import SqlConversations
from storage.crowds import SqlCrowds
from storage.health import SqlHealth
from storage.instance import SqlInstances
from storage.journal import SqlJournal
from storage.leases import SqlLeases
from storage.ledger import SqlLedger
from storage.orders import SqlOrderBook
from storage.outbox import SqlEventQueue, SqlOutbox
from storage.outlets import SqlOutlets
from storage.readings import SqlReadings
from storage.receipts import SqlReceipts
from storage.registry import SqlRegistry
from storage.registry_writer import SqlRegistryWriter
from storage.rooms import SqlRooms
from storage.roster import SqlRoster
from storage.spending import SqlSpending
from storage.unsettled import SqlUnsettled


class SqlTransaction:
    """Implements `dispatch.ports.Transaction`. Its parts are valid until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.orders = SqlOrderBook(connection)
        self.registry = SqlRegistry(connection)
        self.registry_writer = SqlRegistryWriter(connection)
        self.readings = SqlReadings(connection)
        self.outbox = SqlOutbox(connection)
        self.journal = SqlJournal(connection)
        self.events = SqlEventQueue(connection)
        self.ledger = SqlLedger(connection)
        self.leases = SqlLeases(connection)
        self.instances = SqlInstances(connection)
        self.receipts = SqlReceipts(connection)
        self.conversations = SqlConversations(connection)
        self.rooms = SqlRooms(connection)
        self.counting = SqlCounting(connection)
        self.roster = SqlRoster(connection)
        self.outlets = SqlOutlets(connection)
        self.acknowledgements = SqlAcknowledgements(connection)
        self.seen_updates = SqlSeenUpdates(connection)
        self.audit = SqlAudit(connection)
        self.crowds = SqlCrowds(connection)
        self.health = SqlHealth(connection)
        self.spending = SqlSpending(connection)
        self.unsettled = SqlUnsettled(connection)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Open a part of the transaction that is undone by itself when it raises, its lines of the journal included."""
        lines = self.journal.mark()
        try:
            with self._connection.begin_nested():
                yield
        except BaseException:
            self.journal.back_to(lines)
            raise
