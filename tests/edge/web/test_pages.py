"""The public pages and the health of the server, over real HTTP on a real database."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from orders import approval, emergency
from orders.answers import Done
from orders.order import Ground, Order, Scope, ScopeKind
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at, person_of
from web.app import create_app

Client = TestClient[Request, Application]


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    school.furnish(sqlite_storage)
    return sqlite_storage


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at("06:10"))


@pytest.fixture
async def client(storage: SqlStorage, clock: StoppedClock) -> AsyncIterator[Client]:
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS)
    async with TestClient(TestServer(app)) as client:
        yield client


def approved(storage: SqlStorage, now: datetime) -> Order:
    draft = school.draft(storage, now)
    with storage.transaction() as tx:
        answer = approval.approve(
            tx, order_id=draft.id, revision=1, by=person_of(school.HEAD), now=now, edition=school.edition()
        )
    assert isinstance(answer, Done)
    return answer.order


def revoked(storage: SqlStorage, order: Order, now: datetime) -> None:
    with storage.transaction() as tx:
        answer = approval.revoke(
            tx,
            order_id=order.id,
            revision=order.revision,
            by=person_of(school.HEAD),
            reason="Потеплело",
            now=now,
            edition=school.edition(),
        )
    assert isinstance(answer, Done)


def heating_failure(storage: SqlStorage, now: datetime) -> None:
    with storage.transaction() as tx:
        proposed = emergency.propose(
            tx,
            department=school.DISTRICT,
            scope=Scope(kind=ScopeKind.DISTRICT, names=("fyodorov",)),
            ground=Ground.EMERGENCY,
            cause="heating_failure",
            note_kk="",
            note_ru="",
            first_day=school.DAY,
            last_day=school.DAY,
            shift=None,
            grades=tuple(range(12)),
            college_courses=(),
            by=person_of(school.DISTRICT_OFFICER),
            now=now,
            edition=school.edition(),
        )
        assert isinstance(proposed, Done)
        answer = approval.approve(
            tx,
            order_id=proposed.order.id,
            revision=proposed.order.revision,
            by=person_of(school.REGION_HEAD),
            now=now,
            edition=school.edition(),
        )
    assert isinstance(answer, Done)


async def text_of(client: Client, path: str, status: int = 200) -> str:
    async with client.get(path) as response:
        assert response.status == status
        return await response.text()


def headings(html: str) -> list[str]:
    return re.findall(r"<h1>(.*?)</h1>", html)


async def test_the_server_says_that_it_turns_and_that_the_database_answers(client: Client) -> None:
    for path in ("/healthz", "/readyz"):
        async with client.get(path) as response:
            assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_a_server_whose_database_is_gone_is_not_ready_but_alive(client: Client, storage: SqlStorage) -> None:
    with storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE departments")
    async with client.get("/readyz") as response:
        assert response.status == 503
    async with client.get("/healthz") as response:
        assert response.status == 200


async def test_a_code_in_force_is_confirmed_in_both_languages(client: Client, storage: SqlStorage) -> None:
    order = approved(storage, at("06:10"))
    html = await text_of(client, f"/v/{order.check_code}")
    assert headings(html) == ["Хабар шынайы және бүгін күшінде", "Сообщение настоящее и действует сегодня"]
    assert "2026 жылғы 16 қаңтар" in html
    assert "16 января 2026 года" in html
    assert "№ 1 мектеп" in html
    assert "Школа № 1" in html


async def test_a_code_is_found_however_it_was_typed(client: Client, storage: SqlStorage) -> None:
    order = approved(storage, at("06:10"))
    spaced = f"{order.check_code[:4].lower()}-{order.check_code[4:]}"
    assert order.check_code in await text_of(client, f"/v/{spaced}")


async def test_the_page_names_no_person(client: Client, storage: SqlStorage) -> None:
    order = approved(storage, at("06:10"))
    html = await text_of(client, f"/v/{order.check_code}")
    for person in ("Директор школы № 1", "№ 1 мектеп директорының орынбасары", "4А оқушысы"):
        assert person not in html


async def test_yesterdays_screenshot_is_called_old(client: Client, storage: SqlStorage, clock: StoppedClock) -> None:
    order = approved(storage, at("06:10"))
    clock.instant = at("06:10", date(2026, 1, 17))
    html = await text_of(client, f"/v/{order.check_code}")
    assert headings(html) == ["Хабар ескі: бүгін күші жоқ", "Сообщение старое: сегодня оно не действует"]
    assert "17 января 2026 года" in html


async def test_a_revoked_order_is_called_revoked(client: Client, storage: SqlStorage) -> None:
    order = approved(storage, at("06:10"))
    revoked(storage, order, at("06:30"))
    assert headings(await text_of(client, f"/v/{order.check_code}"))[1] == "Приказ отменён"


async def test_a_draft_is_not_public(client: Client, storage: SqlStorage) -> None:
    draft = school.draft(storage, at("06:05"))
    html = await text_of(client, f"/v/{draft.check_code}", status=404)
    assert headings(html) == ["Мұндай код жоқ", "Такого кода нет"]


@pytest.mark.parametrize("code", ["ABCD2345", "'; DROP TABLE orders; --", "<script>alert(1)</script>", "Ж" * 300])
async def test_a_made_up_code_is_not_ours_and_never_comes_back_as_markup(client: Client, code: str) -> None:
    async with client.get(f"/v/{code.replace('/', '%2F').replace('<', '%3C')}") as response:
        assert response.status == 404
        assert "<script" not in await response.text()


async def test_pages_fetch_nothing_and_forbid_it(client: Client) -> None:
    async with client.get("/s/kst-1") as response:
        html = await response.text()
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert not re.findall(r"(?:src|href)=", html)


async def test_a_day_without_orders_is_as_usual_and_says_until_when_that_may_change(
    client: Client, clock: StoppedClock
) -> None:
    html = await text_of(client, "/s/kst-1")
    assert headings(html) == ["Бүгін сабақ әдеттегідей өтеді", "Сегодня занятия проходят как обычно"]
    assert "об этом сообщат до 08:00" in html
    clock.instant = at("08:00")
    later = await text_of(client, "/s/kst-1")
    assert "об этом сообщат до 08:00" not in later
    assert "об этом сообщат до 13:00" in later


async def test_the_shift_with_an_order_is_told_apart_from_the_other(client: Client, storage: SqlStorage) -> None:
    order = approved(storage, at("06:10"))
    html = await text_of(client, "/s/kst-1")
    assert headings(html)[1] == "Сегодня занятия проходят не как обычно"
    russian = html[html.index('lang="ru" class') :]
    first, second = russian.index("Первая смена"), russian.index("Вторая смена")
    assert "учатся дома" in russian[first:second]
    assert "Занятия по обычному расписанию" in russian[second:]
    assert order.check_code in russian


async def test_a_departments_order_shows_on_the_page_of_every_school_it_binds(
    client: Client, storage: SqlStorage
) -> None:
    heating_failure(storage, at("06:00"))
    assert "авария в системе отопления" in await text_of(client, "/s/kst-10")
    assert headings(await text_of(client, "/s/kst-1"))[1] == "Сегодня занятия проходят как обычно"


async def test_a_saturday_of_a_five_day_school_has_no_lessons(client: Client, clock: StoppedClock) -> None:
    clock.instant = at("06:10", date(2026, 1, 17))
    assert headings(await text_of(client, "/s/kst-1")) == ["Бүгін сабақ жоқ", "Сегодня занятий нет"]


async def test_an_unknown_organisation_is_not_found(client: Client) -> None:
    assert headings(await text_of(client, "/s/nowhere", status=404)) == ["Мұндай ұйым жоқ", "Такой организации нет"]
