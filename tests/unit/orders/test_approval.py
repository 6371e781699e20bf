from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from orders.answers import Done
from orders.approval import amend, approve, approve_late, edit, reject, return_for_edit, revoke
from orders.authority import may_sign, signers
from orders.drafting import compose
from orders.duties import expire_drafts, mark_released
from orders.order import Order, OrderId, OrderState, Parts
from orders.organisation import PersonId
from tests.unit.orders.test_drafting import composed
from tests.unit.orders.world import (
    COLLEGE,
    DAY,
    DEPUTY,
    DUTY,
    FORMER_DEPUTY,
    HEAD,
    NEIGHBOUR_HEAD,
    NO_DATA,
    OFFICER,
    PARTS,
    RECTOR,
    REGION_HEAD,
    REGION_OFFICER,
    RESPONSIBLE,
    TEACHER,
    UNIVERSITY,
    World,
    at,
    edition,
    organisation,
    reading,
    reconciled,
)

SEVERE = reconciled(reading(-30.5, 6))


def expired(world: World, clock: str = "08:00") -> list[Order]:
    with world.storage.transaction() as tx:
        return expire_drafts(tx, now=at(clock), edition=edition())


# Approval


def test_the_heads_tap_signs_the_revision_and_reports_it() -> None:
    world = World()
    order = world.done(approve, world.drafted(), clock="06:10")
    assert order.state is OrderState.APPROVED
    assert order.approval is not None
    assert (order.approval.person, order.approval.revision, order.approval.at) == (HEAD, 1, at("06:10"))
    assert (order.reported_at, order.on_time, order.late) == (at("06:10"), True, False)
    assert world.events == [("draft_ready", 1, 0), ("order_approved", 1, 0)]
    assert world.actions == ["order.drafted", "order.approved"]
    assert world.storage.records.journal[-1].person == HEAD


@pytest.mark.parametrize("by", [HEAD, DEPUTY])
def test_a_second_tap_by_anybody_who_may_sign_changes_nothing(by: PersonId) -> None:
    world = World()
    draft = world.drafted()
    order = world.done(approve, draft)
    for clock in ("06:11", "07:59", "08:01", "23:00"):
        assert world.act(approve, draft, by=by, clock=clock) == Done(order=order, repeated=True)
    assert world.events.count(("order_approved", 1, 0)) == 1


def test_fifty_taps_at_once_are_one_approval() -> None:
    world = World()
    draft = world.drafted()
    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(lambda tap: world.act(approve, draft, by=(HEAD, DEPUTY)[tap % 2]), range(50)))
    done = [answer for answer in answers if isinstance(answer, Done)]
    assert len(done) == 50
    assert sum(not answer.repeated for answer in done) == 1
    assert world.actions.count("order.approved") == 1


def test_a_tap_on_an_older_card_is_stale_and_shows_the_order_as_it_is() -> None:
    world = World()
    old = world.drafted()
    world.draft(SEVERE)
    assert world.refused(approve, old) == ("stale", "2")
    assert world.order(old.id).state is OrderState.DRAFT


def test_an_unknown_order_is_not_found() -> None:
    world = World()
    assert world.refused(approve, world.drafted(), order_id=OrderId("f" * 32)) == ("not_found", "")


@pytest.mark.parametrize("by", [TEACHER, RESPONSIBLE, FORMER_DEPUTY, NEIGHBOUR_HEAD, OFFICER, REGION_HEAD, "nobody"])
def test_nobody_else_signs_a_schools_weather_day_or_learns_of_it(by: PersonId) -> None:
    world = World()
    draft = world.drafted()
    answer = world.act(approve, draft, by=by)
    assert not isinstance(answer, Done)
    assert (answer.refusal, answer.order) == ("not_authorised", None)
    assert world.order(draft.id) == draft


def test_the_deputy_signs_on_the_days_of_the_appointment_only() -> None:
    world = World()
    draft = world.drafted()
    with world.storage.transaction() as tx:
        assert signers(tx, draft, now=at("06:10"), edition=edition()) == (HEAD, DEPUTY)
        assert may_sign(tx, draft, person=DEPUTY, now=at("06:10"), edition=edition())
        next_day = at("06:10", DAY + timedelta(days=1))
        assert not may_sign(tx, draft, person=DEPUTY, now=next_day, edition=edition())
        assert signers(tx, draft, now=next_day, edition=edition()) == (HEAD,)


