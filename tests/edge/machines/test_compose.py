"""The compose file holds what it promises: there is no engine here, so it is read as its specification reads it."""

from typing import Any

import pytest
from pydantic import BaseModel

from boran.command_line import COMMANDS
from boran.settings import Settings
from tests.edge.machines.compose import ROLES, ROOT, load, services, settings

OURS = (*ROLES, "migrate", "sandbox")
# What the Compose specification knows of a service, as far as it is used here (compose-spec, 05-services.md).
KNOWN = {
    *("build", "image", "init", "user", "command", "environment", "secrets", "volumes", "ports", "profiles"),
    *("read_only", "tmpfs", "cap_drop", "security_opt", "restart", "stop_grace_period", "depends_on", "healthcheck"),
}
HEALTH = frozenset({"test", "interval", "timeout", "retries", "start_period"})
CONDITIONS = frozenset({"service_started", "service_healthy", "service_completed_successfully"})


def known_settings(model: type[BaseModel], prefix: str) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= known_settings(kind, f"{prefix}{name.upper()}__")
        else:
            found.add(f"{prefix}{name.upper()}")
    return found


def test_only_words_of_the_specification_are_used() -> None:
    document = load()
    assert {name for name in document if not name.startswith("x-")} == {"services", "volumes", "secrets"}
    for service in services().values():
        assert set(service) <= KNOWN
        assert set(service.get("healthcheck", {})) <= HEALTH


def test_everything_a_service_names_is_there() -> None:
    document = load()
    for service in services().values():
        assert set(service.get("secrets", ())) <= document["secrets"].keys()
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert volumes <= document["volumes"].keys()
        depends: dict[str, Any] = service.get("depends_on", {})
        assert depends.keys() <= services().keys()
        assert {one["condition"] for one in depends.values()} <= CONDITIONS


@pytest.mark.parametrize("name", [*ROLES, "postgres", "redis", "sandbox"])
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    assert services()[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", [*ROLES, "postgres", "redis"])
def test_every_service_that_stays_comes_back_by_itself(name: str) -> None:
    assert services()[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", list(services()))
def test_nobody_is_root_or_writes_to_the_image(name: str) -> None:
    service = services()[name]
    user = str(service["user"]).partition(":")[0]
    assert user not in {"", "0", "root"}
    assert service["read_only"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_user_is_the_one_the_image_has() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert {str(services()[name]["user"]) for name in OURS} == {"10001:10001"}
    assert "--uid 10001" in image
    assert "\nUSER boran\n" in image


@pytest.mark.parametrize("name", list(services()))
def test_no_secret_stands_in_the_environment(name: str) -> None:
    for variable, value in settings(name).items():
        if any(word in variable for word in ("TOKEN", "PASSWORD", "SECRET", "DATABASE_URL", "API_KEY")):
            assert variable.endswith("_FILE"), variable
            assert value.removeprefix("/run/secrets/") in services()[name]["secrets"]


def test_secrets_are_files_that_are_not_in_the_repository() -> None:
    for secret in load()["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "secrets" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", list(services()))
def test_every_variable_is_a_setting(name: str) -> None:
    ours = {variable.removesuffix("_FILE") for variable in settings(name) if variable.startswith("BORAN_")}
    assert ours <= known_settings(Settings, "BORAN_")


@pytest.mark.parametrize("name", list(ROLES))
def test_the_tables_are_brought_up_to_date_before_a_role_starts(name: str) -> None:
    service = services()[name]
    assert service["command"] == ["run", name]
    assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services()["migrate"]["command"] == ["db", "upgrade"]


@pytest.mark.parametrize("name", list(OURS))
def test_every_command_is_one_we_have(name: str) -> None:
    assert services()[name]["command"][0] in COMMANDS


def test_the_pretend_world_comes_only_when_asked_for() -> None:
    assert [name for name, service in services().items() if "profiles" in service] == ["sandbox"]
    assert services()["sandbox"]["profiles"] == ["sandbox"]


def test_doors_open_on_this_machine_only() -> None:
    for service in services().values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
