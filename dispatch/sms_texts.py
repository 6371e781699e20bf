"""What goes out by SMS: two parts at most, and in them as much of an order as fits (R-24).

Always said: the days, who, what, and the check code. What is given up, in this order, when two parts do not hold it:
the place, the figures of the weather, the end of the issuer's name, the cause, the link (the bare code stays), the
day's name, the issuer (the sender's name shows who it is), the shift when it is every shift, the names of months, that
an earlier message is replaced. Never said, for want of room: the year, the order's number, how children are received,
that the order is late; the page behind the link says them all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from channels.sms_parts import count_parts
from dispatch import weather_words, wording
from dispatch.particulars import Particulars
from locales.catalogue import Locale, text
from orders.order import Ground, Order

MOST_PARTS = 2
_WHOLE = 200  # letters of a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How much is said. source: letters of the issuer's name, 0 for none. terse: figures for months, no spaces.

    brief: the action in a word or two.
    """

    source: int = _WHOLE
    place: bool = False
    cause: bool = False
    figures: bool = False
    link: bool = True
    weekday: bool = True
    shift: bool = True
    terse: bool = False
    brief: bool = False
    action: bool = True


# The fullest first; the last always fits, and tests/unit/dispatch/test_sms_texts.py proves it.
FORMS = (
    Form(place=True, cause=True, figures=True),
    Form(cause=True, figures=True),
    Form(cause=True),
    Form(source=40, cause=True),
    Form(source=25, cause=True),
    Form(source=40),
    Form(source=25),
    Form(source=40, link=False),
    Form(source=25, link=False),
    Form(source=25, link=False, weekday=False),
    Form(source=0, link=False, weekday=False),
    Form(source=0, link=False, weekday=False, shift=False),
    Form(source=0, link=False, weekday=False, shift=False, terse=True),
)
# Staff have the signed link instead of the code. It takes half of the room, so the action is said in a word or two
# before anything goes without it; behind the link stands what a very long one leaves no room for.
STAFF_FORMS = (
    *FORMS[:7],
    Form(source=25, weekday=False),
    Form(source=25, brief=True),
    Form(source=25, weekday=False, brief=True),
    Form(source=0, weekday=False),
    Form(source=0, weekday=False, brief=True),
    Form(source=0, weekday=False, terse=True, brief=True),
    Form(source=0, weekday=False, shift=False, terse=True, brief=True),
    Form(source=25, action=False),
    Form(source=0, terse=True, action=False),
)

_QUOTED = re.compile(r"[«\"“](.+)[»\"”]")
_NUMBERED = re.compile(r"№\s*\d+")
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def notice(locale: Locale, about: Particulars) -> str:
    """Return the message to families about an order in force."""
    return _fullest(FORMS, lambda form: _notice(locale, about, form, _check(locale, about, form)))


def revocation(locale: Locale, about: Particulars) -> str:
    """Return the all-clear to families who were told of an order that no longer holds."""

    def said(form: Form) -> str:
        action = text(locale, "sms-action-usual", who=_who(locale, about.order, form))
        revoked = text(locale, "sms-revoked", when=_when(locale, about.order, form), action=action)
        return _joined(_source(locale, about, form), revoked, _check(locale, about, form))

    return _fullest(FORMS, said)


def narrowed(locale: Locale, about: Particulars) -> str:
    """Return the all-clear to families whose class a replacing order no longer names."""

    def said(form: Form) -> str:
        news = text(locale, "sms-narrowed", when=_when(locale, about.order, form))
        return _joined(_source(locale, about, form), news, _check(locale, about, form))

    return _fullest(FORMS, said)


def staff_order(locale: Locale, about: Particulars, link: str) -> str:
    """Return the order in short for members of staff, with the link (signed, their own) where they acknowledge it.

    The link is what the message is for: it is never given up, so a very long one can take a third part. Where there
    are no links it is empty, and the page of the check code, or the bare code, stands there.
    """

    def said(form: Form) -> str:
        if not link:
            return _notice(locale, about, form, _check(locale, about, form))
        return _notice(locale, about, form, text(locale, "sms-order" if form.brief else "sms-acquaint", link=link))

    return _fullest(STAFF_FORMS if link else FORMS, said)


