"""What was worked out once answers as Django would each time."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model, QuerySet

from pendopo.inbox.models import Case
from pendopo.inbox.receiving.models import Hook
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Office
from tests.inbox.scene import arrive, said
from tests.world import NOW, two_governments

pytestmark = pytest.mark.django_db

HOUSE = Path(__file__).parents[2] / "pendopo"


def all_prepared() -> dict[str, Prepared[Any]]:
    """Every one in the house, by its module and name."""
    found: dict[str, Prepared[Any]] = {}
    for path in HOUSE.rglob("*.py"):
        if "Prepared(" in path.read_text(encoding="utf-8") and path.name != "prepared.py":
            name = ".".join(("pendopo", *path.relative_to(HOUSE).with_suffix("").parts))
            held = vars(import_module(name))
            found |= {f"{name}.{key}": one for key, one in held.items() if isinstance(one, Prepared)}
    return found


def plain(rows: list[Any]) -> list[Any]:
    """Rows with all that was read, also of what was joined."""
    return [_plain(row) for row in rows]


def _plain(row: Any, of: Model | None = None) -> Any:
    if not isinstance(row, Model):
        return tuple(row)
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    # Two rows that belong to each other, one to one, both know it.
    cached = row._state.fields_cache.items()
    joined = {name: _plain(one, row) for name, one in cached if one is not None and one is not of}
    return type(row).__name__, own, joined


def test_every_prepared_query_gives_the_rows_that_django_gives() -> None:
    world = two_governments()
    for number in range(3):
        arrive(world.dukcapil.account, said(str(number), author_id=f"w{number}"), at=NOW + timedelta(hours=number))
    ids = [*Person.objects.values_list("pk", flat=True)[:3], *Agency.objects.values_list("pk", flat=True)[:3],
           *Case.objects.values_list("pk", flat=True)[:2], 999_999]  # fmt: skip
    hook = Hook.objects.create(account=world.dukcapil.account, key="kunci-kait", opened_at=NOW, opened_by="Siti")
    words = [hook.key, hook.account.connector, "tidak-ada"]
    values: dict[type, list[Any]] = {int: ids, date: [date(2026, 1, 5), date(1990, 1, 1)], str: words}
    prepared = all_prepared()
    assert len(prepared) >= 8
    rows = 0
    for name, one in prepared.items():
        of_kind: list[list[Any]] = [values[kind] for kind in one._kinds]
        for given in list(product(*of_kind))[:80]:
            wanted = list(one._build(*given))
            got = one(*given)
            assert sorted(map(repr, plain(got))) == sorted(map(repr, plain(wanted))), name
            rows += len(got)
    assert rows > 10


def test_a_value_that_would_be_lost_is_refused() -> None:
    def build(number: int) -> QuerySet[Office]:
        return Office.objects.filter(pk=number) if number > 0 else Office.objects.all()

    with pytest.raises(ValueError, match="not every value"):
        Prepared(build, int)(1)
