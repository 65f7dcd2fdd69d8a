"""Recognise figures that are not results of the operation: from another period, general, or only planned.

Patterns match the words around a number. In them the number itself is "@", another number "#", a month "MM", a year
before the text's own "YP", and any other year "YN".
"""

from __future__ import annotations

import re
from functools import lru_cache

from liberterra_analysis.extract.lexicon import MONTHS
from liberterra_analysis.extract.numbers import Number, is_number
from liberterra_analysis.extract.sentences import Token

FIRST_YEAR, LAST_YEAR = 1900, 2100
BILLION, MILLIONS = 1_000_000_000, 2_000_000
"""Money, and people not merely checked, from which on a figure is too large to be the result of an operation."""

_LEAD = 600
"""Approximate length of the headline and first paragraph of a text, in characters."""

_SENTENCE, _CLAUSE, _OPENING = 30, 14, 12
"""Most tokens on either side of a number in its sentence and in its clause, and most tokens of an opening phrase."""


def shown_of(clean: str, tokens: list[Token]) -> list[str]:
    """Return the words of a sentence in the notation of the patterns.

    Examples
    --------
    >>> shown_of("", [Token("in", 0, 2), Token("may", 3, 6), Token("2021", 7, 11), Token("12", 12, 14)])
    ['in', 'MM', 'YN', '#']
    """
    latest = _latest_year(clean)
    shown = [_shown(token.word, latest) for token in tokens]
    for at, word in enumerate(shown):
        if word == "YP" and at and tokens[at].word == str(latest - 1) and tokens[at - 1].word in _LATE:
            shown[at] = "YN"  # what was done in December is told in January
    return shown


_LATE = frozenset("october november december oct nov dec".split())


def kind_of_aside(shown: list[str], number: Number, *, money: bool) -> str:
    """Return "comparison" for a number from another period, "background" for a general or planned one, else "".

    Examples
    --------
    >>> from liberterra_analysis.extract.numbers import numbers_of
    >>> from liberterra_analysis.extract.sentences import Sentence, tokens_of
    >>> tokens = tokens_of("compared with 12", Sentence(0, 16, 1, False, False))
    >>> kind_of_aside(shown_of("", tokens), numbers_of("compared with 12", tokens)[0], money=False)
    'comparison'
    """
    before = shown[max(number.first - _SENTENCE, 0) : number.first]
    after = shown[number.last : number.last + _SENTENCE]
    before = before[max((at + 1 for at, word in enumerate(before) if word in _OTHER_CLAUSE), default=0) :]
    left = before[-_CLAUSE:]
    left = left[max((at + 1 for at, word in enumerate(left) if word in _BEGINS), default=0) :]
    right = after[: next((at for at, word in enumerate(after[:_CLAUSE]) if word in _ENDS), _CLAUSE)]
    comma = next((at for at, word in enumerate(before) if at and word == ","), len(before))
    sentence, clause = " ".join(["", *before, "@", *after]), " ".join(["", *left, "@", *right])
    near = " ".join(["", *before[: min(comma, _OPENING)], ";"]) + clause
    if _is_other_period(sentence, near, money=money):
        return "comparison"
    if _is_general(sentence, near, number.hedged.value or 0, money=money):
        return "background"
    if _PLANNED.search(clause) or _AROUND.search(sentence):
        return "background"
    headline = shown[-1] not in {".", ";", "!", "?", "”", '"'}
    standing = _MEMBERS.search(clause) or (not headline and (_STANDING.search(clause) or _STAFF.search(sentence)))
    return "background" if standing and not _OF_OPERATION.search(clause) else ""


_OTHER_CLAUSE = frozenset({";", "while", "whereas", "but"})
_BEGINS = frozenset({",", "(", ":", "|", "–", "—", "compared"})
_ENDS = frozenset(
    ", ; compared ( ) up down against than who whom which whose where when while but after before accused suspected "
    "wanted alleged believed sought committed dating bound bring brings bringing".split()
)


@lru_cache(maxsize=8192)
def _shown(word: str, latest: int) -> str:
    if is_year(word):
        return "YP" if 0 < int(word) < latest else "YN"
    return "#" if is_number(word) else "MM" if word in MONTHS else word


_DATED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,7}\.? (?:\d{1,2},? )?(20\d\d)\b"
    r"|\b\d{1,2}[./]\d{1,2}[./](20\d\d)\b"
)
_YEAR = re.compile(r"\b(?i:in|of|during|since) (20\d\d)\b")


