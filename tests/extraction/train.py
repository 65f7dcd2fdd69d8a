"""Train the weights of extraction on labelled texts: `make model`.

    python -m tests.extraction.train [--check]

Logistic regression with L2 penalties, on `develop/` and `practice/`, never on `held-out/`: whether a number is an
outcome; if it is one its metric, else its kind. Probabilities are calibrated by cross-validation over texts, whose
scores are printed.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import liberterra_analysis.extract
from liberterra_analysis.extract.candidates import decide_surely, is_proposed, read_numbers
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.model import FIRST_METRIC, KINDS, NAMES, Model, weigh
from liberterra_analysis.extract.sentences import blank
from liberterra_analysis.extract.words import METRICS
from tests.extraction.corpus import HERE, SPLITS, Label, Text, load_practice, load_texts

WEIGHTS = Path(liberterra_analysis.extract.__file__).with_name("weights.json")
COLUMNS = {name: at for at, name in enumerate(NAMES)}
PENALTIES = {"outcome": 3.0, "kind": 8.0, "metric": 1.5, "hint": 0.3}
LEAST_TIMES, LEAST_WEIGHT, LEAST_STORED, STEPS, PARTS = 4, 0.1, 0.1, 120, 6

Matrix = NDArray[np.float32]
Scores = NDArray[np.float64]


class Read(NamedTuple):
    """A text with its numbers, what is read around them, the label of each, and which of them have to be weighed."""

    text: Text
    found: Sequence[Mention]
    labels: Sequence[Label | None]
    weighed: Sequence[bool]


def read(text: Text) -> Read:
    """Read a labelled text."""
    found = read_numbers(blank(text.words))
    labels = [next((label for label in text.labels if _is_on(label, one)), None) for one in found]
    return Read(text, found, labels, [decide_surely(one) is None for one in found])


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


class Seen:
    """Which features each number has: a matrix of noughts and ones, of which only the ones are kept."""

    def __init__(self, found: Sequence[Mention], rows: Mapping[str, int]) -> None:
        pairs = [(at, rows[name]) for at, one in enumerate(found) for name in {*one.features} if name in rows]
        self.numbers, self.features = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
        self.shape = (len(found), len(rows))
        self.order = np.argsort(self.features, kind="stable")

    def __matmul__(self, weights: Matrix) -> Matrix:
        """Return the sum of the weights of each number's features."""
        return _sum(weights[self.features], self.numbers, self.shape[0])

    def turned(self, wrong: Matrix) -> Matrix:
        """Return the sum over the numbers that have each feature."""
        return _sum(wrong[self.numbers[self.order]], self.features[self.order], self.shape[1])


def _sum(values: Matrix, places: NDArray[np.int64], size: int) -> Matrix:
    """Return the sums of the rows that belong to each place; `places` rise."""
    total = np.zeros((size, *values.shape[1:]), np.float32)
    if len(places):
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        total[places[starts]] = np.add.reduceat(values, starts, axis=0)
    return total


def fit(found: Sequence[Mention], wanted: Matrix) -> Model:
    """Fit the classifier, without calibration."""
    counts = Counter(name for one in found for name in {*one.features})
    rows = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= LEAST_TIMES))}
    names = sorted({name for one in found for name in one.hints})
    matrix = np.zeros((len(rows) + 1, len(NAMES)), np.float32)
    intercepts = np.zeros(len(NAMES), np.float32)
    matrix[:-1, 0], intercepts[0] = _fit_outcome(Seen(found, rows), wanted[:, 0])
    trusted: Matrix = np.zeros(len(names), np.float32)
    for part, penalty, chosen in (
        (slice(1, FIRST_METRIC), "kind", wanted[:, 0] == 0),
        (slice(FIRST_METRIC, None), "metric", wanted[:, 0] > 0),
    ):
        kept = [one for one, is_one in zip(found, chosen, strict=True) if is_one]
        hints = [
            (at, COLUMNS[metric] - FIRST_METRIC, names.index(name))
            for at, one in enumerate(kept)
            for name, metric in one.hints.items()
            if penalty == "metric"
        ]
        ways = np.array(hints, np.int64).reshape(-1, 3).T
        fitted = _fit_shares(Seen(kept, rows), wanted[chosen, part], PENALTIES[penalty], ways, len(names))
        matrix[:-1, part], intercepts[part], trusted = fitted
    matrix[np.abs(matrix) < LEAST_WEIGHT] = 0
    hinted = dict(zip(names, trusted.round(2).tolist(), strict=True))
    return Model(rows, matrix.round(2), hinted, intercepts.round(2), np.empty((0, 2)))


