from datetime import date, timedelta
from typing import Any

import pytest

from orders.answers import Done, Refused
from orders.approval import approve, edit, reject, return_for_edit
from orders.basis import assess
from orders.drafting import DraftOutcome, compose, note_wider_verdict
from orders.edition import Part
from orders.learners import taught
from orders.order import Order, OrderState
from orders.organisation import OrganisationCode, PersonId
from orders.parts import missing_part
from tests.unit.orders.test_emergency import proposal
from tests.unit.orders.world import (
    CITY_OFFICER,
    COLLEGE,
    DAY,
    DUTY,
    HEAD,
    KINDERGARTEN,
    MEDICAL,
    NEIGHBOUR,
    NO_DATA,
    OFFICER,
    PARTS,
    RECTOR,
    REGION_HEAD,
    RESPONSIBLE,
    SCHOOL,
    TEACHER,
    UNIVERSITY,
    World,
    at,
    edition,
    reading,
    reconciled,
    registry,
    table,
)
from weather.reading import Concern, Kind, Phenomenon, Reconciled, Worry

MONDAY = date(2026, 1, 19)


def test_frost_with_wind_proposes_the_grades_of_the_row_that_learn_in_this_shift() -> None:
    drafted = World().draft(reconciled(reading(-27.4, 6)))
    assert drafted.outcome is DraftOutcome.CREATED
    order = drafted.order
    assert order is not None
    assert order.state is OrderState.DRAFT
    assert order.grades == (0, 1, 2, 3, 4, 8, 9)  # 5-7 learn in the second shift
    assert order.basis is not None
    assert order.basis.proposed_grades == order.grades
    assert order.basis.rows == ("frost-25", "frost-27")
    assert all("5 м/с" in raw for raw in order.basis.raw)
    assert order.basis.reading == reading(-27.4, 6)
    assert (order.basis.table, order.basis.edition) == ("kostanay-oblast", table().edition)
    assert order.prepared_by is None


def test_the_second_shift_has_its_own_draft_and_its_own_grades() -> None:
    world = World()
    first, second = (
        world.drafted(reconciled(reading(-27.4, 6)), shift=1),
        world.drafted(reconciled(reading(-27.4, 6)), shift=2, clock="10:05"),
    )
    assert second.grades == (5, 6, 7)
    assert first.id != second.id


def test_a_college_is_proposed_the_courses_the_row_names() -> None:
    order = World().drafted(reconciled(reading(-31, 6)), body=COLLEGE)
    assert (order.grades, order.college_courses) == ((), (1, 2))
    assert order.basis is not None
    assert order.basis.proposed_courses == (1, 2)


def test_a_row_for_grades_nobody_has_needs_no_draft() -> None:
    assert World().draft(reconciled(reading(-25.4, 6)), shift=2, clock="10:05").outcome is DraftOutcome.NOT_NEEDED


def test_no_table_speaks_of_a_university() -> None:
    assert World().draft(reconciled(reading(-40, 10)), body=UNIVERSITY).outcome is DraftOutcome.NOT_NEEDED
    assert World().draft(NO_DATA, body=UNIVERSITY).outcome is DraftOutcome.NOT_NEEDED


@pytest.mark.parametrize(("body", "detail"), [(MEDICAL, "№ 349 п. 3"), (KINDERGARTEN, "№ 349 п. 3")])
def test_an_excluded_organisation_gets_no_draft_and_the_paragraph(body: OrganisationCode, detail: str) -> None:
    drafted = World().draft(reconciled(reading(-40, 10)), body=body)
    assert (drafted.outcome, drafted.detail) == (DraftOutcome.EXCLUDED, detail)


@pytest.mark.parametrize(
    ("shift", "clock", "outcome"),
    [
        (1, "05:29:59", DraftOutcome.TOO_EARLY),
        (1, "05:30:00", DraftOutcome.CREATED),
        (1, "07:59:59", DraftOutcome.CREATED),
        (1, "08:00:00", DraftOutcome.TOO_LATE),
        (2, "09:59:59", DraftOutcome.TOO_EARLY),
        (2, "10:00:00", DraftOutcome.CREATED),
        (2, "12:59:59", DraftOutcome.CREATED),
        (2, "13:00:00", DraftOutcome.TOO_LATE),
    ],
)
def test_drafting_begins_half_an_hour_before_the_departments_window(
    shift: int, clock: str, outcome: DraftOutcome
) -> None:
    assert World().draft(reconciled(reading(-27, 6)), shift=shift, clock=clock).outcome is outcome


