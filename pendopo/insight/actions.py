"""Counting, closing a month and signing it, obstacles, and recommendations from proposal to result."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pendopo.inbox.models import Case
from pendopo.insight.figures import figures_of
from pendopo.insight.models import Closing, Count, Obstacle, Recommendation
from pendopo.insight.queries import period_of
from pendopo.insight.rules import is_over, next_month
from pendopo.journal.actions import canonical, move, note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.days import month_name
from pendopo.regulation.profile import load


class InsightRefused(Said):
    """What was asked may not be done so; the sentence says what to do."""


@transaction.atomic
def count(
    *, account: OfficialAccount, name: str, on: date, value: int, source: str, by: Person, at: datetime | None = None
) -> Count:
    """Enter a counted thing of an account (followers, shares …) with its source. A closed month takes none any more."""
    actor = acting(by, Doing.CLOSE_MONTH, account.agency, at=at)
    if name not in Count.Name.values:
        raise InsightRefused(
            "Pilih apa yang dihitung: pengikut, pengunjung, jangkauan, dibagikan, atau diunggah ulang."
        )
    if value < 0 or value > 10**15:
        raise InsightRefused("Jumlahnya harus bilangan bulat, nol atau lebih.")
    if not source.strip():
        raise InsightRefused("Sebutkan sumber angkanya, misalnya «Instagram Insights».")
    if on > today(account.agency.government, at):
        raise InsightRefused("Tanggalnya belum tiba.")
    if Closing.objects.filter(agency=account.agency, month=on.replace(day=1)).exists():
        raise InsightRefused(f"{month_name(on)} sudah ditutup, angkanya tidak berubah lagi.")
    before = Count.objects.filter(account=account, name=name, on=on).values_list("value", flat=True).first()
    made, _ = Count.objects.update_or_create(
        account=account, name=name, on=on,
        defaults={"value": value, "source": source.strip()[:200], "entered_by": by.name},
    )  # fmt: skip
    note(made, doing="count.entered", by=actor, before={"value": before}, after={"name": name, "value": value}, at=at)
    return made


@transaction.atomic
def note_obstacle(
    *, agency: Agency, on: date, origin: str, text: str, by: Person, at: datetime | None = None
) -> Obstacle:
    """Keep what stood in the way while it is fresh (15(3) g)."""
    actor = acting(by, Doing.RECORD, agency, at=at)
    if origin not in Obstacle.Origin.values:
        raise InsightRefused("Pilih asal kendala: internal atau eksternal.")
    if not text.strip():
        raise InsightRefused("Tulis kendalanya.")
    made = Obstacle.objects.create(agency=agency, on=on, origin=origin, text=text.strip(), by=by)
    note(made, doing="obstacle.noted", by=actor, after={"origin": origin, "text": made.text}, at=at)
    return made


@transaction.atomic
def close_month(
    *, agency: Agency, month: date, by: Person, digest: str = "", nil_reason: str = "", at: datetime | None = None
) -> Closing:
    """Freeze the figures of a month with their hash and keep the digest. There is no second closing of a month."""
    actor, moment = acting(by, Doing.CLOSE_MONTH, agency, at=at), at or timezone.now()
    first = month.replace(day=1)
    if not is_over(first, today(agency.government, at)):
        raise InsightRefused(f"{month_name(first)} belum selesai. Bulan ditutup sesudah hari terakhirnya lewat.")
    if next_month(first) <= agency.since or (agency.closed_on is not None and first > agency.closed_on):
        raise InsightRefused(f"{agency.short_name} belum atau tidak lagi berdiri pada {month_name(first)}.")
    if Closing.objects.filter(agency=agency, month=first).exists():
        raise InsightRefused(f"{month_name(first)} sudah ditutup.")
    figures = figures_of(agency, period_of(agency, first, moment))
    if figures["received"]["items"] and not digest.strip():
        raise InsightRefused("Tulis sari masukannya dulu (Pasal 8 huruf h).")
    if not figures["received"]["items"] and not nil_reason.strip():
        raise InsightRefused("Bulan ini nihil: tulis alasannya, misalnya akun baru dibuka.")
    frozen = canonical(figures)
    closing = Closing.objects.create(
        agency=agency, month=first, figures=frozen, figures_sha256=sha256(frozen), digest=digest.strip(),
        nil_reason=nil_reason.strip()[:300], closed_at=moment, closed_by=by,
    )  # fmt: skip
    note(closing, doing="closing.closed", by=actor, after={"sha256": closing.figures_sha256}, at=at)
    return closing


@transaction.atomic
def rewrite(
    *, closing: Closing, by: Person, digest: str, no_recommendation: str = "", at: datetime | None = None
) -> None:
    """Change the words of a digest before it is signed; the figures are frozen already."""
    closing = Closing.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=closing.pk)
    actor = acting(by, Doing.CLOSE_MONTH, closing.agency, at=at)
    if closing.state != "draft":
        raise InsightRefused("Sari masukan ini sudah ditandatangani dan tidak dapat diubah.")
    before = closing.digest
    closing.digest, closing.no_recommendation = digest.strip(), no_recommendation.strip()[:300]
    closing.save(update_fields=["digest", "no_recommendation"])
    note(closing, doing="closing.rewritten", by=actor, before={"digest": before}, after={"digest": digest}, at=at)


@transaction.atomic
def sign_month(*, closing: Closing, by: Person, at: datetime | None = None) -> Closing:
    """The official's signature under figures and digest (8 h); K 8 i asks for a recommendation or a reason beside it."""
    closing = Closing.objects.select_related("agency__government").get(pk=closing.pk)
    actor, moment = acting(by, Doing.SIGN_MONTH, closing.agency, at=at), at or timezone.now()
    owed = load(closing.agency.government.profile).report.monthly_recommendation
    if owed and not closing.no_recommendation and not closing.recommendations.exists():
        raise InsightRefused(
            "Tambahkan sedikitnya satu rekomendasi, atau tulis alasan mengapa tidak ada (Pasal 8 huruf i)."
        )
    if not closing.digest and not closing.nil_reason:
        raise InsightRefused("Tulis sari masukannya dulu (Pasal 8 huruf h).")
    move(closing, to="signed", by=actor, changes={"signed_by": by, "signed_at": moment}, at=at)
    return closing


