"""The first-run page: five steps with ticks, so that a new government always sees what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Item
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Decree, OfficialAccount
from pendopo.registry.queries import agencies_for, standings
from pendopo.registry.rules import Doing, Standing

# Who sets a government up; others are not bothered with its steps.
SETS_UP = frozenset({Standing.ADMIN, Standing.ANALYST})


@dataclass(frozen=True)
class Step:
    """One step: what to do, why, where, and whether it is done."""

    title: str | Promise
    why: str | Promise
    href: str
    done: bool


def steps_for(person: Person) -> list[Step]:
    """The steps of a person's government; empty for those who do not set it up."""
    if not {one.standing for one in standings(person)} & SETS_UP:
        return []
    agencies = agencies_for(person, Doing.REGISTER)
    accounts = OfficialAccount.objects.filter(agency__in=agencies)
    return [
        Step(_("Pemerintah daerah dan dinas pengampu"), _("Profil peraturan, zona waktu, dinas yang mengampu."),
             reverse("register"), Agency.objects.filter(pk__in=agencies, coordinates=True).exists()),
        Step(_("Instansi dan orangnya"), _("Instansi yang punya media sosial, kepala dan petugasnya."),
             reverse("register"), agencies.filter(coordinates=False).exists()),
        Step(_("Akun resmi"), _("Akun di tiap platform, dengan jenisnya menurut lampiran."),
             reverse("register"), accounts.exists()),
        Step(_("Keputusan kepala instansi"), _("Hak menjawab mengikuti tanggal keputusan ini."),
             reverse("decrees"), Decree.objects.filter(agency__in=agencies, state="signed").exists()),
        Step(_("Masukan pertama"), _("Hubungkan akun, atau catat satu komentar dengan tangan."),
             reverse("accounts"), Item.objects.filter(account__in=accounts).exists()),
    ]  # fmt: skip
