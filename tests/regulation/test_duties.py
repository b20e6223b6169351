"""Every line of both regulations is a duty: none missing, none twice, each with a check or the reason why none is possible."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from pendopo.regulation.articles import all_of, spell_out
from pendopo.regulation.duties import SHORT, Duty, checks_of, duties, duties_of, duty
from pendopo.regulation.profile import load
from pendopo.regulation.shape import Profile

KEYS = sorted(SHORT.values())


def compared(key: str, these: Iterable[Duty]) -> dict[str, set[str]]:
    """The duties against the lines of a regulation: what stands twice, what is missing, what is no line of it."""
    lines = set(all_of(load(key).articles))
    found = Counter(reference for each in these for reference in each.references.get(key, ()))
    return {
        "twice": {reference for reference, times in found.items() if times > 1},
        "missing": lines - set(found),
        "not in the regulation": set(found) - lines,
    }


@pytest.mark.parametrize("key", KEYS)
def test_every_line_stands_with_exactly_one_duty(key: str) -> None:
    assert compared(key, duties()) == {"twice": set(), "missing": set(), "not in the regulation": set()}


@pytest.mark.parametrize("key", KEYS)
def test_a_duty_that_is_dropped_doubled_or_invented_is_noticed(key: str) -> None:
    whole = list(duties())
    place = next(number for number, each in enumerate(whole) if "Pasal 14" in each.references.get(key, ()))
    assert compared(key, [*whole[:place], *whole[place + 1 :]])["missing"] == {"Pasal 14"}
    assert compared(key, [*whole, whole[place]])["twice"] == {"Pasal 14"}
    invented = replace(whole[place], references={key: ("Pasal 99",)})
    assert compared(key, [*whole, invented])["not in the regulation"] == {"Pasal 99"}


@pytest.mark.parametrize("key", KEYS)
def test_also_points_to_lines_that_exist(key: str) -> None:
    lines = set(all_of(load(key).articles))
    assert {reference for each in duties() for reference in each.also.get(key, ())} <= lines


def references_in(thing: object) -> Iterator[str]:
    for each in fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, each.name)
        if each.name == "reference" and isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            for cell in value:
                if is_dataclass(cell):
                    yield from references_in(cell)
        elif is_dataclass(value):
            yield from references_in(value)


@pytest.mark.parametrize("key", KEYS)
def test_what_a_profile_cites_stands_in_the_regulation(key: str) -> None:
    profile = load(key)
    lines = set(all_of(profile.articles))
    heads = {" ".join(line.split()[:2]) for line in lines} | {"Lampiran", "Lampiran A", "Lampiran B"}
    lettered = {
        name: [each.reference for each in getattr(profile, name)]
        for name in ("steps", "purposes", "ethics", "duties_of_managers", "objectives", "aims", "flow", "account_types")
    }
    for name, cited in lettered.items():
        assert set(cited) <= lines, name
    assert {each.reference for each in profile.report.items} <= lines
    for reference in references_in(profile):
        for part in reference.replace(" (tidak diatur)", "").replace(" (butir terakhir)", "").split("; "):
            assert part in lines or " ".join(part.split()[:2]) in heads, part


def test_every_duty_has_a_check_or_the_reason_why_none_is_possible() -> None:
    for each in duties():
        assert bool(each.checks) != bool(each.no_check), each.code
        assert each.actor
        assert each.text.endswith("."), each.code
        assert each.references or each.also


def test_codes_are_unique() -> None:
    codes = [each.code for each in duties()]
    assert len(codes) == len(set(codes)) == 98


def test_the_two_regulations_differ_in_their_duties_where_the_texts_do() -> None:
    p, k = (load(SHORT[short]) for short in "pk")
    only_p = {each.code for each in duties_of(p)} - {each.code for each in duties_of(k)}
    only_k = {each.code for each in duties_of(k)} - {each.code for each in duties_of(p)}
    assert only_p == {"penunjukan", "spo", "laporan-langsung", "jejaring-sosial"}
    assert only_k == {
        "humas",
        "rekomendasi",
        "keputusan",
        "sop",
        "laporan-berjenjang",
        "blog",
        "wiki",
        "forum",
        "ulasan",
    }
    assert "C-REP2K" not in checks_of(p)
    assert "C-SK2" not in checks_of(p)
    assert "C-REP2P" not in checks_of(k)


def test_a_third_regulation_names_its_duties_in_its_profile() -> None:
    values = {each.name: getattr(load(KEYS[0]), each.name) for each in fields(Profile)}
    values |= {"key": "ranu-5-2025", "duty_references": {"jawaban-instansi": ("Pasal 21 ayat (3)",)}}
    third = Profile(**values)
    assert [(each.code, each.reference(third)) for each in duties_of(third)] == [
        ("jawaban-instansi", ("Pasal 21 ayat (3)",))
    ]


def test_the_24_hours_are_a_duty_of_the_related_agency() -> None:
    each = duty("jawaban-instansi")
    assert (each.modality, each.actor, each.checks) == ("wajib", ("IT",), ("C-SLA2",))


@pytest.mark.parametrize("wrong", ["Pasal 1 huruf c-a", "Pasal 1 angka 1-c", "Pasal 1 huruf a-a"])
def test_a_range_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="rentang"):
        spell_out(wrong)
