"""Recognise numbers that count no result by the rules of `kinds.toml`: ages, dates, shares, names, prices."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from liberterra_analysis.extract.numbers import Number, is_digits, measure_of
from liberterra_analysis.extract.sentences import WORDS, Token
from liberterra_analysis.extract.words import CUES

_REACH = 90  # characters on each side of a number that tell its kind
_SPACES = re.compile(r"\s+")
_CLASS = re.compile(r"<(\w+)>")


class Rule(NamedTuple):
    """A rule of `kinds.toml`."""

    kind: str
    needs: frozenset[str]
    least: float
    most: float
    patterns: Mapping[str, re.Pattern[str]]


@cache
def load_rules() -> list[Rule]:
    """Load the rules in their order."""
    text = resources.files("liberterra_analysis.extract").joinpath("kinds.toml").read_text("utf-8")
    return [_rule(stored) for stored in tomllib.loads(text)["rules"]]


def _rule(stored: Mapping[str, Any]) -> Rule:
    flags = 0 if stored.get("cased") else re.IGNORECASE
    parts = ((part, _CLASS.sub(_words_of, stored[part])) for part in ("printed", "after", "before") if part in stored)
    patterns = {part: re.compile(pattern, flags) for part, pattern in parts}
    needs, least, most = frozenset(stored.get("needs", ())), stored.get("least", 0), stored.get("most", 10**12)
    return Rule(stored["kind"], needs, least, most, patterns)


_WORDS: Mapping[str, frozenset[str]] = {**CUES, "few": WORDS}


def _words_of(match: re.Match[str]) -> str:
    """Return the words of a class as alternatives; with a capital if the name of the class has one."""
    name = match[1]
    words = sorted(_WORDS[name.lower()], key=lambda word: (-len(word), word))
    return "|".join(re.escape(word.capitalize() if name[0].isupper() else word) for word in words)


def is_year(word: str) -> bool:
    """Return whether a word is a year from 1900 to 2099."""
    return len(word) == 4 and word.isdecimal() and word[:2] in {"19", "20"}


def kind_of(clean: str, tokens: list[Token], number: Number, *, money: bool, counts: bool, placed: bool) -> str:
    """Return the kind of a number that is no result; "" if it may be one.

    `counts` is whether it has a noun, `placed` that a country stands before it.
    """
    before, last = clean[max(tokens[0].start, number.start - _REACH) : number.start], tokens[-1].end
    words = {"printed": clean[number.start : number.end], "before": _SPACES.sub(" ", before)}
    words["after"] = _SPACES.sub(" ", clean[number.end : min(last, number.end + _REACH)])
    known = {
        "money": money,
        "bare": not counts and not money,
        "plain": not money and not measure_of(tokens, number.last),
        "digits": is_digits(tokens[number.core].word),
        "exact": number.hedged.hedge == "exact",
        "unplaced": not placed,
    }
    facts = {name for name, fact in known.items() if fact}
    value = number.hedged.value or 0
    for rule in load_rules():
        fits = rule.needs <= facts and rule.least <= value <= rule.most
        if fits and all(pattern.search(words[part]) for part, pattern in rule.patterns.items()):
            return rule.kind
    return "decimal" if value % 1 and "plain" in facts else ""  # nothing that is counted comes in parts
