"""What the Cloud API takes: a message and a text for approval, as strictly as Meta reads them."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

_PLACE = re.compile(r"\{\{(\d+)\}\}")
_BESIDE = re.compile(r"\}\}\s*\{\{")


def _flat(value: str) -> str:
    if re.search(r"[\n\t]| {5}", value):
        raise ValueError("a parameter has no line breaks, no tabs and at most four spaces in a row")
    return value


Address = Annotated[str, StringConstraints(pattern=r"^\+?[1-9]\d{6,14}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextBody(_Strict):
    """A plain text."""

    body: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    preview_url: bool = False


class Reply(_Strict):
    """What a reply button says back."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=20)]


class ReplyButton(_Strict):
    """A button under an interactive message."""

    type: Literal["reply"]
    reply: Reply


class Action(_Strict):
    """One to three buttons, no two alike."""

    buttons: Annotated[list[ReplyButton], Field(min_length=1, max_length=3)]


class InteractiveBody(_Strict):
    """The text above the buttons."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class Interactive(_Strict):
    """A text with reply buttons."""

    type: Literal["button"]
    body: InteractiveBody
    action: Action


class TextParameter(_Strict):
    """One place of a text: one line."""

    type: Literal["text"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=1024), AfterValidator(_flat)]


class PayloadParameter(_Strict):
    """What a button under a template says back."""

    type: Literal["payload"]
    payload: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class BodyComponent(_Strict):
    """The places of the body."""

    type: Literal["body"]
    parameters: Annotated[list[TextParameter], Field(min_length=1)]


class ButtonComponent(_Strict):
    """One button, by its number."""

    type: Literal["button"]
    sub_type: Literal["quick_reply", "url"]
    index: Annotated[str, StringConstraints(pattern=r"^[0-9]$")]
    parameters: Annotated[list[PayloadParameter | TextParameter], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _says_what_its_kind_says(self) -> Self:
        if (self.sub_type == "quick_reply") != (self.parameters[0].type == "payload"):
            raise ValueError(f"a button of the kind {self.sub_type} takes another parameter")
        return self


class Language(_Strict):
    """Which translation."""

    policy: Literal["deterministic"]
    code: str


class TemplateMessage(_Strict):
    """An approved text, named and filled."""

    name: str
    language: Language
    components: list[BodyComponent | ButtonComponent] = []

    @property
    def parameters(self) -> list[str]:
        """What goes into the places of the body."""
        bodies = [one for one in self.components if isinstance(one, BodyComponent)]
        return [parameter.text for body in bodies for parameter in body.parameters]

    @property
    def buttons(self) -> dict[int, str]:
        """What each button says back, or the end of the address it opens."""
        found = {int(one.index): one.parameters[0] for one in self.components if isinstance(one, ButtonComponent)}
        return {
            number: said.payload if isinstance(said, PayloadParameter) else said.text for number, said in found.items()
        }


class SendRequest(_Strict):
    """`POST /<number>/messages`."""

    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"]
    to: Address
    biz_opaque_callback_data: Annotated[str, StringConstraints(max_length=512)] = ""
    type: Literal["text", "interactive", "template"]
    text: TextBody | None = None
    interactive: Interactive | None = None
    template: TemplateMessage | None = None

    @model_validator(mode="after")
    def _holds_what_its_type_says(self) -> Self:
        for name in ("text", "interactive", "template"):
            if (getattr(self, name) is not None) != (name == self.type):
                raise ValueError(f"`{name}` goes with `type: {name}`, and only with it")
        return self


class SubmitRequest(_Strict):
    """`POST /<business account>/message_templates`."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")]
    category: Literal["UTILITY", "MARKETING", "AUTHENTICATION"]
    message_send_ttl_seconds: Annotated[int, Field(ge=30, le=43200)] | None = None
    components: Annotated[list[dict[str, Any]], Field(min_length=1)]

    @model_validator(mode="after")
    def _can_be_approved(self) -> Self:
        bodies = [one for one in self.components if one.get("type") == "BODY"]
        if len(bodies) != 1:
            raise ValueError("a text has one body")
        text = str(bodies[0].get("text", ""))
        places = [int(number) for number in _PLACE.findall(text)]
        if not 1 <= len(text) <= 1024 or places != list(range(1, len(places) + 1)):
            raise ValueError("a body has at most 1024 characters and places numbered from 1")
        if re.match(r"\s*\{\{", text) or re.search(r"\}\}\s*$", text) or _BESIDE.search(text):
            raise ValueError("a place stands neither first nor last nor beside another")
        examples = bodies[0].get("example", {}).get("body_text", [[]])
        if len(examples[0]) != len(places):
            raise ValueError("every place has an example")
        for button in (one for part in self.components for one in part.get("buttons", ())):
            if not 1 <= len(str(button.get("text", ""))) <= 25:
                raise ValueError("a button's label has at most 25 characters")
        return self