def _fit_outcome(seen: Seen, wanted: Matrix) -> tuple[Matrix, np.float32]:
    weights, intercept = np.zeros(seen.shape[1], np.float32), np.zeros(1, np.float32)

    def slope() -> list[Matrix]:
        wrong = 1 / (1 + np.exp(-(seen @ weights + intercept))) - wanted
        return [seen.turned(wrong) + PENALTIES["outcome"] * weights, np.array([wrong.sum()], np.float32)]

    _descend([weights, intercept], slope)
    return weights, intercept[0]


def _fit_shares(
    seen: Seen, wanted: Matrix, penalty: float, hints: NDArray[np.int64], number: int
) -> tuple[Matrix, Matrix, Matrix]:
    wanted = wanted / wanted.sum(axis=1, keepdims=True)
    known = np.flatnonzero(wanted.sum(axis=0) >= LEAST_TIMES)  # of fewer, only hints tell
    weights = np.zeros((seen.shape[1], len(known)), np.float32)
    intercepts, trusted = np.zeros(wanted.shape[1], np.float32), np.zeros(number, np.float32)
    rows, columns, ways = hints

    def slope() -> list[Matrix]:
        scores = np.tile(intercepts, (len(wanted), 1))
        scores[:, known] += seen @ weights
        np.add.at(scores, (rows, columns), trusted[ways])
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        wrong = shares / shares.sum(axis=1, keepdims=True) - wanted
        trust = np.bincount(ways, wrong[rows, columns], number) + PENALTIES["hint"] * trusted
        return [seen.turned(wrong[:, known]) + penalty * weights, wrong.sum(axis=0) + 0.5 * intercepts, trust]

    _descend([weights, intercepts, trusted], slope)
    every = np.zeros((seen.shape[1], wanted.shape[1]), np.float32)
    every[:, known] = weights
    return every, intercepts, trusted


def _descend(values: list[Matrix], slope: Callable[[], list[Matrix]]) -> None:
    """Change values in place by Adam."""
    means, squares = [np.zeros_like(one) for one in values], [np.zeros_like(one) for one in values]
    for step in range(1, STEPS + 1):
        rate = 0.1 if step < 0.6 * STEPS else 0.05 if step < 0.85 * STEPS else 0.015
        for at, steep in enumerate(slope()):
            means[at] += 0.1 * (steep - means[at])
            squares[at] += 0.02 * (steep * steep - squares[at])
            values[at] -= rate * (means[at] / (1 - 0.9**step)) / (np.sqrt(squares[at] / (1 - 0.98**step)) + 1e-6)


def train(texts: Sequence[Read]) -> tuple[Model, dict[str, Scores]]:
    """Train the classifier, and return what classifiers trained on other texts say of each text."""
    texts = [one for one in texts if one.found]
    order = np.random.default_rng(3).permutation(len(texts))
    said: dict[str, Scores] = {}
    for start in range(PARTS):
        part = [texts[at] for at in order[start::PARTS]]
        model = fit_texts([one for one in texts if one not in part])
        said |= {one.text.name: weigh(model, one.found) for one in part}
    return fit_texts(texts), said


def fit_texts(texts: Sequence[Read]) -> Model:
    """Fit the classifier on all numbers that have to be weighed."""
    rows = [(one.found[at], target_of(one.labels[at])) for one in texts for at in np.flatnonzero(one.weighed)]
    found, wanted = zip(*rows, strict=True)
    return fit(found, np.array(wanted))


