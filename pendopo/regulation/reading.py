"""Reads a plain table (from TOML) into a frozen dataclass by its types, gathering every problem."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime, time
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

NAMES = {str: "teks", int: "bilangan bulat", bool: "true atau false", date: "tanggal", time: "jam"}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `key` is the path inside the file, as a person would look for it."""

    key: str
    reason: str


BAD: Any = object()


def read(kind: Any, value: object, key: str, problems: list[Problem]) -> Any:
    """`value` as `kind`, or BAD after the reason was added to `problems`."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return read(next(arm for arm in get_args(kind) if arm is not type(None)), value, key, problems)
    if origin is Literal:
        return _choice(get_args(kind), value, key, problems)
    if origin is tuple:
        return _row(get_args(kind)[0], value, key, problems)
    if origin is Mapping:
        return _map(get_args(kind)[1], value, key, problems)
    if is_dataclass(kind):
        return _table(kind, value, key, problems)
    return _plain(kind, value, key, problems)


def _bad(key: str, reason: str, problems: list[Problem]) -> Any:
    problems.append(Problem(key or "(berkas)", reason))
    return BAD


def _plain(kind: type, value: object, key: str, problems: list[Problem]) -> Any:
    # bool is an int, datetime is a date: Python's kinship would let wrong values through.
    wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or isinstance(value, datetime)
    if wrong:
        return _bad(key, f"harus berupa {NAMES[kind]}, bukan {value!r}", problems)
    if isinstance(value, str) and "\0" in value:
        return _bad(key, "memuat karakter NUL", problems)
    return value


def _choice(choices: tuple[object, ...], value: object, key: str, problems: list[Problem]) -> Any:
    if value in choices:
        return value
    known = ", ".join(repr(choice) for choice in choices)
    return _bad(key, f"{value!r} tidak dikenal; pilihannya: {known}", problems)


def _row(kind: Any, value: object, key: str, problems: list[Problem]) -> Any:
    if not isinstance(value, list):
        return _bad(key, f"harus berupa daftar, bukan {value!r}", problems)
    cells = [read(kind, cell, f"{key}[{number}]", problems) for number, cell in enumerate(value, start=1)]
    return BAD if any(cell is BAD for cell in cells) else tuple(cells)


def _map(kind: Any, value: object, key: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        return _bad(key, f"harus berupa tabel, bukan {value!r}", problems)
    cells = {name: read(kind, cell, f"{key}.{name}", problems) for name, cell in value.items()}
    return BAD if any(cell is BAD for cell in cells.values()) else types.MappingProxyType(cells)


def _table(kind: Any, value: object, key: str, problems: list[Problem]) -> Any:
    if not isinstance(value, dict):
        return _bad(key, f"harus berupa tabel, bukan {value!r}", problems)
    prefix = f"{key}." if key else ""
    known = {each.name: each for each in fields(kind)}
    unknown = [name for name in value if name not in known]
    for name in unknown:
        _bad(prefix + name, f"kunci tidak dikenal; yang dikenal: {', '.join(sorted(known))}", problems)
    hints = get_type_hints(kind)
    cells: dict[str, Any] = {}
    for name, each in known.items():
        if name in value:
            cells[name] = _cell(each, hints[name], value[name], prefix + name, problems)
        elif _required(each):
            cells[name] = _bad(prefix + name, "wajib diisi, tetapi tidak ada", problems)
    return BAD if unknown or any(cell is BAD for cell in cells.values()) else kind(**cells)


def _required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def _cell(each: Field[Any], kind: Any, value: object, key: str, problems: list[Problem]) -> Any:
    if _required(each) and isinstance(value, str) and not value.strip():
        return _bad(key, "wajib diisi, tetapi kosong", problems)
    return read(kind, value, key, problems)
