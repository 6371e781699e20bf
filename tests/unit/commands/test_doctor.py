"""`boran doctor` and `boran audit`: what is wrong, what to do about it, and no word about anybody."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from boran.checkup import data_looks, probes, settings_looks
from boran.commands.audit import audit
from boran.commands.doctor import doctor
from boran.settings import Settings
from dispatch.lanes import LANES
from storage import SqlStorage
from tests.edge.channels.smtp_wire import PASSWORD, Script, serving
from tests.unit.commands.conftest import Boran
from tests.unit.documents.registry import SCHOOL
from thresholds.catalogue import load_all

KEY = "right"


def test_the_doctor_names_what_is_missing_and_what_to_do(boran: Boran) -> None:
    result = boran(doctor, "--offline", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert {"settings", "journal", "tables"} <= set(said["checks"])
    advice = [one["advice"] for one in said["findings"]]
    assert any("BORAN_LINKS__SECRET" in one for one in advice)
    assert any("invite the head" in one for one in advice)
    assert all(one["advice"] and one["says"] for one in said["findings"])


def test_the_doctor_reads_well_without_json(boran: Boran) -> None:
    output = boran(doctor, "--offline").output
    assert "✓ journal" in output
    assert "→ set BORAN_LINKS__SECRET" in output
    assert "findings" in output.splitlines()[-1]


def test_a_complete_setting_has_no_findings() -> None:
    settings = Settings.model_validate(
        {
            "public_url": "https://boran.example.kz",
            "links": {"secret": "long"},
            "watchdog": {"heartbeat_url": "https://watch.example.kz/1"},
            "weather": {"user_agent": "boran, duty@example.kz"},
            "telegram": {"families": {"token": "1:a"}, "staff": {"token": "2:b"}},
        }
    )
    assert list(settings_looks.look(settings)) == []


@pytest.mark.parametrize(
    ("section", "variable"),
    [
        ({"whatsapp": {"cloud": {"access_token": "t"}}}, "BORAN_WHATSAPP__CLOUD__APP_SECRET"),
        ({"sms": {"mobizon": {"api_key": "k"}}}, "BORAN_SMS__MOBIZON__CALLBACK_SECRET"),
        ({"sms": {"smsc": {"login": "l"}}}, "BORAN_SMS__SMSC__CALLBACK_SECRET"),
    ],
)
def test_an_account_that_nobody_would_believe_is_a_finding(section: dict[str, Any], variable: str) -> None:
    assert any(variable in one.advice for one in settings_looks.look(Settings.model_validate(section)))


def test_a_table_that_is_gone_or_over_is_a_finding(storage: SqlStorage) -> None:
    with storage.reading() as tx:
        organisations = tx.registry.organisations()
    tables = load_all()
    today = datetime(2026, 1, 16, tzinfo=UTC).date()
    (gone,) = data_looks.tables_in_force(organisations[:1], {}, today)
    assert organisations[0].code in gone.says
    ended = next(one for one in tables.values() if one.validity.end)
    assert ended.validity.end is not None
    named = [replace(organisations[0], table=ended.id)]
    (over,) = data_looks.tables_in_force(named, tables, ended.validity.end)
    assert ended.id in over.says
    assert "table.md" in over.advice


def test_who_cannot_be_written_to_is_counted_and_not_named(storage: SqlStorage) -> None:
    with storage.reading() as tx:
        organisation = tx.registry.organisation(SCHOOL)
        assert organisation is not None
        found = list(data_looks.reach(tx, organisation, LANES))
    assert any("nobody who may sign" in one.says for one in found)
    assert {one.check for one in found} == {f"contacts of {SCHOOL}"}


def test_an_intact_journal_is_verified(boran: Boran) -> None:
    result = boran(audit, "verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["intact"] is True
    assert "intact" in boran(audit, "verify").output


def test_a_changed_line_is_named(boran: Boran, storage: SqlStorage) -> None:
    from orders.ports import JournalEntry  # noqa: PLC0415 - of this test alone

    with storage.transaction() as tx:
        for number in range(3):
            tx.journal.append(JournalEntry(at=datetime(2026, 1, 16, tzinfo=UTC), action=f"test.{number}"))
    with storage._engines.writer.begin() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        last = connection.exec_driver_sql("SELECT max(number) FROM journal").scalar_one()
        connection.exec_driver_sql("UPDATE journal SET action = 'forged' WHERE number = ?", (last - 1,))
    result = boran(audit, "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"intact": False, "broken_line": last - 1}
    assert str(last - 1) in boran(audit, "verify").output
    assert boran(doctor, "--offline").exit_code == 1


async def _provider(request: web.Request) -> web.Response:
    """Answer as each provider answers somebody with the right key, and refuse anybody else."""
    path, query = request.path, request.query
    if KEY not in f"{path}{query}{request.headers.get('Authorization')}":
        return web.json_response({"ok": False}, status=401)
    if "getMe" in path:
        return web.json_response({"ok": True, "result": {}})
    if "getStateInstance" in path:
        return web.json_response({"stateInstance": "authorized"})
    if "getownbalance" in path:
        return web.json_response({"code": 0, "data": {"balance": "5000.50", "currency": "KZT"}})
    if "balance.php" in path:
        return web.json_response({"balance": "12.40"})
    return web.json_response({"id": "1", "status": "ok"})


@pytest.fixture
async def provider() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _provider)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


def _settings(url: str, key: str) -> Settings:
    return Settings.model_validate(
        {
            "public_url": f"{url}/{KEY}",
            "telegram": {"base_url": url, "families": {"token": f"1:{key}"}},
            "whatsapp": {
                "cloud": {"base_url": url, "phone_number_id": "5", "access_token": key},
                "green": {"enabled": True, "base_url": url, "instance": "7", "api_token": key},
            },
            "sms": {
                "mobizon": {"base_url": url, "api_key": key},
                "smsc": {"base_url": url, "login": "l", "password": key},
            },
        }
    )


async def test_accounts_that_take_our_key_are_well_and_an_empty_one_is_not(provider: str) -> None:
    async with httpx.AsyncClient() as client:
        checked = await probes.probe_all(_settings(provider, KEY), client)
        public = await probes.public_address(_settings(provider, KEY), client)
    findings = {one.check: one.findings for one in checked}
    assert set(findings) == {"telegram-families", "whatsapp-cloud", "whatsapp-green", "sms-mobizon", "sms-smsc"}
    assert {check for check, found in findings.items() if found} == {"sms-smsc"}
    assert "12 tenge" in findings["sms-smsc"][0].says
    assert public.findings == ()


async def test_accounts_that_refuse_our_key_are_findings_without_the_key(provider: str) -> None:
    async with httpx.AsyncClient() as client:
        checked = await probes.probe_all(_settings(provider, "wrong"), client)
    assert all(one.findings for one in checked)
    assert "wrong" not in repr(checked)


async def test_what_cannot_be_reached_is_a_finding_without_its_address() -> None:
    settings = _settings("http://127.0.0.1:9", KEY)
    async with httpx.AsyncClient() as client:
        checked = [*await probes.probe_all(settings, client), await probes.public_address(settings, client)]
    assert all("cannot be reached" in one.findings[0].says for one in checked)
    assert KEY not in repr(checked)
    assert "127.0.0.1" not in repr(checked)


async def test_a_clock_that_is_wrong_is_a_finding(provider: str) -> None:
    settings = _settings(provider, KEY)
    async with httpx.AsyncClient() as client:
        right = await probes.clock(settings, client, lambda: datetime.now(UTC))
        wrong = await probes.clock(settings, client, lambda: datetime.now(UTC) + timedelta(minutes=5))
    assert right.findings == ()
    assert "time synchronisation" in wrong.findings[0].advice


@pytest.mark.parametrize(("answers", "well"), [({}, True), ({"AUTH": "535 5.7.8 no"}, False)])
async def test_a_mail_server_is_asked_to_let_us_in_and_given_nothing(answers: dict[str, str], *, well: bool) -> None:
    async with serving() as wire, httpx.AsyncClient() as client:
        wire.behave = Script(answers)
        where = urlsplit(wire.url)
        login = {"user": "boran", "password": PASSWORD, "sender": "boran@edu.example"}
        email = {"host": where.hostname, "port": where.port, "security": "none", **login}
        (checked,) = await probes.probe_all(Settings.model_validate({"email": email}), client)
    assert (checked.findings == ()) is well
    assert PASSWORD not in repr(checked)
    assert not any(one.body for one in wire.seen)
