"""How our texts stand in the account. Pure; the calls are tried against the sandbox in tests/edge/channels."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.whatsapp_templates import Comparison, Finding, KnownTemplate, TemplateButton, TemplateText, compare

OURS = TemplateText(
    name="boran_notice_1",
    language="kk",
    body="Хабар: {{1}}.",
    examples=("үйде",),
    buttons=(
        TemplateButton(label="Таныстым"),
        TemplateButton(label="Ашу", url="https://b/{{1}}", example="https://b/t"),
    ),
    lives=timedelta(hours=8),
)
THEIRS = KnownTemplate(
    name="boran_notice_1",
    language="kk",
    status="APPROVED",
    category="UTILITY",
    body="Хабар: {{1}}.",
    buttons=(("Таныстым", ""), ("Ашу", "https://b/{{1}}")),
    lives_s=28_800,
)


def stands(*known: KnownTemplate) -> tuple[Comparison, ...]:
    return compare([OURS], known, prefix="boran_")


@pytest.mark.parametrize(
    ("known", "finding", "detail"),
    [
        (THEIRS, Finding.SAME, ""),
        (replace(THEIRS, lives_s=None), Finding.SAME, ""),
        (replace(THEIRS, body="Басқа: {{1}}."), Finding.DIFFERS, "body"),
        (replace(THEIRS, buttons=THEIRS.buttons[:1]), Finding.DIFFERS, "buttons"),
        (replace(THEIRS, lives_s=60), Finding.DIFFERS, "message_send_ttl_seconds"),
        (replace(THEIRS, category="MARKETING"), Finding.CATEGORY, "MARKETING"),
        (replace(THEIRS, status="PENDING"), Finding.PENDING, "PENDING"),
        (replace(THEIRS, status="IN_APPEAL"), Finding.PENDING, "IN_APPEAL"),
        (replace(THEIRS, status="PAUSED"), Finding.REFUSED, "PAUSED"),
        (
            replace(THEIRS, status="REJECTED", rejected="TAG_CONTENT_MISMATCH"),
            Finding.REFUSED,
            "REJECTED TAG_CONTENT_MISMATCH",
        ),
    ],
)
def test_a_text_stands_as_it_stands(known: KnownTemplate, finding: Finding, detail: str) -> None:
    assert stands(known) == (Comparison(name="boran_notice_1", language="kk", finding=finding, detail=detail),)


def test_a_text_in_another_language_only_is_missing() -> None:
    found = stands(replace(THEIRS, language="ru"))
    assert [(one.language, one.finding) for one in found] == [("kk", Finding.MISSING), ("ru", Finding.STRAY)]


def test_texts_of_others_in_the_same_account_are_left_alone() -> None:
    assert [one.finding for one in stands(THEIRS, replace(THEIRS, name="shop_discount"))] == [Finding.SAME]


def test_what_is_submitted_names_examples_buttons_and_how_long_it_lives() -> None:
    assert OURS.request() == {
        "name": "boran_notice_1",
        "language": "kk",
        "category": "UTILITY",
        "message_send_ttl_seconds": 28_800,
        "components": [
            {"type": "BODY", "text": "Хабар: {{1}}.", "example": {"body_text": [["үйде"]]}},
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Таныстым"},
                    {"type": "URL", "text": "Ашу", "url": "https://b/{{1}}", "example": ["https://b/t"]},
                ],
            },
        ],
    }
    assert replace(OURS, examples=(), buttons=()).request()["components"] == [{"type": "BODY", "text": "Хабар: {{1}}."}]
