"""Lanes shared out on paper: leases and workers in, what one worker takes and gives out."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch.delivery import LaneName
from dispatch.leases import NOBODY, Lease, Share, Terms, WorkerName, share
from tests.unit.dispatch.samples import at

NOW = at("06:45")
SECOND = timedelta(seconds=1)
PATIENCE = 15 * SECOND
A, B, C = (WorkerName(name) for name in "abc")


def leased(*owners: WorkerName, until: timedelta = 10 * SECOND) -> list[Lease]:
    return [
        Lease(lane=LaneName(f"lane-{number}"), owner=owner, until=NOW if owner == NOBODY else NOW + until)
        for number, owner in enumerate(owners)
    ]


def decide(leases: list[Lease], *workers: WorkerName, me: WorkerName = A, dead: tuple[WorkerName, ...] = ()) -> Share:
    return share(leases, workers, me=me, now=NOW, patience=PATIENCE, dead=dead)


def taken(decided: Share) -> list[str]:
    return [lease.lane for lease in decided.take]


def test_a_worker_alone_takes_every_lane() -> None:
    assert taken(decide(leased(NOBODY, NOBODY, NOBODY), A)) == ["lane-0", "lane-1", "lane-2"]


def test_of_two_workers_none_takes_more_than_half() -> None:
    assert len(decide(leased(NOBODY, NOBODY, NOBODY, NOBODY), A, B).take) == 2


def test_who_has_more_than_its_share_hands_over_when_a_worker_comes() -> None:
    assert decide(leased(A, A, A, A), A, B).give == ("lane-2", "lane-3")
    assert decide(leased(A, A, A, A), A, B, me=B).take == ()


def test_with_fewer_lanes_than_workers_nobody_hands_over() -> None:
    assert decide(leased(A), A, B) == Share(take=(), give=())


def test_a_worker_that_came_last_does_not_go_empty() -> None:
    leases = leased(A, A, B, B)
    assert decide(leases, A, B, C).give == ("lane-1",)
    assert decide(leases, A, B, C, me=B).give == ("lane-3",)


def test_a_lease_that_is_over_is_free_and_one_that_runs_is_not() -> None:
    assert taken(decide(leased(B, until=timedelta(0)), A)) == ["lane-0"]
    assert taken(decide(leased(B, until=SECOND), A)) == []


def test_a_worker_known_to_be_dead_holds_nothing() -> None:
    assert taken(decide(leased(B, B), A, B, dead=(B,))) == ["lane-0", "lane-1"]


def test_a_lane_nobody_takes_is_taken_whatever_the_shares() -> None:
    lying = [Lease(lane=LaneName(f"lane-{number}"), owner=NOBODY, until=NOW - PATIENCE) for number in range(2)]
    assert len(decide(lying, A, B, C).take) == 2


def test_what_is_being_given_is_not_given_twice() -> None:
    decided = share(
        leased(A, A, A, A), (A, B), me=A, now=NOW, patience=PATIENCE, leaving=(LaneName("lane-2"), LaneName("lane-3"))
    )
    assert decided.give == ()


@given(lanes=st.integers(0, 12), workers=st.integers(1, 6), gone=st.integers(0, 3))
def test_rounds_of_everybody_end_fair_and_with_no_lane_left(lanes: int, workers: int, gone: int) -> None:
    """However the lanes lie at first: after some rounds nobody has more than the ceiling or less than the floor."""
    names = [WorkerName(f"w{number}") for number in range(workers)]
    owners = {LaneName(f"lane-{number}"): names[0] if number % 3 else NOBODY for number in range(lanes)}
    alive = names[min(gone, workers - 1) :]
    for _ in range(6):
        for me in alive:
            leases = [
                Lease(lane=lane, owner=owner if owner in alive else NOBODY, until=NOW + SECOND)
                if owner in alive
                else Lease(lane=lane, owner=NOBODY, until=NOW)
                for lane, owner in owners.items()
            ]
            decided = share(leases, alive, me=me, now=NOW, patience=PATIENCE)
            owners |= dict.fromkeys(decided.give, NOBODY) | {lease.lane: me for lease in decided.take}
    counts = [sum(owner == me for owner in owners.values()) for me in alive]
    assert sum(counts) == lanes
    if lanes:
        assert lanes // len(alive) <= min(counts)
        assert max(counts) <= -(-lanes // len(alive))


def test_terms_are_measured_in_real_seconds_on_a_fast_clock() -> None:
    assert Terms().at_rate(40).lease == timedelta(minutes=10)
    assert Terms().margin + Terms().renew_every < Terms().lease
