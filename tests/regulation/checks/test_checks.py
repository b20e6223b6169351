"""Each check notices the one thing that is wrong, says why in a sentence, and names the records."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pendopo.regulation.checks import CHECKS, run, run_one
from pendopo.regulation.checks.base import check
from pendopo.regulation.checks.facts import (
    Act,
    Agency,
    Appointment,
    Assignment,
    AudienceSheet,
    Change,
    Closing,
    Decree,
    EthicsCase,
    Facts,
    Finding,
    Procedure,
    Recommendation,
    Reply,
    Setup,
    Urgent,
)
from pendopo.regulation.duties import checks_of, duties
from pendopo.regulation.rights import Grant
from pendopo.regulation.shape import ElectionWindow, Profile
from tests.regulation.checks.good import ACCOUNT, GRANT, INPUT, MESSAGE, NIP, NOW, REFERRAL, REPORT, K, P, at, good

OVER = Grant("SK lama", date(2024, 1, 1), date(2024, 12, 31))
BASE = good()
REAL = replace(K, legal_bases=tuple(replace(each, checked_on=date(2025, 1, 1)) for each in K.legal_bases))


def account(**changes: Any) -> dict[str, Any]:
    return {"accounts": (replace(ACCOUNT, **changes),)}


def message(**changes: Any) -> dict[str, Any]:
    return {"messages": (replace(MESSAGE, **changes),)}


def taken(**changes: Any) -> dict[str, Any]:
    return {"inputs": (replace(INPUT, **changes),)}


def referral(**changes: Any) -> dict[str, Any]:
    return {"referrals": (replace(REFERRAL, **changes),)}


def setup(**changes: Any) -> dict[str, Any]:
    assert BASE.setup is not None
    return {"setup": replace(BASE.setup, **changes)}


def report(**changes: Any) -> dict[str, Any]:
    assert BASE.reports is not None
    return {"reports": (replace(BASE.reports[0], **changes),)}


def printed(**changes: int) -> dict[str, Any]:
    return report(printed={**REPORT.printed, **{key.replace("_", "."): value for key, value in changes.items()}})


def cost(**changes: Any) -> dict[str, Any]:
    assert BASE.costs is not None
    return {"costs": (replace(BASE.costs[0], **changes),)}


def manager(**changes: Any) -> dict[str, Any]:
    assert BASE.managers is not None
    return {"managers": (replace(BASE.managers[0], **changes),)}


WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("C-PRE1", "warn", setup(text_hash="")),
    ("C-PRE1", "warn", setup(text_lacks=("Pasal 9 ayat (2)",))),
    ("C-PRE2", "warn", setup(bases=K.legal_bases)),
    ("C-PRE2", "warn", setup(bases=None, bases_cited=("uu-14-2008",))),
    ("C-PRE2", "warn", setup(bases_cited=("uu-5-2014",))),
    ("C-PRE2", "warn", {"profile": REAL} | setup(bases=None, bases_cited=("uu-5-2014",))),
    ("C-PRE2", "warn", setup(bases_cited=("tidak-dikenal",))),
    ("C-PRE4", "fail", setup(signers_outside_office=("SK 3",))),
    ("C-DEF1", "fail", setup(foreign_titles_in_papers=("SK 3: Walikota",))),
    ("C-DEF2", "fail", {"agency": replace(BASE.agency, kind="perusahaan")}),
    ("C-DEF2", "warn", {"agency": replace(BASE.agency, kind="upt")}),
    ("C-DEF2", "fail", {"agency": replace(BASE.agency, active=False)}),
    ("C-DEF2", "fail", account(owner_active=False)),
    ("C-DEF3", "fail", setup(coordinating_agencies=0)),
    ("C-DEF3", "fail", setup(coordinating_agencies=2)),
    ("C-DEF4", "fail", account(public=False)),
    ("C-DEF4", "warn", account(comments_closed_since=date(2025, 7, 8))),
    ("C-DEF5", "fail", message(format="")),
    ("C-DEF6", "fail", setup(forms_asking_identity=("aduan",))),
    ("C-AIM0", "warn", setup(screens_without_reference=("desk",))),
    ("C-AIM1", "warn", {"aims_measured": {2024: frozenset({"kip"})}}),
    ("C-AIM2", "warn", {"objectives_measured": {}}),
    ("C-SOP2", "fail", setup(flow_steps=("1", "3", "2", "4", "5"))),
    ("C-ROLE1", "fail", {"appointments": ()}),
    ("C-ROLE1", "fail", {"appointments": (Appointment("Bima", "Bima", "official", OVER, nip=NIP),)}),
    ("C-ROLE1", "fail", {"appointments": (Appointment("Bima", "Bima", "official", GRANT, asn=False, nip=NIP),)}),
    ("C-ROLE1", "warn", {"appointments": (Appointment("Bima", "Bima", "official", GRANT, nip="123"),)}),
    ("C-ROLE2", "fail", {"appointments": (Appointment("Sari", "Sari", "officer", GRANT, account="lain"),)}),
    ("C-ROLE2", "warn", {"appointments": (Appointment("Sari", "Sari", "officer", GRANT),)}),
    ("C-ROLE3", "fail", {"acts": (Act("Unggahan 2", at(10), (OVER,)),)}),
    ("C-ROLE3", "fail", {"acts": (Act("Unggahan 2", at(10), (GRANT,), asn=False),)}),
    ("C-ROLE4", "warn", manager(trained_on=date(2023, 7, 15))),
    ("C-ROLE4", "warn", manager(trained_on=None)),
    ("C-SK1", "fail", {"decrees": ()}),
    ("C-SK1", "fail", {"decrees": (Decree("SK 1", GRANT, True, False),)}),
    ("C-SK2", "fail", {"decrees": (Decree("SK 1", GRANT, True, True, frozenset({"officer", "official"})),)}),
    ("C-SOP1", "warn", {"procedures": (Procedure("SOP 1", True, date(2025, 1, 2), steps_missing=("4",)),)}),
    ("C-SOP1", "fail", {"procedures": ()}),
    ("C-SOP1", "fail", {"procedures": (Procedure("SOP 1", True, date(2025, 1, 2), signed_by_head=False),)}),
    ("C-SOP1", "warn", {"procedures": (Procedure("SOP 1", True, date(2024, 7, 15)),)}),
    ("C-ETH4", "warn", {"ethics_cases": (EthicsCase("Perkara 2", date(2025, 6, 1)),)}),
    ("C-ETH5", "warn", manager(pledged=False)),
    ("C-OBL1", "fail", manager(quiz_passed_on=None)),
    ("C-OBL2", "warn", manager(committed=False)),
    ("C-OBL3", "warn", {"coordination_days": (date(2025, 6, 30),)}),
    ("C-FAC1", "warn", {"facility_years": frozenset({2024})}),
    ("C-FIN1", "warn", {"costs": ()}),
    ("C-FIN1", "fail", cost(realised=101)),
    ("C-FIN1", "warn", cost(budget_reference="")),
    ("C-FIN1", "warn", cost(sub_activity="2.16")),
    ("C-ACC1", "fail", {"accounts": (ACCOUNT, replace(ACCOUNT, record="Kembar", handle="@DinasContoh"))}),
    ("C-ACC2", "fail", account(recovery_email="")),
    ("C-ACC2", "fail", account(recovery_email="sari@gmail.com")),
    ("C-ACC2", "warn", account(two_factor=False)),
    ("C-ACC2", "warn", account(checked_on=date(2024, 12, 1))),
    ("C-ACC3", "fail", account(platform="facebook")),
    ("C-ACC3", "warn", account(platform="facebook", decision_note="Dipakai warga; keputusan 3/2025")),
    ("C-ACC3", "warn", account(platform="instagram")),
    ("C-ACC3", "fail", account(platform="whatsapp_group", decision_note="apa pun")),
    ("C-ACC3", "warn", account(audience_sheet="")),
    ("C-ACC4", "fail", account(grants=(OVER,))),
    ("C-MSG1", "warn", message(source="")),
    ("C-MSG2", "warn", message(approvers=("Sari",))),
    ("C-MSG2", "warn", message(approvers=())),
    ("C-MSG6", "warn", {"urgents": (Urgent("Pesan 2", at(11)),)}),
    ("C-MSG6", "warn", {"urgents": (Urgent("Pesan 2", at(11), at(11) + timedelta(seconds=1)),)}),
    ("C-MSG3", "fail", message(purpose="kesadaran_peran_serta")),
    ("C-MSG4", "fail", message(tags=())),
    ("C-MSG4", "fail", message(url="")),
    ("C-MSG4", "warn", message(capture=False)),
    ("C-MSG5", "fail", message(category="")),
    ("C-MSG5", "fail", message(category="kebijakan")),
    ("C-MSG5", "fail", message(category="kebijakan", level="provinsi")),
    ("C-MSG5", "fail", message(category="lainnya")),
    ("C-MSG5", "warn", message(category="lainnya", category_note="ucapan")),
    ("C-A11Y1", "warn", message(pictures_without_alt=1)),
    ("C-A11Y1", "warn", message(videos_without_captions=1)),
    ("C-MOD1", "fail", {"changes": (Change("Hapus 1", "", True),)}),
    ("C-MOD1", "fail", {"changes": (Change("Hapus 1", "spam", False),)}),
    ("C-INT1", "warn", message(other_channel="")),
    ("C-ETH1", "fail", message(ethics_answered=frozenset("abcdefg"))),
    ("C-ETH2", "fail", message(information_class="dikecualikan")),
    ("C-ETH6", "fail", message(abuse_hits=1, hits_decided=False)),
    ("C-PDP1", "fail", message(personal_data_hits=1)),
    ("C-PDP1", "fail", {"public_personal_data": ("halaman depan",)}),
    ("C-PLAN1", "warn", {"plan_approved_years": frozenset({2024})}),
    ("C-PLAN2", "fail", message(foreign_accounts=("akun pribadi",))),
    ("C-PLAN2", "warn", message(audiences=())),
    ("C-SEG1", "warn", {"audience_sheets": ()}),
    ("C-SEG1", "warn", {"audience_sheets": (AudienceSheet("Lama", date(2024, 7, 1), {"kreator": 5.0}),)}),
    ("C-SEG1", "fail", {"audience_sheets": (AudienceSheet("Aneh", date(2025, 7, 1), {"kreator": 101.0}),)}),
    ("C-LEN1", "warn", message(texts=(("x", "microblog", ("a" * 141,)),))),
    ("C-LEN1", "fail", message(texts=(("x", "microblog", ("a" * 281,)),))),
    ("C-LEN1", "fail", message(texts=(("mastodon", "microblog", ("a" * 120, "a" * 501)),))),
    ("C-TWO1", "warn", taken(answered=False)),
    ("C-MON1", "warn", {"watched_days": {}}),
    ("C-SRV1", "fail", taken(state="")),
    ("C-SRV2", "fail", taken(kind="")),
    ("C-SRV2", "fail", taken(recorded_at=at(9))),
    ("C-SRV3", "warn", {"replies": (Reply("Jawaban 1", True),)}),
    ("C-SRV4", "fail", referral(to_own_agency=True)),
    ("C-SRV4", "fail", referral(their_competence=False)),
    ("C-SRV4", "fail", referral(not_answerable=False)),
    ("C-SRV4", "warn", referral(outside=True)),
    ("C-SRV5", "fail", {"replies": (Reply("Jawaban 2", False),)}),
    ("C-SLA1", "warn", taken(first_answer_at=at(14))),
    ("C-SLA1", "warn", {"replies": (Reply("Jawaban 2", False, "", "R", at(10), at(14)),)}),
    ("C-SLA2", "fail", referral(answered_at=at(11) + timedelta(seconds=1))),
    ("C-SLA2", "fail", referral(answered_at=None)),
    ("C-SLA3", "warn", {"assignments": (Assignment("Disposisi 1", at(7), at(11)),)}),
    ("C-KIP1", "fail", taken(kind="permohonan_informasi")),
    ("C-KIP1", "warn", taken(kind="permohonan_informasi", guessed=True)),
    ("C-FB1", "fail", {"closings": ()}),
    ("C-FB2", "fail", {"closings": (Closing("06", date(2025, 6, 1), "Sari", signed=True),)}),
    ("C-FB3", "warn", {"recommendations": (Recommendation("R", date(2025, 5, 1)),)}),
    ("C-FB3", "warn", {"recommendations": (Recommendation("R", date(2025, 5, 1), date(2025, 6, 1)),)}),
    ("C-FB4", "fail", message(purpose="gali_aspirasi") | taken(answers_message="Pesan 1", received_at=at(10, month=5))),
    ("C-REP1", "fail", {"reports": ()}),
    ("C-REP1", "warn", {"reports": (), "at": datetime(2025, 3, 31, 9, tzinfo=UTC)}),
    ("C-REP1", "fail", {"agency": replace(BASE.agency, successor_of=("Dinas Lama",))}),
    ("C-REP3a", "fail", report(decrees_listed=False)),
    ("C-REP3a", "fail", report(procedures_listed=False)),
    ("C-REP3b", "fail", report(audience=())),
    ("C-REP3b", "fail", report(audience=(("X", False),))),
    ("C-REP3c", "fail", printed(c_messages=8)),
    ("C-REP3c", "fail", printed(c_categories=8)),
    ("C-REP3d", "fail", printed(d_kinds=3)),
    ("C-REP3e", "fail", printed(e_answers=5)),
    ("C-REP3f", "fail", printed(f_referrals=3)),
    ("C-REP3g", "fail", report(no_obstacles_stated=frozenset())),
    ("C-REP3h", "fail", report(plan_rows=0)),
    ("C-REP3h", "fail", report(plan_rows_incomplete=1)),
    ("C-EVA1", "warn", report(evaluated=False)),
    ("C-EVA1", "fail", report(evaluated=False, year=2022)),
    ("C-EVA2", "fail", {"findings": (Finding("Temuan 1", 2024),)}),
    ("C-EVA3", "fail", {"findings": (Finding("Temuan 1", 2023, planned=True),)}),
]


@pytest.mark.parametrize("profile", [P, K], ids=["P", "K"])
def test_an_agency_that_does_everything_right_is_never_red_or_amber(profile: Profile) -> None:
    bad = {code: each for code, each in run(good(profile)).items() if each.state not in ("ok", "not_applicable")}
    assert bad == {}


@pytest.mark.parametrize(
    ("code", "state", "changes"), WRONG, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(WRONG)]
)
def test_each_check_notices_what_is_wrong(code: str, state: str, changes: dict[str, Any]) -> None:
    assert run_one(code, BASE).state in ("ok", "not_applicable")
    verdict = run_one(code, replace(BASE, **changes))
    assert verdict.state == state, verdict
    assert verdict.because.endswith(".")


def test_an_urgent_message_is_not_judged_before_its_time_to_be_looked_at_is_over() -> None:
    running = replace(BASE, urgents=(Urgent("Pesan 2", NOW + timedelta(seconds=1)),))
    assert run_one("C-MSG6", running).state == "not_applicable"
    assert run_one("C-MSG6", replace(running, at=NOW + timedelta(seconds=1))).state == "warn"


def test_every_check_is_seen_to_notice_something() -> None:
    elsewhere = {"C-PRE3", "C-ETH3", "C-REP2P", "C-REP2K"}
    assert {code for code, _, _ in WRONG} | elsewhere == set(CHECKS)


def test_the_checks_are_those_of_the_duties() -> None:
    assert {code for each in duties() for code in each.checks} == set(CHECKS)
    for profile in (P, K):
        assert list(run(good(profile))) == list(checks_of(profile))


def test_a_code_stands_once_only() -> None:
    with pytest.raises(ValueError, match="twice"):
        check("C-PRE1", "lagi")(lambda facts: run_one("C-PRE1", facts))


def test_nothing_is_judged_before_the_regulation_is_in_force() -> None:
    early = replace(good(K, accounts=(), reports=()), at=datetime(2022, 8, 30, 23, tzinfo=UTC) - timedelta(hours=7))
    assert {each.state for each in run(early).values()} == {"not_applicable"}
    before = datetime(2022, 8, 30, 12, tzinfo=UTC)
    old = good(K, **referral(referred_at=before, answered_at=None))
    assert run_one("C-SLA2", old).state == "not_applicable"


def test_what_is_not_recorded_is_not_judged() -> None:
    empty = Facts(K, NOW, Agency("Dinas Contoh", "perangkat_daerah"))
    states = {code: each.state for code, each in run(empty).items()}
    assert {code for code, state in states.items() if state != "not_applicable"} == {"C-PRE3"}


@pytest.mark.parametrize("profile", [P, K], ids=["P", "K"])
def test_empty_groups_break_no_check(profile: Profile) -> None:
    keep = {"profile", "at", "agency", "setup", "working_time"}
    full = good(profile)
    changes = {each.name: type(getattr(full, each.name))() for each in fields(full) if each.name not in keep}
    assert run(replace(full, **changes, setup=Setup(1)))


@pytest.mark.parametrize(("profile", "state"), [(P, "warn"), (K, "fail")], ids=["P", "K"])
def test_an_account_without_decree_is_amber_in_probolinggo_and_red_in_katingan(profile: Profile, state: str) -> None:
    assert run_one("C-ACC4", good(profile, **account(grants=()))).state == state


def test_facebook_is_listed_in_probolinggo_only() -> None:
    assert run_one("C-ACC3", good(P, **account(platform="facebook"))).state == "ok"
    assert run_one("C-ACC3", good(K, **account(platform="facebook"))).state == "fail"


def test_the_140_stops_where_a_profile_says_so() -> None:
    types = tuple(replace(each, severity="fail") if each.max_chars else each for each in K.account_types)
    stern = replace(K, account_types=types)
    long = message(texts=(("x", "microblog", ("a" * 141,)),))
    assert run_one("C-LEN1", good(K, **long)).state == "warn"
    assert run_one("C-LEN1", good(stern, **long)).state == "fail"
    assert run_one("C-LEN1", good(stern, **message(texts=(("x", "microblog", ("a" * 120,) * 3),)))).state == "ok"


def test_words_for_a_candidate_need_a_decision_only_in_an_election_window() -> None:
    window = replace(K, election_windows=(ElectionWindow("Pilkada", date(2025, 7, 1), date(2025, 7, 31)),))
    hit = message(neutrality_hits=1, hits_decided=False)
    assert run_one("C-ETH3", good(K, **hit)).state == "not_applicable"
    assert run_one("C-ETH3", good(window, **hit)).state == "fail"
    assert run_one("C-ETH3", good(window, **message(neutrality_hits=1))).state == "ok"


def test_the_other_government_is_not_bound_by_the_24_hours() -> None:
    late = referral(answered_at=None, outside=True, outside_number="SP4N-1")
    assert run_one("C-SLA2", good(K, **late)).state == "not_applicable"
    assert run_one("C-SRV4", good(K, **late)).state == "ok"


def test_not_ours_in_time_is_no_breach() -> None:
    assert run_one("C-SLA2", good(K, **referral(misrouted=True))).state == "ok"
    late = referral(misrouted=True, answered_at=at(11) + timedelta(hours=1))
    assert run_one("C-SLA2", good(K, **late)).state == "fail"
