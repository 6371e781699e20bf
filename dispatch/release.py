"""What an approved order sends, and to whom a withdrawn one must be taken back. Texts first, then recipients.

Every text is rendered and checked before the first row is written: a release happens whole or not at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch import family_texts, parity, recipients, site_texts, staff_texts
from dispatch.audience import Bound, bound
from dispatch.card import Card, Cards
from dispatch.cards import acquainted_row, staff_buttons
from dispatch.delivery import Delivery, Purpose
from dispatch.desk import Desk
from dispatch.particulars import Particulars
from dispatch.plan import Mailing, Recipient
from locales.catalogue import LOCALES, Locale
from orders.authority import mandate
from orders.order import Order
from orders.organisation import PersonId

STAFF_PURPOSES = (Purpose.STAFF_ORDER, Purpose.HEAD_NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Everything one organisation gets, rendered: who gets it is asked when it is its turn."""

    bound: Bound
    family: Cards
    staff: Cards
    head: Cards | None
    site: Cards


def parcels(desk: Desk) -> list[Parcel]:
    """Render an approved order for every organisation it binds. Raises `ReleaseRefused`, `NotCitable`."""
    order, about = desk.order, desk.about()
    reached = bound(desk.tx, order, edition=desk.edition)
    notices = {locale: family_texts.notice(locale, about) for locale in LOCALES}
    parity.check(notices, about)
    signed_by = mandate(desk.tx.registry, order, desk.edition).body
    family = desk.checked({locale: _family_card(locale, order, notice) for locale, notice in notices.items()})
    head = desk.checked({locale: Card(text=staff_texts.head_notice(locale, about)) for locale in LOCALES})
    return [
        Parcel(
            bound=each,
            family=family,
            staff=desk.checked({locale: _staff_card(locale, about, each) for locale in LOCALES}),
            head=None if each.organisation.code == signed_by else head,
            site=_for_site(site_texts.approved(about, each.organisation, now=desk.now)),
        )
        for each in reached
    ]


def _family_card(locale: Locale, order: Order, notice: str) -> Card:
    return Card(text=notice, buttons=(acquainted_row(locale, order, "family-button-acquainted"),))


def _staff_card(locale: Locale, about: Particulars, each: Bound) -> Card:
    said = staff_texts.order_for_staff(locale, about, each)
    return Card(text=said, buttons=staff_buttons(locale, about.order))


def _for_site(body: str) -> Cards:
    """Return the one body of a site, which holds both languages, under each."""
    return {locale: Card(text=body) for locale in LOCALES}


def mailings(desk: Desk, parcel: Parcel) -> Iterator[Mailing]:
    """Yield what goes to the site, the staff, the head and the families of one organisation."""
    tx, order, code = desk.tx, desk.order, parcel.bound.organisation.code
    to_site = [recipients.site(tx, code, desk.lanes)]
    yield desk.mailing(Purpose.SITE_NOTICE, parcel.site, to_site, lanes=desk.lanes.sites, variant=code)
    to_staff = recipients.staff(tx, recipients.staff_of(tx, order, parcel.bound), code)
    yield desk.mailing(Purpose.STAFF_ORDER, parcel.staff, to_staff, lanes=desk.lanes.staff, variant=code)
    if parcel.head:
        to_head = recipients.staff(tx, recipients.heads(tx, code, order.first_day), code)
        yield desk.mailing(Purpose.HEAD_NOTICE, parcel.head, to_head, lanes=desk.lanes.staff)
    to_families = recipients.families(tx, parcel.bound)
    yield desk.mailing(Purpose.FAMILY_NOTICE, parcel.family, to_families, lanes=desk.lanes.families)


def withdrawal(desk: Desk, told: Iterable[Delivery]) -> Iterator[Mailing]:
    """Yield the all-clear to everybody who may have been told of a revoked order."""
    about, rows = desk.about(), tuple(told)
    yield from _takeback(
        desk,
        rows,
        family={locale: Card(text=family_texts.revocation(locale, about)) for locale in LOCALES},
        staff={locale: Card(text=staff_texts.revocation(locale, about)) for locale in LOCALES},
    )
    for to_site in recipients.perhaps_told(rows, (Purpose.SITE_NOTICE,)):
        yield from _site_takeback(desk, about, to_site)


def narrowing(desk: Desk, told: Iterable[Delivery], kept: frozenset[tuple[Purpose, PersonId]]) -> Iterator[Mailing]:
    """Yield the all-clear to whoever was told of a replaced order and is not written to (`kept`) by its successor."""
    about = desk.about()
    dropped = tuple(row for row in told if (row.purpose, row.person) not in kept)
    yield from _takeback(
        desk,
        dropped,
        family={locale: Card(text=family_texts.narrowed(locale, about)) for locale in LOCALES},
        staff={locale: Card(text=staff_texts.narrowed(locale, about)) for locale in LOCALES},
    )


def _takeback(desk: Desk, rows: tuple[Delivery, ...], *, family: Cards, staff: Cards) -> Iterator[Mailing]:
    to_staff = recipients.perhaps_told(rows, STAFF_PURPOSES)
    yield desk.mailing(Purpose.REVOCATION, desk.checked(staff), to_staff, lanes=desk.lanes.staff, variant="staff")
    to_families = recipients.perhaps_told(rows, (Purpose.FAMILY_NOTICE,))
    yield desk.mailing(
        Purpose.REVOCATION, desk.checked(family), to_families, lanes=desk.lanes.families, variant="families"
    )


def _site_takeback(desk: Desk, about: Particulars, to_site: Recipient) -> Iterator[Mailing]:
    organisation = desk.tx.registry.organisation(to_site.organisation)
    if organisation is not None:
        said = _for_site(site_texts.revoked(about, organisation, now=desk.now))
        yield desk.mailing(
            Purpose.REVOCATION, said, [to_site], lanes=desk.lanes.sites, variant=f"site:{organisation.code}"
        )
