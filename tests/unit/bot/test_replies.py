"""Buttons of dialogues, long texts, languages of strangers, and what may be logged."""

import pytest
from aiogram.types import User

from bot.keyboards import inline
from bot.middlewares import described, presumed_locale
from bot.replies import CANCEL, Choice, Step, choice, chosen
from bot.showing import TEXT_MAX, pages
from channels.base import Button
from dispatch.taps import MAX_BYTES


@pytest.mark.parametrize("step", Step)
def test_a_button_of_a_dialogue_comes_back_as_it_was_and_fits(step: Step) -> None:
    button = choice("…", step, "kst-fyodorov-and-a-long-code")
    assert chosen(button.data) == Choice(step, "kst-fyodorov-and-a-long-code")
    assert len(button.data.encode()) <= MAX_BYTES
    assert chosen(choice("…", step, CANCEL).data) == Choice(step, CANCEL)


@pytest.mark.parametrize("data", ["", "dg:", "dg:scope", "dg:nothing:1", "scope:1", "xdg:scope:1"])
def test_any_other_data_is_no_button_of_a_dialogue(data: str) -> None:
    assert chosen(data) is None


def test_a_long_text_is_cut_at_the_ends_of_lines_and_nothing_is_lost() -> None:
    whole = "\n".join(f"– Школа № {number}: 0–4 классы, получен в 06:20, вовремя" for number in range(300))
    cut = pages(whole)
    assert "".join(cut) == whole
    assert len(cut) > 1
    assert all(len(page) <= TEXT_MAX for page in cut)
    assert all(page.startswith("– ") for page in cut)


def test_a_short_text_is_one_message() -> None:
    assert pages("Утверждено") == ["Утверждено"]


@pytest.mark.parametrize(("code", "locale"), [("kk", "kk"), ("kk-KZ", "kk"), ("ru", "ru"), ("en", "ru"), (None, "ru")])
def test_a_stranger_is_answered_in_the_language_of_their_telegram(code: str | None, locale: str) -> None:
    assert presumed_locale(User(id=1, is_bot=False, first_name="Somebody", language_code=code)) == locale


def test_of_a_failure_only_its_kind_and_its_place_are_logged() -> None:
    with pytest.raises(ValueError, match="7701") as caught:
        int("+77010000101 is not in the roster")
    said = described(caught.value)
    assert said["error"] == "ValueError"
    assert "test_of_a_failure" in said["where"]
    assert "7701" not in repr(said)


def test_a_card_without_buttons_has_no_keyboard() -> None:
    assert inline(()) is None


def test_each_kind_of_button_becomes_its_own_kind_in_telegram() -> None:
    rows = ((Button(label="a", data="x"),), (Button(label="b", url="https://x.kz"), Button(label="c", copy="text")))
    keyboard = inline(rows)
    assert keyboard is not None
    (first,), (second, third) = keyboard.inline_keyboard
    assert (first.callback_data, second.url) == ("x", "https://x.kz")
    assert third.copy_text is not None
    assert third.copy_text.text == "text"
