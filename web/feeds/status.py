"""The status today as JSON: what the banner, sites and boards in the hall show. Schema: `web/schemas/status.json`."""

from datetime import datetime, timedelta
from typing import Any

import orjson

from dispatch import family_texts, wording
from locales.catalogue import LOCALES, Locale, text
from orders.deadline import end_of_last_day
from orders.organisation import Organisation
from orders.standing import ShiftStanding, Standing
from web.feeds.board import Board, Published, local

MEDIA_TYPE = "application/json"
Json = dict[str, Any]


def render(board: Board) -> bytes:
    """Return the document. Nothing in it tells when it was asked for: it changes when the facts do."""
    changed = bool(board.today)
    standing = board.standing
    state = "changed" if changed else "day-off" if standing is not None and not standing.teaches else "usual"
    document: Json = {
        "organisation": board.subject.code,
        "kind": board.kind,
        "name": board_names(board),
        "day": board.day.isoformat(),
        "state": state.replace("-", "_"),
        "title": {locale: text(locale, f"feed-{state}") for locale in LOCALES},
        "valid_until": _end_of_day(board).isoformat(),
        "updated_at": local(max(one.changed_at for one in board.published)).isoformat() if board.published else None,
        "orders": [_order(one, board) for one in board.today],
        "links": _links(board),
    }
    if standing is not None:
        document["shifts"] = [_shift(shift, standing, board) for shift in standing.shifts]
    return orjson.dumps(document)


def board_names(board: Board) -> dict[Locale, str]:
    return {locale: board.subject.name(locale) for locale in LOCALES}


def _shift(shift: ShiftStanding, standing: Standing, board: Board) -> Json:
    """Return one shift: its orders by check code, and until when it may still change (null: no more today)."""
    closes = dict(zip(standing.organisation.shifts, board.edges, strict=True))[shift.shift]
    state = "changed" if shift.orders else "usual" if standing.teaches else "day_off"
    return {
        "shift": shift.shift,
        "state": state,
        "orders": [order.check_code for order in shift.orders],
        "may_change_until": closes.isoformat() if state == "usual" and board.now < closes else None,
    }


def _order(one: Published, board: Board) -> Json:
    order, about = one.order, one.about
    here = [board.subject] if board.standing else [found for found in about.organisations if _lies_in(board, found)]
    return {
        "check_code": order.check_code,
        "number": order.number,
        "ground": order.ground,
        "outcome": order.outcome,
        "shift": order.shift,
        "grades": list(order.grades),
        "college_courses": list(order.college_courses),
        "first_day": order.first_day.isoformat(),
        "last_day": order.last_day.isoformat(),
        "approved_at": local(one.approved_at).isoformat(),
        "expires_at": end_of_last_day(order).isoformat(),
        "late": order.late,
        "issuer": {locale: about.issuer.name(locale) for locale in LOCALES},
        "organisations": sorted(organisation.code for organisation in here),
        "title": {locale: wording.action(locale, order) for locale in LOCALES},
        "text": {locale: family_texts.notice(locale, about) for locale in LOCALES},
        "url": wording.verify_url(about),
    }


def _lies_in(board: Board, organisation: Organisation) -> bool:
    subject = board.subject
    return organisation.region == subject.region and subject.district in {"", organisation.district}


def _links(board: Board) -> Json:
    code = board.subject.code
    feeds = {form: board.url(f"/feeds/{code}.{form}") for form in ("json", "atom", "ics")}
    return {**feeds, "cap": board.url(f"/feeds/{code}.cap.xml"), "page": board.url(f"/s/{code}")}


def _end_of_day(board: Board) -> datetime:
    """Return the first instant of tomorrow: the whole document is about today."""
    midnight = datetime.min.time()
    return datetime.combine(board.day + timedelta(days=1), midnight, tzinfo=local(board.now).tzinfo)
