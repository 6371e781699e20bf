"""What heads, teachers and departments read besides the cards on which somebody decides.

A locked phone shows the first line only: it says what happens, and where and when comes after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch import wording
from dispatch.audience import Bound
from dispatch.errors import Finding
from dispatch.family_texts import AT_HOME, action, heading, paragraphs, signature
from dispatch.particulars import Particulars
from locales import phrases
from locales.catalogue import Locale, text
from orders.order import Ground, Order
from orders.windows import ZONE, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Unacquainted:
    """A homeroom teacher who has not acknowledged, with the titles of the classes."""

    name: str
    classes: tuple[str, ...]


def order_for_staff(locale: Locale, about: Particulars, bound: Bound) -> str:
    """Return the order as staff get it: classes, regime, responsible persons, what to do (п. 16, п. 17)."""
    return paragraphs(
        [action(locale, about.order)],
        heading(locale, about),
        [_classes(locale, bound), wording.why(locale, about.order)],
        _parts(locale, about, bound),
        telling(locale, about),
        [text(locale, "staff-todo")],
        _authority(locale, about),
        signature(locale, about),
    )


def head_notice(locale: Locale, about: Particulars) -> str:
    """Return what the head of a bound organisation reads about a department's order (п. 22)."""
    return paragraphs(
        [action(locale, about.order)],
        heading(locale, about),
        [wording.why(locale, about.order)],
        [text(locale, "staff-head-notice"), wording.valid(locale, about.order)],
        _authority(locale, about),
        signature(locale, about),
    )


def reminder(locale: Locale, about: Particulars) -> str:
    """Return the reminder to a homeroom teacher who has not acknowledged (п. 16 part 3)."""
    return paragraphs(
        [text(locale, "staff-reminder")],
        [*heading(locale, about), action(locale, about.order)],
        signature(locale, about),
    )


def control_notice(locale: Locale, about: Particulars, missing: Sequence[Unacquainted]) -> str:
    """Return who has not acknowledged, for the persons who control it (п. 16 part 3)."""
    listed = [text(locale, "staff-control-person", name=one.name, classes=", ".join(one.classes)) for one in missing]
    return paragraphs(
        [text(locale, "staff-control")],
        heading(locale, about),
        [*listed, text(locale, "staff-control-ask")],
        signature(locale, about),
    )


def expiry_for_head(locale: Locale, about: Particulars, window: Window) -> str:
    """Return that the draft ran out, and what remains open to the head (п. 11)."""
    span = {"opens": phrases.clock_time(window.opens), "closes": phrases.clock_time(window.closes)}
    return paragraphs(
        heading(locale, about),
        [text(locale, "staff-expired", **span), text(locale, "staff-expired-late")],
        signature(locale, about),
    )


def expiry_for_department(locale: Locale, about: Particulars) -> str:
    """Return that a school's draft ran out with nobody's decision."""
    return paragraphs(heading(locale, about), [text(locale, "staff-expired-department")], signature(locale, about))


def revocation(locale: Locale, about: Particulars) -> str:
    """Return to staff that an order they were given no longer holds, and why."""
    reason = about.order.change_reason
    return paragraphs(
        [text(locale, "staff-revoked"), text(locale, "staff-revoked-reason", reason=reason) if reason else ""],
        heading(locale, about),
        signature(locale, about),
    )


def narrowed(locale: Locale, about: Particulars) -> str:
    """Return to staff that a replacing order no longer names their classes."""
    return paragraphs([text(locale, "staff-revoked-amended")], heading(locale, about), signature(locale, about))


def refused_release(locale: Locale, order: Order, finding: Finding) -> str:
    """Return to the signer that nothing was sent, why, and what to do now."""
    why = text(locale, f"staff-refused-{finding}")
    return paragraphs(
        [wording.when(locale, order), text(locale, "staff-refused", why=why)],
        [text(locale, "order-code", code=order.check_code)],
    )


def _classes(locale: Locale, bound: Bound) -> str:
    return text(locale, "staff-classes", classes=", ".join(one.title for one in bound.classes))


def _parts(locale: Locale, about: Particulars, bound: Bound) -> Iterator[str]:
    parts = about.order.parts
    regime = wording.regime(locale, about.order) or _own_regime(locale, bound)
    if regime:
        yield text(locale, "staff-regime", regime=regime)
    if parts.responsible:
        yield text(locale, "staff-responsible", people=about.names(parts.responsible))
    if parts.duty_teachers:
        yield text(locale, "staff-duty", people=about.names(parts.duty_teachers))
    if about.order.ground is Ground.WEATHER and about.order.outcome in AT_HOME:
        yield text(locale, "staff-come")  # п. 18, п. 20


def _own_regime(locale: Locale, bound: Bound) -> str:
    organisation = bound.organisation
    return organisation.regime_kk if locale == "kk" else organisation.regime_ru


def telling(locale: Locale, about: Particulars) -> Iterator[str]:
    """Yield when families are told, and why so late."""
    if about.window is None:
        yield text(locale, "staff-families-at-once")
    else:
        opens, closes = phrases.clock_time(about.window.opens), phrases.clock_time(about.window.closes)
        yield text(locale, "staff-families-window", opens=opens, closes=closes)
    if about.order.late and about.order.approval:
        yield text(locale, "staff-late", reason=about.order.approval.reason)


def _authority(locale: Locale, about: Particulars) -> Iterator[str]:
    yield text(locale, "staff-basis", citation=wording.citation(locale, about))
    if approval := about.order.approval:
        day = phrases.day(locale, approval.at.astimezone(ZONE).date())
        name = about.names((approval.person,))
        yield text(locale, "staff-signed", name=name, day=day, time=phrases.clock_time(approval.at))
