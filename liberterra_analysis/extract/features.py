"""Describe a number in its text by features, short strings that a classifier weighs, and by hints of its metric.

A feature is a family and what was found, "verb after=arrest passive". A hint is a metric that one way of reading
suggests, by the name of that way; the classifier learns how far to trust each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from liberterra_analysis.extract import context
from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.numbers import measure_of
from liberterra_analysis.extract.phrases import Verb, metric_of
from liberterra_analysis.extract.sentences import word_at
from liberterra_analysis.extract.words import CUES, DONE, METRICS, PERSONS, POPULATIONS, SENTENCE_CUES, TEXT_CUES, stem
from liberterra_analysis.places import find_nationality

Described = tuple[Sequence[str], Mapping[str, str]]
"""Features and hints of a number."""

_STEPS = (1, 2, 5, 12, 30, 100, 500, 2000, 10_000, 100_000, 2_000_000)
_MOST = 20_000  # characters of a text that are enough to describe it
_WORD = re.compile(r"[a-z]+")
_NEAR = 12  # words of a clause before and after a number that are features themselves


def describe_text(clean: str, people: str) -> list[str]:
    """Return the features that all numbers of a text share."""
    start = clean[:_MOST]
    cues = Counter(cue for word in _WORD.findall(start.lower()) for cue in TEXT_CUES.get(word, ()))
    found = [f"text={cue} {min(count, 3)}" for cue, count in cues.items()]
    named = bool(context.find_operations(start)(start))
    return [*found, f"text=length {min(len(clean) // 600, 4)}", f"text=operation {named}", f"text=people {people}"]


def describe(one: Mention, clean: str, text: Sequence[str]) -> None:
    """Set the features and hints of a mention that need no other mention."""
    low, high = _clause(one)
    one.features = [*text, *_of_number(one), *_of_place(one), *_of_words(one, clean)]
    one.features += [*_of_verbs(one, low, high), *_of_clause(one, low, high)]
    if (whole := one.whole) is not None:
        one.features += [f"whole noun={one.linked} {_group(whole)}"]
        one.features += [f"whole {name}" for name in whole.features if name.startswith(("verb=", "cue="))]
        one.hints |= {f"whole {name}": whole.hints[name] for name in ("label", "verb", "noun") if name in whole.hints}


def _of_number(one: Mention) -> Iterator[str]:
    word, unit = one.tokens[one.number.core].word, measure_of(one.tokens, one.number.last)
    yield f"value={sum(one.value > step for step in _STEPS)}"
    yield f"hedge={one.number.hedged.hedge}"
    yield f"digits={word[:1].isdigit()}"
    if one.currency:
        yield f"money={one.kind or 'amount'}"
    if unit:
        yield from ("unit", f"unit={unit}")


def _of_place(one: Mention) -> Iterator[str]:
    yield from one.passage.features
    if one.number.first == 0:
        yield "is=opens"
    if one.labelled:
        yield from (f"label={one.labelled}", f"label metric={bool(one.label)}")


def _of_words(one: Mention, clean: str) -> Iterator[str]:
    tokens, first, last, noun = one.tokens, one.number.first, one.number.last, one.noun
    yield from (f"noun={noun.cls if noun else ''}", f"group={_group(one)}")
    if noun:
        yield f"head={noun.head}"
    beside = {"before": first - 1, "before 2": first - 2, "next": last, "after": one.last, "after 2": one.last + 1}
    yield from (f"{name}={stem(word_at(tokens, at))}" for name, at in beside.items())
    at = first - 1
    while at >= 0 and first - at < 4 and tokens[at].word in CUES["determiner"]:
        at -= 1
    if (word := word_at(tokens, at)) in CUES["preposition"]:
        yield from (f"governed={word}", f"governed={word} {_group(one)}")
    if first > 1 and clean[tokens[first - 1].start].isupper():
        yield "follows name"
    if one.before is not None:
        gap = [token.word for token in tokens[one.before.last : first]]
        yield f"gap={min(len(gap) // 3, 4)}"
        if gap in (["and"], [","], [",", "and"]):
            yield "gap=joint"


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
    first, last, group = one.number.first, one.last, _group(one)
    verbs = [verb for verb in one.passage.verbs if abs(verb.at - first) < _FARTHEST]
    doing = [verb for verb in verbs if verb.cls in DONE]
    before = next((verb for verb in reversed(doing) if low <= verb.at < first), None)
    after = next((verb for verb in doing if last <= verb.at < high), None)
    best = _best(before, after, last)
    yield from (f"verb={_named(best)}", f"verb={_named(best)} {one.noun.cls if one.noun else ''}")
    nearest = (
        ("verb before", next((verb for verb in reversed(verbs) if low <= verb.at < first), None)),
        ("verb after", next((verb for verb in verbs if last <= verb.at < high), None)),
    )
    for name, verb in nearest:
        yield f"{name}={_named(verb)}"
        if verb is not None:
            distance = first - verb.at if verb.at < first else verb.at - last
            yield from (f"{name}={_named(verb)} {group}", f"{name} far={min(distance // 3, 4)}")
            yield f"{name} word={stem(one.tokens[verb.at].word)}"
    yield from (f"verb inside={verb.cls}" for verb in verbs if one.number.last <= verb.at < last)
    active = next((verb for verb in reversed(doing) if verb.at < first and not verb.passive), None)
    passive = next((verb for verb in doing if verb.at >= last and verb.passive), None)
    hints = {"verb": best, "verb before": before, "verb after": after, "active": active, "passive": passive}
    one.hints |= _hints(one, hints)


_FARTHEST = 60  # words from a number to a verb that may still tell what it counts


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


def _of_clause(one: Mention, low: int, high: int) -> set[str]:
    tokens, first, last = one.tokens, one.number.first, one.last
    near = [token.word for token in tokens[max(first - 40, 0) : last + 30]]
    found = {f"cue={cue}" for token in tokens[low:high] for cue in SENTENCE_CUES.get(token.word, ())}
    found |= {f"cue near={cue}" for word in near for cue in SENTENCE_CUES.get(word, ())}
    found |= {f"left={stem(token.word)}" for token in tokens[max(low, first - _NEAR) : first]}
    found |= {f"right={stem(token.word)}" for token in tokens[last : min(high, last + _NEAR)]}
    return found | {"cue near=year" for word in near if is_year(word)}


class Guess(NamedTuple):
    """What a number is taken for: how likely an outcome, its kind or metric, and its likeliest metric."""

    outcome: float
    name: str
    metric: str

    @property
    def sort(self) -> str:
        """Its kind; of an outcome whether it counts persons found, or things."""
        if self.name not in METRICS:
            return self.name
        return "person" if METRICS[self.name].counts_persons and self.name not in {"officers", "experts"} else "thing"


_LIKELY = 0.45  # probability of an outcome from which its metric is a hint for others


def describe_around(found: Sequence[Mention], guesses: Sequence[Guess]) -> list[Described]:
    """Return features and hints of each mention from what the others were taken for."""
    places = {id(one): at for at, one in enumerate(found)}
    total = sum(guess.outcome for guess in guesses)
    described: list[Described] = []
    for at, one in enumerate(found):
        near = range(max(at - 6, 0), min(at + 7, len(found)))
        whole = guesses[places[id(one.whole)]] if one.whole else None
        rest = (total - guesses[at].outcome) / max(len(found) - 1, 1)
        beside = [guesses[other].outcome for other in near if other != at and found[other].passage is one.passage]
        shares = {"text": rest, "beside": sum(beside) / len(beside) if beside else None}
        features = [f"share {name}={int(share * 5.99)}" for name, share in shares.items() if share is not None]
        tag = _tag(one)
        hints: dict[str, str] = {}
        for name, other in [*_neighbours(found, guesses, at), (f"whole {one.linked}", whole)]:
            features += _of_guess(name, other, tag)
            if other and other.outcome > _LIKELY:
                hints |= {name: other.metric, f"{name} {tag}": other.metric}
        described.append((features, hints | ({"own": guesses[at].metric} if guesses[at].metric else {})))
    return described


def _neighbours(found: Sequence[Mention], guesses: Sequence[Guess], at: int) -> list[tuple[str, Guess | None]]:
    """Return the guesses of the numbers before and after, by where they stand; then its own."""
    near: list[tuple[str, Guess | None]] = [("own", guesses[at])]
    for name, other in (("prior", at - 1), ("next", at + 1)):
        if 0 <= other < len(found):
            same = found[other].passage is found[at].passage
            beside = found[other].sentence.paragraph == found[at].sentence.paragraph
            near.append((f"{name} {'sentence' if same else 'paragraph' if beside else 'text'}", guesses[other]))
        else:
            near.append((name, None))
    return near


def _of_guess(name: str, guess: Guess | None, tag: str) -> list[str]:
    if guess is None:
        return [f"{name}=none"]
    share = int(guess.outcome * 4.99)
    return [f"{name}={guess.name}", f"{name}={guess.sort}", f"{name}={guess.sort} {tag}", f"{name} share={share}"]


def _tag(one: Mention) -> str:
    """Return what a number counts (persons, things, or unknown), and whether it seems to be a part."""
    after = [token.word for token in one.tokens[one.number.last : one.last + 3]]
    part = any(word in POPULATIONS or word in {"under", "aged", "from", "others"} for word in after)
    part = part or any(find_nationality(word) for word in after[:2] if word.isalpha())
    group = _group(one)
    return f"{group if group in {'person', 'none'} else 'thing'}{' part' * part}"
