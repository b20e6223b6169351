"""The pages of accounts, handovers and troubles: what they do, whose they are, and what the board says of the records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pendopo.people.models import Person
from pendopo.registry.custody import actions, troubles
from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.custody.models import Handover, Trouble, TypeDecision
from pendopo.registry.models import Decree, OfficialAccount
from pendopo.registry.papers.models import Letterhead
from pendopo.registry.queries import may, today
from pendopo.registry.rules import Doing
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.registry.papers import copy, drafted
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_a_decree_is_made_from_the_agencys_page_signed_and_in_force(world: World) -> None:
    client, day = client_of(world.pu.official), today(world.government)
    page = client.get(f"/keputusan/baru/{world.pu.agency.pk}/")
    form = page.context["form"]
    assert form.initial["accounts"] == [world.pu.account.pk]
    assert form.initial["officers"] == [str(world.pu.officer.pk)]
    assert form.initial["replaces"] == world.pu.decree
    sent = {
        "about": "Pengelola", "since": day.isoformat(), "until": "", "accounts": [world.pu.account.pk],
        "officers": [world.pu.officer.pk], "officials": [world.pu.official.pk], "replaces": world.pu.decree.pk,
        "makes_official": "on",
    }  # fmt: skip
    answer = client.post(f"/keputusan/baru/{world.pu.agency.pk}/", sent)
    made = Decree.objects.exclude(pk=world.pu.decree.pk).get(agency=world.pu.agency)
    assert answer.headers["Location"] == f"/keputusan/{made.pk}/"
    words = client.get(f"/keputusan/{made.pk}/naskah/")
    assert "Undang-Undang Nomor 14 Tahun 2008" in words.content.decode()
    for form_, kind in (("pdf", "application/pdf"), ("docx", "wordprocessingml")):
        assert kind in client.get(f"/keputusan/{made.pk}/naskah.{form_}").headers["Content-Type"]
    assert client.get(f"/keputusan/{made.pk}/naskah.exe").status_code == 404
    client.post(f"/keputusan/{made.pk}/tandatangan/", {"signed_on": day.isoformat(), "copy": copy()})
    made.refresh_from_db()
    world.pu.decree.refresh_from_db()
    assert (made.state, world.pu.decree.state) == ("signed", "revoked")
    assert "berlaku hari ini" in client.get(f"/keputusan/{made.pk}/").content.decode()


def test_the_wording_page_keeps_what_was_ticked_and_typed(world: World) -> None:
    client, one = client_of(world.other.official), drafted(world.other, since=today(world.other_government))
    sent = {
        "considerations": "bahwa satu\n\nbahwa dua", "clauses": "Menetapkan.", "copies": "", "place": "Kasongan",
        "cite_uu-14-2008": "on", "text_uu-14-2008": "Undang-Undang 14", "text_uu-5-2014": "tidak dicentang",
        "extra": "Peraturan lain",
    }  # fmt: skip
    assert client.post(f"/keputusan/{one.pk}/naskah/", sent).status_code == 302
    one.paper.refresh_from_db()
    assert one.paper.considerations == ["bahwa satu", "bahwa dua"]
    assert one.paper.bases == [["uu-14-2008", "Undang-Undang 14"], ["", "Peraturan lain"]]


def test_the_template_is_kept_by_whoever_keeps_the_register_of_all(world: World) -> None:
    sent = {"pattern": "{nomor}/{tahun}", "classification": "", "place": "Probolinggo", "opening": "", "size": "a4"}
    assert client_of(world.pu.official).post("/keputusan/templat/", sent).status_code == 404
    assert client_of(world.analyst).post("/keputusan/templat/", sent).status_code == 302
    assert Letterhead.objects.get().pattern == "{nomor}/{tahun}"


def test_one_click_on_the_page_of_endings_drafts_the_successor(world: World) -> None:
    Decree.objects.filter(pk=world.pu.decree.pk).update(until=today(world.government) + timedelta(days=7))
    client = client_of(world.pu.official)
    assert "Buat konsep penerus" in client.get("/keputusan/akan-berakhir/").content.decode()
    answer = client.post(f"/keputusan/{world.pu.decree.pk}/penerus/")
    made = Decree.objects.get(agency=world.pu.agency, state="draft")
    assert answer.headers["Location"] == f"/keputusan/{made.pk}/"
    assert "Buka konsep penerus" in client.get("/keputusan/akan-berakhir/").content.decode()
    assert (
        "Buat konsep penerus"
        not in client_of(world.dukcapil.official).get("/keputusan/akan-berakhir/").content.decode()
    )


def test_the_head_decides_on_the_accounts_page(world: World) -> None:
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(verdict="not_listed", state="proposed")
    address = f"/daftar/akun/{world.pu.account.pk}/"
    assert "Terima jenis ini" not in client_of(world.pu.official).get(address).content.decode()
    head = client_of(world.pu.head)
    assert "Terima jenis ini" in head.get(address).content.decode()
    head.post(f"{address}jenis/", {"accepted": "1", "reason": "Warga memakainya."})
    assert TypeDecision.objects.get().accepted
    assert "Warga memakainya." in client_of(world.analyst).get("/daftar/akun/jenis/").content.decode()


def test_a_hacked_account_from_its_page_to_the_next_step(world: World) -> None:
    client = client_of(world.pu.officer)
    address = f"/daftar/akun/{world.pu.account.pk}/gangguan/"
    assert client.get(address).status_code == 200
    client.post(address, {"what": "Unggahan aneh", "freeze": "on"})
    made = Trouble.objects.get()
    page = client.get(f"/gangguan/{made.pk}/").content.decode()
    assert "Simpan bukti" in page
    assert "target sendiri" in page
    client.post(f"/gangguan/{made.pk}/langkah/", {"code": "evidence", "remark": "ada"})
    refused = client.post(f"/gangguan/{made.pk}/langkah/", {"code": "clean", "remark": "x"})
    assert refused.status_code == 409
    assert "Pulihkan akses" in refused.content.decode()
    assert list(made.steps.values_list("code", flat=True)) == ["freeze", "tell", "evidence"]
    for stranger in (world.dukcapil.officer, world.other.officer):
        for method, path in (("get", ""), ("post", "langkah/"), ("post", "tutup/")):
            assert getattr(client_of(stranger), method)(f"/gangguan/{made.pk}/{path}").status_code == 404


def test_a_handover_from_form_to_signed_copy(world: World) -> None:
    client = client_of(world.pu.official)
    sent = {
        "giver": world.pu.officer.pk, "taker": world.pu.official.pk, "on": "2026-03-02", "place": "Kantor",
        "because": "mutasi", **{f"item_{code}": "on" for code, _label in HANDED},
    }  # fmt: skip
    assert client.post(f"/daftar/akun/{world.pu.account.pk}/serah-terima/", sent).status_code == 302
    made = Handover.objects.get()
    for form in ("pdf", "docx"):
        assert client.get(f"/serah-terima/{made.pk}/naskah.{form}").status_code == 200
    client.post(f"/serah-terima/{made.pk}/selesai/", {"copy": copy()})
    made.refresh_from_db()
    assert made.state == "done"
    answer = client.get(f"/serah-terima/{made.pk}/berkas/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client_of(world.dukcapil.official).get(f"/serah-terima/{made.pk}/berkas/").status_code == 404


def test_a_form_with_a_mistake_loses_nothing(world: World) -> None:
    client = client_of(world.pu.official)
    sent = {"giver": "", "taker": world.pu.official.pk, "on": "x", "place": "Kantor lama", "because": "mutasi 12"}
    page = client.post(f"/daftar/akun/{world.pu.account.pk}/serah-terima/", {**sent, "note_archive": "di gudang"})
    assert page.status_code == 200
    for kept in ("Kantor lama", "mutasi 12", "di gudang"):
        assert kept in page.content.decode()


def verdicts(world: World) -> dict[str, str]:
    """How the board judges the agency now."""
    return {code: found.state for code, found in verdicts_of(gather(world.pu.agency, NOW)).items()}


def test_the_board_judges_openness_keys_and_types_by_what_was_recorded(world: World) -> None:
    account, by = world.pu.account, world.pu.official
    assert verdicts(world)["C-DEF4"] == "not_applicable"
    open_ = actions.Particulars("Warga", "", "", True, None, "")
    actions.describe(account=account, said=open_, by=by)
    assert verdicts(world)["C-DEF4"] == "ok"
    closed = actions.Particulars("Warga", "", "", True, NOW.date() - timedelta(days=8), "")
    actions.describe(account=account, said=closed, by=by)
    assert verdicts(world)["C-DEF4"] == "warn"
    actions.describe(account=account, said=actions.Particulars("", "", "", False, None, ""), by=by)
    assert verdicts(world)["C-DEF4"] == "fail"
    for address, two_factor, state in (
        ("admin@gmail.com", True, "fail"), (world.pu.officer.email, True, "fail"), ("medsos@dpupr.contoh.go.id", False, "warn"),
        ("medsos@dpupr.contoh.go.id", True, "ok"),
    ):  # fmt: skip
        actions.look_at_keys(account=account, found=actions.Keys(address, two_factor, "dua orang"), by=by)
        assert verdicts(world)["C-ACC2"] == state, address
    # Probolinggo's annex does not list blogs: only the head's accepted decision takes the red away.
    assert verdicts(world)["C-ACC3"] == "fail"
    OfficialAccount.objects.filter(pk=account.pk).update(verdict="not_listed")
    account.refresh_from_db()
    actions.decide_type(account=account, accepted=True, reason="Blog lama masih dibaca.", by=world.pu.head)
    assert verdicts(world)["C-ACC3"] == "warn"


def test_the_board_names_revoked_bases_that_a_decree_in_force_cites(world: World) -> None:
    one = drafted(world.other, since=NOW.date())
    one.paper.bases = [["uu-5-2014", "Undang-Undang Nomor 5 Tahun 2014 tentang Aparatur Sipil Negara"]]
    one.paper.save()
    assert len(verdicts_of(gather(world.other.agency, NOW))["C-PRE2"].records) > 5  # a draft cites nothing yet
    Decree.objects.filter(pk=one.pk).update(state="signed", signed_on=NOW.date())
    found = verdicts_of(gather(world.other.agency, NOW))["C-PRE2"]
    assert (found.state, found.records) == ("warn", ("UU 5/2014",))


def test_an_account_in_trouble_does_not_come_back_by_the_button(world: World) -> None:
    troubles.report_hacked(account=world.pu.account, what="x", by=world.pu.officer, freeze=True, data=False)
    answer = client_of(world.pu.official).post(f"/daftar/akun/{world.pu.account.pk}/resmikan/")
    assert answer.status_code == 409
    assert OfficialAccount.objects.get(pk=world.pu.account.pk).state == "suspended"


def test_a_move_from_the_agencys_page_ends_rights_and_opens_the_checklist(world: World) -> None:
    client, day = client_of(world.pu.official), today(world.government)
    sent = {"person": world.pu.officer.pk, "on": day.isoformat(), "because": "SK mutasi 800/9"}
    answer = client.post(f"/daftar/{world.pu.agency.pk}/mutasi/", sent)
    made = Trouble.objects.get(kind="moved")
    assert answer.headers["Location"] == f"/gangguan/{made.pk}/"
    assert not may(world.pu.officer, Doing.ANSWER, world.pu.agency)
    foreign = client.post(f"/daftar/{world.pu.agency.pk}/mutasi/", {**sent, "person": world.dukcapil.officer.pk})
    assert foreign.status_code == 200
    assert may(world.dukcapil.officer, Doing.ANSWER, world.dukcapil.agency)
