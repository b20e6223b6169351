"""The quiz asks what the regulation in force says, in its own words and articles, and marks what was shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from pendopo.regulation.profile import load
from pendopo.regulation.quiz import DRAWN, draw, edition, mark, passed, questions, unknown_duties
from pendopo.regulation.shape import Profile
from tests.regulation.tutorial import KEY, put_into

BOTH = ["probolinggo-37-2016", "katingan-55-2022"]


@pytest.fixture(params=[*BOTH, KEY])
def profile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Profile:
    """Both regulations, and the third of the tutorial."""
    monkeypatch.setenv("PENDOPO_PROFILES_DIR", str(put_into(tmp_path)))
    return load(str(request.param))


def test_every_question_belongs_to_a_duty_and_shows_its_article(profile: Profile) -> None:
    assert not unknown_duties()
    asked = questions(profile)
    assert len(asked) >= (12 if profile.key in BOTH else DRAWN)
    for each in asked:
        assert each.references, each.code
        assert len(set(each.options)) == len(each.options) == 4, each.code
        assert not any("{" in text for text in (each.text, *each.options, each.because)), each.code


def test_the_right_answer_follows_the_profile_not_the_program(profile: Profile) -> None:
    found = {each.code: each for each in questions(profile)}
    assert found["batas-jawaban"].options[0] == f"{profile.clock('T2').hours} jam sejak dihubungi"


def test_eight_questions_are_drawn_and_another_go_draws_others() -> None:
    profile = load(BOTH[0])
    first, second = draw(profile, Random(1)), draw(profile, Random(2))
    assert len(first) == len({each.code for each in first}) == DRAWN
    assert {each.code for each in first} != {each.code for each in second}


@pytest.mark.parametrize(("right", "passes"), [(8, True), (6, True), (5, False), (0, False)])
def test_six_of_eight_pass(right: int, passes: bool) -> None:
    profile = load(BOTH[1])
    drawn = draw(profile, Random(3))
    answers = {
        each.code: str(each.order.index(0 if number < right else 1)) for number, each in enumerate(drawn)
    }  # fmt: skip
    marks = mark(profile, drawn, answers)
    assert (sum(each.right for each in marks), passed(marks)) == (right, passes)


@pytest.mark.parametrize("said", ["", "9", "-1", "abc", "²"])
def test_an_answer_that_was_not_shown_is_wrong(said: str) -> None:
    profile = load(BOTH[0])
    drawn = draw(profile, Random(4))
    assert not any(each.right for each in mark(profile, drawn, {one.code: said for one in drawn}))


def test_the_edition_changes_with_what_people_must_know_and_not_with_our_own_targets() -> None:
    profile = load(BOTH[0])
    assert edition(profile) == edition(replace(profile, targets=replace(profile.targets, quiz_days=10)))
    clocks = tuple(replace(each, hours=12) if each.code == "T2" else each for each in profile.clocks)
    assert edition(profile) != edition(replace(profile, clocks=clocks))
    assert edition(load(BOTH[0])) != edition(load(BOTH[1]))