def test_the_lead_of_drafting_is_a_setting() -> None:
    world = World()
    assert world.draft(clock="05:40", lead=timedelta(minutes=5)).outcome is DraftOutcome.TOO_EARLY
    assert world.draft(clock="05:00", lead=timedelta(hours=1)).outcome is DraftOutcome.CREATED


@pytest.mark.parametrize(("day", "holidays"), [(date(2026, 1, 17), ()), (date(2026, 1, 18), ()), (MONDAY, (MONDAY,))])
def test_a_day_without_lessons_gets_no_draft(day: date, holidays: tuple[date, ...]) -> None:
    world = World(holidays={None: holidays})
    assert world.draft(day=day).outcome is DraftOutcome.NO_SCHOOL_TODAY


def test_a_six_day_school_gets_a_draft_on_saturday() -> None:
    drafted = World().draft(body=NEIGHBOUR, day=date(2026, 1, 17))
    assert drafted.outcome is DraftOutcome.CREATED


def test_a_shift_that_does_not_run_gets_no_draft() -> None:
    assert World().draft(shift=3, clock="10:05").outcome is DraftOutcome.NO_SCHOOL_TODAY
    assert World(known_classes=()).draft().outcome is DraftOutcome.NO_SCHOOL_TODAY


def test_a_mild_morning_needs_no_draft() -> None:
    assert World().draft(reconciled(reading(-12, 9))).outcome is DraftOutcome.NOT_NEEDED


def test_a_draft_carries_the_four_parts_of_the_order() -> None:
    order = World().drafted()
    assert order.parts == PARTS
    assert missing_part(registry(), order, edition()) is None


@pytest.mark.parametrize(
    ("weather", "near"),
    [
        (reconciled(reading(-26, None)), {"frost-25": "wind unknown"}),
        (reconciled(reading(-26, 1)), {"frost-25": "wind"}),
        (reconciled(reading(-24.2, 7)), {"frost-25": "temperature"}),
    ],
)
def test_a_near_row_becomes_a_question_to_the_head(weather: Reconciled, near: dict[str, str]) -> None:
    order = World().drafted(weather)
    assert order.grades == ()
    assert order.basis is not None
    assert {row.row: row.missing for row in order.basis.near} == near
    assert order.basis.near[0].grades == (0, 1, 2, 3, 4)


def test_no_data_is_always_a_question_never_silence() -> None:
    world = World()
    order = world.drafted(NO_DATA)
    assert order.grades == ()
    assert order.basis is not None
    assert order.basis.reading is None
    assert order.basis.worries == (Worry(concern=Concern.NO_DATA),)
    assert world.events == [("draft_ready", 1, 0)]


def test_sources_that_disagree_in_the_cold_are_a_question_with_what_each_would_send_home() -> None:
    weather = reconciled(
        reading(-20, 6),
        others=(reading(-29, 6, source="open-meteo", kind=Kind.FORECAST),),
        worries=(Worry(concern=Concern.SOURCES_DISAGREE),),
        decidable=False,
    )
    order = World().drafted(weather)
    assert order.grades == ()
    assert order.basis is not None
    assert order.basis.rows == ()
    assert {row.row: row.missing for row in order.basis.near} == {
        "frost-25": "agreement of sources",
        "frost-27": "agreement of sources",
        "frost-30": "temperature",
    }


def test_sources_that_disagree_on_a_mild_day_ask_nothing() -> None:
    weather = reconciled(reading(12, 3), others=(reading(1, 3, source="open-meteo"),), decidable=False)
    assert World().draft(weather).outcome is DraftOutcome.NOT_NEEDED


def test_a_worse_forecast_alone_is_a_question_and_beside_a_proposal_a_near_row() -> None:
    coming = reading(-28, 8, source="open-meteo", kind=Kind.FORECAST, valid_at=at("08:00"))
    asked = World().drafted(reconciled(reading(-20, 3), outlook=(coming,)))
    assert asked.grades == ()
    proposed = World().drafted(reconciled(reading(-25.4, 6), outlook=(coming,)))
    assert proposed.grades == (0, 1, 2, 3, 4)
    assert proposed.basis is not None
    assert [(row.row, row.missing, row.grades) for row in proposed.basis.near] == [
        ("frost-27", "forecast", (0, 1, 2, 3, 4, 8, 9))
    ]


