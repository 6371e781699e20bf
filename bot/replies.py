"""What the bot answers: a value the conversation decides on and the shell carries out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from channels.base import Button
from dispatch.card import Card

NOTE_MAX = 200  # Telegram, answerCallbackQuery.text
_DIALOGUE = "dg:"


class Step(StrEnum):
    """What an unfinished dialogue waits for. The value is its state in the store of dialogues."""

    GRADES = "grades"
    REASON = "reason"
    READING = "reading"
    READING_PLACE = "reading-place"
    READING_CHECK = "reading-check"
    SCOPE = "scope"
    DISTRICTS = "districts"
    SCHOOLS = "schools"
    CAUSE = "cause"
    NOTE_KK = "note-kk"
    NOTE_RU = "note-ru"
    GRADES_HOME = "grades-home"
    DAYS = "days"
    SHIFT = "shift"
    PREVIEW = "preview"


Answers = Mapping[str, str]  # what was answered so far; strings only, because the store of dialogues may be Redis


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """The dialogue goes on: what is awaited next, and what is known so far."""

    step: Step
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What comes of one tap or one message.

    note: shown over the chat after a tap (at most `NOTE_MAX` characters); alert: it must be dismissed.
    card: takes the place of the tapped card; after a message it is sent. None leaves the card as it is.
    further: sent as messages of their own.
    awaited: the next step of a dialogue; None ends whatever dialogue was going on.
    """

    note: str = ""
    alert: bool = False
    card: Card | None = None
    further: tuple[Card, ...] = ()
    awaited: Awaited | None = None


def rows_of(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Return buttons in rows of `width`."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a button of a dialogue says: the step it answers and the answer. Buttons of orders are `dispatch.taps`."""

    step: Step
    value: str


CANCEL = "-"  # the value of a button that ends the dialogue


def choice(label: str, step: Step, value: str) -> Button:
    return Button(label=label, data=f"{_DIALOGUE}{step}:{value}")


def chosen(data: str) -> Choice | None:
    """Return what a dialogue's button says, or None for the data of any other button."""
    step, colon, value = data.removeprefix(_DIALOGUE).partition(":")
    if not data.startswith(_DIALOGUE) or not colon or step not in set(Step):
        return None
    return Choice(Step(step), value)