@lru_cache(maxsize=4)
def _latest_year(clean: str) -> int:
    """Return the year of a text: the latest in a date, else the latest named in its lead or more than once.

    0 if no year is named, `LAST_YEAR` if each is named only once, after the lead.
    """
    dated = [int(match[1] or match[2]) for match in _DATED.finditer(clean)]
    named = [(int(match[1]), match.start() < _LEAD) for match in _YEAR.finditer(clean)]
    years = [year for year, _ in named]
    own = [year for year, leads in named if leads or years.count(year) > 1]
    return max(dated or own, default=LAST_YEAR * bool(named))


def is_year(word: str) -> bool:
    """Return whether a word is a year from 1900 to 2100.

    Examples
    --------
    >>> is_year("2019"), is_year("12")
    (True, False)
    """
    return len(word) == 4 and word.isdigit() and FIRST_YEAR <= int(word) <= LAST_YEAR


def _is_other_period(sentence: str, near: str, *, money: bool) -> bool:
    if _COMPARED.search(sentence):
        return True
    if not (_PERIOD.search(near) or _EARLIER.match(sentence, 1)) and (
        not _UNTIL_NOW.search(near) or _OF_OPERATION.search(sentence)
    ):
        return False
    said = sentence[: sentence.index("@")]  # what a group did is the size of the case, over whatever time
    return not (_CRIMINALS.search(said) and (_PROFIT if money else _CARRIED).search(said))


def _is_general(sentence: str, near: str, size: float, *, money: bool) -> bool:
    if money and (size >= BILLION or _FUNDS.search(near)):
        return True
    if size >= MILLIONS and _PEOPLE.search(near) and "check" not in sentence:
        return True
    if (size == 1 and _CERTAIN.search(near)) or _GENERAL.search(near):
        return True
    if _ESTIMATED.search(sentence) and _WORLD.search(sentence):
        return True
    return bool(_STATISTICS.search(sentence)) and not _OF_OPERATION.search(sentence)


def _any(*patterns: str) -> re.Pattern[str]:
    """Join patterns that begin with a word behind one leading space, which rules out most positions quickly."""
    return re.compile(rf" (?:{'|'.join(patterns)})")


