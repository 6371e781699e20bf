"""Whoever comes first goes first; who waits too long is told so."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from storage.errors import DatabaseUnavailable
from storage.turnstile import Turnstile


def wait_for(turnstile: Turnstile, waiting: int) -> None:
    while turnstile.waiting < waiting:
        sleep(0.001)


def test_whoever_has_just_left_comes_back_after_all_who_wait() -> None:
    turnstile, order = Turnstile(30), list[str]()

    def take(who: str) -> None:
        with turnstile.turn():
            order.append(who)

    with ThreadPoolExecutor() as people:
        with turnstile.turn():
            for number, who in enumerate(("first", "second"), start=1):
                people.submit(take, who)
                wait_for(turnstile, number)
        take("back again")
    assert order == ["first", "second", "back again"]


def test_one_at_a_time_is_inside_however_many_come() -> None:
    turnstile, inside, most = Turnstile(30), threading.Semaphore(1), list[bool]()

    def take() -> None:
        for _ in range(50):
            with turnstile.turn():
                most.append(inside.acquire(blocking=False))
                inside.release()

    with ThreadPoolExecutor(8) as people:
        for _ in range(8):
            people.submit(take)
    assert most == [True] * 400
    assert turnstile.waiting == 0


def test_who_waits_too_long_is_told_and_leaves_the_line() -> None:
    turnstile = Turnstile(0.01)
    with turnstile.turn(), ThreadPoolExecutor() as people:
        with pytest.raises(DatabaseUnavailable):
            people.submit(turnstile.turn().__enter__).result()
        assert turnstile.waiting == 0
    with turnstile.turn():
        pass
