"""What a signer sees before the tap: the proposal, what it rests on, whom it touches, the time left, every doubt.

Pure: `Decision` holds all it needs. The buttons name order and revision, so a tap means exactly what was shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import Button, ChannelKind
from dispatch import costs, weather_words, wording
from dispatch.card import Buttons, Card, button
from dispatch.choices import Choices, whole_span
from dispatch.costs import Estimate
from dispatch.family_texts import action, heading, paragraphs
from dispatch.forecast import Forecast, Stage
from dispatch.particulars import Particulars
from dispatch.taps import TapVerb
from locales import phrases
from locales.catalogue import Locale, text
from orders.authority import needs_two_persons
from orders.edition import Part
from orders.learners import of_order, proposal
from orders.order import Basis, NearRow, Order, OrderState
from orders.windows import Window
from weather.reading import Phenomenon

MINUTES_PER_HOUR = 60
MOST_NEAR = 4  # rows shown; the choice of grades knows them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A channel that may write to `limit` people a day, and is the first for more."""

    channel: ChannelKind
    people: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A draft with everything its signer needs.

    organisations, classes, families: how many it touches, 0 while nobody studies at home. finish: None then, too.
    unreachable: those of the families whom no channel reaches. cost: None where nothing costs. short: of daily limits.
    department_window: when a head reports (п. 15); None when nobody does. lacks: the first missing part of п. 16.
    choices: what a question offers; None once the draft has an answer.
    """

    about: Particulars
    now: datetime
    organisations: int = 0
    classes: int = 0
    families: int = 0
    finish: Forecast | None = None
    unreachable: int = 0
    cost: Estimate | None = None
    short: tuple[Shortage, ...] = ()
    department_window: Window | None = None
    lacks: Part | None = None
    choices: Choices | None = None

    @property
    def order(self) -> Order:
        return self.about.order


def draft_card(locale: Locale, decision: Decision) -> Card:
    """Return the card of a weather draft. With nobody in it, it is a question."""
    order = decision.order
    said = paragraphs(
        [_title(locale, order), _state(locale, decision)],
        heading(locale, decision.about),
        _proposal(locale, order),
        _weather(locale, decision),
        [*_size(locale, decision), *_times(locale, decision)],
        _reach(locale, decision),
        _attention(locale, decision),
        _people(locale, decision),
    )
    return Card(text=said, buttons=(*_offers(locale, decision), *buttons(locale, order)))


def countersign_card(locale: Locale, decision: Decision) -> Card:
    """Return the card of a department's order that waits for its second person (п. 22)."""
    order = decision.order
    said = paragraphs(
        [text(locale, "card-countersign", revision=order.revision), _state(locale, decision)],
        heading(locale, decision.about),
        [action(locale, order), wording.why(locale, order), wording.valid(locale, order)],
        [_prepared(locale, decision), *_size(locale, decision), *_times(locale, decision)],
        _reach(locale, decision),
        _attention(locale, decision),
    )
    return Card(text=said, buttons=buttons(locale, order))


def buttons(locale: Locale, order: Order) -> Buttons:
    """Return what may be tapped in this state: one tap approves, and nobody can approve a question."""
    match order.state:
        case OrderState.DRAFT if of_order(order):
            return (
                (button(order, TapVerb.APPROVE, _approve_label(locale, order)),),
                (_choose(locale, order), button(order, TapVerb.RETURN, text(locale, "card-button-return"))),
                (_reject(locale, order),),
            )
        case OrderState.DRAFT | OrderState.RETURNED:
            return ((_choose(locale, order),), (_reject(locale, order),))
        case OrderState.EXPIRED if of_order(order):
            return ((button(order, TapVerb.APPROVE_LATE, text(locale, "staff-button-late")),),)
        case _:
            return ()


def _title(locale: Locale, order: Order) -> str:
    return text(locale, "card-draft" if of_order(order) else "card-question", revision=order.revision)


