"""Loads and validates regulation profiles: `load(key)`, `load_file(path)`, `available()`.

A third government is a third file: beside the others in `profiles/`, or in the folder named by PENDOPO_PROFILES_DIR,
so that nothing of the program needs to be touched.
"""

from __future__ import annotations

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from pendopo.regulation.reading import BAD, Problem, read
from pendopo.regulation.shape import AccountType, Clock, Hop, Item, PlatformRule, Profile, Report
from pendopo.regulation.soundness import problems_of

__all__ = [
    "AccountType",
    "Clock",
    "Hop",
    "Item",
    "PlatformRule",
    "Problem",
    "Profile",
    "ProfileError",
    "Report",
    "available",
    "load",
    "load_file",
    "read_text",
]

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHIPPED = Path(__file__).with_name("profiles")


class ProfileError(ValueError):
    """A profile file can't be used. `problems` names all reasons, not only the first."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {each.key}: {each.reason}" for each in problems))


def _folders() -> list[Path]:
    own = os.environ.get("PENDOPO_PROFILES_DIR", "")
    return [*([Path(own)] if own else []), SHIPPED]


def available() -> tuple[str, ...]:
    """The keys of all profiles that can be loaded."""
    return tuple(sorted({path.stem for folder in _folders() for path in folder.glob("*.toml")}))


def load(key: str) -> Profile:
    """The profile of that key; ProfileError when there is none or it is not sound. Asked often, so kept in memory."""
    for folder in _folders():
        path = folder / f"{key}.toml"
        if KEY.fullmatch(key) and path.is_file():
            profile = _cached(path, path.stat().st_mtime_ns)
            if profile.key == key:
                return profile
            reason = f"{profile.key!r} tidak sama dengan nama berkas {key!r}"
            raise ProfileError(path.name, (Problem("key", reason),))
    known = ", ".join(available())
    raise ProfileError(f"{key}.toml", (Problem("key", f"profil {key!r} tidak ada; yang ada: {known}"),))


@lru_cache(maxsize=64)
def _cached(path: Path, _changed: int) -> Profile:
    return load_file(path)


def load_file(path: Path | str) -> Profile:
    """The profile in a file anywhere; its key need not be the file's name."""
    file = Path(path)
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProfileError(file.name, (Problem("(berkas)", "bukan teks UTF-8"),)) from error
    except OSError as error:
        raise ProfileError(file.name, (Problem("(berkas)", f"tidak dapat dibaca: {error.strerror}"),)) from error
    return read_text(text, file.name)


def read_text(text: str, name: str) -> Profile:
    """The profile in `text`; `name` is what problems call it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(name, (Problem("(berkas)", f"bukan TOML yang sah: {error}"),)) from error
    problems: list[Problem] = []
    profile = read(Profile, table, "", problems)
    if profile is not BAD:
        problems += problems_of(profile)
    if problems:
        raise ProfileError(name, tuple(problems))
    assert isinstance(profile, Profile)
    return profile
