"""Labels stand in their texts and read as their values, the halves are split by their rule, and scores add up."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from liberterra_analysis.errors import UsageError
from liberterra_analysis.extract import extract
from liberterra_analysis.hedges import Hedged, parse
from liberterra_analysis.hedges.currency import CODES
from liberterra_analysis.places import country_codes
from liberterra_analysis.schema.metrics import packaged_metrics
from liberterra_analysis.vocabulary import STATUSES
from tests.extraction.corpus import KINDS, SPLITS, Label, load_texts
from tests.extraction.score import judge, measure

METRICS = packaged_metrics()
DEVELOP, HELD_OUT = map(load_texts, SPLITS)


def test_labels_stand_in_their_texts_and_read_as_their_values() -> None:
    faults = [
        f"{text.name}, {label.as_printed!r} at {label.start}: {fault}"
        for text in DEVELOP + HELD_OUT
        for label in text.labels
        for fault in _faults(text.words, label)
    ]
    assert not faults
    for text in DEVELOP + HELD_OUT:
        assert all(one.end <= after.start for one, after in pairwise(text.labels)), text.name


def _faults(words: str, label: Label) -> Iterator[str]:
    around = words[max(label.start - 1, 0) : label.start], words[label.end : label.end + 1]
    if words[label.start : label.end] != label.as_printed or any(map(str.isalnum, around)):
        yield f"the text has {words[label.start - 1 : label.end + 1]!r}"
    if (read := _read(label.as_printed)) != Hedged(label.value, label.hedge, label.high):
        yield f"reads as {read}"
    known = label.metric in METRICS if label.kind == "outcome" else not label.metric and label.kind in KINDS
    if not known or not label.accept <= {*METRICS, ""}:
        yield f"{label.kind} {label.metric!r}, {sorted(label.accept)}"
    terms = {"unit": CODES, "status": STATUSES, "part": {"yes"}, "country_iso3": country_codes()}
    if any(term not in terms[name] for name, term in label.beside.items()):
        yield f"{label.beside}"
    if label.kind == "outcome" and (label.metric == "money") != ("unit" in label.beside):
        yield "money has a currency, and nothing else has"


def _read(printed: str) -> Hedged:
    try:
        return parse(printed)
    except UsageError:
        return Hedged(None, None)


def test_halves_are_split_by_the_numbers_of_their_texts() -> None:
    names = [(text.name.rpartition("-")[2], half) for half, texts in enumerate((DEVELOP, HELD_OUT)) for text in texts]
    assert [name for name, half in names if int(name) % 2 == half] == []
    assert len({text.words for text in DEVELOP + HELD_OUT}) == len(names) >= 150
    kinds = Counter(text.kind for text in DEVELOP)
    kinds.subtract(text.kind for text in HELD_OUT)
    assert {*kinds.values()} <= {0, 1}


def test_score_counts_right_wrong_missed_and_false() -> None:
    words = "Police arrested 12 men and found 5 boats; 3 people died. Two were freed. In 2019, 40 were arrested."
    labels = [_label(words, "12", "arrests"), _label(words, "5", "vehicles", accept="vessels")]
    labels += [_label(words, "3", "", kind="unlisted"), _label(words, "Two", "victims")]
    found = [one for one in extract(words) if one.as_printed in {"12", "5", "3", "40"}]
    for one in found:
        one.kind = "outcome"  # "3" and "40" are proposed too
    strict, lenient = (judge(labels, found, lenient=lenient) for lenient in (False, True))
    assert [round(share, 3) for share in measure(strict)] == [0.25, 0.333, 0.286]
    assert [round(share, 3) for share in measure(lenient)] == [0.667, 0.667, 0.667]


def _label(words: str, printed: str, metric: str, *, kind: str = "outcome", accept: str = "") -> Label:
    read = parse(printed)
    place, hedge, optional = words.index(printed), str(read.hedge), kind == "unlisted"
    return Label(place, printed, read.value, read.high, hedge, kind, metric, frozenset({accept}), optional, {})