def test_a_universitys_weather_day_is_signed_by_the_region_and_reported_to_nobody() -> None:
    world = World()
    university = world.storage.registry.organisation(UNIVERSITY)
    assert university is not None
    with world.storage.transaction() as tx:
        answer = compose(
            tx,
            organisation=university,
            shift=1,
            day=DAY,
            grades=(),
            college_courses=(1, 2),
            by=REGION_OFFICER,
            now=at("06:00"),
            edition=edition(),
        )
    assert isinstance(answer, Done)
    assert world.refused(approve, answer.order, by=RECTOR) == ("not_authorised", "")
    order = world.done(approve, answer.order, by=REGION_HEAD)
    assert (order.reported_at, order.on_time) == (None, None)


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [
        ("05:40:00", ("window_not_open", "2026-01-16T06:00:00+05:00")),
        ("05:59:59", ("window_not_open", "2026-01-16T06:00:00+05:00")),
        ("06:00:00", (True, True)),
        ("06:59:59", (True, True)),
        ("07:00:00", (True, False)),
        ("07:59:59", (True, False)),
        ("08:00:00", ("window_closed", "2026-01-16T08:00:00+05:00")),
    ],
)
def test_the_window_of_approval_and_the_time_of_the_report(clock: str, outcome: tuple[object, object]) -> None:
    world = World()
    answer = world.act(approve, world.drafted(), clock=clock)
    if isinstance(answer, Done):
        assert (True, answer.order.on_time) == outcome
    else:
        assert (answer.refusal, answer.detail) == outcome


def test_the_second_shift_has_its_own_windows() -> None:
    world = World()
    draft = world.drafted(SEVERE, shift=2, clock="10:05")
    assert world.refused(approve, draft, clock="10:29:59")[0] == "window_not_open"
    assert world.refused(approve, draft, clock="13:00") == ("window_closed", "2026-01-16T13:00:00+05:00")
    assert world.done(approve, draft, clock="12:00").on_time is False


def test_a_question_cannot_be_approved_before_somebody_chose_grades() -> None:
    world = World()
    question = world.drafted(NO_DATA)
    assert world.refused(approve, question) == ("no_grades", "")
    answered = world.done(edit, question, grades=(0, 1), reason="за окном буран")
    assert world.done(approve, answered).grades == (0, 1)


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        (Parts(regime_kk="", regime_ru="с 08:30", responsible=(RESPONSIBLE,), duty_teachers=(DUTY,)), "regime"),
        (Parts(regime_kk="08:30", regime_ru=" ", responsible=(RESPONSIBLE,), duty_teachers=(DUTY,)), "regime"),
        (Parts(regime_kk="08:30", regime_ru="с 08:30", duty_teachers=(DUTY,)), "responsible"),
        (Parts(regime_kk="08:30", regime_ru="с 08:30", responsible=(RESPONSIBLE,)), "duty_teachers"),
        (
            Parts(
                regime_kk="08:30",
                regime_ru="с 08:30",
                responsible=(RESPONSIBLE,),
                duty_teachers=(PersonId("who-is-this"),),
            ),
            "duty_teachers",
        ),
    ],
)
def test_an_order_that_lacks_a_part_says_which(parts: Parts, missing: str) -> None:
    world = World()
    draft = world.drafted()
    lacking = world.done(edit, draft, grades=draft.grades, reason="", parts=parts)
    assert world.refused(approve, lacking) == ("incomplete", missing)
    whole = world.done(edit, lacking, grades=draft.grades, reason="", parts=PARTS)
    assert world.done(approve, whole).parts == PARTS


def test_a_school_without_a_regime_cannot_close() -> None:
    world = World(known_organisations=(organisation(regime_kk=""),))
    assert world.refused(approve, world.drafted()) == ("incomplete", "regime")


# Return, reject, edit


def test_a_returned_draft_waits_for_an_edit() -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(return_for_edit, draft, reason=" ") == ("reason_needed", "")
    returned = world.done(return_for_edit, draft, reason="проверьте ветер")
    assert (returned.state, returned.change_reason) == (OrderState.RETURNED, "проверьте ветер")
    assert world.act(return_for_edit, draft, reason="ещё раз") == Done(order=returned, repeated=True)
    assert world.refused(approve, returned) == ("state", "returned")
    edited = world.done(edit, returned, grades=returned.grades, reason="")
    assert (edited.state, edited.revision, edited.change_reason) == (OrderState.DRAFT, 2, "")
    assert world.events == [("draft_ready", 1, 0), ("draft_ready", 2, 0)]


def test_rejecting_a_proposal_needs_a_reason_and_is_final() -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(reject, draft, reason="") == ("reason_needed", "")
    rejected = world.done(reject, draft, reason="автобусы идут")
    assert (rejected.state, rejected.change_reason) == (OrderState.REJECTED, "автобусы идут")
    assert world.act(reject, draft, reason="") == Done(order=rejected, repeated=True)
    assert world.refused(approve, draft) == ("state", "rejected")
    assert "order_approved" not in {kind for kind, _, _ in world.events}


