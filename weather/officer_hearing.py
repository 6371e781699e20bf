"""Understanding an officer's words one after another: which number is what, and what is left open."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from weather.officer_words import Meaning, Role, Token
from weather.reading import Phenomenon

BARE_VISIBILITY_FROM_M = 50  # "видимость 2" may be two kilometres; "видимость 200" cannot be
NMU_DEGREES = frozenset({1, 2, 3})

_SIDES: dict[Meaning, str] = {Role.BELOW_ZERO: "-", Role.ABOVE_ZERO: "+"}
_SPEED_LABELS: frozenset[Meaning] = frozenset({Role.WIND, Role.GUST, Phenomenon.STRONG_WIND})
_TEMPERATURE_LABELS: frozenset[Meaning] = frozenset({Role.TEMPERATURE, *_SIDES})
# A label that comes while another waits for its number continues it ("желдің екпіні", "мороз минус") or replaces it.
_CONTINUES = frozenset(
    {
        (Role.WIND, Role.GUST),
        (Role.TEMPERATURE, Role.BELOW_ZERO),
        (Role.TEMPERATURE, Role.ABOVE_ZERO),
        (Role.BELOW_ZERO, Role.BELOW_ZERO),
        (Role.BELOW_ZERO, Role.TEMPERATURE),
    }
)


class Problem(StrEnum):
    """Why a message is asked back; the bot says it in the officer's language and quotes `Complaint.words`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"  # more than MAX_CHARS characters
    NOT_UNDERSTOOD = "not_understood"  # a word we do not know
    NOTHING_SAID = "nothing_said"  # neither a temperature nor a phenomenon
    NOT_A_READING = "not_a_reading"  # a forecast, a warning, or another part of the day
    SIGN_MISSING = "sign_missing"  # "27": frost or warmth?
    UNCLEAR_NUMBER = "unclear_number"  # cannot tell what the number is
    RANGE = "range"  # "6-8", "-25…-27": one number is needed
    SAID_TWICE = "said_twice"  # two temperatures, two winds, …
    NUMBER_MISSING = "number_missing"  # "ветер" without a number
    CONTRADICTION = "contradiction"  # "+27 мороза", "штиль, ветер 5"
    WIND_NOT_IN_MS = "wind_not_in_ms"  # km/h or knots
    NOT_CELSIUS = "not_celsius"
    VISIBILITY_UNIT_MISSING = "visibility_unit_missing"  # "видимость 2": metres or kilometres?
    GUST_BELOW_WIND = "gust_below_wind"
    TEMP_IMPOSSIBLE = "temp_impossible"
    WIND_IMPOSSIBLE = "wind_impossible"
    VISIBILITY_IMPOSSIBLE = "visibility_impossible"
    TIME_IN_FUTURE = "time_in_future"
    TIME_TOO_OLD = "time_too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One problem and the officer's words it is about."""

    problem: Problem
    words: str = ""


_PROBLEMS: dict[Meaning, Problem] = {
    Role.RANGE: Problem.RANGE,
    Role.UNCLEAR_NUMBER: Problem.UNCLEAR_NUMBER,
    Role.NOT_NOW: Problem.NOT_A_READING,
    Role.OTHER_SPEED: Problem.WIND_NOT_IN_MS,
    Role.FAHRENHEIT: Problem.NOT_CELSIUS,
}


@dataclass(slots=True)
class Heard:
    """What was understood so far.

    numbers: by the name of the reading's field. label: the word the next number belongs to.
    unsigned: a temperature that still lacks its sign. doubtful: a refused number may have been the temperature.
    """

    numbers: dict[str, float] = field(default_factory=dict)
    temp_c: float | None = None
    unsigned: Token | None = None
    doubtful: bool = False
    label: Token | None = None
    calm: Token | None = None
    clock: time | None = None
    phenomena: set[Phenomenon] = field(default_factory=set)
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, problem: Problem, token: Token) -> None:
        self.complaints.append(Complaint(problem=problem, words=token.words))

    def labelled(self, labels: Container[Meaning]) -> bool:
        return self.label is not None and self.label.meaning in labels

    def knows_temperature(self) -> bool:
        return self.temp_c is not None or self.unsigned is not None


