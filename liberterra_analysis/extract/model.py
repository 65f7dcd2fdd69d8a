"""Weigh the features of numbers with the weights that `make model` learned from labelled texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.extract.features import Described, Guess
from liberterra_analysis.extract.words import METRICS

KINDS = ("background", "comparison", "other_operation", "plan", "price", "unlisted")
"""Kinds of numbers that could be results and are not."""

NAMES = ("outcome", *KINDS, *METRICS)
"""Columns of a matrix of weights: whether a number is an outcome, then its kind if it is none, its metric if it is."""

FIRST_METRIC = 1 + len(KINDS)
"""The first of `NAMES` that is a metric."""
_SHOWN = 3  # most features that explain a decision


class Weights(NamedTuple):
    """A classifier: a row of weights for each feature, one for each way to hint at a metric, and the intercepts."""

    rows: Mapping[str, int]
    matrix: NDArray[np.float32]
    hints: Mapping[str, float]
    intercepts: NDArray[np.float32]


class Model(NamedTuple):
    """Two classifiers whose scores are added, and their calibration: pairs of probability and share that was right."""

    first: Weights
    second: Weights
    calibration: NDArray[np.float64]


@cache
def load_model() -> Model:
    """Load the weights of the package."""
    stored = json.loads(resources.files("liberterra_analysis.extract").joinpath("weights.json").read_text("utf-8"))
    first, second = (_unpack(stored[name]) for name in ("first", "second"))
    return Model(first, second, np.array(stored["calibration"]))


def _unpack(stored: Mapping[str, Any]) -> Weights:
    features = stored["features"]
    matrix = np.zeros((len(features) + 1, len(NAMES)), np.float32)  # the last row is of features without weights
    columns = [NAMES.index(name) for name in stored["columns"]]
    for row, weights in enumerate(features.values()):
        words = weights.split()
        matrix[row, [columns[int(column)] for column in words[::2]]] = [float(weight) for weight in words[1::2]]
    intercepts = np.array([stored["intercepts"].get(name, 0.0) for name in NAMES], np.float32)
    return Weights({name: row for row, name in enumerate(features)}, matrix, stored["hints"], intercepts)


def score(weights: Weights, described: Sequence[Described]) -> NDArray[np.float64]:
    """Return the sum of the weights of each number's features and hints, for each of `NAMES`."""
    none, columns = len(weights.rows), {name: at for at, name in enumerate(NAMES)}
    scores = np.zeros((len(described), len(NAMES)))
    for at, (features, hints) in enumerate(described):
        rows = [weights.rows.get(name, none) for name in features]
        scores[at] = weights.matrix[rows].sum(axis=0) + weights.intercepts
        for name, metric in hints.items():
            scores[at, columns[metric]] += weights.hints.get(name, 0.0)
    return scores


def weigh(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities from scores: of being an outcome, then of each kind and metric, which together add to 1."""
    outcome = 1 / (1 + np.exp(-scores[:, 0]))
    kinds, metrics = (_softmax(part) for part in (scores[:, 1:FIRST_METRIC], scores[:, FIRST_METRIC:]))
    return np.hstack([outcome[:, None], kinds * (1 - outcome)[:, None], metrics * outcome[:, None]])


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def guess(probabilities: NDArray[np.float64]) -> list[Guess]:
    """Return what each number is taken for."""
    best = probabilities[:, 1:].argmax(axis=1) + 1
    metrics = probabilities[:, FIRST_METRIC:].argmax(axis=1) + FIRST_METRIC
    shares = probabilities[:, 0].tolist()
    return [Guess(share, NAMES[one], NAMES[two]) for share, one, two in zip(shares, best, metrics, strict=True)]


def explain(model: Model, described: Sequence[Described], metric: str) -> str:
    """Return the features and hints of a number, for each classifier, that speak most for an outcome with a metric."""
    column, spoken = NAMES.index(metric), dict[str, float]()
    for weights, (features, hints) in zip((model.first, model.second), described, strict=True):
        rows = ((name, weights.rows.get(name, -1)) for name in features)
        spoken |= {name: float(weights.matrix[row, 0] + weights.matrix[row, column]) for name, row in rows if row >= 0}
        spoken |= {f"{name}: {metric}": weights.hints.get(name, 0.0) for name, one in hints.items() if one == metric}
    best = sorted(spoken, key=lambda name: (-spoken[name], name))[:_SHOWN]
    return ", ".join(name for name in best if spoken[name] > 0) or metric
