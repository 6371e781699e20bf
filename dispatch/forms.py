"""The same message in the form each channel needs: a whole text, an approved template, two parts of an SMS."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from channels.base import ChannelKind
from dispatch import sms_texts, whatsapp_texts
from dispatch.card import Card, Cards, Forms
from dispatch.lanes import Lane
from dispatch.links import TeacherLinks
from dispatch.particulars import Particulars
from dispatch.plan import Personal, Recipient
from locales.catalogue import LOCALES, Locale

Told = Callable[[Locale, Particulars], Card]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A channel's own texts. staff_order: its last argument is the recipient's own link, empty where none is signed."""

    notice: Told
    revocation: Told
    narrowed: Told
    staff_order: Callable[[Locale, Particulars, str], Card]


def _plain(said: Callable[[Locale, Particulars], str]) -> Told:
    return lambda locale, about: Card(text=said(locale, about))


def _by_sms(locale: Locale, about: Particulars, link: str) -> Card:
    return Card(text=sms_texts.staff_order(locale, about, link))


# A channel that is not here carries the whole text.
FORMS: Mapping[ChannelKind, Form] = {
    ChannelKind.WHATSAPP: Form(
        notice=whatsapp_texts.notice,
        revocation=whatsapp_texts.revocation,
        narrowed=whatsapp_texts.narrowed,
        staff_order=whatsapp_texts.staff_order,
    ),
    ChannelKind.SMS: Form(
        notice=_plain(sms_texts.notice),
        revocation=_plain(sms_texts.revocation),
        narrowed=_plain(sms_texts.narrowed),
        staff_order=_by_sms,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message in every form. cards: for the channels without one of their own."""

    cards: Cards
    forms: Forms = field(default_factory=dict)
    personal: Personal = field(default_factory=dict)


def notice(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return what families hear of an order in force."""
    return _said(about, cards, {kind: form.notice for kind, form in _needed(lanes)})


def revocation(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return the all-clear for an order that no longer holds."""
    return _said(about, cards, {kind: form.revocation for kind, form in _needed(lanes)})


def narrowed(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return the all-clear for whom a replacing order no longer names."""
    return _said(about, cards, {kind: form.narrowed for kind, form in _needed(lanes)})


def staff_order(about: Particulars, cards: Cards, lanes: Iterable[Lane], links: TeacherLinks) -> Said:
    """Return what a member of staff reads; outside Telegram with a link, their own where links are signed."""
    forms = _needed(lanes)
    if not links.are_on:
        return _said(about, cards, {kind: partial(_for_anybody, form) for kind, form in forms})
    return Said(cards=cards, personal={kind: partial(_for_one, form, about, links) for kind, form in forms})


def _for_anybody(form: Form, locale: Locale, about: Particulars) -> Card:
    return form.staff_order(locale, about, "")


def _for_one(form: Form, about: Particulars, links: TeacherLinks, to: Recipient) -> Card:
    return form.staff_order(to.locale, about, links.of(about.order, to.person))


def _said(about: Particulars, cards: Cards, told: Mapping[ChannelKind, Told]) -> Said:
    forms = {kind: {locale: form(locale, about) for locale in LOCALES} for kind, form in told.items()}
    return Said(cards=cards, forms=forms)


def _needed(lanes: Iterable[Lane]) -> tuple[tuple[ChannelKind, Form], ...]:
    """Return the forms that these lanes need: a channel nobody has set up can stop no release."""
    kinds = {lane.channel for lane in lanes}
    return tuple((kind, form) for kind, form in FORMS.items() if kind in kinds)
