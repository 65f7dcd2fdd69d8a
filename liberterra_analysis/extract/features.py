"""Describe a number in its text by features, short strings that a classifier weighs, and by hints of its metric.

A feature is a family and what was found, "verb after=arrest passive". A hint is a metric that one way of reading
suggests, by the name of that way; the classifier learns how far to trust each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from liberterra_analysis.extract import context
from liberterra_analysis.extract.kinds import is_year
from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.numbers import measure_of
from liberterra_analysis.extract.phrases import Verb, metric_of
from liberterra_analysis.extract.sentences import word_at
from liberterra_analysis.extract.words import DONE, METRICS, PERSONS, POPULATIONS, SENTENCE_CUES, TEXT_CUES, stem
from liberterra_analysis.places import find_nationality

_BREAKS = frozenset(
    "; : ( ) – — | while whereas but who which whom whose where when after before because although".split()
)
_STEPS = (1, 2, 5, 12, 30, 100, 500, 2000, 10_000, 100_000, 2_000_000)
_PREPOSITIONS = frozenset(
    "in on at by from to with of for among against between during into under across including than as until since "
    "through after before and or , were was are is had has have".split()
)
_DETERMINERS = frozenset("the a an all these those its their his some further another additional total of".split())
_MOST = 20_000
"""Characters of a text that are enough to describe it."""
_WORD = re.compile(r"[a-z]+")


def describe_text(clean: str, people: str) -> list[str]:
    """Return the features that all numbers of a text share."""
    words = Counter(cue for word in _WORD.findall(clean[:_MOST].lower()) for cue in TEXT_CUES.get(word, ()))
    cues = [f"{cue} {min(count, 3)}" for cue, count in words.items()]
    length = min(len(clean) // 600, 4)
    operation = any(context.operations_of(clean[:_MOST]))
    return [f"text={one}" for one in (*cues, f"length {length}", f"operation {operation}", f"people {people}")]


def describe(one: Mention, clean: str, text: Sequence[str]) -> None:
    """Set the features and hints of a mention that need no other mention."""
    low, high = _clause(one)
    features = [*text, *_of_number(one), *_of_place(one), *_of_words(one, clean), *_of_verbs(one, low, high)]
    one.features = [*features, *_of_clause(one, low, high)]
    if one.whole is not None:
        whole = one.whole
        one.features += [f"whole noun={one.linked} {_group(whole)}"]
        one.features += [f"whole {name}" for name in whole.features if name.startswith(("verb=", "cue="))]
        one.hints |= {f"whole {name}": whole.hints[name] for name in ("label", "verb", "noun") if name in whole.hints}


def _of_number(one: Mention) -> list[str]:
    hedged, word = one.number.hedged, one.tokens[one.number.core].word
    step = sum(one.value > step for step in _STEPS)
    found = [f"value={step}", f"hedge={hedged.hedge}", f"digits={word[:1].isdigit()}", f"kind={one.kind or 'count'}"]
    if one.currency:
        found.append(f"money={one.kind or 'amount'}")
    if unit := measure_of(one.tokens, one.number.last):
        found += ["unit", f"unit={unit}"]
    return found


def _of_place(one: Mention) -> list[str]:
    passage, sentence = one.passage, one.sentence
    flags = {
        "first": passage.first,
        "lead": sentence.paragraph <= 1,
        "end": passage.end,
        "bullet": sentence.bullet,
        "line": sentence.heading,
        "opens": one.number.first == 0,
        "other operation": not passage.own,
        "names other": passage.named and not passage.own,
        "names operation": passage.named,
        "aside": bool(passage.aside),
    }
    found = [f"is={name}" for name, set_ in flags.items() if set_]
    if one.labelled:
        found += [f"label={one.labelled}", f"label metric={bool(one.label)}"]
    found += [f"heading={stem(word)}" for word in passage.heading.split()[:6]]
    return [*found, f"quarter={passage.quarter}"]


def _of_words(one: Mention, clean: str) -> list[str]:
    tokens, number, noun = one.tokens, one.number, one.noun
    cls = noun.cls if noun else ""
    group = _group(one)
    found = [f"noun={cls}", f"group={group}"]
    if noun:
        found += [f"head={noun.head}", *(f"with={other}" for other in noun.others)]
        found += [f"modifier={name}" for name in noun.modifiers]
    for name, at in (("before", number.first - 1), ("before 2", number.first - 2), ("next", number.last)):
        found.append(f"{name}={stem(word_at(tokens, at))}")
    found += [f"after={stem(word_at(tokens, one.last))}", f"after 2={stem(word_at(tokens, one.last + 1))}"]
    at = number.first - 1
    while at >= 0 and number.first - at < 4 and tokens[at].word in _DETERMINERS:  # noqa: PLR2004
        at -= 1
    if (word := word_at(tokens, at)) in _PREPOSITIONS:
        found += [f"governed={word}", f"governed={word} {group}"]
    if number.first > 1 and clean[tokens[number.first - 1].start].isupper():
        found.append("follows name")
    if one.before is not None:
        gap = [token.word for token in tokens[one.before.last : number.first]]
        found.append(f"gap={min(len(gap) // 3, 4)}")
        if gap in (["and"], [","], [",", "and"]):
            found.append("gap=joint")
    return found


def _group(one: Mention) -> str:
    cls = one.noun.cls if one.noun else "none"
    return "money" if one.currency else "person" if cls in PERSONS else cls


def _clause(one: Mention) -> tuple[int, int]:
    """Return the first token of the clause around a number, and the token after its last."""
    tokens, first, last = one.tokens, one.number.first, one.last
    lowest, highest = max(first - 25, 0), min(last + 20, len(tokens))
    low = next((at + 1 for at in range(first - 1, lowest - 1, -1) if tokens[at].word in _BREAKS), lowest)
    return low, next((at for at in range(last, highest) if tokens[at].word in _BREAKS), highest)


def _of_verbs(one: Mention, low: int, high: int) -> list[str]:
    first, last, group = one.number.first, one.last, _group(one)
    verbs = [verb for verb in one.passage.verbs if abs(verb.at - first) < _FARTHEST]
    before = [verb for verb in verbs if verb.at < first]
    after = [verb for verb in verbs if verb.at >= last]
    near_before = before[-1] if before and before[-1].at >= low else None
    near_after = after[0] if after and after[0].at < high else None
    doing = [verb for verb in verbs if verb.cls in DONE]
    done_before = [verb for verb in doing if low <= verb.at < first]
    done_after = [verb for verb in doing if last <= verb.at < high]
    best = _best(done_before[-1] if done_before else None, done_after[0] if done_after else None, last)
    found = [f"verb={_named(best)}", f"verb={_named(best)} {one.noun.cls if one.noun else ''}"]
    for name, verb in (("verb before", near_before), ("verb after", near_after)):
        found.append(f"{name}={_named(verb)}")
        if verb is not None:
            distance = first - verb.at if verb.at < first else verb.at - last
            found += [f"{name}={_named(verb)} {group}", f"{name} far={min(distance // 3, 4)}"]
            found.append(f"{name} word={stem(one.tokens[verb.at].word)}")
    found += [f"verb inside={verb.cls}" for verb in verbs if one.number.last <= verb.at < last]
    active = next((verb for verb in reversed(doing) if verb.at < first and not verb.passive), None)
    passive = next((verb for verb in doing if verb.at >= last and verb.passive), None)
    before_, after_ = (part[at] if part else None for part, at in ((done_before, -1), (done_after, 0)))
    _hint(one, {"verb": best, "verb before": before_, "verb after": after_, "active": active, "passive": passive})
    return found


_FARTHEST = 60


def _best(before: Verb | None, after: Verb | None, last: int) -> Verb | None:
    """Return the verb that a number goes with: a passive one after it, or else an active one before it."""
    if after is not None and after.passive and not (before and not before.passive and after.at - last > 8):  # noqa: PLR2004
        return after
    if before is not None and not before.passive:
        return before
    return None


def _named(verb: Verb | None) -> str:
    return f"{verb.cls} {'passive' if verb.passive else 'active'}" if verb else ""


def _hint(one: Mention, verbs: Mapping[str, Verb | None]) -> None:
    if one.currency:
        one.hints["money"] = "money"
        return
    hints = {name: metric_of(one.noun, verb.cls) for name, verb in verbs.items() if verb}
    hints["noun"] = metric_of(one.noun, "") if one.noun else ""
    hints |= {"label": one.label, f"label {one.labelled}": one.label}
    if measure_of(one.tokens, one.number.last) and {"drugs", "measure"} & {one.noun.cls if one.noun else ""}:
        hints["noun"] = "drugs"
    for name, cue in (("database", "database_checks"),):
        if hints["noun"] in {"checks", "inspections"} and any(token.word.startswith(name) for token in one.tokens):
            hints["noun"] = cue
    if hints["noun"] == "countries" and word_at(one.tokens, one.number.first - 1) in {"from", "of"}:
        hints["from"] = "nationalities"
    one.hints |= {name: metric for name, metric in hints.items() if metric in METRICS}


def _of_clause(one: Mention, low: int, high: int) -> list[str]:
    tokens, first, last = one.tokens, one.number.first, one.last
    near = [token.word for token in tokens[max(first - 40, 0) : last + 30]]
    found = {f"cue={cue}" for token in tokens[low:high] for cue in SENTENCE_CUES.get(token.word, ())}
    found |= {f"cue near={cue}" for word in near for cue in SENTENCE_CUES.get(word, ())}
    found |= {f"left={stem(token.word)}" for token in tokens[max(low, first - _WORDS) : first]}
    found |= {f"right={stem(token.word)}" for token in tokens[last : min(high, last + _WORDS)]}
    found |= {"cue near=year" for word in near if is_year(word)}
    return [*found]


_WORDS = 12
"""Words of a clause before and after a number that are features themselves."""


class Guess(NamedTuple):
    """What a first reading takes a number for: whether it is an outcome, its kind or metric, and its likeliest metric."""

    outcome: float
    name: str
    metric: str


def _sort_of(guess: Guess) -> str:
    if guess.name not in METRICS:
        return guess.name
    return "person" if METRICS[guess.name].counts_persons and guess.name not in {"officers", "experts"} else "thing"


_LIKELY = 0.45


def describe_around(found: Sequence[Mention], guesses: Sequence[Guess]) -> list[tuple[list[str], dict[str, str]]]:
    """Return further features and hints of each mention from what the others were taken for."""
    places = {id(one): at for at, one in enumerate(found)}
    same: dict[float, list[int]] = {}
    for at, one in enumerate(found):
        if one.value > 2 and not one.counts_nothing:  # noqa: PLR2004
            same.setdefault(one.value, []).append(at)
    total = sum(guess.outcome for guess in guesses)
    persons = [guess.metric for guess in guesses if guess.outcome > _LIKELY and _sort_of(guess) == "person"]
    most = max(dict.fromkeys(persons), key=persons.count, default="")
    return [_around(found, guesses, at, places, same.get(one.value, []), (total, most)) for at, one in enumerate(found)]


def _around(
    found: Sequence[Mention],
    guesses: Sequence[Guess],
    at: int,
    places: Mapping[int, int],
    same: Sequence[int],
    text: tuple[float, str],
) -> tuple[list[str], dict[str, str]]:
    one, own = found[at], guesses[at]
    tag = f"{_group(one) if one.noun is None or one.noun.cls in PERSONS else 'thing'}{' part' * _breaks_down(one)}"
    rest = (text[0] - own.outcome) / max(len(found) - 1, 1)
    features = [f"own={int(own.outcome * 5.99)}", f"own={own.name}", f"text share={int(rest * 6)}", f"tag={tag}"]
    hints = {"own": own.metric, f"most {tag}": text[1]}
    for name, near in (("prior", at - 1), ("next", at + 1)):
        if not 0 <= near < len(found):
            features.append(f"{name} number=none")
            continue
        where, other = _where(one, found[near]), guesses[near]
        features += [f"{name} number={where} {_sort_of(other)}", f"{name} number={where} {_sort_of(other)} {tag}"]
        features += [f"{name} number={where} {other.name}", f"{name} share={where} {int(other.outcome * 4)}"]
        if other.outcome > _LIKELY:
            hints[f"{name} {where} {tag}"] = other.metric
    if one.whole is not None:
        whole = guesses[places[id(one.whole)]]
        features += [f"whole={one.linked} {_sort_of(whole)}", f"whole share={one.linked} {int(whole.outcome * 4.99)}"]
        features += [f"whole share={int(whole.outcome * 4.99)}", f"whole={whole.name}"]
        if whole.outcome > _LIKELY:
            hints |= {"whole": whole.metric, f"whole {one.linked}": whole.metric, f"whole {tag}": whole.metric}
    features.append(f"linked={one.linked}")
    others = [other for other in same if other != at]
    if others:
        best = max(others, key=lambda other: guesses[other].outcome)
        features += [f"same={_sort_of(guesses[best])}", f"same share={int(guesses[best].outcome * 4)}"]
        if guesses[best].outcome > _LIKELY:
            hints["same"] = guesses[best].metric
    beside = [
        guesses[other].outcome
        for other in range(max(at - 6, 0), min(at + 7, len(found)))
        if other != at and found[other].passage is one.passage
    ]
    if beside:
        features.append(f"beside={int(4.99 * sum(beside) / len(beside))}")
    return features, {name: metric for name, metric in hints.items() if metric}


def _where(one: Mention, other: Mention) -> str:
    if one.passage is other.passage:
        return "sentence"
    return "paragraph" if one.sentence.paragraph == other.sentence.paragraph else "text"


def _breaks_down(one: Mention) -> bool:
    """Return whether words for a group of persons or a nationality follow a number, as those of a part do."""
    after = [token.word for token in one.tokens[one.number.last : one.last + 3]]
    return any(word in POPULATIONS or word in {"under", "aged", "from", "others"} for word in after) or any(
        find_nationality(word) for word in after[:2] if word.isalpha()
    )
