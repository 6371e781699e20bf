"""The same message in the form each channel needs: a whole text, an approved template, two parts of an SMS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from channels.base import ChannelKind
from dispatch import sms_texts, whatsapp_texts, wording
from dispatch.card import Card, Cards, Forms
from dispatch.lanes import Lane
from dispatch.links import TeacherLinks
from dispatch.particulars import Particulars
from dispatch.plan import Personal, Recipient
from locales.catalogue import LOCALES, Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message in every form. cards: for the channels without one of their own."""

    cards: Cards
    forms: Forms = field(default_factory=dict)
    personal: Personal = field(default_factory=dict)


def notice(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return what families hear of an order in force."""
    return _said(about, cards, lanes, sms=sms_texts.notice, whatsapp=whatsapp_texts.notice)


def revocation(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return the all-clear for an order that no longer holds."""
    return _said(about, cards, lanes, sms=sms_texts.revocation, whatsapp=whatsapp_texts.revocation)


def narrowed(about: Particulars, cards: Cards, lanes: Iterable[Lane]) -> Said:
    """Return the all-clear for whom a replacing order no longer names."""
    return _said(about, cards, lanes, sms=sms_texts.narrowed, whatsapp=whatsapp_texts.narrowed)


def staff_order(about: Particulars, cards: Cards, lanes: Iterable[Lane], links: TeacherLinks) -> Said:
    """Return what a member of staff reads; outside Telegram with a link, their own where links are signed."""
    if not links.are_on:
        return _said(about, cards, lanes, sms=_by_sms_for_anybody, whatsapp=whatsapp_texts.staff_order)

    def by_sms(to: Recipient) -> Card:
        return Card(text=sms_texts.staff_order(to.locale, about, links.of(about.order, to.person)))

    def by_whatsapp(to: Recipient) -> Card:
        return whatsapp_texts.staff_order(to.locale, about, links.of(about.order, to.person))

    own: Personal = {ChannelKind.SMS: by_sms, ChannelKind.WHATSAPP: by_whatsapp}
    return Said(cards=cards, personal={kind: form for kind, form in own.items() if kind in _kinds(lanes)})


def _by_sms_for_anybody(locale: Locale, about: Particulars) -> str:
    return sms_texts.staff_order(locale, about, wording.verify_url(about) or about.order.check_code)


def _said(
    about: Particulars,
    cards: Cards,
    lanes: Iterable[Lane],
    *,
    sms: Callable[[Locale, Particulars], str],
    whatsapp: Callable[[Locale, Particulars], Card],
) -> Said:
    """Return the forms that these lanes need: a channel nobody has set up can stop no release."""

    def by_sms(locale: Locale, about: Particulars) -> Card:
        return Card(text=sms(locale, about))

    made = {ChannelKind.SMS: by_sms, ChannelKind.WHATSAPP: whatsapp}
    kinds = _kinds(lanes)
    forms = {kind: {locale: form(locale, about) for locale in LOCALES} for kind, form in made.items() if kind in kinds}
    return Said(cards=cards, forms=forms)


def _kinds(lanes: Iterable[Lane]) -> frozenset[ChannelKind]:
    return frozenset(lane.channel for lane in lanes)
