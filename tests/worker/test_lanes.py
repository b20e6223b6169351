"""Who may use how many hands at once: a slow platform holds up no other, and sending goes before fetching."""

from __future__ import annotations

from pendopo.worker.planning import Load

SITES = {
    **dict.fromkeys(range(100), ("instagram", "graph.test")),
    **{number: ("wordpress", f"situs{number}.test") for number in range(100, 200)},
    200: ("mastodon", "sosial.test"),
    201: ("bluesky", "biru.test"),
}


def full(load: Load, accounts: range, *, urgent: bool = True) -> int:
    begun = 0
    for account in accounts:
        if load.free_for(account, urgent=urgent):
            load.take(account, urgent=urgent)
            begun += 1
    return begun


def test_one_platform_gets_half_of_the_shared_hands_and_its_own() -> None:
    assert full(Load(16, SITES), range(100, 200)) == 9


def test_one_site_of_a_platform_gets_few() -> None:
    assert full(Load(16, SITES), range(100)) == 4


def test_however_many_are_slow_the_next_platform_has_a_hand() -> None:
    load = Load(4, SITES)
    full(load, range(100, 200))
    full(load, range(100))
    assert load.free_for(200, urgent=True)
    load.take(200, urgent=True)
    assert load.free_for(201, urgent=True)


def test_fetching_never_takes_the_hands_of_sending() -> None:
    load = Load(16, SITES)
    assert full(load, range(100, 200), urgent=False) == 8
    assert full(load, range(100, 200)) == 9
    assert load.free_for(201, urgent=True)


def test_sending_keeps_fetching_to_what_is_left() -> None:
    load = Load(4, SITES)
    full(load, range(100, 200))
    full(load, range(100))
    assert not load.free_for(201, urgent=False) or load.leisurely < 2
