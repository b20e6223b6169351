"""The demo's aims and objectives of last year: Probolinggo measured all, Katingan has one objective to go."""

from __future__ import annotations

from datetime import timedelta

from pendopo.demo.world import DemoGovernment, DemoWorld
from pendopo.report.aims.actions import add_contact, give_objective, take_snapshot
from pendopo.report.aims.figures import objective_proposal

MEDIA = (
    ("Kabar Contoh", "Meja kota", "redaksi@kabar.contoh.invalid"),
    ("Radio Contoh FM", "", "berita@radio.contoh.invalid"),
)


def fill(world: DemoWorld) -> None:
    """The dinas of each government, some weeks ago; of Katingan one objective waits."""
    for key, government in world.governments.items():
        _measured(world, government, leave=1 if key == "katingan" else 0)


def _measured(world: DemoWorld, government: DemoGovernment, *, leave: int) -> None:
    home = next(one.agency for one in government.agencies.values() if one.agency.coordinates)
    at, year, by = world.now - timedelta(days=20), world.now.year - 1, government.analyst
    for outlet, name, email in MEDIA:
        add_contact(home=home, outlet=outlet, name=name, email=email, phone="", words="", by=by, at=at)
    for aim in government.profile.aims:
        take_snapshot(home=home, year=year, code=aim.code, words="", by=by, at=at)
    objectives = government.profile.objectives
    for one in objectives[: len(objectives) - leave]:
        value = objective_proposal(government.government, one.code, year)
        source = "dihitung dari catatan Pendopo" if value else "tahun itu belum dicatat"
        give_objective(home=home, year=year, code=one.code, value=value, source=source, by=by, at=at)
