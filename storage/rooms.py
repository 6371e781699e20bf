"""Telegram channels and class groups."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, update

from dispatch.delivery import LaneName
from dispatch.rooms import Room
from orders.organisation import OrganisationCode
from storage.rows import fetch, fetch_one, put, select_values, values_of
from storage.schema.people import rooms


class SqlRooms:
    """Implements `dispatch.rooms.Rooms`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, room: Room) -> None:
        put(self._connection, rooms, [values_of(room)])

    def at(self, lane: LaneName, address: str) -> Room | None:
        return fetch_one(self._connection, Room, select_values(rooms, Room).where(*_place(lane, address)))

    def of_organisation(self, organisation: OrganisationCode) -> Sequence[Room]:
        query = select_values(rooms, Room).where(rooms.c.organisation == organisation)
        whole_first = (rooms.c.class_id.is_not(None), rooms.c.class_id, rooms.c.lane, rooms.c.address)
        return fetch(self._connection, Room, query.order_by(*whole_first))

    def set_blocked(self, lane: LaneName, address: str, *, blocked: bool) -> None:
        self._connection.execute(update(rooms).where(*_place(lane, address)).values(blocked=blocked))

    def move(self, lane: LaneName, address: str, new_address: str) -> None:
        if self.at(lane, address) is None:
            return
        self._connection.execute(delete(rooms).where(*_place(lane, new_address)))
        self._connection.execute(update(rooms).where(*_place(lane, address)).values(address=new_address))


def _place(lane: LaneName, address: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return rooms.c.lane == lane, rooms.c.address == address
