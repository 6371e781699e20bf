"""`/t/<link>`: a homeroom teacher's whole work on an order, without Telegram and without JavaScript.

The link is the key: it opens for one person and one order, until the order's last day is over or it is withdrawn.
Reading a page changes nothing; only the two forms do, and they carry the link in their own address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from aiohttp import web

from dispatch.acknowledging import AckOutcome, acknowledge, acquainted, mark_told, unreached
from dispatch.audience import bound, concerns
from dispatch.cards import paste_text, teacher_card
from dispatch.links import TeacherLinks
from locales.catalogue import LOCALES, Locale
from orders.deadline import end_of_last_day
from orders.order import Order, OrderState
from orders.organisation import Person, PupilId
from orders.states import HELD_STATES
from web.bodies import whole
from web.context import View, WebContext
from web.teacher_page import CALLS, HARMLESS, PRIVATE, Call, Closed, Paste, Sheet, closed, sheet

FORM_BYTES = 4096
MEANS = "web"
PUBLIC_STATES = HELD_STATES | {OrderState.REVOKED, OrderState.AMENDED}  # a draft is nobody's but its signer's
# What a form may come from: our own page, or a browser too old to say. Anything else is somebody else's page.
_OWN_PAGE = frozenset({"", "none", "same-origin"})


def mount(app: web.Application, context: WebContext, links: TeacherLinks) -> None:
    """Serve the page when there are links at all."""
    if links.are_on:
        teacher = Teacher(context, links)
        app.router.add_get("/t/{link}", teacher.page)
        app.router.add_post("/t/{link}", teacher.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Whose link it is, which order it opens, and the language to answer in."""

    order: Order
    person: Person
    locale: Locale


class Teacher:
    def __init__(self, context: WebContext, links: TeacherLinks) -> None:
        self._context = context
        self._links = links

    async def page(self, request: web.Request) -> web.Response:
        link, asked = request.match_info["link"], request.query
        return await self._context.look(lambda view: self._show(view, link, asked))

    async def act(self, request: web.Request) -> web.Response:
        """Do what a form asks, then lead back to the page: reloading it repeats nothing."""
        link, asked = request.match_info["link"], request.query
        if request.headers.get("Sec-Fetch-Site", "") not in _OWN_PAGE:
            return closed(_locale(asked, None), Closed.STRANGE_FORM)
        form = await _form(request)
        return await self._context.perform(lambda view: self._do(view, link, asked, form))

    def _show(self, view: View, link: str, asked: Mapping[str, str]) -> web.Response:
        opened = self._open(view, link, asked)
        return sheet(sheet_of(view, opened, said=asked.get("said", ""))) if isinstance(opened, Opened) else opened

    def _do(self, view: View, link: str, asked: Mapping[str, str], form: Mapping[str, str]) -> web.Response:
        opened = self._open(view, link, asked)
        if not isinstance(opened, Opened):
            return opened
        outcome = act(view, opened, form)
        # Whoever marks the twentieth family goes on from there; what went wrong stands on top.
        here = f"#{CALLS}" if "pupil" in form and outcome in HARMLESS else ""
        return web.Response(status=303, headers={"Location": f"?lang={opened.locale}&said={outcome}{here}", **PRIVATE})

    def _open(self, view: View, link: str, asked: Mapping[str, str]) -> Opened | web.Response:
        """Return what the link opens, or the page that says why it does not."""
        claim = self._links.read(link)
        order = view.tx.orders.by_check_code(claim.check_code) if claim else None
        person = view.tx.registry.person(claim.person) if claim else None
        locale = _locale(asked, person)
        if order is None or person is None or order.state not in PUBLIC_STATES:
            return closed(locale, Closed.UNKNOWN)
        if order.state not in HELD_STATES:
            return closed(locale, Closed.WITHDRAWN)
        if view.now >= end_of_last_day(order):
            return closed(locale, Closed.OVER)
        if not concerns(view.tx, order, person.id):
            return closed(locale, Closed.UNKNOWN)
        return Opened(order=order, person=person, locale=locale)


def act(view: View, opened: Opened, form: Mapping[str, str]) -> AckOutcome:
    """Record "I have read this order", or that the family of the pupil named in the form knows."""
    order, person = opened.order, opened.person
    if pupil := form.get("pupil"):
        return mark_told(view.tx, order_id=order.id, pupil=PupilId(pupil), by=person.id, now=view.now).outcome
    revision = form.get("revision", "")
    if not revision.isdecimal():
        return AckOutcome.NOT_FOUND
    return acknowledge(
        view.tx, order_id=order.id, revision=int(revision), person=person.id, now=view.now, means=MEANS
    ).outcome


def sheet_of(view: View, opened: Opened, *, said: str) -> Sheet:
    """Return everything that stands on the page. said: what became of the form sent before."""
    tx, order, person, locale = view.tx, opened.order, opened.person, opened.locale
    edition = view.edition(order.first_day)
    card = partial(teacher_card, tx, order, locale=locale, edition=edition, public_url=view.public_url)
    paste = partial(paste_text, tx, order, locale=locale, edition=edition, public_url=view.public_url)
    classes = [one for each in bound(tx, order, edition=edition) for one in each.classes_of(person.id)]
    return Sheet(
        locale=locale,
        order=card(person=person.id).text,
        revision=order.revision,
        acknowledged=person.id in acquainted(tx, order),
        pastes=tuple(Paste(school_class=one, text=paste(one.id)) for one in classes),
        calls=tuple(calls(view, opened)) if classes else None,
        said=AckOutcome(said) if said in set(AckOutcome) else None,
        now=view.now,
    )


def calls(view: View, opened: Opened) -> Iterator[Call]:
    """Yield the families of the teacher's own classes that have not answered, with their numbers."""
    for one in unreached(view.tx, order_id=opened.order.id, teacher=opened.person.id):
        members = view.tx.roster.families_of_pupil(one.pupil)
        yield Call(pupil=one, numbers=tuple((member.name, member.phone) for member in members if member.phone))


def _locale(asked: Mapping[str, str], person: Person | None) -> Locale:
    own: Locale = person.locale if person else "kk"
    return next((locale for locale in LOCALES if locale == asked.get("lang")), own)


async def _form(request: web.Request) -> Mapping[str, str]:
    """Return the fields of a small form. Raises `HTTPRequestEntityTooLarge`, `HTTPRequestTimeout`."""
    body = await whole(request, most=FORM_BYTES)
    return dict(parse_qsl(body.decode(errors="replace")))
