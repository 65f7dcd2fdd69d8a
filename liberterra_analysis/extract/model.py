"""Weigh the features of numbers with the weights that `make model` learned from labelled texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.extract.features import Guess
from liberterra_analysis.extract.words import METRICS

KINDS = ("background", "comparison", "other_operation", "plan", "price", "unlisted")
"""Kinds of numbers that could be results and are not."""

NAMES = ("outcome", *KINDS, *METRICS)
"""Columns of a matrix of weights: whether a number is an outcome, then its kind if it is none, its metric if it is."""

_FIRST_METRIC = 1 + len(KINDS)
_AT_ONCE = 2000
_SHOWN = 3
"""Most features that explain a decision."""

Described = tuple[Sequence[str], Mapping[str, str]]
"""Features and hints of a number."""


class Weights(NamedTuple):
    """A classifier: a row of weights for each feature, one for each way to hint at a metric, and the intercepts."""

    rows: Mapping[str, int]
    matrix: NDArray[np.float32]
    hints: Mapping[str, float]
    intercepts: NDArray[np.float32]


class Model(NamedTuple):
    """Two classifiers, the second of which knows what the first took the numbers around for; `calibration` are pairs.

    A pair is a probability as computed, and the share of numbers with it that were right in texts not trained on.
    """

    first: Weights
    second: Weights
    calibration: NDArray[np.float64]


@cache
def load_model() -> Model:
    """Load the weights of the package."""
    stored = json.loads(resources.files("liberterra_analysis.extract").joinpath("weights.json").read_text("utf-8"))
    first, second = (_unpack(stored[name]) for name in ("first", "second"))
    return Model(first, second, np.array(stored["calibration"]))


def _unpack(stored: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Weights:
    features = stored["features"]
    matrix = np.zeros((len(features) + 1, len(NAMES)), np.float32)  # the last row is of features without weights
    columns = {name: at for at, name in enumerate(NAMES)}
    for row, weights in enumerate(features.values()):
        for name, weight in weights.items():
            matrix[row, columns[name]] = weight
    intercepts = np.array([stored["intercepts"].get(name, 0.0) for name in NAMES], np.float32)
    return Weights({name: row for row, name in enumerate(features)}, matrix, stored["hints"], intercepts)  # type: ignore[arg-type]


def weigh(weights: Weights, described: Sequence[Described]) -> NDArray[np.float64]:
    """Return a row of probabilities for each number: of being an outcome, then of each kind and metric, which add to 1."""
    scores = np.concatenate(
        [_score(weights, described[at : at + _AT_ONCE]) for at in range(0, len(described), _AT_ONCE)]
    )
    outcome = 1 / (1 + np.exp(-scores[:, 0]))
    kinds, metrics = (_softmax(part) for part in (scores[:, 1:_FIRST_METRIC], scores[:, _FIRST_METRIC:]))
    return np.hstack([outcome[:, None], kinds * (1 - outcome)[:, None], metrics * outcome[:, None]])


def _score(weights: Weights, described: Sequence[Described]) -> NDArray[np.float64]:
    none = len(weights.rows)
    rows = [weights.rows.get(name, none) for features, _ in described for name in (*features, "")]
    ends = np.cumsum([0, *(len(features) + 1 for features, _ in described[:-1])])
    scores = np.add.reduceat(weights.matrix[rows], ends, axis=0).astype(float) + weights.intercepts
    columns = {name: at for at, name in enumerate(NAMES)}
    for row, (_, hints) in enumerate(described):
        for name, metric in hints.items():
            scores[row, columns[metric]] += weights.hints.get(name, 0.0)
    return scores


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def guess(probabilities: NDArray[np.float64]) -> list[Guess]:
    """Return what each number is taken for."""
    best = probabilities[:, 1:].argmax(axis=1) + 1
    metrics = probabilities[:, _FIRST_METRIC:].argmax(axis=1) + _FIRST_METRIC
    shares = probabilities[:, 0].tolist()
    return [Guess(share, NAMES[one], NAMES[two]) for share, one, two in zip(shares, best, metrics, strict=True)]


def explain(weights: Weights, described: Described, name: str) -> str:
    """Return the features that speak most for a kind or metric."""
    features, hints = described
    column = NAMES.index(name)
    sides = [column] if name in KINDS else [0, column]
    spoken = {
        one: sum(float(weights.matrix[row, side]) for side in sides)
        for one in features
        if (row := weights.rows.get(one, -1)) >= 0
    }
    if name in KINDS:
        spoken = {one: weight - float(weights.matrix[weights.rows[one], 0]) for one, weight in spoken.items()}
    spoken |= {f"{hint}: {metric}": weights.hints.get(hint, 0.0) for hint, metric in hints.items() if metric == name}
    best = sorted((one for one in spoken if spoken[one] > 0), key=lambda one: (-spoken[one], one))
    return ", ".join(best[:_SHOWN])
