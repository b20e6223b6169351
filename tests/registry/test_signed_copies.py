"""The signed copy: only a real, plain PDF within bounds is kept, under our own name; nobody else's decree can be reached."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.files import MAX_BYTES, BadFile, signed_copy
from pendopo.registry.models import Decree, Office, Role
from pendopo.registry.papers import actions, letterheads
from pendopo.registry.papers.models import Letterhead
from pendopo.registry.papers.signing import SigningFailed, look
from tests.registry.papers import PDF, OwnSigner, copy, drafted, packed
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    return two_governments()


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def bomb(megabytes: int) -> bytes:
    """A ZIP that unpacks to far more than it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * megabytes * 1024 * 1024)
    return made.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK\x03\x04" + os.urandom(1024) * (40 * 1024), "sk.pdf", "lebih dari 10 MB"),
        (bomb(40), "sk.pdf", "harus berkas PDF"),
        (SVG, "sk.svg", "harus berkas PDF"),
        (SVG, "sk.pdf", "harus berkas PDF"),
        (b"%PDF-1.7\n<</S /JavaScript /JS (app.alert(1))>>\n%%EOF", "sk.pdf", "program atau lampiran"),
        (b"%PDF-1.7\n<</S /J#61vaScript /JS (x)>>\n%%EOF", "sk.pdf", "program atau lampiran"),
        (b"%PDF-1.7\n<</Type /EmbeddedFile>>\n%%EOF", "sk.pdf", "program atau lampiran"),
        (packed(b"1 0 <</S /JavaScript /JS (x)>>"), "sk.pdf", "program atau lampiran"),
        (packed(b"0" * (200 * 1024 * 1024)), "sk.pdf", "membengkak"),
        (b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>\n%%EOF", "sk.pdf", "terkunci"),
        (b"%PDF-1.7 tanpa akhir", "sk.pdf", "harus berkas PDF"),
        (b"", "sk.pdf", "harus berkas PDF"),
    ],
    ids=["40MB", "zipbomb", "svg", "svg-as-pdf", "js", "js-escaped", "embedded", "js-packed", "bomb", "locked", "no-end", "empty"],
)  # fmt: skip
def test_what_is_no_plain_pdf_is_refused_in_words(content: bytes, name: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        signed_copy(copy(content, name))


def test_an_object_stream_that_cannot_be_unpacked_is_refused() -> None:
    with pytest.raises(BadFile, match="tidak bisa diperiksa"):
        signed_copy(copy(b"%PDF-1.7\n1 0 obj <</Type /ObjStm>>\nstream\nbukan zlib\nendstream\n%%EOF"))


def test_a_harmless_object_stream_is_kept() -> None:
    assert signed_copy(copy(packed(b"1 0 <</Type /Catalog>>")))[1]


def uploaded(client: Client, one: Decree, file: SimpleUploadedFile) -> str:
    """The answer's status and what it says."""
    answer = client.post(f"/keputusan/{one.pk}/tandatangan/", {"signed_on": "2026-03-01", "copy": file})
    said = answer.content.decode() + " ".join(str(each) for each in get_messages(answer.wsgi_request))
    return f"{answer.status_code} {said}"


def test_forty_megabytes_over_the_web_are_refused_and_nothing_is_kept(world: World) -> None:
    one, client = drafted(world.pu, since=DAY), client_of(world.pu.official)
    said = uploaded(client, one, SimpleUploadedFile("sk.pdf", b"%PDF-" + b"0" * (40 * 1024 * 1024)))
    assert said.startswith("409")
    assert "lebih dari 10 MB" in said
    one.refresh_from_db()
    assert (one.state, one.file.name) == ("draft", "")


def test_a_pdf_that_calls_itself_a_picture_is_kept_under_our_own_name(world: World) -> None:
    one, client = drafted(world.pu, since=DAY), client_of(world.pu.official)
    assert uploaded(client, one, SimpleUploadedFile("../../keputusan.jpg", PDF, "image/jpeg")).startswith("302")
    one.refresh_from_db()
    assert one.file_sha256 == hashlib.sha256(PDF).hexdigest()
    assert re.fullmatch(rf"decrees/probolinggo/{one.pk}-{one.file_sha256[:16]}(_\w+)?\.pdf", str(one.file.name))
    answer = client.get(f"/keputusan/{one.pk}/berkas/")
    assert b"".join(answer) == PDF
    assert answer.headers["Content-Disposition"] == f'attachment; filename="keputusan-{one.pk}.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_exactly_ten_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    full = b"%PDF-1.7\n" + b"0" * (MAX_BYTES - 15) + b"\n%%EOF"
    assert len(full) == MAX_BYTES
    assert signed_copy(copy(full))[0] == full
    with pytest.raises(BadFile, match="10 MB"):
        signed_copy(copy(full + b"\n"))


FORMS = ("{}", "0{}", "{}.0", "+{}", "-{}", "%20{}", "{}%00", "0x{:x}", "{}e0", "٣{}", "{}/../{}")
PAGES = ("", "berkas/", "naskah/", "naskah.pdf", "naskah.docx", "tunjuk/")
ACTS = ("tandatangan/", "akhiri/", "penerus/", "tunjuk/", "naskah/", "tanda-tangan-elektronik/")


@pytest.mark.parametrize("form", FORMS)
def test_a_foreign_decree_is_as_if_it_were_not_there_in_any_form_of_its_number(world: World, form: str) -> None:
    foreign = drafted(world.other, since=DAY)
    actions.sign(decree=foreign, signed_on=DAY, copy=copy(), by=world.other.official)
    client = client_of(world.analyst)
    number = form.format(foreign.pk, foreign.pk)
    for page in PAGES:
        assert client.get(f"/keputusan/{number}/{page}").status_code == 404, page
    for act in ACTS:
        answer = client.post(f"/keputusan/{number}/{act}", {"because": "x", "signed_on": "2026-03-01", "copy": copy()})
        assert answer.status_code == 404, act


def test_a_foreign_decree_cannot_be_named_as_the_one_that_is_replaced(world: World) -> None:
    client = client_of(world.pu.official)
    for foreign in (world.other.decree, world.dukcapil.decree):
        sent = {
            "about": "x",
            "since": "2026-03-01",
            "replaces": str(foreign.pk),
            "accounts": str(foreign.accounts.get().pk),
        }
        answer = client.post(f"/keputusan/baru/{world.pu.agency.pk}/", sent)
        assert answer.status_code == 409
        assert set(answer.context["form"].errors) == {"replaces", "accounts"}
    assert Decree.objects.filter(agency=world.pu.agency).count() == 1


def test_an_analyst_reads_but_another_agencys_officer_gets_nothing(world: World) -> None:
    one = drafted(world.pu, since=DAY)
    assert client_of(world.analyst).get(f"/keputusan/{one.pk}/naskah.pdf").status_code == 200
    assert client_of(world.dukcapil.official).get(f"/keputusan/{one.pk}/naskah.pdf").status_code == 404
    assert client_of(world.pu.officer).post(f"/keputusan/{one.pk}/penerus/").status_code == 404


def head_client(world: World) -> tuple[Person, Client]:
    """The head of an agency, signed in."""
    return world.pu.head, client_of(world.pu.head)


SIGNER = "tests.registry.papers.OwnSigner"
PASSPHRASE = "frasa-sandi-rahasia-7"


def test_the_head_signs_through_the_configured_service_and_the_passphrase_is_nowhere(
    world: World, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIGNER = SIGNER  # type: ignore[attr-defined]
    one = drafted(world.pu, since=DAY)
    _head, client = head_client(world)
    assert "passphrase_password" in client.get(f"/keputusan/{one.pk}/").content.decode()
    answer = client.post(f"/keputusan/{one.pk}/tanda-tangan-elektronik/", {"passphrase_password": PASSPHRASE})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.state == "signed"
    assert OwnSigner.asked[-1] == PASSPHRASE
    seal = one.seal
    assert (seal.signatures, seal.names, seal.intact, seal.verdict) == (
        1,
        "Kepala Uji",
        True,
        "Sah menurut layanan uji.",
    )
    page = client.get(f"/keputusan/{one.pk}/").content.decode()
    assert "atas nama: Kepala Uji" in page
    kept = one.file.read()
    journal = "".join(f"{entry.before}{entry.after}{entry.because}" for entry in Entry.objects.all())
    for place in (kept.decode("latin-1"), journal, caplog.text, page):
        assert PASSPHRASE not in place


def test_only_the_head_of_today_signs_through_the_service(world: World, settings: object) -> None:
    settings.SIGNER = SIGNER  # type: ignore[attr-defined]
    one = drafted(world.pu, since=DAY)
    with pytest.raises(BadRegister, match="hanya kepala"):
        actions.sign_electronically(decree=one, signer=OwnSigner(), passphrase="x", by=world.pu.official)
    Office.objects.filter(agency=world.pu.agency, role=Role.HEAD).update(until=date(2026, 2, 1))
    with pytest.raises(BadRegister, match="hanya kepala"):
        actions.sign_electronically(decree=one, signer=OwnSigner(), passphrase="x", by=world.pu.head)


def test_without_a_configured_service_there_is_no_such_page(world: World) -> None:
    one = drafted(world.pu, since=DAY)
    _head, client = head_client(world)
    assert client.post(f"/keputusan/{one.pk}/tanda-tangan-elektronik/", {"passphrase_password": "x"}).status_code == 404
    assert "passphrase_password" not in client.get(f"/keputusan/{one.pk}/").content.decode()


class Lazy(OwnSigner):
    """A service that gives back what it got."""

    def sign(self, pdf: bytes, *, by: object, passphrase: str) -> bytes:
        return pdf


def test_a_file_that_came_back_unsigned_is_not_kept(world: World) -> None:
    one = drafted(world.pu, since=DAY)
    with pytest.raises(SigningFailed, match="tanpa tanda tangan"):
        actions.sign_electronically(decree=one, signer=Lazy(), passphrase="x", by=world.pu.head)
    one.refresh_from_db()
    assert one.state == "draft"


class Wary(OwnSigner):
    """A service that signs for one passphrase only."""

    def sign(self, pdf: bytes, *, by: object, passphrase: str) -> bytes:
        if passphrase != PASSPHRASE:
            OwnSigner.asked.append(passphrase)
            raise SigningFailed("Frasa sandi salah.")
        return super().sign(pdf, by=by, passphrase=passphrase)


def test_a_passphrase_is_not_guessed_on_and_on(world: World, settings: object) -> None:
    cache.clear()
    settings.SIGNER = f"{__name__}.Wary"  # type: ignore[attr-defined]
    one, other = drafted(world.pu, since=DAY), drafted(world.dukcapil, since=DAY)
    _head, client = head_client(world)
    page = f"/keputusan/{one.pk}/tanda-tangan-elektronik/"
    for number in range(5):
        assert "Frasa sandi salah" in client.post(page, {"passphrase_password": f"tebak{number}"}).content.decode()
    before = len(OwnSigner.asked)
    refused = client.post(page, {"passphrase_password": PASSPHRASE})
    assert refused.status_code == 409
    assert "Tunggu seperempat jam" in refused.content.decode()
    assert len(OwnSigner.asked) == before
    # Nobody else is held up by it.
    assert actions.sign_electronically(decree=other, signer=Wary(), passphrase=PASSPHRASE, by=world.dukcapil.head)


def test_who_signs_well_begins_to_count_anew(world: World) -> None:
    cache.clear()
    for _ in range(2):
        for _try in range(4):
            with pytest.raises(SigningFailed, match="salah"):
                actions.sign_electronically(
                    decree=drafted(world.pu, since=DAY), signer=Wary(), passphrase="x", by=world.pu.head
                )
        actions.sign_electronically(
            decree=drafted(world.pu, since=DAY), signer=Wary(), passphrase=PASSPHRASE, by=world.pu.head
        )


def test_a_copy_signed_outside_shows_its_signature_and_a_changed_byte_is_seen(world: World) -> None:
    signed = OwnSigner().sign(PDF, by=None, passphrase="")
    assert (look(signed).signatures, look(signed).names, look(signed).intact) == (1, ("Kepala Uji",), True)
    assert not look(signed.replace(b"%PDF-1.7", b"%PDF-1.6")).intact
    assert not look(signed + b"9 0 obj <</tambahan 1>> endobj %%EOF").intact
    assert look(PDF) == look(b"").__class__(0, (), False)
    one = drafted(world.pu, since=DAY)
    actions.sign(decree=one, signed_on=DAY, copy=copy(signed), by=world.pu.official)
    assert one.seal.intact


@pytest.mark.parametrize(
    ("content", "said"),
    [(SVG, "PNG atau JPEG"), (PDF, "PNG atau JPEG"), (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "PNG atau JPEG"), (b"0" * (3 << 20), "2 MB")],
)  # fmt: skip
def test_a_crest_is_a_real_picture(world: World, content: bytes, said: str) -> None:
    template = letterheads.Template("{nomor}/{tahun}", "", "Probolinggo", "", "a4", "", "")
    with pytest.raises(BadRegister, match=said):
        letterheads.set_template(
            government=world.government,
            beside=world.kominfo.agency,
            template=template,
            by=world.analyst,
            crest=copy(content),
        )
    assert not Letterhead.objects.exists()


def test_a_bad_pattern_is_refused_and_the_old_one_stays(world: World) -> None:
    template = letterheads.Template("SK", "", "Probolinggo", "", "a4", "", "")
    with pytest.raises(BadRegister, match="harus memuat"):
        letterheads.set_template(
            government=world.government, beside=world.kominfo.agency, template=template, by=world.analyst
        )
    assert not Letterhead.objects.exists()
