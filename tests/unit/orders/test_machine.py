"""No sequence of acts, by whomever and whenever, brings an order into force without a named person who may sign it."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from orders import approval
from orders.drafting import compose, draft_weather_day
from orders.duties import complete_orders, escalate, expire_drafts, mark_released
from orders.emergency import propose
from orders.order import Ground, Order, OrderState, Scope, ScopeKind
from orders.organisation import OrganisationCode, PersonId
from orders.ports import EventKind
from orders.states import OPEN_STATES
from orders.windows import ZONE
from tests.unit.orders.world import (
    COLLEGE,
    DEPUTY,
    DUTY,
    HEAD,
    NO_DATA,
    OFFICER,
    PARTS,
    REGION,
    REGION_HEAD,
    REGION_OFFICER,
    RUDNY,
    SCHOOL,
    TEACHER,
    World,
    at,
    edition,
    reading,
    reconciled,
    table,
)

# Those who may sign come up more often, so that sequences get far.
SIGNERS = st.sampled_from([HEAD, DEPUTY, REGION_OFFICER, REGION_HEAD])
PERSONS = SIGNERS | st.sampled_from([HEAD, TEACHER, DUTY, OFFICER, PersonId("nobody")])
REASONS = st.sampled_from(["метель", "метель", ""])
GRADES = st.sampled_from([(0, 1, 2), (0, 1, 2, 3, 4), (5, 6), (), (1, 12)])
WEATHER = st.sampled_from(
    [
        reconciled(reading(-31, 7)),
        reconciled(reading(-25.4, 6)),
        reconciled(reading(-26, None)),
        reconciled(reading(3, 2)),
        NO_DATA,
    ]
)
SCOPES = st.sampled_from([("rudny",), ("rudny",), ()])
ACTS = st.sampled_from(["approve", "approve_late", "reject", "return_for_edit", "edit", "revoke", "amend"])
SIGNERS_OF = {SCHOOL: {HEAD, DEPUTY}, COLLEGE: {HEAD}, REGION: {REGION_OFFICER, REGION_HEAD}}
SIGNED = {OrderState.APPROVED, OrderState.RELEASED, OrderState.COMPLETED, OrderState.REVOKED, OrderState.AMENDED}
HOLDS = {OrderState.APPROVED, OrderState.RELEASED}


class Machine(RuleBasedStateMachine):
    """Everybody does everything at any time; the invariants are judged after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.now = at("05:30")
        self.lines = 0

    @initialize(weather=WEATHER)
    def the_morning_begins(self, weather: Any) -> None:
        self.draft(weather, SCHOOL, 1)

    # The automation

    @rule(minutes=st.sampled_from([1, 15, 30, 60, 150]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(weather=WEATHER, body=st.sampled_from([SCHOOL, COLLEGE]), shift=st.sampled_from([1, 2]))
    def draft(self, weather: Any, body: OrganisationCode, shift: int) -> None:
        organisation = self.world.storage.registry.organisation(body)
        assert organisation is not None
        with self.world.storage.transaction() as tx:
            draft_weather_day(
                tx,
                organisation=organisation,
                shift=shift,
                day=self.now.astimezone(ZONE).date(),
                reconciled=weather,
                table=table(),
                now=self.now,
                edition=edition(),
            )

    @rule()
    def the_bells_ring(self) -> None:
        with self.world.storage.transaction() as tx:
            expire_drafts(tx, now=self.now, edition=edition())
            complete_orders(tx, now=self.now)
            escalate(tx, now=self.now, edition=edition())

    @precondition(lambda self: self.world.storage.records.orders)
    @rule(data=st.data())
    def the_planner_releases(self, data: st.DataObject) -> None:
        with self.world.storage.transaction() as tx:
            mark_released(tx, order_id=self.some_order(data).id, now=self.now)

    # People

    @rule(by=PERSONS, grades=GRADES, shift=st.sampled_from([1, 2]))
    def compose(self, by: PersonId, grades: tuple[int, ...], shift: int) -> None:
        organisation = self.world.storage.registry.organisation(SCHOOL)
        assert organisation is not None
        with self.world.storage.transaction() as tx:
            compose(
                tx,
                organisation=organisation,
                shift=shift,
                day=self.now.astimezone(ZONE).date(),
                grades=grades,
                by=by,
                now=self.now,
                edition=edition(),
            )

    @rule(
        by=PERSONS, grades=GRADES, department=st.sampled_from([RUDNY, REGION]), names=st.sampled_from([(), ("rudny",)])
    )
    def propose(
        self, by: PersonId, grades: tuple[int, ...], department: OrganisationCode, names: tuple[str, ...]
    ) -> None:
        today = self.now.astimezone(ZONE).date()
        with self.world.storage.transaction() as tx:
            propose(
                tx,
                department=department,
                scope=Scope(kind=ScopeKind.DISTRICT, names=names),
                ground=Ground.EMERGENCY,
                cause="heating_failure",
                first_day=today,
                last_day=today,
                shift=None,
                grades=grades,
                by=by,
                now=self.now,
                edition=edition(),
            )

    @precondition(lambda self: self.world.storage.records.orders)
    @rule(data=st.data(), act=ACTS, by=PERSONS, reason=REASONS, grades=GRADES, behind=st.sampled_from([0, 0, 0, 0, 1]))
    def somebody_acts(  # noqa: PLR0917 - Hypothesis passes what it draws by name
        self, data: st.DataObject, act: str, by: PersonId, reason: str, grades: tuple[int, ...], behind: int
    ) -> None:
        order = self.some_order(data)
        said: dict[str, Any] = {}
        if act != "approve":
            said["reason"] = reason
        if act in {"edit", "amend"}:
            said["grades"] = grades
        with self.world.storage.transaction() as tx:
            getattr(approval, act)(
                tx,
                order_id=order.id,
                revision=order.revision - behind,
                by=by,
                now=self.now,
                edition=edition(),
                **said,
            )

    def some_order(self, data: st.DataObject) -> Order:
        return data.draw(st.sampled_from(list(self.orders)))

    @property
    def orders(self) -> tuple[Order, ...]:
        return tuple(self.world.storage.records.orders.values())

    # What must hold whatever happened

    @invariant()
    def an_order_in_force_is_signed_by_a_named_person_who_may(self) -> None:
        for order in self.orders:
            if order.state in SIGNED:
                assert order.approval is not None
                assert order.approval.person in SIGNERS_OF[order.body]
                assert order.approval.revision == order.revision
                assert order.grades or order.college_courses
            else:
                assert order.approval is None

    @invariant()
    def an_emergency_was_seen_by_two_persons(self) -> None:
        for order in self.orders:
            if order.ground is not Ground.WEATHER and order.approval is not None:
                assert order.approval.person not in {order.prepared_by, order.edited_by}

    @invariant()
    def nothing_is_sent_for_an_order_without_its_signature(self) -> None:
        for event in self.world.storage.records.events.values():
            if event.kind in {EventKind.ORDER_APPROVED, EventKind.ORDER_REVOKED}:
                signed = self.world.order(event.order).approval
                assert signed is not None
                assert signed.revision == event.revision

    @invariant()
    def there_is_one_open_and_one_standing_weather_order_per_key(self) -> None:
        for states in (OPEN_STATES, HOLDS):
            keys = [
                (order.body, order.shift, order.first_day)
                for order in self.orders
                if order.ground is Ground.WEATHER and order.state in states
            ]
            assert len(keys) == len(set(keys))

    @invariant()
    def weather_orders_are_signed_inside_the_window_or_late_with_a_reason(self) -> None:
        for order in self.orders:
            if order.ground is Ground.WEATHER and order.approval is not None and order.shift is not None:
                assert order.parts == PARTS
                inside = _approval_span(order)[0] <= order.approval.at < _approval_span(order)[1]
                assert order.late is not inside
                assert inside or order.approval.reason
                assert order.on_time is not None

    @invariant()
    def the_journal_only_grows(self) -> None:
        assert len(self.world.storage.records.journal) >= self.lines
        self.lines = len(self.world.storage.records.journal)


def _approval_span(order: Order) -> tuple[datetime, datetime]:
    opens, closes = ("06:00", "08:00") if order.shift == 1 else ("10:30", "13:00")
    return at(opens, order.first_day), at(closes, order.first_day)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
