"""A question at Disdukcapil that is the public works agency's to answer, asked on the Friday of the regulation map's vectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pendopo.connectors.base import Collected, IncomingItem
from pendopo.inbox.actions import take_in
from pendopo.inbox.models import Case
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.referral.actions import refer
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency, Office, OfficialAccount, Role
from tests.world import World, person, two_governments

WIB = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2025, 3, 28, 16, 0, tzinfo=WIB)
DUE = datetime(2025, 3, 29, 16, 0, tzinfo=WIB)
QUESTION = "Jalan Mastrip berlubang, kapan diperbaiki?"


@dataclass
class Scene:
    """The two governments, a liaison at the agency that is asked, and one case."""

    world: World
    liaison: Person
    case: Case

    @property
    def officer(self) -> Person:
        return self.world.dukcapil.officer

    @property
    def pu(self) -> Agency:
        return self.world.pu.agency


def case_of(account: OfficialAccount, text: str = QUESTION, *, at: datetime = FRIDAY, number: int = 1) -> Case:
    """A comment that came in."""
    said = IncomingItem(
        external_id=f"c-{number}", text=text, kind="comment", author_id=f"warga-{number}", author_name="Warga Satu",
        posted_at=at,
    )  # fmt: skip
    take_in(account, Collected([said], f"cursor-{number}"), by=Actor.system(), at=at)
    return Case.objects.get(items__external_id=said.external_id, account=account)


def set_up(text: str = QUESTION) -> Scene:
    world = two_governments()
    liaison = person("Lia Narahubung")
    Office.objects.create(
        person=liaison, agency=world.pu.agency, role=Role.LIAISON, title="Narahubung", since=date(2020, 1, 1)
    )
    return Scene(world, liaison, case_of(world.dukcapil.account, text))


def asked(scene: Scene, *, at: datetime = FRIDAY, **changes: Any) -> Referral:
    """The officer refers; anything of it may be changed by the test."""
    given: dict[str, Any] = {
        "case": scene.case, "to_agency": scene.pu, "question": QUESTION, "because": "Jalan kota adalah urusan DPUPR.",
        "their_competence": True, "not_answerable": True, "by": scene.officer, "at": at,
    }  # fmt: skip
    return refer(**{**given, **changes})
