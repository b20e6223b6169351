"""Fills an empty database for the browser: two governments, one approved answer, and the address of a real site."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.settings")
django.setup()

from pendopo.knowledge.actions import Wording, approve, draft  # noqa: E402
from pendopo.registry.models import OfficialAccount  # noqa: E402
from tests.world import Desk, account, two_governments  # noqa: E402

ANSWER = (
    "KTP-el hilang diurus di Disdukcapil. Bawa surat kehilangan dari kepolisian dan fotokopi KK. "
    "KTP pengganti selesai hari itu juga, tanpa biaya."
)


def second(desk: Desk, platform: str, url: str) -> int:
    """Another official account of the desk, named by its decree."""
    made = account(desk.agency, f"duk.{platform}", platform=platform)
    OfficialAccount.objects.filter(pk=made.pk).update(url=url)
    desk.decree.accounts.add(made)
    return made.pk


def main(site: str, *more: str) -> None:
    """Everything that the browser does not do itself."""
    world = two_governments()
    desk = world.dukcapil
    OfficialAccount.objects.filter(pk=desk.account.pk).update(url=site, handle="kabar.uji", handle_folded="kabar.uji")
    wording = Wording(
        title="KTP-el hilang atau rusak", text=ANSWER, source="SOP Disdukcapil 2026",
        tags="ktp hilang, ktp rusak, ganti ktp", topic="adminduk",
    )  # fmt: skip
    answer = draft(agency=desk.agency, wording=wording, by=desk.officer)
    approve(version=answer.versions.get(), by=desk.official)
    sys.stdout.write(json.dumps({
        "account": desk.account.pk, "officer": desk.officer.email, "official": desk.official.email,
        "pu": world.pu.agency.pk, "pu_officer": world.pu.officer.email, "analyst": world.analyst.email,
        **{platform: second(desk, platform, url) for platform, url in (one.split("=", 1) for one in more)},
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