def test_the_answer_to_a_question_needs_no_reason() -> None:
    world = World()
    assert world.done(reject, world.drafted(NO_DATA), reason="").state is OrderState.REJECTED


@pytest.mark.parametrize("grades", [(0, 1, 2), (0, 1, 2, 3, 4, 8), (11,)])
def test_the_head_narrows_or_widens_with_a_reason(grades: tuple[int, ...]) -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(edit, draft, grades=grades, reason="") == ("reason_needed", "")
    edited = world.done(edit, draft, grades=grades, reason=" сильная метель ")
    assert (edited.grades, edited.change_reason, edited.edited_by) == (grades, "сильная метель", HEAD)
    assert (edited.revision, edited.basis) == (2, draft.basis)
    approved = world.done(approve, edited)
    assert approved.approval is not None
    assert approved.approval.reason == "сильная метель"


def test_the_proposal_itself_needs_no_reason_and_a_given_one_is_kept_for_the_same_choice() -> None:
    world = World()
    draft = world.drafted()
    edited = world.done(edit, draft, grades=(4, 3, 2, 1, 0, 0), reason="")
    assert edited.grades == draft.grades
    narrowed = world.done(edit, edited, grades=(0,), reason="мороз слабый")
    again = world.done(edit, narrowed, grades=(0,), reason="", parts=PARTS)
    assert again.change_reason == "мороз слабый"
    assert world.refused(edit, again, grades=(1,), reason="") == ("reason_needed", "")


@pytest.mark.parametrize(
    ("grades", "refused"),
    [
        ((), ("no_grades", "")),
        ((0, 5), ("bad_grades", "5")),
        ((13,), ("bad_grades", "13")),
        ((-1,), ("bad_grades", "-1")),
    ],
)
def test_grades_that_do_not_learn_in_the_shift_are_refused(grades: tuple[int, ...], refused: tuple[str, str]) -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(edit, draft, grades=grades, reason="метель") == refused
    assert world.order(draft.id) == draft


def test_courses_of_a_college_are_edited_like_grades() -> None:
    world = World()
    draft = world.drafted(reconciled(reading(-31, 6)), body=COLLEGE)
    assert world.refused(edit, draft, grades=(), college_courses=(4,), reason="x") == ("bad_grades", "c4")
    edited = world.done(edit, draft, grades=(), college_courses=(1, 2, 3), reason="метель")
    assert world.done(approve, edited).college_courses == (1, 2, 3)


@pytest.mark.parametrize(
    ("act", "said"),
    [(edit, {"grades": (0,), "reason": "x"}), (reject, {"reason": "x"}), (return_for_edit, {"reason": "x"})],
)
def test_after_the_window_a_draft_is_not_decided_any_more(act: Any, said: dict[str, Any]) -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(act, draft, clock="08:00", **said)[0] == "window_closed"
    expired(world)
    assert world.refused(act, draft, clock="08:01", **said)[0] == "window_closed"


def test_an_edit_before_the_window_is_possible_because_drafts_are_prepared_then() -> None:
    world = World()
    assert world.done(edit, world.drafted(), grades=(0,), reason="x", clock="05:45").grades == (0,)


# Late, for safety


def test_an_expired_draft_is_approved_late_with_a_written_reason() -> None:
    world = World()
    draft = world.drafted()
    assert expired(world) == [world.order(draft.id)]
    assert world.refused(approve, draft, clock="08:05") == ("window_closed", "2026-01-16T08:00:00+05:00")
    assert world.refused(approve_late, draft, clock="08:05", reason="") == ("reason_needed", "")
    order = world.done(approve_late, draft, clock="08:05", reason="дети на остановках")
    assert (order.state, order.late, order.on_time) == (OrderState.APPROVED, True, False)
    assert order.approval is not None
    assert order.approval.reason == "дети на остановках"
    assert world.act(approve_late, draft, clock="08:06", reason="ещё раз") == Done(order=order, repeated=True)
    assert [kind for kind, _, _ in world.events] == ["draft_ready", "draft_expired", "order_approved"]


def test_the_late_act_does_not_wait_for_the_sweeper() -> None:
    world = World()
    draft = world.drafted()
    assert world.done(approve_late, draft, clock="08:00:01", reason="дети на остановках").late
    assert world.actions == ["order.drafted", "order.expired", "order.approved_late"]


def test_there_is_no_late_act_inside_the_window_or_on_another_day() -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(approve_late, draft, clock="07:59", reason="x") == ("state", "draft")
    tomorrow = DAY + timedelta(days=1)
    assert world.refused(approve_late, draft, clock="00:00", day=tomorrow, reason="x")[0] == "window_closed"


