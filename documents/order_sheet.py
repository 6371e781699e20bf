"""What the printable order says: an official sheet per language as values, before any layout. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dispatch import wording as said
from documents import wording
from documents.order_facts import Fact, facts
from documents.order_file import OrderFile, Signatory
from documents.order_items import items
from locales import phrases
from locales.catalogue import LOCALES, Locale, text
from orders.order import Ground, Order, OrderState
from orders.organisation import Department, DepartmentLevel, Role
from orders.windows import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature block: in what capacity, who, and the electronic mark."""

    role: str
    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The order in one language.

    marks: what must be seen before anything else (draft, late, revoked, replaced). items: numbered from 1.
    """

    locale: Locale
    authority: str
    issuer: str
    title: str
    subject: str
    day: str
    town: str
    number: str
    marks: tuple[str, ...]
    legal_basis: str
    preamble: str
    command: str
    items: tuple[str, ...]
    facts_title: str
    facts: tuple[Fact, ...]
    signatures: tuple[Signature, ...]
    code: str
    verify: str
    footer: str


def sheets(file: OrderFile) -> tuple[Sheet, ...]:
    """Return the order in every language. Raises what `Edition.citation` raises for a repealed act."""
    return tuple(sheet(file, locale) for locale in LOCALES)


def sheet(file: OrderFile, locale: Locale) -> Sheet:
    """Return the order in one language."""
    order = file.order
    return Sheet(
        locale=locale,
        authority=_authority(file, locale),
        issuer=file.issuer.name(locale),
        title=text(locale, "paper-title"),
        subject=text(locale, "paper-subject", outcome=order.outcome.value, ground=order.ground.value),
        day=phrases.day(locale, day_of(order)),
        town=_town(file, locale),
        number=_number(order, locale),
        marks=tuple(_marks(file, locale)),
        legal_basis=_legal_basis(file, locale),
        preamble=text(locale, _preamble_key(order)),
        command=text(locale, "paper-command"),
        items=items(file, locale),
        facts_title=text(locale, "paper-facts"),
        facts=tuple(facts(file, locale)),
        signatures=tuple(_signatures(file, locale)),
        code=text(locale, "paper-code", code=order.check_code),
        verify=text(locale, "paper-verify", url=said.verify_url(file.about)),
        footer=text(locale, "paper-footer", code=order.check_code, revision=order.revision),
    )


def day_of(order: Order) -> date:
    """Return the day the paper bears: the local day of the signature, of the draft while there is none."""
    return (order.approval.at if order.approval else order.prepared_at).astimezone(ZONE).date()


def _authority(file: OrderFile, locale: Locale) -> str:
    """Return the department above a school; a department stands in its letterhead alone."""
    if isinstance(file.issuer, Department):
        return ""
    return "; ".join(place.name(locale) for place in file.about.places)


def _town(file: OrderFile, locale: Locale) -> str:
    return file.town.name(locale) if file.town else ""


def _number(order: Order, locale: Locale) -> str:
    if order.number:
        return text(locale, "paper-number", number=order.number)
    return text(locale, "paper-number-by-hand")


def _legal_basis(file: OrderFile, locale: Locale) -> str:
    """Return the paragraph that lets this issuer give this order."""
    return text(locale, "paper-legal-basis", citation=said.citation(locale, file.about))


def _preamble_key(order: Order) -> str:
    return "paper-preamble-weather" if order.ground is Ground.WEATHER else "paper-preamble-department"


def _marks(file: OrderFile, locale: Locale) -> Iterator[str]:
    order = file.order
    reason = wording.sentence(order.change_reason) or text(locale, "paper-reason-unstated")
    match order.state:
        case OrderState.DRAFT | OrderState.RETURNED:
            yield text(locale, "paper-mark-draft")
        case OrderState.REJECTED:
            yield text(locale, "paper-mark-rejected", reason=reason)
        case OrderState.EXPIRED:
            yield text(locale, "paper-mark-expired")
        case OrderState.REVOKED:
            yield wording.moment(locale, "paper-mark-revoked", order.updated_at, reason=reason)
        case OrderState.AMENDED:
            yield _amended(file, locale)
        case OrderState.APPROVED | OrderState.RELEASED | OrderState.COMPLETED:
            pass
    if order.late and order.approval:
        yield text(locale, "paper-mark-late", reason=wording.sentence(order.approval.reason))


def _amended(file: OrderFile, locale: Locale) -> str:
    instant = file.order.updated_at
    if file.replaced_by is None:
        return wording.moment(locale, "paper-mark-amended", instant)
    return wording.moment(locale, "paper-mark-amended-by", instant, code=file.replaced_by.check_code)


def _signatures(file: OrderFile, locale: Locale) -> Iterator[Signature]:
    order = file.order
    if order.approval and file.signed_by:
        note = wording.moment(locale, "paper-signed", order.approval.at, revision=order.approval.revision)
        yield _signature(file.signed_by, locale, note=note)
    else:
        unsigned = Signatory(name="", role=_expected_signer(file), level=DepartmentLevel.REGION)
        yield _signature(unsigned, locale, note=text(locale, "paper-not-signed"))
    if file.prepared_by and file.prepared_by != file.signed_by:
        yield _signature(file.prepared_by, locale, note=wording.moment(locale, "paper-prepared", order.prepared_at))


def _signature(signatory: Signatory, locale: Locale, *, note: str) -> Signature:
    role = role_word(locale, signatory.role, signatory.level) if signatory.role else ""
    return Signature(role=role, name=signatory.name, note=note)


def _expected_signer(file: OrderFile) -> Role:
    return Role.DEPARTMENT_HEAD if isinstance(file.issuer, Department) else Role.HEAD


def role_word(locale: Locale, role: Role, level: DepartmentLevel | None) -> str:
    """Return the capacity in which a person signs."""
    known = f"{level}_head" if role is Role.DEPARTMENT_HEAD else role.value
    return text(locale, "paper-role", role=known)
