"""Single cells: telephone numbers, classes, dates and codes as people write them."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boran.roster.phones import Phone, PhoneKind, parse_phone
from boran.roster.values import (
    fingerprint,
    listed,
    parse_chat,
    parse_class,
    parse_code,
    parse_date,
    parse_latitude,
    parse_longitude,
    parse_person_id,
    parse_secret,
    parse_shifts,
    parse_url,
)
from orders.organisation import OrganisationCode


def refuses(parse: Callable[[str], object], written: str) -> bool:
    try:
        parse(written)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    "written",
    [
        "87011234567",
        "7011234567",
        "77011234567",
        "+77011234567",
        "+7 701 123 45 67",
        "8 (701) 123-45-67",
        "8-10-7-701-123-45-67",
        "0077011234567",
        "8–701–123–45–67",
        "+7\u00a0701\u00a0123\u00a045\u00a067",
    ],
)
def test_a_mobile_number_is_understood_however_it_is_written(written: str) -> None:
    assert parse_phone(written) == Phone(number="+77011234567", kind=PhoneKind.MOBILE)


@pytest.mark.parametrize(
    ("written", "number", "kind"),
    [
        ("+7 727 250 00 00", "+77272500000", PhoneKind.LANDLINE),
        ("8 7142 54 32 10", "+77142543210", PhoneKind.LANDLINE),
        ("+7 750 123 45 67", "+77501234567", PhoneKind.UNKNOWN_RANGE),
        ("8 709 123 45 67", "+77091234567", PhoneKind.UNKNOWN_RANGE),
        ("+7 912 345 67 89", "+79123456789", PhoneKind.FOREIGN),
        ("+998 90 123 45 67", "+998901234567", PhoneKind.FOREIGN),
    ],
)
def test_other_numbers_are_kept_and_told_apart(written: str, number: str, kind: PhoneKind) -> None:
    assert parse_phone(written) == Phone(number=number, kind=kind)


@pytest.mark.parametrize(
    "written",
    [
        "701123456",
        "+7701123456789",
        "12345",
        "abc",
        "8701123456a",
        "+77011234567, +77021234567",
        "8 701 123 45 67 мама",
        "-",
        "",
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    assert refuses(parse_phone, written)


@given(st.text())
def test_any_text_is_a_number_or_refused(written: str) -> None:
    try:
        phone = parse_phone(written)
    except ValueError:
        return
    assert phone.number.startswith("+")
    assert parse_phone(phone.number) == phone


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("4А", "4А"),
        ("4а", "4А"),
        ("4A", "4А"),  # Latin becomes Cyrillic
        ("4 «А»", "4А"),
        ('4 "А"', "4А"),
        ("4-А", "4А"),
        ("10Ә", "10Ә"),
        ("0", "0"),
        ("11 D", "11D"),
        ("2 ПО-21", "2ПО-21"),
    ],
)
def test_a_class_is_understood_however_it_is_written(written: str, title: str) -> None:
    assert parse_class(written).id_in(OrganisationCode("kst-1")) == f"kst-1-{title}"


@pytest.mark.parametrize("written", ["А", "класс", "4А 5Б", "123А", "4/А", ""])
def test_what_is_no_class_is_refused(written: str) -> None:
    assert refuses(parse_class, written)


def test_dates_are_read_as_people_and_computers_write_them() -> None:
    assert parse_date("16.01.2026") == parse_date("2026-01-16") == date(2026, 1, 16)


@pytest.mark.parametrize("written", ["16/01/2026", "31.02.2026", "вчера", "2026"])
def test_what_is_no_date_is_refused(written: str) -> None:
    assert refuses(parse_date, written)


@pytest.mark.parametrize("written", ["1,2", "2; 1", "1+2", "1 2"])
def test_shifts_are_read_in_order(written: str) -> None:
    assert parse_shifts(written) == (1, 2)


@pytest.mark.parametrize("written", ["4", "0", "1-2", "первая", ","])
def test_what_is_no_shift_is_refused(written: str) -> None:
    assert refuses(parse_shifts, written)


@pytest.mark.parametrize("written", ["KST-1", "kst 1", "kst_1", "-kst", "мектеп", "a" * 17])
def test_a_code_is_short_and_plain(written: str) -> None:
    assert parse_code("kst-12") == "kst-12"
    assert refuses(parse_code, written)


def test_small_things_are_read() -> None:
    assert parse_latitude("53,21441") == 53.2144
    assert parse_longitude("-179.9") == -179.9
    assert parse_chat("0501") == "501"
    assert parse_person_id("staff.12_a") == "staff.12_a"
    assert parse_url("http://10.0.0.5:8080/boran") == "http://10.0.0.5:8080/boran"
    assert parse_secret(f"whsec_{'A' * 32} whsec_{'B' * 32}")
    assert listed("директор, ответственный;дежурный ,") == ["директор", "ответственный", "дежурный"]


@pytest.mark.parametrize("written", ["-100200", "0", "1.5", "чат", str(2**52)])
def test_only_the_chat_of_a_person_is_taken(written: str) -> None:
    assert refuses(parse_chat, written)


@pytest.mark.parametrize("written", ["school.example", "ftp://school.example", "https://", "javascript:alert(1)"])
def test_only_a_web_address_is_taken(written: str) -> None:
    assert refuses(parse_url, written)


@pytest.mark.parametrize("written", ["secret", "whsec_", "whsec_" + "A" * 28, "whsec_" + "A" * 92, "whsec_ключ"])
def test_a_weak_or_broken_secret_is_refused(written: str) -> None:
    assert refuses(parse_secret, written)


@given(st.lists(st.text()), st.lists(st.text()))
def test_fingerprints_tell_different_parts_apart(one: list[str], other: list[str]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) is ("\0".join(one) == "\0".join(other))
    assert len(fingerprint(*one)) == 16