def test_a_declared_gap_of_the_table_is_named_on_the_draft() -> None:
    order = World().drafted(reconciled(reading(-24, 2)), table_name="vko")
    assert order.basis is not None
    assert order.basis.ambiguous


def test_blizzard_without_its_wind_is_a_question() -> None:
    weather = reconciled(reading(-14, 3, phenomena=frozenset({Phenomenon.BLIZZARD, Phenomenon.LOW_VISIBILITY})))
    order = World().drafted(weather, table_name="astana-2021")
    assert order.basis is not None
    assert [row.missing for row in order.basis.near] == ["wind"]


# One open order per key


def test_the_same_weather_leaves_the_draft_and_the_heads_button_as_they_are() -> None:
    world = World()
    first = world.drafted()
    again = world.draft(reconciled(reading(-25.9, 7, valid_at=at("06:00"))), clock="06:05")
    assert again.outcome is DraftOutcome.UNCHANGED
    assert again.order == first
    assert world.events == [("draft_ready", 1, 0)]


def test_a_newer_reading_updates_the_draft_and_never_adds_one() -> None:
    world = World()
    first = world.drafted()
    again = world.draft(reconciled(reading(-30.2, 7, valid_at=at("06:00"))), clock="06:05")
    assert again.outcome is DraftOutcome.UPDATED
    order = world.order(first.id)
    assert (order.revision, order.grades) == (2, (0, 1, 2, 3, 4, 8, 9, 11))
    assert len(world.storage.records.orders) == 1
    assert world.events == [("draft_ready", 1, 0), ("draft_ready", 2, 0)]
    assert world.actions == ["order.drafted", "order.updated"]


@pytest.mark.parametrize(
    "change",
    [
        {"found": reading(-25.4 - 1.5, 6), "worries": (Worry(concern=Concern.NO_FORECAST),)},
        {"found": reading(source="officer:officer")},
        {"found": reading(kind=Kind.FORECAST)},
        {"found": reading(wind_ms=9.5)},
        {"found": reading(phenomena=frozenset({Phenomenon.BLIZZARD}))},
        {"found": reading(gust_ms=15)},
        {"found": None},
    ],
)
def test_another_source_a_new_worry_or_a_large_drift_is_a_new_revision(change: dict[str, Any]) -> None:
    world = World()
    world.drafted()
    assert world.draft(reconciled(**change)).outcome is DraftOutcome.UPDATED


def test_a_row_that_comes_near_is_a_new_revision_and_one_that_goes_is_not() -> None:
    world = World()
    world.drafted()
    assert world.draft(reconciled(reading(-26.3, 6)), clock="06:05").outcome is DraftOutcome.UPDATED
    assert world.draft(reconciled(reading(-25.7, 6)), clock="06:06").outcome is DraftOutcome.UNCHANGED
    assert world.draft(reconciled(reading(-26.3, 6)), clock="06:07").outcome is DraftOutcome.UNCHANGED


def test_signers_hear_of_a_draft_when_they_may_sign_it_and_not_before() -> None:
    world = World()
    world.drafted(clock="05:40")
    assert [event.at for event in world.storage.records.events.values()] == [at("06:00")]
    world = World()
    world.drafted(clock="06:20")
    assert [event.at for event in world.storage.records.events.values()] == [at("06:20")]


def test_until_then_the_basis_follows_the_newest_reading_without_a_new_revision() -> None:
    world = World()
    world.drafted(reconciled(reading(-27.4, 6)), clock="05:40")
    newer = world.drafted(reconciled(reading(-27.9, 6)), clock="05:59")
    assert (newer.revision, newer.basis and newer.basis.reading) == (1, reading(-27.9, 6))
    seen = world.drafted(reconciled(reading(-28.3, 6)), clock="06:00")
    assert (seen.revision, seen.basis and seen.basis.reading) == (1, reading(-27.9, 6))


def test_a_worry_that_has_gone_is_not_worth_a_new_revision() -> None:
    world = World()
    world.drafted(reconciled(reading(), worries=(Worry(concern=Concern.SOURCE_FAILED, source="open-meteo"),)))
    assert world.draft(reconciled(reading())).outcome is DraftOutcome.UNCHANGED


