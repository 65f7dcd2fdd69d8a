"""The words of announcements: nouns by what they count, verbs by what was done, and words that end a phrase.

Classes, not metrics: `counting` decides from the noun and the verb together.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _index(**classes: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in classes.items() for word in words.split("|")})


NOUNS = _index(
    person="people|person|persons|individuals|individual|men|man|women|woman|nationals|national|citizens"
    "|citizen|adults"
    "|adult|minors|minor|children|child|girls|girl|boys|boy|teenagers|teenager|youths|youth|foreigners"
    "|foreigner|males"
    "|females|males|male|female|workers|worker|residents|passengers|occupants|students|kids|infants|babies|toddlers"
    "|teens|employees|labourers|laborers|civilians|travellers|travelers|tourists|job seekers|visitors|pickers"
    "|families|drivers|driver|fishermen|sex workers|mothers|domestic workers",
    victim="victims|victim|survivors|survivor|captives|hostages|slaves|modern slaves",
    migrant="migrants|migrant|refugees|refugee|asylum seekers|asylum-seekers|aliens|noncitizens|non-citizens"
    "|stowaways"
    "|stowaway|immigrants|immigrant|illegals|unaccompanied minors|castaways|irregular entrants|clandestines",
    irregular="irregular migrants|irregular migrant|illegal migrants|illegal immigrants|irregulars"
    "|irregular immigrants"
    "|undocumented immigrants|undocumented aliens|illegal aliens|unauthorised migrants|unauthorized migrants"
    "|irregular persons|irregularly staying|overstayers",
    suspect="suspects|suspect|smugglers|smuggler|traffickers|trafficker|facilitators|facilitator|offenders|offender"
    "|criminals|criminal|perpetrators|perpetrator|ringleaders|ringleader|members|member|leaders|leader|recruiters"
    "|recruiter|pimps|pimp|fugitives|fugitive|accomplices|gangsters|kingpins|kingpin|culprits|fraudsters|fraudster"
    "|forgers|defendants|defendant|operatives|associates|associate|organisers|organizers|exploiters|brokers|coyotes"
    "|targets|targeted individuals|predators|launderers|captains|skippers|couriers|handlers|bosses|masterminds"
    "|suspected"
    "|alleged|employers|landlords|abusers|money mules|mules|scammers|dealers|others|persons of interest|detainees"
    "|arrestees|absconders|wanted persons|wanted people|drug traffickers",
    officer="officers|officer|policemen|police officers|agents|personnel|troops|investigators|inspectors|detectives"
    "|staff|police|guards|border guards|special agents|soldiers|law enforcement officers|officials|policewomen"
    "|labour inspectors|gendarmes|deputies|marshals|prosecutors|participants",
    expert="experts|expert|specialists|analysts|advisers|advisors|practitioners|trainers",
    arrests="arrests|arrest|detentions|apprehensions|detainments",
    sentences="convictions|conviction",
    charges="indictments|prosecutions|criminal charges|charges",
    investigations="investigations|investigation|cases|case|inquiries|enquiries|probes|probe|criminal proceedings"
    "|proceedings|leads|case files|criminal cases|inquests|judicial cases|investigation files|dossiers|firs",
    countries="countries|country|states|nations|nation|jurisdictions|territories|member states|member countries"
    "|eu member states|participating countries|economies|us states",
    nationalities="nationalities|countries of origin|nationality",
    groups="groups|group|gangs|gang|networks|network|rings|ring|syndicates|syndicate|cells|cell|organisations"
    "|organizations|organisation|organization|clans|crime groups|cartels|criminal enterprises|criminal groups",
    flights="flights|flight|aircraft|planes|airplanes",
    checks="checks|check|controls|searches in databases|verifications|screenings|queries|inspections|inspection"
    "|consultations|hits in databases",
    searches="searches|search|raids|raid|house searches|home searches|search warrants|warrants|search warrant"
    "|premises searches"
    "|property searches",
    locations="locations|location|premises|sites|site|places|establishments|venues|addresses|hotspots|houses|house"
    "|homes|apartments|flats|businesses|business|companies|company|bars|nightclubs|brothels|brothel|farms|farm|hotels"
    "|massage parlours|massage parlors|nail bars|car washes|workplaces|factories|compounds|compound|warehouses"
    "|parlours"
    "|restaurants|safe houses|stash houses|buildings|dwellings|construction sites|shops|salons|checkpoints"
    "|border points"
    "|crossing points|ports|airports|employers visited|worksites|scam centres|scam centers|residences|facilities"
    "|border crossing points|border crossings points|entry points",
    properties="properties|property|real estate properties|plots of land|villas|estates|real estates",
    vehicles="vehicles|vehicle|cars|car|lorries|lorry|trucks|truck|vans|van|motorcycles|motorbikes|buses|bus|trailers"
    "|coaches|minibuses|motor vehicles|automobiles|luxury cars|taxis|trains",
    vessels="boats|boat|vessels|vessel|ships|dinghies|dinghy|yachts|yacht|rafts|inflatables|canoes|speedboats"
    "|jet skis"
    "|small boats|fishing boats|skiffs|rubber boats|sailboats|ribs|pateras",
    documents="documents|document|passports|passport|visas|visa|identity cards|id cards|identity documents"
    "|residence permits|permits|driving licences|certificates|travel documents|ids|identity papers|papers|stamps",
    firearms="firearms|firearm|guns|gun|rifles|rifle|pistols|pistol|handguns|revolvers|shotguns|long guns|machine guns",
    weapons="weapons|weapon|knives|machetes|explosives|grenades|blades|detonators|arms",
    ammunition="ammunition|bullets|cartridges|rounds|munitions|rounds of ammunition|magazines",
    drugs="drugs|cocaine|heroin|cannabis|marijuana|methamphetamine|ecstasy|narcotics|fentanyl|hashish"
    "|amphetamines|khat"
    "|synthetic drugs|opium|amphetamine|cannabis plants",
    items="phones|mobile phones|cellphones|cell phones|computers|laptops|devices|electronic devices|sim cards"
    "|items|assets"
    "|engines|life jackets|lifejackets|life vests|outboard motors|boat engines|outboard engines|smartphones|tablets"
    "|bank cards|credit cards|telephones|handsets|storage devices|hard drives|servers|gold bars|watches|jewellery"
    "|luxury items|pieces of evidence|objects|luxury watches|cards|motors|payment cards|electronic items|trackers"
    "|mobile devices|mobiles|pumps|credit and debit cards|usb sticks",
    accounts="accounts|account|bank accounts|bank account|crypto wallets|wallets|cryptocurrency wallets",
    detections="detections|detection|crossings|border crossings|entries|illegal crossings|clandestine entries"
    "|illegal entries|irregular crossings|encounters|illegal border crossings|irregular border crossings|arrivals",
    refusals="refusals|refusal|refused entries|refusals of entry|entry refusals|entry bans|denials of entry"
    "|refused entry",
    referrals="referrals|referral|nrm referrals|reports",
    warrants="arrest warrants|european arrest warrants|warrants of arrest|arrest warrant|outstanding warrants",
    notices="notices|red notices|blue notices|yellow notices|purple notices|diffusions|green notices|notice|alerts",
    rescues="rescues|rescue operations|rescued",
    units="units|unit|teams|task forces|taskforces|agencies|law enforcement agencies|police forces|authorities|forces"
    "|specialised units|coordination units|ngos|partners|departments",
    money="euros|euro|dollars|us dollars|pounds|baht|pesos|rand|naira|francs|yen|kroner|zloty|lei|lira|rupees|yuan",
    platforms="websites|web sites|platforms|advertisements|adverts|ads|online ads|profiles|urls|pages"
    "|online platforms"
    "|online accounts|social media accounts|web pages|domains|usernames|user names|posts|messages"
    "|online advertisements"
    "|ip addresses|telephone numbers|phone numbers",
    parcels="parcels|packages|letters|shipments|containers|luggage|suitcases",
    returns="deportations|returns|repatriations|expulsions|removals",
    missing="missing children|missing persons|missing minors|missing people|missing juveniles|missing girls"
    "|missing kids|endangered children|missing and endangered children|runaways",
    hits="hits|matches|positive hits|database hits",
    measure="pieces|kilos|kilograms|kilogrammes|kilogram|kilo|kg|kgs|tonnes|tons|tonne|grams|grammes|litres|liters"
    "|sets|counts|packs|plants|pills|tablets of|doses|bags|boxes|cartons|types|pairs|lots",
    group_of="groups of|group of",
)
"""Noun, or phrase of up to four words, to its class."""

VERBS = _index(
    arrest="arrested|arrest|arrests|arresting|detained|detain|detains|detaining|apprehended|apprehend|apprehends"
    "|apprehending|captured|capture|captures|nabbed|nab|nabs|custody|netted|nets|held|rounded|handcuffed|arrestees"
    "|detention|apprehension|caught|behind bars|busted|collared|cuffed|jailing|remanded|re-arrested|nicked",
    rescue="rescued|rescue|rescues|rescuing|freed|free|frees|freeing|safeguarded|safeguard|safeguards"
    "|safeguarding|saved"
    "|save|saves|saving|liberated|liberation|liberating|liberates|protected|protection|protecting|recovered alive"
    "|release|released|freedom|safety|assisted|assistance|assisting|helped|evacuated|extracted|supported|pulled"
    "|reunited|sheltered|reuniting",
    identify="identified|identify|identifies|identifying|identification|detected|detect|detects|detecting|detection"
    "|found|finding|find|finds|located|locating|locate|locates|location|uncovered|uncover|uncovering|discovered"
    "|discover|discovery|discovering|encountered|traced|spotted|registered|interviewed|recorded|met|interviewing"
    "|recovered|recover|recovery|recovering|tracked|screened out|encountering|reported|came across",
    intercept="intercepted|intercept|intercepts|interception|intercepting|stopped|stop|stopping|stops|prevented"
    "|halted|turned",
    seize="seized|seize|seizes|seizing|seizure|seizures|confiscated|confiscation|confiscating|confiscate"
    "|impounded|froze|frozen|freezing"
    "|freeze|forfeited|forfeiture|blocked|blocking|sequestered|impounding|taken off|retrieved|intercepting"
    "|handed over|destroyed",
    check="checked|check|checking|checks|inspected|inspect|inspecting|inspection|inspections|inspects|screened"
    "|screening|controlled"
    "|verified|examined|examine|scanned|vetted|controls|visited|visiting|visit|visits|scrutinised|scrutinized"
    "|ran|reviewed|analysed|analyzed",
    search="searched|searching|raided|raiding|raid|raids|searches|search|executed|executing|stormed|swooped|targeted",
    sentence="sentenced|sentencing|jailed|convicted|imprisoned|guilty|imprisonment|sentences|jail|convicting|sentence",
    charge="charged|charging|indicted|prosecuted|arraigned|charges|indictment|prosecution|face prosecution|charge",
    smuggle="smuggled|smuggle|smuggles|smuggling|transported|transporting|transport|moved|moving|ferried|ferrying"
    "|brought|bringing|journeys|transportation|facilitated|facilitating|carried|crossings of|passage|journey"
    "|move|carrying",
    traffic="trafficked|trafficking of|exploited|exploiting|lured|forced|enslaved|recruited|recruiting|exploit"
    "|exploitation of",
    refer="referred|referring|referral|referrals",
    refuse="refused|refusing|denied|refusal",
    give_back="deported|deporting|returned|repatriated|expelled|returning|deportation|repatriation|removed"
    "|repatriating|sent back",
    monitor="monitored|monitoring|monitor|monitors|tracking|surveilled|watched",
    open="opened|opening|launched|initiated|launching|initiating|triggered|prompted|generated|started",
    dismantle="dismantled|dismantling|disrupted|disrupting|dismantlement|dismantles|broke|broken|disruption"
    "|smashed|neutralised|crippled",
    deploy="deployed|mobilised|mobilized|involved|participated|involving|participating|took part|deployment"
    "|mobilising|engaged|joined",
)
"""Verb form, or the noun of the same deed, to its class."""

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
    "out up down along onto alongside versus attempting trying mostly mainly mainland all whose valued worth "
    "resulted according came come went made make took take join joins joined form forms face faces hoping "
    "holding containing suspected-of seeking heading bound".split()
)
"""Words that end the phrase of the noun that a number counts."""

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
"""Units of time, each with the metric of a duration."""

DISTANCES = frozenset(
    "km kilometres kilometers kilometre kilometer miles mile metres meters metre meter m feet foot ft nautical "
    "centimetres cm inches knots degrees acres hectares sqm mph litre".split()
)
NAMED = frozenset(
    "section article articles resolution route chapter regulation directive protocol no number level phase "
    "operation area zone room highway page volume title act annex appendix paragraph part category type grade "
    "channel terminal gate line figure table version boeing airbus covid agenda vision horizon goal target "
    "pillar section's studio convention unit sdg division".split()
)
"""Words after which a number is a name."""

MINORS = frozenset(
    "minor minors child children teenager teenagers teenage teens youths infants babies toddlers kids underage "
    "juveniles".split()
)
POPULATIONS = MappingProxyType(
    {
        **dict.fromkeys(MINORS, "minors"),
        **dict.fromkeys(("girl", "girls"), "girls"),
        **dict.fromkeys(("women", "woman", "females", "female"), "women"),
        **dict.fromkeys(("men", "man", "males", "male"), "men"),
        **dict.fromkeys(("adult", "adults"), "adults"),
    }
)
STATUSES = MappingProxyType(
    {
        **dict.fromkeys(("potential", "possible", "likely", "apparent"), "potential"),
        **dict.fromkeys(
            ("suspected", "alleged", "believed", "suspects", "suspect", "allegedly", "suspicion"), "suspected"
        ),
        **dict.fromkeys(("presumed", "presumptive"), "presumed"),
        "confirmed": "confirmed",
    }
)
