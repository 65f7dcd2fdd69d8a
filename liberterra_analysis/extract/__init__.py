"""Extract candidate claims from the text of an announcement.

A text passes through the modules in this order; `candidates` calls all but the first and the last:

1. `reading` reads the text of a file.
2. `context` and `setting` find what holds for the whole text: operation, release status, kind of persons.
3. `sentences` splits the text into sentences, and a sentence into tokens.
4. `numbers` finds the numbers of a sentence with their hedges and, by `money`, their currencies; `events` finds the
   verbs, `where` the countries, and `grid` the columns of a table.
5. `kinds` sorts out numbers that are not outcomes: ages, dates, prices and, by `background`, other periods and plans.
6. `deciding` chooses the metric of an outcome: from noun and verb (`counting`), or from a label or total (`beside`).
7. `context` and `where` add status, population, offence, country and nationality.
8. `sheet` writes the candidates for review.

`lexicon` and `nouns` hold the words, `model` the candidate and the state of reading.
"""

from __future__ import annotations

from liberterra_analysis.extract.candidates import Candidate, extract
from liberterra_analysis.extract.languages import find_figures, language_of
from liberterra_analysis.extract.reading import read_announcement, read_stream, read_text_of, text_of

__all__ = [
    "Candidate",
    "extract",
    "find_figures",
    "language_of",
    "read_announcement",
    "read_stream",
    "read_text_of",
    "text_of",
]
