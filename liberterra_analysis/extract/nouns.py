"""The nouns of announcements by what they count, in the plural; the singular is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _index(**classes: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in classes.items() for word in words.split("|")})


def _with_singular(nouns: Mapping[str, str]) -> Mapping[str, str]:
    """Add the singular of each plural, but where that is another word."""
    singular = {_singular(word): cls for word, cls in nouns.items() if word.rpartition(" ")[2] not in _NO_SINGULAR}
    return MappingProxyType({**singular, **nouns})


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_NO_SINGULAR = frozenset(
    "arms rounds ads states forces matches cells others illegals returns tips clips posts home address custom".split()
)


_PLURALS = _index(
    person="lads|cousin|husband|wife|nephew|uncle|juveniles|sons|daughters|wives|husbands|others|clients"
    "|jobseekers|job-seekers|schoolgirls"
    "|schoolchildren|pupils|brothers|sisters|siblings"
    "|couples|parents"
    "|relatives"
    "|farmworkers|farmhands|masseuses|hostesses|dancers|footballers|maids|nannies|housemaids|apprentices"
    "|seafarers|crew|crew members|deckhands|crewmen|farm workers|factory workers|truckers|lorry drivers|newborns"
    "|underage girls|souls|human beings|pensioners|beneficiaries|sex buyers|patients|donors|kidney donors|inmates"
    "|expatriates|expats|family members|dependants|dependents|households|foreign workers|people|persons"
    "|individuals|men|man|women|woman|nationals|citizens|adults|minors|children|child|girls|boys|teenagers|youths"
    "|foreigners|males|females|workers|residents|passengers|occupants|students|kids|infants|babies|toddlers|teens"
    "|employees|labourers|laborers|civilians|travellers|travelers|tourists|job seekers|visitors|pickers|families"
    "|drivers|fishermen|sex workers|mothers|domestic workers",
    victim="bonded labourers|bonded laborers|forced labourers|forced laborers|child labourers|child laborers"
    "|child soldiers|child brides|sufferers|trafficked persons|trafficked people|exploited persons"
    "|exploited workers|sex slaves|victims|survivors|captives|hostages|slaves|modern slaves",
    migrant="boat people|clandestine migrants|people on the move|displaced people|displaced persons|evacuees"
    "|smuggled persons|smuggled people|smuggled migrants|rescuees|migrants|refugees|asylum seekers|asylum-seekers"
    "|aliens|noncitizens|non-citizens|stowaways|immigrants|illegals|unaccompanied minors|castaways"
    "|irregular entrants|clandestines",
    irregular="illegal entrants|undocumented persons|undocumented people|undocumented noncitizens"
    "|undocumented foreigners"
    "|illegal foreigners|irregular arrivals|illegal residents|irregular foreigners|undocumented workers"
    "|illegal workers|unlawful migrants|unlawful non-citizens|irregular migrants|illegal migrants"
    "|illegal immigrants|irregulars|irregular immigrants|undocumented immigrants|undocumented aliens"
    "|illegal aliens|unauthorised migrants|unauthorized migrants|irregular persons|irregularly staying"
    "|overstayers",
    suspect="gangmasters|violators|individuals of interest|co-conspirators|conspirators|co-defendants|henchmen"
    "|lieutenants|racketeers|thugs"
    "|gangsters|kidnappers|guides|escorts|helpers|enforcers|document forgers|hawala operators|hawaladars|madams"
    "|procurers|touts|middlemen|middleman|crooks|hackers|lenders|loan sharks|cybercriminals|sex offenders"
    "|operators|managers|owners|supervisors|foremen|ringmasters|cell members|gang members|group members"
    "|key members|key targets|high-value targets|high value targets|principals"
    "|persons under investigation|investigated persons|accused|accused persons|crew bosses|labour brokers"
    "|suspects|smugglers|traffickers|facilitators|offenders|criminals|perpetrators|ringleaders|members|leaders"
    "|recruiters|pimps|fugitives|accomplices|kingpins|culprits|fraudsters|forgers|defendants|associates"
    "|organisers|organizers|exploiters|brokers|coyotes|targets|targeted individuals|predators|launderers|captains"
    "|skippers|couriers|handlers|bosses|masterminds|suspected|alleged|employers|landlords|abusers|money mules"
    "|mules|scammers|dealers|persons of interest|absconders|wanted persons"
    "|wanted people|drug traffickers",
    officer="carabinieri|gendarmes|operatives|police personnel|law enforcers|commandos|rangers|constables"
    "|customs officers"
    "|immigration officers"
    "|border police|border police officers|coastguards|coast guards|servicemen|inspectorate staff"
    "|law enforcement personnel|law enforcement agents|federal agents|frontline officers|professionals"
    "|frontliners|standing corps officers|reservists|patrol officers|officers|policemen|police officers|agents"
    "|personnel|troops|investigators|inspectors|detectives|staff|police|guards|border guards|special agents"
    "|soldiers|law enforcement officers|officials|policewomen|labour inspectors|gendarmes|deputies|marshals"
    "|prosecutors|participants",
    expert="psychologists|social workers|interpreters|translators|cultural mediators|specialist officers"
    "|forensic experts|consultants|delegates|attachés|liaison officers|advisors|caseworkers|counsellors"
    "|counselors|experts|specialists|analysts|advisers|practitioners|trainers",
    arrests="captures|detainees|arrestees|arrests|detentions|apprehensions|detainments",
    sentences="guilty pleas|guilty verdicts|verdicts|prison sentences|jail terms|prison terms"
    "|custodial sentences|judgments"
    "|judgements|sentencings|convictions",
    charges="criminal charges|charges|counts of",
    prosecutions="prosecutions|indictments",
    interceptions="interceptions|intercepts",
    fines="fines|penalties|infringement notices|penalty notices|administrative fines|sanctions",
    companies="shell companies|front companies|sham companies|bogus companies|letterbox companies",
    investigations="complaints|police complaints|files|criminal investigations|new cases|crime reports|police reports"
    "|first information reports|preliminary investigations|criminal complaints|criminal files|criminal inquiries"
    "|trafficking cases|legal cases|court cases|financial investigations|parallel investigations"
    "|follow-up investigations|criminal probes|dockets|case dockets|intelligence leads|investigations|cases"
    "|inquiries|enquiries|probes|criminal proceedings|proceedings|leads|case files|criminal cases|inquests"
    "|judicial cases|investigation files|dossiers|firs",
    countries="partner countries|african countries|european countries|asian countries|american countries|member nations"
    "|continents covered|third countries|participating states|participating nations|countries|states|nations"
    "|jurisdictions|territories|member states|member countries|eu member states|participating countries|economies"
    "|us states",
    nationalities="nationalities|countries of origin",
    groups="criminal gangs|organised crime groups|organized crime groups|ocgs|criminal organisations"
    "|criminal organizations|criminal networks|smuggling networks|trafficking networks|smuggling rings"
    "|trafficking rings|crime rings|crime syndicates|families of criminals|outfits|mafias|county lines|drug lines"
    "|smuggling groups|organised gangs|criminal structures|criminal cells|groups|gangs|networks|rings|syndicates"
    "|cells|cell|organisations|organizations|clans|crime groups|cartels|criminal enterprises|criminal groups",
    flights="aeroplanes|charter flights|commercial flights|private jets|jets|flights|planes|airplanes",
    aircraft="aircraft|helicopters|drones",
    checks="visits|safeguarding visits|stops|compliance checks|identity checks|stop-and-search checks|id checks"
    "|border checks|police checks|road checks"
    "|roadside checks|spot checks|site visits|welfare checks|safeguarding visits|patrols|record checks"
    "|background checks|consultations of databases|verification checks|database searches|database queries"
    "|stop checks|workplace inspections|labour inspections|checks|controls|searches in databases|verifications"
    "|screenings|queries|inspections|consultations|hits in databases",
    searches="house raids|police raids|dawn raids|entries and searches|home raids|domiciliary searches"
    "|search and seizure warrants|search orders|search operations|searches of homes|searches of premises"
    "|rescue raids|searches|raids|house searches|home searches|search warrants|warrants|premises searches"
    "|property searches",
    locations="addresses|spas|massage shops|massage centres|karaoke bars|karaokes|clubs|guesthouses|guest houses|motels"
    "|lodges|hostels|dhabas|workshops|plantations|kilns|brick kilns|quarries|mines|mining camps|camps|ranches"
    "|dormitories|parking lots|car parks|rest areas|service stations|railway stations|bus stations|bus terminals"
    "|terminals|seaports|harbours|beaches|hideouts|hide-outs|safehouses|nail salons|beauty salons|firms"
    "|targeted areas|border posts|border control points|ports of entry|points of entry|booths|monitoring booths"
    "|monitoring stations|transit points|scam hubs|scam compounds|call centres|call centers|offices"
    "|cannabis farms|cannabis factories|grow houses|brothel houses|red-light areas|massage businesses|premise"
    "|storage units|lockups|lock-ups|garages|boatyards|locations|premises|sites|places|establishments|venues"
    "|hotspots|houses|homes|apartments|flats|businesses|companies|bars|nightclubs|brothels|farms|hotels"
    "|massage parlours|massage parlors|nail bars|car washes|workplaces|factories|compounds|warehouses|parlours"
    "|restaurants|safe houses|stash houses|buildings|dwellings|construction sites|shops|salons|checkpoints"
    "|border points|crossing points|ports|airports|employers visited|worksites|scam centres|scam centers"
    "|residences|facilities|border crossing points|border crossings points|entry points",
    properties="immovable properties|residential properties|immovables|mansions|parcels of land|plots|real properties"
    "|pieces of real estate|properties|real estate properties|plots of land|villas|estates|real estates",
    vehicles="scooters|minivans|minibus|tractor-trailers|tractor units|semi-trailers|pickups|pick-ups"
    "|pickup trucks|suvs"
    "|camper vans|campers|jeeps|rickshaws|tricycles|tuk-tuks|bicycles|quad bikes|tankers|hgvs|rigs|wagons"
    "|carriages|luxury vehicles|high-end vehicles|high-end cars|stolen vehicles|stolen cars|hire cars|rental cars"
    "|vehicles|cars|lorries|trucks|vans|motorcycles|motorbikes|buses|bus|trailers|coaches|minibuses"
    "|motor vehicles|automobiles|luxury cars|taxis|trains",
    vessels="hulls|inflatable boats|rubber dinghies|motor boats|motorboats|speed boats|fishing vessels|trawlers"
    "|pirogues"
    "|cayucos|ferries|catamarans|lanchas|pangas|go-fasts|watercraft|jet-skis|barges|cargo ships|sailing boats"
    "|sailing yachts|wooden boats|makeshift boats|taxi boats|boats|vessels|ships|dinghies|yachts|rafts"
    "|inflatables|canoes|speedboats|jet skis|small boats|fishing boats|skiffs|rubber boats|sailboats|ribs|pateras",
    documents="seamen's books|seaman's books|discharge books|driving licenses|driver licences|driver licenses"
    "|identification documents|identification cards"
    "|forged documents|fake documents|false documents|fraudulent documents|counterfeit documents|forged passports"
    "|fake passports|fraudulent passports|counterfeit passports|international passports|birth certificates"
    "|marriage certificates|work permits|green cards|blank passports|blank documents|travel papers"
    "|laissez-passers|employment contracts|health cards|social security cards|border stamps|forged stamps"
    "|visa stickers|breeder documents|documents|passports|visas|identity cards|id cards|identity documents"
    "|residence permits|permits|driving licences|certificates|travel documents|ids|identity papers|papers|stamps",
    firearms="submachine guns|sub-machine guns|assault rifles|hunting rifles|air guns|semi-automatic weapons"
    "|semi-automatics|kalashnikovs|ak-47s|carbines|long arms|short arms|airguns|pump-action shotguns"
    "|automatic rifles|firearms|guns|rifles|pistols|handguns|revolvers|shotguns|long guns|machine guns",
    weapons="knife|swords|daggers|tasers|stun guns|bladed weapons|edged weapons|cold weapons|batons|pepper sprays"
    "|pieces of weaponry|imitation firearms|replica guns|explosive devices|ieds|bombs|cudgels|weapons|knives"
    "|machetes|explosives|grenades|blades|detonators|arms",
    ammunition="live rounds|shells|projectiles|rounds of assorted ammunition|live ammunition|ammunition rounds|clips"
    "|ammunition|bullets|cartridges|rounds|munitions|rounds of ammunition|magazines",
    drugs="crystal meth|meth|crack|crack cocaine|amphetamine tablets|mdma|ketamine|ganja|khat leaves|weed|resin"
    "|cannabis resin|herbal cannabis|captagon|tramadol|yaba|opioids|drug doses|cocaine base|skunk|illegal drugs"
    "|illicit drugs|controlled substances|psychotropic substances|drugs|cocaine|heroin|cannabis|marijuana"
    "|methamphetamine|ecstasy|narcotics|fentanyl|hashish|amphetamines|khat|synthetic drugs|opium|cannabis plants",
    items="cellular phones|handphones|mobile handsets|smart phones|iphones|desktop computers|laptop computers|desktops"
    "|notebooks|pcs|tablet|simboxes|sim boxes|routers|modems|gps devices|gps trackers|satellite phones"
    "|walkie-talkies|cameras|cctv cameras|printers|laminators|ledgers|notebooks and ledgers|account books"
    "|receipts|high-value watches|designer watches|jewels|jewellery items|pieces of jewellery|gold pieces"
    "|gold coins|handbags|designer handbags|debit cards|atm cards|prepaid cards|gift cards|cheque books"
    "|chequebooks|cheques|passbooks|bank books|outboards|life rings|inner tubes|paddles|oars|buoys|lifebuoys"
    "|jerrycans|jerry cans|fuel cans|cans of fuel|barrels|cartons of cigarettes|cigarettes|garments|condoms"
    "|mattresses|police uniforms|balaclavas|hard disks|usb drives|usb keys|memory cards|pen drives|data carriers"
    "|storage media|exhibits|evidence items|assorted items|money-counting machines|money counting machines"
    "|counting machines|cash-counting machines|safes|slot machines|gaming machines|seals|rubber stamps"
    "|licence plates|license plates|number plates|plates|cryptocurrency hardware wallets|hardware wallets"
    "|paintings|artworks|luxury goods|valuables|electronics|gadgets|pieces of equipment|equipment|phones"
    "|mobile phones|cellphones|cell phones|computers|laptops|devices|electronic devices|sim cards|items|assets"
    "|engines|life jackets|lifejackets|life vests|outboard motors|boat engines|outboard engines|smartphones"
    "|bank cards|credit cards|telephones|handsets|storage devices|hard drives|servers|gold bars|watches|jewellery"
    "|luxury items|pieces of evidence|objects|luxury watches|cards|motors|payment cards|electronic items|trackers"
    "|mobile devices|mobiles|pumps|credit and debit cards|usb sticks",
    measure="g|tablets|bags|metric tons|metric tonnes|gallons|bundles|bottles|sacks|bricks|sachets|wraps|capsules"
    "|ampoules"
    "|rolls|batches|blocks|vials|sheets|reams|grammes of|stashes|canisters|pieces|kilos|kilograms|kilogrammes|kgs"
    "|tonnes|tons|grams|grammes|litres|liters|sets|packs|plants|pills|tablets of|doses|boxes|cartons|types"
    "|pairs|lots",
    accounts="crypto-wallets|crypto accounts|e-wallets|cryptocurrency accounts|current accounts|savings accounts"
    "|bank account numbers|mule accounts|money mule accounts|corporate accounts|accounts|bank accounts"
    "|crypto wallets|wallets|cryptocurrency wallets",
    detections="attempts to cross|attempts to enter|boat crossings|channel crossings|small-boat crossings"
    "|small boat crossings|clandestine crossings"
    "|clandestine journeys|unauthorised crossings|unauthorized crossings|irregular entries|illegal entry attempts"
    "|attempted crossings|crossing attempts|entry attempts|illegal border-crossings|irregular border-crossings"
    "|landings|detections|crossings|border crossings|entries|illegal crossings|clandestine entries"
    "|illegal entries|irregular crossings|encounters|illegal border crossings|irregular border crossings|arrivals",
    refusals="inadmissibilities|offloadings|denied entries|entries refused|deferred departures|refusals|refused entries"
    "|refusals of entry|entry refusals|entry bans|denials of entry",
    referrals="referral forms|calls|signals|hotline calls|helpline calls|tips|tip-offs|nrm forms"
    "|suspicious activity reports|cybertips|referrals|nrm referrals|reports",
    warrants="warrants for arrest|outstanding arrest warrants|eaws|international arrest warrants|bench warrants"
    "|warrants of apprehension|arrest warrants|european arrest warrants|warrants of arrest|outstanding warrants",
    notices="interpol notices|interpol red notices|interpol blue notices|interpol yellow notices"
    "|interpol purple notices"
    "|interpol diffusions|silver notices|orange notices|notices|red notices|blue notices|yellow notices"
    "|purple notices|diffusions|green notices|alerts",
    rescues="rescues|rescue operations|rescued",
    units="anti-human trafficking units|anti-trafficking units|squads|police services|police departments"
    "|police stations|law enforcement authorities|regional units|patrol cars|patrol boats|patrol teams|battalions"
    "|contingents|inspection teams|mobile teams|field offices|organisations taking part|specialist teams"
    "|task force|force|partner agencies|partner organisations|civil society organisations|units|teams|task forces"
    "|taskforces|agencies|law enforcement agencies|police forces|authorities|forces|specialised units"
    "|coordination units|ngos|partners|departments",
    money="euros|dollars|us dollars|pounds|baht|pesos|rand|naira|francs|yen|kroner|zloty|lei|lira|rupees|yuan",
    platforms="social media profiles|social media pages|social media groups|facebook pages|telegram channels"
    "|telegram groups|whatsapp groups|chat groups|items of content|pieces of content|escort ads|job ads"
    "|job advertisements|classified ads|listings|portals|ad|domain names|forums|web portals|web forums|ips"
    "|websites|web sites|platforms|advertisements|adverts|ads|online ads|profiles|urls|pages|online platforms"
    "|online accounts|social media accounts|web pages|domains|usernames|user names|posts|messages"
    "|online advertisements|ip addresses|telephone numbers|phone numbers",
    parcels="cargoes|consignments|packets|pallets|parcels|packages|letters|shipments|containers|luggage|suitcases",
    returns="voluntary returns|forced returns|deportees|returnees|assisted voluntary returns|removal orders"
    "|deportation orders|expulsion orders|deportations|returns|repatriations|expulsions|removals",
    missing="missing child|missing teens|missing teenagers|missing boys|missing youths|missing and exploited children"
    "|at-risk children|missing women|missing children|missing persons|missing minors|missing people"
    "|missing juveniles|missing girls|missing kids|endangered children|missing and endangered children|runaways",
    hits="positive matches|confirmed matches|hit|alerts triggered|database matches|sis hits|hits|matches|positive hits"
    "|database hits",
    group_of="groups of|group of",
)

NOUNS = _with_singular(_PLURALS)
"""Noun, or phrase of up to four words, to its class."""
