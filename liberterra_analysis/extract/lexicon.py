"""Words of announcements: verbs by what was done, units, and words that end a noun phrase; `nouns` has the nouns.

Verbs have classes, not metrics: `counting` chooses the metric from noun and verb together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from liberterra_analysis import vocabulary


def _index(**classes: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in classes.items() for word in words.split("|")})


VERBS = _index(
    arrest="surrendered|corralled|nicking|collaring|cuffing|handcuffing|recaptured|recapture|imprisoning|incarcerate"
    "|interned|extradited|bailed|snared|interdicted|ensnared|rounding|netting|nabbing|detainee|apprehensions"
    "|detentions|jail-bound|arrested|arrest|arrests|arresting|detained|detain|detains|detaining|apprehended|apprehend"
    "|apprehends|apprehending|captured|capture|captures|nabbed|nab|nabs|custody|netted|nets|held|rounded|handcuffed"
    "|catch|catching|arrestees|detention|apprehension|caught|busted|collared|cuffed|jailing|remanded|re-arrested"
    "|nicked",
    rescue="unchained|emancipated|salvage|winched|airlifted|recuperated|succoured|rehoused|counselled|counseled"
    "|sheltering|assists|protects|safe|hospitalised|hospitalized|reunite|rescuers|unshackled|freeing|salvaged|plucked"
    "|evacuate|evacuating|disembarked|rescued|rescue|rescues|rescuing|freed|free|frees|safeguarded|safeguard"
    "|safeguards|safeguarding|saved|save|saves|saving|liberated|liberation|liberating|liberates|protected|protection"
    "|protecting|release|released|freedom|safety|assisted|assistance|assisting|helped|evacuated|extracted|supported"
    "|pulled|reunited|sheltered|reuniting",
    check="knocked|interviewed|interviewing|queried|querying|frisked|audited|auditing|quizzed|scrutinizing"
    "|scrutinising|surveyed|vets|breathalysed|crosschecked|processed|canvassed|toured|patrolled|approached|boarded"
    "|screened|stop-checked|inspects|verifying|vetting|examining|scanning|x-rayed|checked|check|checking|checks"
    "|inspected|inspect|inspecting|inspection|inspections|screening|controlled|verified|examined|examine|scanned"
    "|vetted|controls|visited|visiting|visit|visits|scrutinised|scrutinized|ran|reviewed|analysed|analyzed",
    identify="singled|ascertained|exposed|exposing|exposes|surfaced|recognised|recognized|classified|categorised"
    "|categorized|catalogued|noticed|sighted|spotting|spots|finds|documented|flagged|flagging|flags|traced|tracing|met"
    "|pinpointed|unearthed|unearthing|uncovers|detectable|registering|identified|identify|identifies|identifying"
    "|identification|detected|detect|detects|detecting|detection|found|finding|find|located|locating|locate|locates"
    "|location|uncovered|uncover|uncovering|discovered|discover|discovery|discovering|encountered|spotted|registered"
    "|recorded|recovered|recover|recovery|recovering|tracked|encountering|reported",
    intercept="disrupts|averted|averting|impeded|impeding|barred|waylaid|halt|halts|repelled|repelling|deterred"
    "|intercepting|thwarted|foiled|thwarting|foiling|foil|thwart|prevent|preventing|pushed|offloaded|off-loaded"
    "|halting|intercepted|intercept|intercepts|interception|stopped|stop|stopping|stops|prevented|halted",
    seize="commandeered|recouped|recouping|immobilised|immobilized|sealed|sealing|clawed|withheld|secured|securing"
    "|expropriated|garnished|bagged|haul|siezed|appropriated|intervened|embargoed|restrained|forfeit|forfeiting|seized"
    "|seize|seizes|seizing|seizure|seizures|confiscated|confiscation|confiscating|confiscate|impounded|froze|frozen"
    "|freezing|freeze|forfeited|forfeiture|blocked|blocking|sequestered|impounding|retrieved|destroyed",
    search="rummaged|scoured|scouring|ransacked|busting|breached|breaching|combed|swooping|descended|executing"
    "|execution|searches|searched|searching|raided|raiding|raid|raids|search|executed|stormed|swooped",
    sentence="condemned|condemning|adjudged|pleaded|convict|convicts|imprisons|sentencing|verdict|incarcerated"
    "|sentenced|jailed|convicted|imprisoned|guilty|imprisonment|sentences|jail|convicting|sentence",
    charge="remitted|impleaded|indicts|prosecute|prosecutes|booked|chargesheeted|accused|arraignment|arraigned"
    "|prosecuting|summonsed|indict|indicting|charged|charging|indicted|prosecuted|charges|indictment|prosecution"
    "|charge",
    smuggle="took|take|taking|sent|sending|shipped|shipping|trucked|trucking|driven|flown|channelled|channeled|stowed|ferries|conveying"
    "|conveyance|shuttled|shuttling|introduces|introduced|introducing|introduction|sneaked|smuggler-led|crammed"
    "|squeezed|embarked|spirited|conveyed|smuggled|smuggle|smuggles|smuggling|transported|transporting|transport|moved"
    "|moving|ferried|ferrying|brought|bringing|facilitated|facilitating|move|journey|journeys|passage|transportation",
    traffic="deceived|deceiving|duped|duping|tricked|tricking|groomed|grooming|indentured|exploits|prostituted"
    "|prostituting|confined|confining|abused|selling|sold|bought|coerced|enslaving|coercing|luring|recruiting"
    "|trafficked|exploited|exploiting|lured|forced|forcing|enslaved|recruited|exploit",
    refer="signposting|notifying|refers|directed|signposted|referred|referring|referral|referrals",
    refuse="rejected|rejecting|inadmissible|barring|refuses|denying|denies|refused|refusing|denied|refusal",
    give_back="readmitted|extraditing|repatriate|removing|ejected|repatriates|deports|returns|deported|deporting"
    "|returned|repatriated|expelled|returning|deportation|repatriation|removed|repatriating",
    monitor="surveilling|risk-assessed|monitored|monitoring|monitor|monitors|tracking|surveilled|watched",
    open="opened|opening|launched|initiated|launching|initiating|triggered|prompted|generated|started",
    dismantle="uprooted|uprooting|eradicated|liquidated|decapitated|deactivated|shattered|crippling|smashing|cracked"
    "|cracking|neutralising|neutralized|disarticulating|desarticulated|disabled|collapsed|derailed|derailing"
    "|unravelled|unraveled|busts|bust|toppled|dismembered|disarticulated|disbanded|dismantled|dismantling|disrupted"
    "|disrupting|dismantlement|dismantles|broke|broken|disruption|smashed|neutralised|crippled",
    die="fatalities|deceased|lifeless|fatally|murdered|killing|kills|drowns|succumbed|asphyxiated|died|dead|killed"
    "|drowned|perished|drowning|deaths|death|bodies|corpses|suffocated|dying",
    accuse="seeking|denounced|denouncing|interrogating|questioning|investigated|questioned|sought|implicated"
    "|interrogated",
    deploy="contributed|contributing|assembled|redeployed|drafted|attended|tasked|seconded|mobilise|mobilize|manned"
    "|intervening|fielded|dispatched|mustered|deployed|mobilised|mobilized|involved|participated|involving"
    "|participating|deployment|mobilising|engaged|joined",
)
"""Class of each verb form and action noun."""

VERB_PHRASES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (verb, particle): cls
        for cls, phrases in {
            "rescue": "removed from treated for under care given shelter given care reunited with set free from "
            "captivity protective custody to safety to hospital to shelters to hospitals protected facilities "
            "harm's way brought out led out pulled out pulled from taken off lifted out airlifted from "
            "offered support given support made safe receiving support receiving assistance received assistance",
            "arrest": "appeared in appeared before appear in appear before appearing in appearing before "
            "deprived of under arrest in detention under detention remanded in released on "
            "released under released pending bailed until bailed to bailed pending judicial control judicial "
            "supervision house arrest pre-trial detention pretrial detention preventive detention put behind "
            "hauled off solicited prostitutes solicited sex solicited prostitution commit prostitution in "
            "handcuffs in cells detained on "
            "locked up picked up behind bars took in hauled in",
            "smuggle": "bring across get across brought across sneaked into led across guided across ferried across "
            "bring into taken to crossing into "
            "put on loaded onto packed into shipped to driven across taken across put aboard "
            "brought in brought into",
            "give_back": "returned to returned home voluntary return escorted back escorted out released back "
            "sent back sent home flown home escorted home flown back brought home handed back",
            "intercept": "turned back turned away pushed back blocked from sent packing",
            "dismantle": "took down taken down broke up broken up took out knocked out shut down brought down",
            "seize": "under seal placed under put under under confiscation under sequestration under seizure "
            "preventive seizure attached by rendered unusable "
            "taken away taken from handed over turned up taken possession",
            "accuse": "reported for denounced for investigated for looking for hunting for searching for are wanted is "
            "wanted remain wanted still wanted being sought being hunted are sought under suspicion remain "
            "at wanted for of interest "
            "under investigation at large on bail being investigated",
            "charge": "court appearance brought before presented before put before stand "
            "trial standing trial stood trial on trial committed for hauled before dock on due in "
            ""
            "face charges faces charges facing charges before court",
            "sentence": "pleaded guilty found guilty handed sentences handed prison "
            "handed jail handed terms jail terms prison terms prison sentences jail sentences",
            "traffic": "compelled to coerced into lured into lured to lured by forced into tricked into held against "
            "kept in locked into sleeping on living in "
            "exploitation of locked inside locked in",
            "die": "found dead found lifeless not survive "
            "lost their are missing is missing remain missing were missing still missing",
            "identify": "coming across happened upon stumbled upon stumbled across came upon chanced upon came across",
            "check": "spoke to spoken to spoke with spoken with talked to talked with talking to speaking to were "
            "processed looked into looked at",
            "none": "coming from according to took part take part taking part took place taken place",
        }.items()
        for verb, particle in zip(phrases.split()[::2], phrases.split()[1::2], strict=True)
    }
)
"""Class of each verb together with the word after it."""

MEASURES: Mapping[str, str] = _index(
    kilograms="kilos|kilograms|kilogrammes|kilogram|kilogramme|kilo|kg|kgs",
    tonnes="tonnes|tons|tonne|ton",
    grams="grams|grammes|gram|gramme|g|gr",
    milligrams="milligrams|milligrammes|mg",
    pounds="lbs|lb",
    ounces="ounces|ounce|oz",
    carats="carats|carat",
    litres="litres|liters|litre|liter|l",
    millilitres="millilitres|milliliters|ml",
    gallons="gallons|gallon",
)
"""Name of each unit of weight or volume as printed."""

ADJECTIVES = frozenset(
    "organised organized armed unaccompanied undocumented accompanied forged stolen falsified registered "
    "suspected alleged detained arrested rescued trafficked smuggled exploited wanted convicted unlicensed "
    "counterfeited identified related linked led based coordinated seized targeted fast-moving sanctioned "
    "unregistered smuggling trafficking fishing dwelling driving participating missing specialised specialized "
    "trained high-ranking fighting operating leading ongoing manufacturing existing frozen travelling teenaged "
    "aged coerced confirmed united unidentified dedicated sworn uniformed listed distressed abused vetted used "
    "unworthy fraudulently-obtained skilled".split()
)
"""Participles that stand before a noun and do not end its phrase."""

STOPS = frozenset(
    "in on at by from to for with during after before since until under over across through against into "
    "within without between among amongst including who whom which that where when while as than because so if "
    "but were was is are be been being has have had will would could should can may might did do does not also "
    "however per about around near following upon via toward towards throughout amid despite plus then there "
    "they he she it we you this these those both believed said thought told led resulting leading ranging "
    "namely such only still already now alone worldwide globally nationwide overall today yesterday aboard off "
    "behind overseas abroad out up down along onto alongside versus attempting trying mostly "
    "mainly mainland all whose valued worth "
    "resulted according came come went made make took take join joins joined form forms face faces hoping "
    "holding containing suspected-of seeking heading bound return reach cross escape leave enter flee travel "
    "work".split()
)
"""Words that end the noun phrase after a number."""

MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
TIMES = MappingProxyType(
    {
        **dict.fromkeys(("day", "days"), "duration_days"),
        **dict.fromkeys(("week", "weeks", "week-long"), "duration_weeks"),
        **dict.fromkeys(("month", "months"), "duration_months"),
        **dict.fromkeys(("year", "years", "years'"), "duration_years"),
        **dict.fromkeys(
            ("hour", "hours", "minute", "minutes", "second", "seconds", "nights", "night"), "duration_hours"
        ),
        **dict.fromkeys(("decade", "decades", "century", "centuries", "weekend", "weekends"), "duration_years"),
    }
)
"""Metric of each unit of time."""

DISTANCES = frozenset(
    "km kilometres kilometers kilometre kilometer miles mile metres meters metre meter m feet foot ft nautical "
    "centimetres cm inches knots degrees acres hectares sqm mph page pages steps beds storey storeys "
    "seats".split()
)
NAMED = frozenset(
    "section article articles resolution route chapter regulation directive protocol no number level phase "
    "operation area zone room highway page volume title act annex appendix paragraph part category type grade "
    "channel terminal gate line figure table version boeing airbus covid agenda vision horizon goal target "
    "pillar section's studio convention unit sdg division building cell pier hall block tower dock berth bay "
    "platform lot plot house flat apartment suite shed warehouse hangar camp ward district precinct sector station "
    "checkpoint lane exit junction floor shaft gates blocks zones rooms halls piers goals".split()
)
"""Words after which a number is part of a name, if they are capitalised or no noun follows."""

LEGAL = frozenset(
    "section article chapter paragraph page branch sections articles chapters paragraphs clause clauses subsection "
    "subsections flight reference ref file route § s ss art arts sec secs para paras".split()
)
"""Words after which a number is part of a name, in lower case too."""

UNLAWFUL = frozenset({"undocumented", "illegal", "irregular", "unauthorised", "unauthorized", "clandestine"})
"""Adjectives that mark persons as irregular migrants."""

MINORS = frozenset(vocabulary.POPULATIONS["minors"].printed)
POPULATIONS = vocabulary.index_printed(vocabulary.POPULATIONS)
STATUSES = vocabulary.index_printed(vocabulary.STATUSES)

# What tells that a number takes over what was counted before.
REACHES = frozenset(
    "to at reached totalled totaled totalling totaling numbered was is were are stood stands of reaching hit "
    "stand".split()
)
ELLIPTIC = frozenset(
    "in for of from on at were was are , . ) and ; – — are with between during by also had have who involved "
    "outside inside or under aged placed taken remanded released granted".split()
)
OFFENCES = frozenset(
    "trafficking smuggling servitude labour labor exploitation marriage slavery begging fraud laundering harvesting "
    "removal abuse criminality bondage prostitution adoption theft".split()
)
