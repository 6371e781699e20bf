"""How many people of an audience can be reached on which channels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, exists, func, literal, select, union

from channels.base import ChannelKind
from dispatch.crowds import Crowd, Reach
from dispatch.delivery import LaneName
from orders.organisation import ClassId
from storage.rows import chunks
from storage.schema.people import contacts, followers, guardianships, pupils


class SqlCrowds:
    """Implements `dispatch.crowds.Crowds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_classes(self, classes: Sequence[ClassId], routes: Mapping[ChannelKind, Sequence[LaneName]]) -> Crowd:
        found: Counter[Reach] = Counter()
        for chunk in chunks(classes):
            people = _people(chunk)
            mask = sum((_bit(people, place, lanes) for place, lanes in enumerate(routes.values())), start=literal(0))
            each = select(mask.label("mask")).select_from(people).subquery()
            for bits, count in self._connection.execute(select(each.c.mask, func.count()).group_by(each.c.mask)):
                found[_reach(bits, tuple(routes))] += count
        return Crowd(people=dict(found))


def _people(classes: Sequence[ClassId]) -> Subquery:
    of_pupils = select(guardianships.c.person).join(pupils, pupils.c.id == guardianships.c.pupil)
    by_link = select(followers.c.person).where(followers.c.class_id.in_(classes))
    return union(of_pupils.where(pupils.c.class_id.in_(classes)), by_link).subquery()


def _bit(people: Subquery, place: int, lanes: Sequence[LaneName]) -> ColumnElement[Any]:
    reached = exists().where(
        contacts.c.person == people.c.person, contacts.c.lane.in_(lanes), contacts.c.blocked.is_(False)
    )
    return case((reached, 1 << place), else_=0)


def _reach(bits: int, channels: Reach) -> Reach:
    return tuple(channel for place, channel in enumerate(channels) if bits >> place & 1)
