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
    "arms rounds ads states forces matches cells others illegals returns tips clips posts home address custom "
    "criminals".split()
)


_PLURALS = _index(
    person="lads|cousin|husband|wife|nephew|uncle|juveniles|sons|daughters|wives|husbands|others|clients|jobseekers"
    "|job-seekers|schoolgirls|schoolchildren|pupils|brothers|sisters|siblings|couples|parents|relatives"
    "|farmworkers|farmhands|masseuses|hostesses|dancers|footballers|maids|nannies|housemaids|apprentices"
    "|seafarers|crew|crew members|deckhands|crewmen|farm workers|factory workers|truckers|lorry drivers|newborns"
    "|underage girls|souls|human beings|pensioners|beneficiaries|sex buyers|patients|donors|kidney donors|inmates"
    "|expatriates|expats|family members|dependants|dependents|households|foreign workers|people|persons"
    "|individuals|men|man|women|woman|nationals|citizens|adults|minors|children|child|girls|boys|teenagers|youths"
    "|foreigners|males|females|workers|residents|passengers|occupants|students|kids|infants|babies|toddlers|teens"
    "|employees|labourers|laborers|civilians|travellers|travelers|tourists|job seekers|visitors|pickers|families"
    "|drivers|fishermen|sex workers|mothers|domestic workers|guests|worshippers|orphans|schoolboys|grandparents"
    "|cousins|neighbours|neighbors|johns|buyers|models|au pairs|carers|caregivers|sailors|fishers|bricklayers"
    "|cleaners|cooks|waitresses|waiters|bartenders|barmaids|strippers|interns|surrogates|commuters|pilgrims"
    "|holidaymakers|walkers|swimmers|onlookers|singles|twins|father|fathers|spouses"
    "|bachelors|villagers|tenants|lodgers|beggars|hawkers|vendors|market traders|miners|herders"
    "|shepherds|harvesters|packers|welders|masons|roofers|builders|labour migrants|compatriots|locals|strangers"
    "|callers|complainants|claimants|applicants|holders|aliens without papers|heads of household"
    "|newcomers|prostitutes|sex worker",
    victim="bonded labourers|bonded laborers|forced labourers|forced laborers|child labourers|child laborers"
    "|child soldiers|child brides|sufferers|trafficked persons|trafficked people|exploited persons"
    "|exploited workers|sex slaves|victims|survivors|captives|hostages|slaves|modern slaves|bonded workers"
    "|indentured labourers|trafficking survivors|enslaved people|enslaved persons|enslaved workers|abductees"
    "|kidnapped persons|rescued persons|rescued people|rescued workers|beneficiaries of protection|exploitees"
    "|coerced workers|victim-survivors|hostage",
    migrant="boat people|clandestine migrants|people on the move|displaced people|displaced persons|evacuees"
    "|smuggled persons|smuggled people|smuggled migrants|rescuees|migrants|refugees|asylum seekers|asylum-seekers"
    "|aliens|noncitizens|non-citizens|stowaways|immigrants|illegals|unaccompanied minors|castaways"
    "|irregular entrants|clandestines|boatpeople|sans-papiers|harragas|exiles|migrant passengers|border crossers"
    "|border-crossers|jumpers|castaway|shipwrecked people|shipwrecked persons|shipwreck survivors"
    "|foreigners in transit|persons rescued at sea|extra-continentals|refugee",
    irregular="illegal entrants|undocumented persons|undocumented people|undocumented noncitizens"
    "|undocumented foreigners"
    "|illegal foreigners|irregular arrivals|illegal residents|irregular foreigners|undocumented workers"
    "|illegal workers|unlawful migrants|unlawful non-citizens|irregular migrants|illegal migrants"
    "|illegal immigrants|irregulars|irregular immigrants|undocumented immigrants|undocumented aliens"
    "|illegal aliens|unauthorised migrants|unauthorized migrants|irregular persons|irregularly staying"
    "|overstayers|illegal immigrant|illegals aliens|sans papiers|illegally staying persons"
    "|illegally staying third-country nationals|illegally staying foreigners|illegally staying migrants"
    "|irregularly staying persons|undocumented individuals|undocumented citizens|illegal border crossers"
    "|illegal border-crossers|illegal entrant|irregular crossers|irregular travellers|overstayer"
    "|unauthorised entrants|unlawful residents|prohibited immigrants|prohibited migrants"
    "|foreigners without documents|foreigners without papers|illegal travellers|unauthorised workers"
    "|unauthorized workers",
    suspect="gangmasters|violators|individuals of interest|co-conspirators|conspirators|co-defendants|henchmen"
    "|lieutenants|racketeers|thugs|gangsters|kidnappers|guides|escorts|helpers|enforcers|document forgers"
    "|hawala operators|hawaladars|madams|procurers|touts|middlemen|middleman|crooks|hackers|lenders|loan sharks"
    "|cybercriminals|sex offenders|operators|managers|owners|supervisors|foremen|ringmasters|cell members"
    "|gang members|group members|key members|key targets|high-value targets|high value targets|principals"
    "|persons under investigation|investigated persons|accused|accused persons|crew bosses|labour brokers"
    "|suspects|smugglers|traffickers|facilitators|offenders|criminals|perpetrators|ringleaders|members|leaders"
    "|recruiters|pimps|fugitives|accomplices|kingpins|culprits|fraudsters|forgers|defendants|associates"
    "|organisers|organizers|exploiters|brokers|coyotes|targets|targeted individuals|predators|launderers|captains"
    "|skippers|couriers|handlers|bosses|masterminds|suspected|alleged|employers|landlords|abusers|money mules"
    "|mules|scammers|dealers|persons of interest|absconders|wanted persons|wanted people|drug traffickers|backers"
    "|bagmen|bankrollers|barons|bouncers|boatmen|boat drivers|boat pilots|collectors|collaborators"
    "|corrupt officials|counterfeiters|deceivers|decoys|fixers|footsoldiers|foot soldiers|frontmen|front men"
    "|godfathers|groomers|helmsmen|hitmen|impersonators|imposters|impostors|intermediaries|kidnapper|key players"
    "|leading figures|lookouts|loverboys|lover boys|matriarchs|offender|orchestrators"
    "|organizer|polleros|passeurs|people-smugglers|promoters|runners|scouts|spotters"
    "|straw men|strawmen|swindlers|transporters|traffickers in persons|trolleys|wrongdoers|lawbreakers|felons"
    "|convicts|solicitors of sex|subjects of investigation|extortionists|torturers|thieves"
    "|robbers|murderers|killers|brothel keepers|minders|overseers|travel agents|unlicensed agents|gang-masters"
    "|persons wanted|fugitive|escapees|indictees|respondents|caporali|capos",
    officer="carabinieri|gendarmes|operatives|police personnel|law enforcers|commandos|rangers|constables"
    "|customs officers|immigration officers|border police|border police officers|coastguards|coast guards"
    "|servicemen|inspectorate staff|law enforcement personnel|law enforcement agents|federal agents"
    "|frontline officers|professionals|frontliners|standing corps officers|reservists|patrol officers|officers"
    "|policemen|police officers|agents|personnel|troops|investigators|inspectors|detectives|staff|police|guards"
    "|border guards|special agents|soldiers|law enforcement officers|officials|policewomen|labour inspectors"
    "|deputies|marshals|prosecutors|participants|carabineers|auxiliaries|bailiffs|cadets|cops|divers|dog handlers"
    "|firefighters|gardaí|gardai|guardsmen|lawmen|marines|medics|militaries|patrolmen|peacekeepers|police men"
    "|policewoman|responders|rescuers|servants|service members|sheriffs|state attorneys|task force members"
    "|troopers|troop|wardens|special forces|colleagues",
    expert="psychologists|social workers|interpreters|translators|cultural mediators|specialist officers"
    "|forensic experts|consultants|delegates|attachés|liaison officers|advisors|caseworkers|counsellors"
    "|counselors|experts|specialists|analysts|advisers|practitioners|trainers|advocates|attorneys|barristers"
    "|paramedics|forensic examiners|linguists|mediators|mentors|observers|psychiatrists|researchers|scientists"
    "|support workers|victim navigators|technicians|digital examiners|health workers|aid workers"
    "|protection officers",
    arrests="captures|detainees|arrestees|arrests|detentions|apprehensions|detainments|busts|detention orders|jailings",
    sentences="guilty pleas|guilty verdicts|verdicts|prison sentences|jail terms|prison terms"
    "|custodial sentences|judgments"
    "|judgements|sentencings|convictions|jail sentences|life sentences|guilty findings"
    "|suspended sentences|sentences handed down",
    charges="criminal charges|charges|counts of|felony counts|criminal counts|misdemeanors|felonies|misdemeanours",
    prosecutions="prosecutions|indictments",
    interceptions="interceptions|intercepts",
    fines="fines|penalties|infringement notices|penalty notices|administrative fines|sanctions|civil penalty notices"
    "|penalty tickets|summonses|violation notices|sanction notices|infraction notices",
    companies="shell companies|front companies|sham companies|bogus companies|letterbox companies|fictitious companies"
    "|fictitious firms|ghost companies|paper companies|shell firms|sham firms|front businesses|front firms"
    "|mailbox companies|bogus firms|corporations|enterprises|legal entities|legal persons",
    investigations="complaints|police complaints|files|criminal investigations|new cases|crime reports|police reports"
    "|first information reports|preliminary investigations|criminal complaints|criminal files|criminal inquiries"
    "|trafficking cases|legal cases|court cases|financial investigations|parallel investigations"
    "|follow-up investigations|criminal probes|dockets|case dockets|intelligence leads|investigations|cases"
    "|inquiries|enquiries|probes|criminal proceedings|proceedings|leads|case files|criminal cases|inquests"
    "|judicial cases|investigation files|dossiers|firs|pieces of intelligence|lines of inquiry"
    "|lines of enquiry|criminal actions|investigation folders|case referrals"
    "|judicial procedures|administrative procedures",
    countries="partner countries|african countries|european countries|asian countries|american countries"
    "|member nations"
    "|third countries|participating states|participating nations|countries|states|nations"
    "|jurisdictions|territories|member states|member countries|eu member states|participating countries|economies"
    "|us states|republics|signatories",
    nationalities="nationalities|countries of origin|citizenships|source countries",
    groups="criminal gangs|organised crime groups|organized crime groups|ocgs|criminal organisations"
    "|criminal organizations|criminal networks|smuggling networks|trafficking networks|smuggling rings"
    "|trafficking rings|crime rings|crime syndicates|outfits|mafias|county lines|drug lines"
    "|smuggling groups|organised gangs|criminal structures|criminal cells|groups|gangs|networks|rings|syndicates"
    "|cells|cell|organisations|organizations|clans|crime groups|cartels|criminal enterprises|criminal groups"
    "|bands|circuits|crime families|criminal alliances"
    "|factions|fronts|smuggling cells|smuggling gangs|smuggling organisations|smuggling syndicates|subgroups"
    "|trafficking cells|trafficking gangs|trafficking groups|trafficking organisations|trafficking syndicates"
    "|triads|organisation|criminal associations|illicit associations",
    flights="aeroplanes|charter flights|commercial flights|private jets|jets|flights|planes|airplanes|charters"
    "|aeroplane"
    "|airliners|airplane",
    aircraft="aircraft|helicopters|drones|choppers|uavs|surveillance planes|quadcopters|gliders",
    checks="visits|safeguarding visits|stops|compliance checks|identity checks|stop-and-search checks|id checks"
    "|border checks|police checks|road checks|roadside checks|spot checks|site visits|welfare checks|patrols"
    "|record checks|background checks|consultations of databases|verification checks|database searches"
    "|database queries|stop checks|workplace inspections|labour inspections|checks|controls|searches in databases"
    "|verifications|screenings|queries|inspections|consultations|hits in databases|door knocks"
    "|identifications of persons|inquiries in databases|controls on persons"
    "|inspections of premises|roadblocks|road blocks|vehicle checkpoints|lookups|look-ups"
    "|screenings of passengers|surveillance operations|audits",
    searches="house raids|police raids|dawn raids|entries and searches|home raids|domiciliary searches"
    "|search and seizure warrants|search orders|search operations|searches of homes|searches of premises"
    "|rescue raids|searches|raids|house searches|home searches|search warrants|warrants|premises searches"
    "|property searches|door-breaks|forced entries|swoops|stings|search actions|search measures"
    "|searches and seizures|judicial orders|court orders|search-and-seizure orders|search and seizure orders"
    "|search and arrest warrants|preventive seizures|house search|records of inspection"
    "|house searches and seizures|entry and registrations|entries and registrations|registrations of homes"
    "|raid operations",
    locations="doors|addresses|spas|massage shops|massage centres|karaoke bars|karaokes|clubs|guesthouses"
    "|guest houses|motels"
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
    "|residences|facilities|border crossing points|border crossings points|entry points|abodes|alleys|arcades"
    "|bakeries|barracks|barbershops|barns|basements|bathhouses|border areas|boutiques|bungalows|cabarets|cabins"
    "|cafes|cafés|caravans|casinos|chalets|churches|clinics|communes|crime scenes|dens|depots|departure points"
    "|discos|discotheques|domiciles|estate agencies|farmhouses|flat|greenhouses|gyms|hairdressers|hamlets|hangars"
    "|hospitals|huts|industrial units|inns|junctions|karaoke|kitchens|landing points|laundries|laundromats"
    "|locales|lodgings|malls|markets|meat plants|mills|monasteries|motorway services|neighbourhoods|neighborhoods"
    "|orchards|piers|processing plants|pubs|quays|ranch|rest stops|resorts|saunas|sawmills|sheds|shacks|shipyards"
    "|shopfronts|showrooms|smallholdings|spots|squats|stalls|stations|storerooms|stores|studios|suites"
    "|supermarkets|sweatshops|takeaways|tea rooms|tenements|tents|transport hubs|travel agencies"
    "|recruitment agencies|employment agencies|manpower agencies|truck stops|vineyards"
    "|wharves|work-places|workrooms|yards|border control posts|strategic points|border points|crossing points|key points|crossing-points|tolls|control points|control posts"
    "|inspection points|hand car washes|tobacconists|drophouses|hotel rooms|ghettos|trailer parks|parking areas"
    "|lay-bys|laybys|casas",
    properties="immovable properties|residential properties|immovables|mansions|parcels of land|plots|real properties"
    "|pieces of real estate|properties|real estate properties|plots of land|villas|estates|real estates"
    "|real estate assets|real-estate assets|real estate units|pieces of property|pieces of land"
    "|pieces of real-estate|penthouses|hectares of land|immovable assets|real estate property"
    "|seized homes|agricultural lands|real estate|land parcels",
    vehicles="scooters|minivans|minibus|tractor-trailers|tractor units|semi-trailers|pickups|pick-ups"
    "|pickup trucks|suvs"
    "|camper vans|campers|jeeps|rickshaws|tricycles|tuk-tuks|bicycles|quad bikes|tankers|hgvs|rigs|wagons"
    "|carriages|luxury vehicles|high-end vehicles|high-end cars|stolen vehicles|stolen cars|hire cars|rental cars"
    "|vehicles|cars|lorries|trucks|vans|motorcycles|motorbikes|buses|bus|trailers|coaches|minibuses"
    "|motor vehicles|automobiles|luxury cars|taxis|trains|4x4s|ambulances|atvs|auto-rickshaws|autorickshaws|autos"
    "|bakkies|bikes|boda bodas|buggies|cabs|campervans|camper-vans|carts|chassis|combis|kombis|convertibles"
    "|coupes|e-bikes|e-rickshaws|flatbeds|forklifts|hatchbacks|horseboxes|jeepneys|juggernauts|limousines|lorry"
    "|matatus|micros|microbuses|mini-buses|mini-vans|mopeds|motor cycles|motorhomes|motor homes|omnibuses"
    "|people carriers|pickup|quads|rvs|saloons|sedans|snowmobiles|supercars|tractors|trams|trishaws|trolleybuses"
    "|utes|wagon|wheelers|three-wheelers|two-wheelers|four-wheelers|18-wheelers|automobile|railcars",
    vessels="hulls|inflatable boats|rubber dinghies|motor boats|motorboats|speed boats|fishing vessels|trawlers"
    "|pirogues"
    "|cayucos|ferries|catamarans|lanchas|pangas|go-fasts|watercraft|jet-skis|barges|cargo ships|sailing boats"
    "|sailing yachts|wooden boats|makeshift boats|taxi boats|boats|vessels|ships|dinghies|yachts|rafts"
    "|inflatables|canoes|speedboats|jet skis|small boats|fishing boats|skiffs|rubber boats|sailboats|ribs|pateras"
    "|boat|bancas|bumboats|coasters|containerships|crafts|cruisers|cutters|dhows|dories|feluccas|flotillas|gulets"
    "|hydrofoils|kayaks|lifeboats|longboats|motor launches|motor-boats|narco-submarines|pirogue|pontoons"
    "|powerboats|rhibs|rowboats|rubber craft|sampans|schooners|semi-submersibles|semi-rigids|submarines|sloops"
    "|trawler|trimarans|tugs|tugboats|vaporettos|water scooters|jetskis|jet skies|zodiacs|dinghy",
    documents="seamen's books|seaman's books|discharge books|driving licenses|driver licences|driver licenses"
    "|identification documents|identification cards|forged documents|fake documents|false documents"
    "|fraudulent documents|counterfeit documents|forged passports|fake passports|fraudulent passports"
    "|counterfeit passports|international passports|birth certificates|marriage certificates|work permits"
    "|green cards|blank passports|blank documents|travel papers|laissez-passers|employment contracts|health cards"
    "|social security cards|border stamps|forged stamps|visa stickers|breeder documents|documents|passports|visas"
    "|identity cards|id cards|identity documents|residence permits|permits|driving licences|certificates"
    "|travel documents|ids|identity papers|papers|stamps|alien cards|attestations|birth records|boarding passes"
    "|border crossing cards|border passes|credentials|deeds|diplomas|e-visas|identity documentation"
    "|identifications|invitation letters|labour cards|licences|licenses|migration forms|migration cards|passport"
    "|passport books|passport copies|passport photos|permits to stay|photocopies|powers of attorney"
    "|proofs of address|refugee cards|registration cards|residence cards|residence titles|residency cards"
    "|titles of travel|travel cards|travel passes|visa|visa applications|visa foils|visitor cards|voter cards"
    "|work cards|affidavits|bank statements|certificates of birth|blank cards|identity card|residence permit"
    "|promissory notes|land titles|pay slips|payslips|invoices|contracts",
    firearms="submachine guns|sub-machine guns|assault rifles|hunting rifles|air guns|semi-automatic weapons"
    "|semi-automatics|kalashnikovs|ak-47s|carbines|long arms|short arms|airguns|pump-action shotguns"
    "|automatic rifles|firearms|guns|rifles|pistols|handguns|revolvers|shotguns|long guns|machine guns|ak47s"
    "|ar-15s|derringers|carbine|machine-guns|side arms|sidearms|uzis|small arms|long weapons"
    "|short weapons|glocks|kalashnikov",
    weapons="knife|swords|daggers|tasers|stun guns|bladed weapons|edged weapons|cold weapons|batons|pepper sprays"
    "|pieces of weaponry|imitation firearms|replica guns|explosive devices|ieds|bombs|cudgels|weapons|knives"
    "|machetes|explosives|grenades|blades|detonators|arms|airsoft guns|axes|baseball bats|bayonets|brass knuckles"
    "|cleavers|crossbows|cutlasses|electric shock devices|handcuffs|hatchets"
    "|improvised explosive devices|knuckledusters|knuckle-dusters|machete|mortars|nunchucks|pepper-sprays"
    "|rocket launchers|sticks of dynamite|tear gas canisters|truncheons|bladed articles|katanas|whips"
    "|toy guns|stun devices|rpgs",
    ammunition="live rounds|shells|projectiles|rounds of assorted ammunition|live ammunition|ammunition rounds|clips"
    "|ammunition|bullets|cartridges|rounds|munitions|rounds of ammunition|magazines|cartridge cases|ammunitions"
    "|slugs|pellets|ammo",
    drugs="crystal meth|meth|crack|crack cocaine|amphetamine tablets|mdma|ketamine|ganja|khat leaves|weed|resin"
    "|cannabis resin|herbal cannabis|captagon|tramadol|yaba|opioids|drug doses|cocaine base|skunk|illegal drugs"
    "|illicit drugs|controlled substances|psychotropic substances|drugs|cocaine|heroin|cannabis|marijuana"
    "|methamphetamine|ecstasy|narcotics|fentanyl|hashish|amphetamines|khat|synthetic drugs|opium|cannabis plants"
    "|amphetamine|benzodiazepines|bhang|cannabinoids|cannabis herb|cannabis oil|cannabis saplings"
    "|cannabis seedlings|charas|cathinones|codeine|diazepam|dagga|ganja plants|ghb|hemp|lsd|lysergide|mandrax"
    "|marihuana|marijuana plants|mephedrone|methadone|methaqualone|morphine|narcotic substances"
    "|new psychoactive substances|oxycodone|phenobarbital|poppy|pregabalin|psychedelics|shabu|steroids|tusi|xanax"
    "|nitazenes|drug plants|hemp plants|qat",
    items="cellular phones|handphones|mobile handsets|smart phones|iphones|desktop computers|laptop computers|desktops"
    "|notebooks|pcs|tablet|simboxes|sim boxes|routers|modems|gps devices|gps trackers|satellite phones"
    "|walkie-talkies|cameras|cctv cameras|printers|laminators|ledgers|account books"
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
    "|mobile devices|mobiles|pumps|credit and debit cards|usb sticks|accessories|air tickets|antiques|baggage"
    "|bank documents|bank tokens|banknote counters|batteries|blankets|body armour|body armours|boilers"
    "|bracelets|cable ties|cables|calendars|card readers|cash boxes|cash registers|cell-phones|chains|chargers"
    "|cigarette packs|clothes|coins|collectibles|compasses|compressors|computer hard drives|computer towers"
    "|consoles|counterfeit goods|counterfeit notes|cpus|cpu units|cylinders|designer bags|devices and media"
    "|diamonds|diaries|digital media|dvrs|dongles|earrings|embossers|engine|envelopes|external drives|face masks"
    "|flash drives|fuel containers|fuel drums|fuel tanks|fuel canisters|furs|generators|gps units|gps|headsets"
    "|heat presses|helmets|holograms|identity stamps|imacs|ingots|ink stamps|ipads|ipods|iron bars|jammers"
    "|jewellery pieces|jewelery|jewelry|keyboards|lifejacket|lifesavers|life belts|life-jackets|life-vests"
    "|live animals|luxury bags|machines|macbooks|magnetic card readers|manuals|medicines|memory sticks"
    "|memory units|metal detectors|microchips|monitors|motherboards|musical instruments|necklaces"
    "|night vision goggles|night-vision goggles|notepads|outboard|oxygen bottles|padlocks|paint cans|paper rolls"
    "|payment terminals|pendants|petrol cans|petrol canisters|phone|pieces of gold|pieces of furniture"
    "|pos terminals|point-of-sale terminals|power banks|projectors|propellers|purses|radios"
    "|radio sets|radio transmitters|recorders|ropes|rubber rings|rucksacks|safe boxes|safety deposit boxes"
    "|scanners|scales|sea scooters|sets of clothing|sex toys|shoes|sim-boxes|sims|sim card|skimmers|smartwatches"
    "|spare parts|speakers|starlinks|starlink terminals|satellite dishes|satellite terminals|suit cases"
    "|tachographs|televisions|television sets|tv sets|tvs|toolkits|tools|torches|travel bags|uniforms"
    "|usb flash drives|usb memories|usb memory sticks|usb pens|usbs|vests|walkie talkies|wallets of leather"
    "|webcams|wigs|wire cutters|wristwatches|works of art|ornaments|electronic gadget"
    "|computer sets|computer units|handset",
    measure="g|tablets|bags|metric tons|metric tonnes|gallons|bundles|bottles|sacks|bricks|sachets|wraps|capsules"
    "|ampoules|rolls|batches|blocks|vials|sheets|reams|grammes of|stashes|canisters|pieces|kilos|kilograms"
    "|kilogrammes|kgs|tonnes|tons|grams|grammes|litres|liters|sets|packs|plants|pills|tablets of|doses|boxes"
    "|cartons|types|pairs|lots|bales|balls|baggies|blisters|blotters|briquettes|buckets|caches|carats|caseloads"
    "|cans|crates|cubic metres|drums|envelopes of|kegs|items of|jars|joints|metric tonne|mg|milligrams"
    "|millilitres|ounces|ounce|oz|pallets of|parcels of|pellets of|phials|pieces of|piles|pounds of|lbs|lb"
    "|quintals|sachet|stacks|sticks|strips|tins|trays|tubes|tubs|units of|cl|vats|wads|packages of|bundles of",
    accounts="crypto-wallets|crypto accounts|e-wallets|cryptocurrency accounts|current accounts|savings accounts"
    "|bank account numbers|mule accounts|money mule accounts|corporate accounts|accounts|bank accounts"
    "|crypto wallets|wallets|cryptocurrency wallets|bank deposits|credit lines|crypto addresses"
    "|cryptocurrency addresses|wallet addresses|mule account",
    detections="attempts to cross|attempts to enter|boat crossings|channel crossings|small-boat crossings"
    "|small boat crossings|clandestine crossings|clandestine journeys|unauthorised crossings"
    "|unauthorized crossings|irregular entries|illegal entry attempts|attempted crossings|crossing attempts"
    "|entry attempts|illegal border-crossings|irregular border-crossings|landings|detections|crossings"
    "|border crossings|entries|illegal crossings|clandestine entries|illegal entries|irregular crossings"
    "|encounters|illegal border crossings|irregular border crossings|arrivals|attempts at entry|border breaches"
    "|clandestine attempts|departure attempts|disembarkations"
    "|illegal departures|irregular arrivals by sea|irregular departures|illegal attempts|illegal exits"
    "|smuggling attempts|smuggling incidents|trafficking incidents",
    refusals="inadmissibilities|offloadings|denied entries|entries refused|deferred departures|refusals"
    "|refused entries"
    "|refusals of entry|entry refusals|entry bans|denials of entry|inadmissible persons|rejections|push-offs"
    "|refusals of admission|refusals to enter|refusals of boarding|refused boardings|turnbacks|turn-backs"
    "|non-admissions|entry denials|denied boardings",
    referrals="referral forms|calls|signals|hotline calls|helpline calls|tips|tip-offs|nrm forms"
    "|suspicious activity reports|cybertips|referrals|nrm referrals|reports|disclosures"
    "|enquiries to the helpline|hotline contacts|nominations|notifications|referrals of victims|tip offs|tipoffs"
    "|leads from the public|complaints to the hotline|denunciations|requests for help|requests for assistance"
    "|sars",
    warrants="warrants for arrest|outstanding arrest warrants|eaws|international arrest warrants|bench warrants"
    "|warrants of apprehension|arrest warrants|european arrest warrants|warrants of arrest|outstanding warrants"
    "|arrest orders|apprehension orders|arrest and search warrants|capture orders|committal warrants"
    "|detention warrants|extradition requests|extradition warrants|orders of arrest|orders of capture"
    "|pre-trial detention orders|preventive arrest warrants|preventive detention orders|temporary arrest warrants"
    "|warrants of commitment|european investigation orders|precautionary measures|custody orders"
    "|hold departure orders",
    notices="interpol notices|interpol red notices|interpol blue notices|interpol yellow notices"
    "|interpol purple notices"
    "|interpol diffusions|silver notices|orange notices|notices|red notices|blue notices|yellow notices"
    "|purple notices|diffusions|green notices|alerts|purple notice|yellow notice",
    rescues="rescues|rescue operations|rescued|recoveries|extractions|evacuations|liberations|rescue missions",
    units="anti-human trafficking units|anti-trafficking units|squads|police services|police departments"
    "|police stations|law enforcement authorities|regional units|patrol cars|patrol boats|patrol teams|battalions"
    "|contingents|inspection teams|mobile teams|field offices|organisations taking part|specialist teams"
    "|task force|force|partner agencies|partner organisations|civil society organisations|units|teams|task forces"
    "|taskforces|agencies|law enforcement agencies|police forces|authorities|forces|specialised units"
    "|coordination units|ngos|partners|departments|airlines|brigades|bureaux|bureaus|charities"
    "|civil society groups|commands|commissariats|community groups|constabularies|councils|departments of police"
    "|detachments|directorates|divisions|consulates|entities|faith groups|inspectorates"
    "|international organisations|international organizations|intergovernmental organisations|ncbs"
    "|non-governmental organisations|non-governmental organizations|non-profits|nonprofits"
    "|outposts|partner bodies|partners from civil society|patrols deployed|platoons"
    "|police districts|precincts|public bodies|regiments|search teams|sheriff's offices|squadrons|stakeholders"
    "|task-forces|unions|victim support organisations|victim service providers|police patrols|sub-units",
    money="euros|dollars|us dollars|pounds|baht|pesos|rand|naira|francs|yen|kroner|zloty|lei|lira|rupees|yuan",
    platforms="social media profiles|social media pages|social media groups|facebook pages|telegram channels"
    "|telegram groups|whatsapp groups|chat groups|items of content|pieces of content|escort ads|job ads"
    "|job advertisements|classified ads|listings|portals|ad|domain names|forums|web portals|web forums|ips"
    "|websites|web sites|platforms|advertisements|adverts|ads|online ads|profiles|urls|online platforms"
    "|online accounts|social media accounts|web pages|domains|usernames|user names|posts"
    "|online advertisements|ip addresses|telephone numbers|phone numbers|accounts on social media|applications"
    "|apps|blogs|bots|bulletin boards|chat rooms|chatrooms|darknet sites|dark web sites|discussion groups"
    "|escort sites|facebook accounts|facebook groups|fake accounts|file-sharing sites|fora"
    "|hashtags|instagram accounts|internet addresses|internet sites|job offers|job postings|job vacancies"
    "|marketplaces|messaging groups|nicknames|online groups|online sites|pieces of online content"
    "|pieces of propaganda|reels|scam sites|sites on the internet|smuggling ads"
    "|social accounts|social media channels|social network accounts|social networks|telegram accounts"
    "|tiktok accounts|tweets|user accounts|videos|web addresses|web links|webpages|webs|youtube channels"
    "|whatsapp accounts|x accounts",
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
    hits="positive matches|confirmed matches|hit|alerts triggered|database matches|sis hits|hits|matches|positive hits"
    "|database hits|matches in databases|positive results",
    group_of="groups of|group of",
)

NOUNS = _with_singular(_PLURALS)
"""Noun, or phrase of up to four words, to its class."""
