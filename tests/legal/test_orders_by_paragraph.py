"""What the law says about an order, played through the use-cases: one test per paragraph and row."""

import pytest

from orders.answers import Done
from orders.approval import approve, approve_late, edit
from orders.drafting import DraftOutcome
from orders.inbox import inbox
from orders.order import Parts
from orders.organisation import OrganisationCode
from tests.unit.orders.test_drafting import composed
from tests.unit.orders.test_emergency import proposal
from tests.unit.orders.world import (
    DAY,
    DEPUTY,
    FORMER_DEPUTY,
    HEAD,
    MEDICAL,
    NO_DATA,
    OFFICER,
    PARTS,
    RECTOR,
    REGION_HEAD,
    REGION_OFFICER,
    RUDNY,
    SCHOOL,
    UNIVERSITY,
    World,
    edition,
    reading,
    reconciled,
)


def test_l3_p3_a_medical_college_gets_no_weather_draft_and_is_told_the_paragraph() -> None:
    drafted = World().draft(reconciled(reading(-40, 12)), body=MEDICAL)
    assert (drafted.outcome, drafted.detail, drafted.order) == (DraftOutcome.EXCLUDED, "№ 349 п. 3", None)


def test_l11_p11_missing_data_is_a_question_to_the_head_never_silence() -> None:
    world = World()
    assert world.draft(NO_DATA).outcome is DraftOutcome.CREATED
    assert world.events == [("draft_ready", 1, 0)]


def test_l11_p11_after_the_window_an_order_for_safety_is_marked_late_and_says_why() -> None:
    world = World()
    draft = world.drafted()
    order = world.done(approve_late, draft, clock="08:20", reason="дети на остановках")
    assert order.late
    assert order.approval is not None
    assert order.approval.reason == "дети на остановках"


@pytest.mark.parametrize(("by", "signs"), [(HEAD, True), (DEPUTY, True), (FORMER_DEPUTY, False), (OFFICER, False)])
def test_l15_p15_the_head_or_the_person_replacing_them_signs(by: str, signs: bool) -> None:
    world = World()
    assert isinstance(world.act(approve, world.drafted(), by=by), Done) is signs  # type: ignore[arg-type]  # ids are text


@pytest.mark.parametrize(
    ("clock", "on_time"), [("06:00:00", True), ("06:59:59", True), ("07:00:00", False), ("07:20:00", False)]
)
def test_l15_p15_the_report_is_stamped_on_time_or_late_and_late_does_not_stop_it(clock: str, on_time: bool) -> None:
    world = World()
    order = world.done(approve, world.drafted(), clock=clock)
    assert order.on_time is on_time
    with world.storage.transaction() as tx:
        lines = inbox(tx, department=RUDNY, day=DAY, edition=edition())
    assert [(line.order, line.on_time) for line in lines if line.order] == [(order, on_time)]


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        (Parts(responsible=PARTS.responsible, duty_teachers=PARTS.duty_teachers), "regime"),
        (Parts(regime_kk="8", regime_ru="8", duty_teachers=PARTS.duty_teachers), "responsible"),
        (Parts(regime_kk="8", regime_ru="8", responsible=PARTS.responsible), "duty_teachers"),
    ],
)
def test_l16_p16_an_order_lacking_one_of_its_parts_cannot_be_approved_and_says_which(
    parts: Parts, missing: str
) -> None:
    world = World()
    draft = world.drafted()
    lacking = world.done(edit, draft, grades=draft.grades, reason="", parts=parts)
    assert world.refused(approve, lacking) == ("incomplete", missing)


def test_l16_p16_the_first_part_is_the_classes_and_the_shift() -> None:
    world = World()
    assert world.drafted().shift == 1
    assert world.refused(approve, world.drafted(NO_DATA, shift=2, clock="10:05"), clock="10:40") == ("no_grades", "")


@pytest.mark.parametrize("clock", ["00:10", "05:00", "08:00", "13:00", "23:50"])
def test_l22_p22_the_regions_order_goes_out_at_any_hour_by_two_persons(clock: str) -> None:
    world = World()
    draft = proposal(world, clock="00:05", department=OrganisationCode("kst"), by=REGION_OFFICER)
    assert world.refused(approve, draft, by=REGION_OFFICER, clock=clock) == ("same_person", "")
    assert world.refused(approve, draft, by=OFFICER, clock=clock) == ("not_authorised", "")
    order = world.done(approve, draft, by=REGION_HEAD, clock=clock)
    assert (order.late, order.on_time) == (False, None)


def test_l97a_p3_a_universitys_weather_day_is_the_departments_order_not_the_rectors() -> None:
    world = World()
    answer = composed(world, by=REGION_OFFICER, body=UNIVERSITY, grades=(), college_courses=(1, 2))
    assert isinstance(answer, Done)
    assert world.refused(approve, answer.order, by=RECTOR) == ("not_authorised", "")
    assert world.done(approve, answer.order, by=REGION_HEAD).body == UNIVERSITY


def test_each_shift_of_a_day_is_decided_on_its_own() -> None:
    world = World()
    world.done(approve, world.drafted(reconciled(reading(-28, 6))))
    assert world.draft(reconciled(reading(-19, 3)), shift=2, clock="10:05").outcome is DraftOutcome.NOT_NEEDED
    assert [order.shift for order in world.storage.records.orders.values() if order.body == SCHOOL] == [1]
