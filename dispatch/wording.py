"""How an order is said: when, who, what, why. The same words in every message, card and feed."""

from dispatch import weather_words
from dispatch.particulars import Particulars
from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Ground, Order
from orders.organisation import SchoolClass
from orders.windows import ZONE

MAX_PLACES = 12  # names in one text; a longer list is counted


def when(locale: Locale, order: Order) -> str:
    """Return the day and the shift: `16 января 2026 года, пятница. Первая смена.`."""
    return text(locale, "order-when", days=days(locale, order), shift=shift(locale, order.shift))


def days(locale: Locale, order: Order) -> str:
    """Return the day with its name, or the first and the last day."""
    first, last = phrases.day(locale, order.first_day), phrases.day(locale, order.last_day)
    if first == last:
        return text(locale, "order-day", day=first, weekday=phrases.weekday(locale, order.first_day))
    return text(locale, "order-days", first=first, last=last)


def shift(locale: Locale, number: int | None) -> str:
    return text(locale, "order-shift", shift=number or "all")


def valid(locale: Locale, order: Order) -> str:
    """Return until when the text holds."""
    first, last = phrases.day(locale, order.first_day), phrases.day(locale, order.last_day)
    if first == last:
        return text(locale, "order-valid-day", day=first)
    return text(locale, "order-valid-days", first=first, last=last)


def grades(locale: Locale, numbers: tuple[int, ...], courses: tuple[int, ...] = ()) -> str:
    """Return `0–4 классы`, `1 курс`, or both; empty for nobody."""
    said = [
        text(locale, key, count=len(set(found)), **{name: phrases.runs(found)})
        for key, name, found in (("order-grades", "grades", numbers), ("order-courses", "courses", courses))
        if found
    ]
    return _both(locale, said)


def learners(locale: Locale, order: Order) -> str:
    """Return `Учащиеся 0–4 классов` as the beginning of a sentence; empty for nobody."""
    said = [
        text(locale, key, count=len(set(found)), **{name: phrases.runs(found)})
        for key, name, found in (
            ("order-pupils", "grades", order.grades),
            ("order-students", "courses", order.college_courses),
        )
        if found
    ]
    return phrases.sentence(_both(locale, said))


def action(locale: Locale, order: Order) -> str:
    """Return what the order does, as one sentence."""
    return text(locale, f"order-action-{order.outcome}", who=learners(locale, order))


def usual(locale: Locale, order: Order) -> str:
    """Return that lessons go on as usual for whom the order had sent home."""
    return text(locale, "order-action-usual", who=learners(locale, order))


def school_class(locale: Locale, one: SchoolClass) -> str:
    """Return `4А класс`, `4А сыныбы`, or the group of a college, as the beginning of a sentence."""
    key = "order-class" if one.grade is not None else "order-group"
    return phrases.sentence(text(locale, key, title=one.title))


def why(locale: Locale, order: Order, *, note: bool = True) -> str:
    """Return the cause as a sentence: the weather with its figures, or the department's cause with its note."""
    if order.ground is Ground.WEATHER:
        return _weather(locale, order)
    cause = text(locale, f"cause-{order.cause}")
    if note and (words := note_of(locale, order)):
        return text(locale, "order-why-cause-note", cause=cause, note=words)
    return text(locale, "order-why-cause", cause=cause)


def note_of(locale: Locale, order: Order) -> str:
    return order.note_kk if locale == "kk" else order.note_ru


def regime(locale: Locale, order: Order) -> str:
    return order.parts.regime_kk if locale == "kk" else order.parts.regime_ru


def citation(locale: Locale, about: Particulars) -> str:
    return about.citation_kk if locale == "kk" else about.citation_ru


def places(locale: Locale, about: Particulars, *, most: int = MAX_PLACES) -> str:
    """Return where the order holds: at most so many names joined, the rest of a long list counted."""
    names = ", ".join(one.name(locale) for one in about.places[:most])
    if (more := len(about.places) - most) > 0:
        return text(locale, "order-places-more", names=names, count=more)
    return names


def code(locale: Locale, about: Particulars) -> str:
    """Return the check code, with the address where anybody can check it when there is one."""
    if not about.public_url:
        return text(locale, "order-code", code=about.order.check_code)
    return text(locale, "order-code-link", code=about.order.check_code, url=verify_url(about))


def verify_url(about: Particulars) -> str:
    return f"{about.public_url.rstrip('/')}/v/{about.order.check_code}" if about.public_url else ""


def approved_at(locale: Locale, order: Order) -> str:
    """Return when it was signed; empty before that."""
    if order.approval is None:
        return ""
    day = phrases.day(locale, order.approval.at.astimezone(ZONE).date())
    return text(locale, "order-approved-at", day=day, time=phrases.clock_time(order.approval.at))


def _weather(locale: Locale, order: Order) -> str:
    reading = order.basis.reading if order.basis else None
    if reading is None or reading.temp_c is None:
        return text(locale, "order-why-weather")
    return text(locale, "order-why-weather-figures", figures=weather_words.figures(locale, reading))


def _both(locale: Locale, said: list[str]) -> str:
    match said:
        case [first, second]:
            return text(locale, "order-both", first=first, second=second)
        case _:
            return "".join(said)