def _state(locale: Locale, decision: Decision) -> str:
    """Return what has become of the draft; empty while it waits."""
    order = decision.order
    if order.state is OrderState.DRAFT:
        return ""
    if order.approval and order.state in {OrderState.APPROVED, OrderState.RELEASED}:
        name, time = decision.about.names((order.approval.person,)), phrases.clock_time(order.approval.at)
        return text(locale, "card-state-approved", name=name, time=time)
    return text(locale, f"card-state-{order.state}", reason=order.change_reason)


def _proposal(locale: Locale, order: Order) -> Iterator[str]:
    """Yield who would study at home; when a person changed it, also what the table says and why."""
    if not of_order(order):
        return
    proposed = proposal(order)
    if proposed == of_order(order):
        yield text(locale, "card-proposal", action=action(locale, order))
        return
    yield text(locale, "card-decided", action=action(locale, order))
    said = wording.grades(locale, proposed.grades, proposed.courses) or text(locale, "card-nobody")
    yield text(locale, "card-table-proposed", grades=said)
    if order.change_reason:
        yield text(locale, "card-changed", reason=order.change_reason)


def _weather(locale: Locale, decision: Decision) -> Iterator[str]:
    if (basis := decision.order.basis) is None:
        return
    yield text(locale, "card-weather", figures=weather_words.figures(locale, basis.reading))
    if basis.reading:
        origin = weather_words.origin(locale, basis.reading)
        age = weather_words.age(locale, basis.reading, now=decision.now)
        key = "card-weather-origin-age" if age else "card-weather-origin"
        yield text(locale, key, origin=origin, age=age)
    for raw in dict.fromkeys(basis.raw):
        yield text(locale, "card-table-row", raw=weather_words.row(locale, raw))


def _size(locale: Locale, decision: Decision) -> Iterator[str]:
    if not decision.classes:
        return
    counts = [("classes", decision.classes), ("families", decision.families)]
    if decision.organisations > 1:
        counts.insert(0, ("organisations", decision.organisations))
    parts = ", ".join(text(locale, f"card-size-{name}", count=count) for name, count in counts)
    yield text(locale, "card-size", parts=parts)


def _times(locale: Locale, decision: Decision) -> Iterator[str]:
    """Yield the windows, the time left and when the last family would be told (R-09)."""
    yield _window(locale, decision)
    if decision.finish:
        yield from _finish(locale, decision.finish)
    if decision.department_window:
        yield text(locale, "card-department-window", **_span(decision.department_window))


def _finish(locale: Locale, finish: Forecast) -> Iterator[str]:
    """Yield when everybody has been written to, by channel where there are several, and what would help if late."""
    yield text(locale, "card-finish" if finish.in_time else "card-finish-late", time=phrases.clock_time(finish.finish))
    if len(finish.stages) > 1:
        yield text(locale, "card-stages", stages="; ".join(_stage(locale, stage) for stage in finish.stages))
    if finish.helps:
        helps = "; ".join(text(locale, f"card-help-{one}") for one in finish.helps)
        yield text(locale, "card-helps", helps=helps)


def _stage(locale: Locale, stage: Stage) -> str:
    time = phrases.clock_time(stage.finish)
    return text(locale, "card-stage", channel=stage.channel, people=stage.people, time=time)


def _reach(locale: Locale, decision: Decision) -> Iterator[str]:
    """Yield whom no message can reach, which channel is too small, and what the messages may cost."""
    if decision.unreachable:
        yield text(locale, "card-unreachable", people=decision.unreachable)
    for short in decision.short:
        yield text(locale, "card-short", channel=short.channel, people=short.people, limit=short.limit)
    if decision.cost and decision.cost.most:
        expected, most = costs.tenge(decision.cost.expected), costs.tenge(decision.cost.most)
        yield text(locale, "card-cost", expected=expected, most=most)
        if decision.cost.over_limit and decision.cost.limit is not None:
            yield text(locale, "card-cost-limit", limit=costs.tenge(decision.cost.limit))


def _window(locale: Locale, decision: Decision) -> str:
    window = decision.about.window
    if window is None:
        return text(locale, "card-at-once")
    if decision.now >= window.closes:
        return text(locale, "card-window-closed", **_span(window))
    left = _left(locale, window.closes - decision.now)
    return text(locale, "card-window-left", left=left, **_span(window))