def hear(said: Sequence[Token]) -> Heard:
    """Understand all tokens of one message."""
    heard = Heard()
    for token in _without_denied(said):
        _hear(heard, token)
    _finish(heard)
    return heard


def _hear(heard: Heard, token: Token) -> None:
    match token.meaning:
        case Role.NUMBER:
            _hear_number(heard, token)
        case Role.BELOW_ZERO | Role.ABOVE_ZERO:
            _hear_side(heard, token)
        case Role.TEMPERATURE | Role.WIND | Role.GUST | Role.VISIBILITY:
            _expect_number(heard, token)
        case Role.NMU:
            heard.phenomena.add(Phenomenon.NMU)
            _expect_number(heard, token)
        case Role.CALM:
            heard.calm = token
        case Role.TIME:
            _hear_time(heard, token)
        case Phenomenon():
            _hear_phenomenon(heard, token, token.meaning)
        case Role.FILLER | Role.BREAK | Role.DEGREES | Role.STAGE | Role.DAYS:
            pass
        case Role.RANGE | Role.UNCLEAR_NUMBER:
            _reject_number(heard, token, _PROBLEMS[token.meaning])
        case _:
            heard.complain(_PROBLEMS.get(token.meaning, Problem.NOT_UNDERSTOOD), token)


def _hear_number(heard: Heard, token: Token) -> None:
    match token.unit:
        case None:
            _hear_bare_number(heard, token)
        case Role.DEGREES:
            _hear_temperature(heard, token)
        case Role.MS:
            _hear_speed(heard, token)
        case Role.METRES if heard.labelled(_SPEED_LABELS):
            _hear_speed(heard, token)
        case Role.METRES | Role.KILOMETRES if heard.labelled({Role.VISIBILITY}):
            _keep(heard, "visibility_m", token.value * (1000 if token.unit is Role.KILOMETRES else 1), token)
        case Role.STAGE:
            _hear_nmu_degree(heard, token)
        case Role.DAYS:
            _keep(heard, "nmu_days", token.value, token)
        case unit:
            _reject_number(heard, token, _PROBLEMS.get(unit, Problem.UNCLEAR_NUMBER))


def _reject_number(heard: Heard, token: Token, problem: Problem) -> None:
    """Complain about a number; the word that waited for one has had its answer."""
    heard.doubtful = heard.doubtful or heard.label is None or heard.labelled(_TEMPERATURE_LABELS)
    heard.label = None
    heard.complain(problem, token)


def _hear_bare_number(heard: Heard, token: Token) -> None:
    """Place a number without a unit: by its sign, by the word before it, or as temperature and then wind."""
    if token.sign or heard.labelled(_TEMPERATURE_LABELS):
        _hear_temperature(heard, token)
    elif heard.labelled(_SPEED_LABELS):
        _hear_speed(heard, token)
    elif heard.labelled({Role.NMU}):
        _hear_nmu_degree(heard, token)
    elif heard.labelled({Role.VISIBILITY}) and token.value < BARE_VISIBILITY_FROM_M:
        _reject_number(heard, token, Problem.VISIBILITY_UNIT_MISSING)
    elif heard.labelled({Role.VISIBILITY}):
        _keep(heard, "visibility_m", token.value, token)
    elif not heard.knows_temperature() and not heard.doubtful:
        _hear_temperature(heard, token)
    elif "wind_ms" not in heard.numbers:
        _hear_speed(heard, token)
    else:
        _reject_number(heard, token, Problem.UNCLEAR_NUMBER)


def _hear_temperature(heard: Heard, token: Token) -> None:
    side = _SIDES.get(heard.label.meaning, "") if heard.label else ""
    if heard.labelled(_TEMPERATURE_LABELS):
        heard.label = None
    if heard.knows_temperature():
        heard.complain(Problem.SAID_TWICE, token)
    elif token.sign and side and token.sign != side:
        heard.complain(Problem.CONTRADICTION, token)
    elif not (token.sign or side) and token.value:
        heard.unsigned = token
    else:
        heard.temp_c = _signed(token.value, token.sign or side)