@transaction.atomic
def recommend(
    *, agency: Agency, text: str, addressee: str, due: date, by: Person, closing: Closing | None = None,
    cases: Sequence[Case] = (), at: datetime | None = None,
) -> Recommendation:  # fmt: skip
    """Advise an activity, programme or policy on the ground of what people said (K 8 i, 15(3) h)."""
    actor = acting(by, Doing.CLOSE_MONTH, agency, at=at)
    if not text.strip() or not addressee.strip():
        raise InsightRefused("Tulis rekomendasinya dan kepada siapa ditujukan.")
    if closing is not None and closing.agency_id != agency.pk:
        raise InsightRefused("Sari masukan itu milik instansi lain.")
    if any(case.agency_id != agency.pk for case in cases):
        raise InsightRefused("Pilih percakapan dari instansi Anda sendiri sebagai dasarnya.")
    made = Recommendation.objects.create(
        agency=agency, closing=closing, text=text.strip(), addressee=addressee.strip(), due=due,
        created_at=at or timezone.now(),
    )  # fmt: skip
    made.cases.set(cases)
    note(made, doing="recommendation.proposed", by=actor, after={"text": made.text, "due": due}, at=at)
    return made


@transaction.atomic
def decide(
    *, recommendation: Recommendation, accept: bool, by: Person, because: str = "", at: datetime | None = None
) -> Recommendation:
    """The head of the agency, or the regional head, says yes or no; a no says why."""
    actor, moment = acting(by, Doing.DECIDE, recommendation.agency, at=at), at or timezone.now()
    changes = {
        "decided_by": f"{by.name}, {actor.office}"[:300],
        "decided_at": moment,
        "decided_because": because.strip(),
    }
    to = "accepted" if accept else "declined"
    move(recommendation, to=to, by=actor, because=because, changes=changes, at=at)
    return recommendation


@transaction.atomic
def finish(
    *, recommendation: Recommendation, result: str, by: Person, message: Message | None = None,
    at: datetime | None = None,
) -> Recommendation:  # fmt: skip
    """What was done, with the public message that tells people so (8 i P, 8 j K: "Anda sampaikan, kami kerjakan")."""
    actor, moment = acting(by, Doing.CLOSE_MONTH, recommendation.agency, at=at), at or timezone.now()
    if message is not None and (message.agency_id != recommendation.agency_id or message.state != "published"):
        raise InsightRefused("Pilih pesan instansi ini yang sudah terbit.")
    changes = {"result": result.strip(), "public_message": message, "done_at": moment}
    move(recommendation, to="done", by=actor, because=result, changes=changes, at=at)
    return recommendation


@transaction.atomic
def tell_public(
    *, recommendation: Recommendation, message: Message, by: Person, at: datetime | None = None
) -> Recommendation:
    """Link the public message afterwards (C-FB3)."""
    actor = acting(by, Doing.CLOSE_MONTH, recommendation.agency, at=at)
    if recommendation.state != "done":
        raise InsightRefused("Kabarkan sesudah rekomendasinya dilaksanakan.")
    if message.agency_id != recommendation.agency_id or message.state != "published":
        raise InsightRefused("Pilih pesan instansi ini yang sudah terbit.")
    recommendation.public_message = message
    recommendation.save(update_fields=["public_message"])
    note(recommendation, doing="recommendation.told", by=actor, after={"message": message.pk}, at=at)
    return recommendation


@transaction.atomic
def set_topic(*, cases: Sequence[Case], topic: str, by: Person, at: datetime | None = None) -> int:
    """Sort conversations under a topic (C-FB1), several at once."""
    name = " ".join(topic.split())[:80]
    for case in cases:
        actor = acting(by, Doing.RECORD, case.agency, at=at)
        before, case.topic = case.topic, name
        case.save(update_fields=["topic"])
        note(case, doing="case.topic", by=actor, before={"topic": before}, after={"topic": name}, at=at)
    return len(cases)


def sha256(text: str) -> str:
    """The hash under which frozen text is known."""
    return hashlib.sha256(text.encode()).hexdigest()