def test_the_late_act_needs_authority_grades_and_parts_like_any_other() -> None:
    world = World()
    question = world.drafted(NO_DATA)
    assert world.refused(approve_late, question, clock="08:05", reason="x", by=TEACHER) == ("not_authorised", "")
    assert world.refused(approve_late, question, clock="08:05", reason="x") == ("no_grades", "")


def test_two_expired_drafts_of_one_shift_cannot_both_be_approved_late() -> None:
    world = World()
    first = world.drafted()
    expired(world)
    second = composed(world, clock="08:10")
    assert isinstance(second, Done)
    world.done(approve_late, first, clock="08:12", reason="дети на остановках")
    assert world.refused(approve_late, second.order, clock="08:13", reason="x") == ("state", "approved")


# Revoke, amend


def approved(world: World) -> Order:
    return world.done(approve, world.drafted())


def test_revoking_needs_a_reason_and_no_window() -> None:
    world = World()
    order = approved(world)
    assert world.refused(revoke, order, reason="") == ("reason_needed", "")
    revoked = world.done(revoke, order, reason="ветер стих", clock="09:30")
    assert (revoked.state, revoked.change_reason) == (OrderState.REVOKED, "ветер стих")
    assert revoked.approval == order.approval
    assert world.act(revoke, order, reason="ещё раз") == Done(order=revoked, repeated=True)
    assert world.events.count(("order_revoked", 1, 0)) == 1
    assert world.refused(approve, order) == ("state", "revoked")


@pytest.mark.parametrize("clock", ["06:30", "09:00"])
def test_a_draft_cannot_be_revoked_or_amended(clock: str) -> None:
    world = World()
    draft = world.drafted()
    assert world.refused(revoke, draft, reason="x", clock=clock) == ("state", "draft")
    assert world.refused(amend, draft, grades=(0,), reason="x", clock=clock) == ("state", "draft")


def test_an_amendment_is_a_linked_draft_and_takes_the_place_of_the_old_order_when_approved() -> None:
    world = World()
    old = approved(world)
    draft = world.done(amend, old, grades=(0, 1, 2, 3, 4, 8, 9), reason="усилился ветер", clock="06:30")
    assert (draft.amends, draft.revision, draft.state) == (old.id, 1, OrderState.DRAFT)
    assert draft.id != old.id
    assert draft.check_code != old.check_code
    assert draft.approval is None
    assert world.order(old.id).state is OrderState.APPROVED
    new = world.done(approve, draft, clock="06:31", by=DEPUTY)
    assert world.order(old.id).state is OrderState.AMENDED
    assert (new.state, new.grades) == (OrderState.APPROVED, (0, 1, 2, 3, 4, 8, 9))
    assert world.refused(approve, old) == ("state", "amended")


def test_the_same_amendment_twice_is_one_draft_and_another_one_has_to_wait() -> None:
    world = World()
    old = approved(world)
    draft = world.done(amend, old, grades=(0, 1), reason="усилился ветер")
    assert world.act(amend, old, grades=(1, 0), reason="усилился ветер") == Done(order=draft, repeated=True)
    assert world.refused(amend, old, grades=(0, 1, 2), reason="усилился ветер") == ("state", "draft")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"grades": (0,), "reason": " "}, ("reason_needed", "")),
        ({"grades": (), "reason": "x"}, ("no_grades", "")),
        ({"grades": (7,), "reason": "x"}, ("bad_grades", "7")),
        ({"grades": (0,), "reason": "x", "day": DAY + timedelta(days=1)}, ("bad_dates", "")),
        ({"grades": (0,), "reason": "x", "by": TEACHER}, ("not_authorised", "")),
    ],
)
def test_an_amendment_is_checked(said: dict[str, Any], refused: tuple[str, str]) -> None:
    world = World()
    assert world.refused(amend, approved(world), **said) == refused


def test_an_amendment_of_an_order_that_was_revoked_meanwhile_is_not_signed() -> None:
    world = World()
    old = approved(world)
    draft = world.done(amend, old, grades=(0,), reason="потеплело")
    world.done(revoke, old, reason="ветер стих")
    assert world.refused(approve, draft) == ("state", "revoked")


def test_a_released_order_is_amended_and_revoked_too() -> None:
    world = World()
    order = approved(world)
    with world.storage.transaction() as tx:
        answer = mark_released(tx, order_id=order.id, now=at("06:11"))
    assert isinstance(answer, Done)
    draft = world.done(amend, answer.order, grades=(0,), reason="потеплело")
    world.done(approve, draft)
    assert world.order(order.id).state is OrderState.AMENDED
