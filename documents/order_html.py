"""The order as one HTML page for the stand and the site (п. 16): both languages, no names of who has acknowledged."""

from html import escape

from documents import qr
from documents.order_sheet import Sheet
from documents.printable import PrintableOrder

STYLE = """
body{font:1rem/1.45 "PT Serif",Georgia,"Times New Roman",serif;margin:0;background:#eee;color:#000}
article{background:#fff;max-width:44rem;margin:1rem auto;padding:2rem 2.5rem;box-sizing:border-box}
header{text-align:center;border-bottom:3px double #000;padding-bottom:.5rem}
h1{text-align:center;font-size:1.35rem;letter-spacing:.05em}
h2{font-size:1rem;max-width:30rem}
h3{font-size:.85rem;margin-bottom:.2rem}
.mark{border:2px solid #000;padding:.4rem;text-align:center;font-weight:bold}
.dated{display:flex;justify-content:space-between;gap:1rem}
dl{font-size:.85rem;display:grid;grid-template-columns:13rem 1fr;margin:0;border-top:1px solid #999}
dt,dd{margin:0;padding:.15rem 0;border-bottom:1px solid #999}
dt{color:#444}
footer{display:flex;justify-content:space-between;align-items:center;gap:1rem;margin-top:1rem}
small{color:#444}
@media (max-width:36rem){article{padding:1rem}dl{grid-template-columns:1fr}dt{border:0}}
@media print{body{background:#fff;font-size:11pt}article{margin:0;padding:0;max-width:none;break-after:page}}
"""


def order_html(printable: PrintableOrder) -> str:
    """Return a whole page that needs no other file."""
    code = qr.svg(printable.verify_url)
    title = " · ".join(f"{sheet.title}, {sheet.issuer}" for sheet in printable.sheets)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="kk"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            *(_article(sheet, code) for sheet in printable.sheets),
            "</body></html>",
            "",
        )
    )


def _article(sheet: Sheet, code: str) -> str:
    return "\n".join(
        (
            f'<article lang="{sheet.locale}">',
            f"<header>{escape(sheet.authority)}<br><b>{escape(sheet.issuer)}</b></header>",
            *(f'<p class="mark">{escape(mark)}</p>' for mark in sheet.marks),
            f"<h1>{escape(sheet.title)}</h1>",
            f'<p class="dated">{_spans(sheet.day, sheet.town, sheet.number)}</p>',
            f"<h2>{escape(sheet.subject)}</h2>",
            f"<p>{escape(sheet.legal_basis)}</p>",
            f"<p>{escape(sheet.preamble)} <b>{escape(sheet.command)}</b></p>",
            "<ol>",
            *(f"<li>{escape(item)}</li>" for item in sheet.items),
            "</ol>",
            *_facts(sheet),
            f"<footer><div>{_signatures(sheet)}</div>{code}</footer>",
            f"<p><b>{escape(sheet.code)}</b>. {escape(sheet.verify)}</p>",
            "</article>",
        )
    )


def _spans(*words: str) -> str:
    return "".join(f"<span>{escape(word)}</span>" for word in words)


def _facts(sheet: Sheet) -> list[str]:
    if not sheet.facts:
        return []
    rows = (f"<dt>{escape(fact.label)}</dt><dd>{escape(fact.value)}</dd>" for fact in sheet.facts)
    return [f"<h3>{escape(sheet.facts_title)}</h3>", f"<dl>{''.join(rows)}</dl>"]


def _signatures(sheet: Sheet) -> str:
    return "".join(
        f"<p>{escape(one.role)}: <b>{escape(one.name)}</b><br><small>{escape(one.note)}</small></p>"
        for one in sheet.signatures
    )
