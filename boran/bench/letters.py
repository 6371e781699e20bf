"""The messages every contender sends: the same texts, to as many chats, and the rows of the ledger that hold them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from channels.base import ChannelKind
from dispatch.delivery import Delivery, DeliveryId, LaneName, Purpose, Text, TextId
from locales.catalogue import Locale
from orders.order import OrderId
from orders.organisation import OrganisationCode, PersonId
from storage import SqlStorage

FIRST_CHAT = 1_000_000_000_000  # far beyond the accounts that exist
WORDS: dict[Locale, str] = {
    "kk": "Бүгін, 16 қаңтарда, 1-ауысымның 0–4-сыныптары қашықтан оқиды: аяз −27 °C, жел 6 м/с. "
    "Келген балаларға сабақ толық өтеді. Бұйрықтың тексеру коды: 7KQ2MXAP.",
    "ru": "Сегодня, 16 января, 0–4 классы первой смены учатся дистанционно: мороз −27 °C, ветер 6 м/с. "
    "Для пришедших детей занятия проводятся полностью. Проверочный код приказа: 7KQ2MXAP.",
}
LOCALES: tuple[Locale, ...] = ("kk", "ru")
LANE = LaneName("telegram-families")
ORDER = OrderId("b" * 32)
TOKEN = "1:bench"  # noqa: S105 - of the pretend provider
_CHUNK = 10_000


def chat(number: int) -> int:
    return FIRST_CHAT + number


def locale_of(number: int) -> Locale:
    return LOCALES[number % len(LOCALES)]


def texts() -> tuple[Text, ...]:
    return tuple(
        Text(id=TextId(locale), order=ORDER, revision=1, purpose=Purpose.FAMILY_NOTICE, locale=locale, body=body)
        for locale, body in WORDS.items()
    )


def rows(count: int, lanes: Sequence[LaneName] = (LANE,), *, now: datetime | None = None) -> Iterator[Delivery]:
    """Yield as many planned deliveries, spread over the lanes, due now and for an hour."""
    now = now or datetime.now(UTC)
    span = {"not_before": now, "not_after": now + timedelta(hours=1), "next_attempt_at": now, "updated_at": now}
    for number in range(count):
        locale = locale_of(number)
        yield Delivery(
            id=DeliveryId(f"{number:032x}"),
            order=ORDER,
            revision=1,
            purpose=Purpose.FAMILY_NOTICE,
            organisation=OrganisationCode(f"kst-{number % 500}"),
            person=PersonId(f"guardian-{number}"),
            channel=ChannelKind.TELEGRAM,
            lane=lanes[number % len(lanes)],
            address=str(chat(number)),
            locale=locale,
            text=TextId(locale),
            table_row="r-25-wind-5",
            paragraph="п. 14",
            **span,
        )


def fill(storage: SqlStorage, count: int, lanes: Sequence[LaneName] = (LANE,)) -> None:
    """Plan the deliveries, a piece at a time."""
    planned = rows(count, lanes)
    with storage.transaction() as tx:
        tx.ledger.add(texts(), ())
        while piece := list(islice(planned, _CHUNK)):
            tx.ledger.add((), piece)
