"""The homeroom teacher: acquainted with the order, the text for the class chat, the families to phone."""

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Turn
from bot.replies import Reply
from channels.base import Button
from dispatch.acknowledging import (
    AckAnswer,
    AckOutcome,
    UnreachedPupil,
    acknowledge,
    mark_told,
    unreached,
)
from dispatch.audience import bound
from dispatch.card import Card
from dispatch.cards import paste_text, teacher_card, unreached_card
from dispatch.taps import Tap
from locales.catalogue import Locale, text
from orders.order import Order
from orders.organisation import Person, PupilId
from orders.states import IN_FORCE_STATES

COPY_MAX = 256  # Telegram, CopyTextButton.text
MEANS = "telegram"
HARMLESS = frozenset({AckOutcome.RECORDED, AckOutcome.REPEATED})


def acquainted(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Record "I have read this order" and show it as the person has it now."""
    answer = acknowledge(
        turn.tx, order_id=tap.order, revision=tap.revision, person=speaker.id, now=turn.now, means=MEANS
    )
    card = _card(turn, speaker, answer.order) if answer.order and answer.order.state in IN_FORCE_STATES else None
    return Reply(note=said(speaker.locale, answer), alert=answer.outcome not in HARMLESS, card=card)


def said(locale: Locale, answer: AckAnswer) -> str:
    """Return what became of an acknowledgement."""
    return text(locale, f"bot-ack-{answer.outcome}")


def paste(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Send the text for the chat of each of the teacher's classes, a message of its own to copy or forward."""
    order = _released(turn, speaker, tap)
    if isinstance(order, Reply):
        return order
    reached = bound(turn.tx, order, edition=turn.edition)
    classes = [found.id for each in reached for found in each.classes_of(speaker.id)]
    if not classes:
        return Reply(note=text(speaker.locale, "bot-no-class"), alert=True)
    texts = [
        paste_text(turn.tx, order, one, locale=speaker.locale, edition=turn.edition, public_url=turn.public_url)
        for one in classes
    ]
    return Reply(
        note=text(speaker.locale, "bot-paste-below"), further=tuple(_copied(speaker.locale, one) for one in texts)
    )


def list_unreached(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Send the list of families that have not answered, with their telephone numbers, to their own teacher only."""
    order = _released(turn, speaker, tap)
    if isinstance(order, Reply):
        return order
    return Reply(further=(_unreached(turn, speaker, order),))


def told(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Record that a family knows, and shorten the list that was tapped."""
    answer = mark_told(turn.tx, order_id=tap.order, pupil=PupilId(tap.argument), by=speaker.id, now=turn.now)
    card = _unreached(turn, speaker, answer.order) if answer.order else None
    return Reply(note=said(speaker.locale, answer), alert=answer.outcome not in HARMLESS, card=card)


def _released(turn: Turn, speaker: Person, tap: Tap) -> Order | Reply:
    """Return the order on the button if it is public and holds, otherwise what to answer."""
    order = turn.tx.orders.get(tap.order)
    if order is None or order.approval is None:
        return Reply(note=text(speaker.locale, f"bot-ack-{AckOutcome.NOT_FOUND}"), alert=True)
    if order.state not in IN_FORCE_STATES:
        return Reply(note=text(speaker.locale, f"bot-ack-{AckOutcome.WITHDRAWN}"), alert=True)
    return order


def _card(turn: Turn, speaker: Person, order: Order) -> Card:
    return teacher_card(
        turn.tx,
        order,
        person=speaker.id,
        locale=speaker.locale,
        edition=turn.edition,
        public_url=turn.public_url,
    )


def _copied(locale: Locale, words: str) -> Card:
    """Return the text alone, so that nothing else gets into the chat; a short one with a button that copies it."""
    if len(words) > COPY_MAX:
        return Card(text=words)
    return Card(text=words, buttons=((Button(label=text(locale, "bot-copy"), copy=words),),))


def _unreached(turn: Turn, speaker: Person, order: Order) -> Card:
    pupils = unreached(turn.tx, order_id=order.id, teacher=speaker.id)
    card = unreached_card(order, pupils, locale=speaker.locale)
    return replace(card, text="\n".join((card.text, *_phones(turn, speaker.locale, pupils))))


def _phones(turn: Turn, locale: Locale, pupils: Sequence[UnreachedPupil]) -> list[str]:
    known = []
    for pupil in pupils:
        numbers = sorted({member.phone for member in turn.tx.roster.families_of_pupil(pupil.pupil) if member.phone})
        if numbers:
            known.append(text(locale, "bot-phones-of", name=pupil.name, numbers=", ".join(numbers)))
    return ["", text(locale, "bot-phones"), *known] if known else []