_OF_OPERATION = re.compile(r"\b(?:operations?|investigations?|case|sweep|crackdown|edition)\b")
_ACTION = (
    r"(?:\w+ )?(?:edition|operation|phase|stage|round|wave|action|action day|raid|sweep|crackdown|campaign|exercise"
    r"|drive|initiative|investigation)s?"
)
_TIME = r"(?:day|week|month|quarter|season|fortnight|year|spring|summer|autumn|winter)"
_CHANGE = (
    r"(?:rose|rise|risen|rising|increase[sd]?|increasing|grew|grown|expanded|fell|falls?|fallen|decreased?"
    r"|declined?|drop(?:ped|ping)?"
    r"|jumped|climbed|soared|surged|reduction)"
)
_COMPARED = _any(
    r"(?:compar(?:ed|ison) (?:with|to)|opposed to|as against|versus|vs) (?:(?:only|just|the|an?|total|of|mere) )*@",
    r"(?:by|for|way of) comparison\b(?! with).*@",
    r"(?:(?<=^ )|[,;(–] )(?:up|down) @",
    rf"(?:(?:(?<=^ )|[,;(–] |\b(?:is|are|was|were|went|go|goes) )(?:up|down)|\b{_CHANGE})\b[^@]{{0,60}} from @",
    rf"from @ .{{0,30}}\b{_CHANGE}\b",
    rf"{_CHANGE} (?:of|by) @|\b{_CHANGE} by (?:\w+ )?# (?:%|per cent|percent)|\b(?:doubled|tripled|halved)\b",
    r"against (?:(?:only|just|the|an?|total|of|mere) )*@ (?:[\w-]+ ){0,4}?"
    r"(?:(?:in|of) (?:MM )?Y[NP]|last year|a (?:year|month|week)"
    r"|(?:previous|preceding|prior|same|corresponding) \w+)\b",
    rf"@ (?:[\w-]+ ){{0,6}}?the {_TIME} (?:before|earlier)\b(?! (?:the|it|its|this|they|he|she|their|police)\b)",
    r"@ (?:\w+ ){1,3}had (?:\w+ ){1,3}(?:then|that (?:time|year))\b",
    rf"(?:previous|preceding|prior|earlier) {_ACTION}\b.* had .*@",
    r"@ (?:more|fewer|less) than\b|@ percentage points",
    r"(?:Y[NP]|(?:previous|preceding|prior|last) (?:year|quarter|month)) \( @",  # "December 2022 (4,413)"
)
_PERIOD = _any(
    r"last (?!week|month|night|\w+day)\w+['’]s (?:operation|raid|sweep|crackdown|edition)s?\b",
    r"(?<!than )\b(?:last|previous|preceding|prior) (?:\w+ )?(?:year|season|summer|winter|autumn|spring)\b",
    rf"(?:previous|preceding|prior|earlier|last) (?:quarters?|{_ACTION})\b",
    rf"the {_TIME} (?:before|earlier) ;",
    r"first (?:edition|quarter|half|year|(?:# |six |nine )?months of)\b",
    r"(?:previous|preceding|prior|earlier) (?:week|month|year|raid|action day)s?\b",
    r"(?:similar|comparable|past) (?:\w+ )?(?:operation|raid|sweep|crackdown|exercise)s?\b",
    r"(?:years?|months|decades?) (?:ago|earlier|before)\b|\bthat year\b|\bsame (?:period|quarter|month)\b|\bfor "
    r"comparison\b",
    r"(?:past|last|recent|previous) (?:few |several |# )?(?:years|decades?)\b|\brecent months\b",
    r"(?:fiscal|financial|budget|tax|reporting) year\b|\b(?:fiscal|financial) Y[NP]\b|\bfy ?(?:Y[NP]|\d|#)",
    r"(?:in|during|throughout|of|for|over|across|by|calendar) (?:the )?"
    r"(?:(?:year|whole of|all of|early|late|mid) )?YP\b",
    r"(?:between|from) YP (?:and|to)\b|\bsince (?:early |late |mid )?Y[NP]\b|\bin the whole of YP\b",
    r"since (?:MM(?! #)|last|taking office|its|it was|being|the (?:start|beginning|turn) of (?:the|this) (?:year"
    r"|decade|century)"
    r"|(?:the|its|this) (?:\w+ )?(?:unit|force|scheme|programme|program|hotline|helpline|centre|center|project"
    r"|charity) "
    r"(?:was|started|began|launched|opened)"
    r"|the (?:launch|creation|start|founding) of (?:the|this|that|our) (?:\w+ )?"
    r"(?:unit|force|scheme|programme|program|hotline|centre|center|team|project))\b",
    r"earlier (?:this|in the) year\b|\b(?:so far|already) (?:this year|in Y[NP])\b|\bthis year (?:so far|alone|to "
    r"date)\b",
    r"(?:\byear|# months) (?:to|ending|ended|up to|until) (?:the end of |end )?(?:MM|Y[NP])\b",
    r"(?:days?|weeks?) (?:earlier|before) ;",
    r"bring(?:s|ing)? (?:the|its) (?:\w+ )?(?:number|total|tally|figure|count)\b",
    r"its (?:creation|inception|launch|founding|establishment)\b",
)
_UNTIL_NOW = _any(
    r"to date\b|\bof all time\b|\bover the years\b|\b(?:past|last) # months\b",
    r"@ (?!(?:\w+ ){0,2}(?:countries|nations|states|officers)\b).*(?<!MM )(?<!earlier )\bthis year\b",
)
_EARLIER = re.compile(
    r"(?:\S+ ){0,6}?YP (?:operation|edition|action day|sweep|raid|phase|crackdown)s?\b|"
    r"[^@,]{0,60}, (?:which was )?(?:held|conducted|carried out|staged|coordinated|organi[sz]ed) "
    r"(?:\S+ ){1,4}?(?:MM )?YP\b"
    r"|(?:\w+ ){0,3}?(?:operation|raid|sweep|crackdown|phase|edition|action day)s?(?: held| conducted| carried out)? "
    r"(?:in|during) (?:MM )?YP\b"
    r"|(?:\w+ ){0,3}?(?:it|this|that|they|operations?|arrests?|raids?|actions?|move|sweep|case) "
    r"(?:follow(?:s|ed)?|(?:comes?|came) (?:\w+ ){0,4}?after|builds? on)\b"
)
_CRIMINALS = _any(
    r"(?:gang|network|ring|group|organi[sz]ation|syndicate|cell|clan|suspect|smuggler|trafficker|defendant"
    r"|criminal)s?\b",
    r"(?:couple|brothers|m[ae]n|wom[ae]n|they|he|she|who)\b",
    r"(?:believed|thought|suspected|alleged|estimated|accused|said) (?:to have|of)\b",
)
_CARRIED = re.compile(
    r"\b(?:smuggl|transport|mov(?:ed|ing)|brought|bringing|introduc|ferr|traffick|recruit|exploit|lur)"
)
_PROFIT = re.compile(
    r"\b(?:launder|earn|made|making|generat|transfer|pocket|nett|gain|collect|mov(?:ed|ing)|profit|sent)"
)

