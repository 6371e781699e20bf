"""Methods that put messages into chats."""

from sandbox.telegram.calls import LONGEST_CAPTION, Call, Json, Outcome
from sandbox.telegram.conversations import Message
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import store_document
from sandbox.telegram.keyboards import Keyboard, checked_keyboard

_CONTENT = ("text", "entities", "document", "caption", "caption_entities", "contact", "link_preview_options")
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(call: Call) -> Outcome:
    """`sendMessage`."""
    conversation = call.conversation()
    text, entities = call.formatted("text")
    if not text:
        raise bad_request("message text is empty")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := call.parameters.mapping("link_preview_options"):
        content["link_preview_options"] = preview
    return call.deliver(conversation, content, _markup(call))


def send_document(call: Call) -> Outcome:
    """`sendDocument`: an uploaded file, `attach://name`, or the `file_id` of one sent before."""
    conversation = call.conversation()
    caption, entities = call.formatted("caption", longest=LONGEST_CAPTION)
    content: Json = {"document": store_document(call)}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return call.deliver(conversation, content, _markup(call))


def copy_message(call: Call) -> Outcome:
    """`copyMessage`: the content again, without a word about where it came from."""
    conversation, source = call.conversation(), _source(call)
    content = _content(source)
    if call.parameters.text("caption") is not None and "text" not in content:
        caption, entities = call.formatted("caption", longest=LONGEST_CAPTION)
        content |= {"caption": caption, "caption_entities": entities}
    outcome = call.deliver(conversation, content, _markup(call))
    return Outcome(
        result={"message_id": outcome.result["message_id"]},
        to=outcome.to,
        text=outcome.text,
        id=outcome.id,
        reply_markup=outcome.reply_markup,
    )


def forward_message(call: Call) -> Outcome:
    """`forwardMessage`."""
    conversation, source = call.conversation(), _source(call)
    if source.body.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    sender = source.body.get("from")
    origin: Json = {"date": source.body["date"]}
    if sender is not None:
        origin |= {"type": "user", "sender_user": sender}
    else:
        origin |= {"type": "channel", "chat": source.body["chat"], "message_id": source.message_id}
    return call.deliver(conversation, {"forward_origin": origin, **_content(source)})


def send_chat_action(call: Call) -> Outcome:
    """`sendChatAction`: checked; nothing stays on the screen."""
    conversation = call.conversation()
    if call.parameters.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return Outcome(result=True, to=str(conversation.chat_id), silent=True)


def _markup(call: Call) -> Keyboard | None:
    return checked_keyboard(call.parameters.mapping("reply_markup"))


def _source(call: Call) -> Message:
    purpose = "copy" if call.method == "copyMessage" else "forward"
    return call.own_message(call.named("from_chat_id"), purpose)


def _content(source: Message) -> Json:
    return {name: source.body[name] for name in _CONTENT if name in source.body}
