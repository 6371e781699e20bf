import pytest

from locales.catalogue import MissingText, text


def test_an_unknown_text_is_an_error_and_not_its_key() -> None:
    with pytest.raises(MissingText, match="no text `family-nonsense`"):
        text("kk", "family-nonsense")


def test_a_missing_variable_is_an_error_and_not_a_hole_in_a_message() -> None:
    with pytest.raises(MissingText, match="order-code"):
        text("ru", "order-code")


def test_values_are_not_wrapped_in_invisible_marks() -> None:
    assert text("ru", "order-code", code="KST7Q2MD") == "Код проверки: KST7Q2MD"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 класс"), (2, "2 класса"), (5, "5 классов"), (21, "21 класс"), (111, "111 классов")]
)
def test_russian_counts_take_their_plural_form(count: int, said: str) -> None:
    assert text("ru", "card-size-classes", count=count) == said


@pytest.mark.parametrize("count", [1, 2, 21])
def test_kazakh_nouns_stay_singular_after_a_number(count: int) -> None:
    assert text("kk", "card-size-classes", count=count) == f"{count} сынып"


def test_a_long_value_is_said_whole() -> None:
    classes = ", ".join(f"{grade}А" for grade in range(3000))
    assert classes in text("ru", "staff-classes", classes=classes)