def test_weather_that_clears_empties_the_open_draft_instead_of_forgetting_it() -> None:
    world = World()
    first = world.drafted()
    assert world.draft(reconciled(reading(-15, 2))).outcome is DraftOutcome.UPDATED
    assert world.order(first.id).grades == ()


def test_a_newer_reading_renews_the_basis_under_an_edited_draft_but_not_the_heads_choice() -> None:
    world = World()
    first = world.drafted()
    edited = world.done(edit, first, grades=(0, 1, 2), reason="тёплый автобус")
    assert world.draft(reconciled(reading(-28, 6))).outcome is DraftOutcome.UPDATED
    order = world.order(first.id)
    assert (order.revision, order.grades, order.change_reason) == (3, (0, 1, 2), edited.change_reason)
    assert order.basis is not None
    assert order.basis.proposed_grades == (0, 1, 2, 3, 4, 8, 9)
    assert order.edited_by is None
    world.draft(reconciled(reading(-30, 6)))
    assert world.order(first.id).grades == (0, 1, 2)


def test_an_edit_of_the_parts_alone_does_not_bind_the_grades() -> None:
    world = World()
    first = world.drafted()
    world.done(edit, first, grades=first.grades, reason="", parts=PARTS)
    world.draft(reconciled(reading(-28, 6)))
    assert world.order(first.id).grades == (0, 1, 2, 3, 4, 8, 9)


def test_a_returned_draft_is_renewed_and_stays_returned_without_a_new_card() -> None:
    world = World()
    returned = world.done(return_for_edit, world.drafted(), reason="проверьте ветер")
    assert world.draft(reconciled(reading(-28, 6))).outcome is DraftOutcome.UPDATED
    assert world.order(returned.id).state is OrderState.RETURNED
    assert world.events == [("draft_ready", 1, 0)]


# What a head decided stands


@pytest.mark.parametrize("decide", [approve, reject])
def test_nothing_is_drafted_against_a_decision(decide: Any) -> None:
    world = World()
    said = {"reason": "дорога чистая"} if decide is reject else {}
    order = world.done(decide, world.drafted(), **said)
    after = world.draft(reconciled(reading(-25.4, 6)), clock="06:30")
    assert (after.outcome, after.order, after.detail) == (DraftOutcome.ALREADY_DECIDED, order, "")


def test_a_wider_verdict_after_the_decision_is_told_and_noted_once_not_acted_on() -> None:
    world = World()
    order = world.done(approve, world.drafted())
    after = world.draft(reconciled(reading(-28, 6)), clock="06:30")
    assert (after.outcome, after.detail) == (DraftOutcome.ALREADY_DECIDED, "8,9")
    with world.storage.transaction() as tx:
        note_wider_verdict(tx, after, now=at("06:30"))
    entry = world.storage.records.journal[-1]
    assert (entry.action, entry.order, entry.details) == ("order.reading_after_decision", order.id, {"beyond": "8,9"})
    assert world.order(order.id) == order


def test_what_the_head_saw_and_narrowed_is_no_news() -> None:
    world = World()
    first = world.drafted(reconciled(reading(-28, 6)))
    edited = world.done(edit, first, grades=(0, 1), reason="тёплый автобус")
    world.done(approve, edited)
    after = world.draft(reconciled(reading(-28.5, 6)), clock="06:30")
    assert (after.outcome, after.detail) == (DraftOutcome.ALREADY_DECIDED, "")
    with world.storage.transaction() as tx:
        note_wider_verdict(tx, after, now=at("06:30"))
    assert "order.reading_after_decision" not in world.actions


def test_whom_a_departments_order_keeps_at_home_anyway_gets_no_second_order() -> None:
    world = World()
    emergency = world.done(approve, proposal(world, clock="05:00", grades=(0, 1, 2, 3, 4)), by=REGION_HEAD)
    mild = world.draft(reconciled(reading(-25.4, 6)))
    assert (mild.outcome, mild.order) == (DraftOutcome.ALREADY_DECIDED, emergency)
    severe = world.draft(reconciled(reading(-28, 6)))
    assert severe.outcome is DraftOutcome.CREATED
    assert severe.order is not None
    assert severe.order.grades == (0, 1, 2, 3, 4, 8, 9)


# Drafts made by hand


