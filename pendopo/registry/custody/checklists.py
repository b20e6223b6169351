"""What is done, in which order and how soon, when an account is lost or hacked and when an officer moves. Pure.

Only the 72 hours of UU PDP article 46 are law. Every other number is a target of ours and is shown as one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pendopo.regulation.clock import due_at, is_overdue
from pendopo.regulation.shape import Clock

Kind = Literal["hacked", "moved"]
LAW = "UU 27/2022 Pasal 46"


@dataclass(frozen=True)
class Step:
    """One step. `hours` run from the start; with `data` it is asked only when personal data was touched."""

    code: str
    label: str
    why: str
    hours: int
    law: str = ""
    data: bool = False


@dataclass(frozen=True)
class Paced:
    """A step with its clock: when it is due, and whether that has passed."""

    step: Step
    due_at: datetime
    late: bool


HACKED = (
    Step("freeze", "Bekukan akun di Pendopo", "Tidak ada yang keluar lewat akun itu selama belum pulih.", 1),
    Step("tell", "Beri tahu pejabat, kepala instansi dan dinas pengampu", "Pendopo memberi tahu mereka saat gangguan dicatat.", 1),
    Step("evidence", "Simpan bukti", "Tangkapan layar unggahan asing, surel peringatan platform, dan jamnya.", 2),
    Step("recover", "Pulihkan akses lewat platform", "Pakai surel pemulihan milik dinas, atau laporkan ke platform.", 24),
    Step("keys", "Ganti kata sandi dan keluarkan semua perangkat", "Termasuk aplikasi yang tersambung; pasang ulang verifikasi dua langkah.", 24),
    Step("clean", "Turunkan unggahan asing", "Sesudah buktinya tersimpan; catat tautan yang diturunkan.", 24),
    Step("public", "Umumkan kepada warga", "Lewat akun resmi lain: apa yang terjadi, dan mana akun yang benar.", 24),
    Step("data", "Periksa apakah data pribadi warga ikut terbuka", "Pesan pribadi dan lampirannya yang pertama dilihat.", 24),
    Step("notify", "Beri tahu tertulis orang yang terkena dan lembaga pelindungan data pribadi",
         "Data apa yang terbuka, kapan dan bagaimana, serta upaya penanganannya.", 72, LAW, data=True),
    Step("report", "Laporkan ke tim tanggap insiden dan, bila perlu, kepolisian", "Nomor laporannya dicatat di sini.", 72),
    Step("reopen", "Catat kunci baru, lalu buka pembekuan", "Atau nonaktifkan akun bila tidak dapat dipulihkan.", 168),
    Step("learn", "Catat sebab dan pencegahannya", "Masuk kendala tahun ini dalam laporan.", 336),
)  # fmt: skip
MOVED = (
    Step(
        "rights",
        "Hentikan haknya pada hari mutasi",
        "Pendopo mengakhiri penunjukannya saat mutasi dicatat (Pasal 8 d).",
        24,
    ),
    Step("keys", "Ganti kata sandi setiap akun yang dipegangnya", "Juga bila ia berpisah baik-baik.", 24),
    Step(
        "devices", "Keluarkan perangkatnya dari setiap akun", "Lihat daftar perangkat masuk di pengaturan platform.", 24
    ),
    Step(
        "roles",
        "Cabut perannya sebagai admin di platform",
        "Halaman, pengelola bisnis, dan aplikasi yang tersambung.",
        24,
    ),
    Step(
        "recovery", "Pindahkan kontak pemulihan dan verifikasi dua langkah", "Ke surel dan perangkat milik dinas.", 24
    ),
    Step(
        "work", "Serahkan pekerjaan yang terbuka", "Kasus, konsep, dan jadwal beralih ke pejabat atau penggantinya.", 24
    ),
    Step("minutes", "Buat dan tandatangani berita acara serah terima", "Dari halaman akun.", 72),
    Step("successor", "Tetapkan penggantinya dengan keputusan", "Tanpa itu akun bisa tidak berpetugas.", 168),
    Step("train", "Bekali penggantinya", "Membaca peraturan, kuis, dan pelatihan.", 720),
)
CHECKLISTS: dict[str, tuple[Step, ...]] = {"hacked": HACKED, "moved": MOVED}
# What goes over with an account. Passwords themselves are never written down in minutes.
HANDED = (
    ("password", "Kata sandi diganti dan diserahkan langsung"),
    ("recovery", "Surel dan nomor pemulihan dialihkan ke milik dinas"),
    ("two_factor", "Verifikasi dua langkah dipasang ulang; kode cadangan diserahkan"),
    ("devices", "Perangkat lama dikeluarkan"),
    ("roles", "Peran admin di platform dialihkan"),
    ("applications", "Aplikasi tersambung diperiksa"),
    ("archive", "Arsip unggahan, gambar dan video diserahkan"),
    ("plans", "Konsep dan jadwal unggahan diserahkan"),
    ("cases", "Kasus yang masih terbuka diserahkan"),
)


def steps_of(kind: str, *, data: bool) -> tuple[Step, ...]:
    """The steps that are asked; those for personal data only when it was touched."""
    return tuple(step for step in CHECKLISTS[kind] if data or not step.data)


def next_step(kind: str, done: Collection[str], *, data: bool) -> Step | None:
    """The first step that is not done: the only one that may be ticked."""
    return next((step for step in steps_of(kind, data=data) if step.code not in done), None)


def paced(step: Step, opened_at: datetime, data_known_at: datetime | None, until: datetime) -> Paced:
    """A step's clock. That of the law runs from when somebody knew that personal data was touched."""
    start = data_known_at if step.data and data_known_at else opened_at
    clock = Clock(step.code, step.label, "opened", "done", step.hours, "clock", "warn", step.law, legal=bool(step.law))
    due = due_at(start, clock)
    return Paced(step, due, is_overdue(due, until))