_FUNDS = re.compile(
    r"\b(?:rewards?|targets?|quotas?|contracts?|debts?|bount(?:y|ies)|prizes?|damages|settlements?|awards?|turnover|salar(?:y|ies))"
    r" (?:\w+ ){0,2}(?:of|worth|at|is|was) @|\boffer(?:s|ed|ing)?\b[^@]*@"
    r"|\b(?:spen[dt]|spending|invested|allocated|earmarked|set aside|contributed|(?:has|have) given"
    r"|programmes?|programs?|projects?|fund(?:ed|ing|s)?|budget|grants?|needs|appeal|pledged|fundrais\w+|raised)\b"
    r"|@ (?:\w+ ){0,2}(?:is|are|was|were|been) (?:being )?(?:offered|donated|raised|pledged)\b"
    r"|@ (?:(?!from|for|to|in|by)\w+ ){0,2}(?:industry|business|trade|market|deal|package|contract"
    r"|agreement|plan|scheme|loan|campaign|initiative|facility)\b"
)
_PEOPLE = re.compile(
    r"@ (?:\w+ ){0,2}?(?:people|persons|men|women|children|victims|migrants|refugees|workers"
    r"|foreigners|citizens|girls|boys|\w+ians)\b"
)
_CERTAIN = _any(
    r"@ of (?:the|its|our|his|their|several|many|only)\b|@ \w+ (?:said|says|told|explained|added|recalled)\b",
    r"(?:this|that|no|any|not|(?:members?|leaders?|heads?|bosses|part|owners?|behalf|side) of) @",
    r"(?:in|on|at|from|during|to) @ (?!of|for|in)\w+",
    r"(?:said|says|told|explained|added|recalled) (?:by )?@",
    r"@ (?:cases?|instances?|example|occasion|incident|operation|raid|swoop|episode|such|another|country|day|place|town"
    r"|city|month)\b",
)
_GENERAL = _any(
    r"(?:network of|all but|every|each|(?:map|list|photos?|pictures?|images?|table|overview) of the"
    r"|population of|(?:home|host) to|(?:board|staff) of|counts"
    r"|(?:built|designed|room|space|beds|licensed|meant|made|approved) for|capacity of"
    r"|(?:can|could|to|of) (?:carry|hold|seat|carrying|holding)) @",
    r"(?:train(?:ed|s|ing)?|briefed|educated|sensiti[sz]ed|graduated|host(?:s|ing)?|houses|employ(?:s|ed|ing)?) @",
    r"loaded with @ (?!(?:\w+ )?(?:people|persons|migrants|passengers))",
    r"(?:%|per cent|percent) of (?:\w+ ){0,2}@|\bat any (?:one |given )?time\b",
    r"(?:can|may|might) (?!have |be |not )(?:\S+ ){1,5}?@",  # "a car can cross four countries in a day"
    r"(?:social media|facebook|instagram|tiktok|downloaded|followers|viewers)\b",
    r"(?:assembly|conference|meeting|summit|forum|congress)\b.*\b(?:brought together|gather|hosted|drew)\w*\b.*@",
    r"currently (?:runs?|holds?|leads?|works? on|investigates?|manages?|supports?|employs?|oversees?|handles?)\b.*@",
    r"rank(?:s|ed|ing) .*@|each of the @|@ members of the (?:public|community)\b|trained (?:\w+ ){1,3}from @",
    r"# of the @",  # "nine of the 11": told before
    r"for every #.*@|(?:figures|data|statistics|numbers) (?:\w+ ){1,2}(?:from|by) @",
    r"@ (?:officer|detective|inspector|official|neighbou?r|witness|colleague|volunteer|villager|resident)\b",
    r"(?:posters?|leaflets?|flyers?|brochures?|billboards?)\b.*@|into force\b.*@",
    r"i (?:counted|saw|remember|knew|heard|was|had|have|lived|slept|worked|shared) .*@|@ (?:of us|to a (?:room|bed))\b",
    r"@ (?:occupants|seats|knots|degrees|(?:\w+ )?strong)\b",
    r"training (?:\S+ ){0,5}?(?:for|to|of) @",
    r"@ (?:\S+ ){1,4}?(?:was|were|been) (?:acquitted|cleared)\b",
    r"@ (?:\S+ ){0,4}?are (?:still |now |\w+ to be )?(?:waiting|stranded|trapped)\b",
    r"(?:ratified|signed|adopted|criminali[sz]ed|flies to|registered) (?:\w+ )?@ (?:\w+ )?(?:countries|states"
    r"|nations)\b",
    r"(?:through|via) @ (?:\w+ )?countries\b",
    r"@ (?:countries|states|nations) (?:have|had) (?:ratified|signed|adopted|criminali[sz]ed|passed)\b",
    r"workshops? (?:on|for|about|attended|organi[sz]ed|hosted)\b",
    r"(?:seminar|webinar|trainees|graduated|attend(?:ed|ees)|delegates|convened)\b|\bmet (?:in|at|to|for)\b",
    r"training\b.*\bcourse\b|\bcourse\b.*\btraining\b|\b(?:were|been|be) trained\b",
    r"(?:each case|each time|at a time|one night|one go|annually)\b",
    r"(?:each|every|per) (?:trip|journey|crossing|run|boat|vessel|vehicle|lorry|truck|van|load|client|shift)\b",
    r"(?:every|each|per) (?:year|month|week|day)\b",
    r"@ (?:\S+ ){0,5}?(?<!in )(?<!for )(?<!than )(?<!over )(?<!within )(?<!half )a (?:year|day|week|month|night)\b"
    r"(?! (?:earlier|ago|before|of|long|after|later))",
    r"(?:maximum|criminal) penalt(?:y|ies)\b|\bpenalt(?:y|ies) (?:for|of|are|is)\b|\bpunishable\b",
    r"(?:are|live|lives|remain) (?:\w+ ){0,2}in(?:to)? (?:\w+ )?(?:slavery|servitude|bondage|forced labou?r)\b",
)
_ESTIMATED = re.compile(r"\b(?:estimate[sd]?|according|believes?|thought|reckons?|extrapolate|there are)\b")
_WORLD = re.compile(r"\b(?:world(?:wide)?|globally|globe|nationwide|yearly|prevalence|could|currently)\b")
_BODY = (
    r"(?:un|united nations|ilo|iom|unodc|unicef|unhcr|eurostat|world bank|walk free|report|study|survey|statistics"
    r"|index|(?:labou?r|international|health) organi[sz]ation|for migration|activists|campaigners|charit(?:y|ies)|ngos"
    r"|researchers|academics|economists|analysts)"
)
_STATISTICS = _any(
    r"@ (?:\w+ ){1,3}are (?:believed|thought|feared|known) to be (?:held|living|working|trapped|enslaved|forced)\b",
    rf"{_BODY} (?:\w+ )?(?:says?|said|estimates?|puts?|reckons|shows?|finds?|found)\b",
    r"(?:study|survey|census) (?:\S+ ){1,6}?(?:estimate[sd]|put|reckon(?:s|ed)|show(?:s|ed)|finds?|found)\b",
    r"puts the (?:\w+ )?(?:number|total|figure|count|size|value)\b[^@]* at @",
    rf"according to (?:the |a |an )?(?:\w+ )?{_BODY}\b|\bannual (?:report|figures|statistics)\b",
    r"(?<!preliminary )(?<!provisional )(?<!initial )(?<!first )(?<!early )(?:figures|statistics|data) "
    r"(?:show|suggest|indicate)\b",
)

