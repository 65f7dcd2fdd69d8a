"""Score extraction on labelled texts: `make extraction`, or with options of its own.

    python -m tests.extraction.score [--ablate] [--details] [FOLDER ...]

README.md says how labels are made. A label is found where a candidate marked as an outcome overlaps it and has its
value; it is right if hedge and metric are too. A candidate on no outcome is a false alarm. Strict takes the label's
metric alone; lenient also takes those it accepts, and passes over candidates on figures whose part is arguable.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from liberterra_analysis.extract import Candidate, candidates, extract
from liberterra_analysis.extract.model import load_model
from liberterra_analysis.extract.sheet import doubt_of
from tests.extraction.corpus import SPLITS, Label, Text, load_texts

DEVELOP, HELD_OUT = SPLITS
STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
HEAD = f"{'':12}texts labels | strict P    R    F1 | lenient P    R    F1 | hedge | false a text"

Found = Mapping[str, list[Candidate]]
"""The candidates of each text, by its name."""


class Verdict(NamedTuple):
    """A label with the candidate on it: `found` is None for a miss, `label` for a false alarm."""

    label: Label | None
    found: Candidate | None
    right: bool = False


def judge(labels: Iterable[Label], found: Iterable[Candidate], *, lenient: bool) -> list[Verdict]:
    """Compare the outcomes among the candidates of a text with its labels; each answers for one label."""
    labels = [*labels]
    free = [one for one in found if one.kind == "outcome" and one.hedged.value is not None]
    passed = [label for label in labels if label.kind == "outcome"]
    verdicts = []
    for label in passed:
        best = next((one for one in free if _overlap(one, label) and _same_value(one, label)), None)
        if best is not None:
            free.remove(best)
        takes = {label.metric, *(label.accept if lenient else ())}
        right = best is not None and best.metric in takes and best.hedged.hedge == label.hedge
        verdicts.append(Verdict(label, best, right))
    passed += [label for label in labels if lenient and label.optional]
    return verdicts + [Verdict(None, one) for one in free if not any(_overlap(one, label) for label in passed)]


def _overlap(one: Candidate, label: Label) -> bool:
    return one.start < label.end and label.start < one.end


def _same_value(one: Candidate, label: Label) -> bool:
    return (one.hedged.value, one.hedged.high) == (label.value, label.high)


def judge_all(texts: Iterable[Text], found: Found, *, lenient: bool) -> list[Verdict]:
    """Return the verdicts on all labels and candidates of texts."""
    return [one for text in texts for one in judge(text.labels, found[text.name], lenient=lenient)]


def measure(verdicts: list[Verdict]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    right = sum(one.right for one in verdicts)
    precision = _share(right, sum(one.found is not None for one in verdicts))
    recall = _share(right, sum(one.label is not None for one in verdicts))
    return precision, recall, _share(2 * precision * recall, precision + recall)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def tell_kinds(texts: list[Text], found: Found) -> Iterator[str]:
    """Yield a line for each kind of text, and one for all."""
    yield HEAD
    kinds = sorted({text.kind for text in texts})
    for kind in kinds if len(kinds) < len(texts) else ():
        yield _tell_kind(kind, [text for text in texts if text.kind == kind], found)
    yield _tell_kind("all", texts, found)


def _tell_kind(name: str, texts: list[Text], found: Found) -> str:
    strict, lenient = (judge_all(texts, found, lenient=lenient) for lenient in (False, True))
    valued = [one.found.hedged.hedge == one.label.hedge for one in lenient if one.found and one.label]
    false = sum(one.label is None for one in lenient)
    shares = [" ".join(map(_two, measure(verdicts))) for verdicts in (strict, lenient)]
    columns = [f"{name:12}{len(texts):5}{len(lenient) - false:7}", f" {shares[0]} ", f"  {shares[1]} "]
    return " | ".join([*columns, _two(_share(sum(valued), len(valued))), f"{false / len(texts):7.2f}"])


def _two(share: float) -> str:
    return f"{share:5.2f}" if share else "    -"


def tell_confidence(texts: list[Text], found: Found) -> Iterator[str]:
    """Yield how often the candidates of each step of confidence were right, and those that the sheet marks "yes"."""
    proposed = [(one.found, one.right) for one in judge_all(texts, found, lenient=True) if one.found]
    for low, high in pairwise(STEPS):
        step = [(one, right) for one, right in proposed if low <= one.confidence < high]
        said = _share(sum(one.confidence for one, _ in step), len(step))
        if step:
            yield f"confidence {low:.2f} to {min(high, 1):.2f}: said {said:.2f}, {_of(right for _, right in step)}"
    yield f'marked "yes": {_of(right for one, right in proposed if not doubt_of(one))}'


def _of(right: Iterable[bool]) -> str:
    every = [*right]
    return f"right {_share(sum(every), len(every)):.2f} ({sum(every)} of {len(every)})"


def tell_beside(texts: list[Text], found: Found) -> Iterator[str]:
    """Yield how often what stands beside a right figure is right, of those labelled, and what false alarms stand on."""
    right = [one for one in judge_all(texts, found, lenient=True) if one.right]
    for name in ("unit", "status", "country_iso3", "part"):
        pairs = [(one.label.beside[name], one.found) for one in right if one.label and name in one.label.beside]
        if pairs:
            yield f"{name}: {_of(said == _beside(one, name) for said, one in pairs)}"
    on = Counter(kind for text in texts for kind in _kinds_below_false(text, found[text.name]))
    yield f"false alarms, strict, stand on: {', '.join(f'{kind} {number}' for kind, number in on.most_common()) or '-'}"


def _beside(one: Candidate | None, name: str) -> str:
    if name == "part":
        return "yes" if one and one.subset_of is not None else ""
    return str(getattr(one, name))


def _kinds_below_false(text: Text, found: list[Candidate]) -> Iterator[str]:
    for verdict in judge(text.labels, found, lenient=False):
        if (one := verdict.found) and verdict.label is None:
            yield next((label.kind for label in text.labels if _overlap(one, label)), "no label")


def tell_families(texts: list[Text], found: Found) -> Iterator[str]:
    """Yield what each family of features adds to strict and lenient F1: without its weights, all others unchanged."""
    whole = _measure_both(texts, found)
    model = load_model()
    for family in sorted({*map(_family_of, (*model.rows, *model.hints))}):
        rows, hints = ({name: one for name, one in known.items() if _family_of(name) != family}
                       for known in (model.rows, model.hints))  # fmt: skip
        with patch.object(candidates, "load_model", return_value=model._replace(rows=rows, hints=hints)):
            rest = _measure_both(texts, {text.name: extract(text.words) for text in texts})
        gains = " ".join(f"{had - has:+.3f}" for had, has in zip(whole, rest, strict=True))
        yield f"{family:10}{len(model.rows) - len(rows):5} features, F1 {gains}"


def _family_of(feature: str) -> str:
    return re.split("[= ]", feature)[0]


def _measure_both(texts: list[Text], found: Found) -> list[float]:
    return [measure(judge_all(texts, found, lenient=lenient))[2] for lenient in (False, True)]


def tell_details(texts: list[Text], found: Found) -> Iterator[str]:
    """Yield each label that was missed or wrong, and each false alarm, by text."""
    for text in texts:
        for label, one, right in judge(text.labels, found[text.name], lenient=True):
            said = f"{one.as_printed!r} {one.hedged.hedge} {one.metric} ({one.rule})" if one else "nothing"
            meant = f"{label.as_printed!r} {label.hedge} {label.metric}" if label else "nothing"
            if not right:
                start = (label or one).start  # type: ignore[union-attr] # a verdict has one of them
                yield f"{text.name}, {text.words.count(chr(10), 0, start) + 1}: {meant}; found {said}"


def main() -> None:
    """Print the tables for each folder; never details of the held-out half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ablate", action="store_true", help="print what families of features add, but not of develop")
    parser.add_argument("--details", action="store_true", help="print what is wrong, except on held-out")
    parser.add_argument("folders", nargs="*", type=Path, default=SPLITS, metavar="FOLDER")
    options = parser.parse_args()
    for folder in map(Path.resolve, options.folders):
        texts = load_texts(folder)
        if not texts:
            parser.error(f"{folder} holds no NAME.txt with labels beside it")
        found = {text.name: extract(text.words) for text in texts}
        tables = [tell_kinds, tell_confidence, tell_beside]
        tables += [tell_families] if options.ablate and folder != DEVELOP else []
        tables += [tell_details] if options.details and folder != HELD_OUT else []
        print(f"\n{folder.name}")  # noqa: T201
        print(*(line for table in tables for line in table(texts, found)), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
