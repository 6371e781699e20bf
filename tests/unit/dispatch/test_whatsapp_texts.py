"""What people read on WhatsApp: the facts of every text (R-24), in the frames Meta approves, in both languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch import whatsapp_texts, wording
from dispatch.card import Card
from dispatch.errors import Finding, ReleaseRefused
from dispatch.parity import facts
from dispatch.particulars import Particulars
from dispatch.taps import TapVerb, unpack
from dispatch.whatsapp_texts import FRAMES, MAX_LENGTH, Frame
from locales.catalogue import LOCALES, Locale, text
from tests.unit.dispatch.samples import DAY, World, emergency, order, school, signed
from tests.unit.dispatch.test_family_texts import about
from thresholds.outcome import Outcome

LINK = "https://boran.example/t/signed"
Text = Callable[[Locale, Particulars], Card]
TEXTS: dict[str, Text] = {
    "notice": whatsapp_texts.notice,
    "revocation": whatsapp_texts.revocation,
    "narrowed": whatsapp_texts.narrowed,
    "staff order": whatsapp_texts.staff_order,
    "staff order with a link": lambda locale, said: whatsapp_texts.staff_order(locale, said, LINK),
}
ORDERS = {
    "weather": signed(order()),
    "every day of a long emergency": signed(emergency(last_day=DAY + timedelta(days=9), college_courses=(1, 2, 3, 4))),
    "late and instead of another": signed(order(late=True, amends="b" * 32), reason="мороз усилился"),
    "early": signed(order(outcome=Outcome.EARLY_RELEASE)),
}
every_text = pytest.mark.parametrize("name", TEXTS)
every_order = pytest.mark.parametrize("which", ORDERS)
every_locale = pytest.mark.parametrize("locale", LOCALES)
every_frame = pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)


def frame_of(card: Card) -> Frame:
    assert card.template is not None
    name = card.template.name
    return next(frame for frame in FRAMES if frame.name == name)


@every_text
@every_order
@every_locale
def test_the_approved_text_with_the_parameters_in_its_places_is_what_people_read(
    world: World, name: str, which: str, locale: Locale
) -> None:
    card = TEXTS[name](locale, about(world, ORDERS[which]))
    assert card.template is not None
    filled = whatsapp_texts.body(frame_of(card), locale)
    for number, value in enumerate(card.template.parameters, start=1):
        filled = filled.replace(f"{{{{{number}}}}}", value)
    assert filled == card.text


@every_text
@every_order
@every_locale
def test_a_parameter_is_one_line_and_never_empty(world: World, name: str, which: str, locale: Locale) -> None:
    card = TEXTS[name](locale, about(world, ORDERS[which]))
    assert card.template is not None
    bad = [value for value in card.template.parameters if not value or re.search(r"[\n\t]| {4}", value)]
    assert bad == []


@pytest.mark.parametrize("name", ["notice", "staff order", "staff order with a link"])
@every_order
@every_locale
def test_a_notice_carries_every_fact_of_the_order(world: World, name: str, which: str, locale: Locale) -> None:
    said = about(world, ORDERS[which])
    card = TEXTS[name](locale, said)
    assert [fact for fact, words in facts(locale, said).items() if words not in card.text] == []


@every_order
@every_locale
def test_an_all_clear_names_source_day_shift_and_code(world: World, which: str, locale: Locale) -> None:
    said = about(world, ORDERS[which])
    for card in (whatsapp_texts.revocation(locale, said), whatsapp_texts.narrowed(locale, said)):
        told = facts(locale, said)
        assert all(told[fact] in card.text for fact in ("source", "place", "first day", "last day", "shift"))
        assert said.order.check_code in card.text


def long_list(world: World, count: int, letters: int) -> Particulars:
    """Return an order for many organisations with long names."""
    said = about(world, signed(emergency()))
    places = tuple(
        replace(school(), name_kk=f"{number} {'ұ' * letters}", name_ru=f"{number} {'ш' * letters}")
        for number in range(count)
    )
    return replace(said, places=places)


@every_text
@every_locale
def test_a_long_list_of_places_is_shortened_until_the_text_fits(world: World, name: str, locale: Locale) -> None:
    said = long_list(world, 40, 90)
    card = TEXTS[name](locale, said)
    assert len(card.text) <= MAX_LENGTH
    first, last = said.places[0].name(locale), said.places[-1].name(locale)
    assert first in card.text
    assert last not in card.text


@every_locale
def test_advice_goes_before_the_note_of_the_department(world: World, locale: Locale) -> None:
    note = "Жөндеу " * 60
    said = about(world, signed(emergency(note_kk=note, note_ru=note)))
    card = whatsapp_texts.notice(locale, said)
    assert note.strip() in card.text
    assert text(locale, "family-alone") not in card.text
    assert [fact for fact, words in facts(locale, said).items() if words not in card.text] == []


@every_locale
def test_a_note_that_fits_nowhere_is_left_out_and_the_cause_stays(world: World, locale: Locale) -> None:
    note = "Жөндеу " * 200
    said = about(world, signed(emergency(note_kk=note, note_ru=note)))
    assert text(locale, "cause-heating_failure") in whatsapp_texts.notice(locale, said).text


def test_a_name_that_fits_into_no_message_stops_the_release(world: World) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        whatsapp_texts.notice("ru", long_list(world, 1, 1100))
    assert refused.value.finding is Finding.TOO_LONG


def test_a_text_that_lost_a_fact_stops_the_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "when", lambda _locale, _order: "сегодня")
    with pytest.raises(ReleaseRefused, match="lacks the shift"):
        whatsapp_texts.notice("ru", about(world, signed(order())))


@every_locale
def test_who_is_told_can_answer_that_they_know(world: World, locale: Locale) -> None:
    said = about(world, signed(order()))
    for card in (whatsapp_texts.notice(locale, said), whatsapp_texts.staff_order(locale, said)):
        [[answer]] = card.buttons
        assert unpack(answer.data).verb is TapVerb.ACQUAINTED
    [[_], [opens]] = whatsapp_texts.staff_order(locale, said, LINK).buttons
    assert opens.url == LINK


@every_frame
@every_locale
def test_a_frame_keeps_the_rules_of_approval(frame: Frame, locale: Locale) -> None:
    body = whatsapp_texts.body(frame, locale)
    places = re.findall(r"\{\{(\d)\}\}", body)
    assert places == [str(number) for number in range(1, len(frame.parameters) + 1)]
    assert not re.search(r"^\{\{|\}\}$|\}\}\W*\{\{", body)
    assert len(body.split()) > 3 * len(frame.parameters)
    assert len(whatsapp_texts.examples(frame, locale)) == len(frame.parameters)
    labels = [text(locale, key) for key in (frame.reply, frame.link) if key]
    assert all(len(label) <= 20 for label in labels)


def test_the_names_are_names_to_meta_and_stand_once() -> None:
    names = [frame.name for frame in FRAMES]
    assert all(re.fullmatch(r"[a-z0-9_]{1,512}", name) for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("locale", "own", "every"),
    [
        ("ru", "Где действует: в этой организации (", "Где действует: во всех организациях ("),
        ("kk", "Қайда қолданылады: осы ұйымда (", "Қайда қолданылады: барлық ұйымда ("),
    ],
)
def test_a_text_says_that_an_order_holds_in_the_school_and_not_in_its_department(
    world: World, locale: Locale, own: str, every: str
) -> None:
    assert own in whatsapp_texts.notice(locale, about(world, ORDERS["weather"])).text
    assert every in whatsapp_texts.notice(locale, about(world, ORDERS["every day of a long emergency"])).text


@every_frame
@every_locale
def test_what_follows_the_first_words_begins_a_sentence(frame: Frame, locale: Locale) -> None:
    assert ": {{1}}" not in whatsapp_texts.body(frame, locale).splitlines()[0]
