"""The demo's approved answers, from `answers.toml`: most in use, and one of each other state that the pages show."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pendopo.demo.world import DemoAgency, DemoWorld
from pendopo.knowledge.actions import Wording, approve, draft, retire, revise, send_back
from pendopo.knowledge.models import Answer

FILE = Path(__file__).with_name("answers.toml")
AGE = timedelta(days=200)


def fill(world: DemoWorld) -> None:
    """Every answer is written by an officer and approved by the official of its agency, some months ago."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    made: dict[str, Answer] = {}
    for key, entries in data.items():
        for number, entry in enumerate(entries):
            at = world.now - AGE + timedelta(hours=7 * number)
            desk = world.governments[key].agencies[entry["agency"]]
            made[f"{key}: {entry['title']}"] = _approved(desk, _wording(entry, at), at)
    _other_states(world, made)


def _wording(entry: dict[str, Any], at: datetime) -> Wording:
    return Wording(
        title=entry["title"], text=entry["text"].strip(), source=entry["source"], topic=entry["topic"], tags=entry["tags"],
        valid_until=(at + timedelta(days=entry["days"])).date() if "days" in entry else None,
    )  # fmt: skip


def _approved(desk: DemoAgency, wording: Wording, at: datetime) -> Answer:
    answer = draft(agency=desk.agency, wording=wording, by=desk.officers[0], at=at)
    return approve(version=answer.versions.get(), by=desk.official, at=at + timedelta(hours=5))


def _other_states(world: DemoWorld, made: dict[str, Answer]) -> None:
    """A newer version that waits, one sent back, a draft, one to be renewed, one no longer used."""
    agencies, now = world.governments["probolinggo"].agencies, world.now
    dukcapil = agencies["Disdukcapil"]
    _revised(dukcapil, made["probolinggo: KTP-el rusak atau patah"], now - timedelta(hours=20))
    waste = made["probolinggo: Menabung di bank sampah"]
    later = revise(
        answer=waste, wording=replace(_of(waste), text="Harga plastik naik, silakan datang."), because="harga baru",
        by=agencies["DLH"].officers[0], at=now - timedelta(days=3),
    )  # fmt: skip
    send_back(
        version=later, because="Cantumkan tempat dan jadwalnya; harga cukup di situs.", by=agencies["DLH"].official,
        at=now - timedelta(days=2),
    )  # fmt: skip
    draft(
        agency=dukcapil.agency, by=dukcapil.preparer or dukcapil.officers[0], at=now - timedelta(hours=6),
        wording=Wording(
            title="Kartu identitas anak (KIA)", topic="Adminduk", tags="kia, anak, kartu anak", source="SOP Disdukcapil 06/2025",
            text="KIA diterbitkan bersama akta kelahiran. Untuk anak yang sudah punya akta, bawa salinan akta dan Kartu "
            "Keluarga; anak berusia lima tahun ke atas membawa foto 2×3.",
        ),
    )  # fmt: skip
    _expired(agencies["Disdikbud"], now)
    retire(
        answer=_approved(dukcapil, _legalised(), now - AGE), by=dukcapil.official, at=now - timedelta(days=40),
        because="Dokumen dengan tanda tangan elektronik tidak perlu dilegalisir lagi.",
    )  # fmt: skip


def _of(answer: Answer) -> Wording:
    version = answer.versions.order_by("-number").get(number=1)
    return Wording(version.title, version.text, version.source, version.topic, version.tags)


def _revised(desk: DemoAgency, answer: Answer, at: datetime) -> None:
    wording = _of(answer)
    text = wording.text.replace("selesai hari itu juga selama blangko tersedia", "selesai paling lama satu hari kerja")
    revise(answer=answer, wording=replace(wording, text=text), by=desk.officers[-1], because="blangko terbatas", at=at)


def _expired(desk: DemoAgency, now: datetime) -> None:
    at = now - timedelta(days=120)
    text = (
        "Pendaftaran beasiswa dibuka sampai akhir bulan. Siapkan rapor, Kartu Keluarga, dan surat keterangan sekolah."
    )
    wording = Wording(
        "Beasiswa siswa berprestasi", text, "Pengumuman beasiswa 2025", "Pendidikan", "beasiswa, siswa, prestasi",
        valid_until=(now - timedelta(days=30)).date(),
    )  # fmt: skip
    _approved(desk, wording, at)


def _legalised() -> Wording:
    return Wording(
        "Legalisir dokumen kependudukan", "Bawa dokumen asli dan salinannya ke loket legalisir.",
        "SOP Disdukcapil 09/2023", "Adminduk", "legalisir, fotokopi, cap basah",
    )  # fmt: skip
