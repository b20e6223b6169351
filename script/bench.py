"""How fast Pendopo is: intake, desk, case, acts, search, suggestions, board, report, public pages and start, each beside a
floor measured in the same run where there is one. What each line means: docs/explanation/speed.md.

The floor of a page is a bare Django answer with 50 rows; the floor of the intake is a plain batched insert of the rows
that it writes, into tables without indexes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "script"))

from benching.acts import acts  # noqa: E402
from benching.answers import answers  # noqa: E402
from benching.bulk import multiply  # noqa: E402
from benching.due import due  # noqa: E402
from benching.hooks import hooks  # noqa: E402
from benching.served import second_start, served, with_few_answers  # noqa: E402
from benching.year import board, report  # noqa: E402

DATABASES = ("sqlite", "postgresql")
BATCH = 100
QUICK_TIMES = 20
OPENINGS = (
    "Selamat pagi admin",
    "Min",
    "Mohon info",
    "Permisi",
    "Halo",
    "Tanya dong",
    "Assalamualaikum",
    "Yth. petugas",
)
SUBJECTS = (
    "KTP hilang", "jam buka loket", "jalan berlubang di depan pasar", "lampu jalan padam", "antrean puskesmas",
    "pajak kendaraan", "akta kelahiran anak", "sampah menumpuk", "air PDAM keruh", "bantuan sosial belum cair",
    "pendaftaran sekolah", "izin usaha kecil", "surat pindah", "parkir liar", "banjir di kampung kami",
)  # fmt: skip
ASKS = (
    "gimana cara urusnya ya", "syaratnya apa saja", "kapan diperbaiki", "ke mana harus lapor", "apakah bisa daring",
    "mohon ditindaklanjuti segera", "sudah tiga minggu belum ada kabar", "terima kasih sebelumnya", "biayanya berapa",
    "apa harus datang sendiri", "warga sini sudah resah", "tolong dijawab min",
)  # fmt: skip
RARE = "kepiting"
# So many items at most are taken in one after the other before what is counted, and so many are counted.
BY_INTAKE, LEAST_COPIED, MOST_COUNTED = 100_000, 5_000, 5_000
# A page may take so little more with a million items than with these.
GROWN_FROM = 10_000
# Cases of 200 items, so that no page is measured that was just made.
LONG_CASES = 8


@dataclass(frozen=True)
class Measured:
    """One line of the table. `value` in the unit; `ratio` to the floor where there is one; `target` in words."""

    database: str
    items: int
    what: str
    value: float
    unit: str
    p95: float | None = None
    cpu: float | None = None
    ratio: float | None = None
    queries: int | None = None
    target: str = ""
    reached: bool | None = None


def sentence(chance: random.Random) -> str:
    parts = [chance.choice(OPENINGS) + ",", chance.choice(SUBJECTS), *chance.sample(ASKS, 3)]
    return " ".join(parts) + (f" {RARE}" if chance.random() < 0.001 else "")


def batches(first: int, last: int, chance: random.Random) -> Iterator[Any]:
    """Items first … last as a connector hands them over: one citizen in three speaks again."""
    base = import_module("pendopo.connectors.base")
    start = datetime.now(UTC) - timedelta(days=300)
    for number in range(first, last, BATCH):
        items = [
            base.IncomingItem(
                external_id=f"item-{one}", text=sentence(chance), kind="comment", author_id=f"warga-{one * 2 // 3}",
                author_name=f"Warga {one * 2 // 3}", posted_at=start + timedelta(seconds=one * 20),
                post=base.IncomingPost(f"post-{one // 50}", f"https://contoh.invalid/{one // 50}", "Kabar daerah"),
            )
            for one in range(number, min(number + BATCH, last))
        ]  # fmt: skip
        yield base.Collected(items, cursor=str(number))


class Bench:
    """The measurements on one database, which is empty at first."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.results: list[Measured] = []
        self.chance = random.Random(37_2016)
        registry = import_module("pendopo.registry.models")
        people = import_module("pendopo.people.models")
        self.officer = people.Person.objects.get(email="petugas.disdukcapil@probolinggo.contoh.invalid")
        self.account = registry.OfficialAccount.objects.filter(
            agency__short_name__iexact="disdukcapil", agency__government__key="probolinggo"
        ).first()
        self.inbox = import_module("pendopo.inbox.models")
        self.client = import_module("django.test").Client(headers={"host": "127.0.0.1"})
        self.client.force_login(self.officer)
        self.filled = 0
        # How many floors each page took at GROWN_FROM items: the machine's own speed changes until there are a million.
        self.small: dict[str, float] = {}
        import_module("pendopo.loaded").keep()  # as web process and worker do when they begin

    def keep(self, what: str, value: float, unit: str, **more: Any) -> None:
        one = Measured(self.database, self.filled, what, round(value, 2), unit, **more)
        self.results.append(one)
        print(line(one), flush=True)

    def fill(self, size: int) -> None:
        """Up to so many items; the last of them, through the public path, are what counts. What lies before them came that
        way too, or (far above a hundred thousand) was copied in the database from what did."""
        take_in = import_module("pendopo.inbox.actions").take_in
        system = import_module("pendopo.journal.actor").Actor.system()
        counted_from = max(self.filled, size - min(max(size // 10, 500), MOST_COUNTED))
        if counted_from - self.filled > BY_INTAKE and self.filled >= LEAST_COPIED:
            multiply(self.inbox, self.account, items=counted_from - self.filled, days=240)
        else:
            for collected in batches(self.filled, counted_from, self.chance):
                take_in(self.account, collected, by=system)
        count, self.filled = size - counted_from, size
        seconds, spent, floor = self.counted(list(batches(counted_from, size, self.chance)))
        per_second, ratio = count / seconds, floor / seconds
        wanted = 3000 if self.database == "sqlite" else 2000
        self.keep(
            "intake", per_second, "items/s", ratio=round(ratio, 3), target=f">= {wanted}/s, >= 0.15 floor",
            reached=per_second >= wanted and ratio >= 0.15,
        )  # fmt: skip
        self.keep("intake, own processor time", spent / count * 1e6, "us/item")
        self.survey()

    def counted(self, ready: Sequence[Any]) -> tuple[float, float, float]:
        """Seconds of the intake, its processor time, and seconds of the floor: the same rows of case, citizen and item simply
        inserted, into tables without indexes. Turn by turn, so that whatever else the machine does falls on both."""
        take_in = import_module("pendopo.inbox.actions").take_in
        system = import_module("pendopo.journal.actor").Actor.system()
        models = (self.inbox.Item, self.inbox.Case, self.inbox.Citizen)
        seconds = spent = floor = 0.0
        with import_module("django.db").connection.cursor() as cursor:
            for model in models:
                name = model._meta.db_table
                cursor.execute(f"CREATE TABLE bench_{name} AS SELECT * FROM {name} WHERE 1 = 0")
            for collected in ready:
                last = {
                    model: model.objects.order_by("-id").values_list("id", flat=True).first() or 0 for model in models
                }
                before, worked = time.perf_counter(), time.process_time()
                take_in(self.account, collected, by=system)
                seconds, spent = seconds + time.perf_counter() - before, spent + time.process_time() - worked
                floor += self.insert_floor(cursor, last)
            for model in models:
                cursor.execute(f"DROP TABLE bench_{model._meta.db_table}")
        return seconds, spent, floor

    def insert_floor(self, cursor: Any, last: dict[Any, int]) -> float:
        """Seconds for inserting again, in one transaction, the rows with higher ids than these."""
        written = []
        for model, highest in last.items():
            cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id > %s", [highest])
            written.append((model._meta.db_table, cursor.fetchall()))
        before = time.perf_counter()
        with import_module("django.db").transaction.atomic():
            for name, rows in written:
                if rows:
                    cursor.executemany(f"INSERT INTO bench_{name} VALUES ({','.join(['%s'] * len(rows[0]))})", rows)
        return time.perf_counter() - before

    def survey(self) -> None:
        """What the worker does with SQLite each hour, and PostgreSQL by itself."""
        if self.database == "sqlite":
            import_module("pendopo.worker.schedule").survey(datetime.now(UTC))
        else:
            import_module("django.db").connection.cursor().execute("VACUUM (ANALYZE)")

    def bare_page(self) -> None:
        """The floor: 50 rows and a template, nothing around them."""
        rows = self.inbox.Case.objects.filter(agency=self.account.agency_id).order_by("-last_item_at", "-id")
        page = (
            import_module("django.template")
            .engines["django"]
            .from_string(
                "<table>{% for row in rows %}<tr><td>{{ row.0 }}<td>{{ row.1 }}<td>{{ row.2 }}{% endfor %}</table>"
            )
        )
        import_module("django.http").HttpResponse(
            page.render({"rows": list(rows.values_list("citizen_name", "excerpt", "last_item_at")[:50])})
        )

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address}: HTTP {answer.status_code}")
        return str(answer.content.decode())

    def timed(self, work: Callable[[], object]) -> float:
        return timed(work)

    def sentence(self) -> str:
        return sentence(self.chance)

    def queries_of(self, work: Callable[[], object]) -> int:
        test = import_module("django.test.utils")
        with test.CaptureQueriesContext(import_module("django.db").connection) as captured:
            work()
        return len(captured)

    def page(self, what: str, addresses: list[str], times: int, most_floors: float, most_queries: int, most_grown: float = 0) -> None:  # fmt: skip
        """Page and floor turn by turn, so that what else the machine does falls on both."""
        for address in addresses:
            self.get(address)
        taken: list[float] = []
        floors: list[float] = []
        work: list[float] = []
        for number in range(times):
            address, before = addresses[number % len(addresses)], time.process_time()
            taken.append(timed(lambda at=address: self.get(at)))  # type: ignore[misc]
            work.append((time.process_time() - before) * 1000)
            floors.append(timed(self.bare_page))
        ratio, queries = median(taken) / median(floors), self.queries_of(lambda: self.get(addresses[0]))
        fine = ratio <= most_floors and queries <= most_queries
        target = f"p50 <= {most_floors:g} x floor, <= {most_queries} queries"
        if self.filled == GROWN_FROM:
            self.small[what] = ratio
        elif self.filled > GROWN_FROM and what in self.small and most_grown:
            grown = ratio / self.small[what]
            fine = fine and grown <= most_grown
            target += f", <= {most_grown:g} x its floors at {GROWN_FROM:,} ({grown:.2f} x)"
        self.keep(
            what, median(taken), "ms", p95=round(quantiles(taken, n=20)[-1], 2), cpu=round(median(work), 2), ratio=round(ratio, 2), queries=queries,
            target=target, reached=fine,
        )  # fmt: skip

    def search(self, words: str, what: str, times: int) -> None:
        address, before = f"/meja/?tampak=all&cari={words.replace(' ', '+')}", time.process_time()
        taken = [timed(lambda: self.get(address)) for _ in range(times)]
        cpu = (time.process_time() - before) * 1000 / times
        p95 = quantiles(taken, n=20)[-1]
        self.keep(
            what, median(taken), "ms", p95=round(p95, 2), cpu=round(cpu, 2), target="p95 <= 100 ms", reached=p95 <= 100
        )

    def later_page(self) -> str:
        """The address of the page that begins in the middle of everything."""
        queries = import_module("pendopo.inbox.queries")
        mine = self.inbox.Case.objects.filter(agency=self.account.agency_id)
        ids = mine.order_by("id").values_list("id", flat=True)
        case = mine.filter(id__gte=(ids.first() + ids.last()) // 2).order_by("id").first()
        return f"/meja/?tampak=all&sesudah={queries.cursor_at('all', case)}"

    def long_case(self, number: int) -> str:
        """A conversation of 200 items about which another agency is being asked."""
        base = import_module("pendopo.connectors.base")
        take_in = import_module("pendopo.inbox.actions").take_in
        system = import_module("pendopo.journal.actor").Actor.system()
        now, name = datetime.now(UTC), f"long-{self.filled}-{number}"
        items = [
            base.IncomingItem(
                external_id=f"{name}-{one}", text=sentence(self.chance), kind="message", author_id=f"warga-lama-{number}",
                author_name="Warga Lama", posted_at=now - timedelta(minutes=200 - one), thread_id=name,
            )
            for one in range(200)
        ]  # fmt: skip
        take_in(self.account, base.Collected(items, cursor="long"), by=system)
        case = self.inbox.Item.objects.get(account=self.account, external_id=f"{name}-199").case
        other = type(self.account.agency).objects.filter(government=self.account.agency.government_id)
        import_module("pendopo.referral.actions").refer(
            case=case, to_agency=other.exclude(pk=self.account.agency_id).first(), question=sentence(self.chance),
            because="Kewenangannya.", their_competence=True, not_answerable=True, by=self.officer,
        )  # fmt: skip
        return str(import_module("django.urls").reverse("case", args=[case.pk]))

    def everything(self, sizes: Sequence[int], times: int, only: str) -> None:
        alone = {"webhook": hooks, "due": due}
        if only in alone:
            alone[only](self)
            return
        for size in sizes:
            self.fill(size)
            if only == "intake":
                continue
            self.page("desk, first page", ["/meja/?tampak=all"], times, 3, 12, 1.3)
            self.page("desk, new", ["/meja/?tampak=new"], times, 3, 12, 1.3)
            self.page("desk, a page in the middle", [self.later_page()], times, 3, 12, 1.3)
            self.page("a case of 200 items", [self.long_case(one) for one in range(LONG_CASES)], times, 4, 24)
            acts(self, times)
            for word, what in (("kelahiran", "a common word"), ("gimana", "a very common word"), (RARE, "a rare word"),
                               ("kelahi", "the beginning of a common word"), ("akta urusnya", "two common words"),
                               ("katayangtiadadimanapun", "a word that nobody wrote")):  # fmt: skip
                self.search(word, f"search, {what}", max(times // 2, 10))
        if only:
            return
        with_few_answers(self)
        answers(self, times)
        board(self, times)
        report(self)
        served(self)
        if times <= QUICK_TIMES:
            due(self, seconds=20)
            hooks(self, seconds=10)
        else:
            due(self)
            hooks(self)


def start_time() -> Measured:
    """From nothing to a program that can answer."""
    command = [sys.executable, "-c", "import pendopo.wsgi"]
    with tempfile.TemporaryDirectory(prefix="pendopo-bench-") as folder:
        place = {**os.environ, "PENDOPO_DATA_DIR": folder}
        taken = [timed(lambda: subprocess.run(command, cwd=CHECKOUT, env=place, check=True)) / 1000 for _ in range(3)]
    value = round(median(taken), 2)
    return Measured("-", 0, "start of a process", value, "s", target="<= 2 s", reached=value <= 2)


def second_starts() -> Measured:
    """`script/server` where everything is prepared already."""
    with tempfile.TemporaryDirectory(prefix="pendopo-bench-") as folder:
        first = second_start(folder)  # prepares the folder
        taken = [second_start(folder) for _ in range(3)]
    value = round(median(taken), 2)
    told = f"<= 5 s (the first took {first:.0f} s)"
    return Measured("-", 0, "second start of script/server", value, "s", target=told, reached=value <= 5)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000


def line(one: Measured) -> str:
    more = [
        f"p95 {one.p95:.1f}" if one.p95 is not None else "",
        f"cpu {one.cpu:.1f}" if one.cpu is not None else "",
        f"{one.ratio:g} x floor" if one.ratio is not None else "",
        f"{one.queries} queries" if one.queries is not None else "",
    ]
    verdict = {True: "reached", False: "NOT reached", None: ""}[one.reached]
    size = f"{one.items:,}" if one.items else ""
    about = ", ".join(filter(None, more))
    return f"{one.database:<11}{size:>10}  {one.what:<38}{one.value:>10,.1f} {one.unit:<8}{about:<52}{one.target} {verdict}"


def inside(database: str, sizes: Sequence[int], times: int, out: Path, only: str) -> int:
    """The part that runs with the database in the environment."""
    import_module("django").setup()
    call = import_module("django.core.management").call_command
    call("migrate", interactive=False, verbosity=0)
    call("collectstatic", interactive=False, verbosity=0)
    with Path(os.devnull).open("w") as nowhere:
        call("demo", stdout=nowhere)
    bench = Bench(database)
    bench.everything(sizes, times, only)
    out.write_text(json.dumps([asdict(one) for one in bench.results]))
    return 0


def on(database: str, arguments: argparse.Namespace) -> list[Measured] | None:
    """Run `inside` on a database of its own; None when there is no such server."""
    folder = tempfile.mkdtemp(prefix="pendopo-bench-")
    out = Path(folder, "results.json")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PENDOPO_")}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("PENDOPO_TEST_")}
    kept |= {"PENDOPO_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "pendopo.settings", "PENDOPO_LOG_LEVEL": "ERROR"}
    command = [sys.executable, __file__, "--inside", database, "--out", str(out)]
    command += ["--sizes", arguments.sizes, "--times", str(arguments.times), "--only", arguments.only]
    if database == "postgresql":
        command = [sys.executable, str(CHECKOUT / "script" / "postgres.py"), *command]
    try:
        code = subprocess.run(command, env=kept, check=False).returncode
        if code == 97:
            return None
        if code:
            sys.exit(code)
        return [Measured(**one) for one in json.loads(out.read_text())]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="Mengukur kecepatan Pendopo.")
    parser.add_argument("--quick", action="store_true", help="kecil dan cepat: 1.000 dan 10.000 kiriman")
    parser.add_argument("--sizes", default="", help="jumlah kiriman, dipisah koma (default: 1000,10000,1000000)")
    parser.add_argument("--times", type=int, default=0, help="berapa kali tiap halaman diminta")
    parser.add_argument("--databases", default=",".join(DATABASES), help="sqlite,postgresql")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "var" / "bench.json", help="berkas JSON hasilnya")
    parser.add_argument("--no-starts", action="store_true", help="tanpa mengukur mulai program")
    parser.add_argument("--only", choices=["", "intake", "webhook", "due"], default="", help="hanya bagian ini")
    parser.add_argument("--inside", choices=DATABASES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.sizes = arguments.sizes or ("1000,10000" if arguments.quick else "1000,10000,1000000")
    arguments.times = arguments.times or (QUICK_TIMES if arguments.quick else 100)
    sys.path.insert(0, str(CHECKOUT))
    sizes = [int(size) for size in arguments.sizes.split(",")]
    if arguments.inside:
        return inside(arguments.inside, sizes, arguments.times, arguments.out, arguments.only)

    results: list[Measured] = []
    for once in () if arguments.only or arguments.no_starts else (start_time, second_starts):
        results.append(once())
        print(line(results[-1]), flush=True)
    missing = []
    for database in arguments.databases.split(","):
        measured = on(database, arguments)
        if measured is None:
            missing.append(database)
        results += measured or []
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version()}
    told = {"at": datetime.now(UTC).isoformat(), "machine": machine, "results": [asdict(one) for one in results]}
    arguments.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    missed = [one for one in results if one.reached is False]
    print(f"\n{len(results)} hasil di {arguments.out}; {len(missed)} sasaran belum tercapai (targets not reached).")
    for database in missing:
        print(f"!!!!!! {database}: tidak dapat dijangkau, TIDAK diukur (not reached, NOT measured) !!!!!!")
    return 1 if missing and os.environ.get("PENDOPO_TEST_NEED_POSTGRES") else 0


if __name__ == "__main__":
    sys.exit(main())
