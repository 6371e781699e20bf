"""The order as PDF, Word and HTML, and its acknowledgement list."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfbase.ttfonts import TTFont

import locales
from documents import qr
from documents.acknowledgement_list import acknowledgement_list
from documents.order_docx import order_docx
from documents.order_file import OrderFile, StaffLine
from documents.order_html import order_html
from documents.order_pdf import order_pdf
from documents.printable import printable
from documents.typeface import BOLD, REGULAR, register
from orders.order import OrderState, Parts
from orders.organisation import PersonId
from tests.unit.documents.files import HEAD, NAMES, department_file, order, particulars, school, school_file

KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
ON_PAPER = ("paper", "weather", "family")  # the words of families hold causes and grades


def pages(file: OrderFile) -> list[str]:
    reader = PdfReader(BytesIO(order_pdf(printable(file))))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def crowded() -> OrderFile:
    """A school with a long name, many classes, many teachers and much to say about the weather."""
    teachers = tuple(PersonId(f"teacher-{number}") for number in range(14))
    people = {**NAMES, **{one: f"Дежурный педагог {one} учебного корпуса" for one in teachers}}
    parts = Parts(
        regime_kk="мектеп ашық " * 12,
        regime_ru="школа открыта " * 12,
        responsible=teachers[:3],
        duty_teachers=teachers,
    )
    the_order = order(state=OrderState.REVOKED, late=True, grades=(0, 2, 4, 6, 8, 10), parts=parts, change_reason="x")
    long_name = "Коммунальное государственное учреждение «Общеобразовательная школа отдела образования города Рудного»"
    return school_file(
        about=particulars(the_order, people=people),
        issuer=school(name_ru=long_name, name_kk=long_name),
        classes=tuple(f"{grade}{letter}" for grade in range(11) for letter in "АӘБВГ"),
        staff=tuple(StaffLine(name=f"Классный руководитель {n}", classes=(f"{n}А",)) for n in range(90)),
    )


class TestPdf:
    def test_each_language_has_one_page_and_the_list_of_the_staff_its_own(self) -> None:
        kk, ru, staff = pages(school_file())
        assert "БҰЙРЫҚ" in kk
        assert "ПРИКАЗ" in ru
        assert "Танысу парағы".lower() in staff.lower()
        assert "Лист ознакомления" in staff

    def test_both_pages_carry_the_same_day_grades_and_code(self) -> None:
        kk, ru, _ = pages(school_file())
        assert "2026 жылғы 16 қаңтар" in kk
        assert "16 января 2026 года" in ru
        assert all("0–4" in page and "7KQ2MXAP" in page and "06:45–08:00" in page for page in (kk, ru))

    def test_the_same_order_gives_the_same_bytes(self) -> None:
        assert order_pdf(printable(school_file())) == order_pdf(printable(school_file()))

    def test_kazakh_letters_survive(self) -> None:
        kk = pages(school_file())[0]
        assert "Қолайсыз ауа райы метеожағдайларында қашықтан оқытуға көшу туралы" in kk

    def test_a_crowded_order_keeps_its_signature_with_its_last_paragraph(self) -> None:
        found = pages(crowded())
        signed = [page for page in found if "Директор школы № 3" in page]
        assert len(signed) == 2
        assert all("өзіме қалдырамын" in page or "оставляю за собой" in page for page in signed)

    def test_a_long_list_of_the_staff_repeats_its_heading(self) -> None:
        assert sum("Міндеті / Обязанность" in page for page in pages(crowded())) > 1

    def test_a_draft_has_no_list_to_sign(self) -> None:
        assert len(pages(school_file(order(state=OrderState.DRAFT, approval=None), signed_by=None))) == 2

    def test_a_departments_order_prints_in_both_languages(self) -> None:
        kk, ru, _ = pages(department_file())
        assert "22-тармағы" in kk
        assert "авария в системе отопления" in ru

    def test_markup_in_a_name_is_printed_not_obeyed(self) -> None:
        file = school_file(issuer=school(name_kk="«А & Б» <b>", name_ru="«А & Б» <b>"))
        assert "«А & Б» <b>" in pages(file)[0]

    @pytest.mark.parametrize("face", [REGULAR, BOLD])
    def test_the_typeface_has_every_letter_of_every_text(self, face: str) -> None:
        register()
        font = getFont(face)
        assert isinstance(font, TTFont)
        folder = Path(locales.__file__).parent
        texts = "".join(path.read_text(encoding="utf-8") for name in ON_PAPER for path in folder.glob(f"*/{name}.ftl"))
        letters = {letter for letter in texts + KAZAKH if letter.isprintable()}
        assert len(letters) > 100
        assert {letter for letter in letters if ord(letter) not in font.face.charToGlyph} == set()


class TestWord:
    def test_it_says_what_the_sheet_says_in_both_languages(self) -> None:
        paper = printable(school_file())
        document = Document(BytesIO(order_docx(paper)))
        paragraphs = [paragraph.text for paragraph in document.paragraphs]
        for sheet in paper.sheets:
            assert all(f"{number}. {item}" in paragraphs for number, item in enumerate(sheet.items, start=1))
            assert any(sheet.code in paragraph for paragraph in paragraphs)

    def test_facts_signatures_and_the_list_of_the_staff_are_tables(self) -> None:
        document = Document(BytesIO(order_docx(printable(school_file()))))
        cells = [cell.text for table in document.tables for cell in table._cells]
        assert "−25,4 °C, ветер 6 м/с" in cells
        assert any(NAMES[HEAD] in cell for cell in cells)
        assert "16.01.2026, 06:15" in cells

    def test_every_page_has_a_code_to_scan(self) -> None:
        assert len(Document(BytesIO(order_docx(printable(department_file())))).inline_shapes) == 2

    def test_a_draft_has_no_list_to_sign(self) -> None:
        draft = school_file(order(state=OrderState.DRAFT, approval=None), signed_by=None)
        text = "\n".join(one.text for one in Document(BytesIO(order_docx(printable(draft)))).paragraphs)
        assert "ПРОЕКТ" in text
        assert "Лист ознакомления" not in text


class TestHtml:
    def test_it_is_one_page_with_both_languages_and_a_code_to_scan(self) -> None:
        page = order_html(printable(school_file()))
        assert '<article lang="kk">' in page
        assert '<article lang="ru">' in page
        assert page.count("<svg") == 2
        assert "src=" not in page

    def test_the_stand_does_not_show_who_has_acknowledged(self) -> None:
        assert "06:15" not in order_html(printable(school_file()))

    def test_markup_in_a_name_is_shown_not_obeyed(self) -> None:
        page = order_html(printable(school_file(issuer=school(name_ru="<script>alert(1)</script>"))))
        assert "<script>" not in page


class TestAcknowledgementList:
    def test_whoever_acknowledged_has_a_time_and_the_others_a_place_to_sign(self) -> None:
        found = acknowledgement_list(school_file())
        assert found is not None
        assert [line.mark for line in found.lines] == ["16.01.2026, 06:15", ""]

    def test_every_duty_is_named_in_both_languages(self) -> None:
        found = acknowledgement_list(school_file())
        assert found is not None
        assert "4А сынып жетекшісі" in found.lines[1].duty
        assert "классный руководитель 4А" in found.lines[1].duty

    def test_the_heads_of_a_departments_order_are_listed_with_their_schools(self) -> None:
        found = acknowledgement_list(department_file())
        assert found is not None
        assert "руководитель: Общеобразовательная школа № 3" in found.lines[0].duty


def test_the_picture_of_the_code_is_a_png_and_the_drawing_svg() -> None:
    assert qr.png("https://boran.example.kz/v/7KQ2MXAP").startswith(b"\x89PNG")
    assert qr.svg("https://boran.example.kz/v/7KQ2MXAP").startswith("<svg")
