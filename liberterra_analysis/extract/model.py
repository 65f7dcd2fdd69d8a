"""Weigh the features of numbers with the weights that `make model` learned from labelled texts."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.words import METRICS

KINDS = ("background", "comparison", "other_operation", "plan", "price", "unlisted")
"""Kinds of numbers that could be results and are not."""

NAMES = ("outcome", *KINDS, *METRICS)
"""Columns of a matrix of weights: whether a number is an outcome, then its kind if it is none, its metric if it is."""

FIRST_METRIC = 1 + len(KINDS)
"""The first of `NAMES` that is a metric."""

_COLUMNS = {name: at for at, name in enumerate(NAMES)}
_SHOWN = 3  # most features that explain a decision


class Model(NamedTuple):
    """Weights of features and of ways to hint at a metric, and pairs of a probability and the share that was right."""

    rows: Mapping[str, int]
    matrix: NDArray[np.float32]
    hints: Mapping[str, float]
    intercepts: NDArray[np.float32]
    calibration: NDArray[np.float64]


@cache
def load_model() -> Model:
    """Load the weights of the package."""
    stored = json.loads(resources.files("liberterra_analysis.extract").joinpath("weights.json").read_text("utf-8"))
    features = stored["features"]
    matrix = np.zeros((len(features) + 1, len(NAMES)), np.float32)  # the last row is of features without weights
    columns = [_COLUMNS[name] for name in stored["columns"]]
    for row, weights in enumerate(features.values()):
        words = weights.split()
        matrix[row, [columns[int(column)] for column in words[::2]]] = [float(weight) for weight in words[1::2]]
    intercepts = np.array([stored["intercepts"].get(name, 0.0) for name in NAMES], np.float32)
    rows = {name: row for row, name in enumerate(features)}
    return Model(rows, matrix, stored["hints"], intercepts, np.array(stored["calibration"]))


def weigh(model: Model, found: Sequence[Mention]) -> NDArray[np.float64]:
    """Return the probabilities of each number: of an outcome, of each kind if it is none, of each metric if it is."""
    none, scores = len(model.rows), np.zeros((len(found), len(NAMES)))
    for at, one in enumerate(found):
        scores[at] = model.matrix[[model.rows.get(name, none) for name in one.features]].sum(axis=0) + model.intercepts
        for name, metric in one.hints.items():
            scores[at, _COLUMNS[metric]] += model.hints.get(name, 0.0)
    outcome = 1 / (1 + np.exp(-scores[:, :1]))
    kinds, metrics = (_softmax(part) for part in (scores[:, 1:FIRST_METRIC], scores[:, FIRST_METRIC:]))
    return np.hstack([outcome, kinds * (1 - outcome), metrics * outcome])


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def explain(model: Model, one: Mention, metric: str) -> str:
    """Return the features and hints of a number that speak most for an outcome with a metric."""
    names = [name for name in one.features if name in model.rows]
    weights = model.matrix[[model.rows[name] for name in names]][:, [0, _COLUMNS[metric]]].sum(axis=1)
    spoken = dict(zip(names, weights.tolist(), strict=True))
    spoken |= {f"{name}: {metric}": model.hints.get(name, 0.0) for name, hint in one.hints.items() if hint == metric}
    best = sorted(spoken, key=lambda name: (-spoken[name], name))[:_SHOWN]
    return ", ".join(name for name in best if spoken[name] > 0) or metric
