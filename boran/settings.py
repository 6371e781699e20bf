"""One frozen settings object, built once. The only reader of the environment; it never reaches the core."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write a whole address, such as https://boran.example.org")
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_address)]


class BadSettings(ValueError):
    """A setting cannot be used; the message names the variable and what to do."""


class UpdateSource(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BotAccount(_Section):
    """One bot. Without a token the bot is off. `secret` guards its webhook (1-256 of A-Z a-z 0-9 _ -)."""

    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")

    @field_validator("token")
    @classmethod
    def _of_the_right_form(cls, token: SecretStr) -> SecretStr:
        if token.get_secret_value() and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("that is no token: copy the whole one from @BotFather, such as 123456:ABC…")
        return token


class TelegramSettings(_Section):
    base_url: Url = "https://api.telegram.org"
    updates: UpdateSource = UpdateSource.POLLING
    families: BotAccount = BotAccount()
    staff: BotAccount = BotAccount()

    @model_validator(mode="after")
    def _webhooks_have_secrets(self) -> "TelegramSettings":
        for account in (self.families, self.staff):
            needs_one = self.updates is UpdateSource.WEBHOOK and account.token.get_secret_value()
            if needs_one and not _SECRET.fullmatch(account.secret.get_secret_value()):
                raise ValueError("with webhooks each bot needs a SECRET of 1-256 letters, digits, _ or -")
        return self


class WeatherSettings(_Section):
    open_meteo_url: Url = "https://api.open-meteo.com"
    aviation_weather_url: Url = "https://aviationweather.gov"
    user_agent: str = "boran (set BORAN_WEATHER__USER_AGENT to your contact address)"
    poll_minutes: Annotated[int, Field(ge=1, le=60)] = 10


class SiteSettings(_Section):
    """allow_private: let site webhooks go to private addresses (a site inside the school's own network)."""

    allow_private: bool = False


class WebSettings(_Section):
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
