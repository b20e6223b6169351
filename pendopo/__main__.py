"""The command `pendopo`: each word stands in its own folder; Django's own commands are reached through `pendopo django …`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence

import django
from django.conf import settings
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

from pendopo.language.cli import BadAnswers, suggest_lines, understand_lines
from pendopo.regulation import lengths
from pendopo.regulation.explain import sentences
from pendopo.regulation.profile import ProfileError, load_file
from pendopo.version import VERSION

Run = Callable[[argparse.Namespace], int]


def _ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.settings")
    django.setup()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r}: tulis angka 1 sampai 65535 (--port atau PENDOPO_PORT)")
    return int(text)


def _management(name: str) -> Run:
    """A word that is a Django management command of one of our folders."""

    def run(arguments: argparse.Namespace) -> int:
        _ready()
        options = {key: value for key, value in vars(arguments).items() if key not in {"run", "word", "doing"}}
        doing = [arguments.doing] if "doing" in arguments else []  # what stands without a name: `journal verify`
        try:
            call_command(name, *doing, **options)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        return 0

    return run


def _migrate(arguments: argparse.Namespace) -> int:
    _ready()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sys.stdout.write(f"Basis data siap: {settings.DATABASES['default']['NAME']}\n")
    return 0


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        sys.stdout.write(line + "\n")
    return 0


def _understand(_: argparse.Namespace) -> int:
    return _print(understand_lines(sys.stdin))


def _suggest(arguments: argparse.Namespace) -> int:
    try:
        return _print(suggest_lines(arguments.kb, sys.stdin, arguments.top))
    except BadAnswers as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _lengths(arguments: argparse.Namespace) -> int:
    return _print(lengths.run_lines(sys.stdin))


def _regulation(arguments: argparse.Namespace) -> int:
    if arguments.doing == "load-text":
        return _load_text(arguments)
    try:
        profile = load_file(arguments.file)
    except (ProfileError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _print(sentences(profile))


def _load_text(arguments: argparse.Namespace) -> int:
    if not arguments.government:
        sys.stderr.write("Sebutkan pemerintahnya: pendopo regulation load-text --government KUNCI BERKAS\n")
        return 2
    _ready()
    try:
        call_command("load_text", arguments.file, government=arguments.government)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _django(arguments: argparse.Namespace) -> int:
    _ready()
    execute_from_command_line(["pendopo django", *arguments.rest])
    return 0


def parser() -> argparse.ArgumentParser:
    """Every word and its options."""
    top = argparse.ArgumentParser(
        prog="pendopo", description="Media sosial resmi pemerintah daerah, sesuai peraturannya."
    )
    top.add_argument("--version", action="version", version=VERSION)
    words = top.add_subparsers(dest="word", required=True, metavar="PERINTAH")

    def add(name: str, text: str, run: Run) -> argparse.ArgumentParser:
        word = words.add_parser(name, help=text, description=text)
        word.set_defaults(run=run)
        return word

    add("migrate", "Siapkan atau perbarui basis data dan berkas statis.", _migrate)
    serve = add("serve", "Jalankan web dan pekerja bersama.", _management("serve"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=os.environ.get("PENDOPO_PORT", "").strip() or "8000")
    work = add("work", "Jalankan pekerja saja (mengumpulkan, mengirim, mengingatkan).", _management("work"))
    work.add_argument("--once", action="store_true", help="kerjakan yang jatuh tempo sekali, lalu berhenti")
    add("demo", "Isi dunia contoh: dua pemerintah daerah (sekali saja).", _management("demo"))
    admin = add(
        "createadmin", "Buat pemerintah daerah, dinas pengampu, dan admin pertamanya.", _management("createadmin")
    )
    for option, what in (
        ("email", "surel untuk masuk"),
        ("name", "nama lengkap admin"),
        ("government", "kata pendek di alamat halaman publik, misalnya probolinggo"),
        ("government-name", "misalnya «Pemerintah Kota Probolinggo»"),
        ("profile", "peraturan yang diikuti, misalnya probolinggo-37-2016 atau katingan-55-2022"),
    ):
        admin.add_argument(f"--{option}", dest=option.replace("-", "_"), required=True, help=what)
    journal = add("journal", "Periksa jurnal.", _management("journal"))
    journal.add_argument("doing", choices=["verify"], help="verify: pastikan tidak ada entri yang diubah atau hilang")
    journal.add_argument("--kept", default="", help="berkas berisi keluaran pemeriksaan sebelumnya, untuk dibandingkan")
    duties = add("duties", "Kewajiban tiap instansi: rujukan, pemeriksaan, hasil, dan bukti.", _management("duties"))
    duties.add_argument("--government", required=True, help="kunci pemerintah daerah, misalnya probolinggo")
    duties.add_argument("--agency", default="", help="nama pendek instansi; tanpa ini semua instansi")
    duties.add_argument("--on", default="", help="tanggal yang dinilai (tahun-bulan-hari); tanpa ini hari ini")
    duties.add_argument("--format", choices=["table", "json"], default="table")
    suggest = add("suggest", "Usulkan jawaban: baris JSON masuk, baris JSON keluar.", _suggest)
    suggest.add_argument("--kb", required=True, help="berkas pustaka jawaban (baris JSON)")
    suggest.add_argument("--top", type=int, default=3, help="berapa usulan tiap pesan")
    add("understand", "Usulkan bahasa, jenis, nada, dan topik pesan: baris JSON masuk, baris JSON keluar.", _understand)
    add("lengths", "Hitung panjang pesan seperti tiap platform menghitungnya: baris JSON masuk dan keluar.", _lengths)
    regulation = add("regulation", "Periksa berkas profil peraturan, atau muat naskah peraturan.", _regulation)
    regulation.add_argument(
        "doing", choices=["check", "load-text"],
        help="check: periksa profil, lalu ceritakan artinya; load-text: simpan naskah bagi pembaca pasal",
    )  # fmt: skip
    regulation.add_argument("--government", default="", help="kunci pemerintah daerah (untuk load-text)")
    regulation.add_argument("file", help="berkas profil (.toml) atau naskah (.txt)")
    rest = add("django", "Perintah Django sendiri (untuk pengembang).", _django)
    rest.add_argument("rest", nargs=argparse.REMAINDER)
    return top


NOT_READY = "Basis data belum disiapkan untuk versi ini. Jalankan dulu: pendopo migrate"


def _why(error: DatabaseError) -> str:
    """What to do about a database that cannot be used, without its password."""
    if "no such table" in str(error) or "no such column" in str(error) or isinstance(error, ProgrammingError):
        return NOT_READY
    said = str(error).strip().splitlines()[0]
    return (
        f"Basis data {settings.DATABASES['default']['NAME']} tidak dapat dipakai: {said}. "
        "Periksa PENDOPO_DATABASE_URL dan PENDOPO_DATA_DIR."
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word; exit code 0 when it went well."""
    arguments = parser().parse_args(argv)
    run: Run = arguments.run
    try:
        return run(arguments)
    except (OperationalError, ProgrammingError) as error:
        if settings.DEBUG:
            raise
        sys.stderr.write(f"{_why(error)}\n")
        return 1
    except BrokenPipeError:  # whoever read our lines has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