def composed(world: World, *, by: PersonId = HEAD, clock: str = "05:40", **said: Any) -> Done | Refused:
    body = said.pop("body", SCHOOL)
    organisation = world.storage.registry.organisation(body)
    with world.storage.transaction() as tx:
        return compose(
            tx,
            **{"organisation": organisation, "shift": 1, "day": DAY, "grades": (0, 1, 2), **said},
            by=by,
            now=at(clock),
            edition=edition(),
        )


@pytest.mark.parametrize("by", [HEAD, OFFICER, REGION_HEAD])
def test_the_head_and_the_departments_above_may_draft_by_hand(by: PersonId) -> None:
    world = World()
    answer = composed(world, by=by)
    assert isinstance(answer, Done)
    assert (answer.order.prepared_by, answer.order.grades, answer.order.basis) == (by, (0, 1, 2), None)
    assert world.events == [("draft_ready", 1, 0)]


@pytest.mark.parametrize("by", [TEACHER, CITY_OFFICER, RESPONSIBLE, DUTY])
def test_others_may_not(by: PersonId) -> None:
    world = World()
    answer = composed(world, by=by)
    assert isinstance(answer, Refused)
    assert answer.refusal == "not_authorised"
    assert world.storage.records.orders == {}


def test_a_rector_may_not_draft_a_weather_day_but_the_region_may() -> None:
    world = World()
    refused = composed(world, by=RECTOR, body=UNIVERSITY, grades=(), college_courses=(1, 2))
    assert isinstance(refused, Refused)
    assert isinstance(composed(world, by=REGION_HEAD, body=UNIVERSITY, grades=(), college_courses=(1,)), Done)


@pytest.mark.parametrize(
    ("said", "refusal", "detail"),
    [
        ({"day": DAY - timedelta(days=1)}, "bad_dates", "2026-01-15"),
        ({"day": DAY + timedelta(days=1)}, "bad_dates", "2026-01-17"),
        ({"shift": 3}, "bad_dates", "2026-01-16"),
        ({"grades": ()}, "no_grades", ""),
        ({"grades": (1, 5, 12)}, "bad_grades", "5,12"),
        ({"college_courses": (1,)}, "bad_grades", "c1"),
        ({"body": MEDICAL, "grades": (), "college_courses": (1,)}, "excluded_programme", "kst-med"),
    ],
)
def test_a_draft_by_hand_is_checked(said: dict[str, Any], refusal: str, detail: str) -> None:
    answer = composed(World(), **said)
    assert isinstance(answer, Refused)
    assert (answer.refusal, answer.detail, answer.order) == (refusal, detail, None)


def test_a_draft_by_hand_never_stands_beside_an_open_or_approved_order() -> None:
    world = World()
    first = world.drafted()
    beside = composed(world)
    assert isinstance(beside, Refused)
    assert (beside.refusal, beside.order) == ("state", first)
    world.done(approve, first)
    assert isinstance(composed(world), Refused)


def test_after_a_rejection_a_person_may_still_draft() -> None:
    world = World()
    world.done(reject, world.drafted(), reason="дорога чистая")
    assert isinstance(composed(world, clock="06:30"), Done)


def test_a_reading_the_person_has_can_stand_under_a_draft_by_hand() -> None:
    world = World()
    school = registry().organisation(SCHOOL)
    assert school is not None
    found = assess(
        school,
        shift=1,
        taught=taught(registry().classes(SCHOOL), 1),
        reconciled=reconciled(reading(-27, 6, source="officer:officer")),
        table=table(),
    )
    answer = composed(world, by=OFFICER, basis=found.basis)
    assert isinstance(answer, Done)
    assert answer.order.basis == found.basis
    assert world.draft(reconciled(reading(-27, 6, source="officer:officer"))).outcome is DraftOutcome.UNCHANGED


def test_the_weather_is_put_under_a_draft_by_hand_and_its_grades_stand() -> None:
    world = World()
    answer = composed(world)
    assert isinstance(answer, Done)
    assert world.draft(reconciled(reading(-30, 6))).outcome is DraftOutcome.UPDATED
    order = world.order(answer.order.id)
    assert order.grades == (0, 1, 2)
    assert order.basis is not None


def test_a_draft_without_its_persons_lacks_a_part() -> None:
    world = World(known_appointments=())
    order: Order = world.drafted()
    assert missing_part(world.storage.registry, order, edition()) is Part.RESPONSIBLE
