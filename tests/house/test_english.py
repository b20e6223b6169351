"""Whoever switches to English finds no page half translated."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

from django.apps import apps

from pendopo.connectors import discover
from pendopo.regulation.profile import available, load
from pendopo.web.deeds import DEEDS, done_in_words

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


def in_states_and_kinds() -> set[str]:
    """The names of states, of the kinds that a regulation's profile lists, and of what a connection asks for."""
    machines = [model.machine for model in apps.get_models() if hasattr(model, "machine")]
    assert len(machines) > 15
    profiles = [load(key) for key in available()]
    kinds = [
        one.label
        for profile in profiles
        for group in (profile.input_kinds, profile.agency_kinds, profile.account_types, profile.purposes)
        for one in group
    ]
    asked = [
        words
        for kind in discover().values()
        for words in (kind.label, *(word for field in kind.fields for word in (field.label, field.help)))
        if words
    ]
    return {label for machine in machines for label in machine.labels.values()} | set(kinds) | set(asked)


def deeds() -> set[str]:
    """What code writes into the journal as done, beside changes of state."""
    found: set[str] = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.keyword) and node.arg == "doing"
            given = isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "doing" for one in node.targets)
            whole = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Draft"
            if named or given or whole:
                found |= {
                    str(one.value)
                    for one in ast.walk(node)
                    if isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and re.fullmatch(r"[a-z_]+\.[a-z_]+", one.value)
                }
    return found


def known() -> dict[str, str]:
    """The compiled catalogue."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key if isinstance(key, str) else key[0]: text for key, text in catalogue.items()}


def test_every_sentence_of_pages_and_code_has_its_english() -> None:
    have = known()
    missing = {text for text in in_templates() | in_code() if not have.get(text)}
    assert not missing, "makemessages -l en, translate, compilemessages: " + " · ".join(sorted(missing))


def test_every_state_and_kind_has_its_english() -> None:
    have = known()
    missing = {label for label in in_states_and_kinds() if not have.get(label)}
    assert not missing, sorted(missing)


def test_the_journal_is_read_in_words_and_not_in_codes() -> None:
    states = {
        f"{model._meta.model_name}.{state}": model._meta.label_lower
        for model in apps.get_models()
        for state in (model.machine.labels if hasattr(model, "machine") else ())
    }
    written = deeds()
    assert len(written) > 150
    assert not {code for code in written if code not in DEEDS and code not in states}
    assert not {code for code, kind in states.items() if done_in_words(code, kind) == code}


def test_the_catalogue_holds_no_sentence_that_is_nowhere_said() -> None:
    said: set[str] = set()
    whole = ""
    for path in HOUSE.rglob("*"):
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said.add(node.value)
        elif path.suffix in {".html", ".toml"}:
            whole += re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
    in_braces = {key: re.sub(r"%\((\w+)\)s", r"{{ \1 }}", key).replace("%%", "%") for key in known() if key}
    assert len(in_braces) > 2000
    nowhere = [key for key, braced in in_braces.items() if key not in said and " ".join(braced.split()) not in whole]
    assert not nowhere, nowhere


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    text = (CATALOGUE / "django.po").read_text(encoding="utf-8")
    written = dict(re.findall(r'^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)+)"$', text, re.MULTILINE))
    assert len(written) > 500
    compiled = known()
    for indonesian, english in written.items():
        key = indonesian.replace('\\"', '"').replace("\\n", "\n")
        assert compiled[key] == english.replace('\\"', '"').replace("\\n", "\n")
