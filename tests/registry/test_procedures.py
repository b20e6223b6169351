"""A procedure is in force by its days and its signed copy, set by whom the regulation says, and reviewed each year."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of
from pendopo.registry.files import BadFile
from pendopo.registry.models import Office
from pendopo.registry.procedures.actions import (
    ProcedureRefused,
    draft_procedure,
    end_procedure,
    review_procedure,
    set_procedure,
)
from pendopo.registry.procedures.models import Procedure
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.checks import Verdict
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.registry.test_register import PDF, copy
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db
STEPS = {str(number): f"butir {number}" for number in range(1, 6)}
JANUARY = date(2026, 1, 5)


@pytest.fixture
def world() -> World:
    return two_governments()


def drafted(desk: Desk, *, version: int = 1, steps: dict[str, str] | None = None) -> Procedure:
    return draft_procedure(
        agency=desk.agency, number="065/1", title="SOP Layanan", version=version,
        steps=STEPS if steps is None else steps, by=desk.official, at=NOW,
    )  # fmt: skip


def set_now(procedure: Procedure, desk: Desk, *, since: date = JANUARY, set_by: str = "") -> None:
    set_procedure(
        procedure=procedure, signed_on=min(since, date(2026, 3, 20)), since=since, until=None, copy=copy(), by=desk.official, set_by=set_by,
        at=NOW,
    )  # fmt: skip


def judged(desk: Desk) -> Verdict:
    return verdicts_of(gather(desk.agency, NOW))["C-SOP1"]


def test_an_agency_without_a_procedure_fails_and_one_with_it_is_met(world: World) -> None:
    assert judged(world.other).state == "fail"
    made = drafted(world.other)
    assert judged(world.other).state == "fail"
    set_now(made, world.other)
    assert judged(world.other).state == "ok"
    assert made.signer is not None
    assert len(made.file_sha256) == 64
    assert [one.doing for one in entries_of(made)][-2:] == ["procedure.drafted", "procedure.in_force"]


def test_in_katingan_the_head_of_that_day_sets_it_in_probolinggo_whoever_is_named(world: World) -> None:
    for desk in (world.other, world.dukcapil):
        Office.objects.filter(agency=desk.agency, role="head").update(since=date(2026, 3, 1))
    with pytest.raises(ProcedureRefused, match="kepala instansilah"):
        set_now(drafted(world.other), world.other)
    made = drafted(world.dukcapil)
    with pytest.raises(ProcedureRefused, match="siapa yang menetapkan"):
        set_now(made, world.dukcapil)
    set_now(made, world.dukcapil, set_by="Sekretaris Daerah")
    assert (made.signer, made.set_by) == (None, "Sekretaris Daerah")
    assert judged(world.dukcapil).state == "ok"


def test_a_procedure_that_nobody_reviewed_for_a_year_warns_until_it_is(world: World) -> None:
    made = drafted(world.other)
    set_now(made, world.other, since=date(2025, 1, 6))
    assert judged(world.other).state == "warn"
    review_procedure(procedure=made, on=date(2026, 3, 2), words="masih sesuai", by=world.other.official, at=NOW)
    assert judged(world.other).state == "ok"


def test_a_procedure_that_does_not_say_where_the_steps_are_warns(world: World) -> None:
    made = drafted(world.other, steps={"1": "butir 1", "9": "tak dikenal"})
    assert made.steps == {"1": "butir 1"}
    set_now(made, world.other)
    assert judged(world.other).state == "warn"
    set_now(drafted(world.other, version=2), world.other, since=date(2026, 3, 1))
    assert judged(world.other).state == "ok"


def test_a_new_version_ends_the_old_one_the_day_before(world: World) -> None:
    first = drafted(world.other)
    set_now(first, world.other)
    second = drafted(world.other, version=2)
    set_now(second, world.other, since=date(2026, 3, 1))
    first.refresh_from_db()
    assert (first.state, first.until) == ("ended", date(2026, 2, 28))
    assert [one.record for one in gather(world.other.agency, NOW).facts.procedures or ()] == ["065/1 versi 2"]
    third = drafted(world.other, version=3)
    with pytest.raises(ProcedureRefused, match="harus mulai sesudahnya"):
        set_now(third, world.other, since=date(2026, 2, 1))


def test_bad_versions_dates_files_and_strangers_are_refused(world: World) -> None:
    made = drafted(world.other)
    with pytest.raises(ProcedureRefused, match="Versi 1"):
        drafted(world.other)
    with pytest.raises(NotAllowed):
        draft_procedure(agency=world.pu.agency, number="1", title="x", version=1, steps={}, by=world.dukcapil.official)
    common = {"procedure": made, "by": world.other.official, "at": NOW, "until": None, "since": JANUARY}
    with pytest.raises(ProcedureRefused, match="masa depan"):
        set_procedure(signed_on=date(2026, 4, 1), copy=copy(), **common)  # type: ignore[arg-type]
    with pytest.raises(ProcedureRefused, match="sebelum mulai"):
        set_procedure(signed_on=JANUARY, copy=copy(), **common | {"until": date(2026, 1, 1)})  # type: ignore[arg-type]
    for content in (b"PK\x03\x04", b"<svg onload=x>", PDF.replace(b"<<>>", b"<</JavaScript 1>>")):
        with pytest.raises(BadFile):
            set_procedure(signed_on=JANUARY, copy=copy(content), **common)  # type: ignore[arg-type]
    with pytest.raises(ProcedureRefused, match="Hanya prosedur"):
        review_procedure(procedure=made, on=JANUARY, words="x", by=world.other.official, at=NOW)
    set_now(made, world.other)
    with pytest.raises(MoveRefused):
        end_procedure(procedure=made, on=NOW.date(), because=" ", by=world.other.official, at=NOW)


def client_of(desk: Desk, who: str = "official") -> Client:
    client = Client()
    client.force_login(getattr(desk, who))
    return client


def test_the_pages_draft_set_review_and_give_the_copy_back(world: World) -> None:
    client = client_of(world.other)
    words = {
        "number": "065/9",
        "title": "SOP Medsos",
        "version": "1",
        **{f"step_{code}": place for code, place in STEPS.items()},
    }
    assert client.post(reverse("procedure_add", args=[world.other.agency.pk]), words).status_code == 302
    one = Procedure.objects.get()
    sent = {"signed_on": "2026-01-05", "since": "2026-01-05", "copy": SimpleUploadedFile("a.pdf", PDF)}
    client.post(reverse("procedure_set", args=[one.pk]), sent)
    text = client.get(reverse("procedure", args=[one.pk])).content.decode()
    assert "berlaku hari ini" in text
    client.post(reverse("procedure_review", args=[one.pk]), {"words": "masih sesuai"})
    assert "masih sesuai" in client.get(reverse("procedure", args=[one.pk])).content.decode()
    answer = client.get(reverse("procedure_file", args=[one.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    again = client.get(reverse("procedure_add", args=[world.other.agency.pk]) + f"?dari={one.pk}").content.decode()
    assert 'value="2"' in again
    assert "065/9" in again


def test_foreign_procedures_are_not_found_and_officers_only_read(world: World) -> None:
    made = drafted(world.other)
    set_now(made, world.other)
    for name in ("procedure", "procedure_file"):
        assert client_of(world.dukcapil).get(reverse(name, args=[made.pk])).status_code == 404
        assert client_of(world.other, "officer").get(reverse(name, args=[made.pk])).status_code == 200
    assert (
        client_of(world.other, "officer").post(reverse("procedure_review", args=[made.pk]), {"words": "x"}).status_code
        == 404
    )
    assert "SOP Layanan" not in client_of(world.dukcapil).get(reverse("procedures")).content.decode()
