"""From an agency's year to a document, and from a frozen report back to its document and figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from pendopo.inbox.models import Item, Reply
from pendopo.insight.figures import Period, figures_of
from pendopo.insight.models import Count
from pendopo.insight.queries import NAMES
from pendopo.insight.rules import differences
from pendopo.journal.actions import canonical
from pendopo.publishing.models import Variant
from pendopo.referral.models import Referral
from pendopo.registry.queries import today
from pendopo.regulation.days import day_name
from pendopo.regulation.profile import Profile
from pendopo.report.book import Book, head_of, open_book, period_named
from pendopo.report.document import Block, Document, Heading, Paragraph, Signature, plain, read
from pendopo.report.models import Report
from pendopo.report.rules import Check
from pendopo.report.sections import sections


@dataclass(frozen=True)
class Built:
    """A document with the book it was made from."""

    document: Document
    book: Book


def build_now(report: Report, at: datetime, *, signing: bool = False) -> Built:
    """Make the document from what the rows say at this moment."""
    book = open_book(report, at)
    blocks: list[Block] = [*_foreword(book)]
    for part in sections().values():
        blocks += part(book)
    return Built(_cover(book, tuple(blocks), at, signing), book)


def _foreword(book: Book) -> list[Block]:
    terms = book.profile.terms
    words = book.words("foreword")
    own = (
        f"Laporan ini memuat pelaksanaan layanan informasi melalui media sosial oleh {book.agency.name} dari "
        f"{period_named(book)}, disusun menurut {book.profile.report.reference} {book.profile.short_title} dari "
        f"penutupan bulanan dan catatan pelayanan {terms.officer.lower()}."
    )
    return [Heading("Pengantar"), Paragraph(own), *([Paragraph(words)] if words else [])]


def _cover(book: Book, blocks: tuple[Block, ...], at: datetime, signing: bool) -> Document:
    agency, profile = book.agency, book.profile
    head = head_of(agency, at)
    signature = Signature(
        office=head.title if head else f"{profile.terms.agency_head} {agency.short_name}",
        name=head.person.name if signing and head else "",
        nip=(head.person.nip or "") if signing and head else "",
        day=day_name(today(agency.government, at)) if signing else "",
    )
    first = profile.report.route[0]
    return Document(
        government=agency.government.name, agency=agency.name,
        title="Laporan pelaksanaan layanan informasi melalui media sosial", subtitle=f"Tahun {book.year}" if book.term.whole_year else f"Bulan {book.name}" if book.term.parts == 12 else book.name,
        addressed=_addressed(profile), copies=tuple(_party(profile, party) for party in first.copy_to),
        blocks=blocks, signature=signature, contact=" · ".join(part for part in (agency.phone, agency.email) if part),
        draft=not signing,
    )  # fmt: skip


def _party(profile: Profile, party: str) -> str:
    names = {"coordinating_agency": profile.terms.coordinating_agency_name, "regional_head": _head(profile)}
    return names.get(party) or profile.party(party)  # type: ignore[arg-type]


def _head(profile: Profile) -> str:
    """ "Walikota Probolinggo" """
    return f"{profile.head_title} {profile.region.name.removeprefix('Kota ').removeprefix('Kabupaten ')}"


def _addressed(profile: Profile) -> str:
    last, hops = profile.report.route[-1], profile.report.route
    between = [_party(profile, hop.recipient) for hop in hops[:-1]]
    through = f" melalui {' dan '.join(between)}" if between else ""
    return f"{_party(profile, last.recipient)}{through}"


def frozen(built: Built) -> str:
    """What is kept when a report is signed: the document, its figures and its months, as canonical JSON."""
    months = [{"month": one.month.isoformat(), "sha256": one.sha256} for one in built.book.months]
    data = {"document": plain(built.document), "figures": built.book.figures, "months": months}
    return canonical(data)


def document_of(report: Report, at: datetime) -> Document:
    """The document as it was signed, or as it would be now."""
    if not report.data:
        return build_now(report, at).document
    fields = json.loads(report.data)["document"]
    return read({**fields, "sha256": report.sha256})


def checks(report: Report) -> list[Check]:
    """The sums of a signed report against each other and against the rows, counted again in another way."""
    data = json.loads(report.data)
    figures = data["figures"]
    return [*_sums(figures), *_again(report, figures), *_recount(report, figures)]


def _sums(figures: dict[str, Any]) -> Iterator[Check]:
    told, received = figures["messages"], figures["received"]
    for code, total, table, name in (
        ("C-REP3c", told["published"], told["by_category"], "pesan menurut kategori"),
        ("C-REP3c", told["published"], told["by_purpose"], "pesan menurut tujuan"),
        ("C-REP3d", received["items"], received["by_kind"], "masukan menurut jenis"),
        ("C-REP3d", received["items"], received["by_topic"], "masukan menurut topik"),
        ("C-REP3d", received["items"], received["by_tone"], "masukan menurut nada"),
        ("C-REP3f", figures["referrals"]["sent"], _states(figures["referrals"]), "rujukan menurut keadaan"),
    ):
        yield _equal(code, f"Jumlah {name}", sum(table.values()), total)


def _states(referrals: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in referrals.items() if name != "sent"}


def _again(report: Report, figures: dict[str, Any]) -> Iterator[Check]:
    """Plain counts straight from the tables, without the code that made the figures (C-REP3d, e, f)."""
    cut, agency = report.cut, report.agency
    since, until = report.term.span(agency.government.zone)
    sent = {"dispatch__state": "live", "dispatch__sent_at__gte": since, "dispatch__sent_at__lt": until, "dispatch__sent_at__lte": cut}  # fmt: skip
    accounts = figures["accounts"].values()
    items = Item.objects.filter(
        account__agency=agency, received_at__gte=since, received_at__lt=until, recorded_at__lte=cut
    ).count()
    yield _equal("C-REP3d", "Masukan", items, figures["received"]["items"])
    posts = Variant.objects.filter(message__agency=agency, **sent).count()
    yield _equal("C-REP3e", "Unggahan", posts, sum(one["posts"] for one in accounts))
    replies = Reply.objects.filter(dispatch__account__agency=agency, **sent).count()
    yield _equal("C-REP3e", "Jawaban", replies, sum(one["replies"] + one["holding"] for one in accounts))
    day = today(agency.government, since), today(agency.government, until)
    shared = Count.objects.filter(account__agency=agency, name="shares", on__gte=day[0], on__lt=day[1])
    total = shared.aggregate(n=Sum("value"))["n"] or 0
    yield _equal("C-REP3e", "Dibagikan", total, sum(one["shares"] or 0 for one in accounts))
    hops = Referral.objects.filter(from_agency=agency, contacted_at__gte=since, contacted_at__lt=until).count()
    yield _equal("C-REP3f", "Rujukan", hops, figures["referrals"]["sent"])


def _recount(report: Report, figures: dict[str, Any]) -> Iterator[Check]:
    """The year's figures made once more; every one that differs is named."""
    since, until = report.term.span(report.agency.government.zone)
    period = Period(since, until, report.cut or until)
    now = json.loads(json.dumps(figures_of(report.agency, period)))
    for one in differences(figures, now):
        if one.name.rsplit(".", 1)[-1] not in NAMES:
            yield Check("C-REP3", "warn", f"{one.name}: tercetak {one.frozen}, dihitung lagi {one.now}.")


def _equal(code: str, name: str, counted: int, printed: int) -> Check:
    if counted == printed:
        return Check(code, "ok", f"{name}: {printed}, sama.")
    return Check(code, "fail", f"{name}: tercetak {printed}, dihitung ulang {counted}.")
