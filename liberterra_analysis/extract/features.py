"""Describe a number in its text by features, short strings that a classifier weighs, and by hints of its metric.

A feature is a family and what was found, "verb=arrest passive". A hint is a metric that one way of reading
suggests, by the name of that way; the classifier learns how far to trust each.
"""

from liberterra_analysis.extract.mentions import Mention
from liberterra_analysis.extract.numbers import measure_of
from liberterra_analysis.extract.phrases import Verb, metric_of
from liberterra_analysis.extract.sentences import word_at
from liberterra_analysis.extract.words import DONE, METRICS, stem

_STEPS = (1, 2, 5, 12, 30, 100, 500, 2000, 10_000, 100_000, 2_000_000)
_SMALL = 12  # up to which a number that stands in a text twice may count different things
_NEAR = 12  # words before and after a number that are features themselves


def describe(one: Mention, times: int) -> None:
    """Set the features and hints of a mention, whose whole has them; its value stands so many times in the text."""
    tokens, first, last = one.tokens, one.number.first, one.last
    noun, verb = one.noun.cls if one.noun else "", _find_verb(one)
    named = f"{verb.cls} {'passive' if verb.passive else 'active'}" if verb else ""
    families = {
        "value": sum(one.value > step for step in _STEPS),
        "times": min(times, 3) if one.value > _SMALL else 0,
        "hedge": one.number.hedged.hedge,
        "money": (one.kind or "amount") if one.currency else "",
        "unit": measure_of(tokens, one.number.last),
        "noun": noun,
        "head": one.noun.head if one.noun else "",
        "before": stem(word_at(tokens, first - 1)),
        "next": stem(word_at(tokens, one.number.last)),
        "after": stem(word_at(tokens, last)),
        "verb": named,
        "verb and noun": f"{named} {noun}",
        "labelled": bool(one.label),
    }
    one.features = [*one.passage.features, *(f"{name}={found}" for name, found in families.items())]
    one.features += sorted({f"left={stem(token.word)}" for token in tokens[max(first - _NEAR, 0) : first]})
    one.features += sorted({f"right={stem(token.word)}" for token in tokens[last : last + _NEAR]})
    one.hints |= _hints(one, verb)
    if (whole := one.whole) is not None:
        one.features += [f"whole {name}" for name in whole.features if name.startswith("verb")]
        one.hints |= {f"whole {name}": whole.hints[name] for name in ("label", "verb", "noun") if name in whole.hints}


def _find_verb(one: Mention) -> Verb | None:
    """Return the verb that a number goes with: a passive one after it, or else an active one before it."""
    done = (verb for verb in one.passage.verbs if verb.cls in DONE)
    verbs = [verb for verb in done if one.number.first - _BEFORE <= verb.at < one.last + _AFTER]
    before = next((verb for verb in reversed(verbs) if verb.at < one.number.first), None)
    after = next((verb for verb in verbs if verb.at >= one.last), None)
    active = before if before is not None and not before.passive else None
    if after is not None and after.passive and not (active and after.at - one.last > _FAR):
        return after
    return active


_BEFORE, _AFTER = 25, 20  # words before and after a number in which its verb is looked for
_FAR = 8  # words after a number from which on a verb is not its own if another stands before it


def _hints(one: Mention, verb: Verb | None) -> dict[str, str]:
    if one.currency:
        return {"money": "money"}
    hints = {"verb": metric_of(one.noun, verb.cls) if verb else "", "label": one.label}
    hints["noun"] = metric_of(one.noun, "") if one.noun else ""
    if one.noun and one.noun.cls in {"drugs", "measure"} and measure_of(one.tokens, one.number.last):
        hints["noun"] = "drugs"
    if hints["noun"] in {"checks", "inspections"} and any(token.word.startswith("database") for token in one.tokens):
        hints["noun"] = "database_checks"
    return {name: metric for name, metric in hints.items() if metric in METRICS}
