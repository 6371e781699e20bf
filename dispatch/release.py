"""What an approved order sends, and to whom a withdrawn one must be taken back. Texts first, then recipients.

Every text is rendered and checked before the first row is written: a release happens whole or not at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dispatch import family_texts, forms, parity, recipients, room_mail, site_texts, staff_texts
from dispatch.audience import Bound, bound
from dispatch.card import Card, Cards
from dispatch.cards import acquainted_row, staff_buttons
from dispatch.delivery import Delivery, Purpose
from dispatch.desk import Desk
from dispatch.forms import Said
from dispatch.particulars import Particulars
from dispatch.plan import Mailing, Recipient
from dispatch.replacing import Left, in_parts, marks
from locales.catalogue import LOCALES, Locale
from orders.authority import mandate
from orders.order import Order, OrderState
from orders.organisation import PersonId

STAFF_PURPOSES = (Purpose.STAFF_ORDER, Purpose.HEAD_NOTICE)
STAFF, FAMILIES = "staff", "families"  # the variants of a withdrawal
NOTHING = Left()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Everything one organisation gets, rendered: who gets it is asked when it is its turn."""

    bound: Bound
    family: Said
    staff: Said
    head: Said | None
    site: Cards


def parcels(desk: Desk) -> list[Parcel]:
    """Render an approved order for every organisation it binds. Raises `ReleaseRefused`, `NotCitable`."""
    order, about = desk.order, desk.about
    reached = bound(desk.tx, order, edition=desk.edition)
    notices = {locale: family_texts.notice(locale, about) for locale in LOCALES}
    parity.check(notices, about)
    signed_by = mandate(desk.tx.registry, order, desk.edition).body
    family = family_said(desk, about)
    for_heads = any(each.organisation.code != signed_by for each in reached)
    head = head_said(desk, about) if for_heads else None
    return [
        Parcel(
            bound=each,
            family=family,
            staff=staff_said(desk, about, each),
            head=None if each.organisation.code == signed_by else head,
            site=_for_site(site_texts.approved(about, each.organisation, now=desk.now)),
        )
        for each in reached
    ]


def family_said(desk: Desk, about: Particulars) -> Said:
    """Return what families hear, in each form. Raises `ReleaseRefused`, `NotCitable`."""
    cards = {locale: _family_card(locale, desk.order, family_texts.notice(locale, about)) for locale in LOCALES}
    return desk.checked_forms(forms.notice(about, cards, desk.lanes.families))


def staff_said(desk: Desk, about: Particulars, each: Bound) -> Said:
    """Return what the staff of one organisation reads. Raises as `family_said`."""
    cards = {locale: _staff_card(locale, about, each) for locale in LOCALES}
    return desk.checked_forms(forms.staff_order(about, cards, desk.lanes.staff, desk.links))


def head_said(desk: Desk, about: Particulars) -> Said:
    """Return what the head hears of a department's order. Raises as `family_said`."""
    cards = {locale: Card(text=staff_texts.head_notice(locale, about)) for locale in LOCALES}
    return desk.checked_forms(forms.staff_order(about, cards, desk.lanes.staff, desk.links))


def takeback_said(desk: Desk, about: Particulars, audience: str) -> Said:
    """Return the all-clear for `STAFF` or `FAMILIES`: the order is revoked, or another no longer names them."""
    revoked = desk.order.state is OrderState.REVOKED
    of_channel = forms.revocation if revoked else forms.narrowed
    words, lanes = (staff_texts, desk.lanes.staff) if audience == STAFF else (family_texts, desk.lanes.families)
    said = words.revocation if revoked else words.narrowed
    return desk.checked_forms(of_channel(about, {locale: Card(text=said(locale, about)) for locale in LOCALES}, lanes))


def _family_card(locale: Locale, order: Order, notice: str) -> Card:
    return Card(text=notice, buttons=(acquainted_row(locale, order, "family-button-acquainted"),))


def _staff_card(locale: Locale, about: Particulars, each: Bound) -> Card:
    said = staff_texts.order_for_staff(locale, about, each)
    return Card(text=said, buttons=staff_buttons(locale, about.order))


