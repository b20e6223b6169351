"""What can be counted for the aims and objectives of the whole government over a year, from the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

from django.db.models import Count, Min, Q

from pendopo.inbox.models import Case, Exit, Item, Reply
from pendopo.insight.rules import year_span
from pendopo.journal.models import Entry
from pendopo.publishing.models import Message
from pendopo.referral.models import Referral
from pendopo.registry.ethics.models import Attempt
from pendopo.registry.means.models import CostLine, Spending
from pendopo.registry.means.rules import rupiah
from pendopo.registry.models import Appointment, Government, OfficialAccount
from pendopo.regulation.clock import verdict
from pendopo.regulation.profile import load
from pendopo.report.aims.models import MediaContact

Figures = list[tuple[str, str]]


def aim_figures(government: Government, code: str, year: int) -> Figures:
    """The figures of an aim; none for an aim that the program knows nothing to count for."""
    count = AIMS.get(code)
    return count(government, year) if count else []


def objective_proposal(government: Government, code: str, year: int) -> str:
    """What the rows say of an objective, as a text to start from; "" when they say nothing."""
    propose = OBJECTIVES.get(code)
    return propose(government, year) if propose else ""


def _cases(government: Government, year: int) -> Q:
    since, until = year_span(year, government.zone)
    return Q(agency__government=government, received_at__gte=since, received_at__lt=until) & ~Q(state="noise")


def _share(part: int, whole: int) -> str:
    return f"{part} dari {whole} ({round(100 * part / whole)} %)" if whole else "tidak ada"


def _openness(government: Government, year: int) -> Figures:
    """Openness and two-way traffic (4(2) a)."""
    since, until = year_span(year, government.zone)
    accounts = OfficialAccount.objects.filter(agency__government=government, official_since__lt=until.date())
    open_then = accounts.filter(Q(closed_on=None) | Q(closed_on__gte=until.date())).count()
    cases = Case.objects.filter(_cases(government, year))
    live = Q(replies__dispatch__state="live", replies__dispatch__sent_at__lt=until) & ~Q(
        replies__basis=Reply.Basis.HOLDING
    )
    answered = cases.filter(live).distinct().count()
    told = Message.objects.filter(agency__government=government, published_at__gte=since, published_at__lt=until)
    return [
        ("Akun resmi dalam daftar publik pada akhir tahun", str(open_then)),
        ("Percakapan warga yang dijawab", _share(answered, cases.count())),
        ("Pesan yang terbit", str(told.count())),
    ]


def _quality(government: Government, year: int) -> Figures:
    """Quality of service by the three clocks and what came back (4(2) b)."""
    since, until = year_span(year, government.zone)
    really = Q(replies__dispatch__state="live") & ~Q(replies__basis=Reply.Basis.HOLDING)
    first = Case.objects.filter(_cases(government, year)).annotate(
        first=Min("replies__dispatch__sent_at", filter=really)
    )
    waits = [(sent - received).total_seconds() for received, sent in first.values_list("received_at", "first") if sent]
    clock = load(government.profile).clock("T2")
    hops = Referral.objects.filter(
        from_agency__government=government, to_agency__isnull=False, contacted_at__gte=since, contacted_at__lt=until
    ).values_list("contacted_at", "ended_at", "state")
    stands = [
        verdict(asked, ended, clock, until, misrouted=state in {"rejected", "withdrawn"}).state
        for asked, ended, state in hops
    ]
    judged = [each for each in stands if each in {"met", "late"}]
    again = Entry.objects.filter(
        chain=government.key, thing_kind="inbox.case", doing="case.new", before__contains='"state":"closed"',
        at__gte=since, at__lt=until,
    ).count()  # fmt: skip
    return [
        ("Separuh jawaban pertama terkirim dalam", f"{round(median(waits) / 60)} menit" if waits else "tidak ada"),
        (f"Rujukan dijawab dalam {clock.hours} jam", _share(judged.count("met"), len(judged))),
        ("Percakapan selesai yang dibuka kembali", str(again)),
    ]


def _information(government: Government, year: int) -> Figures:
    """The duty to be open about information (4(2) c)."""
    since, until = year_span(year, government.zone)
    asked = Case.objects.filter(_cases(government, year), kind="permohonan_informasi").count()
    exits = Exit.objects.filter(case__agency__government=government, created_at__gte=since, created_at__lt=until)
    exempt = Message.objects.filter(
        agency__government=government, info_class="dikecualikan", published_at__gte=since, published_at__lt=until
    )
    return [
        ("Permohonan informasi yang masuk lewat media sosial", str(asked)),
        ("Diteruskan ke PPID dengan nomor register", str(exits.filter(to="ppid").count())),
        ("Pesan terbit yang memuat informasi dikecualikan", str(exempt.count())),
    ]


AIMS: Mapping[str, Callable[[Government, int], Figures]] = {
    "keterbukaan": _openness, "mutu_layanan": _quality, "kip": _information,
}  # fmt: skip


def _understanding(government: Government, year: int) -> str:
    since, until = year_span(year, government.zone)
    named = Appointment.objects.filter(decree__agency__government=government, decree__since__lt=until.date()).exclude(
        decree__state__in=["draft", "cancelled"]
    )
    people = set(named.values_list("person", flat=True))
    passed = Attempt.objects.filter(
        edition__government=government, passed=True, ended_at__gte=since, ended_at__lt=until, person__in=people
    )
    known = passed.values("person").distinct().count()
    return f"{known} dari {len(people)} pengelola lulus kuis" if people else ""


def _media(government: Government, year: int) -> str:
    number = MediaContact.objects.filter(government=government, active=True).count()
    return f"{number} kontak media aktif" if number else ""


def _management(government: Government, year: int) -> str:
    since, until = year_span(year, government.zone)
    costs = CostLine.objects.filter(agency__government=government, year=year)
    spent = sum(Spending.objects.filter(cost__in=costs).values_list("amount", flat=True))
    messages = Message.objects.filter(
        agency__government=government, published_at__gte=since, published_at__lt=until
    ).count()
    return f"{messages} pesan terbit; realisasi biaya {rupiah(spent)}" if costs or messages else ""


def _reputation(government: Government, year: int) -> str:
    since, until = year_span(year, government.zone)
    items = Item.objects.filter(account__agency__government=government, received_at__gte=since, received_at__lt=until)
    tones = dict(items.order_by().values_list("case__tone").annotate(n=Count("pk")))
    kinds = dict(items.order_by().values_list("case__kind").annotate(n=Count("pk")))
    if not tones:
        return ""
    return (
        f"nada positif {tones.get('positif', 0)}, netral {tones.get('netral', 0)}, negatif {tones.get('negatif', 0)}; "
        f"apresiasi {kinds.get('apresiasi', 0)}, aduan {kinds.get('aduan', 0)}"
    )


OBJECTIVES: Mapping[str, Callable[[Government, int], str]] = {
    "kesamaan_pemahaman": _understanding, "hubungan_media": _media, "keterpaduan": _management, "reputasi": _reputation,
}  # fmt: skip
