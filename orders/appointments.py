"""Who holds a role on a day: read from the registry's appointments, never from a person's own word."""

from collections.abc import Iterable
from datetime import date

from orders.organisation import OrganisationCode, PersonId, Role
from orders.ports import Registry


def holders(registry: Registry, body: OrganisationCode, roles: Iterable[Role], day: date) -> tuple[PersonId, ...]:
    """Return who holds one of these roles at the body on the day, each once, those of the first role first."""
    found = (one for role in roles for one in registry.appointments(body=body, role=role))
    return tuple(dict.fromkeys(one.person for one in found if one.holds_on(day)))
