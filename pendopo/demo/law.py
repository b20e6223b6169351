"""The demo's legal bases: those whose state is known were looked at last month. No regulation's text is carried along."""

from __future__ import annotations

from datetime import timedelta

from pendopo.demo.world import DemoGovernment, DemoWorld
from pendopo.registry.law.actions import look_at_basis
from pendopo.registry.law.models import LegalBasis
from pendopo.registry.law.queries import bases_of


def fill(world: DemoWorld) -> None:
    """The dinas looked at the bases whose state the profile knows; the others wait, and are shown so."""
    for government in world.governments.values():
        _looked(world, government)


def _looked(world: DemoWorld, government: DemoGovernment) -> None:
    home = next(one.agency for one in government.agencies.values() if one.agency.coordinates)
    at = world.now - timedelta(days=34)
    day = at.astimezone(government.profile.tzinfo()).date()
    for one in bases_of(government.government):
        if one.status != LegalBasis.Status.UNKNOWN:
            look_at_basis(
                home=home, code=one.code, status=one.status, on=day, words=one.note, by=government.analyst, at=at
            )
