"""`boran inbox`: the department's morning."""

import json
from pathlib import Path

from boran.commands.inbox import inbox
from boran.commands.orders import orders
from tests.unit.commands.conftest import Boran
from tests.unit.commands.test_orders import signed

ASK = ("kst-rudny", "--day", "2026-01-16")


def test_each_shift_of_each_school_has_a_line_with_ids_and_times(boran: Boran) -> None:
    order = signed(boran)
    first, second = json.loads(boran(inbox, *ASK, "--json").stdout)
    assert first["order"] == order["id"]
    assert (first["shift"], first["standing"], first["report_on_time"]) == (1, "on_time", True)
    assert first["reported_at"].startswith("2026-01-16T06:12")
    assert (second["shift"], second["standing"], second["order"], second["reading"]) == (2, "usual", None, None)


def test_a_report_after_the_window_is_late_and_shown(boran: Boran) -> None:
    signed(boran, at="07:20")
    assert json.loads(boran(inbox, *ASK, "--json").stdout)[0]["standing"] == "late"
    assert "с опозданием" in boran(inbox, *ASK, "--locale", "ru").output


def test_without_a_language_both_are_printed(boran: Boran) -> None:
    output = boran(inbox, *ASK).output
    assert "Сводка приказов" in output
    assert "бұйрықтарының жиынтығы" in output


def test_the_pdf_is_written_and_its_path_printed(boran: Boran, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    assert boran(inbox, *ASK, "--pdf", str(path)).output.strip() == str(path)
    assert path.read_bytes().startswith(b"%PDF")


def test_the_reading_is_in_the_document(boran: Boran) -> None:
    draft = ("draft", "--organisation", "kst-3", "--date", "2026-01-16", "--shift", "2", "--grades", "2")
    boran(orders, *draft, "--reading", "temp_c=-27,wind_ms=6", at="10:40")
    _, second = json.loads(boran(inbox, *ASK, "--json", at="10:41").stdout)
    assert (second["standing"], second["reading"]["temp_c"], second["reading"]["wind_ms"]) == ("waiting", -27.0, 6.0)


def test_an_unknown_department_is_one_line_of_error(boran: Boran) -> None:
    result = boran(inbox, "nowhere", "--day", "2026-01-16")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
