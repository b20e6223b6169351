"""JSON lines in, JSON lines out: what `pendopo suggest` and `pendopo understand` do, without the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pendopo.language.search import Answer, Index
from pendopo.language.understand import understand

_HALF = re.compile(r"[\ud800-\udfff]")


class BadAnswers(Exception):
    """The file of answers cannot be used; the sentence names file, line and reason."""


def read_answers(path: Path) -> Iterator[Answer]:
    """The answers of a JSON-lines file: id, topic, agency, title, tags, answer."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "bukan teks UTF-8"
        raise BadAnswers(f"{path}: pustaka jawaban tidak terbaca ({reason}).") from problem
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _answer(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
                reason = "tanpa id" if isinstance(problem, KeyError) else "bukan objek JSON satu baris"
                raise BadAnswers(f"{path}, baris {number}: {reason}.") from problem


def suggest_lines(kb_path: str | Path, lines: Iterable[str], top: int = 3) -> Iterator[str]:
    """For every message line one line with its likeliest answers; a bad line is answered with its error."""
    index = Index(read_answers(Path(kb_path)))
    for line in lines:
        if line.strip():
            yield _line(line, lambda text: {"answers": _answers(index, text, top)})


def _answers(index: Index, text: str, top: int) -> list[dict[str, Any]]:
    return [{"id": match.id, "score": match.score} for match in index.suggest(text, top)]


def _answer(row: dict[str, Any]) -> Answer:
    return Answer(
        id=str(row["id"]),
        title=str(row.get("title", "")),
        text=str(row.get("answer", "")),
        tags=tuple(str(tag) for tag in row.get("tags") or ()),
        topic=str(row.get("topic") or ""),
        agency=str(row.get("agency") or ""),
    )


def _line(line: str, work: Callable[[str], dict[str, Any]]) -> str:
    """One line's result; whatever is wrong with the line stays with the line."""
    id: Any = None
    try:
        row = json.loads(line)
        id = row["id"]
        text = row["text"]
        if not isinstance(text, str):
            raise TypeError("text must be a string")
        result = {"id": id, **work(text)}
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        result = {"id": id, "error": f"{type(problem).__name__}: {problem}"}
    written = json.dumps(result, ensure_ascii=False)
    # Half a surrogate pair can be read from JSON, but not written as UTF-8.
    return json.dumps(result) if _HALF.search(written) else written


def understand_lines(lines: Iterable[str]) -> Iterator[str]:
    """For every message line one line with what is proposed about it; a bad line is answered with its error."""
    for line in lines:
        if line.strip():
            yield _line(line, _understood)


def _understood(text: str) -> dict[str, Any]:
    found = understand(text)
    result: dict[str, Any] = {
        "lang": found.lang,
        "kind": None if found.kind.kind == "spam" else found.kind.kind,
        "tone": found.tone.name,
        "abuse": found.abuse.found,
        "spam": found.spam.found,
        "pii": [[span.start, span.end, span.type] for span in found.personal],
    }
    if found.topic:
        result["topic"] = found.topic
    if found.agency:
        result["agency"] = found.agency
    return result
