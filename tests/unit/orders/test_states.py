from dataclasses import replace
from itertools import product

import pytest

from orders.errors import ForbiddenMove
from orders.order import Ground, Order, OrderState, Signature
from orders.organisation import PersonId
from orders.states import TRANSITIONS, Verb, next_state
from orders.transition import add_draft, move
from tests.unit.orders.test_emergency import proposal
from tests.unit.orders.world import HEAD, OFFICER, REGION_HEAD, World, at

FORBIDDEN = sorted(set(product(OrderState, Verb)) - set(TRANSITIONS))
SIGNED = Signature(person=HEAD, at=at("06:10"), revision=1)


def in_state(world: World, state: OrderState, approval: Signature | None = SIGNED) -> Order:
    """Put a drafted order into a state by force, as no use-case could."""
    order = replace(world.drafted(), state=state, approval=approval)
    with world.storage.transaction() as tx:
        tx.orders.save(order)
    return order


def test_the_table_names_every_state_and_every_verb() -> None:
    assert {verb for _, verb in TRANSITIONS} == set(Verb)
    assert {state for state, _ in TRANSITIONS} | set(TRANSITIONS.values()) == set(OrderState)
    assert len(FORBIDDEN) == len(OrderState) * len(Verb) - len(TRANSITIONS)


@pytest.mark.parametrize(("state", "verb"), FORBIDDEN)
def test_what_the_table_does_not_name_is_forbidden_and_leaves_no_trace(state: OrderState, verb: Verb) -> None:
    assert next_state(state, verb) is None
    world = World()
    order = in_state(world, state)
    before = (world.actions, world.events)
    with pytest.raises(ForbiddenMove, match=f"{verb} is forbidden from {state}"), world.storage.transaction() as tx:
        move(tx, order, verb, now=at("06:10"), by=HEAD)
    assert world.order(order.id) == order
    assert (world.actions, world.events) == before


@pytest.mark.parametrize(("state", "verb"), sorted(TRANSITIONS))
def test_what_the_table_names_is_saved_and_journalled_at_once(state: OrderState, verb: Verb) -> None:
    world = World()
    order = in_state(world, state)
    with world.storage.transaction() as tx:
        moved = move(tx, order, verb, now=at("06:30"), by=HEAD)
    assert moved.state is TRANSITIONS[state, verb]
    assert world.order(order.id) == moved
    assert moved.updated_at == at("06:30")
    entry = world.storage.records.journal[-1]
    assert (entry.order, entry.revision, entry.person, entry.at) == (order.id, 1, HEAD, at("06:30"))
    assert entry.details["state"] == moved.state


@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.APPROVE_LATE, Verb.RELEASE, Verb.COMPLETE])
@pytest.mark.parametrize("approval", [None, replace(SIGNED, revision=7)])
def test_no_order_comes_into_force_without_a_signature_on_this_revision(verb: Verb, approval: Signature | None) -> None:
    world = World()
    state = next(state for state, named in TRANSITIONS if named is verb)
    order = in_state(world, state, approval)
    with pytest.raises(ForbiddenMove, match="no signature"), world.storage.transaction() as tx:
        move(tx, order, verb, now=at("06:30"), by=HEAD)
    assert "order_approved" not in {kind for kind, _, _ in world.events}


@pytest.mark.parametrize(("author", "signer", "allowed"), [(OFFICER, OFFICER, False), (OFFICER, REGION_HEAD, True)])
def test_the_door_itself_keeps_the_two_persons_apart(author: PersonId, signer: PersonId, allowed: bool) -> None:
    world = World()
    order = replace(proposal(world, by=author), approval=replace(SIGNED, person=signer))
    assert order.ground is Ground.EMERGENCY
    with world.storage.transaction() as tx:
        if allowed:
            assert move(tx, order, Verb.APPROVE, now=at("07:45"), by=signer).state is OrderState.APPROVED
        else:
            with pytest.raises(ForbiddenMove, match="who prepared it"):
                move(tx, order, Verb.APPROVE, now=at("07:45"), by=signer)


def test_an_order_begins_as_a_draft() -> None:
    world = World()
    approved = replace(world.drafted(), state=OrderState.APPROVED, approval=SIGNED)
    with pytest.raises(ForbiddenMove, match="begins as a draft"), world.storage.transaction() as tx:
        add_draft(tx, approved)


def test_the_journal_holds_ids_and_figures_but_no_words_of_people() -> None:
    world = World()
    world.drafted()
    entry = world.storage.records.journal[-1]
    assert entry.details == {
        "state": "draft",
        "ground": "weather",
        "learners": "0,1,2,3,4",
        "table": "kostanay-oblast",
        "edition": "2024.1",
        "rows": "frost-25",
    }
