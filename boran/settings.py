"""One frozen settings object, built once. The only reader of the environment; it never reaches the core."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from boran.accounts import BotAccount, EmailSettings, Section, SmsSettings, Url, WhatsAppSettings


class BadSettings(ValueError):
    """A setting cannot be used; the message names the variable and what to do."""


class UpdateSource(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NAME = re.compile(r"[a-z0-9]{1,20}")


class TelegramSettings(Section):
    """bots: further bots for families, by name (one per school or district): `BORAN_TELEGRAM__BOTS__KST12__TOKEN`."""

    base_url: Url = "https://api.telegram.org"
    updates: UpdateSource = UpdateSource.POLLING
    families: BotAccount = BotAccount()
    staff: BotAccount = BotAccount()
    bots: dict[str, BotAccount] = Field(default_factory=dict)

    @field_validator("bots")
    @classmethod
    def _of_their_own_names(cls, bots: dict[str, BotAccount]) -> dict[str, BotAccount]:
        for name in bots:
            if not _NAME.fullmatch(name) or name in {"families", "staff"}:
                raise ValueError(f"`{name}` cannot name a bot: use a-z and 0-9, and neither `families` nor `staff`")
        return bots

    @model_validator(mode="after")
    def _webhooks_have_secrets(self) -> "TelegramSettings":
        for account in (self.families, self.staff, *self.bots.values()):
            needs_one = self.updates is UpdateSource.WEBHOOK and account.is_on
            if needs_one and not _SECRET.fullmatch(account.secret.get_secret_value()):
                raise ValueError("with webhooks each bot needs a SECRET of 1-256 letters, digits, _ or -")
        return self


class WeatherSettings(Section):
    open_meteo_url: Url = "https://api.open-meteo.com"
    aviation_weather_url: Url = "https://aviationweather.gov"
    user_agent: str = "boran (set BORAN_WEATHER__USER_AGENT to your contact address)"
    poll_minutes: Annotated[int, Field(ge=1, le=60)] = 10


class SiteSettings(Section):
    """allow_private: let site webhooks go to private addresses (a site inside the school's own network)."""

    allow_private: bool = False


class CostSettings(Section):
    """order_limit_tenge: an order whose messages would cost more needs a second confirmation; 0 for no limit."""

    order_limit_tenge: Annotated[float, Field(ge=0)] = 0


class WatchdogSettings(Section):
    """heartbeat_url: an outside watchdog, asked (GET) only after an audit found nothing; empty for none."""

    heartbeat_url: str = ""


class LinkSettings(Section):
    """secret: signs the links by which homeroom teachers work without Telegram; empty: no such links are sent."""

    secret: SecretStr = SecretStr("")


class CapSettings(Section):
    """How CAP messages leave. key, certificate: PEM, both or none; without them messages are not signed."""

    key: SecretStr = SecretStr("")
    certificate: SecretStr = SecretStr("")
    status: Literal["Actual", "Exercise", "Test"] = "Actual"

    @model_validator(mode="after")
    def _both_or_none(self) -> "CapSettings":
        if bool(self.key.get_secret_value()) != bool(self.certificate.get_secret_value()):
            raise ValueError("a signature needs both: the private KEY and its CERTIFICATE, in PEM")
        return self


class WebSettings(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


class FileOrEnvironment(EnvSettingsSource):
    """Reads `NAME`, or the file that `NAME_FILE` names: the way container secrets arrive."""

    def _load_env_vars(self) -> dict[str, str | None]:
        found = dict(super()._load_env_vars())
        prefix = str(self.config.get("env_prefix", "")).lower()
        for name, path in list(found.items()):
            if name.startswith(prefix) and name.endswith("_file") and path:
                found[name.removesuffix("_file")] = _content(name, Path(path))
                del found[name]
        return found


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSettings(
            f"{name.upper()}: cannot read {path} ({error.strerror}): mend the path or its rights"
        ) from error


class Settings(BaseSettings):
    """Everything a deployment may set. `.env.example` lists each with a line of explanation."""

    model_config = SettingsConfigDict(env_prefix="BORAN_", env_nested_delimiter="__", frozen=True, extra="forbid")

    home: Path = Path("~/.boran")
    database_url: str = ""
    redis_url: SecretStr = SecretStr("")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    public_url: Url = "http://127.0.0.1:8080"
    telegram: TelegramSettings = TelegramSettings()
    weather: WeatherSettings = WeatherSettings()
    site: SiteSettings = SiteSettings()
    whatsapp: WhatsAppSettings = WhatsAppSettings()
    sms: SmsSettings = SmsSettings()
    email: EmailSettings = EmailSettings()
    costs: CostSettings = CostSettings()
    watchdog: WatchdogSettings = WatchdogSettings()
    links: LinkSettings = LinkSettings()
    cap: CapSettings = CapSettings()
    web: WebSettings = WebSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by FileOrEnvironment
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the environment is the one door
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, FileOrEnvironment(settings_cls)

    @property
    def database(self) -> str:
        """The database's address: the one set, or the SQLite file under `home`."""
        return self.database_url or f"sqlite:///{self.home.expanduser() / 'boran.db'}"
