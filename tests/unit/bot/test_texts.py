"""Every answer has words in both languages, and notes fit over a chat."""

from dataclasses import dataclass
from itertools import product

import pytest

from bot.app import COMMANDS
from bot.choosing import KNOWN_REASONS, REASON, button, grades_screen, reason_screen
from bot.context import BotName
from bot.emergency_questions import QUESTIONS
from bot.refusals import refusal
from bot.replies import NOTE_MAX, Step
from dispatch.acknowledging import AckOutcome
from dispatch.choices import Choices
from dispatch.taps import Tap, TapVerb, unpack
from locales.catalogue import LOCALES, Locale, keys, text
from orders.answers import Refusal, Refused
from orders.edition import Part
from orders.order import OrderId, OrderState
from orders.standing import Authenticity
from weather.officer import Problem

DETAILS = {
    Refusal.WINDOW_NOT_OPEN: "2026-01-16T06:00:00+05:00",
    Refusal.WINDOW_CLOSED: "2026-01-16T08:00:00+05:00",
    Refusal.INCOMPLETE: "duty_teachers",
    Refusal.STATE: "returned",
    Refusal.STALE: "12",
    Refusal.BAD_GRADES: "0,1,2,3,4,5,6,7,8,9,10,11 c1,c2",
    Refusal.EXCLUDED_PROGRAMME: "kst-101, kst-102, kst-103",
    Refusal.UNKNOWN_SCOPE: "kst-101, kst-102, kst-103",
}
TAP = Tap(verb=TapVerb.CHOOSE_GRADES, order=OrderId("f" * 32), revision=999_999)
CHOICES = Choices(
    taught=tuple(range(13)), proposed=(0, 1, 2, 3, 4), nearly=((0, 1, 2, 3, 4, 5, 6, 7, 8, 9),), are_courses=False
)


@pytest.mark.parametrize(("locale", "reason"), [*product(LOCALES, Refusal)])
def test_every_refusal_says_what_is_wrong_within_a_note(locale: Locale, reason: Refusal) -> None:
    said = refusal(locale, Refused(refusal=reason, detail=DETAILS.get(reason, "")))
    assert said
    assert len(said) <= NOTE_MAX


@pytest.mark.parametrize("locale", LOCALES)
def test_a_window_is_named_by_its_time_in_kazakhstan(locale: Locale) -> None:
    late = Refused(refusal=Refusal.WINDOW_CLOSED, detail="2026-01-16T03:00:00+00:00")
    assert "08:00" in refusal(locale, late)


@dataclass(frozen=True)
class Family:
    """Texts that are chosen by a value of an enumeration."""

    prefix: str
    values: tuple[str, ...]


FAMILIES = (
    Family("bot-part", (*Part, "cause", "note_kk", "note_ru")),
    Family("bot-state", tuple(OrderState)),
    Family("bot-ack", tuple(AckOutcome)),
    Family("bot-problem", tuple(Problem)),
    Family("bot-reason", tuple(KNOWN_REASONS)),
    Family("web-verify", tuple(Authenticity)),
    Family("bot-why", ("return", "reject", "approve_late")),
    Family("bot-done", ("edit", "return", "reject", "approve_late")),
    Family("bot-command", tuple({command for commands in COMMANDS.values() for command in commands})),
)


@pytest.mark.parametrize(("locale", "family"), [*product(LOCALES, FAMILIES)])
def test_every_value_has_its_words(locale: Locale, family: Family) -> None:
    present = keys(locale)
    assert [value for value in family.values if f"{family.prefix}-{value}" not in present] == []


@pytest.mark.parametrize(("locale", "step"), [*product(LOCALES, QUESTIONS)])
def test_every_question_can_be_asked_again(locale: Locale, step: Step) -> None:
    present = keys(locale)
    assert f"bot-emergency-{step}" in present
    assert f"bot-emergency-{step}-again" in present or step in {Step.NOTE_KK, Step.NOTE_RU}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_button_of_the_choice_fits_into_telegrams_bytes_and_comes_back(locale: Locale) -> None:
    longest = Tap(verb=TapVerb.SET_REASON, order=TAP.order, revision=TAP.revision, argument="10-12")
    screens = (
        grades_screen(locale, TAP, CHOICES),
        reason_screen(locale, "?", longest, sorted(KNOWN_REASONS)),
    )
    for screen in screens:
        taps = [unpack(one.data) for row in screen.buttons for one in row]
        assert all((tap.order, tap.revision) == (TAP.order, TAP.revision) for tap in taps)
    own = unpack(button("…", longest, TapVerb.SET_REASON, f"10-12{REASON}").data)
    assert own.argument == "10-12~"


@pytest.mark.parametrize(("locale", "name"), [*product(LOCALES, BotName)])
def test_descriptions_of_commands_fit_into_the_menu(locale: Locale, name: BotName) -> None:
    for command in COMMANDS[name]:
        assert 3 <= len(text(locale, f"bot-command-{command}")) <= 256
