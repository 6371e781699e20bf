"""`/s/<organisation>`: what holds at this organisation today, shift by shift."""

from aiohttp import web

from dispatch import wording
from locales.catalogue import LOCALES, Locale, text
from locales.phrases import clock_time, day
from orders.order import Order
from orders.organisation import OrganisationCode
from orders.standing import ShiftStanding, Standing, standing
from web.context import View, WebContext
from web.pages import Part, Section, Tone, page


class Status:
    def __init__(self, context: WebContext) -> None:
        self._context = context

    async def page(self, request: web.Request) -> web.Response:
        code = OrganisationCode(request.match_info["organisation"])
        return await self._context.look(lambda view: status(view, code))


def status(view: View, code: OrganisationCode) -> web.Response:
    """Return the organisation's day; 404 for a code nobody has."""
    organisation = view.tx.registry.organisation(code)
    if organisation is None:
        return _nobody()
    found = standing(view.tx, organisation, day=view.today, edition=view.edition(view.today))
    title = " · ".join(organisation.name(locale) for locale in LOCALES)
    return page(title, [_section(locale, found, view) for locale in LOCALES])


def _nobody() -> web.Response:
    sections = [
        Section(
            locale=locale,
            tone=Tone.STOP,
            heading=text(locale, "web-status-nobody"),
            lines=[text(locale, "web-status-nobody-advice")],
        )
        for locale in LOCALES
    ]
    return page(" · ".join(text(locale, "web-status-nobody") for locale in LOCALES), sections, status=404)


def _section(locale: Locale, found: Standing, view: View) -> Section:
    away = any(shift.orders for shift in found.shifts)
    heading = "changed" if away else "usual" if found.teaches else "day-off"
    return Section(
        locale=locale,
        tone=Tone.HOME if away else Tone.GOOD,
        heading=text(locale, f"web-status-{heading}"),
        lines=[found.organisation.name(locale), text(locale, "web-status-day", day=day(locale, found.day))],
        parts=[_shift(locale, shift, found, view) for shift in found.shifts] if away or found.teaches else [],
        small=[text(locale, "web-status-as-of", time=clock_time(view.now))],
    )


def _shift(locale: Locale, shift: ShiftStanding, found: Standing, view: View) -> Part:
    heading = wording.shift(locale, shift.shift)
    if shift.orders:
        return Part(heading=heading, lines=[line for order in shift.orders for line in _order(locale, order)])
    usual = text(locale, "web-shift-usual" if found.teaches else "web-shift-day-off")
    closes = view.edition(found.day).family_window(shift.shift, found.day).closes
    undecided = found.teaches and view.now < closes
    later = [text(locale, "web-shift-may-change", time=clock_time(closes))] if undecided else []
    return Part(heading=heading, lines=[usual, *later])


def _order(locale: Locale, order: Order) -> list[str]:
    late = [text(locale, "web-order-late")] if order.late else []
    code = text(locale, "web-order-code", code=order.check_code)
    return [wording.action(locale, order), wording.why(locale, order), wording.valid(locale, order), *late, code]
