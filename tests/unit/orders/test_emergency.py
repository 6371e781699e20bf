from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.answers import Answer, Done, Refused
from orders.approval import amend, approve, approve_late, edit, reject, revoke
from orders.authority import signers
from orders.duties import expire_drafts
from orders.emergency import MAX_DAYS, propose
from orders.errors import NotAnEmergency, UnknownOrganisation
from orders.learners import classes_at_home
from orders.order import Ground, Order, OrderState, Scope, ScopeKind
from orders.organisation import OrganisationCode, PersonId
from orders.scope import reach
from tests.unit.orders.world import (
    CITY_OFFICER,
    COLLEGE,
    DAY,
    DISTRICT_HEAD,
    HEAD,
    KINDERGARTEN,
    KOSTANAY,
    MEDICAL,
    NEIGHBOUR,
    OFFICER,
    REGION,
    REGION_HEAD,
    REGION_OFFICER,
    RUDNY,
    SCHOOL,
    UNIVERSITY,
    World,
    appointment,
    at,
    edition,
    registry,
)

ALL_GRADES = tuple(range(13))


def scope(kind: ScopeKind, *names: str) -> Scope:
    return Scope(kind=kind, names=names)


DISTRICT = scope(ScopeKind.DISTRICT, "rudny")


def proposed(world: World, *, clock: str = "07:40", **said: Any) -> Answer:
    with world.storage.transaction() as tx:
        return propose(
            tx,
            **{
                "department": RUDNY,
                "scope": DISTRICT,
                "ground": Ground.EMERGENCY,
                "cause": "heating_failure",
                "first_day": DAY,
                "last_day": DAY,
                "shift": None,
                "grades": ALL_GRADES,
                "by": OFFICER,
                **said,
            },
            now=at(clock),
            edition=edition(),
        )


def proposal(world: World, **said: Any) -> Order:
    answer = proposed(world, **said)
    assert isinstance(answer, Done), answer
    return answer.order


def test_a_districts_officer_proposes_and_the_region_confirms_at_any_hour() -> None:
    world = World()
    draft = proposal(world, college_courses=(1, 2))
    assert (draft.body, draft.prepared_by, draft.state) == (REGION, OFFICER, OrderState.DRAFT)
    assert world.events == [("countersign_needed", 1, 0)]
    for clock in ("03:00", "08:30", "23:59"):
        copy = World()
        order = copy.done(approve, proposal(copy, clock="02:00"), by=REGION_OFFICER, clock=clock)
        assert order.state is OrderState.APPROVED
        assert (order.reported_at, order.on_time, order.late) == (None, None, False)
        assert copy.events[-1] == ("order_approved", 1, 0)


@pytest.mark.parametrize("by", [OFFICER, DISTRICT_HEAD, CITY_OFFICER, HEAD])
def test_nobody_of_a_district_signs_the_regions_order(by: PersonId) -> None:
    world = World()
    assert world.refused(approve, proposal(world), by=by, clock="07:45") == ("not_authorised", "")


def test_the_proposer_cannot_be_the_second_person() -> None:
    world = World()
    draft = proposal(world, department=REGION, by=REGION_OFFICER)
    assert world.refused(approve, draft, by=REGION_OFFICER) == ("same_person", "")
    with world.storage.transaction() as tx:
        assert signers(tx, draft, now=at("07:45"), edition=edition()) == (REGION_HEAD,)
    assert world.done(approve, draft, by=REGION_HEAD).approval is not None


def test_whoever_edits_the_proposal_becomes_its_author_and_needs_another_second_person() -> None:
    third = PersonId("third")
    world = World(
        known_appointments=(
            *registry().known_appointments,
            appointment(third, REGION, next(iter(registry().appointments(person=REGION_OFFICER))).role),
        )
    )
    draft = proposal(world, department=REGION, by=REGION_OFFICER)
    edited = world.done(edit, draft, by=REGION_HEAD, grades=(1, 2, 3), reason="старшие в другом корпусе")
    assert world.events[-1] == ("countersign_needed", 2, 0)
    assert world.refused(approve, edited, by=REGION_HEAD) == ("same_person", "")
    assert world.refused(approve, edited, by=REGION_OFFICER) == ("same_person", "")
    assert world.done(approve, edited, by=third).grades == (1, 2, 3)


