"""Where a person can be written to: one place per channel, best channel first. Pure."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from dispatch.lanes import Lane
from dispatch.roster import Contact
from orders.organisation import PersonId

Ladder = tuple[tuple[Lane, ...], ...]  # `lanes.rungs`: the accounts of one channel share a rung


class Place(NamedTuple):
    """An account and the address at which it reaches a person."""

    lane: Lane
    address: str


def places(person: PersonId, contacts: Sequence[Contact], ladder: Ladder) -> tuple[Place, ...]:
    """Return one place for each rung on which the person has an open contact.

    Where several accounts reach them, their weights decide, and always the same way for the same person.
    """
    return tuple(each_place(person, contacts, ladder))


def each_place(person: PersonId, contacts: Sequence[Contact], ladder: Ladder) -> Iterator[Place]:
    """Yield the same one by one: most people need the first alone."""
    routes = {contact.lane: contact.address for contact in contacts if not contact.blocked}
    if not routes:
        return
    for rung in ladder:
        reached = [lane for lane in rung if lane.serves in routes]
        if reached:
            lane = _chosen(person, reached) if len(reached) > 1 else reached[0]
            yield Place(lane=lane, address=routes[lane.serves])


def _chosen(person: PersonId, reached: Sequence[Lane]) -> Lane:
    total = sum(lane.weight for lane in reached)
    if not total:
        return reached[0]
    point = int.from_bytes(blake2b(person.encode(), digest_size=8).digest()) % total
    for lane in reached:
        point -= lane.weight
        if point < 0:
            return lane
    raise AssertionError("a point lies below the sum of the weights")
