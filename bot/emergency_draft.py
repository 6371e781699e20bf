"""From the answers of the dialogue to an order: shown as a preview, then proposed with the very same values."""

from datetime import date

from bot.context import Turn
from bot.replies import Answers
from orders import emergency
from orders.answers import Answer
from orders.authority import region_department
from orders.learners import Learners, taught
from orders.order import Ground, Order, OrderId, OrderState, Scope, ScopeKind
from orders.organisation import OrganisationCode, Person
from orders.scope import reach

ALL = "all"
NO_CODE_YET = "········"
GROUNDS = {"quarantine": Ground.QUARANTINE, "restriction": Ground.RESTRICTION}  # by cause; every other is an emergency


def scope_of(answers: Answers) -> Scope:
    return Scope(kind=ScopeKind(answers["kind"]), names=listed(answers["names"]))


def present_in(turn: Turn, answers: Answers) -> Learners:
    """Return the grades and courses that really learn in the scope, in the shift if it is chosen already."""
    organisations = reach(turn.tx.registry, scope_of(answers), turn.edition).bound
    classes = (found for each in organisations for found in turn.tx.registry.classes(each.code))
    return taught(classes, shift_of(answers))


def chosen_of(answers: Answers) -> Learners:
    return Learners.of(_numbers(answers["grades"]), _numbers(answers["courses"]))


def shift_of(answers: Answers) -> int | None:
    """Return the shift, None for every one (or as long as nobody was asked)."""
    chosen = answers.get("shift", ALL)
    return None if chosen == ALL else int(chosen)


def preview_of(turn: Turn, speaker: Person, answers: Answers) -> Order:
    """Return the order as it would be proposed. It is nowhere: it has neither an id nor a check code yet."""
    department = turn.tx.registry.department(OrganisationCode(answers["department"]))
    assert department is not None  # the answer to the first question, checked there
    chosen = chosen_of(answers)
    return Order(
        id=OrderId(""),
        revision=0,
        state=OrderState.DRAFT,
        ground=GROUNDS.get(answers["cause"], Ground.EMERGENCY),
        body=region_department(turn.tx.registry, department.region).code,
        scope=scope_of(answers),
        shift=shift_of(answers),
        first_day=date.fromisoformat(answers["first"]),
        last_day=date.fromisoformat(answers["last"]),
        grades=chosen.grades,
        college_courses=chosen.courses,
        cause=answers["cause"],
        note_kk=answers.get("note_kk", ""),
        note_ru=answers.get("note_ru", ""),
        check_code=NO_CODE_YET,
        prepared_by=speaker.id,
        prepared_at=turn.now,
        updated_at=turn.now,
    )


def propose(turn: Turn, speaker: Person, answers: Answers) -> Answer:
    """Propose what the preview showed; a second person is called for."""
    shown = preview_of(turn, speaker, answers)
    return emergency.propose(
        turn.tx,
        department=OrganisationCode(answers["department"]),
        scope=shown.scope,
        ground=shown.ground,
        cause=shown.cause,
        note_kk=shown.note_kk,
        note_ru=shown.note_ru,
        first_day=shown.first_day,
        last_day=shown.last_day,
        shift=shown.shift,
        grades=shown.grades,
        college_courses=shown.college_courses,
        by=speaker.id,
        now=turn.now,
        edition=turn.edition,
    )


def joined(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def listed(names: str) -> tuple[str, ...]:
    return tuple(filter(None, names.split(",")))


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(map(int, listed(written)))