def outcomes(texts: Sequence[Read], said: Mapping[str, Scores], *, lenient: bool) -> Iterator[tuple[float, bool, bool]]:
    """Yield the probability of each proposed metric, whether it is right, and whether it was weighed."""
    for text in texts:
        for at, (one, label) in enumerate(zip(text.found, text.labels, strict=True)):
            shares, sure = said[text.text.name][at], decide_surely(one)
            best = FIRST_METRIC + int(shares[FIRST_METRIC:].argmax())
            if (sure.kind != "outcome") if sure else not is_proposed(shares):
                continue
            metric, share = (sure.metric, 1.0) if sure else (NAMES[best], float(shares[best]))
            if label is not None and label.kind == "outcome":
                right = metric == label.metric or (lenient and metric in label.accept)
                yield share, right and label.hedge == one.number.hedged.hedge, sure is None
            elif not (lenient and label is not None and label.optional):
                yield share, False, sure is None


def tell(name: str, texts: Sequence[Read], said: Mapping[str, Scores]) -> str:
    """Return the scores of a cross-validation as a line."""
    texts = [one for one in texts if one.found]
    labels = sum(label.kind == "outcome" for one in texts for label in one.text.labels)
    line = f"{name:12}"
    for lenient in (False, True):
        right = [is_right for _, is_right, _ in outcomes(texts, said, lenient=lenient)]
        precision, recall = sum(right) / max(len(right), 1), sum(right) / max(labels, 1)
        share = 2 * precision * recall / max(precision + recall, 1e-9)
        line += f" {'lenient' if lenient else 'strict'} P {precision:.3f} R {recall:.3f} F1 {share:.3f}"
    return line


def calibrate(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return, for steps of the probability, the share that was right, made to rise: isotonic regression."""
    blocks: list[list[float]] = []  # sum of probabilities, of right ones, number
    for part in np.array_split(sorted(pairs), 16):
        blocks.append([*part.sum(axis=0).tolist(), float(len(part))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [had + more for had, more in zip(blocks[-1], last, strict=True)]
    return [(round(said / number, 3), round((right + 1) / (number + 2), 3)) for said, right, number in blocks]


def pack(model: Model, calibration: Sequence[tuple[float, float]]) -> dict[str, object]:
    """Return the model as plain data: for each feature the columns and weights that are not small."""
    rows = zip(model.rows, np.where(np.abs(model.matrix) < LEAST_STORED, 0, model.matrix), strict=False)
    features = {name: " ".join(f"{at} {row[at]:.2g}" for at in np.flatnonzero(row)) for name, row in rows if row.any()}
    features = {name: row.replace("0.", ".") for name, row in features.items()}
    intercepts = {name: round(float(one), 2) for name, one in zip(NAMES, model.intercepts, strict=True) if one}
    hints = {name: one for name, one in model.hints.items() if one}
    names = {"calibration": calibration, "columns": NAMES, "intercepts": intercepts}
    return names | {"hints": hints, "features": features}


def main() -> None:
    """Train and write the weights, or only check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="print scores by kind of text, and write nothing")
    options = parser.parse_args()
    texts = [read(text) for text in load_texts(SPLITS[0])]
    practice = [read(text) for text in load_practice(HERE / "practice")]
    model, said = train([*texts, *practice])
    for kind in ["all", *sorted({one.text.kind for one in texts} if options.check else ())]:
        print(tell(kind, [one for one in texts if kind in {"all", one.text.kind}], said))  # noqa: T201
    if not options.check:
        pairs = [(share, right) for share, right, is_one in outcomes([*texts, *practice], said, lenient=True) if is_one]
        stored = pack(model, calibrate(pairs))
        WEIGHTS.write_text(json.dumps(stored, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1000:.0f} kB, calibration {stored['calibration']}")  # noqa: T201


if __name__ == "__main__":
    main()
