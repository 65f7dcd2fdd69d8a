"""Nouns of announcements by what they count, listed in the plural, with the singular derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


def _index(**classes: str) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in classes.items() for word in words.split("|")})


def _with_singular(nouns: Mapping[str, str]) -> Mapping[str, str]:
    """Add the singular of each plural, unless it is a different word."""
    singular = {_singular(word): cls for word, cls in nouns.items() if word.rpartition(" ")[2] not in _NO_SINGULAR}
    return MappingProxyType({**singular, **nouns})


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_NO_SINGULAR = frozenset(
    "arms rounds ads states forces matches cells others illegals returns tips clips posts home address custom "
    "criminals patrols".split()
)


_PLURALS = _index(
    person="adolescents|lads|wife|nephew|uncle|juveniles|sons|daughters|wives|husbands|others|clients|jobseekers|job-seekers"
    "|schoolgirls|schoolchildren|pupils|brothers|sisters|siblings|couples|parents|relatives|farmworkers|farmhands"
    "|masseuses|hostesses|dancers|footballers|maids|nannies|housemaids|apprentices|seafarers|crew|crew members"
    "|deckhands|crewmen|truckers|newborns|souls|human beings|pensioners|beneficiaries|patients|donors|inmates"
    "|expatriates|expats|family members|dependants|dependents|households|people|persons|individuals|men|man|women"
    "|woman|nationals|citizens|adults|minors|children|child|girls|boys|teenagers|youths|foreigners|males|females"
    "|workers|residents|passengers|occupants|students|kids|infants|babies|toddlers|teens|employees|labourers"
    "|laborers|civilians|travellers|travelers|tourists|job seekers|visitors|pickers|families|drivers|fishermen"
    "|mothers|guests|worshippers|orphans|schoolboys|grandparents|cousins|neighbours|neighbors|johns|buyers|models"
    "|au pairs|carers|caregivers|sailors|fishers|bricklayers|cleaners|cooks|waitresses|waiters|bartenders"
    "|barmaids|strippers|interns|surrogates|commuters|pilgrims|holidaymakers|walkers|swimmers|onlookers|singles"
    "|twins|fathers|spouses|bachelors|villagers|tenants|lodgers|beggars|hawkers|vendors|market traders|miners"
    "|herders|shepherds|harvesters|packers|welders|masons|roofers|builders|labour migrants|compatriots|locals"
    "|strangers|callers|complainants|claimants|applicants|holders|aliens without papers|heads of household"
    "|newcomers|prostitutes",
    victim="bonded labourers|bonded laborers|forced labourers|forced laborers|child labourers|child laborers"
    "|child soldiers|child brides|sufferers|trafficked persons|trafficked people|exploited persons"
    "|exploited workers|victims|survivors|captives|hostages|slaves|bonded workers|indentured labourers"
    "|enslaved people|enslaved persons|enslaved workers|abductees|kidnapped persons|rescued persons"
    "|rescued people|rescued workers|beneficiaries of protection|exploitees|coerced workers|victim-survivors",
    migrant="boat people|people on the move|displaced people|displaced persons|evacuees|smuggled persons"
    "|smuggled people|rescuees|migrants|refugees|asylum seekers|asylum-seekers|aliens|noncitizens|non-citizens"
    "|stowaways|immigrants|illegals|unaccompanied minors|castaways|irregular entrants|clandestines|boatpeople"
    "|sans-papiers|harragas|exiles|migrant passengers|border crossers|border-crossers|jumpers|shipwrecked people"
    "|shipwrecked persons|shipwreck survivors|foreigners in transit|persons rescued at sea|extra-continentals",
    irregular="illegal entrants|undocumented persons|undocumented people|undocumented noncitizens"
    "|undocumented foreigners|illegal foreigners|irregular arrivals|illegal residents|irregular foreigners"
    "|undocumented workers|illegal workers|unlawful migrants|unlawful non-citizens|irregular migrants"
    "|illegal migrants|illegal immigrants|irregulars|irregular immigrants|undocumented immigrants"
    "|undocumented aliens|illegal aliens|unauthorised migrants|unauthorized migrants|irregular persons"
    "|irregularly staying|overstayers|illegal immigrant|illegals aliens|sans papiers|illegally staying persons"
    "|illegally staying third-country nationals|illegally staying foreigners|illegally staying migrants"
    "|irregularly staying persons|undocumented individuals|undocumented citizens|illegal border crossers"
    "|illegal border-crossers|illegal entrant|irregular crossers|irregular travellers|unauthorised entrants"
    "|unlawful residents|prohibited immigrants|prohibited migrants|foreigners without documents"
    "|foreigners without papers|illegal travellers|unauthorised workers|unauthorized workers",
    suspect="gangmasters|violators|individuals of interest|co-conspirators|conspirators|co-defendants|henchmen"
    "|lieutenants|racketeers|thugs|gangsters|kidnappers|guides|escorts|helpers|enforcers|hawaladars|madams"
    "|procurers|touts|middlemen|middleman|crooks|hackers|lenders|loan sharks|cybercriminals|operators|managers"
    "|owners|supervisors|foremen|ringmasters|principals|persons under investigation|investigated persons|accused"
    "|accused persons|suspects|smugglers|traffickers|facilitators|offenders|criminals|perpetrators|ringleaders"
    "|members|leaders|recruiters|pimps|fugitives|accomplices|kingpins|culprits|fraudsters|forgers|defendants"
    "|associates|organisers|organizers|exploiters|brokers|coyotes|targets|targeted individuals|predators"
    "|launderers|captains|skippers|couriers|handlers|bosses|masterminds|suspected|alleged|employers|landlords"
    "|abusers|mules|scammers|dealers|persons of interest|absconders|wanted persons|wanted people|backers|bagmen"
    "|bankrollers|barons|bouncers|boatmen|boat drivers|boat pilots|collectors|collaborators|corrupt officials"
    "|counterfeiters|deceivers|decoys|fixers|footsoldiers|foot soldiers|frontmen|front men|godfathers|groomers"
    "|helmsmen|hitmen|impersonators|imposters|impostors|intermediaries|key players|leading figures|lookouts"
    "|loverboys|lover boys|matriarchs|orchestrators|polleros|passeurs|people-smugglers|promoters|runners|scouts"
    "|spotters|straw men|strawmen|swindlers|transporters|traffickers in persons|trolleys|wrongdoers|lawbreakers"
    "|felons|convicts|solicitors of sex|subjects of investigation|extortionists|torturers|thieves|robbers"
    "|murderers|killers|brothel keepers|minders|overseers|travel agents|unlicensed agents|gang-masters"
    "|persons wanted|escapees|indictees|respondents|caporali|capos",
    officer="carabinieri|gendarmes|operatives|law enforcers|commandos|rangers|constables|coastguards|servicemen"
    "|professionals|frontliners|reservists|officers|policemen|agents|personnel|troops|investigators|inspectors"
    "|detectives|staff|police|guards|soldiers|officials|policewomen|deputies|marshals|prosecutors|participants"
    "|carabineers|auxiliaries|bailiffs|cadets|cops|divers|dog handlers|firefighters|gardaí|gardai|guardsmen"
    "|lawmen|marines|medics|militaries|patrolmen|peacekeepers|police men|policewoman|responders|rescuers|servants"
    "|service members|sheriffs|state attorneys|task force members|troopers|wardens|special forces|colleagues",
    expert="psychologists|social workers|interpreters|translators|specialist officers|consultants|delegates|attachés"
    "|liaison officers|advisors|caseworkers|counsellors|counselors|experts|specialists|analysts|advisers"
    "|practitioners|trainers|advocates|attorneys|barristers|paramedics|forensic examiners|linguists|mediators"
    "|mentors|observers|psychiatrists|researchers|scientists|support workers|victim navigators|technicians"
    "|digital examiners|health workers|aid workers|protection officers",
    arrests="captures|detainees|arrestees|arrests|detentions|apprehensions|detainments|busts|detention orders|jailings",
    sentences="guilty pleas|verdicts|prison sentences|jail terms|prison terms|custodial sentences|judgments|judgements"
    "|sentencings|convictions|jail sentences|life sentences|guilty findings|suspended sentences"
    "|sentences handed down",
    charges="criminal charges|charges|counts of|felony counts|criminal counts|misdemeanors|felonies|misdemeanours",
    prosecutions="prosecutions|indictments",
    interceptions="interceptions|intercepts",
    fines="fines|penalties|infringement notices|penalty notices|sanctions|penalty tickets|summonses|violation notices"
    "|sanction notices|infraction notices",
    companies="shell companies|front companies|sham companies|bogus companies|letterbox companies|fictitious companies"
    "|fictitious firms|ghost companies|paper companies|shell firms|sham firms|front businesses|front firms"
    "|mailbox companies|bogus firms|corporations|enterprises|legal entities|legal persons",
    investigations="complaints|files|crime reports|police reports|first information reports|dockets|investigations"
    "|cases|inquiries|enquiries|probes|proceedings|leads|inquests|dossiers|firs|pieces of intelligence"
    "|lines of inquiry|lines of enquiry|criminal actions|investigation folders|case referrals|judicial procedures"
    "|administrative procedures",
    countries="countries|states|nations|jurisdictions|territories|economies|republics|signatories",
    nationalities="nationalities|countries of origin|citizenships|source countries",
    groups="ocgs|outfits|mafias|county lines|drug lines|criminal structures|groups|gangs|networks|rings|syndicates"
    "|cells|cell|organisations|organizations|clans|cartels|criminal enterprises|bands|circuits|crime families"
    "|criminal alliances|factions|fronts|subgroups|triads|criminal associations|illicit associations",
    flights="aeroplanes|jets|flights|planes|airplanes|charters|airliners",
    aircraft="aircraft|helicopters|drones|choppers|uavs|surveillance planes|quadcopters|gliders",
    checks="visits|safeguarding visits|stops|compliance checks|identity checks|stop-and-search checks|id checks"
    "|border checks|police checks|road checks|roadside checks|spot checks|site visits|welfare checks|patrols"
    "|record checks|background checks|consultations of databases|verification checks|database searches"
    "|stop checks|workplace inspections|labour inspections|checks|controls|searches in databases|verifications"
    "|screenings|queries|inspections|consultations|hits in databases|door knocks|identifications of persons"
    "|inquiries in databases|controls on persons|inspections of premises|roadblocks|road blocks"
    "|vehicle checkpoints|lookups|look-ups|screenings of passengers|surveillance operations|audits",
    searches="house raids|police raids|dawn raids|entries and searches|home raids|domiciliary searches"
    "|search and seizure warrants|search orders|search operations|searches of homes|searches of premises"
    "|rescue raids|searches|raids|house searches|home searches|warrants|premises searches|property searches"
    "|door-breaks|forced entries|swoops|stings|search actions|search measures|searches and seizures"
    "|judicial orders|court orders|search-and-seizure orders|search and seizure orders|search and arrest warrants"
    "|preventive seizures|house search|records of inspection|house searches and seizures|entry and registrations"
    "|entries and registrations|registrations of homes|raid operations",
    locations="doors|addresses|spas|massage centres|karaokes|clubs|guesthouses|motels|lodges|hostels|dhabas|workshops"
    "|plantations|kilns|quarries|mines|camps|ranches|dormitories|parking lots|car parks|rest areas|terminals"
    "|seaports|harbours|beaches|hideouts|hide-outs|safehouses|firms|targeted areas|border posts|ports of entry"
    "|points of entry|booths|transit points|scam hubs|call centres|call centers|offices|red-light areas"
    "|storage units|lockups|lock-ups|garages|boatyards|locations|premises|sites|places|establishments|venues"
    "|hotspots|houses|homes|apartments|flats|businesses|companies|bars|nightclubs|brothels|farms|hotels"
    "|massage parlors|car washes|workplaces|factories|compounds|warehouses|parlours|restaurants|buildings"
    "|dwellings|shops|salons|checkpoints|border points|crossing points|ports|airports|employers visited|worksites"
    "|scam centres|scam centers|residences|facilities|border crossings points|entry points|abodes|alleys|arcades"
    "|bakeries|barracks|barbershops|barns|basements|bathhouses|border areas|boutiques|bungalows|cabarets|cabins"
    "|cafes|cafés|caravans|casinos|chalets|churches|clinics|communes|crime scenes|dens|depots|departure points"
    "|discos|discotheques|domiciles|estate agencies|farmhouses|greenhouses|gyms|hairdressers|hamlets|hangars"
    "|hospitals|huts|industrial units|inns|junctions|kitchens|landing points|laundries|laundromats|locales"
    "|lodgings|malls|markets|meat plants|mills|monasteries|motorway services|neighbourhoods|neighborhoods"
    "|orchards|piers|processing plants|pubs|quays|rest stops|resorts|saunas|sawmills|sheds|shacks|shipyards"
    "|shopfronts|showrooms|smallholdings|spots|squats|stalls|stations|storerooms|stores|studios|suites"
    "|supermarkets|sweatshops|takeaways|tea rooms|tenements|tents|transport hubs|travel agencies"
    "|recruitment agencies|employment agencies|manpower agencies|truck stops|vineyards|wharves|work-places"
    "|workrooms|yards|strategic points|key points|crossing-points|tolls|control points|control posts"
    "|inspection points|tobacconists|drophouses|hotel rooms|ghettos|trailer parks|parking areas|lay-bys|laybys"
    "|casas",
    properties="immovables|mansions|parcels of land|plots|pieces of real estate|properties|plots of land|villas"
    "|estates|real estate assets|real-estate assets|real estate units|pieces of property|pieces of land"
    "|pieces of real-estate|penthouses|hectares of land|immovable assets|seized homes|agricultural lands"
    "|land parcels",
    vehicles="range rovers|land rovers|land cruisers"
    "|scooters|minivans|minibus|tractor-trailers|tractor units|semi-trailers|pickups|pick-ups|suvs|campers"
    "|jeeps|rickshaws|tricycles|tuk-tuks|bicycles|tankers|hgvs|rigs|wagons|carriages|vehicles|cars|lorries|trucks"
    "|vans|motorcycles|motorbikes|buses|bus|trailers|coaches|minibuses|automobiles|taxis|trains|4x4s|ambulances"
    "|atvs|auto-rickshaws|autorickshaws|autos|bakkies|bikes|boda bodas|buggies|cabs|campervans|camper-vans|carts"
    "|chassis|combis|kombis|convertibles|coupes|e-bikes|e-rickshaws|flatbeds|forklifts|hatchbacks|horseboxes"
    "|jeepneys|juggernauts|limousines|matatus|micros|microbuses|mini-buses|mini-vans|mopeds|motor cycles"
    "|motorhomes|motor homes|omnibuses|people carriers|quads|rvs|saloons|sedans|snowmobiles|supercars|tractors"
    "|trams|trishaws|trolleybuses|utes|wheelers|three-wheelers|two-wheelers|four-wheelers|18-wheelers|railcars",
    vessels="hulls|motorboats|trawlers|pirogues|cayucos|ferries|catamarans|lanchas|pangas|go-fasts|watercraft|jet-skis"
    "|barges|boats|vessels|ships|dinghies|yachts|rafts|inflatables|canoes|speedboats|jet skis|skiffs|sailboats"
    "|ribs|pateras|bancas|bumboats|coasters|containerships|crafts|cruisers|cutters|dhows|dories|feluccas"
    "|flotillas|gulets|hydrofoils|kayaks|lifeboats|longboats|motor launches|motor-boats|narco-submarines|pontoons"
    "|powerboats|rhibs|rowboats|sampans|schooners|semi-submersibles|semi-rigids|submarines|sloops|trimarans|tugs"
    "|tugboats|vaporettos|water scooters|jetskis|jet skies|zodiacs",
    documents="seamen's books|seaman's books|discharge books|identification cards|work permits|green cards"
    "|travel papers|laissez-passers|health cards|social security cards|visa stickers|documents|passports|visas"
    "|identity cards|id cards|permits|certificates|travel documents|ids|papers|stamps|alien cards|attestations"
    "|birth records|boarding passes|border crossing cards|border passes|credentials|deeds|diplomas|e-visas"
    "|identity documentation|identifications|invitation letters|labour cards|licences|licenses|migration forms"
    "|migration cards|aadhaar cards|pan cards|ration cards"
    "|passport books|passport copies|passport photos|permits to stay|photocopies"
    "|powers of attorney|proofs of address|refugee cards|registration cards|residence cards|residence titles"
    "|residency cards|titles of travel|travel cards|travel passes|visa applications|visa foils|visitor cards"
    "|voter cards|work cards|affidavits|bank statements|certificates of birth|blank cards|identity card"
    "|promissory notes|land titles|pay slips|payslips|invoices|contracts",
    firearms="semi-automatic weapons|semi-automatics|kalashnikovs|ak-47s|carbines|long arms|short arms|airguns"
    "|firearms|guns|rifles|pistols|handguns|revolvers|shotguns|ak47s|ar-15s|derringers|machine-guns|side arms"
    "|sidearms|uzis|small arms|long weapons|short weapons|glocks",
    weapons="knife|swords|daggers|tasers|stun guns|batons|pepper sprays|pieces of weaponry|imitation firearms"
    "|replica guns|explosive devices|ieds|bombs|cudgels|weapons|knives|machetes|explosives|grenades|blades"
    "|detonators|arms|airsoft guns|axes|baseball bats|bayonets|brass knuckles|cleavers|crossbows|cutlasses"
    "|electric shock devices|handcuffs|hatchets|knuckledusters|knuckle-dusters|mortars|nunchucks|pepper-sprays"
    "|rocket launchers|sticks of dynamite|tear gas canisters|truncheons|bladed articles|katanas|whips|toy guns"
    "|stun devices|rpgs",
    ammunition="shells|projectiles|rounds of assorted ammunition|clips|bullets|cartridges|rounds|munitions"
    "|rounds of ammunition|magazines|cartridge cases|ammunitions|slugs|pellets|ammo",
    drugs="meth|crack|amphetamine tablets|mdma|ketamine|ganja|khat leaves|weed|resin|captagon|tramadol|yaba|opioids"
    "|drug doses|cocaine base|skunk|controlled substances|psychotropic substances|drugs|cocaine|heroin|cannabis"
    "|marijuana|methamphetamine|ecstasy|narcotics|fentanyl|hashish|amphetamines|khat|opium|cannabis plants"
    "|benzodiazepines|bhang|cannabinoids|cannabis herb|cannabis oil|cannabis saplings|cannabis seedlings|charas"
    "|cathinones|codeine|diazepam|dagga|ganja plants|ghb|hemp|lsd|lysergide|mandrax|marihuana|marijuana plants"
    "|mephedrone|methadone|methaqualone|morphine|narcotic substances|new psychoactive substances|oxycodone"
    "|phenobarbital|poppy|pregabalin|psychedelics|shabu|steroids|tusi|xanax|nitazenes|drug plants|hemp plants|qat",
    items="handphones|iphones|desktops|notebooks|pcs|tablet|simboxes|sim boxes|routers|modems|walkie-talkies|cameras"
    "|printers|laminators|ledgers|account books|receipts|jewels|pieces of jewellery|gold pieces|handbags"
    "|cheque books|chequebooks|cheques|passbooks|bank books|outboards|life rings|inner tubes|paddles|oars|buoys"
    "|lifebuoys|jerrycans|jerry cans|fuel cans|cans of fuel|barrels|cartons of cigarettes|cigarettes|garments"
    "|condoms|mattresses|balaclavas|hard disks|usb drives|usb keys|pen drives|data carriers|storage media"
    "|exhibits|safes|seals|rubber stamps|plates|hardware wallets|paintings|artworks|luxury goods|valuables"
    "|electronics|gadgets|pieces of equipment|equipment|phones|cellphones|computers|laptops|devices|items|assets"
    "|engines|life jackets|lifejackets|smartphones|telephones|handsets|hard drives|servers|gold bars|watches"
    "|jewellery|pieces of evidence|objects|cards|motors|trackers|mobiles|pumps|credit and debit cards|usb sticks"
    "|accessories|air tickets|antiques|baggage|bank documents|bank tokens|banknote counters|batteries|blankets"
    "|body armour|body armours|boilers|bracelets|cable ties|cables|calendars|card readers|cash boxes"
    "|cash registers|cell-phones|chains|chargers|cigarette packs|clothes|coins|collectibles|compasses|compressors"
    "|computer towers|consoles|counterfeit goods|counterfeit notes|cpus|cpu units|cylinders|designer bags"
    "|devices and media|diamonds|diaries|digital media|dvrs|dongles|earrings|embossers|envelopes|external drives"
    "|face masks|flash drives|fuel containers|fuel drums|fuel tanks|fuel canisters|furs|generators|gps units|gps"
    "|headsets|heat presses|helmets|holograms|identity stamps|imacs|ingots|ink stamps|ipads|ipods|iron bars"
    "|jammers|jewellery pieces|jewelery|jewelry|keyboards|lifesavers|life belts|life-jackets|life-vests"
    "|live animals|luxury bags|machines|macbooks|manuals|medicines|memory sticks|sim cards|bank cards"
    "|credit cards|debit cards|payment cards|memory cards|gift cards|sd cards|phone cards|prepaid cards|atm cards"
    "|business cards|fuel cards|memory units|metal detectors"
    "|microchips|monitors|motherboards|musical instruments|necklaces|night vision goggles|night-vision goggles"
    "|notepads|oxygen bottles|padlocks|paint cans|paper rolls|payment terminals|pendants|petrol cans"
    "|petrol canisters|pieces of gold|pieces of furniture|pos terminals|point-of-sale terminals|power banks"
    "|projectors|propellers|purses|radios|radio sets|radio transmitters|recorders|ropes|rubber rings|rucksacks"
    "|safe boxes|safety deposit boxes|scanners|scales|sea scooters|sets of clothing|sex toys|shoes|sim-boxes|sims"
    "|skimmers|smartwatches|spare parts|speakers|starlinks|starlink terminals|satellite dishes"
    "|satellite terminals|suit cases|tachographs|televisions|television sets|tv sets|tvs|toolkits|tools|torches"
    "|travel bags|uniforms|usb memories|usb pens|usbs|vests|walkie talkies|wallets of leather|webcams|wigs"
    "|wire cutters|wristwatches|works of art|ornaments|computer sets|computer units",
    measure="g|tablets|bags|gallons|bundles|bottles|sacks|bricks|sachets|wraps|capsules|ampoules|rolls|batches|blocks"
    "|vials|sheets|reams|grammes of|stashes|canisters|pieces|kilos|kilograms|kilogrammes|kgs|tonnes|tons|grams"
    "|grammes|litres|liters|sets|packs|plants|pills|tablets of|doses|boxes|cartons|types|pairs|lots|bales|balls"
    "|baggies|blisters|blotters|briquettes|buckets|caches|carats|caseloads|cans|crates|cubic metres|drums"
    "|envelopes of|kegs|items of|jars|joints|mg|milligrams|millilitres|ounces|oz|pallets of|parcels of|pellets of"
    "|phials|pieces of|piles|pounds of|lbs|quintals|stacks|sticks|strips|tins|trays|tubes|tubs|units of|cl|vats"
    "|wads|packages of|bundles of",
    accounts="crypto-wallets|e-wallets|bank account numbers|accounts|wallets|bank deposits|credit lines"
    "|crypto addresses|cryptocurrency addresses|wallet addresses",
    detections="attempts to cross|attempts to enter|clandestine journeys|crossing attempts|entry attempts"
    "|illegal border-crossings|irregular border-crossings|landings|detections|crossings|entries|encounters"
    "|arrivals|attempts at entry|border breaches|clandestine attempts|departure attempts|disembarkations"
    "|illegal departures|irregular arrivals by sea|irregular departures|illegal attempts|illegal exits"
    "|smuggling attempts|smuggling incidents|trafficking incidents",
    refusals="inadmissibilities|offloadings|denied entries|entries refused|deferred departures|refusals"
    "|refused entries|refusals of entry|entry bans|denials of entry|inadmissible persons|rejections|push-offs"
    "|refusals of admission|refusals to enter|refusals of boarding|refused boardings|turnbacks|turn-backs"
    "|non-admissions|entry denials|denied boardings",
    referrals="referral forms|calls|signals|tips|tip-offs|nrm forms|cybertips|referrals|nrm referrals|reports"
    "|disclosures|enquiries to the helpline|hotline contacts|nominations|notifications|referrals of victims"
    "|tip offs|tipoffs|leads from the public|complaints to the hotline|denunciations|requests for help"
    "|requests for assistance|sars",
    warrants="warrants for arrest|eaws|bench warrants|warrants of apprehension|arrest warrants|warrants of arrest"
    "|outstanding warrants|arrest orders|apprehension orders|arrest and search warrants|capture orders"
    "|committal warrants|detention warrants|extradition requests|extradition warrants|orders of arrest"
    "|orders of capture|pre-trial detention orders|preventive detention orders|warrants of commitment"
    "|european investigation orders|precautionary measures|custody orders|hold departure orders",
    notices="notices|diffusions|alerts",
    rescues="rescues|rescue operations|rescued|recoveries|extractions|evacuations|liberations|rescue missions",
    units="squads|police services|police stations|patrol cars|patrol boats|battalions|contingents|field offices"
    "|organisations taking part|force|partner organisations|civil society organisations|units|teams|taskforces"
    "|agencies|authorities|forces|ngos|partners|departments|airlines|brigades|bureaux|bureaus|charities"
    "|civil society groups|commands|commissariats|community groups|constabularies|councils|departments of police"
    "|detachments|directorates|divisions|consulates|entities|faith groups|inspectorates"
    "|international organisations|international organizations|intergovernmental organisations|ncbs"
    "|non-governmental organisations|non-governmental organizations|non-profits|nonprofits|outposts"
    "|partner bodies|partners from civil society|patrols deployed|platoons|police districts|precincts"
    "|public bodies|regiments|sheriff's offices|squadrons|stakeholders|task-forces|unions"
    "|victim support organisations|victim service providers|police patrols|sub-units",
    money="euros|dollars|pounds|baht|pesos|rand|naira|francs|yen|kroner|zloty|lei|lira|rupees|yuan",
    platforms="social media pages|social media groups|facebook pages|telegram channels|telegram groups|whatsapp groups"
    "|chat groups|items of content|pieces of content|listings|portals|ad|domain names|forums|ips|websites"
    "|web sites|platforms|advertisements|adverts|ads|profiles|urls|online accounts|social media accounts"
    "|web pages|domains|usernames|user names|posts|ip addresses|telephone numbers|phone numbers"
    "|accounts on social media|applications|apps|blogs|bots|bulletin boards|chat rooms|chatrooms|darknet sites"
    "|discussion groups|escort sites|facebook accounts|facebook groups|fake accounts|file-sharing sites|fora"
    "|hashtags|instagram accounts|internet addresses|internet sites|job offers|job postings|job vacancies"
    "|marketplaces|messaging groups|nicknames|online groups|online sites|pieces of online content"
    "|pieces of propaganda|reels|scam sites|sites on the internet|social accounts|social media channels"
    "|social network accounts|social networks|telegram accounts|tiktok accounts|tweets|user accounts|videos"
    "|web addresses|web links|webpages|webs|youtube channels|whatsapp accounts|x accounts",
    parcels="cargoes|consignments|packets|pallets|parcels|packages|letters|shipments|containers|luggage|suitcases"
    "|freight items|mail items|postal items",
    returns="voluntary returns|forced returns|deportees|returnees|assisted voluntary returns|removal orders"
    "|deportation orders|expulsion orders|deportations|returns|repatriations|expulsions|removals|deported persons"
    "|readmissions|handbacks|hand-backs|refoulements|pushbacks|removed persons|repatriated persons"
    "|repatriation flights|returns orders|return orders|return decisions|orders to leave|expulsion decisions"
    "|expulsions orders|voluntary departures|removal decisions|removal notices",
    missing="missing child|missing teens|missing teenagers|missing boys|missing youths|missing and exploited children"
    "|at-risk children|missing women|missing children|missing persons|missing minors|missing people"
    "|missing juveniles|missing girls|missing kids|endangered children|missing and endangered children|runaways"
    "|missing adolescents|missing adults|missing individuals|missing students|runaway children|runaway teens"
    "|abducted children|kidnapped children|lost children|missing woman|missing women and girls|missing youth"
    "|missing foster children",
    hits="alerts triggered|hits|matches|matches in databases|positive results",
    group_of="groups of|group of",
)

NOUNS = _with_singular(_PLURALS)
"""Class of each noun, or phrase of up to four words."""