def _left(locale: Locale, span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds() // 60), MINUTES_PER_HOUR)
    if hours:
        return text(locale, "card-left-hours", hours=hours, minutes=minutes)
    return text(locale, "card-left-minutes", minutes=minutes)


def _span(window: Window) -> dict[str, str]:
    return {"opens": phrases.clock_time(window.opens), "closes": phrases.clock_time(window.closes)}


def _attention(locale: Locale, decision: Decision) -> Iterator[str]:
    points = list(dict.fromkeys(_points(locale, decision)))
    if points:
        yield text(locale, "card-attention")
    yield from (text(locale, "card-point", words=words) for words in points)


def _points(locale: Locale, decision: Decision) -> Iterator[str]:
    """Yield every doubt; none is swallowed (п. 11)."""
    if decision.lacks:
        yield text(locale, f"card-lacks-{decision.lacks}")
    if (basis := decision.order.basis) is None:
        return
    yield from (weather_words.worry(locale, worry) for worry in basis.worries)
    if basis.reading:
        yield from (text(locale, "card-flag", flag=flag) for flag in weather_words.flags(locale, basis.reading))
    yield from (_near(locale, row) for row in _widest_first(basis))
    kinds = dict.fromkeys(gap.partition(":")[0] for gap in basis.ambiguous)
    yield from (text(locale, "card-ambiguous", words=text(locale, f"gap-{kind}")) for kind in kinds)


def _widest_first(basis: Basis) -> list[NearRow]:
    return sorted(basis.near, key=lambda row: -len(row.grades) - len(row.courses))[:MOST_NEAR]


def _near(locale: Locale, row: NearRow) -> str:
    condition = row.missing.removesuffix(" unknown")
    key = "card-near" if condition == row.missing else "card-near-unknown"
    grades = wording.grades(locale, row.grades, row.courses)
    return text(locale, key, missing=_condition(locale, condition), grades=grades)


def _condition(locale: Locale, condition: str) -> str:
    if condition in set(Phenomenon):
        return text(locale, f"weather-phenomenon-{condition}")
    return text(locale, f"card-missing-{condition.replace(' ', '-')}")


def _people(locale: Locale, decision: Decision) -> Iterator[str]:
    """Yield the parts of п. 16 that the signature also covers."""
    parts = decision.order.parts
    if regime := wording.regime(locale, decision.order):
        yield text(locale, "staff-regime", regime=regime)
    if parts.responsible:
        yield text(locale, "staff-responsible", people=decision.about.names(parts.responsible))
    if parts.duty_teachers:
        yield text(locale, "staff-duty", people=decision.about.names(parts.duty_teachers))


def _prepared(locale: Locale, decision: Decision) -> str:
    order = decision.order
    if order.prepared_by is None:
        return ""
    name = decision.about.names((order.prepared_by,))
    return text(locale, "card-prepared", name=name, time=phrases.clock_time(order.prepared_at))


def _approve_label(locale: Locale, order: Order) -> str:
    if needs_two_persons(order):
        return text(locale, "card-button-countersign")
    return text(locale, "card-button-approve", grades=wording.grades(locale, order.grades, order.college_courses))


def _offers(locale: Locale, decision: Decision) -> Iterator[tuple[Button]]:
    """Yield what near rows would send home, one tap each, widest first; a grade nobody learns in breaks no span."""
    choices = decision.choices
    if choices is None:
        return
    for grades in choices.nearly[:MOST_NEAR]:
        if span := whole_span(grades, choices.taught):
            yield (button(decision.order, TapVerb.SET_GRADES, choices.said(locale, grades), argument=str(span)),)


def _choose(locale: Locale, order: Order) -> Button:
    return button(order, TapVerb.CHOOSE_GRADES, text(locale, "card-button-choose"))


def _reject(locale: Locale, order: Order) -> Button:
    key = "card-button-reject-department" if needs_two_persons(order) else "card-button-reject"
    return button(order, TapVerb.REJECT, text(locale, key))
