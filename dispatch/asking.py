"""What is sent around a decision: cards to signers, escalation, expiry, and reminders to acknowledge."""

from collections.abc import Iterable, Iterator

from dispatch import costs, deciding, forms, recipients, staff_texts, wording
from dispatch.card import Card, Cards, button
from dispatch.cards import acquainted_row, countersign_card, head_card
from dispatch.delivery import Purpose
from dispatch.desk import Desk
from dispatch.errors import Finding
from dispatch.family_texts import paragraphs
from dispatch.particulars import family_window
from dispatch.plan import Mailing
from dispatch.reminding import Round
from dispatch.taps import TapVerb
from locales.catalogue import LOCALES, text
from orders.authority import signers
from orders.organisation import OrganisationCode, PersonId

DEPARTMENT_STEP = 2  # of an escalation: first the deputy, then the department


def draft(desk: Desk) -> Iterator[Mailing]:
    """Yield the card of a weather draft to whoever is asked first; who has just edited it sees it already."""
    asked = recipients.first_signers(desk.tx, desk.order, now=desk.now, edition=desk.edition)
    yield _to_staff(
        desk, Purpose.DRAFT_CARD, _cards(desk), [person for person in asked if person != desk.order.edited_by]
    )


def countersignature(desk: Desk) -> Iterator[Mailing]:
    """Yield the card of a department's order to everybody who could be its second person (п. 22)."""
    cards = {
        locale: countersign_card(
            desk.tx, desk.order, locale=locale, now=desk.now, edition=desk.edition, lanes=desk.lanes
        )
        for locale in LOCALES
    }
    asked = signers(desk.tx, desk.order, now=desk.now, edition=desk.edition)
    yield _to_staff(desk, Purpose.COUNTERSIGN_CARD, cards, asked)


def escalation(desk: Desk, step: int) -> Iterator[Mailing]:
    """Yield the silent head's draft to the deputies, who may sign, or to the department, which may only phone."""
    if step == DEPARTMENT_STEP:
        notes = _with_note(_cards(desk), "card-silent-department", with_buttons=False)
        asked = recipients.department_staff(desk.tx, desk.order, now=desk.now)
        yield _to_staff(desk, Purpose.ESCALATION, notes, asked, variant="department")
        return
    told = set(recipients.first_signers(desk.tx, desk.order, now=desk.now, edition=desk.edition))
    others = [
        person
        for person in signers(desk.tx, desk.order, now=desk.now, edition=desk.edition)
        if person not in told and person != desk.order.edited_by
    ]
    cards = _with_note(_cards(desk), "card-silent", with_buttons=True)
    yield _to_staff(desk, Purpose.ESCALATION, cards, others, variant="deputy")


def expiry(desk: Desk) -> Iterator[Mailing]:
    """Yield that nobody decided: to the signers, who may still act late (п. 11), and to the department."""
    order, about = desk.order, desk.about
    window = family_window(order, desk.edition)
    for_department = {locale: Card(text=staff_texts.expiry_for_department(locale, about)) for locale in LOCALES}
    for_signers = for_department
    if window:
        for_signers = {
            locale: Card(
                text=staff_texts.expiry_for_head(locale, about, window), buttons=deciding.buttons(locale, order)
            )
            for locale in LOCALES
        }
    asked = signers(desk.tx, order, now=desk.now, edition=desk.edition)
    yield _to_staff(desk, Purpose.EXPIRY_NOTICE, for_signers, asked, variant="signers")
    told = recipients.department_staff(desk.tx, order, now=desk.now)
    yield _to_staff(desk, Purpose.EXPIRY_NOTICE, for_department, told, variant="department")


def reminders(desk: Desk, due: Round) -> Iterator[Mailing]:
    """Yield the reminders of a round: to teachers, and to whoever controls that they are acquainted."""
    about = desk.about
    reminder = {
        locale: Card(
            text=staff_texts.reminder(locale, about),
            buttons=(acquainted_row(locale, desk.order, "staff-button-acquainted"),),
        )
        for locale in LOCALES
    }
    for bound, teachers in due.teachers:
        to = recipients.staff(desk.tx, teachers, bound.organisation.code)
        said = forms.staff_order(about, desk.checked(reminder), desk.lanes.staff, desk.links)
        yield desk.mailing(Purpose.REMINDER, said, to, lanes=desk.lanes.staff)
    for bound, missing in due.missing:
        notice = {locale: Card(text=staff_texts.control_notice(locale, about, missing)) for locale in LOCALES}
        asked = recipients.controllers(desk.tx, desk.order, bound)
        code = bound.organisation.code
        yield _to_staff(desk, Purpose.CONTROL_NOTICE, notice, asked, at=code, variant=code)


def refused_release(desk: Desk, finding: Finding) -> Iterator[Mailing]:
    """Yield to the signer that an approved order was not sent, and why."""
    if desk.order.approval is None:
        return
    cards = {locale: Card(text=staff_texts.refused_release(locale, desk.order, finding)) for locale in LOCALES}
    yield _to_staff(desk, Purpose.RELEASE_REFUSED, cards, [desk.order.approval.person])


def cost_question(desk: Desk, people: int) -> Iterator[Mailing]:
    """Yield to the signer, once, that only messages beyond the order's limit would reach these people, and the tap."""
    order, lanes = desk.order, desk.lanes
    if order.approval is None or lanes.limit_tiyn is None:
        return
    dearest = max(costs.price(lane, costs.USUAL_PARTS) for lane in lanes.every)
    most = desk.tx.spending.spent(order.id) + people * dearest
    said = {"people": people, "most": costs.tenge(most), "limit": costs.tenge(lanes.limit_tiyn)}
    cards = {
        locale: Card(
            text=paragraphs(
                [text(locale, "card-cost-question", **said), text(locale, "card-cost-otherwise")],
                [wording.action(locale, order), wording.when(locale, order)],
                [text(locale, "order-code", code=order.check_code)],
            ),
            buttons=((button(order, TapVerb.SPEND, text(locale, "card-button-spend", **said), argument=str(most)),),),
        )
        for locale in LOCALES
    }
    yield _to_staff(desk, Purpose.COST_QUESTION, cards, [order.approval.person])


def _cards(desk: Desk) -> Cards:
    return {
        locale: head_card(desk.tx, desk.order, locale=locale, now=desk.now, edition=desk.edition, lanes=desk.lanes)
        for locale in LOCALES
    }


def _with_note(cards: Cards, key: str, *, with_buttons: bool) -> Cards:
    return {
        locale: Card(text=paragraphs([text(locale, key)], [card.text]), buttons=card.buttons if with_buttons else ())
        for locale, card in cards.items()
    }


def _to_staff(
    desk: Desk,
    purpose: Purpose,
    cards: Cards,
    persons: Iterable[PersonId],
    *,
    at: OrganisationCode | None = None,
    variant: str = "",
) -> Mailing:
    to = recipients.staff(desk.tx, persons, at or desk.order.body)
    return desk.mailing(purpose, desk.checked(cards), to, lanes=desk.lanes.chats, variant=variant)
