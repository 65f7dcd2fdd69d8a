"""Find the figures of an announcement and propose them as claims.

In the order of work: `reading` (file to text), `sentences` (text to sentences to tokens), `numbers` (tokens to numbers
with hedges), `kinds` and `background` (numbers that are not outcomes), `counting`, `events`, `beside`, `deciding` (the
metric of an outcome), `grid` (tables), `money`, `where`, `context` (attributes), `setting` (the topic of the text),
`candidates` (all of these), `sheet` (candidates to a review sheet). `lexicon` and `nouns` hold the words.
"""

from __future__ import annotations

from liberterra_analysis.extract.candidates import extract
from liberterra_analysis.extract.model import Candidate
from liberterra_analysis.extract.reading import read_announcement, read_stream, read_text_of, text_of

__all__ = ["Candidate", "extract", "read_announcement", "read_stream", "read_text_of", "text_of"]
