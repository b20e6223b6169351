"""The models made from our own messages (`desk.jsonl`): kind and tone; subject; how search weighs its evidence."""

from __future__ import annotations

import random
from typing import Any

import fit
import numpy as np
from sklearn.linear_model import LogisticRegression
from sources import objects

from pendopo.language.search import EVIDENCE, Answer, Index

Row = dict[str, Any]
GROUPS = ("words", "plain", "letters")
DESK_SIZE, SUBJECT_SIZE = 1 << 15, 1 << 14
_STIFFNESS = 0.5
_FOLDS = 5


def messages() -> list[Row]:
    """Our own messages."""
    return list(objects("desk.jsonl"))


def answers() -> list[Row]:
    """The project's example answers (CC0)."""
    return list(objects("desk-messages/kb.jsonl"))


def desk_model(rows: list[Row], kb: list[Row]) -> tuple[Any, dict[str, Any]]:
    """Rarity and heads for kind (spam is a kind here), tone, topic and agency."""
    texts, more = answer_rows(kb)
    held = fit.features([*(row["text"] for row in rows), *texts])
    counted = fit.matrix(held, GROUPS, DESK_SIZE)
    rare = fit.rarity(counted[: len(rows)])
    weighed = fit.weighed(counted, rare)
    proper = [number for number, row in enumerate(rows) if row["kind"]]
    about = [*proper, *range(len(rows), len(held))]
    labels = _labels([[*rows, *more][number] for number in about])
    return rare, {
        "kind": fit.logistic(weighed[: len(rows)], [row["kind"] or "spam" for row in rows], strength=4),
        "tone": fit.logistic(weighed[proper], [rows[number]["tone"] for number in proper], strength=5),
        "topic": fit.ridge(weighed[about], labels["topic"], _STIFFNESS, balanced=True),
        "agency": fit.ridge(weighed[about], labels["agency"], _STIFFNESS, balanced=True),
    }


def _labels(rows: list[Row]) -> dict[str, list[str]]:
    return {
        "question": [row["answer"] or f"{row['topic']}|{row['agency'] or ''}" for row in rows],
        "topic": [row["topic"] for row in rows],
        "agency": [row["agency"] or "-" for row in rows],
    }


def answer_rows(kb: list[Row]) -> tuple[list[str], list[Row]]:
    """Title, tags and the whole of every answer as three more texts about the same thing."""
    texts, rows = [], []
    for one in kb:
        tags = " ".join(one["tags"])
        for text in (one["title"], ", ".join(one["tags"]), f"{one['title']} {tags} {one['answer']}"):
            texts.append(text)
            rows.append({"answer": one["id"], "topic": one["topic"], "agency": one["agency"]})
    return texts, rows


def subject_model(rows: list[Row], kb: list[Row]) -> tuple[Any, dict[str, Any]]:
    """Rarity and the one head: which known question a text resembles."""
    texts, more = answer_rows(kb)
    counted = fit.matrix(fit.features([*(row["text"] for row in rows), *texts]), GROUPS, SUBJECT_SIZE)
    rare = fit.rarity(counted)
    labels = _labels([*rows, *more])["question"]
    return rare, {"question": fit.ridge(fit.weighed(counted, rare), labels, _STIFFNESS, balanced=False)}


def evidence_weights(rows: list[Row], kb: list[Row], retrain: Any) -> tuple[list[float], float]:
    """How much each kind of evidence counts, learnt on messages the subject model has not seen (five folds)."""
    order = list(range(len(rows)))
    random.Random(7).shuffle(order)
    pairs, right = [], []
    for fold in range(_FOLDS):
        tested = set(order[fold::_FOLDS])
        retrain([row for number, row in enumerate(rows) if number not in tested])
        index = Index(Answer(one["id"], one["title"], one["answer"], tuple(one["tags"])) for one in kb)
        for number in sorted(one for one in tested if rows[one]["kind"]):
            for id, evidence in index.evidence(rows[number]["text"], top=6):
                pairs.append(evidence)
                right.append(id == rows[number]["answer"])
    model = LogisticRegression(C=30, max_iter=2000).fit(np.array(pairs), right)
    print("  evidence", dict(zip(EVIDENCE, model.coef_[0].round(2), strict=True)), model.intercept_.round(2))
    return [float(weight) for weight in model.coef_[0]], float(model.intercept_[0])
