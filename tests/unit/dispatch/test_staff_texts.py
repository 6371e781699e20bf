"""What staff read, in both languages: complete, polite, and never longer than a message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch import parity, staff_texts, wording
from dispatch.audience import Bound, bound
from dispatch.errors import Finding
from dispatch.particulars import Particulars, family_window, gather
from dispatch.staff_texts import Unacquainted
from locales.catalogue import LOCALES, Locale, keys
from orders.errors import BadRegulation, NotCitable
from orders.order import Ground, Order
from tests.unit.dispatch.samples import DAY, EDITION, SECOND, World, emergency, order, signed

MISSING = (Unacquainted(name="Классный руководитель 4А", classes=("4А", "5А")),)
CAUSES = [key.removeprefix("cause-") for key in keys("ru") if key.startswith("cause-")]


def gathered(world: World, one: Order) -> tuple[Particulars, Bound]:
    with world.storage.transaction() as tx:
        return gather(tx, one, edition=EDITION), bound(tx, one, edition=EDITION)[0]


def texts(world: World, one: Order, locale: Locale) -> dict[str, str]:
    """Return everything staff may read about an order."""
    about, mine = gathered(world, one)
    window = family_window(order(), EDITION)
    assert window is not None
    return {
        "order": staff_texts.order_for_staff(locale, about, mine),
        "head notice": staff_texts.head_notice(locale, about),
        "reminder": staff_texts.reminder(locale, about),
        "control": staff_texts.control_notice(locale, about, MISSING),
        "expiry for the head": staff_texts.expiry_for_head(locale, about, window),
        "expiry for the department": staff_texts.expiry_for_department(locale, about),
        "revocation": staff_texts.revocation(locale, about),
        "narrowed": staff_texts.narrowed(locale, about),
    }


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "one",
    [
        signed(order()),
        signed(order(number="7"), when="08:20", late=True, reason="буран"),
        signed(emergency(), by=SECOND),
        signed(emergency(ground=Ground.QUARANTINE, cause="quarantine", last_day=DAY + timedelta(days=14)), by=SECOND),
    ],
    ids=["weather", "late", "emergency", "quarantine"],
)
def test_every_staff_text_names_source_date_shift_and_code_and_fits(world: World, one: Order, locale: Locale) -> None:
    about, _ = gathered(world, one)
    expected = parity.facts(locale, about)
    for name, said in texts(world, one, locale).items():
        for fact in ("source", "place", "first day", "shift", "check code"):
            assert expected[fact] in said, (name, fact)
        assert len(said) <= parity.MAX_LENGTH, name


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("finding", list(Finding))
def test_every_reason_for_a_refused_release_can_be_said(locale: Locale, finding: Finding) -> None:
    said = staff_texts.refused_release(locale, order(), finding)
    assert order().check_code in said
    assert len(said.splitlines()) >= 3


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_reads_as_part_of_a_sentence(cause: str) -> None:
    one = emergency(cause=cause, note_kk="", note_ru="")
    for locale, begins in (("kk", "Себебі: "), ("ru", "Причина: ")):
        said = wording.why(locale, one)  # type: ignore[arg-type]  # a literal
        assert said.startswith(begins)
        assert said.endswith(".")
        assert said.removeprefix(begins)[0].islower()


def test_the_usual_emergencies_have_a_cause() -> None:
    assert set(CAUSES) >= {
        *("heating_failure", "power_failure", "water_failure", "gas_failure"),
        *("flood", "quarantine", "restriction", "other"),
    }


def test_the_control_notice_names_person_and_classes(world: World) -> None:
    assert "– Классный руководитель 4А (4А, 5А)" in texts(world, signed(order()), "kk")["control"]


def test_an_order_that_cites_a_repealed_act_is_not_rendered(world: World) -> None:
    """LX: № 42 of 2016 lost force; no order of ours may rest on it."""
    dead = replace(EDITION, signing=tuple(replace(rule, act="42") for rule in EDITION.signing))
    with world.storage.transaction() as tx, pytest.raises(NotCitable, match="42"):
        gather(tx, signed(order()), edition=dead)


def test_an_edition_nobody_signs_in_is_refused(world: World) -> None:
    silent = replace(EDITION, signing=())
    with world.storage.transaction() as tx, pytest.raises(BadRegulation, match="nobody signs"):
        gather(tx, signed(order()), edition=silent)


def test_staff_are_told_when_families_may_be_told(world: World) -> None:
    assert "06:45 до 08:00, не раньше" in texts(world, signed(order()), "ru")["order"]
    assert "Семьям сообщаем сразу." in texts(world, signed(emergency(), by=SECOND), "ru")["order"]
    assert "Семьям сообщаем сразу." in texts(world, signed(order(), late=True, reason="буран"), "ru")["order"]


def test_a_department_order_brings_the_schools_own_regime(world: World) -> None:
    assert (
        "Режим работы: Школа работает с 08:00 до 18:00" in texts(world, signed(emergency(), by=SECOND), "ru")["order"]
    )
