"""Why nothing was done, in the person's language."""

from datetime import datetime

from locales.catalogue import Locale, text
from locales.phrases import clock_time
from orders.answers import Refusal, Refused


def refusal(locale: Locale, refused: Refused) -> str:
    """Return what to tell the person: what is wrong and what they can do about it."""
    return text(locale, f"bot-refused-{refused.refusal}", detail=_detail(locale, refused))


def _detail(locale: Locale, refused: Refused) -> str:
    match refused.refusal:
        case Refusal.WINDOW_NOT_OPEN | Refusal.WINDOW_CLOSED:
            return clock_time(datetime.fromisoformat(refused.detail))
        case Refusal.INCOMPLETE:
            return text(locale, f"bot-part-{refused.detail}")
        case Refusal.STATE:
            return text(locale, f"bot-state-{refused.detail}")
        case _:
            return refused.detail
