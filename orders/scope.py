"""Which organisations an order binds. Nothing empty or unknown ever widens a scope (R-07)."""

from dataclasses import dataclass
from typing import assert_never

from orders.edition import Edition
from orders.order import Scope, ScopeKind
from orders.organisation import Organisation, OrganisationCode
from orders.ports import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The organisations of a scope: those the order binds, and those п. 3 leaves out, which people must be told of."""

    bound: tuple[Organisation, ...]
    left_out: tuple[Organisation, ...]


def covers(scope: Scope, organisation: Organisation) -> bool:
    """Say whether the organisation lies in the scope."""
    match scope.kind:
        case ScopeKind.ORGANISATION | ScopeKind.ORGANISATIONS:
            return organisation.code in scope.names
        case ScopeKind.DISTRICT:
            return organisation.district in scope.names
        case ScopeKind.REGION:
            return organisation.region in scope.names
        case _:
            assert_never(scope.kind)


def reach(registry: Registry, scope: Scope, edition: Edition) -> Reach:
    """Return the organisations of the scope, split by whether the rule gives them distance learning."""
    found = [organisation for name in scope.names for organisation in _named(registry, scope.kind, name)]
    return Reach(
        bound=tuple(organisation for organisation in found if edition.exclusion(organisation) is None),
        left_out=tuple(organisation for organisation in found if edition.exclusion(organisation) is not None),
    )


def unknown_names(registry: Registry, scope: Scope) -> tuple[str, ...]:
    """Return the names of the scope behind which there is no organisation."""
    return tuple(name for name in scope.names if not _named(registry, scope.kind, name))


def _named(registry: Registry, kind: ScopeKind, name: str) -> tuple[Organisation, ...]:
    # An empty filter of the registry does not narrow, so an empty name must never reach it.
    if not name:
        return ()
    match kind:
        case ScopeKind.ORGANISATION | ScopeKind.ORGANISATIONS:
            organisation = registry.organisation(OrganisationCode(name))
            return (organisation,) if organisation else ()
        case ScopeKind.DISTRICT:
            return tuple(registry.organisations(district=name))
        case ScopeKind.REGION:
            return tuple(registry.organisations(region=name))
        case _:
            assert_never(kind)
