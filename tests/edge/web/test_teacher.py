"""The homeroom teacher's page, over real HTTP on a real database: by link, without Telegram, without JavaScript."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from dispatch.acknowledging import Why
from dispatch.links import TeacherLinks
from dispatch.planner import plan_pending
from orders.order import Order
from orders.organisation import PersonId
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at, person_of
from tests.edge.web.test_pages import approved, revoked
from web.app import create_app

Client = TestClient[Request, Application]
URL = "https://boran.example"
LINKS = TeacherLinks(public_url=URL, secret="a secret of this installation")
TEACHER = person_of(school.TEACHER)


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    school.furnish(sqlite_storage)
    return sqlite_storage


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at("06:20"))


@pytest.fixture
async def client(storage: SqlStorage, clock: StoppedClock) -> AsyncIterator[Client]:
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS, links=LINKS, public_url=URL)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
def order(storage: SqlStorage) -> Order:
    found = approved(storage, at("06:10"))
    with storage.transaction() as tx:
        plan_pending(tx, now=at("06:11"), editions=school.EDITIONS, public_url=URL)
    return found


def path(order: Order, person: PersonId = TEACHER, query: str = "") -> str:
    return LINKS.of(order, person).removeprefix(URL) + query


async def opened(client: Client, at_path: str, status: int = 200) -> str:
    async with client.get(at_path) as response:
        assert response.status == status
        return await response.text()


async def sent(client: Client, at_path: str, **fields: str) -> tuple[int, str]:
    async with client.post(at_path, data=fields, allow_redirects=True) as response:
        return response.status, await response.text()


async def test_the_page_shows_the_order_the_text_for_the_chat_and_whom_to_phone(client: Client, order: Order) -> None:
    html = await opened(client, path(order))
    assert '<html lang="kk">' in html
    assert order.check_code in html
    assert "Таныстым</button>" in html
    (paste,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert "4А сыныбы" in paste
    assert f"{URL}/v/{order.check_code}" in paste
    assert "Жалғыз оқушы" in html
    assert f'href="tel:{school.PHONES[school.MOTHER]}"' in html
    assert "хабарлама жіберетін мекенжай жоқ" in html
    assert "Тізімде телефоны жоқ" in html


async def test_the_page_is_there_in_both_languages(client: Client, order: Order) -> None:
    html = await opened(client, path(order, query="?lang=ru"))
    assert '<html lang="ru">' in html
    assert "Ознакомлен(а)</button>" in html
    assert "Не подтвердили 2 семьи" in html
    assert 'href="?lang=kk"' in html


async def test_a_teacher_says_that_they_are_acquainted(client: Client, storage: SqlStorage, order: Order) -> None:
    status, html = await sent(client, path(order), revision=str(order.revision))
    assert status == 200
    assert "Жазылды. Рақмет!" in html
    assert "Таныстым</button>" not in html
    with storage.reading() as tx:
        (one,) = tx.acknowledgements.of_order(order.id)
    assert (one.person, one.means) == (TEACHER, "web")


async def test_a_family_that_was_told_leaves_the_list(client: Client, storage: SqlStorage, order: Order) -> None:
    status, html = await sent(client, path(order), pupil="p-lone")
    assert status == 200
    assert "Жалғыз оқушы" not in html
    with storage.reading() as tx:
        assert [one.pupil for one in tx.acknowledgements.told(order.id)] == ["p-lone"]
    assert "Барлық отбасы растады" in (await sent(client, path(order), pupil="pupil-4"))[1]


async def test_a_form_sent_twice_does_its_work_once(client: Client, storage: SqlStorage, order: Order) -> None:
    await sent(client, path(order), pupil="p-lone")
    assert "Бұл жазылып қойған" in (await sent(client, path(order), pupil="p-lone"))[1]
    with storage.reading() as tx:
        assert len(tx.acknowledgements.told(order.id)) == 1


async def test_after_a_form_the_page_is_loaded_anew(client: Client, order: Order) -> None:
    async with client.post(path(order), data={"pupil": "p-lone"}, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "?lang=kk&said=recorded#calls")


@pytest.mark.parametrize(
    "fields", [{"pupil": "pupil-9"}, {"pupil": "nobody"}, {"revision": "7"}, {"revision": "x"}, {}]
)
async def test_what_is_not_theirs_to_say_changes_nothing(
    client: Client, storage: SqlStorage, order: Order, fields: dict[str, str]
) -> None:
    status, html = await sent(client, path(order), **fields)
    assert status == 200
    assert 'class="notice stop"' in html
    with storage.reading() as tx:
        assert tx.acknowledgements.told(order.id) == []
        assert tx.acknowledgements.of_order(order.id) == []


async def test_another_site_cannot_send_the_forms(client: Client, storage: SqlStorage, order: Order) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with client.post(path(order), data={"pupil": "p-lone"}, headers=headers) as response:
        assert response.status == 403
    with storage.reading() as tx:
        assert tx.acknowledgements.told(order.id) == []


async def test_the_page_begins_with_who_stays_at_home_and_follows_the_teachers_steps(
    client: Client, order: Order
) -> None:
    html = await opened(client, path(order))
    assert "<h1>0–1, 4-сынып оқушылары үйде, қашықтан оқиды." in html
    steps = ("Таныстым</button>", "<textarea", "tel:")
    assert [html.index(one) for one in steps] == sorted(html.index(one) for one in steps)


async def test_whoever_marks_a_family_is_led_back_to_the_list_and_not_to_the_top(client: Client, order: Order) -> None:
    async with client.post(path(order), data={"pupil": "p-lone"}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "?lang=kk&said=recorded#calls"
    assert '<section class="wait" id="calls">' in await opened(client, path(order))
    async with client.post(path(order), data={"pupil": "nobody"}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "?lang=kk&said=not_yours"


async def test_a_form_without_end_is_cut_short(client: Client, order: Order) -> None:
    assert (await sent(client, path(order), pupil="x" * 5000))[0] == 413


async def test_a_forged_link_opens_nothing(client: Client, order: Order) -> None:
    genuine = path(order)
    other = TeacherLinks(public_url=URL, secret="another").of(order, TEACHER).removeprefix(URL)
    elsewhere = genuine.replace(TEACHER, person_of(school.HEAD))
    for forged in (other, elsewhere, genuine[:-1], genuine + "a", "/t/x", "/t/..", f"/t/{order.check_code}"):
        assert "Жалғыз" not in await opened(client, forged, status=404)


async def test_nobody_whom_the_order_does_not_concern_has_a_link(client: Client, order: Order) -> None:
    html = await opened(client, path(order, person_of(school.RURAL_HEAD)), status=404)
    assert "Мұндай сілтеме жоқ" in html


async def test_staff_without_a_class_see_the_order_and_no_families(client: Client, order: Order) -> None:
    html = await opened(client, path(order, person_of(school.HEAD)))
    assert "Ознакомлен(а)</button>" in html
    assert "tel:" not in html
    assert "textarea" not in html.split("</style>")[1]


async def test_a_withdrawn_order_closes_its_links(client: Client, storage: SqlStorage, order: Order) -> None:
    revoked(storage, school.stored(storage, order.id), at("06:30"))
    html = await opened(client, path(order), status=410)
    assert "Бұйрықтың енді күші жоқ" in html
    assert "Приказ больше не действует" in html
    assert (await sent(client, path(order), pupil="p-lone"))[0] == 410


async def test_a_link_ends_with_the_orders_last_day(client: Client, order: Order, clock: StoppedClock) -> None:
    clock.instant = at("23:59")
    await opened(client, path(order))
    clock.instant = at("00:00", date(2026, 1, 17))
    assert "Сілтеменің мерзімі өтті" in await opened(client, path(order), status=410)


async def test_a_drafts_link_opens_nothing(client: Client, storage: SqlStorage) -> None:
    draft = school.draft(storage, at("06:05"))
    await opened(client, path(draft), status=404)


async def test_nobody_keeps_the_page_or_learns_its_address(client: Client, order: Order) -> None:
    async with client.get(path(order)) as response:
        headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


async def test_names_never_become_markup(client: Client, storage: SqlStorage, order: Order) -> None:
    with storage.transaction() as tx:
        pupils = [one for one in tx.roster.pupils([school.class_of(school.SCHOOL, 4)]) if one.id == "p-lone"]
        tx.registry_writer.add_pupil(pupils[0].__class__(id=pupils[0].id, name="<b>\"'&", class_id=pupils[0].class_id))
    html = await opened(client, path(order))
    assert "<b>" not in html
    assert "&lt;b&gt;&quot;&#x27;&amp;" in html


async def test_without_a_secret_there_is_no_such_page(storage: SqlStorage, clock: StoppedClock, order: Order) -> None:
    off = TeacherLinks(public_url=URL)
    assert off.of(order, TEACHER) == ""
    app = create_app(storage=storage, clock=clock, editions=school.EDITIONS, links=off)
    async with TestClient(TestServer(app)) as client:
        await opened(client, path(order), status=404)


def test_a_link_fits_into_a_short_message_and_survives_its_end(order: Order) -> None:
    link = LINKS.of(order, TEACHER)
    assert len(link) - len(URL) <= len("/t/") + len(order.check_code) + len(TEACHER) + 22
    assert re.fullmatch(r"[A-Za-z0-9:/.%_-]+[a-z2-7]", link)
    assert "secret" not in repr(LINKS)


@pytest.mark.parametrize("person", ["кст.1/м", "a.b.c", "", "%2e", "ә" * 50])
def test_a_person_with_any_id_is_read_back_from_their_link(order: Order, person: str) -> None:
    claim = LINKS.read(LINKS.of(order, PersonId(person)).removeprefix(f"{URL}/t/"))
    assert claim is not None
    assert (claim.check_code, claim.person) == (order.check_code, person)


def test_every_reason_has_words_on_the_page() -> None:
    from locales.catalogue import LOCALES, text  # noqa: PLC0415 - of this test alone

    assert all(text(locale, f"staff-unreached-{why}") for locale in LOCALES for why in Why)