def _hear_side(heard: Heard, token: Token) -> None:
    """Take "мороза" or "тепла": it gives its sign to the number before it, or to the one after it."""
    side = _SIDES[Role(token.meaning)]
    if heard.unsigned is not None:
        heard.temp_c, heard.unsigned = _signed(heard.unsigned.value, side), None
    elif heard.temp_c is None:
        _expect_number(heard, token)
    elif heard.temp_c and (heard.temp_c < 0) != (side == "-"):
        heard.complain(Problem.CONTRADICTION, token)


def _hear_speed(heard: Heard, token: Token) -> None:
    if token.sign:
        _reject_number(heard, token, Problem.UNCLEAR_NUMBER)
    else:
        _keep(heard, "gust_ms" if heard.labelled({Role.GUST}) else "wind_ms", token.value, token)


def _hear_nmu_degree(heard: Heard, token: Token) -> None:
    if token.value in NMU_DEGREES:
        _keep(heard, "nmu_degree", token.value, token)
    else:
        _reject_number(heard, token, Problem.UNCLEAR_NUMBER)


def _hear_time(heard: Heard, token: Token) -> None:
    if heard.clock is not None:
        heard.complain(Problem.SAID_TWICE, token)
    hour, minute = (int(part) for part in re.findall(r"\d+", token.words))
    heard.clock = time(hour, minute)


def _hear_phenomenon(heard: Heard, token: Token, phenomenon: Phenomenon) -> None:
    heard.phenomena.add(phenomenon)
    if phenomenon is Phenomenon.STRONG_WIND and heard.label is None:
        heard.label = token  # "сильный ветер 15": a number may follow, but need not


def _expect_number(heard: Heard, token: Token) -> None:
    waiting = heard.label
    if waiting is not None and (waiting.meaning, token.meaning) not in _CONTINUES:
        _complain_if_number_missing(heard)
    heard.label = token


def _complain_if_number_missing(heard: Heard) -> None:
    if heard.label is not None and heard.label.meaning is not Phenomenon.STRONG_WIND:
        heard.complain(Problem.NUMBER_MISSING, heard.label)


def _keep(heard: Heard, name: str, value: float, token: Token) -> None:
    heard.label = None
    if name in heard.numbers:
        heard.complain(Problem.SAID_TWICE, token)
    heard.numbers[name] = value


def _signed(value: float, sign: str) -> float:
    return -value if sign == "-" and value else value


def _without_denied(said: Sequence[Token]) -> list[Token]:
    """Leave out what the officer says there is none of: "без метели", "гололёда нет", "боран жоқ"."""
    denied: set[int] = set()
    for index, token in enumerate(said):
        before, after = _deniable(said, index - 1), _deniable(said, index + 1)
        match token.meaning:
            case Role.WITHOUT if after:
                denied |= {index, index + 1}
            case Role.ABSENT if before:
                denied |= {index - 1, index}
            case Role.NO if before != after:
                denied |= {index, index - 1 if before else index + 1}
    return [token for index, token in enumerate(said) if index not in denied]


def _deniable(said: Sequence[Token], index: int) -> bool:
    if not 0 <= index < len(said):
        return False
    meaning = said[index].meaning
    return isinstance(meaning, Phenomenon) or meaning in {Role.FILLER, Role.NMU}


def _finish(heard: Heard) -> None:
    """Complain about what is left open."""
    _complain_if_number_missing(heard)
    if heard.unsigned is not None:
        heard.complain(Problem.SIGN_MISSING, heard.unsigned)
    if heard.calm is not None:
        if any(heard.numbers.get(name) for name in ("wind_ms", "gust_ms")):
            heard.complain(Problem.CONTRADICTION, heard.calm)
        heard.numbers["wind_ms"] = 0.0
    if heard.numbers.get("gust_ms", 0.0) < heard.numbers.get("wind_ms", 0.0) and "gust_ms" in heard.numbers:
        heard.complaints.append(Complaint(problem=Problem.GUST_BELOW_WIND))
    if "nmu_days" in heard.numbers and "nmu_degree" not in heard.numbers:
        heard.complaints.append(Complaint(problem=Problem.UNCLEAR_NUMBER, words=f"{heard.numbers['nmu_days']:g}"))
    if heard.temp_c is None and not heard.phenomena and not heard.complaints:
        heard.complaints.append(Complaint(problem=Problem.NOTHING_SAID))
