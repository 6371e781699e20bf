import asyncio
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.journal import Journal, Line
from tests.hand_clock import HandClock

START = datetime.fromisoformat("2026-01-16T06:45:00+05:00")
ALMATY = ZoneInfo("Asia/Almaty")


def _line(text: str, refused: str | None = None) -> Line:
    return Line(provider="telegram", account="1001", method="sendMessage", to="501", text=text, id="7", refused=refused)


def test_a_line_stands_in_the_file_as_soon_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.jsonl"
    journal = Journal(HandClock(START), ALMATY, path)
    journal.write(_line("Бүгін"))
    assert path.read_text(encoding="utf-8") == (
        '{"at": "2026-01-16T06:45:00.000+05:00", "provider": "telegram", "account": "1001", "method": "sendMessage", '
        '"to": "501", "text": "Бүгін", "id": "7"}\n'
    )
    journal.close()


def test_a_journal_is_continued_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    for text in ("a", "b"):
        journal = Journal(HandClock(START), ALMATY, path)
        journal.write(_line(text, refused="no" if text == "b" else None))
        journal.close()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["text"], line.get("refused")) for line in lines] == [("a", None), ("b", "no")]


def test_entries_since_are_the_later_ones() -> None:
    journal = Journal(HandClock(START), ALMATY)
    for text in "abc":
        journal.write(_line(text))
    assert [entry["text"] for entry in journal.entries(1)] == ["b", "c"]
    assert journal.entries(3) == []
    assert journal.written == 3


async def test_waiting_for_an_entry_ends_when_it_is_written() -> None:
    journal = Journal(HandClock(START), ALMATY)
    journal.write(_line("a"))
    waiting = asyncio.create_task(journal.wait_for(lambda entry: entry["text"] == "c"))
    await asyncio.sleep(0)
    journal.write(_line("b"))
    await asyncio.sleep(0)
    journal.write(_line("c"))
    assert (await waiting)["text"] == "c"
