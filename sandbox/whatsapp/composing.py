"""From a request to what stands on the phone: templates filled in, buttons as people see them."""

from datetime import timedelta

from sandbox.handsets import Key
from sandbox.whatsapp.accounts import Number, StoredTemplate
from sandbox.whatsapp.answers import GraphError
from sandbox.whatsapp.network import Outgoing
from sandbox.whatsapp.requests import SendRequest, TemplateMessage

_LONGEST_BODY = 1024
_NOT_SENT = {"PAUSED": 132015, "DISABLED": 132016}


def composed(number: Number, wanted: SendRequest, *, hidden: bool) -> Outgoing:
    """Return the message. Raises `GraphError` when a text is not approved or filled in wrongly."""
    message = Outgoing(number=number, to=wanted.to, text="", key=wanted.biz_opaque_callback_data, hidden=hidden)
    if wanted.template is not None:
        return _approved(message, number, wanted.template)
    if wanted.interactive is not None:
        replies = (button.reply for button in wanted.interactive.action.buttons)
        keys = tuple(Key(label=reply.title, data=reply.id) for reply in replies)
        return _with(message, wanted.interactive.body.text, keys)
    return _with(message, wanted.text.body if wanted.text else "", ())


def _with(message: Outgoing, text: str, keys: tuple[Key, ...]) -> Outgoing:
    return Outgoing(
        number=message.number, to=message.to, text=text, buttons=keys, key=message.key, hidden=message.hidden
    )


def _approved(message: Outgoing, number: Number, wanted: TemplateMessage) -> Outgoing:
    known = number.templates.get((wanted.name, wanted.language.code))
    if known is None or known.status not in {"APPROVED", *_NOT_SENT}:
        raise GraphError(132001, f"{wanted.name} in {wanted.language.code}")
    if known.status in _NOT_SENT:
        raise GraphError(_NOT_SENT[known.status], wanted.name)
    if len(wanted.parameters) != known.places:
        raise GraphError(132000, f"{wanted.name} takes {known.places} parameters, not {len(wanted.parameters)}")
    text = known.filled(wanted.parameters)
    if len(text) > _LONGEST_BODY:
        raise GraphError(132005, wanted.name)
    return Outgoing(
        number=number,
        to=message.to,
        text=text,
        buttons=_keys(known, wanted.buttons),
        key=message.key,
        template=True,
        expires=timedelta(seconds=known.ttl_s) if known.ttl_s else message.expires,
        hidden=message.hidden,
    )


def _keys(known: StoredTemplate, said: dict[int, str]) -> tuple[Key, ...]:
    if said.keys() - set(range(len(known.buttons))):
        raise GraphError(132000, f"{known.name} has {len(known.buttons)} buttons")
    keys = []
    for number, button in enumerate(known.buttons):
        value = said.get(number, "")
        if button["type"] == "URL":
            if "{{1}}" in button["url"] and not value:
                raise GraphError(132000, f"button {number} of {known.name} needs the end of its address")
            keys.append(Key(label=button["text"], url=button["url"].replace("{{1}}", value)))
        else:
            keys.append(Key(label=button["text"], data=value or button["text"]))
    return tuple(keys)
