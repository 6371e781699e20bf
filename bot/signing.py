"""The signer decides on a card: approve, choose grades with a reason, return, reject, approve late.

Every act names the order and the revision that were on the card; the use-cases refuse whatever is stale, forged or not
this person's to decide. Nothing is kept between two taps except words that are still to be typed.
"""

from dataclasses import replace

from bot import grades
from bot.choosing import (
    KNOWN_REASONS,
    NARROWING,
    REASON,
    REASONS,
    WIDENING,
    end_screen,
    grades_screen,
    reason_screen,
)
from bot.context import Turn
from bot.refusals import refusal
from bot.replies import Awaited, Reply, Step
from dispatch.card import Card
from dispatch.cards import countersign_card, head_card
from dispatch.choices import Choices, choices_of, span_of
from dispatch.taps import Tap, TapVerb, pack, unpack
from locales.catalogue import Locale, text
from orders import approval
from orders.admission import Attempt, admit
from orders.answers import Answer, Done, Refusal, Refused
from orders.authority import may_sign, needs_two_persons
from orders.deadline import approval_window
from orders.learners import Learners, of_order
from orders.order import Order, OrderState
from orders.organisation import Person
from orders.states import Verb

DECISIONS = {TapVerb.RETURN: Verb.RETURN, TapVerb.REJECT: Verb.REJECT, TapVerb.APPROVE_LATE: Verb.APPROVE_LATE}


