"""The words every contender sends, to whom, and under which token."""

from locales.catalogue import Locale

FIRST_CHAT = 1_000_000_000_000  # far beyond the accounts that exist
WORDS: dict[Locale, str] = {
    "kk": "Бүгін, 16 қаңтарда, 1-ауысымның 0–4-сыныптары қашықтан оқиды: аяз −27 °C, жел 6 м/с. "
    "Келген балаларға сабақ толық өтеді. Бұйрықтың тексеру коды: 7KQ2MXAP.",
    "ru": "Сегодня, 16 января, 0–4 классы первой смены учатся дистанционно: мороз −27 °C, ветер 6 м/с. "
    "Для пришедших детей занятия проводятся полностью. Проверочный код приказа: 7KQ2MXAP.",
}
LOCALES: tuple[Locale, ...] = ("kk", "ru")
TOKEN = "1:bench"  # noqa: S105 - of the pretend provider


def chat(number: int) -> int:
    return FIRST_CHAT + number


def locale_of(number: int) -> Locale:
    return LOCALES[number % len(LOCALES)]