def test_the_proposer_may_mend_or_withdraw_the_proposal_but_not_sign_it() -> None:
    world = World()
    draft = proposal(world)
    edited = world.done(edit, draft, by=OFFICER, grades=(1, 2), reason="только начальная школа")
    assert world.refused(edit, edited, by=DISTRICT_HEAD, grades=(1,), reason="x") == ("not_authorised", "")
    withdrawn = world.done(reject, edited, by=OFFICER, reason="тепло дали")
    assert withdrawn.state is OrderState.REJECTED


def test_an_edit_of_a_proposal_needs_a_reason_and_grades_that_exist() -> None:
    world = World()
    draft = proposal(world)
    assert world.refused(edit, draft, by=OFFICER, grades=(1, 2), reason="") == ("reason_needed", "")
    assert world.refused(edit, draft, by=OFFICER, grades=(1, 13), reason="x") == ("bad_grades", "13")


def test_the_all_clear_takes_one_person_of_the_region() -> None:
    world = World()
    order = world.done(approve, proposal(world), by=REGION_OFFICER)
    assert world.refused(revoke, order, by=OFFICER, reason="тепло дали") == ("not_authorised", "")
    revoked = world.done(revoke, order, by=REGION_OFFICER, reason="тепло дали", clock="11:00")
    assert revoked.state is OrderState.REVOKED


def test_an_amendment_of_an_emergency_needs_its_two_persons_again() -> None:
    world = World()
    order = world.done(approve, proposal(world), by=REGION_OFFICER)
    draft = world.done(amend, order, by=REGION_OFFICER, grades=(1, 2, 3, 4), reason="старшие учатся")
    assert world.events[-1] == ("countersign_needed", 1, 0)
    assert world.refused(approve, draft, by=REGION_OFFICER) == ("same_person", "")
    world.done(approve, draft, by=REGION_HEAD)
    assert world.order(order.id).state is OrderState.AMENDED


def test_an_order_of_a_body_nobody_can_sign_for_is_an_error() -> None:
    world = World()
    stray = replace(proposal(world), body=RUDNY)
    with world.storage.transaction() as tx, pytest.raises(UnknownOrganisation, match="neither an organisation nor"):
        signers(tx, stray, now=at("07:45"), edition=edition())


# Scope fails closed


@pytest.mark.parametrize(
    ("said", "refusal", "detail"),
    [
        ({"scope": scope(ScopeKind.DISTRICT)}, "empty_scope", ""),
        ({"scope": scope(ScopeKind.DISTRICT, "")}, "unknown_scope", ""),
        ({"scope": scope(ScopeKind.REGION, "")}, "unknown_scope", ""),
        ({"scope": scope(ScopeKind.ORGANISATIONS, "")}, "unknown_scope", ""),
        ({"scope": scope(ScopeKind.DISTRICT, "rudny", "atlantis")}, "unknown_scope", "atlantis"),
        ({"scope": scope(ScopeKind.ORGANISATIONS, SCHOOL, "kst-99")}, "unknown_scope", "kst-99"),
        ({"scope": scope(ScopeKind.DISTRICT, "kostanay")}, "not_authorised", "kst-12"),
        ({"scope": scope(ScopeKind.ORGANISATIONS, SCHOOL, NEIGHBOUR)}, "not_authorised", "kst-12"),
        ({"scope": scope(ScopeKind.REGION, "kostanay")}, "not_authorised", "kst-12"),
        ({"scope": scope(ScopeKind.ORGANISATIONS, SCHOOL, MEDICAL)}, "excluded_programme", "kst-med"),
        ({"scope": scope(ScopeKind.ORGANISATION, KINDERGARTEN)}, "excluded_programme", "kst-k1"),
        ({"by": CITY_OFFICER}, "not_authorised", ""),
        ({"by": HEAD}, "not_authorised", ""),
        ({"department": KOSTANAY}, "not_authorised", ""),
        ({"grades": ()}, "no_grades", ""),
        ({"grades": (1, 14)}, "bad_grades", "14"),
        ({"grades": (10,)}, "no_grades", ""),
        ({"grades": (1,), "shift": 2, "scope": scope(ScopeKind.ORGANISATION, COLLEGE)}, "no_grades", ""),
        ({"first_day": DAY - timedelta(days=1)}, "bad_dates", "2026-01-15/2026-01-16"),
        ({"last_day": DAY - timedelta(days=1)}, "bad_dates", "2026-01-16/2026-01-15"),
        ({"last_day": date(2027, 1, 16)}, "bad_dates", "2026-01-16/2027-01-16"),
        ({"last_day": DAY + timedelta(days=MAX_DAYS)}, "bad_dates", "2026-01-16/2026-04-18"),
        ({"cause": " "}, "incomplete", "cause"),
        ({"note_ru": "Авария"}, "incomplete", "note_kk"),
        ({"note_kk": "Апат"}, "incomplete", "note_ru"),
    ],
)
def test_a_proposal_is_refused_whole(said: dict[str, Any], refusal: str, detail: str) -> None:
    world = World()
    answer = proposed(world, **said)
    assert isinstance(answer, Refused)
    assert (answer.refusal, answer.detail, answer.order) == (refusal, detail, None)
    assert world.storage.records.orders == {}
    assert world.events == []


