"""When people last wrote to us, in both databases."""

from datetime import timedelta

import pytest

from dispatch.delivery import LaneName
from storage import SqlStorage
from tests.contract.storage_samples import NOW

WHATSAPP, OTHER = LaneName("whatsapp-cloud"), LaneName("whatsapp-green")
MOTHER, FATHER = "+77010000001", "+77010000002"


def test_nobody_wrote_yet(storage: SqlStorage) -> None:
    with storage.reading() as tx:
        assert tx.conversations.last_heard(WHATSAPP, MOTHER) is None


@pytest.mark.parametrize("minutes", [(0, 5), (5, 0)], ids=["in order", "the earlier one late"])
def test_the_latest_instant_stays_whatever_the_order(storage: SqlStorage, minutes: tuple[int, int]) -> None:
    for minute in minutes:
        with storage.transaction() as tx:
            tx.conversations.heard(WHATSAPP, MOTHER, at=NOW + timedelta(minutes=minute))
    with storage.reading() as tx:
        assert tx.conversations.last_heard(WHATSAPP, MOTHER) == NOW + timedelta(minutes=5)


def test_every_account_and_address_has_its_own(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.conversations.heard(WHATSAPP, MOTHER, at=NOW)
    with storage.reading() as tx:
        assert tx.conversations.last_heard(OTHER, MOTHER) is None
        assert tx.conversations.last_heard(WHATSAPP, FATHER) is None
