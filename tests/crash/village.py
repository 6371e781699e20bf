"""A school with thousands of families in a database, written in bulk, and its approved order."""

from sqlalchemy import delete, insert

from channels.base import ChannelKind
from orders.ports import EventKind
from storage import SqlStorage
from storage.schema import people
from tests.unit.dispatch.samples import FAMILIES, World, at, class_id, order, signed

FIRST_CHAT = 1_000_000


def furnish(storage: SqlStorage, families: int) -> range:
    """Fill in the school, one class full of families, and the approval; return their chats."""
    world = World(storage).furnish(classes=("0А",), families=0)
    numbers = range(families)
    with storage._engines.writer.begin() as connection:
        connection.execute(delete(people.sites))  # its address is nobody's
        connection.execute(
            insert(people.persons),
            [{"id": f"f{n}", "name": f"Отбасы {n}", "locale": "kk" if n % 3 else "ru", "phone": ""} for n in numbers],
        )
        pupils = [{"id": f"c{n}", "name": f"Оқушы {n}", "class_id": class_id("0А")} for n in numbers]
        connection.execute(insert(people.pupils), pupils)
        connection.execute(insert(people.guardianships), [{"pupil": f"c{n}", "person": f"f{n}"} for n in numbers])
        connection.execute(
            insert(people.contacts),
            [
                {
                    "person": f"f{n}",
                    "lane": FAMILIES.name,
                    "channel": ChannelKind.TELEGRAM,
                    "address": str(FIRST_CHAT + n),
                    "blocked": False,
                }
                for n in numbers
            ],
        )
    world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:50"))
    return range(FIRST_CHAT, FIRST_CHAT + families)
