"""The rules our messages are held to, held themselves to what the world's warning services publish."""

from pathlib import Path

import pytest
from lxml import etree

from tests.edge.web.cap_rules import faults, references

SAMPLES = Path(__file__).parents[2] / "data" / "cap"


def sample(name: str) -> etree._Element:
    return etree.parse(SAMPLES / f"{name}.xml").getroot()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ea_wainfleet_1_alert", set()),
        ("ea_wainfleet_2_cancel_with_references", set()),
        ("ea_wainfleet_2_cancel_minimal", set()),
        ("ea_wainfleet_2_cancel_missing_references", {"references"}),
        ("ea_wainfleet_2_cancel_empty_references", {"references"}),
        ("ec_canada_2012_update_allclear_cap12", set()),
        ("nws_tsunami_2013_update_meaning_cancellation", set()),
        ("rfs_australia_2011_prefixed_ns_cap12", set()),
        ("invalid_cap", {"schema"}),
        ("nws_2010_flashflood_alert_cap11", {"schema"}),
    ],
)
def test_real_messages_are_told_good_from_bad(name: str, expected: set[str]) -> None:
    assert faults(sample(name)) == expected


def test_a_real_cancellation_names_the_warning_it_takes_back() -> None:
    assert references(sample("ea_wainfleet_2_cancel_with_references")) == [
        "www.gov.uk/environment-agency,50385fcb0ab7aa447bbd46d848ce8466E,2020-02-16T23:01:13-00:00"
    ]
    assert len(references(sample("ec_canada_2012_update_allclear_cap12"))) == 2
