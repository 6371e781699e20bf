"""The words a duty officer uses for weather, in Kazakh and Russian, and what each of them means.

Text is cut into tokens from left to right; the first pattern that fits wins, so phrases stand before their parts
("сильный ветер" before "ветер", "шаңды боран", a dust storm, before "боран"). Stems take any ending.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from weather.reading import Phenomenon


class Role(StrEnum):
    """What a token does, other than naming a phenomenon."""

    NUMBER = "number"
    UNCLEAR_NUMBER = "unclear_number"  # 07.10, 16.01, 25:70: a time, a date or a decimal?
    RANGE = "range"
    TIME = "time"
    MS = "m/s"
    OTHER_SPEED = "km/h or knots"
    METRES = "m"
    KILOMETRES = "km"
    DEGREES = "degrees"
    FAHRENHEIT = "fahrenheit"
    STAGE = "stage"
    DAYS = "days"
    BELOW_ZERO = "below_zero"
    ABOVE_ZERO = "above_zero"
    TEMPERATURE = "temperature"
    WIND = "wind"
    GUST = "gust"
    VISIBILITY = "visibility"
    NMU = "nmu"
    CALM = "calm"
    WITHOUT = "without"  # denies what follows
    ABSENT = "absent"  # denies what stands before
    NO = "no"  # denies either
    NOT_NOW = "not_now"
    FILLER = "filler"
    BREAK = "break"
    UNKNOWN = "unknown"


Meaning = Role | Phenomenon
UNITS = frozenset(
    {
        Role.MS,
        Role.OTHER_SPEED,
        Role.METRES,
        Role.KILOMETRES,
        Role.DEGREES,
        Role.FAHRENHEIT,
        Role.STAGE,
        Role.DAYS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the text. For numbers: `sign` ("", "+", "-"), `value` without it, and the unit that follows."""

    meaning: Meaning
    words: str
    sign: str = ""
    value: float = 0.0
    unit: Role | None = None


_DECIMAL = r"[+-]?\d+(?:[.,]\d+)?"
_ORDINAL = r"(?:-?(?:й|я|ый|ой|ая|ші|шы|інші|ыншы)(?!\w))?"
_FIGURES: tuple[tuple[Role, str], ...] = (
    (Role.TIME, r"(?:в |сағат |время )?(?:[01]?\d|2[0-3]):[0-5]\d(?:-?[дт][еа](?!\w))?"),
    (Role.RANGE, rf"(?:от )?{_DECIMAL}(?:\s*\.{{2,}}\s*|-\s?|\s-\s|\s*до\s*){_DECIMAL}"),
    (Role.UNCLEAR_NUMBER, r"[+-]?\d+(?:[.,]\d\d+|:\d+)"),
    (Role.NUMBER, rf"{_DECIMAL}{_ORDINAL}"),
)
_WORDS: tuple[tuple[Meaning, str], ...] = (
    (Role.FILLER, r"здравствуйте|добр\w+ (?:утро|день)|сәлем\w*|қайырлы (?:таң|күн)"),
    (Role.MS, r"м ?/ ?с(?:ек)?|m ?/ ?s|мс|метр\w* в секунду|метр/с\w*"),
    (Role.OTHER_SPEED, r"км ?/ ?(?:ч|час|сағ\w*)|km ?/ ?h|kmh|кмч|километр\w* в час|узл\w*|kts?|knots"),
    (Role.DEGREES, r"° ?[сc]?|градус\w*|град|гр|[сc]"),
    (Role.FAHRENHEIT, r"°? ?f|фаренгейт\w*"),
    (Role.KILOMETRES, r"км|km|километр\w*|шақырым"),
    (Role.METRES, r"м|m|метр\w*"),
    (Role.STAGE, r"степен\w*|дәреже\w*"),
    (Role.DAYS, r"день|дня|дней|сут(?:ки|ок)|күн|күні"),
    (Role.NOT_NOW, r"штормов\w+ предупрежд\w*|прогноз\w*|ожида\w*|болжа\w*|күтіл\w*|завтра|вчера|ертең\w*|кеше"),
    (Role.NOT_NOW, r"утром|днем|вечером|ночью|таңертең|күндіз|кешке|түнде"),
    (Role.CALM, r"без ветра|безветр\w*|нет ветра|ветра нет|штил\w*|жел жоқ|желсіз|тымық|тынық"),
    (Phenomenon.DUST, r"пыльн\w+ бур\w*|песчан\w+ бур\w*|пыль|пыли|(?:шаңды|құмды) (?:боран\w*|дауыл\w*)|шаң"),
    (Role.FILLER, r"позем\w*|жаяу борасын"),  # drifting snow is not a blizzard
    (Phenomenon.BLIZZARD, r"метел\w*|вьюг\w*|буран\w*|пург\w*|боран\w*|борасын\w*"),
    (Phenomenon.ICE, r"гололед\w*|ледян\w+ дожд\w*|көк ?тайғақ\w*|тайғақ\w*|коктайгак\w*|мұз жаңбыр\w*"),
    (Phenomenon.LOW_VISIBILITY, r"(?:плох|нулев|слаб)\w+ видимост\w*|видимост\w* (?:плох|нулев|слаб)\w+"),
    (Phenomenon.LOW_VISIBILITY, r"(?:нашар|төмен) көрін\w*|көрін\w* (?:нашар|төмен)|көрінбей\w*"),
    (Role.FILLER, r"(?:хорош|нормальн)\w+ видимост\w*|видимост\w* (?:хорош|нормальн)\w+|көрін\w* жақсы"),
    (Phenomenon.FOG, r"туман\w*|тұман\w*"),
    (Phenomenon.SMOKE, r"смог\w*|дым\w*|түтін\w*"),
    (Phenomenon.STRONG_WIND, r"(?:сильн|штормов|ураганн)\w+ вет(?:ер|ра)|қатты жел|шторм\w*|дауыл\w*|шквал\w*"),
    (Role.NMU, r"нму|қмж"),
    (Role.BELOW_ZERO, r"минус|мороз\w*|аяз\w*|ниже нуля|нөлден төмен"),
    (Role.ABOVE_ZERO, r"плюс|тепла|жылы|выше нуля|нөлден жоғары"),
    (Role.TEMPERATURE, r"температура\w*|темп"),
    (Role.GUST, r"порыв\w*(?: ветра)?(?: до)?|екпін\w*"),
    (Role.WIND, r"вет(?:ер|ра|ром)|жел|желдің|желді"),
    (Role.VISIBILITY, r"видимост\w*|көрін\w*(?: қашықтығ\w*)?"),
    (Role.WITHOUT, r"без"),
    (Role.ABSENT, r"жоқ|емес"),
    (Role.NO, r"нет"),
    (Role.FILLER, r"(?:северо|юго)?-?(?:северн|южн|западн|восточн)\w*|(?:солтүстік|оңтүстік|батыс|шығыс)\w*"),
    (Role.FILLER, r"[сю]-?[зв]|воздух\w*|ауа\w*|сейчас|сегодня|қазір\w*|бүгін\w*|факт\w*|на|в|и|при|по|да|мен|және"),
    (Role.FILLER, r"скорост\w*|сила|жылдамды\w*|данны\w*|казгидромет\w*|қазгидромет\w*|сынопт\w*|болып|тұр|болды"),
    (Role.FILLER, r"подряд|қатарынан|режим|объявлен\w*|ясно|облачн\w*|пасмурн\w*|осадк\w*|снег\w*|снегопад\w*"),
    (Role.FILLER, r"дожд\w*|ашық|бұлтты|қар|жауын-шашын|жаңбыр|слаб\w*|умеренн\w*|низов\w*|сильн\w*|қатты|әлсіз"),
)
_LEXICON = (
    *((role, re.compile(rf"(?:{pattern})(?!\d)")) for role, pattern in _FIGURES),
    *((meaning, re.compile(rf"(?:{pattern})(?!\w)")) for meaning, pattern in _WORDS),
    (Role.BREAK, re.compile(r"[,;.!]")),
)
_SEPARATORS = frozenset(" \t():=/|\"'«»-+")
_SYMBOLS = frozenset({"So", "Sk", "Cf", "Mn", "Zs", "Cc"})  # pictures, marks and spaces of all kinds
_UNKNOWN = re.compile(r"\S+?(?=[\s,;!()]|$)")
_SPELLINGS = str.maketrans({"ё": "е", "º": "°", "˚": "°", "−": "-", "–": "-", "—": "-", "‑": "-", "\n": ";"})


