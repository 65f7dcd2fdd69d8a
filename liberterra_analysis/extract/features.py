"""Describe a number in its text by features, short strings that a classifier weighs, and by hints of its metric.

A feature is a family and what was found, "verb after=arrest passive". A hint is a metric that one way of reading
suggests, by the name of that way; the classifier learns how far to trust each.
"""

from collections.abc import Iterator, Mapping, Sequence

from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.numbers import is_digits, measure_of
from liberterra_analysis.extract.phrases import Verb, metric_of
from liberterra_analysis.extract.sentences import word_at
from liberterra_analysis.extract.words import CUES, DONE, METRICS, PERSONS, SENTENCE_CUES, stem

Described = tuple[Sequence[str], Mapping[str, str]]
"""Features and hints of a number."""

_STEPS = (1, 2, 5, 12, 30, 100, 500, 2000, 10_000, 100_000, 2_000_000)
_NEAR = 12  # words of a clause before and after a number that are features themselves


def describe(one: Mention, clean: str) -> None:
    """Set the features and hints of a mention; its whole has been described."""
    low, high = _clause(one)
    one.features = [*one.passage.features, *_of_number(one), *_of_words(one, clean)]
    one.features += [*_of_verbs(one, low, high), *_of_clause(one, low, high)]
    if (whole := one.whole) is not None:
        one.features += [f"whole noun={one.linked} {_group(whole)}"]
        one.features += [f"whole {name}" for name in whole.features if name.startswith(("verb=", "cue="))]
        one.hints |= {f"whole {name}": whole.hints[name] for name in ("label", "verb", "noun") if name in whole.hints}


def _of_number(one: Mention) -> Iterator[str]:
    unit = measure_of(one.tokens, one.number.last)
    yield f"value={sum(one.value > step for step in _STEPS)}"
    yield f"hedge={one.number.hedged.hedge}"
    yield f"digits={is_digits(one.tokens[one.number.core].word)}"
    if one.currency:
        yield f"money={one.kind or 'amount'}"
    if unit:
        yield from ("unit", f"unit={unit}")
    if one.number.first == 0:
        yield "is=opens"
    if one.labelled:
        yield from (f"label={one.labelled}", f"label metric={bool(one.label)}")


def _of_words(one: Mention, clean: str) -> Iterator[str]:
    tokens, first = one.tokens, one.number.first
    yield from (f"noun={one.noun.cls if one.noun else ''}", f"group={_group(one)}")
    if one.noun:
        yield f"head={one.noun.head}"
    names = ("before 2", "before", "next", "after", "after 2")
    places = (first - 2, first - 1, one.number.last, one.last, one.last + 1)
    yield from (f"{name}={stem(word_at(tokens, at))}" for name, at in zip(names, places, strict=True))
    if first > 1 and clean[tokens[first - 1].start].isupper():
        yield "follows name"
    if one.before is not None:
        gap = [token.word for token in tokens[one.before.number.last : first]]
        yield "gap=joint" if gap in (["and"], [","], [",", "and"]) else f"gap={min(len(gap) // 3, 4)}"


def _group(one: Mention) -> str:
    cls = one.noun.cls if one.noun else "none"
    return "money" if one.currency else "person" if cls in PERSONS else cls


def _clause(one: Mention) -> tuple[int, int]:
    """Return the first token of the clause around a number, and the token after its last."""
    tokens, first, last = one.tokens, one.number.first, one.last
    lowest, highest = max(first - 25, 0), min(last + 20, len(tokens))
    low = next((at + 1 for at in range(first - 1, lowest - 1, -1) if tokens[at].word in CUES["break"]), lowest)
    return low, next((at for at in range(last, highest) if tokens[at].word in CUES["break"]), highest)


def _of_verbs(one: Mention, low: int, high: int) -> Iterator[str]:
    """Yield the verbs around a number, and set the hints that they and its noun or label give."""
    before = [verb for verb in one.passage.verbs if low <= verb.at < one.number.first]
    after = [verb for verb in one.passage.verbs if one.last <= verb.at < high]
    done_before = next((verb for verb in reversed(before) if verb.cls in DONE), None)
    done_after = next((verb for verb in after if verb.cls in DONE), None)
    best = _best(done_before, done_after, one.last)
    yield from (f"verb={_named(best)}", f"verb={_named(best)} {one.noun.cls if one.noun else ''}")
    for name, verbs in (("verb before", before[-1:]), ("verb after", after[:1])):
        named = _named(verbs[0] if verbs else None)
        yield from (f"{name}={named}", f"{name}={named} {_group(one)}")
        yield from (f"{name} word={stem(one.tokens[verb.at].word)}" for verb in verbs)
    yield from (f"verb inside={verb.cls}" for verb in one.passage.verbs if one.number.last <= verb.at < one.last)
    one.hints |= _hints(one, {"verb": best, "verb before": done_before, "verb after": done_after})


def _best(before: Verb | None, after: Verb | None, last: int) -> Verb | None:
    """Return the verb that a number goes with: a passive one after it, or else an active one before it."""
    active = before if before is not None and not before.passive else None
    if after is not None and after.passive and not (active and after.at - last > 8):
        return after
    return active


def _named(verb: Verb | None) -> str:
    return f"{verb.cls} {'passive' if verb.passive else 'active'}" if verb else ""


def _hints(one: Mention, verbs: Mapping[str, Verb | None]) -> dict[str, str]:
    if one.currency:
        return {"money": "money"}
    hints = {name: metric_of(one.noun, verb.cls) for name, verb in verbs.items() if verb}
    hints |= {
        "noun": metric_of(one.noun, "") if one.noun else "",
        "label": one.label,
        f"label {one.labelled}": one.label,
    }
    if one.noun and one.noun.cls in {"drugs", "measure"} and measure_of(one.tokens, one.number.last):
        hints["noun"] = "drugs"
    if hints["noun"] in {"checks", "inspections"} and any(token.word.startswith("database") for token in one.tokens):
        hints["noun"] = "database_checks"
    return {name: metric for name, metric in hints.items() if metric in METRICS}


def _of_clause(one: Mention, low: int, high: int) -> list[str]:
    tokens, first, last = one.tokens, one.number.first, one.last
    near = [token.word for token in tokens[max(first - 40, 0) : last + 30]]
    found = {f"cue={cue}" for token in tokens[low:high] for cue in SENTENCE_CUES.get(token.word, ())}
    found |= {f"cue near={cue}" for word in near for cue in SENTENCE_CUES.get(word, ())}
    found |= {f"left={stem(token.word)}" for token in tokens[max(low, first - _NEAR) : first]}
    found |= {f"right={stem(token.word)}" for token in tokens[last : min(high, last + _NEAR)]}
    return sorted(found | {"cue near=year" for word in near if is_year(word)})
