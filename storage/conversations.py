"""The table of conversations: one row per account and address."""

from datetime import datetime

from sqlalchemy import Connection, select

from dispatch.delivery import LaneName
from storage.rows import put
from storage.schema.people import conversations


class SqlConversations:
    """Implements `dispatch.conversations.Conversations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def heard(self, lane: LaneName, address: str, *, at: datetime) -> None:
        known = self.last_heard(lane, address)
        if known is None or known < at:
            put(self._connection, conversations, [{"lane": lane, "address": address, "heard_at": at}])

    def last_heard(self, lane: LaneName, address: str) -> datetime | None:
        query = select(conversations.c.heard_at).where(conversations.c.lane == lane, conversations.c.address == address)
        return self._connection.execute(query).scalar()
