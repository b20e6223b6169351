"""Fitting: hashed features to a sparse matrix, logistic regression, small integers, one file a model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pendopo.language.features import Features, read
from pendopo.language.linear import buckets

Matrix = Any


def features(texts: Sequence[str]) -> list[Features]:
    """The features of every text."""
    return [read(text) for text in texts]


def matrix(held: Sequence[Features], groups: tuple[str, ...], size: int) -> Matrix:
    """One row a text, one column a bucket: how many of the text's features fall there."""
    rows = [buckets(one, groups, size) for one in held]
    ends = np.cumsum([0, *map(len, rows)])
    counts = np.ones(ends[-1], np.float32)
    return sparse.csr_matrix((counts, np.concatenate(rows), ends), shape=(len(rows), size))


def rarity(counted: Matrix) -> Any:
    """How telling a bucket is: the inverse of how many texts touch it."""
    touched = np.asarray((counted > 0).sum(axis=0)).ravel()
    return (1.0 + np.log((1 + counted.shape[0]) / (1 + touched))).astype(np.float16)


def weighed(counted: Matrix, rare: Any) -> Matrix:
    """The rows as the serving side sees them: weighed by rarity, divided by their length."""
    squares = counted @ np.square(rare.astype(np.float32))
    scaled = counted @ sparse.diags(rare.astype(np.float32))
    return sparse.diags(1 / np.sqrt(np.maximum(squares, 1e-9))) @ scaled


def logistic(
    rows: Matrix, labels: Sequence[str], *, strength: float, balanced: bool = True
) -> tuple[list[str], Any, Any]:
    """Labels, weights (bucket × label), biases. Fitted to the end: stopped early, the figures jump by two points."""
    model = LogisticRegression(C=strength, max_iter=500, tol=1e-4, class_weight="balanced" if balanced else None)
    model.fit(rows, labels)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return list(map(str, model.classes_)), weights.T, bias


def ridge(rows: Matrix, labels: Sequence[str], stiffness: float, *, balanced: bool) -> tuple[list[str], Any, Any]:
    """Ridge regression in its dual form: as many unknowns as texts. Balanced: a rare label weighs as much as a common one."""
    names = sorted(set(labels))
    wanted = np.zeros((len(labels), len(names)))
    wanted[np.arange(len(labels)), [names.index(label) for label in labels]] = 1
    weights = wanted @ (len(labels) / (len(names) * wanted.sum(axis=0))) if balanced else np.ones(len(labels))
    root = np.sqrt(weights)
    bias = weights @ wanted / weights.sum()
    heavy = sparse.diags(root) @ rows
    inner = (heavy @ heavy.T).toarray() + stiffness * np.eye(len(labels))
    return names, heavy.T @ np.linalg.solve(inner, (wanted - bias) * root[:, None]), bias


def write(
    path: Path, groups: tuple[str, ...], rare: Any, heads: dict[str, tuple[list[str], Any, Any]], **more: Any
) -> None:
    """One file: the columns of all heads side by side as small integers, scales, biases."""
    table, about, first = [], {}, 0
    for name, (labels, weights, _) in heads.items():
        about[name] = (first, labels)
        first += weights.shape[1]
        table.append(weights * rare.astype(np.float32)[:, None])
    whole = np.concatenate(table, axis=1)
    scale = np.maximum(np.quantile(np.abs(whole), 0.99995, axis=0), 1e-9) / 127
    small = np.clip(np.round(whole / scale), -127, 127).astype(np.int8)
    bias = np.concatenate([bias for _, _, bias in heads.values()])
    described = json.dumps({"heads": about, "groups": groups, **more}).encode()
    np.savez_compressed(
        path,
        table=small,
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
        rarity=rare,
        about=np.frombuffer(described, np.uint8),
    )
