"""The public data the weights are made from: where each file lies and what it must hash to."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ.get("PENDOPO_DATASETS", HERE.parent.parent / "datasets"))
PINS = HERE / "pins.txt"


def path(name: str) -> Path:
    """A data file, checked against its pin; another file than the pinned one stops the training."""
    found = (HERE / name) if (HERE / name).exists() else DATA / name
    digest = hashlib.sha256(found.read_bytes()).hexdigest()
    pinned = pins().get(name)
    if os.environ.get("PENDOPO_PIN") == "write":
        _write_pin(name, digest)
    elif pinned != digest:
        raise SystemExit(f"{name}: hash {digest[:12]}… is not the pinned {str(pinned)[:12]}…")
    return found


def pins() -> dict[str, str]:
    """File name → SHA-256."""
    if not PINS.exists():
        return {}
    return {name: digest for digest, name in (line.split("  ") for line in PINS.read_text().splitlines())}


def _write_pin(name: str, digest: str) -> None:
    held = {**pins(), name: digest}
    PINS.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(held.items())))


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def objects(name: str) -> Iterator[dict[str, object]]:
    """The objects of a JSON-lines file."""
    for line in path(name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
