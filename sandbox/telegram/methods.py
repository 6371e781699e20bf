"""Every method the pretend Bot API knows. Telegram does not mind upper and lower case in their names."""

from collections.abc import Callable

from sandbox.telegram import editing, files, hooks, profile, sending
from sandbox.telegram.calls import Call, Outcome
from sandbox.telegram.errors import ApiError

Method = Callable[[Call], Outcome]

METHODS: dict[str, Method] = {
    "getMe": profile.get_me,
    "logOut": profile.done,
    "close": profile.done,
    "setWebhook": hooks.set_webhook,
    "deleteWebhook": hooks.delete_webhook,
    "getWebhookInfo": hooks.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "copyMessage": sending.copy_message,
    "forwardMessage": sending.forward_message,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "answerCallbackQuery": editing.answer_callback_query,
    "getFile": files.get_file,
    "getChat": profile.get_chat,
    "getChatMember": profile.get_chat_member,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_words,
    "getMyName": profile.get_words,
    "setMyDescription": profile.set_words,
    "getMyDescription": profile.get_words,
    "setMyShortDescription": profile.set_words,
    "getMyShortDescription": profile.get_words,
    "setChatMenuButton": profile.set_menu_button,
    "getChatMenuButton": profile.get_menu_button,
}
GET_UPDATES = "getUpdates"

_SPELLED = {name.lower(): name for name in (*METHODS, GET_UPDATES)}


def spelled(name: str) -> str:
    """Return the name as the documentation spells it; an unknown one stays as it came."""
    return _SPELLED.get(name.lower(), name)


def run(call: Call) -> Outcome:
    """Do what the call asks (all but `getUpdates`, which waits). Raises ApiError."""
    method = METHODS.get(call.method)
    if method is None:
        raise ApiError(404, "Not Found: method not found")
    return method(call)
