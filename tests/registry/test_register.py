"""The register takes what the regulations ask for, and says what is wrong with the rest."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from pendopo.journal.queries import entries_of
from pendopo.registry import actions
from pendopo.registry.actions import BadRegister, Proposed
from pendopo.registry.files import BadFile
from pendopo.registry.models import Agency, Connection, Office, OfficialAccount, Role
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing
from pendopo.registry.secrets import CannotOpen, seal, unseal
from tests.world import World, agency, person, two_governments

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def copy(content: bytes = PDF, name: str = "sk.pdf") -> SimpleUploadedFile:
    """An upload."""
    return SimpleUploadedFile(name, BytesIO(content).read())


def proposal(platform: str = "facebook", **more: str) -> Proposed:
    """An account as somebody writes it."""
    return Proposed(platform=platform, name="Akun baru", handle="@Akun.Baru", url="https://contoh.invalid/akun", **more)


def test_a_government_has_one_coordinating_agency() -> None:
    world = two_governments()
    with pytest.raises(IntegrityError), transaction.atomic():
        agency(world.government, "Kedua", "Dinas Kedua", coordinates=True)


def test_an_agency_of_a_kind_that_the_profile_does_not_know_is_refused() -> None:
    world = two_governments()
    common = {
        "government": world.government,
        "by": world.analyst,
        "beside": world.kominfo.agency,
        "since": date(2026, 1, 1),
    }
    made = actions.add_agency(kind="upt", name="UPT Pasar", short_name="UPT Pasar", **common)  # type: ignore[arg-type]
    assert entries_of(made).get().doing == "agency.added"
    with pytest.raises(BadRegister, match="Jenis instansi"):
        actions.add_agency(kind="yayasan", name="Yayasan", short_name="Yys", **common)  # type: ignore[arg-type]
    with pytest.raises(BadRegister, match="nama pendek"):
        actions.add_agency(kind="upt", name="Lain", short_name="UPT Pasar", **common)  # type: ignore[arg-type]


def test_an_agency_has_one_head_at_a_time() -> None:
    world = two_governments()
    new = {
        "agency": world.pu.agency,
        "person": person("Kepala Baru"),
        "role": Role.HEAD,
        "title": "Kepala",
        "by": world.analyst,
    }
    with pytest.raises(BadRegister, match="masih tercatat sebagai kepala"):
        actions.add_office(since=date(2026, 1, 1), until=None, **new)  # type: ignore[arg-type]
    actions.end_office(
        office=Office.objects.get(agency=world.pu.agency, role=Role.HEAD), on=date(2025, 12, 31), by=world.analyst
    )
    actions.add_office(since=date(2026, 1, 1), until=None, **new)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("platform", "verdict"), [("facebook", "explicit"), ("instagram", "interpretation"), ("x", "explicit")]
)
def test_a_proposed_account_carries_the_verdict_of_the_annex(platform: str, verdict: str) -> None:
    world = two_governments()
    made = actions.propose_account(agency=world.pu.agency, proposed=proposal(platform), by=world.analyst)
    assert (made.state, made.verdict, made.handle_folded) == ("proposed", verdict, "akun.baru")
    assert Connection.objects.filter(account=made).exists()


def test_a_type_that_the_annex_does_not_list_needs_the_heads_reason() -> None:
    world = two_governments()
    with pytest.raises(BadRegister, match="tidak tercantum"):
        actions.propose_account(agency=world.other.agency, proposed=proposal("facebook"), by=world.other.official)
    reasoned = proposal("facebook", verdict_note="Warga desa memakai Facebook.")
    made = actions.propose_account(agency=world.other.agency, proposed=reasoned, by=world.other.official)
    assert (made.verdict, made.verdict_note) == ("not_listed", "Warga desa memakai Facebook.")


def test_a_closed_group_is_no_official_account() -> None:
    world = two_governments()
    with pytest.raises(BadRegister, match="tidak terbuka"):
        actions.propose_account(agency=world.pu.agency, proposed=proposal("whatsapp_group"), by=world.analyst)


def test_the_same_handle_is_registered_once_however_it_is_written() -> None:
    world = two_governments()
    actions.propose_account(agency=world.pu.agency, proposed=proposal(), by=world.analyst)
    again = Proposed(platform="facebook", name="Lain", handle="https://www.akun.baru/", url="https://contoh.invalid/2")
    with pytest.raises(BadRegister, match="sudah terdaftar"):
        actions.propose_account(agency=world.dukcapil.agency, proposed=again, by=world.analyst)


def full_decree(world: World, *, made: OfficialAccount, signed_on: date = date(2026, 3, 1)) -> None:
    """A signed decree of the other government's agency that names the account."""
    official = world.other.official
    drafted = actions.draft_decree(
        agency=world.other.agency,
        number="9/2026",
        about="Akun",
        since=date(2026, 3, 1),
        until=None,
        accounts=[made],
        by=official,
    )
    actions.sign_decree(decree=drafted, signed_on=signed_on, copy=copy(), by=official)


def test_where_the_regulation_asks_for_it_an_account_is_official_only_by_a_decree() -> None:
    world = two_governments()
    made = actions.propose_account(agency=world.other.agency, proposed=proposal("instagram"), by=world.other.official)
    with pytest.raises(BadRegister, match="Belum ada keputusan"):
        actions.make_official(account=made, by=world.other.official)
    full_decree(world, made=made)
    actions.make_official(account=made, by=world.other.official)
    assert made.state == "official"


