"""What a web site is told: a signed event that carries both languages, so that the site need not ask again."""

import json
from collections.abc import Mapping
from datetime import datetime

from dispatch import family_texts, wording
from dispatch.particulars import Particulars
from locales.catalogue import LOCALES, Locale, text
from orders.deadline import end_of_last_day
from orders.organisation import Organisation
from orders.windows import ZONE


def approved(about: Particulars, organisation: Organisation, *, now: datetime) -> str:
    """Return the event of an order in force (п. 16: on the site at once)."""
    return _event(
        "order.approved",
        about,
        organisation,
        title={locale: wording.action(locale, about.order) for locale in LOCALES},
        said={locale: family_texts.notice(locale, about) for locale in LOCALES},
        now=now,
    )


def revoked(about: Particulars, organisation: Organisation, *, now: datetime) -> str:
    """Return the event of an order that no longer holds: take it down, lessons are as usual."""
    return _event(
        "order.revoked",
        about,
        organisation,
        title={locale: text(locale, "family-revoked") for locale in LOCALES},
        said={locale: family_texts.revocation(locale, about) for locale in LOCALES},
        now=now,
    )


def _event(
    kind: str,
    about: Particulars,
    organisation: Organisation,
    *,
    title: Mapping[Locale, str],
    said: Mapping[Locale, str],
    now: datetime,
) -> str:
    order = about.order
    data = {
        "organisation": organisation.code,
        "name": {locale: organisation.name(locale) for locale in LOCALES},
        "issuer": {locale: about.issuer.name(locale) for locale in LOCALES},
        "order": order.id,
        "revision": order.revision,
        "number": order.number,
        "check_code": order.check_code,
        "url": wording.verify_url(about),
        "ground": order.ground,
        "outcome": order.outcome,
        "shift": order.shift,
        "first_day": order.first_day.isoformat(),
        "last_day": order.last_day.isoformat(),
        "expires_at": end_of_last_day(order).isoformat(),
        "grades": order.grades,
        "college_courses": order.college_courses,
        "late": order.late,
        "regime": {locale: wording.regime(locale, order) for locale in LOCALES},
        "title": title,
        "text": said,
    }
    event = {"type": kind, "timestamp": now.astimezone(ZONE).isoformat(timespec="seconds"), "data": data}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
