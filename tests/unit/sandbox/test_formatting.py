import html
from typing import Any

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration, markdown_decoration
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.helpers import escape_markdown

from sandbox.telegram.entities import detect, parse_html, trimmed, units
from sandbox.telegram.errors import ApiError
from sandbox.telegram.markdown import parse_markdown


def _marked(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    encoded = text.encode("utf-16-le")
    return [
        (entity["type"], encoded[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le"))
        for entity in entities
    ]


def test_nested_tags_become_nested_entities() -> None:
    text, entities = parse_html("Бүгін <b>16 <i>қаңтар</i></b>, <a href='https://a.kz'>толығырақ</a>")
    assert text == "Бүгін 16 қаңтар, толығырақ"
    assert _marked(text, entities) == [("bold", "16 қаңтар"), ("italic", "қаңтар"), ("text_link", "толығырақ")]
    assert entities[2]["url"] == "https://a.kz"


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("🌡<b>−28</b>")
    assert entities == [{"type": "bold", "offset": 2, "length": 3}]
    assert units(text) == 5


def test_a_pre_block_keeps_its_language() -> None:
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "language": "python", "offset": 0, "length": 5}]


def test_every_kind_of_tag_is_known() -> None:
    source = (
        "<u>a</u><ins>a</ins><s>b</s><strike>b</strike><del>b</del><code>c</code><tg-spoiler>d</tg-spoiler>"
        '<span class="tg-spoiler">d</span><blockquote>e</blockquote><blockquote expandable>f</blockquote>'
        '<strong>g</strong><em>h</em><tg-emoji emoji-id="5">👍</tg-emoji>'
    )
    kinds = [entity["type"] for entity in parse_html(source)[1]]
    assert kinds == [
        *["underline"] * 2,
        *["strikethrough"] * 3,
        "code",
        *["spoiler"] * 2,
        "blockquote",
        "expandable_blockquote",
        "bold",
        "italic",
        "custom_emoji",
    ]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("ә<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("ә</b>", "Unexpected end tag at byte offset 2"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_as_telegram_refuses_it(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.status == 400
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


@settings(deadline=None)
@given(st.text())
def test_escaped_text_comes_through_html_unchanged(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == (text, [])


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_escaped_text_comes_through_markdown_unchanged(text: str) -> None:
    assert parse_markdown(escape_markdown(text, version=2)) == (text, [])


_PIECES = st.lists(
    st.tuples(
        st.sampled_from(["bold", "italic", "underline", "strikethrough", "spoiler", "code"]),
        st.text("аә9 .", min_size=1),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(_PIECES)
def test_both_formats_read_what_aiogram_writes(pieces: list[tuple[str, str]]) -> None:
    text, entities, at = "", [], 0
    for kind, content in pieces:
        text += f"-{content}"
        entities.append(MessageEntity(type=kind, offset=at + 1, length=len(content)))
        at += len(content) + 1
    expected = (text, [{"type": one.type, "offset": one.offset, "length": one.length} for one in entities])
    assert parse_html(html_decoration.unparse(text, entities)) == expected
    if not any(kind == "code" for kind, _ in pieces):
        assert parse_markdown(markdown_decoration.unparse(text, entities).replace("\r", "")) == expected


def test_markdown_knows_code_links_and_quotes() -> None:
    text, entities = parse_markdown("*a _b_* `c\\`` ```py\nd```[e](https://a.kz)\n>f\n>g\nh")
    assert text == "a b c` de\nf\ng\nh"
    assert _marked(text, entities) == [
        ("bold", "a b"),
        ("italic", "b"),
        ("code", "c`"),
        ("pre", "d"),
        ("text_link", "e"),
        ("blockquote", "f\ng\n"),
    ]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("16.01", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("*a", "Can't find end of Bold entity at byte offset 0"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("a]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
        ("[a] b", "Can't find end of a URL at byte offset 2"),
    ],
)
def test_broken_markdown_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_markdown(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {complaint}"


def test_links_and_commands_are_found_in_plain_text() -> None:
    text = "/start@kst_bot код: https://example.org/v/7K3. 5 м/с 01/02"
    assert _marked(text, detect(text)) == [("bot_command", "/start@kst_bot"), ("url", "https://example.org/v/7K3")]


def test_white_space_at_the_ends_is_cut_and_entities_move_along() -> None:
    text, entities = trimmed(*parse_html("  <b> a</b> b\n"))
    assert (text, entities) == ("a b", [{"type": "bold", "offset": 0, "length": 1}])