def tokens(text: str, names: Sequence[str] = ()) -> list[Token]:
    """Cut the text into tokens. `names` of the place, in both languages, may stand in it and say nothing."""
    plain = normalise(text)
    own_names = [(Role.FILLER, re.compile(rf"{re.escape(_stem(normalise(name)))}\w*")) for name in names]
    return list(_attach_units(_cut(plain, (*own_names, *_LEXICON))))


def normalise(text: str) -> str:
    """Return the text in lower case with one spelling for ё, minus, degree and line ends."""
    return unicodedata.normalize("NFKC", text.lower().translate(_SPELLINGS)).strip()


def _cut(text: str, lexicon: Sequence[tuple[Meaning, re.Pattern[str]]]) -> Iterator[Token]:
    at = 0
    while at < len(text):
        token = _token_at(text, at, lexicon)
        if token is None:
            at += 1
        else:
            yield token
            at += len(token.words)


def _token_at(text: str, at: int, lexicon: Sequence[tuple[Meaning, re.Pattern[str]]]) -> Token | None:
    for meaning, pattern in lexicon:
        if found := pattern.match(text, at):
            return _token(meaning, found[0])
    if text[at] in _SEPARATORS or unicodedata.category(text[at]) in _SYMBOLS:
        return None
    unknown = _UNKNOWN.match(text, at)
    return _token(Role.UNKNOWN, unknown[0] if unknown else text[at])


def _stem(name: str) -> str:
    """Return a name without its case ending: Костанай, в Костанае."""
    return name[: max(4, len(name) - 2)]


def _token(meaning: Meaning, words: str) -> Token:
    if meaning is not Role.NUMBER:
        return Token(meaning=meaning, words=words)
    figure = re.match(_DECIMAL, words)
    assert figure is not None
    sign = words[0] if words[0] in "+-" else ""
    return Token(meaning=meaning, words=words, sign=sign, value=abs(float(figure[0].replace(",", "."))))


def _attach_units(cut: Iterator[Token]) -> Iterator[Token]:
    """Give every number the unit that follows it; a unit that follows nothing stays a token of its own."""
    number: Token | None = None
    for token in cut:
        if number is not None and token.meaning in UNITS:
            yield replace(number, unit=Role(token.meaning), words=f"{number.words} {token.words}")
            number = None
            continue
        if number is not None:
            yield number
        number = token if token.meaning is Role.NUMBER else None
        if number is None:
            yield token
    if number is not None:
        yield number
