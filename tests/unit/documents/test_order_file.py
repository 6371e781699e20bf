"""The file of an order, gathered from a real registry."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dispatch.errors import ReleaseRefused
from dispatch.ports import Acknowledgement
from documents.order_file import OrderFile, Signatory, gather
from documents.printable import printable
from orders.errors import NotCitable
from orders.order import Order, OrderState, Parts, Signature
from orders.organisation import OrganisationCode, OrganisationKind, Role
from storage import SqlStorage
from storage.transaction import SqlTransaction
from tests.unit.documents.files import (
    DEPUTY,
    EDITION,
    HEAD,
    NAMES,
    OFFICER,
    TEACHER,
    at,
    department,
    emergency_order,
    order,
    school,
)
from tests.unit.documents.registry import HOMEROOM, REGION_HEAD, populate
from thresholds.catalogue import load_all

TABLES = load_all()


@pytest.fixture
def tx(sqlite_storage: SqlStorage) -> Iterator[SqlTransaction]:
    with sqlite_storage.transaction() as transaction:
        populate(transaction)
        yield transaction


def file_of(tx: SqlTransaction, the_order: Order) -> OrderFile:
    tx.orders.add(the_order)
    return gather(tx, the_order, edition=EDITION, tables=TABLES, public_url="https://boran.example.kz/")


def test_a_schools_order_gets_its_classes_people_town_and_address(tx: SqlTransaction) -> None:
    file = file_of(tx, order())
    assert file.classes == ("0А", "1А", "2А", "3А", "4А", "4Б")
    assert file.town is not None
    assert file.town.name_kk == "Рудный"
    assert file.about.places == (department(),)
    assert file.officer == NAMES[OFFICER]
    assert file.signed_by == Signatory(name=NAMES[HEAD], role=Role.HEAD)
    assert file.table is TABLES["kostanay-oblast"]
    assert printable(file).verify_url == "https://boran.example.kz/v/7KQ2MXAP"


def test_the_staff_list_names_everybody_once_with_every_duty(tx: SqlTransaction) -> None:
    tx.orders.add(order())
    tx.acknowledgements.add(
        Acknowledgement(order=order().id, revision=1, person=HOMEROOM, at=at("06:20"), means="telegram")
    )
    file = gather(tx, order(), edition=EDITION, tables=TABLES, public_url="")
    assert [(line.name, line.roles, line.classes, line.acknowledged_at) for line in file.staff] == [
        (NAMES[DEPUTY], (Role.RESPONSIBLE,), (), None),
        (NAMES[TEACHER], (Role.DUTY_TEACHER,), ("4А",), None),
        ("Классный руководитель 4Б", (), ("4Б",), at("06:20")),
    ]


def test_an_acknowledgement_of_an_older_revision_does_not_count(tx: SqlTransaction) -> None:
    tx.orders.add(order(revision=2, approval=Signature(person=HEAD, at=at("06:14"), revision=2)))
    tx.acknowledgements.add(
        Acknowledgement(order=order().id, revision=1, person=HOMEROOM, at=at("06:20"), means="telegram")
    )
    second = tx.orders.get(order().id)
    assert second is not None
    file = gather(tx, second, edition=EDITION, tables=TABLES, public_url="")
    assert all(line.acknowledged_at is None for line in file.staff)


def test_a_departments_order_lists_the_heads_it_binds_and_both_its_persons(tx: SqlTransaction) -> None:
    signed = emergency_order(approval=Signature(person=REGION_HEAD, at=at("07:40"), revision=1))
    file = file_of(tx, signed)
    assert file.issuer.code == "kst"
    assert file.signed_by is not None
    assert file.signed_by.role is Role.DEPARTMENT_HEAD
    assert file.prepared_by is not None
    assert file.prepared_by.name == NAMES[OFFICER]
    assert [(line.name, line.organisation and line.organisation.code) for line in file.staff] == [
        (NAMES[HEAD], "kst-3")
    ]


def test_a_universitys_weather_order_is_the_departments(tx: SqlTransaction) -> None:
    tx.registry_writer.add_organisation(
        school(code=OrganisationCode("uni"), kind=OrganisationKind.UNIVERSITY, name_ru="Региональный университет")
    )
    file = file_of(tx, order(body=OrganisationCode("uni"), scope=replace(order().scope, names=("uni",))))
    ru = printable(file).sheets[1]
    assert ru.issuer == "Управление образования акимата Костанайской области"
    assert "№ 137" in ru.legal_basis
    assert any("Региональный университет" in item for item in ru.items)


def test_an_amended_order_and_its_successor_know_each_other(tx: SqlTransaction) -> None:
    old = order(state=OrderState.AMENDED)
    new = replace(order(), id=type(old.id)("1" * 32), check_code="NEWCODE2", amends=old.id)
    tx.orders.add(old)
    file = file_of(tx, new)
    assert file.replaced == old
    of_old = gather(tx, old, edition=EDITION, tables=TABLES, public_url="")
    assert of_old.replaced_by == new


def test_an_order_of_an_unknown_school_is_refused(tx: SqlTransaction) -> None:
    with pytest.raises(ReleaseRefused):
        file_of(tx, order(body=OrganisationCode("nowhere"), scope=replace(order().scope, names=("nowhere",))))


def test_paper_that_would_cite_a_repealed_act_is_refused(tx: SqlTransaction) -> None:
    """LX: officials still cite № 42 of 2016 by mistake."""
    parts = Parts(
        regime_kk="мектеп ашық",
        regime_ru="согласно приказу № 42 от 18 января 2016 года",
        responsible=(DEPUTY,),
        duty_teachers=(TEACHER,),
    )
    with pytest.raises(NotCitable, match="42"):
        printable(file_of(tx, order(parts=parts)))
