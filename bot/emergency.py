"""An officer orders an emergency, a restriction or a quarantine: questions, a preview, then a second person decides.

Nothing is written before the last tap.
"""

from bot.context import Turn
from bot.emergency_draft import preview_of, propose
from bot.emergency_questions import QUESTIONS, question_card
from bot.offices import departments_of
from bot.refusals import refusal
from bot.replies import Awaited, Reply, Step, choice
from dispatch.audience import bound
from dispatch.card import Card
from dispatch.cards import family_text
from locales.catalogue import LOCALES, text
from orders.answers import Refused
from orders.authority import signers
from orders.order import Order
from orders.organisation import Person

SEND = "send"


def begin(turn: Turn, speaker: Person) -> Reply:
    """Ask the first question, if the person works for a department."""
    if not departments_of(turn, speaker.id):
        return Reply(note=text(speaker.locale, "bot-emergency-not-yours"))
    return _ask(turn, speaker, Awaited(step=Step.SCOPE))


def answered(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    """Take the answer to the question that is open and ask the next one; the last answer proposes the order."""
    if awaited.step is Step.PREVIEW:
        return _propose(turn, speaker, awaited) if given == SEND else _ask(turn, speaker, awaited)
    taken = QUESTIONS[awaited.step].take(turn, speaker, awaited.answers, given)
    if taken is not None:
        return _ask(turn, speaker, taken)
    again = text(speaker.locale, f"bot-emergency-{awaited.step}-again")
    return Reply(note=again, alert=True, card=_question(turn, speaker, awaited), awaited=awaited)


def _ask(turn: Turn, speaker: Person, awaited: Awaited) -> Reply:
    return Reply(card=_question(turn, speaker, awaited), awaited=awaited)


def _question(turn: Turn, speaker: Person, awaited: Awaited) -> Card:
    if awaited.step is Step.PREVIEW:
        return _preview(turn, speaker, awaited)
    return QUESTIONS[awaited.step].ask(turn, speaker, awaited.answers)


def _preview(turn: Turn, speaker: Person, awaited: Awaited) -> Card:
    """Show what families will read, in both languages, and how many organisations it reaches."""
    order = preview_of(turn, speaker, awaited.answers)
    edition = turn.edition
    texts = [family_text(turn.tx, order, locale=locale, edition=edition) for locale in LOCALES]
    count = len(bound(turn.tx, order, edition=edition))
    send = choice(text(speaker.locale, "bot-emergency-send"), Step.PREVIEW, SEND)
    return question_card(speaker.locale, Step.PREVIEW, (send,), count=count, texts="\n\n———\n\n".join(texts))


def _propose(turn: Turn, speaker: Person, awaited: Awaited) -> Reply:
    answer = propose(turn, speaker, awaited.answers)
    if isinstance(answer, Refused):
        return Reply(note=refusal(speaker.locale, answer), alert=True)
    names = ", ".join(_signers(turn, answer.order)) or text(speaker.locale, "bot-emergency-nobody")
    said = text(speaker.locale, "bot-emergency-proposed", names=names, code=answer.order.check_code)
    return Reply(card=Card(text=said))


def _signers(turn: Turn, order: Order) -> list[str]:
    people = (turn.tx.registry.person(found) for found in signers(turn.tx, order, now=turn.now, edition=turn.edition))
    return [person.name for person in people if person]
