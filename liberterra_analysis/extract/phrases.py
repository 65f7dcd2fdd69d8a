"""Find the noun that a number counts and the verbs around it, and the metric that the two have together."""

from typing import NamedTuple

from liberterra_analysis.extract.sentences import Token, is_number, word_at
from liberterra_analysis.extract.words import CUES, DEEDS, METRICS, MODIFIERS, NOUNS, PHRASES, VERBS, stem
from liberterra_analysis.places import find_nationality


class Noun(NamedTuple):
    """The head of a noun phrase: its class, its stem, the token after it."""

    cls: str
    head: str
    last: int


class Verb(NamedTuple):
    """A verb or action noun: its token and class; `passive` if what it is done to precedes it."""

    at: int
    cls: str
    passive: bool


def find_noun(tokens: list[Token], at: int) -> Noun | None:
    """Return the noun that a number counts which ends before a token; None if there is none."""
    here = at + (word_at(tokens, at) == "of")
    here += here > at and word_at(tokens, here) in _DETERMINERS
    noun = _phrase(tokens, here)
    if noun is None or noun.cls != "measure":
        return noun
    inner = _phrase(tokens, noun.last + 1) if word_at(tokens, noun.last) == "of" else None
    return inner or noun._replace(cls="items")


_FIRST_WORDS = frozenset(words[0] for words in NOUNS)
_LONGEST_NOUN = max(map(len, NOUNS))
_DETERMINERS = frozenset("the our its their his these those".split())


def _phrase(tokens: list[Token], at: int) -> Noun | None:
    found: tuple[str, int] | None = None
    modifiers: set[str] = set()
    here = at
    while here < min(at + _LONGEST_PHRASE, len(tokens)):
        word = tokens[here].word
        size, cls = _noun(tokens, here)
        if _ends(tokens, here, found, bool(size)):
            break
        if size:
            found = (cls, here + size)
        elif _is_plural(word):  # "two farm managers": the last noun is the one that counts
            found = ("person" if find_nationality(word) else "thing", here + 1)
        elif word in MODIFIERS:
            modifiers.add(MODIFIERS[word])
        here += size or 1
    if found is not None:
        cls, last = found
        return Noun(_refined(cls, modifiers), stem(tokens[last - 1].word), last)
    return None


_LONGEST_PHRASE = 12


def _refined(cls: str, modifiers: set[str]) -> str:
    """Return the class of a noun with what stands before it: "undocumented workers", "forged passports"."""
    if cls == "documents":
        return "false documents" if "false" in modifiers else cls
    names = ["arrested", "missing", "victim", "irregular", "migrant", *(["suspect"] if cls == "person" else [])]
    persons = cls in {"person", "bystanders", "suspect"}
    return next((name for name in names if persons and name in modifiers), cls)


def _noun(tokens: list[Token], at: int) -> tuple[int, str]:
    """Return the length in tokens and the class of the longest noun that begins here; (0, "") if none does."""
    word = tokens[at].word
    ended = (stem(word),)
    if word in _FIRST_WORDS:
        for size in range(min(_LONGEST_NOUN, len(tokens) - at), 1, -1):
            words = tuple(token.word for token in tokens[at : at + size - 1])
            if cls := NOUNS.get((*words, stem(tokens[at + size - 1].word))):
                return size, cls
    return (1, NOUNS[ended]) if ended in NOUNS and not word.endswith(("ing", "ed")) else (0, "")


def _ends(tokens: list[Token], at: int, found: tuple[str, int] | None, known: bool) -> bool:
    """Return whether a noun phrase has ended before a token."""
    word = tokens[at].word
    if word in CUES["stop"] or not word[0].isalpha() or word == "the" or is_number(word):
        return True
    if found is None:
        return False
    if word in {"and", "or", "of"} or word.endswith("ly"):
        return True
    verb = VERBS.get(stem(word)) is not None or word.endswith(("ing", "ed"))
    return verb and (_is_plural(tokens[at - 1].word) or not known)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "'s")) and len(word) > 3


def find_verbs(tokens: list[Token]) -> list[Verb]:
    """Return the verbs and action nouns of a sentence."""
    found: list[Verb] = []
    for at, token in enumerate(tokens):
        cls = PHRASES.get(f"{token.word} {word_at(tokens, at + 1)}") or VERBS.get(stem(token.word))
        if cls is None or (found and found[-1].at == at - 1 and f"{tokens[at - 1].word} {token.word}" in PHRASES):
            continue
        linked = bool(found) and found[-1].at >= at - 2 and word_at(tokens, at - 1) in {"and", "or"}
        found.append(Verb(at, cls, _is_passive(tokens, at) or (linked and found[-1].passive)))
    return found


def _is_passive(tokens: list[Token], at: int) -> bool:
    word = tokens[at].word
    if word in CUES["of subject"]:
        return True
    if not (word.endswith("ed") or word in CUES["past"]):
        return False
    back = at - 1
    while back > max(at - 5, -1) and (tokens[back].word in CUES["skipped"] or tokens[back].word.endswith("ly")):
        back -= 1
    before, after = word_at(tokens, back), word_at(tokens, at + 1)
    if before in CUES["be"]:
        return True
    bare = after in CUES["after passive"] or not (after[:1].isalnum() or after in {"$", "€", "£", "~", ">"})
    return before not in {"have", "has", "had", "to"} and bare


def metric_of(noun: Noun | None, verb: str) -> str:
    """Return the metric of what a noun counts and a class of verbs; "" if there is none.

    >>> metric_of(Noun("person", "people", 0), "rescue"), metric_of(None, "arrest")
    ('victims', 'arrests')
    """
    if noun is None:
        return DEEDS.get(("", verb), "")
    metric = DEEDS.get((noun.cls, verb)) or DEEDS.get((noun.cls, ""), "")
    return metric if metric in METRICS else ""
