"""Building XML: elements by name, text that XML can hold."""

import re

from lxml import etree

# XML 1.0 has no form for these characters, not even escaped.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def add(parent: etree._Element, name: str, content: str = "", **attributes: str) -> etree._Element:
    """Append an element of the parent's namespace."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    child.text = _UNWRITABLE.sub("", content) or None
    return child


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
