"""The signer allows an order's messages to cost more than the limit: one tap on the question that was sent."""

from bot.context import Turn
from bot.replies import Reply
from dispatch.climbing import next_look
from dispatch.spending import Allowed, allow
from dispatch.taps import Tap
from locales.catalogue import text
from orders.organisation import Person


def spend(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Record what the order may cost; who was held back is written to at the next look."""
    if not tap.argument.isdecimal():
        return Reply(note=text(speaker.locale, "bot-old-button"), alert=True)
    order = turn.tx.orders.get(tap.order, lock=True)
    answer = allow(turn.tx, order, by=speaker.id, limit_tiyn=int(tap.argument), now=turn.now, edition=turn.edition)
    if order is not None and answer is Allowed.RECORDED:
        turn.tx.outbox.put(next_look(order, turn.now))
    alert = answer not in {Allowed.RECORDED, Allowed.REPEATED}
    return Reply(note=text(speaker.locale, f"bot-spend-{answer}"), alert=alert)
