"""The settings of every sending account, one section per provider. An account without its secret is off."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write a whole address, such as https://boran.example.org")
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_address)]
Share = Annotated[int, Field(ge=1, le=100)]
PerSecond = Annotated[float, Field(gt=0, le=1000)]
Tenge = Annotated[float, Field(ge=0, le=1000)]

# Operators take letters that every phone shows; they overwrite or drop a name nobody registered.
_NAMED_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ._-]{1,9}[A-Za-z0-9]")
_NUMBER_AS_SENDER = re.compile(r"[0-9]{3,15}")


def _sender(value: str) -> str:
    if value and not (_NAMED_SENDER.fullmatch(value) or _NUMBER_AS_SENDER.fullmatch(value)):
        raise ValueError(
            "write the sender's name as the operators registered it, 3 to 11 Latin letters and digits such as MEKTEP17,"
            " or a short number; leave it empty for the account's own"
        )
    return value


SenderId = Annotated[str, AfterValidator(_sender)]

_MAILBOX = re.compile(r"[^@\s<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotAccount(Section):
    """One bot. Without a token the bot is off. `secret` guards its webhook (1-256 of A-Z a-z 0-9 _ -).

    paid_broadcast: up to 1,000 messages a second at 0.1 Star for each above the free 30 (switched on in @BotFather).
    """

    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    paid_broadcast: bool = False

    @field_validator("token")
    @classmethod
    def _of_the_right_form(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("that is no token: copy the whole one from @BotFather, such as 123456:ABC…")
        return token

    @property
    def is_on(self) -> bool:
        return bool(self.token.get_secret_value())


class CloudApiAccount(Section):
    """Meta's Cloud API, or a partner with the same calls. On with an access token.

    daily_limit: how many people may be written to in 24 hours (250 for a new number); 0 for no limit.
    """

    base_url: Url = "https://graph.facebook.com/v23.0"
    phone_number_id: str = ""
    business_account_id: str = ""
    access_token: SecretStr = SecretStr("")
    app_secret: SecretStr = SecretStr("")
    verify_token: SecretStr = SecretStr("")
    per_second: PerSecond = 80
    daily_limit: Annotated[int, Field(ge=0)] = 250
    price_tenge: Tenge = 0

    @property
    def is_on(self) -> bool:
        return bool(self.access_token.get_secret_value())


class GreenApiAccount(Section):
    """An unofficial gateway over a phone's own session. It may be banned at any time: `enabled` is a switch of its own.

    webhook_token: what the gateway sends in `Authorization` with every notification.
    """

    enabled: bool = False
    base_url: Url = "https://api.green-api.com"
    instance: str = ""
    api_token: SecretStr = SecretStr("")
    webhook_token: SecretStr = SecretStr("")
    per_second: PerSecond = 2
    price_tenge: Tenge = 0

    @property
    def is_on(self) -> bool:
        return bool(self.enabled and self.api_token.get_secret_value())


class WhatsAppSettings(Section):
    cloud: CloudApiAccount = CloudApiAccount()
    green: GreenApiAccount = GreenApiAccount()


class MobizonAccount(Section):
    """On with an API key. callback_secret stands in the address of the delivery reports and in their signature."""

    base_url: Url = "https://api.mobizon.kz"
    api_key: SecretStr = SecretStr("")
    callback_secret: SecretStr = SecretStr("")
    sender: SenderId = ""
    weight: Share = 1
    per_second: PerSecond = 20
    part_tenge: Tenge = 0

    @property
    def is_on(self) -> bool:
        return bool(self.api_key.get_secret_value())


class SmscAccount(Section):
    """SMSC.kz: on with a login and a password (or an API key as password). callback_secret: in the report's address."""

    base_url: Url = "https://smsc.kz"
    login: str = ""
    password: SecretStr = SecretStr("")
    callback_secret: SecretStr = SecretStr("")
    sender: SenderId = ""
    weight: Share = 1
    per_second: PerSecond = 15
    part_tenge: Tenge = 0

    @property
    def is_on(self) -> bool:
        return bool(self.login)


class SmppAccount(Section):
    """An operator's SMPP 3.4 server: on with a system id (at most 15 letters; the password at most 8).

    window: how many requests may wait for their answer at once.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 2775
    tls: bool = False
    system_id: Annotated[str, Field(max_length=15)] = ""
    password: Annotated[SecretStr, Field(max_length=8)] = SecretStr("")
    sender: SenderId = ""
    weight: Share = 1
    per_second: PerSecond = 50
    window: Annotated[int, Field(ge=1, le=1000)] = 10
    part_tenge: Tenge = 0

    @property
    def is_on(self) -> bool:
        return bool(self.system_id)


class SmsSettings(Section):
    """abroad: also send to numbers of other countries (Russian ones begin with +7 9), at a price of their own."""

    abroad: bool = False
    mobizon: MobizonAccount = MobizonAccount()
    smsc: SmscAccount = SmscAccount()
    smpp: SmppAccount = SmppAccount()


class EmailSettings(Section):
    """Bulletins to editors: on with a host and a sender, the mailbox they come from and answers go to."""

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = ""
    per_second: PerSecond = 10

    @field_validator("sender")
    @classmethod
    def _a_mailbox(cls, sender: str) -> str:
        if sender and not _MAILBOX.fullmatch(sender):
            raise ValueError("write a whole mailbox, such as boran@edu.example.kz")
        return sender

    @property
    def is_on(self) -> bool:
        return bool(self.host and self.sender)
