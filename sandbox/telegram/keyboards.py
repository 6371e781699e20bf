"""Keyboards under messages: what Telegram accepts as `reply_markup`."""

from typing import Any

from sandbox.telegram.errors import bad_request

Keyboard = dict[str, Any]

_MOST_BUTTONS = 100
_INLINE_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


def checked_keyboard(markup: dict[str, Any] | None) -> Keyboard | None:
    """Return the markup as Telegram would keep it; None for none or an empty one. Raises ApiError 400."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        for button in _buttons(rows):
            _check_inline(button)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = [[_reply_button(button) for button in row] for row in _rows(markup["keyboard"], "keyboard")]
        return markup | {"keyboard": rows}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def inline_only(markup: dict[str, Any] | None) -> Keyboard | None:
    """Check the markup of an edit, which may only be an inline keyboard."""
    keyboard = checked_keyboard(markup)
    if keyboard is not None and "inline_keyboard" not in keyboard:
        raise bad_request("inline keyboard expected")
    return keyboard


def _rows(value: Any, what: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(f"can't parse {what}: array of arrays of buttons expected")
    rows = [row for row in value if row]
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _buttons(rows: list[list[Any]]) -> list[Any]:
    return [button for row in rows for button in row]


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: object expected")
    if not str(button.get("text") or "").strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = [action for action in _INLINE_ACTIONS if action in button]
    match actions:
        case []:
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        case [action]:
            _check_action(button, action)
        case _:
            raise bad_request("can't parse inline keyboard button: only one optional field may be used")


def _check_action(button: dict[str, Any], action: str) -> None:
    value = button[action]
    match action:
        case "callback_data":
            if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
        case "copy_text":
            text = value.get("text") if isinstance(value, dict) else None
            if not isinstance(text, str) or not 1 <= len(text) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case "url":
            if not str(value).startswith(("http://", "https://", "tg://")):
                raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case _:
            pass


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("can't parse keyboard button: text must be non-empty")
    return button
