"""The demo's answers and referrals are made by the real actions and show every state."""

from __future__ import annotations

import pytest

from pendopo.demo import knowledge, referral
from pendopo.demo.world import build
from pendopo.journal.queries import faults
from pendopo.knowledge.models import Answer
from pendopo.knowledge.queries import listed, suggest, waiting_for
from pendopo.referral.models import Referral, Reminder
from pendopo.referral.queries import verdict_of

pytestmark = pytest.mark.django_db


def test_the_demo_shows_answers_and_referrals_in_every_state() -> None:
    world = build()
    knowledge.fill(world)
    referral.fill(world)
    city = world.governments["probolinggo"]
    dukcapil = city.agencies["Disdukcapil"]
    assert Answer.objects.filter(state="approved").count() >= 35
    assert set(Answer.objects.values_list("state", flat=True)) == {"draft", "approved", "retired"}
    assert waiting_for(dukcapil.official).count() == 2
    assert listed(city.agencies["Disdikbud"].official, "perbarui").count() == 1
    assert suggest("gmn ngurus ktp ilang", dukcapil.agency)[0].answer.title == "KTP-el hilang"
    assert suggest("lampu dalan mati peteng", dukcapil.agency)[0].answer.title == "Lampu jalan mati"
    states = {(one.state, verdict_of(one).state) for one in Referral.objects.all()}
    assert states >= {
        ("sent", "running"), ("sent", "late"), ("sent", "none"), ("answered", "met"), ("answered", "late"),
        ("rejected", "none"), ("withdrawn", "none"),
    }  # fmt: skip
    assert Reminder.objects.filter(mark=24).exists()
    assert list(faults()) == []
