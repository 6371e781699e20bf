"""`boran roster links`: the deep link printed for each class."""

import json

from boran.commands.links import links
from storage import SqlStorage
from tests.unit.commands.conftest import Boran


def invite(storage: SqlStorage) -> dict[str, str]:
    """Invite every class of the school; return the code of each."""
    with storage.transaction() as tx:
        classes = tx.registry.classes(tx.registry.organisations()[0].code)
        for number, one in enumerate(classes):
            tx.registry_writer.put_invite(f"code-{number}", class_id=one.id)
    return {one.title: f"code-{number}" for number, one in enumerate(classes)}


def test_every_class_has_its_link(boran: Boran, storage: SqlStorage) -> None:
    codes = invite(storage)
    with storage.reading() as tx:
        school = tx.registry.organisations()[0].code
    found = json.loads(boran(links, "--organisation", school, "--bot", "@boran_bot", "--json").stdout)
    assert found == {title: f"https://t.me/boran_bot?start={code}" for title, code in codes.items()}
    assert (
        f"https://t.me/boran_bot?start={codes[next(iter(codes))]}"
        in boran(links, "--organisation", school, "--bot", "boran_bot").output
    )


def test_an_unknown_school_is_named(boran: Boran) -> None:
    result = boran(links, "--organisation", "nope", "--bot", "boran_bot")
    assert result.exit_code == 1
    assert "nobody knows nope" in result.output
