"""Measures every ability on the development data and prints one table: `python -m pendopo.language.measure [folder]`.

The folder (or PENDOPO_DATASETS) holds the data sets of the model cards; a set that is missing is named and passed over.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pendopo.language import abuse, personal, spelling, tone, tongue
from pendopo.language.cli import read_answers
from pendopo.language.features import read
from pendopo.language.scoring import auroc, bleu, bootstrap, f1, macro_f1, share, v_measure
from pendopo.language.search import Answer, Index
from pendopo.language.tables import MODELS
from pendopo.language.understand import Understanding, understand, understand_all

Row = dict[str, Any]
Line = tuple[str, str]
_NUSAX = ("ace", "ban", "bbc", "bjn", "bug", "eng", "ind", "jav", "mad", "min", "nij", "sun")
_TONES = {"positive": "positif", "neutral": "netral", "negative": "negatif"}
_NUMBERS = {"nik", "nokk", "hp", "telp", "bpjs", "rek"}


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    folder = Path(arguments[0] if arguments else os.environ.get("PENDOPO_DATASETS", "datasets"))
    parts = (_tongue, _spelling, _desk, _desk_search, _public_tone, _public_abuse, _personal, _speed, _weight)
    for part in parts:
        try:
            for name, figure in part(folder):
                sys.stdout.write(f"{name:<46} {figure}\n")
        except FileNotFoundError as missing:
            sys.stdout.write(f"{part.__name__.strip('_'):<46} NOT MEASURED, missing: {missing.filename}\n")
        sys.stdout.flush()


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _objects(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _said(rows: list[Row], code: Callable[[str], str]) -> str:
    return str(bootstrap([code(row["text"]) == row["lang"] for row in rows], share))


def _tongue(folder: Path) -> Iterator[Line]:
    rows = [
        {"text": row["text"], "lang": language}
        for language in _NUSAX
        for row in _table(folder / f"nusax-senti/{language}-valid.csv")
    ]
    tweets = [
        {"text": row["text"], "lang": language}
        for language in ("jav", "mad", "sun")
        for row in _table(folder / f"nusatranslation-senti/{language}-valid.csv")
    ]
    desk = [row for row in _objects(folder / "desk-messages/dev.jsonl") if row["lang"] in _NUSAX]
    yield "language: NusaX valid", _said(rows, _code)
    yield "language: first three words", _said(rows, lambda text: _code(" ".join(text.split()[:3])))
    yield "language: tweets jav mad sun", _said(tweets, _code)
    yield "language: desk", _said(desk, _code)


def _code(text: str) -> str:
    return tongue.recognise(text).code


def _spelling(folder: Path) -> Iterator[Line]:
    rows = _table(folder / "stif/dev.csv")
    yield (
        "spelling: STIF dev BLEU",
        str(bootstrap([(row["formal"], spelling.normalise(row["informal"])) for row in rows], bleu)),
    )
    words = [word for row in rows for word in row["formal"].split()]
    yield "spelling: formal words changed", str(bootstrap([spelling.normalise(word) != word for word in words], share))


def _desk(folder: Path) -> Iterator[Line]:
    rows = _objects(folder / "desk-messages/dev.jsonl")
    read_rows = [(row, understand(row["text"])) for row in rows]
    proper = [(row, found) for row, found in read_rows if row["kind"]]
    kinds = [(row["kind"], _legal(found)) for row, found in proper]
    yield "kind: desk macro-F1", str(bootstrap(kinds, macro_f1))
    for kind in ("pertanyaan", "komentar", "kritik", "saran"):
        yield f"kind: F1 {kind}", f"{100 * f1(kinds, kind):5.1f}"
    yield (
        "tone: desk macro-F1",
        str(bootstrap([(row["sentiment"], found.tone.name) for row, found in proper], macro_f1)),
    )
    topics = [(row["topic"], found.topic or "lain") for row, found in proper]
    yield "topic: desk accuracy", str(bootstrap([true == found for true, found in topics], share))
    agencies = [(row["agency"] or "", found.agency) for row, found in proper]
    yield "agency: desk accuracy", str(bootstrap([true == found for true, found in agencies], share))
    yield "themes (topic as group): V-measure", str(bootstrap(topics, v_measure))
    yield from _flags(read_rows, "abusive", lambda found: found.abuse.found)
    yield from _flags(read_rows, "spam", lambda found: found.spam.found)


def _legal(found: Understanding) -> str:
    """A request for documents is a question where only the four legal kinds are counted."""
    return "pertanyaan" if found.kind.kind == "permohonan_informasi" else found.kind.kind


def _flags(rows: list[tuple[Row, Understanding]], flag: str, says: Callable[[Understanding], bool]) -> Iterator[Line]:
    flagged = [says(found) for row, found in rows if flag in row["flags"]]
    wrong = sum(says(found) for row, found in rows if flag not in row["flags"])
    yield (
        f"{flag}: desk found / wrongly flagged",
        f"{sum(flagged)} of {len(flagged)} / {wrong} of {len(rows) - len(flagged)}",
    )


def _desk_search(folder: Path) -> Iterator[Line]:
    index = Index(read_answers(folder / "desk-messages/kb.jsonl"))
    rows = [row for row in _objects(folder / "desk-messages/dev.jsonl") if row["kind"]]
    ranked = [(row, index.suggest(row["text"], 10)) for row in rows]
    places = [
        (row["lang"], next((at for at, match in enumerate(found) if match.id in row["kb"]), 99))
        for row, found in ranked
        if row["kb"]
    ]
    yield "search: R@1", str(bootstrap([at == 0 for _, at in places], share))
    yield "search: R@3", str(bootstrap([at < 3 for _, at in places], share))
    yield (
        "search: MRR",
        str(bootstrap([1 / (at + 1) if at < 10 else 0.0 for _, at in places], lambda some: sum(some) / len(some))),
    )
    for language in ("jav", "mad", "bjn", "nij"):
        yield f"search: R@3 {language}", str(bootstrap([at < 3 for spoken, at in places if spoken == language], share))
    scored = [(bool(row["kb"]), found[0].score if found else 0.0) for row, found in ranked]
    yield "search: AUROC 'no answer fits'", str(bootstrap(scored, auroc))
    for count in (1_000, 10_000):
        yield f"search: ms a message at {count} answers", _search_speed(folder, rows, count)


def _search_speed(folder: Path, rows: list[Row], count: int) -> str:
    """Copies of the example answers, each with a word of its own."""
    held = list(read_answers(folder / "desk-messages/kb.jsonl"))
    index = Index(
        Answer(f"{one.id}-{turn}", f"{one.title} nomor{turn}", one.text, one.tags)
        for turn in range(count // len(held) + 1)
        for one in held
    )
    for row in rows[:20]:
        index.suggest(row["text"])
    started = time.process_time()
    for row in rows:
        index.suggest(row["text"])
    return f"{1000 * (time.process_time() - started) / len(rows):.2f} (processor time, {len(index)} answers)"


def _public_tone(folder: Path) -> Iterator[Line]:
    every = []
    for language in _NUSAX:
        pairs = _toned(_table(folder / f"nusax-senti/{language}-valid.csv"))
        every.append(100 * macro_f1(pairs))
        if language in ("ind", "jav", "mad", "bjn", "nij"):
            yield f"tone: NusaX {language} macro-F1", str(bootstrap(pairs, macro_f1))
    yield "tone: NusaX mean of 12", f"{sum(every) / len(every):5.1f}"
    yield "tone: SmSA valid macro-F1", str(bootstrap(_toned(_table(folder / "smsa/valid.csv")), macro_f1))


def _toned(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(_TONES[row["label"]], _public_tone_of(row["text"])) for row in rows]


def _public_tone_of(text: str) -> str:
    messages = read(text)
    return tone.decide(tone.public_chances(messages, [tongue.hear(messages)[0].code]))[0].name


def _public_abuse(folder: Path) -> Iterator[Line]:
    rows = _table(folder / "id-multilabel-hs/train.csv")[:3000]
    pairs = [(row["Abusive"], str(int(abuse.look(row["Tweet"]).found))) for row in rows]
    yield "abuse: tweets macro-F1 (own word list)", str(bootstrap(pairs, macro_f1))


def _personal(folder: Path) -> Iterator[Line]:
    rows = _objects(folder / "pii-lines/dev.jsonl")
    rows += [row for row in _objects(folder / "desk-messages/dev.jsonl") if "spam" not in row["flags"]]
    known = [{tuple(span) for span in row["pii"]} for row in rows]
    found = [{(span.start, span.end, span.type) for span in personal.find(row["text"])} for row in rows]
    for name, types in (("numbers", _NUMBERS), ("names", {"nama"}), ("addresses", {"alamat"})):
        hits = [span in got for want, got in zip(known, found, strict=True) for span in want if span[2] in types]
        right = [span in want for want, got in zip(known, found, strict=True) for span in got if span[2] in types]
        yield f"personal data: {name} recall", str(bootstrap(hits, share))
        yield f"personal data: {name} precision", str(bootstrap(right, share))
    clean = [bool(got) for want, got in zip(known, found, strict=True) if not want]
    yield "personal data: clean messages touched", str(bootstrap(clean, share))


def _speed(folder: Path) -> Iterator[Line]:
    texts = [row["text"] for row in _objects(folder / "desk-messages/dev.jsonl")]
    for size, name in ((1, "one by one"), (100, "100 at once")):
        best = 0.0
        for _ in range(7):
            started = time.process_time()
            for start in range(0, len(texts), size):
                understand_all(texts[start : start + size])
            best = max(best, len(texts) / (time.process_time() - started))
        yield f"speed: messages/s, {name}", f"{best:.0f} (everything but search; processor time, one core)"


def _weight(_: Path) -> Iterator[Line]:
    size = sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file())
    yield "size: all weights and tables", f"{size / 1e6:.1f} MB"
    code = "import time; t = time.perf_counter(); import pendopo.language.understand; print(time.perf_counter() - t)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    yield "import", f"{float(ran.stdout):.2f} s"
    yield "memory: this process at its largest", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    code = (
        "import resource; from pendopo.language.understand import understand; understand('ktp hilang');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    yield "memory: a process that understands", f"{float(ran.stdout):.0f} MB"


if __name__ == "__main__":
    main(sys.argv[1:])
