"""Settings come from the environment or from files, and `.env.example` lists every one of them."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from boran.settings import BadSettings, Settings

EXAMPLE = Path(__file__).parents[3] / ".env.example"


def names(model: type[BaseModel], prefix: str) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            found |= names(annotation, f"{prefix}{name.upper()}__")
        else:
            found.add(f"{prefix}{name.upper()}")
    return found


def test_the_example_lists_every_setting_and_no_other() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    listed = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert listed == names(Settings, "BORAN_")


def test_the_example_itself_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            monkeypatch.setenv(name, value)
    assert Settings().web.port == 8080


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("1:from-a-file\n", encoding="utf-8")
    monkeypatch.setenv("BORAN_TELEGRAM__STAFF__TOKEN_FILE", str(secret))
    assert Settings().telegram.staff.token.get_secret_value() == "1:from-a-file"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BORAN_TELEGRAM__STAFF__TOKEN_FILE", str(tmp_path / "absent"))
    with pytest.raises(BadSettings, match="BORAN_TELEGRAM__STAFF__TOKEN_FILE"):
        Settings()


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BORAN_PUBLIC_URL", "boran.example.org")
    with pytest.raises(ValidationError, match="public_url"):
        Settings()


def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BORAN_TELEGRAM__STAFF__TOKEN", "1:very-secret")
    assert "very-secret" not in repr(Settings())