def test_a_decree_gives_rights_once_its_signed_copy_is_here() -> None:
    world = two_governments()
    agency_, official, new = world.pu.agency, world.pu.official, person("Petugas Baru")
    drafted = actions.draft_decree(
        agency=agency_, number="10/2026", about="Petugas", since=date(2026, 3, 1), until=None, accounts=[], by=official
    )
    actions.appoint(decree=drafted, person=new, duty="officer", position="Humas", account=None, by=official)
    assert not may(new, Doing.ANSWER, agency_)
    actions.sign_decree(decree=drafted, signed_on=date(2026, 3, 1), copy=copy(), by=official)
    assert may(new, Doing.ANSWER, agency_)
    drafted.refresh_from_db()
    assert len(drafted.file_sha256) == 64
    assert drafted.file.read() == PDF


def test_a_decree_that_ends_before_it_begins_is_refused() -> None:
    world = two_governments()
    with pytest.raises(BadRegister, match="berakhir sebelum mulai"):
        actions.draft_decree(
            agency=world.pu.agency, number="11", about="x", since=date(2026, 3, 2), until=date(2026, 3, 1), accounts=[],
            by=world.pu.official,
        )  # fmt: skip


def test_a_decree_signed_on_a_day_without_a_head_is_refused() -> None:
    world = two_governments()
    drafted = actions.draft_decree(
        agency=world.pu.agency,
        number="12",
        about="x",
        since=date(2019, 1, 1),
        until=None,
        accounts=[],
        by=world.pu.official,
    )
    with pytest.raises(BadRegister, match="tidak tercatat kepala"):
        actions.sign_decree(decree=drafted, signed_on=date(2019, 1, 1), copy=copy(), by=world.pu.official)


def test_a_decree_names_only_own_accounts_and_only_asn() -> None:
    world = two_governments()
    common = {
        "agency": world.pu.agency,
        "about": "x",
        "since": date(2026, 1, 1),
        "until": None,
        "by": world.pu.official,
    }
    with pytest.raises(BadRegister, match="milik instansi itu sendiri"):
        actions.draft_decree(number="13", accounts=[world.dukcapil.account], **common)  # type: ignore[arg-type]
    drafted = actions.draft_decree(number="14", accounts=[], **common)  # type: ignore[arg-type]
    helper = person("Tenaga Kontrak", employment="contract")
    with pytest.raises(BadRegister, match="bukan ASN"):
        actions.appoint(decree=drafted, person=helper, duty="officer", position="", account=None, by=world.pu.official)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg><script>alert(1)</script></svg>", "sk.pdf"),
        (b"PK\x03\x04" + b"0" * 100, "sk.pdf"),
        (b"%PDF-1.7 tanpa akhir", "sk.pdf"),
        (b"%PDF-1.7 /JavaScript (app.alert(1))\n%%EOF", "sk.pdf"),
        (b"\xff\xd8\xff\xe0 JFIF", "sk.pdf"),
    ],
)
def test_only_a_whole_plain_pdf_is_kept_as_a_signed_copy(content: bytes, name: str) -> None:
    world = two_governments()
    drafted = actions.draft_decree(
        agency=world.pu.agency,
        number="15",
        about="x",
        since=date(2026, 1, 1),
        until=None,
        accounts=[],
        by=world.pu.official,
    )
    with pytest.raises(BadFile):
        actions.sign_decree(decree=drafted, signed_on=date(2026, 1, 1), copy=copy(content, name), by=world.pu.official)
    drafted.refresh_from_db()
    assert drafted.state == "draft"


def test_a_sealed_secret_opens_only_in_its_own_row() -> None:
    sealed = seal({"password": "kunci-rahasia"}, row="connection:1")
    assert "kunci" not in sealed
    assert unseal(sealed, row="connection:1") == {"password": "kunci-rahasia"}
    for other in (sealed, sealed[:-4] + "AAAA"):
        with pytest.raises(CannotOpen):
            unseal(other, row="connection:2")
    with pytest.raises(CannotOpen, match="tidak tersegel"):
        unseal('{"password": "polos"}', row="connection:1")


def test_an_old_key_still_opens_and_the_new_one_seals(settings: object) -> None:
    sealed = seal({"token": "a"}, row="connection:1")
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old]  # type: ignore[attr-defined]
    assert unseal(sealed, row="connection:1") == {"token": "a"}
    newer = seal({"token": "b"}, row="connection:1")
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    assert unseal(newer, row="connection:1") == {"token": "b"}


def test_an_officer_may_not_change_the_register() -> None:
    world = two_governments()
    with pytest.raises(Exception, match="tidak memegang tugas"):
        actions.propose_account(agency=world.pu.agency, proposed=proposal(), by=world.pu.officer)
    assert Agency.objects.filter(government=world.government).count() == 3


def test_nobody_is_named_twice_for_the_same_duty_in_one_decree() -> None:
    desk = two_governments().dukcapil
    drafted = actions.draft_decree(
        agency=desk.agency, number="188/9/2026", about="Pengelola", since=date(2026, 1, 1), until=None,
        accounts=[desk.account], by=desk.official,
    )  # fmt: skip
    named = {"decree": drafted, "person": desk.officer, "duty": "officer", "position": "", "by": desk.official}
    actions.appoint(account=None, **named)  # type: ignore[arg-type]
    with pytest.raises(BadRegister, match="sudah tercantum"):
        actions.appoint(account=None, **named)  # type: ignore[arg-type]
    actions.appoint(account=desk.account, **named)  # type: ignore[arg-type]