def test_a_weather_day_cannot_be_proposed_by_a_department() -> None:
    with pytest.raises(NotAnEmergency):
        proposed(World(), ground=Ground.WEATHER)


def test_a_department_nobody_knows_is_an_error() -> None:
    with pytest.raises(UnknownOrganisation, match="kst-moon"):
        proposed(World(), department=OrganisationCode("kst-moon"))


def test_a_region_without_its_department_is_an_error() -> None:
    world = World(known_departments=tuple(each for each in registry().known_departments if each.code != REGION))
    with pytest.raises(UnknownOrganisation, match="import it first"):
        proposed(world)


@given(
    names=st.lists(st.sampled_from([SCHOOL, COLLEGE, "kst-404", "", "rudny", "kostanay", "*"]), max_size=4),
    kind=st.sampled_from(ScopeKind),
)
def test_a_scope_never_reaches_beyond_its_names_or_the_proposers_district(names: list[str], kind: ScopeKind) -> None:
    world = World()
    answer = proposed(world, scope=scope(kind, *names))
    if isinstance(answer, Done):
        found = reach(world.storage.registry, answer.order.scope, edition()).bound
        assert {each.district for each in found} == {"rudny"}
        assert names
        assert all(each.code in names or each.district in names for each in found)


def test_a_district_scope_leaves_out_those_whom_the_rule_excludes_and_says_so() -> None:
    found = reach(registry(), DISTRICT, edition())
    assert [each.code for each in found.bound] == [SCHOOL, COLLEGE, UNIVERSITY]
    assert [each.code for each in found.left_out] == [MEDICAL, KINDERGARTEN]


def test_one_order_may_bind_districts_shifts_and_several_days() -> None:
    world = World()
    order = proposal(
        world,
        department=REGION,
        by=REGION_HEAD,
        scope=scope(ScopeKind.DISTRICT, "rudny", "kostanay", "rudny"),
        ground=Ground.QUARANTINE,
        cause="influenza",
        shift=2,
        grades=(5, 6, 7),
        last_day=DAY + timedelta(days=6),
        note_kk="Бір апта",
        note_ru="На неделю",
    )
    assert order.scope.names == ("rudny", "kostanay")
    at_home = classes_at_home(order, registry().classes(SCHOOL))
    assert sorted(each.title for each in at_home) == ["5А", "6А", "7А"]


def test_the_same_proposal_twice_is_one_draft_but_another_emergency_is_another_order() -> None:
    world = World()
    draft = proposal(world)
    assert proposed(world, clock="07:41", by=DISTRICT_HEAD) == Done(order=draft, repeated=True)
    other = proposal(world, cause="gas_leak")
    assert other.id != draft.id
    assert len(world.storage.records.orders) == 2


def test_an_unconfirmed_proposal_expires_when_its_last_day_is_over_and_cannot_be_signed_late() -> None:
    world = World()
    draft = proposal(world, last_day=DAY + timedelta(days=1))
    with world.storage.transaction() as tx:
        assert expire_drafts(tx, now=at("23:59:59", DAY + timedelta(days=1)), edition=edition()) == []
        midnight = at("00:00", DAY + timedelta(days=2))
        assert [order.id for order in expire_drafts(tx, now=midnight, edition=edition())] == [draft.id]
    later = {"clock": "00:01", "day": DAY + timedelta(days=2), "by": REGION_HEAD}
    assert world.refused(approve, draft, **later)[0] == "window_closed"
    assert world.refused(approve_late, draft, reason="x", **later)[0] == "window_closed"
