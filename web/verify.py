"""`/v/<code>`: is this message real, and does it hold today? No personal data."""

from aiohttp import web

from dispatch import wording
from dispatch.particulars import Particulars, gather
from locales.catalogue import LOCALES, Locale, text
from locales.phrases import day
from orders.organisation import Department
from orders.standing import Authenticity, Recognised, recognise
from web.context import View, WebContext
from web.pages import Part, Section, Tone, page

TONES = {
    Authenticity.IN_FORCE: Tone.GOOD,
    Authenticity.UPCOMING: Tone.GOOD,
    Authenticity.OVER: Tone.WAIT,
    Authenticity.REVOKED: Tone.STOP,
    Authenticity.REPLACED: Tone.WAIT,
    Authenticity.UNKNOWN: Tone.STOP,
}


class Verification:
    def __init__(self, context: WebContext) -> None:
        self._context = context

    async def page(self, request: web.Request) -> web.Response:
        code = request.match_info["code"]
        return await self._context.look(lambda view: verification(view, code))


def verification(view: View, code: str) -> web.Response:
    """Return what stands behind the code; 404 when nothing does."""
    found = recognise(view.tx, code, today=view.today)
    about = gather(view.tx, found.order, edition=view.edition(found.order.first_day)) if found.order else None
    sections = [_section(locale, found, about, view) for locale in LOCALES]
    title = " · ".join(text(locale, "web-verify-title") for locale in LOCALES)
    return page(title, sections, status=404 if about is None else 200)


def _section(locale: Locale, found: Recognised, about: Particulars | None, view: View) -> Section:
    authenticity = found.authenticity
    return Section(
        locale=locale,
        tone=TONES[authenticity],
        heading=text(locale, f"web-verify-{authenticity}"),
        lines=[text(locale, f"web-verify-{authenticity}-advice", today=day(locale, view.today))],
        parts=[_order(locale, about)] if about else [],
        small=[text(locale, "web-verify-foot")],
    )


def _order(locale: Locale, about: Particulars) -> Part:
    order = about.order
    where = [("where", wording.places(locale, about))] if isinstance(about.issuer, Department) else []
    facts = [
        ("what", wording.action(locale, order)),
        ("when", wording.when(locale, order)),
        ("issuer", about.issuer.name(locale)),
        *where,
        ("approved", wording.approved_at(locale, order)),
        ("code", order.check_code),
    ]
    late = [text(locale, "web-order-late")] if order.late else []
    return Part(facts=[(text(locale, f"web-fact-{name}"), said) for name, said in facts], lines=late)
