"""The first steps of a government, with ticks: from an empty installation to a decree in force and a first recorded item."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Item
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Decree, Government, Office, OfficialAccount
from pendopo.registry.queries import agencies_for, heads_on, in_force, standings, today
from pendopo.registry.rules import Doing, Standing
from pendopo.registry.setup import Named, described, named_for

# Who sets a government up; others are not bothered with its steps.
SETS_UP = frozenset({Standing.ADMIN, Standing.ANALYST})


@dataclass(frozen=True)
class Step:
    """One step: what to do, why, where, and whether it is done."""

    key: str
    title: str | Promise
    why: str | Promise
    done: bool

    @property
    def href(self) -> str:
        return reverse("first_run", args=[self.key])


@dataclass(frozen=True)
class Setup:
    """What the steps work on: the coordinating agency and what it has so far."""

    person: Person
    home: Agency

    @property
    def government(self) -> Government:
        return self.home.government

    @property
    def head(self) -> Office | None:
        """Who heads the agency today."""
        return next(iter(heads_on(self.home, today(self.government))), None)

    @property
    def named(self) -> list[Named]:
        """Who will be officer and official."""
        return named_for(self.home)

    @property
    def accounts(self) -> QuerySet[OfficialAccount]:
        """Its accounts that are not closed."""
        return self.home.accounts.exclude(state="closed").order_by("pk")

    @property
    def draft(self) -> Decree | None:
        """The decree that waits for its signature."""
        return self.home.decrees.filter(state="draft").order_by("-pk").first()

    @property
    def decree(self) -> Decree | None:
        """The decree in force, anywhere in the government: then everything before it has been done somehow."""
        rows = Decree.objects.filter(in_force(today(self.government)), agency__government=self.government)
        return rows.order_by("-agency__coordinates", "pk").first()

    @property
    def has_items(self) -> bool:
        return Item.objects.filter(account__agency__government=self.government).exists()


def setup_of(person: Person) -> Setup | None:
    """The government that a person sets up, or None."""
    if not {one.standing for one in standings(person)} & SETS_UP:
        return None
    homes = agencies_for(person, Doing.REGISTER).filter(coordinates=True, closed_on=None)
    home = homes.select_related("government").order_by("pk").first()
    return Setup(person, home) if home is not None else None


def steps_for(person: Person) -> list[Step]:
    """The steps of a person's government; empty for those who do not set it up."""
    setup = setup_of(person)
    return steps_of(setup) if setup is not None else []


def steps_of(setup: Setup) -> list[Step]:
    """All seven, in their order; a decree in force shows that those before it were done somehow."""
    decree = setup.decree
    ruled = decree is not None
    official = setup.government.agencies.filter(accounts__state="official").exists()
    duties = {one.duty for one in setup.named}
    return [
        Step("pemerintah", _("Pemerintah daerah"), _("Nama, situs, warna dan zona waktu."),
             ruled or described(setup.government)),
        Step("instansi", _("Dinas pengampu"), _("Nama resmi, nama pendek, surel, dan kewenangannya."),
             ruled or described(setup.home)),
        Step("kepala", _("Kepala dinas"), _("Yang menandatangani keputusan."), ruled or setup.head is not None),
        Step("orang", _("Petugas dan pejabat"), _("Yang menjawab warga, dan yang menyetujui pesan. Keduanya ASN."),
             ruled or duties >= {"officer", "official"}),
        Step("akun", _("Akun media sosial"), _("Satu akun dulu; yang lain menyusul."), ruled or setup.accounts.exists()),
        Step("keputusan", _("Keputusan kepala dinas"), _("Hak menjawab mengikuti tanggal keputusan ini."),
             ruled and official),
        Step("masukan", _("Masukan pertama"), _("Catat satu komentar warga dengan tangan."), setup.has_items),
    ]  # fmt: skip
