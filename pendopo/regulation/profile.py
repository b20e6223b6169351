"""Loads and validates regulation profiles: `load(key)`, `load_file(path)`, `available()`.

A third government is a third file: beside the others in `profiles/`, or in the folder named by PENDOPO_PROFILES_DIR,
so that nothing of the program needs to be touched.
"""

from __future__ import annotations

import os
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

SHIPPED = Path(__file__).with_name("profiles")


class ProfileError(ValueError):
    """A profile file can't be used. `problems` names all reasons, not only the first."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {each.key}: {each.reason}" for each in problems))


def _files() -> dict[str, Path]:
    own = os.environ.get("PENDOPO_PROFILES_DIR", "")
    folders = [SHIPPED, *([Path(own)] if own else [])]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def available() -> tuple[str, ...]:
    """The keys of all profiles that can be loaded."""
    return tuple(sorted(_files()))


def load(key: str) -> Profile:
    """The profile of that key; ProfileError when there is none or it is not sound."""
    path = _files().get(key)
    if path is None:
        known = ", ".join(available())
        raise ProfileError(f"{key}.toml", (Problem("key", f"profil {key!r} tidak ada; yang ada: {known}"),))
    profile = _cached(path, path.stat().st_mtime_ns)
    if profile.key != key:
        raise ProfileError(path.name, (Problem("key", f"{profile.key!r} tidak sama dengan nama berkas {key!r}"),))
    return profile


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
