"""Whom an order binds: exactly the classes it names, and nobody when somebody is unknown (R-07)."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.audience import Bound, bound
from dispatch.errors import Finding, ReleaseRefused
from orders.order import Order, Scope, ScopeKind
from orders.organisation import ClassId, OrganisationCode, OrganisationKind, PersonId, Programme, SchoolClass
from orders.ports import OrdersTransaction
from tests.memory.orders import MemoryRegistry
from tests.unit.dispatch.samples import EDITION, OTHER_SCHOOL, SCHOOL, departments, emergency, order, school


@dataclass(frozen=True)
class _Transaction:
    """Only the registry is asked here."""

    registry: MemoryRegistry


def transaction(**known: Any) -> OrdersTransaction:
    registry = MemoryRegistry(known_departments=departments(), **known)
    return cast("OrdersTransaction", _Transaction(registry=registry))


def school_class(number: int, *, grade: int | None = 4, shift: int = 1, **changed: Any) -> SchoolClass:
    values: dict[str, Any] = {
        "id": ClassId(f"c{number}"),
        "organisation": SCHOOL,
        "grade": grade,
        "letter": "А",
        "shift": shift,
        "homeroom_teacher": PersonId(f"t{number}"),
    }
    return SchoolClass(**{**values, **changed})


classes = st.lists(st.tuples(st.integers(0, 11), st.integers(1, 3)), max_size=20).map(
    lambda drawn: [school_class(number, grade=grade, shift=shift) for number, (grade, shift) in enumerate(drawn)]
)


@given(found=classes, grades=st.sets(st.integers(0, 11)), shift=st.sampled_from([1, 2, 3]))
def test_exactly_the_named_grades_of_the_shift_are_bound(
    found: list[SchoolClass], grades: set[int], shift: int
) -> None:
    one = order(grades=tuple(sorted(grades)), shift=shift)
    expected = {one.id for one in found if one.grade in grades and one.shift == shift}
    assert reached(one, found) == expected


@given(found=classes, grades=st.sets(st.integers(0, 11)))
def test_an_order_for_every_shift_asks_for_none(found: list[SchoolClass], grades: set[int]) -> None:
    one = emergency(grades=tuple(sorted(grades)))
    assert reached(one, found) == {one.id for one in found if one.grade in grades}


def reached(one: Order, found: list[SchoolClass]) -> set[ClassId]:
    tx = transaction(known_organisations=[school()], known_classes=found)
    try:
        return {class_id for each in bound(tx, one, edition=EDITION) for class_id in each.class_ids}
    except ReleaseRefused:
        return set()


@pytest.mark.parametrize(
    "scope",
    [
        Scope(kind=ScopeKind.DISTRICT, names=("nowhere",)),
        Scope(kind=ScopeKind.DISTRICT, names=("kostanay-city", "nowhere")),
        Scope(kind=ScopeKind.REGION, names=("nowhere",)),
        Scope(kind=ScopeKind.ORGANISATIONS, names=(SCHOOL, "kst-404")),
        Scope(kind=ScopeKind.DISTRICT, names=("",)),
    ],
)
def test_an_unknown_name_refuses_the_whole_order_and_never_widens_it(scope: Scope) -> None:
    tx = transaction(known_organisations=[school()], known_classes=[school_class(1)])
    with pytest.raises(ReleaseRefused) as refused:
        bound(tx, emergency(scope=scope), edition=EDITION)
    assert refused.value.finding is Finding.UNKNOWN_SCOPE


@pytest.mark.parametrize("one", [order(grades=(9,)), order(shift=3), order(grades=())])
def test_an_order_that_names_no_class_is_refused(one: Order) -> None:
    tx = transaction(known_organisations=[school()], known_classes=[school_class(1)])
    with pytest.raises(ReleaseRefused) as refused:
        bound(tx, one, edition=EDITION)
    assert refused.value.finding is Finding.EMPTY_AUDIENCE


def test_a_scope_without_names_binds_nobody() -> None:
    tx = transaction(known_organisations=[school()], known_classes=[school_class(1)])
    with pytest.raises(ReleaseRefused):
        bound(tx, emergency(scope=Scope(kind=ScopeKind.REGION, names=())), edition=EDITION)


def test_excluded_colleges_and_kindergartens_are_left_out_of_a_district() -> None:
    college, garden = OrganisationCode("kst-medical"), OrganisationCode("kst-garden")
    tx = transaction(
        known_organisations=[
            school(),
            school(college, kind=OrganisationKind.COLLEGE, programmes=frozenset({Programme.MEDICAL})),
            school(garden, kind=OrganisationKind.KINDERGARTEN),
        ],
        known_classes=[
            school_class(1),
            school_class(2, grade=None, course=1, organisation=college),
            school_class(3, grade=0, organisation=garden),
        ],
    )
    one = emergency(college_courses=(1,))
    assert [each.organisation.code for each in bound(tx, one, edition=EDITION)] == [SCHOOL]


def test_a_college_is_bound_by_its_courses() -> None:
    code = OrganisationCode("kst-college")
    tx = transaction(
        known_organisations=[school(code, kind=OrganisationKind.COLLEGE)],
        known_classes=[school_class(number, grade=None, course=number, organisation=code) for number in (1, 2, 3)],
    )
    one = order(
        body=code,
        scope=Scope(kind=ScopeKind.ORGANISATION, names=(code,)),
        grades=(),
        college_courses=(1, 2),
    )
    [found] = bound(tx, one, edition=EDITION)
    assert found.class_ids == (ClassId("c1"), ClassId("c2"))


def test_an_organisation_named_twice_is_bound_once() -> None:
    scope = Scope(kind=ScopeKind.ORGANISATIONS, names=(SCHOOL, OTHER_SCHOOL, SCHOOL))
    tx = transaction(
        known_organisations=[school(), school(OTHER_SCHOOL)],
        known_classes=[school_class(1), school_class(2, organisation=OTHER_SCHOOL)],
    )
    assert [each.organisation.code for each in bound(tx, emergency(scope=scope), edition=EDITION)] == [
        SCHOOL,
        OTHER_SCHOOL,
    ]


def test_classes_stand_youngest_first_and_a_teacher_of_two_classes_once() -> None:
    both = PersonId("both")
    found = Bound(
        organisation=school(),
        classes=(
            school_class(1, homeroom_teacher=both),
            school_class(2, homeroom_teacher=None),
            school_class(3, homeroom_teacher=both),
        ),
    )
    assert found.homeroom_teachers == (both,)
    assert [one.id for one in found.classes_of(both)] == ["c1", "c3"]
    tx = transaction(known_organisations=[school()], known_classes=[school_class(1, grade=4), school_class(2, grade=0)])
    [reached_one] = bound(tx, order(), edition=EDITION)
    assert [one.grade for one in reached_one.classes] == [0, 4]
