from datetime import timedelta

import pytest

from orders.approval import amend, approve, reject
from orders.errors import UnknownOrganisation
from orders.inbox import InboxLine, inbox
from orders.order import OrderState
from orders.organisation import OrganisationCode
from tests.unit.orders.test_emergency import DISTRICT, proposal
from tests.unit.orders.world import (
    COLLEGE,
    DAY,
    KOSTANAY,
    NEIGHBOUR,
    NEIGHBOUR_HEAD,
    OFFICER,
    REGION,
    REGION_HEAD,
    RUDNY,
    SCHOOL,
    UNIVERSITY,
    World,
    edition,
    reading,
)


def lines(world: World, department: OrganisationCode = RUDNY, days: int = 0) -> dict[tuple[str, int], InboxLine]:
    with world.storage.transaction() as tx:
        found = inbox(tx, department=department, day=DAY + timedelta(days=days), edition=edition())
    return {(line.organisation.code, line.shift): line for line in found}


def test_every_shift_of_every_organisation_has_a_line_and_no_draft_means_lessons_as_usual() -> None:
    found = lines(World())
    assert list(found) == [(SCHOOL, 1), (SCHOOL, 2), (COLLEGE, 1), (UNIVERSITY, 1)]
    for line in found.values():
        assert (line.order, line.state, line.grades, line.college_courses) == (None, None, (), ())
        assert (line.reading, line.reported_at, line.on_time) == (None, None, None)


def test_the_region_sees_all_its_districts_and_a_district_only_itself() -> None:
    world = World()
    assert (NEIGHBOUR, 1) in lines(world, REGION)
    assert (SCHOOL, 1) in lines(world, REGION)
    assert set(lines(world, KOSTANAY)) == {(NEIGHBOUR, 1)}


def test_an_order_stands_in_its_line_on_time_or_late_with_its_reading() -> None:
    world = World()
    world.done(approve, world.drafted(), clock="06:10")
    line = lines(world)[SCHOOL, 1]
    assert (line.state, line.grades, line.on_time, line.district) == (
        OrderState.APPROVED,
        (0, 1, 2, 3, 4),
        True,
        "rudny",
    )
    assert line.reading == reading()
    assert line.reported_at is not None
    late = World()
    late.done(approve, late.drafted(), clock="07:20")
    assert lines(late)[SCHOOL, 1].on_time is False


def test_what_was_rejected_or_waits_is_shown_as_it_is() -> None:
    world = World()
    draft = world.drafted()
    assert lines(world)[SCHOOL, 1].state is OrderState.DRAFT
    world.done(reject, draft, reason="дорога чистая")
    assert lines(world)[SCHOOL, 1].state is OrderState.REJECTED


def test_while_an_amendment_waits_the_line_shows_what_holds() -> None:
    world = World()
    order = world.done(approve, world.drafted())
    amendment = world.done(amend, order, grades=(0,), reason="потеплело", clock="06:30")
    assert lines(world)[SCHOOL, 1].order == order
    approved = world.done(approve, amendment, clock="06:31")
    assert lines(world)[SCHOOL, 1].order == approved


def test_a_departments_order_stands_in_every_line_it_binds_but_a_mere_proposal_does_not() -> None:
    world = World()
    draft = proposal(world, scope=DISTRICT, by=OFFICER)
    assert lines(world)[COLLEGE, 1].order is None
    order = world.done(approve, draft, by=REGION_HEAD)
    found = lines(world)
    assert {line.order for line in found.values()} == {order}
    assert found[COLLEGE, 1].on_time is None
    assert lines(world, KOSTANAY)[NEIGHBOUR, 1].order is None
    assert lines(world, days=3)[SCHOOL, 1].order is None  # Monday: the order was for one day


def test_days_without_lessons_have_no_lines() -> None:
    world = World()
    assert set(lines(world, REGION, days=1)) == {(NEIGHBOUR, 1)}
    assert lines(world, REGION, days=2) == {}


def test_an_unknown_department_is_an_error() -> None:
    with pytest.raises(UnknownOrganisation, match="kst-moon"):
        lines(World(), OrganisationCode("kst-moon"))


def test_a_neighbours_head_is_not_this_schools() -> None:
    world = World()
    world.done(approve, world.drafted(body=NEIGHBOUR), by=NEIGHBOUR_HEAD)
    assert lines(world, REGION)[SCHOOL, 1].order is None
