"""Methods that change or remove what was sent, and the answer to a tap."""

from datetime import timedelta

from sandbox.telegram.calls import LONGEST_CAPTION, Call, Json, Outcome
from sandbox.telegram.conversations import CallbackAnswer, Conversation, Message
from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import Keyboard, inline_only

_DELETABLE_FOR = timedelta(hours=48)
_LONGEST_ANSWER = 200
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def edit_message_text(call: Call) -> Outcome:
    """`editMessageText`. A keyboard that is left out is taken away."""
    conversation, message = _editable(call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    text, entities = call.formatted("text")
    if not text:
        raise bad_request("message text is empty")
    return _change(call, conversation, message, {"text": text, "entities": entities})


def edit_message_caption(call: Call) -> Outcome:
    """`editMessageCaption`."""
    conversation, message = _editable(call)
    if "document" not in message.body:
        raise bad_request("there is no caption in the message to edit")
    caption, entities = call.formatted("caption", longest=LONGEST_CAPTION)
    return _change(call, conversation, message, {"caption": caption, "caption_entities": entities})


def edit_message_reply_markup(call: Call) -> Outcome:
    """`editMessageReplyMarkup`."""
    conversation, message = _editable(call)
    return _change(call, conversation, message, {})


def delete_message(call: Call) -> Outcome:
    """`deleteMessage`."""
    conversation = call.conversation()
    message = call.own_message(conversation, "delete")
    if call.now.timestamp() - message.body["date"] > _DELETABLE_FOR.total_seconds():
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    call.network.touch(conversation)
    return Outcome(result=True, to=str(conversation.chat_id), id=str(message.message_id))


def answer_callback_query(call: Call) -> Outcome:
    """`answerCallbackQuery`: a toast or a dialog on the phone of whoever tapped."""
    text = call.parameters.text("text") or ""
    if len(text) > _LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query = call.network.queries.get(call.parameters.text("callback_query_id") or "")
    limits = call.network.limits
    if (
        query is None
        or query.bot_id != call.bot.id
        or (limits is not None and (call.now - query.at).total_seconds() > limits.callback_answer_s)
    ):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    query.answer = CallbackAnswer(
        query_id=query.id,
        text=text,
        alert=call.parameters.flag("show_alert"),
        at=call.now,
    )
    conversation = call.network.conversations[query.bot_id, query.chat_id]
    conversation.last_answer = query.answer
    call.network.touch(conversation)
    return Outcome(result=True, to=str(query.chat_id), text=text, id=query.id)


def _editable(call: Call) -> tuple[Conversation, Message]:
    conversation = call.conversation()
    message = call.own_message(conversation, "edit")
    if not message.outgoing or (message.markup is not None and "inline_keyboard" not in message.markup):
        raise bad_request("message can't be edited")
    return conversation, message


def _change(call: Call, conversation: Conversation, message: Message, content: Json) -> Outcome:
    keyboard = inline_only(call.parameters.mapping("reply_markup"))
    if keyboard == message.markup and all(message.body.get(name, []) == value for name, value in content.items()):
        raise bad_request(_UNCHANGED)
    if call.hidden:
        return call.told(message)
    body = {name: value for name, value in message.body.items() if name not in content}
    body |= {name: value for name, value in content.items() if value}
    body["edit_date"] = int(call.now.timestamp())
    message.body = _with_keyboard(body, keyboard)
    message.markup = keyboard
    message.edits += 1
    call.network.touch(conversation)
    return call.told(message)


def _with_keyboard(body: Json, keyboard: Keyboard | None) -> Json:
    body.pop("reply_markup", None)
    return body if keyboard is None else body | {"reply_markup": keyboard}
