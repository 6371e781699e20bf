"""Who learns at home: grades of a school, courses of a college."""

from collections.abc import Iterable
from dataclasses import dataclass

from orders.order import Order
from orders.organisation import SchoolClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Learners:
    """Grades and courses, each sorted and without repeats: build it with `of`."""

    grades: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()

    @classmethod
    def of(cls, grades: Iterable[int], courses: Iterable[int] = ()) -> "Learners":
        return cls(grades=tuple(sorted(set(grades))), courses=tuple(sorted(set(courses))))

    def __bool__(self) -> bool:
        return bool(self.grades or self.courses)

    def joined(self, others: "Learners") -> "Learners":
        """Return these and the others."""
        return Learners.of((*self.grades, *others.grades), (*self.courses, *others.courses))

    def among(self, others: "Learners") -> "Learners":
        """Return those who are also among the others."""
        return Learners.of(set(self.grades) & set(others.grades), set(self.courses) & set(others.courses))

    def beyond(self, others: "Learners") -> "Learners":
        """Return those who are not among the others."""
        return Learners.of(set(self.grades) - set(others.grades), set(self.courses) - set(others.courses))

    def __str__(self) -> str:
        """Grades, then courses: `0,1,2` or `0,1 c1,c2`. For journals and refusals, not for people."""
        parts = (",".join(map(str, self.grades)), ",".join(f"c{course}" for course in self.courses))
        return " ".join(part for part in parts if part)


NOBODY = Learners()


def of_order(order: Order) -> Learners:
    """Return who studies at home by this order, whether or not every organisation it binds has them."""
    return Learners.of(order.grades, order.college_courses)


def proposal(order: Order) -> Learners:
    """Return what a choice is compared with: the table's proposal, or what the order's author wrote."""
    if order.basis is None:
        return of_order(order)
    return Learners.of(order.basis.proposed_grades, order.basis.proposed_courses)


def taught(classes: Iterable[SchoolClass], shift: int | None) -> Learners:
    """Return the grades and courses that these classes really have in the shift (None: in any)."""
    present = [school_class for school_class in classes if shift in {None, school_class.shift}]
    return Learners.of(
        (school_class.grade for school_class in present if school_class.grade is not None),
        (school_class.course for school_class in present if school_class.course is not None),
    )


def classes_at_home(order: Order, classes: Iterable[SchoolClass]) -> tuple[SchoolClass, ...]:
    """Return the classes and groups the order sends home (п. 16 part 1). The caller picks the organisations."""
    return tuple(
        school_class
        for school_class in classes
        if order.shift in {None, school_class.shift}
        and (school_class.grade in order.grades or school_class.course in order.college_courses)
    )