_PLANNED = _any(
    r"(?:is|are) (?:planned|scheduled|foreseen) (?:for|in) .*@",
    r"@ (?:\S+ ){1,5}?(?:is|are) (?:expected|planned|foreseen|anticipated|likely)(?! to)\b",
    r"(?:expect|predict|forecast|anticipate|fear)s? @|@ (?:\w+ ){1,2}(?:expected|planned|scheduled)\b(?! (?:to|by))",
    r"@ (?:\w+ ){1,3}?(?:(?:have|has|had|are|is|were|been|being) ){0,2}invited\b(?! by)|invit(?:es|ed|ing) @",
    r"(?:will|would|shall|(?:plan|aim|hope|intend|pledge|want|expect|seek|promise)(?:s|d|ed)? to|(?:is|are|set) to) "
    r"(?!be |have been|allege|claim|argue|appear|face|stand|remain|continue|answer|charge|prosecute|deport|return"
    r"|question)"
    r"(?:\S+ ){1,8}?@",
    r"@ (?:\S+ ){1,6}?(?:will|would|to|should) (?:also |then |soon )?be "
    r"(?:recruited|hired|trained|deployed|posted|added|appointed|created|built|opened|sent|employed|invested|spent)\b",
    r"@ (?:\w+ ){0,3}(?:officers|investigators|staff|agents|police|experts|detectives|posts|specialists|inspectors) "
    r"will\b",
)
_AROUND = _any(  # what more than its clause tells
    r"(?:plan|aim|hope|intend|pledge|want)(?:s|ed)? to .* and to (?:\w+ ){1,3}@",
    r"@ doors (?:away|down|up|from|along)\b",
    r"(?:look(?:s|ing)? (?:for|to (?:hire|recruit))|in (?:search|need) of|seek(?:s|ing)?|recruit(?:s|ing)|hir(?:es|ing)"
    r"|wants?|needs?|lacks?|short of|vacanc(?:y|ies) for|(?:appeal|call)(?:s|ed|ing)? for|advertis(?:es|ing)(?: for)?)"
    r" (?:(?:an?|another|further|additional) ){0,2}@ (?:\w+ ){0,3}?(?:officers|cadets|recruits|guards|staff|agents"
    r"|investigators|detectives|inspectors|interpreters|volunteers|donors|sponsors|famil(?:y|ies)|carers|experts"
    r"|specialists|beds|posts|places|(?:people|men|women) (?:to|who (?:will|can|could|would)))\b",
    r"@ (?:victim|woman|girl|boy|man|survivor|migrant|child)\b(?: , # ,)? (?:was told|told|recalled|described)\b",
    r"(?:for|in|to|at|with) which @ [^@]*, (?:is|are|will be) (?:\w+ )?(?:planned|scheduled|foreseen|expected)\b",
)
_OFFICES = (
    r"(?:offices|branches|bureaux|missions|presence|employees|staff|workforce|agents|attach[eé]s|representatives)"
)
_STANDING = _any(
    r"@ (?:\w+ ){0,3}(?:officers|detectives|investigators|agents|staff|guards) "
    r"(?:work|serve|patrol|guard|cover|watch|are (?:based|stationed))\b",
    r"(?:has|have) (?:now )?(?:an? |its )?(?:(?:\w+ )?(?:workforce|staff|corps|membership|total) of )?@"
    r"(?!.*\b(?:custody|arrest|detained|arrested|charged)\b)",
    r"(?:town|city|country|county|state|region|district)['’]s @ (?:\w+ )?(?:officers|inspectors|police|guards)\b",
    r"there are (?:now |currently |only |just |still )?@(?!.*\b(?:custody|arrest|detained|arrested|charged)\b)",
    r"(?:has|have) # (?:\w+ ){1,5}and @(?!.*\b(?:custody|arrest|detained|arrested|charged)\b)",
    rf"(?:has|have) (?:# member|over|more|some|about|around|nearly|almost|{_OFFICES})\b.*@",
    rf"{_OFFICES} (?:\w+ )?(?:in|across|at|throughout) (?:.{{0,30}} and )?(?:all )?@",
    r"(?:employs|leads|runs|licenses|regulates|operates|maintains|manages|comprises|consists of|(?:is"
    r"|are) (?:made up|composed) of"
    r"|represents|brings together"
    r"|(?:operate|work|serve|run)s? in|(?:crosses|spans)|(?:is|are) (?:active|present|available|represented) in"
    r"|holds|contains|stores|unites|encompasses|serves|covers|connects|oversees|supervises|polices|advises"
    r"|assigned to|spread (?:across|over)) "
    r"(?:.* )?@",
    r"shares? .*\bborder\b.*@",
)
_STAFF = re.compile(
    rf"^ with @ (?:\w+ ){{0,2}}(?:{_OFFICES}|officers|members|states|countries)\b[^,]*, "
    r"(?:the|it|its)\b.*\b(?:is|has|supports|serves|works|runs|leads|operates)\b"
    rf"|\b(?:has|have|with) (?:\w+ ){{0,2}}# (?:\w+ )?{_OFFICES}\b.*@"
)
_MEMBERS = _any(
    r"(?:its|all|our|has|have|with|among|the|\w+['’]s?) @ (?:\w+ ){0,2}member "
    r"(?!.*(?:taking part|participat|involved))",
    r"(?:its|our|has|have|among|\w+['’]s) @ members\b(?!.*\b(?:custody|arrest|detained|arrested|charged)\b)",
)
