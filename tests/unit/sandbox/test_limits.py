from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.telegram.limits import FloodGuard, Limits, Rate


def test_the_thirty_first_message_of_a_second_is_refused() -> None:
    guard = FloodGuard(Limits())
    assert [guard.admit(chat, 100.0) for chat in range(1, 32)] == [0] * 30 + [1]


def test_a_burst_in_one_chat_is_tolerated_and_then_refused() -> None:
    guard = FloodGuard(Limits())
    assert [guard.admit(7, 100.0 + index / 10) for index in range(6)] == [0, 0, 0, 0, 0, 5]
    assert guard.admit(8, 100.5) == 0


def test_one_message_a_second_in_a_chat_is_never_refused() -> None:
    guard = FloodGuard(Limits())
    assert not any(guard.admit(7, float(second)) for second in range(200))


def test_a_group_takes_twenty_messages_a_minute() -> None:
    guard = FloodGuard(Limits())
    answers = [guard.admit(-100, 100.0 + index) for index in range(21)]
    assert answers == [0] * 20 + [40]
    assert guard.admit(-100, 160.0) == 0


def test_asking_again_during_the_wait_does_not_help() -> None:
    guard = FloodGuard(Limits())
    for index in range(5):
        guard.admit(7, 100.0 + index / 10)
    assert guard.admit(7, 100.5) == 5
    assert guard.admit(7, 105.0) == 1
    assert guard.admit(7, 105.5) == 0


def test_a_ban_holds_for_all_chats_even_without_limits() -> None:
    guard = FloodGuard(None)
    guard.ban(7, 100.0)
    assert guard.admit(1, 100.0) == 7
    assert guard.admit(2, 106.2) == 1
    assert guard.admit(1, 107.0) == 0


def test_without_limits_nothing_is_counted() -> None:
    guard = FloodGuard(None)
    assert not any(guard.admit(1, 100.0) for _ in range(1000))


def test_a_fast_clock_keeps_the_average_and_widens_the_window() -> None:
    limits = Limits().at(100.0)
    assert limits.bot == Rate(count=750, per_s=25.0)
    assert limits.chat == Rate(count=25, per_s=25.0)
    assert limits.group == Limits().group
    assert Limits().at(1.0) == Limits()


@settings(deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=0.5), max_size=200), st.integers(min_value=1, max_value=40))
def test_no_second_ever_holds_more_than_thirty_messages(gaps: list[float], chats: int) -> None:
    guard = FloodGuard(Limits())
    now, admitted = 1000.0, []
    for index, gap in enumerate(gaps):
        now += gap
        if guard.admit(index % chats + 1, now) == 0:
            admitted.append(now)
    for first in admitted:
        assert sum(first <= other < first + 1.0 for other in admitted) <= 30
