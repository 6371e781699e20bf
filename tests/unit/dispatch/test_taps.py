"""A button carries what it says, whole, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.taps import MAX_BYTES, BadTap, Tap, TapVerb, pack, unpack
from orders.order import OrderId

ORDER = OrderId("0123456789abcdef" * 2)
taps = st.builds(
    Tap,
    verb=st.sampled_from(TapVerb),
    order=st.text(alphabet="0123456789abcdef", min_size=32, max_size=32).map(OrderId),
    revision=st.integers(min_value=0, max_value=999_999),
    argument=st.text(max_size=10).filter(lambda text: len(text.encode()) <= 20),
)


@given(taps)
def test_what_is_packed_is_unpacked(tap: Tap) -> None:
    data = pack(tap)
    assert unpack(data) == tap
    assert len(data.encode()) <= MAX_BYTES


@given(st.text())
def test_anything_else_is_refused(data: str) -> None:
    with pytest.raises(BadTap, match="not a button of this program"):
        unpack(data)


@pytest.mark.parametrize(
    "forged",
    [
        f"zz:{ORDER}:1:",
        f"ap:{ORDER.upper()}:1:",
        f"ap:{ORDER[:-1]}:1:",
        f"ap:{ORDER}:-1:",
        f"ap:{ORDER}:1",
        f"ap:{ORDER}:1234567:",
        f" ap:{ORDER}:1:",
    ],
)
def test_a_forged_button_is_refused(forged: str) -> None:
    with pytest.raises(BadTap):
        unpack(forged)


def test_an_argument_that_does_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(BadTap, match="shorten the argument"):
        pack(Tap(verb=TapVerb.TOLD, order=ORDER, revision=1, argument="ө" * 20))
