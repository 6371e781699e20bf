"""The duty officer types what the forecaster said: understood, echoed, and kept once the officer confirms."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.context import Turn
from bot.offices import departments_of, places_of
from bot.replies import CANCEL, Awaited, Reply, Step, choice, rows_of
from dispatch import weather_words
from dispatch.card import Card
from locales.catalogue import Locale, text
from locales.phrases import clock_time
from orders.organisation import Person
from orders.ports import JournalEntry
from weather import officer
from weather.place import Place
from weather.plausibility import examine
from weather.reading import Reading

SAVE = "save"
LOOK_BACK = timedelta(hours=3)


def open_reading(turn: Turn, speaker: Person, words: str) -> Reply:
    """Begin with what the officer typed; without words, say how to type it."""
    places = places_of(turn, departments_of(turn, speaker.id))
    if not places:
        return Reply(note=text(speaker.locale, "bot-reading-not-yours"))
    if not words:
        return Reply(card=Card(text=text(speaker.locale, "bot-reading-how")), awaited=Awaited(step=Step.READING))
    named = [place for place in places if _names(place, words)] or places
    if len(named) > 1:
        return _ask_place(speaker.locale, named, words)
    return check(turn, speaker, named[0], words)


def typed(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    """Go on after a misread message: the place chosen before still holds."""
    place = _place(turn, speaker, awaited.answers.get("place", ""))
    return check(turn, speaker, place, given) if place else open_reading(turn, speaker, given)


def place_chosen(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    words = awaited.answers["words"]
    place = _place(turn, speaker, given)
    return check(turn, speaker, place, words) if place else open_reading(turn, speaker, words)


def check(turn: Turn, speaker: Person, place: Place, words: str) -> Reply:
    """Echo what was understood, with everything that looks odd, or say what was not."""
    heard = officer.read(words, place=place, officer=speaker.id, now=turn.now)
    locale = speaker.locale
    if isinstance(heard, officer.Misread):
        complaints = "\n".join(f"• {_complaint(locale, one)}" for one in heard.complaints)
        lines = (text(locale, "bot-reading-misread"), complaints, text(locale, "bot-reading-how"))
        awaited = Awaited(step=Step.READING, answers={"place": place.code})
        return Reply(card=Card(text="\n\n".join(lines)), awaited=awaited)
    answers = {"place": place.code, "words": words, "at": turn.now.isoformat()}
    buttons = (
        choice(text(locale, "bot-reading-save"), Step.READING_CHECK, SAVE),
        choice(text(locale, "bot-cancel"), Step.READING_CHECK, CANCEL),
    )
    card = Card(text=_echo(turn, locale, place, heard), buttons=(buttons,))
    return Reply(card=card, awaited=Awaited(step=Step.READING_CHECK, answers=answers))


def checked(turn: Turn, speaker: Person, awaited: Awaited, given: str) -> Reply:
    """Keep the reading that was echoed. Anything but the button is taken as a corrected reading."""
    if given != SAVE:
        return typed(turn, speaker, awaited, given)
    place = _place(turn, speaker, awaited.answers["place"])
    if place is None:  # the appointment ended meanwhile
        return Reply(note=text(speaker.locale, "bot-reading-not-yours"))
    known = awaited.answers
    reading = officer.read(known["words"], place=place, officer=speaker.id, now=datetime.fromisoformat(known["at"]))
    assert isinstance(reading, Reading)  # the same words at the same instant were understood when they were echoed
    return _keep(turn, speaker, place, reading)


def _keep(turn: Turn, speaker: Person, place: Place, reading: Reading) -> Reply:
    turn.tx.readings.add(reading)
    turn.tx.journal.append(
        JournalEntry(
            at=turn.now,
            action="reading.typed",
            person=speaker.id,
            details={"place": place.code, "valid_at": reading.valid_at.isoformat()},
        )
    )
    locale = speaker.locale
    said = weather_words.figures(locale, reading)
    return Reply(card=Card(text=text(locale, "bot-reading-saved", place=place.name(locale), said=said)))


def _ask_place(locale: Locale, places: Sequence[Place], words: str) -> Reply:
    buttons = [choice(place.name(locale), Step.READING_PLACE, place.code) for place in places]
    card = Card(text=text(locale, "bot-reading-place"), buttons=rows_of(buttons, 2))
    return Reply(card=card, awaited=Awaited(step=Step.READING_PLACE, answers={"words": words}))


def _echo(turn: Turn, locale: Locale, place: Place, reading: Reading) -> str:
    said = weather_words.figures(locale, reading)
    lines = [
        text(locale, "bot-reading-echo", place=place.name(locale), time=clock_time(reading.valid_at), said=said),
        *(text(locale, "bot-reading-odd", flag=flag) for flag in _oddities(turn, locale, reading)),
        text(locale, "bot-reading-right"),
    ]
    return "\n".join(lines)


def _oddities(turn: Turn, locale: Locale, reading: Reading) -> tuple[str, ...]:
    """Return what looks odd by itself or after the officer's last reading."""
    latest = turn.tx.readings.latest(reading.place, since=turn.now - LOOK_BACK)
    previous = next((last for last in latest if last.source == reading.source), None)
    examined = examine(reading, previous=previous)
    return weather_words.flags(locale, examined) if isinstance(examined, Reading) else ()


def _complaint(locale: Locale, complaint: officer.Complaint) -> str:
    problem = text(locale, f"bot-problem-{complaint.problem}")
    return f"«{complaint.words}»: {problem}" if complaint.words else problem


def _place(turn: Turn, speaker: Person, code: str) -> Place | None:
    places = places_of(turn, departments_of(turn, speaker.id))
    return next((place for place in places if place.code == code), None)


def _names(place: Place, words: str) -> bool:
    spoken = words.casefold()
    return place.name_kk.casefold() in spoken or place.name_ru.casefold() in spoken
