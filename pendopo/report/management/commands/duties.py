"""`pendopo duties`: every duty of a government's regulation, agency by agency, with its check, verdict and evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, QuerySet
from django.utils import timezone

from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import today
from pendopo.regulation.board import as_json, as_table, dumps, rows
from pendopo.regulation.profile import load
from pendopo.report.compliance.facts import gather, verdicts_of
from pendopo.report.compliance.scope import end_of


class Command(BaseCommand):
    """Computes the verdicts at that moment from the records; nothing is stored."""

    help = "Kewajiban menurut peraturan: rujukan, pemeriksaan, hasil, dan buktinya."

    def add_arguments(self, parser: CommandParser) -> None:
        """The government, and perhaps one agency and a day."""
        parser.add_argument("--government", required=True)
        parser.add_argument("--agency", default="")
        parser.add_argument("--on", default="")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the rows of every agency asked for."""
        government = Government.objects.filter(key=options["government"]).first()
        if government is None:
            raise CommandError(
                _unknown("pemerintah", options["government"], Government.objects.order_by("key").values_list("key"))
            )
        now, profile = timezone.now(), load(government.profile)
        day = _day(options["on"]) or today(government, now)
        at = end_of(day, profile, now)
        objects: list[dict[str, object]] = []
        for agency in _agencies(government, options["agency"], day):
            lines = rows(profile, verdicts_of(gather(agency, at)))
            if options["format"] == "json":
                objects += as_json(agency.short_name, lines)
            else:
                self.stdout.write(as_table(f"{agency.name} ({profile.short_title}), {day.isoformat()}", lines) + "\n")
        if options["format"] == "json":
            self.stdout.write(dumps(objects))


def _agencies(government: Government, wanted: str, day: date) -> QuerySet[Agency]:
    """The agency of that slug or short name, or all that are active on the day."""
    agencies = Agency.objects.filter(government=government).select_related("government").order_by("name", "pk")
    if not wanted:
        return agencies.filter(Q(closed_on=None) | Q(closed_on__gt=day))
    found = agencies.filter(Q(slug__iexact=wanted) | Q(short_name__iexact=wanted))
    if not found:
        raise CommandError(_unknown("instansi", wanted, agencies.values_list("slug")))
    return found


def _unknown(what: str, name: str, known: Any) -> str:
    return f"Tidak ada {what} «{name}». Yang ada: {', '.join(key for (key,) in known) or 'belum ada'}."


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"«{text}» bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya 2026-03-27.") from error