def short_name(name: str, longest: int) -> str:
    """Return an organisation's name in at most `longest` letters: without its legal form, its end cut at a word.

    A number is what people know a school by, so it outlives the words around it.
    """
    if len(name) <= longest:
        return name
    inner = quoted.group(1) if (quoted := _QUOTED.search(name)) else name
    if len(inner) <= longest:
        return inner
    found = _NUMBERED.search(inner)
    if found is None or found.start() == 0:
        words = _words(inner, longest)
        return words if len(words) > longest * 2 // 3 else _cut(inner[: longest - 1])
    if found.end() <= longest:
        return inner[: found.end()]
    before = _words(inner, longest - len(found.group()) - 1)
    return f"{before} {found.group()}" if len(before) > 1 else found.group()


def _notice(locale: Locale, about: Particulars, form: Form, last: str) -> str:
    order = about.order
    return _joined(
        _source(locale, about, form),
        f"{wording.places(locale, about)}." if form.place else "",
        _said(locale, order, form),
        text(locale, "sms-replaces") if order.amends and not form.terse else "",
        _why(locale, order, form) if form.cause else "",
        last,
    )


def _said(locale: Locale, order: Order, form: Form) -> str:
    when = _when(locale, order, form)
    if not form.action:
        return f"{when}."
    kind = "brief" if form.brief else "action"
    action = text(locale, f"sms-{kind}-{order.outcome}", who=_who(locale, order, form))
    return text(locale, "sms-said", when=when, action=action)


def _fullest(forms: Sequence[Form], said: Callable[[Form], str]) -> str:
    """Return the fullest form that two parts hold, or else the shortest there is."""
    *fuller, last = forms
    return next((one for one in map(said, fuller) if count_parts(one) <= MOST_PARTS), said(last))


def _source(locale: Locale, about: Particulars, form: Form) -> str:
    name = short_name(about.issuer.name(locale), form.source) if form.source else ""
    return name if name.endswith(_ELLIPSIS) or not name else f"{name}."


def _when(locale: Locale, order: Order, form: Form) -> str:
    days = _days(locale, order, form)
    if order.shift is None and not form.shift:
        return days
    return text(locale, "sms-when", days=days, shift=text(locale, "sms-shift", shift=order.shift or "all"))


def _days(locale: Locale, order: Order, form: Form) -> str:
    """Return `16 января (пт)`, `16–18 января`, `30 ноября – 2 декабря`, or in figures `30.11–02.12`."""
    first, last = order.first_day, order.last_day
    if form.terse:
        return "–".join(f"{day:%d.%m}" for day in dict.fromkeys((first, last)))
    if first == last:
        day = _day(locale, first)
        return text(locale, "sms-day", day=day, weekday=_named(locale, first, "EEE")) if form.weekday else day
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(locale, last)}"
    return f"{_day(locale, first)} – {_day(locale, last)}"


def _day(locale: Locale, day: date) -> str:
    return _named(locale, day, "d MMMM")


def _named(locale: Locale, day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=locale))


def _who(locale: Locale, order: Order, form: Form) -> str:
    who = wording.grades(locale, order.grades, order.college_courses)
    return who.replace(", ", ",") if form.terse else who


def _why(locale: Locale, order: Order, form: Form) -> str:
    if order.ground is not Ground.WEATHER:
        return text(locale, "order-why-cause", cause=text(locale, f"cause-{order.cause}"))
    reading = order.basis.reading if order.basis else None
    if reading is None or reading.temp_c is None or not form.figures:
        return text(locale, "sms-why-weather")
    return text(locale, "sms-why-figures", figures=weather_words.figures(locale, reading))


def _check(locale: Locale, about: Particulars, form: Form) -> str:
    """Return the link whose end is the code, or the code alone. Phones make a link of a bare host too."""
    if form.link and about.public_url:
        return text(locale, "sms-link", link=wording.verify_url(about).removeprefix("https://"))
    return text(locale, "sms-code", code=about.order.check_code)


def _words(name: str, longest: int) -> str:
    """Return the words from the beginning that fit, and an ellipsis."""
    return _cut(name[: max(longest, 0)].rpartition(" ")[0])


def _cut(begun: str) -> str:
    return f"{begun.rstrip(' ,.–-')}{_ELLIPSIS}"


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
