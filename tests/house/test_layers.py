"""What we promise each other about the house, as checks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "pendopo"
FILES = [path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts]


def _assigned_attributes(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        found += [(target.lineno, target.attr) for target in targets if isinstance(target, ast.Attribute)]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nobody_but_the_journal_sets_a_state(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [line for line, name in _assigned_attributes(tree) if name == "state"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            assert "state" not in {word.arg for word in node.keywords}, (
                f"{path}:{node.lineno}: use journal.actions.move"
            )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_no_import_hides_inside_a_function(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
            assert not hidden, f"{path}:{hidden}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_module_says_what_lives_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(ast.parse(text)), f"{path} has no docstring"


def test_nothing_is_named_after_the_pattern_book() -> None:
    forbidden = {"utils", "helpers", "common", "manager", "services", "signals"}
    assert not [path for path in HOUSE.rglob("*") if path.stem in forbidden]
