"""The required parts of № 349 п. 16 besides classes and shift: where they come from and which one is missing."""

from datetime import date

from orders.appointments import holders
from orders.edition import Edition, Part
from orders.order import Order, Parts
from orders.organisation import Organisation, PersonId, Role
from orders.ports import Registry


def standing_parts(registry: Registry, organisation: Organisation, day: date) -> Parts:
    """Return the approved regime and the persons appointed for such days (п. 12 (2), п. 17)."""
    return Parts(
        regime_kk=organisation.regime_kk,
        regime_ru=organisation.regime_ru,
        responsible=holders(registry, organisation.code, (Role.RESPONSIBLE,), day),
        duty_teachers=holders(registry, organisation.code, (Role.DUTY_TEACHER,), day),
    )


def missing_part(registry: Registry, order: Order, edition: Edition) -> Part | None:
    """Return the first required part the order lacks; a person nobody knows does not count. None: it is complete."""
    organisation = registry.organisation(order.body)
    if organisation is None:
        return None  # a department's order: п. 16 binds weather days of organisations
    required = edition.signing_rule(organisation.kind, order.ground).parts
    return next((part for part in required if not _is_there(registry, order.parts, part)), None)


def _is_there(registry: Registry, parts: Parts, part: Part) -> bool:
    match part:
        case Part.REGIME:
            return bool(parts.regime_kk.strip() and parts.regime_ru.strip())
        case Part.RESPONSIBLE:
            return _all_known(registry, parts.responsible)
        case Part.DUTY_TEACHERS:
            return _all_known(registry, parts.duty_teachers)


def _all_known(registry: Registry, persons: tuple[PersonId, ...]) -> bool:
    return bool(persons) and all(registry.person(person) is not None for person in persons)
