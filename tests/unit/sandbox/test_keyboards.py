from typing import Any

import pytest

from sandbox.telegram.errors import ApiError
from sandbox.telegram.keyboards import checked_keyboard, inline_only


def _inline(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "ok", **button}]]}


def test_a_keyboard_is_kept_as_it_is() -> None:
    assert checked_keyboard(_inline(callback_data="a:1")) == _inline(callback_data="a:1")


@pytest.mark.parametrize("markup", [None, {}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}])
def test_an_empty_keyboard_is_none(markup: dict[str, Any] | None) -> None:
    assert checked_keyboard(markup) is None


@pytest.mark.parametrize("data", ["ә" * 32, "x" * 64, "x"])
def test_callback_data_may_have_64_bytes(data: str) -> None:
    assert checked_keyboard(_inline(callback_data=data)) is not None


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        (_inline(callback_data="ә" * 33), "BUTTON_DATA_INVALID"),
        (_inline(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (_inline(callback_data=""), "BUTTON_DATA_INVALID"),
        (_inline(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (_inline(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (_inline(url="ftp://a"), "inline keyboard button URL 'ftp://a' is invalid: Wrong HTTP URL"),
        (_inline(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (
            _inline(url="https://a.kz", callback_data="x"),
            "can't parse inline keyboard button: only one optional field may be used",
        ),
        (
            {"inline_keyboard": [[{"text": " ", "callback_data": "x"}]]},
            "can't parse inline keyboard button: text must be non-empty",
        ),
        ({"inline_keyboard": {}}, "can't parse inline keyboard: array of arrays of buttons expected"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "x"}] * 101]}, "reply markup is too long"),
        ({"keyboard": [[{"text": ""}]]}, "can't parse keyboard button: text must be non-empty"),
        ({"hello": 1}, "can't parse reply keyboard markup JSON object"),
    ],
)
def test_a_keyboard_telegram_would_not_take_is_refused(markup: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        checked_keyboard(markup)
    assert refusal.value.description == f"Bad Request: {complaint}"


def test_plain_strings_are_keys_of_a_reply_keyboard() -> None:
    assert checked_keyboard({"keyboard": [["Қазақша"]]}) == {"keyboard": [[{"text": "Қазақша"}]]}


def test_an_edit_takes_inline_keyboards_only() -> None:
    with pytest.raises(ApiError, match="inline keyboard expected"):
        inline_only({"remove_keyboard": True})
