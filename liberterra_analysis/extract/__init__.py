"""Extract candidate claims from the text of an announcement.

A text passes through the modules in this order; `candidates` calls the modules from `sentences` on:

1. `reading` reads the text of a file, `languages` names its language.
2. `sentences` splits it into sentences and tokens; `numbers` finds numbers with their hedges and currencies.
3. `mentions` reads around a number: noun and verbs (`phrases`), countries and operation (`names`), cell or label
   (`tables`), the kind of a number that cannot be an outcome (`kinds`), and the number that it is part of.
4. `features` describes it, and `model` weighs the features: outcome or not, and of which metric.
5. `context` adds status, population, offence, country and nationality, and what is in doubt.
6. `sheet` writes the candidates for review.

`words` loads the classes of words (`lexicon.csv`, `deeds.csv`); `weights.json` is written by `make model`.
"""

from liberterra_analysis.arguments import export
from liberterra_analysis.extract.candidates import Candidate as Candidate
from liberterra_analysis.extract.candidates import extract as extract
from liberterra_analysis.extract.languages import find_figures as find_figures
from liberterra_analysis.extract.languages import language_of as language_of
from liberterra_analysis.extract.reading import read_announcement as read_announcement
from liberterra_analysis.extract.reading import read_stream as read_stream
from liberterra_analysis.extract.reading import read_text_of as read_text_of
from liberterra_analysis.extract.reading import text_of as text_of

export(globals())