def _for_site(body: str) -> Cards:
    """Return the one body of a site, which holds both languages, under each."""
    return {locale: Card(text=body) for locale in LOCALES}


def mailings(desk: Desk, parcel: Parcel, left: Left = NOTHING) -> Iterator[Mailing]:
    """Yield what goes to the site, the staff, the head and the families of one organisation.

    left: of the order this one replaces: people hear of the new one wherever they heard of the old, and never before.
    """
    tx, order, code = desk.tx, desk.order, parcel.bound.organisation.code
    to_site = [recipients.site(tx, code, desk.lanes)]
    yield _after(left, desk.mailing(Purpose.SITE_NOTICE, parcel.site, to_site, lanes=desk.lanes.sites, variant=code))
    to_staff = recipients.staff(tx, recipients.staff_of(tx, order, parcel.bound), code)
    yield _after(left, desk.mailing(Purpose.STAFF_ORDER, parcel.staff, to_staff, lanes=desk.lanes.staff, variant=code))
    if parcel.head:
        to_head = recipients.staff(tx, recipients.heads(tx, code, order.first_day), code)
        yield _after(left, desk.mailing(Purpose.HEAD_NOTICE, parcel.head, to_head, lanes=desk.lanes.staff))
    to_families = recipients.families(tx, parcel.bound)
    yield _after(left, desk.mailing(Purpose.FAMILY_NOTICE, parcel.family, to_families, lanes=desk.lanes.families))
    for mailing in room_mail.notices(desk, desk.about, parcel.bound):
        yield _after(left, mailing)


def withdrawal(desk: Desk, left: Left) -> Iterator[Mailing]:
    """Yield the all-clear to everybody who may have been told of a revoked order."""
    about = desk.about
    yield from _takeback(desk, about, left)
    for to_site in recipients.perhaps_told(left.rows, (Purpose.SITE_NOTICE,), desk.lanes):
        for mailing in _site_takeback(desk, about, to_site):
            yield replace(mailing, follows=left.follows(Purpose.SITE_NOTICE))
    yield from marks(desk, left, "mark-revoked", lambda _row: Purpose.REVOCATION)


def narrowing(desk: Desk, left: Left, kept: frozenset[tuple[Purpose, PersonId]]) -> Iterator[Mailing]:
    """Yield the all-clear to whoever was told of a replaced order and is not written to (`kept`) by its successor."""
    yield from _takeback(desk, desk.about, left.without(kept))

    def successor(row: Delivery) -> Purpose:
        return row.purpose if (row.purpose, row.person) in kept else Purpose.REVOCATION

    yield from marks(desk, left, "mark-replaced", successor)


def _after(left: Left, mailing: Mailing) -> Mailing:
    """Return the mailing as the successor of what was left of the same purpose."""
    if not left.rows:
        return mailing
    return replace(mailing, follows=left.follows(mailing.purpose), also=left.channels(mailing.purpose))


def _takeback(desk: Desk, about: Particulars, left: Left) -> Iterator[Mailing]:
    for audience, purposes, lanes in (
        (STAFF, STAFF_PURPOSES, desk.lanes.staff),
        (FAMILIES, (Purpose.FAMILY_NOTICE,), desk.lanes.families),
    ):
        said = takeback_said(desk, about, audience)
        to = recipients.perhaps_told(left.rows, purposes, desk.lanes)
        follows = left.follows(*purposes)
        for part in in_parts(to):
            mailing = desk.mailing(Purpose.REVOCATION, said, part, lanes=lanes, variant=audience)
            yield replace(mailing, everywhere=True, follows=follows)
    yield from room_mail.takeback(desk, about, left)


def _site_takeback(desk: Desk, about: Particulars, to_site: Recipient) -> Iterator[Mailing]:
    organisation = desk.tx.registry.organisation(to_site.organisation)
    if organisation is not None:
        said = _for_site(site_texts.revoked(about, organisation, now=desk.now))
        yield desk.mailing(
            Purpose.REVOCATION, said, [to_site], lanes=desk.lanes.sites, variant=f"site:{organisation.code}"
        )
