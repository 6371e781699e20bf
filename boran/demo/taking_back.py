"""A signer takes an order back. No card has a button for it: it is done at the third door, the command line's."""

import asyncio
from datetime import timedelta

from boran.demo.players import PATIENCE_S, Tell
from boran.demo.scenario import Revocation, Scenario
from boran.wiring import Services
from orders import approval
from orders.answers import Done
from orders.organisation import OrganisationCode
from orders.regulation import edition_on
from orders.states import IN_FORCE_STATES

LOOK_EVERY_S = 0.1  # real seconds
LOOKS = round(PATIENCE_S / LOOK_EVERY_S)


async def take_back(parts: Services, scenario: Scenario, tell: Tell) -> None:
    """Return when everything the scenario takes back is taken back."""
    async with asyncio.TaskGroup() as signers:
        for act in scenario.revocations:
            signers.create_task(_at_its_time(parts, scenario, act, tell))


async def _at_its_time(parts: Services, scenario: Scenario, act: Revocation, tell: Tell) -> None:
    wait = scenario.instant(act.at) - parts.clock.now()
    await parts.clock.sleep(max(wait, timedelta(0)))
    for _ in range(LOOKS):
        if await asyncio.to_thread(_revoke, parts, scenario, act):
            tell(parts.clock.now(), f"the head of {act.school} takes the order back: {act.reason}")
            return
        await asyncio.sleep(LOOK_EVERY_S)
    raise TimeoutError(f"{act.school} has no order in force that could be taken back")


def _revoke(parts: Services, scenario: Scenario, act: Revocation) -> bool:
    """Withdraw the school's order in force, by whoever signed it; return False while there is none."""
    now = parts.clock.now()
    with parts.storage.transaction() as tx:
        found = tx.orders.find(day=scenario.day, bodies=(OrganisationCode(act.school),), states=tuple(IN_FORCE_STATES))
        order = next((order for order in found if order.approval and order.shift in {None, 1}), None)
        if order is None or order.approval is None:
            return False
        answer = approval.revoke(
            tx,
            order_id=order.id,
            revision=order.revision,
            by=order.approval.person,
            reason=act.reason,
            now=now,
            edition=edition_on(parts.editions, scenario.day),
        )
    assert isinstance(answer, Done), answer
    return True