def approve(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Sign with one tap; for an emergency order this is the second person's signature."""
    answer = approval.approve(
        turn.tx, order_id=tap.order, revision=tap.revision, by=speaker.id, now=turn.now, edition=turn.edition
    )
    return _answered(turn, speaker, answer, "bot-approved")


def back(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Show the card again, as it stands now, to whoever may sign it."""
    order = turn.tx.orders.get(tap.order)
    if order is None or not may_sign(turn.tx, order, person=speaker.id, now=turn.now, edition=turn.edition):
        return _answered(turn, speaker, Refused(refusal=Refusal.NOT_AUTHORISED), "")
    return Reply(card=_card(turn, speaker.locale, order))


def choose_grades(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Offer grades to tap; grades typed together with a reason are taken, too."""
    order = _admitted(turn, speaker, tap, Verb.EDIT)
    if isinstance(order, Reply):
        return order
    awaited = Awaited(step=Step.GRADES, answers={"tap": pack(replace(tap, argument=""))})
    return Reply(card=grades_screen(speaker.locale, tap, _choices(turn, order)), awaited=awaited)


def grades_typed(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    """Take `1-6, 9` and, in the same message, the reason."""
    tap = unpack(awaited.answers["tap"])
    order = _admitted(turn, speaker, tap, Verb.EDIT)
    if isinstance(order, Reply):
        return order
    choices = _choices(turn, order)
    read = grades.typed(given)
    if read is None or not (read.words or read.grades(choices.taught) == choices.proposed):
        said = text(speaker.locale, "bot-grades-misread", taught=choices.said(speaker.locale, choices.taught))
        return Reply(card=Card(text=said), awaited=awaited)
    return _edit(turn, speaker, tap, choices.learners(read.grades(choices.taught)), read.words)


def set_grades(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Go on with a choice: `-` asks for the first grade, `5-` for the last, `5-9` for the reason.

    The table's own proposal needs no reason.
    """
    order = _admitted(turn, speaker, tap, Verb.EDIT)
    if isinstance(order, Reply):
        return order
    choices = _choices(turn, order)
    span = span_of(tap.argument)
    if span is None:
        return Reply(card=end_screen(speaker.locale, tap, choices))
    chosen = span.among(choices.taught)
    if chosen == choices.proposed:
        return _edit(turn, speaker, tap, choices.learners(chosen), "")
    question = text(speaker.locale, "bot-grades-why", chosen=choices.said(speaker.locale, chosen))
    keys = WIDENING if len(chosen) > len(choices.proposed) else NARROWING
    return Reply(card=reason_screen(speaker.locale, question, replace(tap, verb=TapVerb.SET_REASON), keys))


def with_reason(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    """Do what needs a reason: a button without one asks for it, `~key` names one, `~` lets the person type it."""
    _, asked, key = tap.argument.partition(REASON)
    if not asked:
        return _ask_reason(turn, speaker, tap)
    if not key:
        awaited = Awaited(step=Step.REASON, answers={"tap": pack(tap)})
        return Reply(card=Card(text=text(speaker.locale, "bot-reason-type")), awaited=awaited)
    if key not in KNOWN_REASONS:
        return Reply(note=text(speaker.locale, "bot-old-button"), alert=True)
    return _act(turn, speaker, tap, text(speaker.locale, f"bot-reason-{key}"))


def reason_typed(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    return _act(turn, speaker, unpack(awaited.answers["tap"]), given)


def waiting(turn: Turn, speaker: Person) -> tuple[Card, ...]:
    """Return the cards of what this person may sign now: for somebody whose first card could not reach them."""
    drafts = (
        order
        for order in turn.tx.orders.find(states=(OrderState.DRAFT,))
        if approval_window(order, turn.edition).contains(turn.now)
        and may_sign(turn.tx, order, person=speaker.id, now=turn.now, edition=turn.edition)
    )
    return tuple(_card(turn, speaker.locale, order) for order in drafts)


def _ask_reason(turn: Turn, speaker: Person, tap: Tap) -> Reply:
    verb = DECISIONS.get(tap.verb)
    if verb is None:  # grades without a reason: nobody was shown such a button
        return Reply(note=text(speaker.locale, "bot-old-button"), alert=True)
    order = _admitted(turn, speaker, tap, verb)
    if isinstance(order, Reply):
        return order
    if verb is Verb.REJECT and not of_order(order):  # the plain answer to a question needs no reason
        return _act(turn, speaker, tap, "")
    question = text(speaker.locale, f"bot-why-{verb}")
    return Reply(card=reason_screen(speaker.locale, question, tap, REASONS[tap.verb]))


def _act(turn: Turn, speaker: Person, tap: Tap, reason: str) -> Reply:
    if tap.verb is TapVerb.SET_REASON:
        return _edit_span(turn, speaker, tap, reason)
    acts = {
        TapVerb.RETURN: approval.return_for_edit,
        TapVerb.REJECT: approval.reject,
        TapVerb.APPROVE_LATE: approval.approve_late,
    }
    answer = acts[tap.verb](
        turn.tx,
        order_id=tap.order,
        revision=tap.revision,
        by=speaker.id,
        reason=reason,
        now=turn.now,
        edition=turn.edition,
    )
    return _answered(turn, speaker, answer, f"bot-done-{DECISIONS[tap.verb]}")


def _edit_span(turn: Turn, speaker: Person, tap: Tap, reason: str) -> Reply:
    order = _admitted(turn, speaker, tap, Verb.EDIT)
    if isinstance(order, Reply):
        return order
    span = span_of(tap.argument.partition(REASON)[0])
    if span is None:
        return Reply(note=text(speaker.locale, "bot-old-button"), alert=True)
    choices = _choices(turn, order)
    return _edit(turn, speaker, tap, choices.learners(span.among(choices.taught)), reason)


def _edit(turn: Turn, speaker: Person, tap: Tap, learners: Learners, reason: str) -> Reply:
    answer = approval.edit(
        turn.tx,
        order_id=tap.order,
        revision=tap.revision,
        by=speaker.id,
        grades=learners.grades,
        college_courses=learners.courses,
        reason=reason,
        now=turn.now,
        edition=turn.edition,
    )
    return _answered(turn, speaker, answer, "bot-done-edit")


def _choices(turn: Turn, order: Order) -> Choices:
    return choices_of(turn.tx.registry, order, turn.edition)


def _admitted(turn: Turn, speaker: Person, tap: Tap, verb: Verb) -> Order | Reply:
    """Return the order when this person may do `verb` to this revision of it now, otherwise what to answer."""
    attempt = Attempt(
        verb=verb, order_id=tap.order, revision=tap.revision, by=speaker.id, now=turn.now, edition=turn.edition
    )
    found = admit(turn.tx, attempt)
    return found if isinstance(found, Order) else _answered(turn, speaker, found, f"bot-done-{verb}")


def _answered(turn: Turn, speaker: Person, answer: Answer, done: str) -> Reply:
    """Say what came of it and show the card as it stands now: a stale card is replaced by the current one."""
    if isinstance(answer, Done):
        note = text(speaker.locale, "bot-repeated" if answer.repeated else done)
        return Reply(note=note, card=_card(turn, speaker.locale, answer.order))
    card = _card(turn, speaker.locale, answer.order) if answer.order else None
    return Reply(note=refusal(speaker.locale, answer), alert=True, card=card)


def _card(turn: Turn, locale: Locale, order: Order) -> Card:
    show = countersign_card if needs_two_persons(order) else head_card
    return show(turn.tx, order, locale=locale, now=turn.now, edition=turn.edition, lanes=turn.lanes)
