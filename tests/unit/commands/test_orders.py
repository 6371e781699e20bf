"""`boran orders`: the third door."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from boran.commands.orders import orders
from boran.commands.refusals import SENTENCES
from orders.answers import Refusal
from orders.order import OrderState
from storage import SqlStorage
from tests.unit.commands.conftest import Boran
from tests.unit.documents.files import emergency_order

DRAFT = ("draft", "--organisation", "kst-3", "--date", "2026-01-16", "--shift", "1", "--grades", "0-4")


def document(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def drafted(boran: Boran, *more: str) -> Mapping[str, Any]:
    return dict(document(boran(orders, *DRAFT, *more, "--json")))


def signed(boran: Boran, at: str = "06:12") -> Mapping[str, Any]:
    draft = drafted(boran)
    return dict(document(boran(orders, "approve", draft["id"], "--revision", "1", "--by", "head", "--json", at=at)))


def line_of_error(result: Result, status: int = 1) -> str:
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.stderr.strip().splitlines()[-1]


class TestDraft:
    def test_a_draft_is_prepared_for_the_head_and_rests_on_the_reading(self, boran: Boran, storage: SqlStorage) -> None:
        draft = drafted(boran, "--reading", "temp_c=-25.4,wind_ms=6,phenomenon=blizzard")
        assert (draft["state"], draft["grades"], draft["shift"]) == ("draft", [0, 1, 2, 3, 4], 1)
        assert draft["prepared_by"] == "head"
        with storage.reading() as tx:
            order = tx.orders.get(draft["id"])
        assert order is not None
        assert order.basis is not None
        assert order.basis.reading is not None
        assert order.basis.reading.temp_c == -25.4
        assert order.basis.rows

    def test_an_officer_of_the_district_may_draft(self, boran: Boran) -> None:
        assert drafted(boran, "--by", "officer")["prepared_by"] == "officer"

    def test_a_stranger_may_not(self, boran: Boran) -> None:
        assert "may not do that" in line_of_error(boran(orders, *DRAFT, "--by", "teacher"))

    def test_grades_nobody_learns_in_are_named(self, boran: Boran) -> None:
        refused = boran(orders, *DRAFT[:-1], "0-12")
        assert "12" in line_of_error(refused)

    def test_an_unknown_school_is_named(self, boran: Boran) -> None:
        refused = boran(orders, "draft", "--organisation", "nowhere", *DRAFT[3:])
        assert "nowhere" in line_of_error(refused)

    def test_a_second_draft_for_the_same_shift_is_refused(self, boran: Boran) -> None:
        drafted(boran)
        assert "the order is draft" in line_of_error(boran(orders, *DRAFT))

    @pytest.mark.parametrize(
        ("option", "value", "complaint"),
        [
            ("--grades", "0-13", "only 0 to 12 exist"),
            ("--grades", "a-b", "like 0-4"),
            ("--grades", "4-0", "only 0 to 12 exist"),
            ("--courses", "5", "only 1 to 4 exist"),
            ("--date", "16.01.2026", "like 2026-01-16"),
            ("--reading", "temp_f=3", "temp_c, wind_ms"),
            ("--reading", "temp_c=-27,temp_c=-28", "at most once"),
            ("--reading", "temp_c=cold", "write a number"),
            ("--reading", "phenomenon=snow", "blizzard"),
            ("--reading", "temp_c=-270", "temp_c cannot be true"),
            ("--reading", "temp_c=nan", "temp_c cannot be true"),
        ],
    )
    def test_what_cannot_be_meant_is_wrong_usage_and_drafts_nothing(
        self, boran: Boran, option: str, value: str, complaint: str
    ) -> None:
        assert complaint in line_of_error(boran(orders, *DRAFT, option, value), status=2)
        assert document(boran(orders, "list", "--json")) == []


class TestDecisions:
    def test_the_head_approves_and_a_repeat_is_harmless(self, boran: Boran) -> None:
        first = signed(boran)
        assert (first["state"], first["approved_by"], first["report_on_time"]) == ("approved", "head", True)
        assert first["approved_at"].startswith("2026-01-16T06:12")
        again = boran(orders, "approve", first["id"], "--revision", "1", "--by", "head", "--json", at="06:20")
        assert document(again) == {**first, "repeated": True}

    def test_the_check_code_names_the_order_as_well_as_its_id(self, boran: Boran) -> None:
        draft = drafted(boran)
        typed = f" {draft['check_code'][:4].lower()}-{draft['check_code'][4:]}"
        assert boran(orders, "approve", typed, "--revision", "1", "--by", "head").exit_code == 0

    def test_a_revision_nobody_sees_any_more_is_stale(self, boran: Boran) -> None:
        act = (drafted(boran)["id"], "--revision", "1", "--by", "head")
        assert boran(orders, "edit", *act, "--grades", "0-9", "--reason", "x").exit_code == 0
        stale = boran(orders, "approve", *act)
        assert "it is at revision 2 now" in line_of_error(stale)

    def test_outside_the_window_only_the_late_act_is_left(self, boran: Boran) -> None:
        draft = drafted(boran)
        late = ("approve", draft["id"], "--revision", "1", "--by", "head")
        assert "approve --late" in line_of_error(boran(orders, *late, at="08:00"))
        assert "with --reason" in line_of_error(boran(orders, *late, "--late", at="08:01"))
        approved = document(boran(orders, *late, "--late", "--reason", "blizzard", "--json", at="08:02"))
        assert (approved["late"], approved["report_on_time"]) == (True, False)

    def test_a_reason_without_late_is_wrong_usage(self, boran: Boran) -> None:
        wrong = boran(orders, "approve", "X", "--revision", "1", "--by", "head", "--reason", "y")
        assert "belongs to --late" in line_of_error(wrong, status=2)

    def test_return_needs_a_reason_and_blocks_approval(self, boran: Boran) -> None:
        draft = drafted(boran)
        command = ("return", draft["id"], "--revision", "1", "--by", "head")
        assert "with --reason" in line_of_error(boran(orders, *command))
        assert document(boran(orders, *command, "--reason", "old reading", "--json"))["state"] == "returned"
        refused = boran(orders, "approve", draft["id"], "--revision", "1", "--by", "head")
        assert "the order is returned" in line_of_error(refused)

    def test_reject_leaves_school_open(self, boran: Boran) -> None:
        draft = drafted(boran)
        command = ("reject", draft["id"], "--revision", "1", "--by", "head", "--reason", "milder", "--json")
        assert document(boran(orders, *command))["state"] == "rejected"

    def test_revoke_withdraws_an_order_in_force(self, boran: Boran) -> None:
        order = signed(boran)
        command = ("revoke", order["id"], "--revision", "1", "--by", "head", "--reason", "wrong school", "--json")
        assert document(boran(orders, *command, at="09:00"))["state"] == "revoked"

    def test_amend_drafts_the_successor_and_the_old_one_stands(self, boran: Boran) -> None:
        order = signed(boran)
        command = ("amend", order["id"], "--revision", "1", "--by", "head", "--grades", "0-9", "--reason", "colder")
        amended = document(boran(orders, *command, "--json"))
        assert (amended["amends"], amended["state"], amended["grades"][-1]) == (order["id"], "draft", 9)
        assert document(boran(orders, "show", order["id"], "--json"))["state"] == "approved"

    def test_the_author_of_an_emergency_order_cannot_confirm_it(self, boran: Boran, storage: SqlStorage) -> None:
        draft = emergency_order(state=OrderState.DRAFT, approval=None, prepared_by="region-head")
        with storage.transaction() as tx:
            tx.orders.add(draft)
        refused = boran(orders, "approve", draft.id, "--revision", "1", "--by", "region-head")
        assert "a second person" in line_of_error(refused)

    def test_an_unknown_order_is_said_in_one_line(self, boran: Boran) -> None:
        command = ("approve", "NOSUCHCD", "--revision", "1", "--by", "head")
        assert "no such order" in line_of_error(boran(orders, *command))


class TestLooking:
    def test_list_narrows_by_day_issuer_and_state(self, boran: Boran) -> None:
        order = signed(boran)
        assert [one["id"] for one in document(boran(orders, "list", "--state", "approved", "--json"))] == [order["id"]]
        assert document(boran(orders, "list", "--day", "2026-01-17", "--json")) == []
        assert document(boran(orders, "list", "--organisation", "kst-4", "--json")) == []
        assert "no such orders" in boran(orders, "list", "--state", "revoked").output

    def test_show_prints_what_the_order_rests_on(self, boran: Boran) -> None:
        draft = drafted(boran, "--reading", "temp_c=-25.4")
        shown = boran(orders, "show", draft["check_code"]).output
        for word in ("kst-3", "-25.4 °C", "unknown m/s wind", "kostanay-oblast", "wind_unknown", "школа открыта"):
            assert word in shown

    def test_markup_in_a_reason_is_printed_not_obeyed(self, boran: Boran) -> None:
        draft = drafted(boran, "--reason", "[red]ice[/red]")
        assert "[red]ice[/red]" in boran(orders, "show", draft["id"]).output


class TestPrint:
    def test_every_format_is_written_and_named_after_issuer_day_and_code(self, boran: Boran, tmp_path: Path) -> None:
        order = signed(boran)
        formats = ("--format", "pdf", "--format", "docx", "--format", "html")
        files = document(boran(orders, "print", order["id"], "--out", str(tmp_path / "papers"), *formats, "--json"))
        stem = f"kst-3-2026-01-16-{order['check_code']}"
        assert [Path(file).name for file in files["files"]] == [f"{stem}.pdf", f"{stem}.docx", f"{stem}.html"]
        pdf, docx, html = (Path(file).read_bytes() for file in files["files"])
        assert pdf.startswith(b"%PDF")
        assert docx.startswith(b"PK")
        assert "https://boran.example.kz/v/" in html.decode()

    def test_pdf_is_the_default_and_its_path_is_printed(self, boran: Boran, tmp_path: Path) -> None:
        order = signed(boran)
        printed = boran(orders, "print", order["check_code"], "--out", str(tmp_path)).output.strip()
        assert Path(printed).suffix == ".pdf"
        assert Path(printed).exists()

    def test_a_place_that_cannot_be_written_to_is_one_line_of_error(self, boran: Boran, tmp_path: Path) -> None:
        order = signed(boran)
        (tmp_path / "taken").write_text("a file", encoding="utf-8")
        refused = boran(orders, "print", order["id"], "--out", str(tmp_path / "taken" / "papers"))
        assert "choose another place" in line_of_error(refused)

    def test_a_draft_is_printed_as_a_draft(self, boran: Boran, tmp_path: Path) -> None:
        draft = drafted(boran)
        command = ("print", draft["id"], "--out", str(tmp_path), "--format", "html", "--json")
        (file,) = document(boran(orders, *command))["files"]
        assert "ПРОЕКТ. Не утверждён" in Path(file).read_text(encoding="utf-8")


def test_every_refusal_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Refusal)
    assert len(set(SENTENCES.values())) == len(Refusal)


@pytest.mark.parametrize("command", [orders, *orders.commands.values()])
def test_every_command_has_an_example_in_its_help(command: Any) -> None:
    assert "Example: boran orders" in command.help


def test_an_order_names_who_may_sign_it_so_that_somebody_can(boran: Boran) -> None:
    drafted = json.loads(boran(orders, *DRAFT, "--json").stdout)
    able = json.loads(boran(orders, "show", drafted["id"], "--json").stdout)["may_sign"]
    assert able
    person = next(iter(able))
    assert f"{person} (" in boran(orders, "show", drafted["id"]).output
    assert boran(orders, "approve", drafted["id"], "--revision", "1", "--by", person).exit_code == 0
