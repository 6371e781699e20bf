"""Atom (RFC 4287): one entry per order, newest change first, with its page and its CAP message."""

from datetime import datetime

from lxml import etree

from dispatch import family_texts, wording
from locales.catalogue import LOCALES, Locale, text
from orders.order import Order, OrderState
from web.feeds import cap
from web.feeds.board import Board, Published, local
from web.feeds.xml import add, written

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
MOST = 100
BEGINNING = datetime.fromisoformat("2026-01-01T00:00:00+05:00")  # `updated` of a feed that has never said anything


def render(board: Board, *, sender: str) -> bytes:
    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    code = board.subject.code
    shown = board.published[:MOST]
    add(feed, "id", f"tag:{sender},2026:feeds/{code}")
    add(feed, "title", " · ".join(text(locale, "feed-title", name=board.subject.name(locale)) for locale in LOCALES))
    add(feed, "updated", local(shown[0].changed_at if shown else BEGINNING).isoformat())
    _author(feed, board)
    add(feed, "link", rel="self", type=MEDIA_TYPE, href=board.url(f"/feeds/{code}.atom"))
    add(feed, "link", rel="alternate", type="text/html", href=board.url(f"/s/{code}"))
    messages = {message.about: message for message in cap.chain(board, sender=sender)}
    for one in shown:
        _entry(feed, one, messages.get(one.order.id), board, sender=sender)
    return written(feed)


def _author(feed: etree._Element, board: Board) -> None:
    author = add(feed, "author")
    add(author, "name", " · ".join(board.subject.name(locale) for locale in LOCALES))


def _entry(feed: etree._Element, one: Published, message: cap.CapMessage | None, board: Board, *, sender: str) -> None:
    order = one.order
    entry = add(feed, "entry")
    add(entry, "id", f"tag:{sender},2026:orders/{order.id}")
    add(entry, "title", " · ".join(_title(locale, order) for locale in LOCALES))
    add(entry, "published", local(one.approved_at).isoformat())
    add(entry, "updated", local(one.changed_at).isoformat())
    add(entry, "category", term=order.ground)
    add(entry, "link", rel="alternate", type="text/html", href=board.url(f"/v/{order.check_code}"))
    if message is not None:
        href = board.url(f"/feeds/{board.subject.code}/{message.identifier}.cap.xml")
        add(entry, "link", rel="related", type=cap.MEDIA_TYPE, href=href)
    add(entry, "content", "\n\n———\n\n".join(_said(locale, one) for locale in LOCALES), type="text")


def _title(locale: Locale, order: Order) -> str:
    match order.state:
        case OrderState.REVOKED:
            return text(locale, "feed-clear")
        case OrderState.AMENDED:
            return text(locale, "feed-replaced")
        case _:
            return f"{wording.action(locale, order)} {wording.when(locale, order)}"


def _said(locale: Locale, one: Published) -> str:
    revoked = one.order.state is OrderState.REVOKED
    return family_texts.revocation(locale, one.about) if revoked else family_texts.notice(locale, one.about)
