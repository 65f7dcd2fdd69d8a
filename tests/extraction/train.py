"""Train the weights of extraction on labelled texts: `make model`.

    python -m tests.extraction.train [--check]

Two classifiers are trained on `develop/` and `practice/`, never on `held-out/`: logistic regression for whether a number
is an outcome, and for its kind or metric, with L2 penalties. The second one also knows what the first, in texts that it
was not trained on, took the numbers around for. Probabilities are calibrated by cross-validation over texts, whose
scores are printed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import liberterra_analysis.extract
from liberterra_analysis.extract.candidates import LEAST, add_around, decide_surely, read_described
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.model import KINDS, NAMES, Described, Weights, weigh
from liberterra_analysis.extract.sentences import blank
from liberterra_analysis.extract.words import METRICS
from tests.extraction.corpus import HERE, SPLITS, Label, Text, load_practice, load_texts

WEIGHTS = Path(liberterra_analysis.extract.__file__).with_name("weights.json")
METRIC = 1 + len(KINDS)
COLUMNS = {name: at for at, name in enumerate(NAMES)}
PENALTIES = {"outcome": 8.0, "kind": 8.0, "metric": 3.0, "hint": 0.3}
LEAST_TEXTS, LEAST_WEIGHT, STEPS, PARTS = 3, 0.02, 80, 6

Matrix = NDArray[np.float32]


class Read(NamedTuple):
    """A text with its numbers, what is read around them, the label of each, and which of them have to be weighed."""

    text: Text
    found: Sequence[Mention]
    described: Sequence[Described]
    labels: Sequence[Label | None]
    weighed: Sequence[bool]


def read(text: Text) -> Read:
    """Read a labelled text."""
    found, described = read_described(text.words, blank(text.words))
    labels = [next((label for label in text.labels if _is_on(label, one)), None) for one in found]
    return Read(text, found, described, labels, [decide_surely(one) is None for one in found])


def _is_on(label: Label, one: Mention) -> bool:
    same = (one.number.hedged.value, one.number.hedged.high) == (label.value, label.high)
    return same and one.number.start < label.end and label.start < one.number.end


def target_of(label: Label | None) -> Matrix:
    """Return what a classifier should say of a number: mostly its metric, a little those that are right too."""
    wanted = np.zeros(len(NAMES), np.float32)
    if label is None or label.kind != "outcome":
        wanted[COLUMNS[label.kind if label and label.kind in KINDS else "background"]] = 1
        return wanted
    accepted = [name for name in sorted(label.accept) if name in METRICS]
    wanted[0] = 1
    wanted[COLUMNS[label.metric]] = 0.85 if accepted else 1
    for name in accepted:
        wanted[COLUMNS[name]] += 0.15 / len(accepted)
    return wanted


def fit(described: Sequence[Described], wanted: Matrix) -> Weights:
    """Fit a classifier by gradient descent."""
    counts = Counter(name for features, _ in described for name in set(features))
    rows = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= LEAST_TEXTS))}
    seen = np.zeros((len(described), len(rows)), np.float32)
    for at, (features, _) in enumerate(described):
        seen[at, [rows[name] for name in features if name in rows]] = 1
    names = sorted({name for _, hints in described for name in hints})
    matrix = np.zeros((len(rows) + 1, len(NAMES)), np.float32)
    intercepts = np.zeros(len(NAMES), np.float32)
    outcome = wanted[:, 0] > 0
    matrix[:-1, 0], intercepts[0] = _fit_outcome(seen, wanted[:, 0])
    matrix[:-1, 1:METRIC], intercepts[1:METRIC], _ = _fit_shares(
        seen[~outcome], wanted[~outcome, 1:METRIC], PENALTIES["kind"], None
    )
    kept = [hints for (_, hints), is_one in zip(described, outcome, strict=True) if is_one]
    hints = np.array(
        [
            (at, COLUMNS[metric] - METRIC, names.index(name))
            for at, found in enumerate(kept)
            for name, metric in found.items()
        ]
    )
    fitted = _fit_shares(seen[outcome], wanted[outcome, METRIC:], PENALTIES["metric"], hints)
    matrix[:-1, METRIC:], intercepts[METRIC:], trusted = fitted
    matrix[np.abs(matrix) < LEAST_WEIGHT] = 0
    return Weights(rows, matrix.round(2), dict(zip(names, trusted.round(2).tolist(), strict=True)), intercepts.round(2))


def _fit_outcome(seen: Matrix, wanted: Matrix) -> tuple[Matrix, np.float32]:
    weights, intercept = np.zeros(seen.shape[1], np.float32), np.zeros(1, np.float32)

    def slope() -> list[Matrix]:
        wrong = 1 / (1 + np.exp(-(seen @ weights + intercept))) - wanted
        return [seen.T @ wrong + PENALTIES["outcome"] * weights, np.array([wrong.sum()], np.float32)]

    _descend([weights, intercept], slope)
    return weights, intercept[0]


def _fit_shares(
    seen: Matrix, wanted: Matrix, penalty: float, hints: NDArray[np.int64] | None
) -> tuple[Matrix, Matrix, Matrix]:
    wanted = wanted / wanted.sum(axis=1, keepdims=True)
    known = np.flatnonzero(wanted.sum(axis=0) >= LEAST_TEXTS)  # of fewer, only hints tell
    weights = np.zeros((seen.shape[1], wanted.shape[1]), np.float32)
    intercepts = np.zeros(wanted.shape[1], np.float32)
    rows, columns, ways = np.zeros((3, 0), np.int64) if hints is None else hints.T
    trusted = np.zeros(ways.max(initial=-1) + 1, np.float32)

    turned = np.ascontiguousarray(seen.T)

    def slope() -> list[Matrix]:
        scores = np.zeros_like(wanted) + intercepts
        scores[:, known] += seen @ weights[:, known]
        np.add.at(scores, (rows, columns), trusted[ways])
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        wrong = shares / shares.sum(axis=1, keepdims=True) - wanted
        steep = penalty * weights
        steep[:, known] += turned @ wrong[:, known]
        trust = np.bincount(ways, wrong[rows, columns], len(trusted)) + PENALTIES["hint"] * trusted
        return [steep, wrong.sum(axis=0) + 0.5 * intercepts, trust]

    _descend([weights, intercepts, trusted], slope)
    return weights, intercepts, trusted


def _descend(values: list[Matrix], slope) -> None:  # type: ignore[no-untyped-def]
    """Change values in place by Adam."""
    means, squares = ([np.zeros_like(one) for one in values] for _ in range(2))
    for step in range(1, STEPS + 1):
        rate = 0.1 if step < 0.6 * STEPS else 0.05 if step < 0.85 * STEPS else 0.015
        for one, steep, mean, square in zip(values, slope(), means, squares, strict=True):
            mean += 0.1 * (steep - mean)
            square += 0.02 * (steep * steep - square)
            one -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.98**step)) + 1e-6)


def train(texts: Sequence[Read]) -> tuple[Weights, Weights, dict[str, NDArray[np.float64]]]:
    """Train both classifiers, and return what classifiers trained on other texts say of each text."""
    texts = [one for one in texts if one.found]
    parts = [{one.text.name for one in part} for part in _parts(texts, PARTS)]
    guesses: dict[str, NDArray[np.float64]] = {}
    for part in parts:
        weights = fit(*_stack([one for one in texts if one.text.name not in part], None))
        guesses |= {one.text.name: weigh(weights, one.described) for one in texts if one.text.name in part}
    said = {}
    for part in parts:
        weights = fit(*_stack([one for one in texts if one.text.name not in part], guesses))
        for one in texts:
            if one.text.name in part:
                said[one.text.name] = weigh(weights, add_around(one.found, one.described, guesses[one.text.name]))
    return fit(*_stack(texts, None)), fit(*_stack(texts, guesses)), said


def _parts(texts: Sequence[Read], number: int) -> list[list[Read]]:
    order = np.random.default_rng(3).permutation(len(texts))
    return [[texts[at] for at in order[start::number]] for start in range(number)]


def _stack(texts: Sequence[Read], guesses: Mapping[str, NDArray[np.float64]] | None) -> tuple[list[Described], Matrix]:
    """Return what is known of all numbers that have to be weighed, and what should be said of them."""
    described: list[Described] = []
    wanted = []
    for one in texts:
        if one.found:
            known = one.described if guesses is None else add_around(one.found, one.described, guesses[one.text.name])
            described += [what for what, is_one in zip(known, one.weighed, strict=True) if is_one]
            wanted += [target_of(label) for label, is_one in zip(one.labels, one.weighed, strict=True) if is_one]
    return described, np.array(wanted)


def outcomes(
    texts: Sequence[Read], said: Mapping[str, NDArray[np.float64]], *, lenient: bool
) -> Iterator[tuple[float, bool]]:
    """Yield the probability of each proposed metric, and whether it is right."""
    for text in texts:
        for one, label, shares, is_weighed in zip(
            text.found, text.labels, said.get(text.text.name, ()), text.weighed, strict=False
        ):
            at = METRIC + int(shares[METRIC:].argmax())
            sure = decide_surely(one)
            if (sure.kind != "outcome") if sure else shares[0] < LEAST:
                continue
            if label is not None and label.kind == "outcome":
                metric = sure.metric if sure else NAMES[at]
                right = metric == label.metric or (lenient and metric in label.accept)
                yield float(shares[at]) if is_weighed else -1.0, right and label.hedge == one.number.hedged.hedge
            elif not (lenient and label is not None and label.optional):
                yield float(shares[at]) if is_weighed else -1.0, False


def tell(name: str, texts: Sequence[Read], said: Mapping[str, NDArray[np.float64]]) -> str:
    """Return the scores of a cross-validation as a line."""
    labels = sum(label.kind == "outcome" for one in texts for label in one.text.labels)
    parts = []
    for lenient in (False, True):
        right = [is_right for _, is_right in outcomes(texts, said, lenient=lenient)]
        precision, recall = sum(right) / max(len(right), 1), sum(right) / max(labels, 1)
        parts.append(
            f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"
        )
    det = [
        (
            float(sh[0]),
            label is not None and label.kind == "outcome",
            NAMES[METRIC + int(sh[METRIC:].argmax())] in ({label.metric, *label.accept} if label else ()),
        )
        for t in texts
        for label, sh, w in zip(t.labels, said.get(t.text.name, ()), t.weighed, strict=False)
        if w and not (label is not None and label.optional and label.kind != "outcome")
    ]
    tp = sum(p >= LEAST and o for p, o, _ in det)
    fp = sum(p >= LEAST and not o for p, o, _ in det)
    fn = sum(p < LEAST and o for p, o, _ in det)
    parts.append(
        f"det P {tp / max(tp + fp, 1):.3f} R {tp / max(tp + fn, 1):.3f} metric {sum(o and k for _, o, k in det) / max(sum(o for _, o, _ in det), 1):.3f}"
    )
    return f"{parts[2]} {name:22} strict {parts[0]} | lenient {parts[1]}"


def calibrate(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return, for steps of the probability, the share that was right, made to rise: isotonic regression."""
    ranked = sorted(pair for pair in pairs if pair[0] >= 0)
    blocks: list[list[float]] = []  # sum of probabilities, of right ones, number
    size = max(len(ranked) // 12, 1)
    for at in range(0, len(ranked), size):
        part = ranked[at : at + size]
        blocks.append([sum(one for one, _ in part), float(sum(right for _, right in part)), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [had + more for had, more in zip(blocks[-1], last, strict=True)]
    return [(round(said / number, 3), round((right + 1) / (number + 2), 3)) for said, right, number in blocks]


def pack(weights: Weights) -> dict[str, object]:
    """Return a classifier as plain data, without weights of nought."""
    features = {
        name: {NAMES[at]: round(float(row[at]), 2) for at in np.flatnonzero(row)}
        for name, row in zip(weights.rows, weights.matrix, strict=False)
        if row.any()
    }
    intercepts = {name: round(float(one), 2) for name, one in zip(NAMES, weights.intercepts, strict=True) if one}
    return {
        "intercepts": intercepts,
        "hints": {name: one for name, one in weights.hints.items() if one},
        "features": features,
    }


def main() -> None:
    """Train and write the weights, or only check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="print scores by kind of text, and write nothing")
    options = parser.parse_args()
    texts = [read(text) for text in load_texts(SPLITS[0])]
    first, second, said = train([*texts, *(read(text) for text in load_practice(HERE / "practice"))])
    for kind in ["all", *sorted({one.text.kind for one in texts} if options.check else ())]:
        print(tell(kind, [one for one in texts if kind in {"all", one.text.kind}], said))  # noqa: T201
    if not options.check:
        calibration = calibrate([*outcomes(texts, said, lenient=True)])
        stored = {"calibration": calibration, "first": pack(first), "second": pack(second)}
        WEIGHTS.write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1000:.0f} kB, calibration {calibration}")  # noqa: T201


if __name__ == "__main__":
    main()
