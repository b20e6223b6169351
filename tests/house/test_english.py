"""Whoever switches to English finds no page half translated."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "pendopo"
CATALOGUE = HOUSE / "locale" / "en" / "LC_MESSAGES"
CALLS = {"_", "gettext", "gettext_lazy"}


def in_templates() -> set[str]:
    """What templates ask to be translated."""
    asked: set[str] = set()
    for path in (HOUSE / "web" / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'{%-?\s*translate\s+"([^"]+)"', text)) | set(
            re.findall(r"{%-?\s*translate\s+'([^']+)'", text)
        )
        asked |= set(re.findall(r'_\("([^"]+)"\)', text))
    return asked


def in_code() -> set[str]:
    """What code asks to be translated."""
    asked: set[str] = set()
    for path in HOUSE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args
            )
            if named and isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant):
                asked.add(str(node.args[0].value))
    return asked


def known() -> dict[str, str]:
    """The compiled catalogue."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key if isinstance(key, str) else key[0]: text for key, text in catalogue.items()}


def test_every_sentence_of_pages_and_code_has_its_english() -> None:
    have = known()
    missing = {text for text in in_templates() | in_code() if not have.get(text)}
    assert not missing, "makemessages -l en, translate, compilemessages: " + " · ".join(sorted(missing))


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    written = dict(re.findall(r'^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)+)"$', text, re.MULTILINE))
    assert len(written) > 500
    compiled = known()
    for indonesian, english in written.items():
        key = indonesian.replace('\\"', '"').replace("\\n", "\n")
        assert compiled[key] == english.replace('\\"', '"').replace("\\n", "\n")
