"""The figures are computed right, so that a promise of quality means what it says."""

import pytest

from pendopo.language.scoring import auroc, bleu, bootstrap, macro_f1, share, v_measure


def test_macro_f1_gives_every_label_the_same_weight() -> None:
    assert macro_f1([("a", "a"), ("a", "a"), ("b", "a"), ("b", "b")]) == pytest.approx((0.8 + 2 / 3) / 2)


def test_auroc_is_one_when_all_positives_stand_above() -> None:
    assert auroc([(True, 0.9), (True, 0.8), (False, 0.1)]) == 1
    assert auroc([(True, 0.5), (False, 0.5)]) == 0.5


def test_bleu_of_the_same_text_is_one() -> None:
    assert bleu([("satu dua tiga empat lima", "satu dua tiga empat lima")]) == pytest.approx(1)
    assert bleu([("satu dua tiga empat", "lima enam tujuh delapan")]) == 0


def test_v_measure_is_one_for_renamed_groups() -> None:
    assert v_measure([("a", "x"), ("a", "x"), ("b", "y")]) == pytest.approx(1)


def test_an_interval_holds_its_value() -> None:
    figure = bootstrap([True] * 70 + [False] * 30, share)
    assert figure.low <= figure.value == 70 <= figure.high
    assert figure.count == 100
