"""Words that tell where a shop's name ends: legal forms, street words, chains, usual streets."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> list[list[str]]:
    return [phrase.split() for phrase in text.strip().replace("\n", "|").split("|")]


LEGAL_FORMS = _words("""
ab ag bv doo gmbh if ii inc kft limited llc ltd nv ooo ou oy pfa plc sa sarl sas scs sl snc spa srl srl-d
srld uab zrt
""")
STREETS = _words("""
al aleea b-dul bd bdul bl bld bloc blvd bulevard bulevardul cal calea cartier dn drumul fundatura intr
intrarea jud judetul nr pasajul piata prel prelungirea sos soseaua spl splaiul str strada
""")
STREETS_ABROAD = _words("""
avenida avenue boulevard calle piazza plaza quai rue trg ul ulitsa via viale
""")
# In the names of streets: '1 DECEMBRIE', '24 IANUARIE'.
MONTHS = _words(
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"
)
# These follow the street's name: 'HIGH STREET', 'VACI UT'.
STREETS_AFTER = _words("""
allee ave gasse lane platz rd road square st str strasse street ter ut utca weg
""")
# What chains put behind their name to say which kind of shop it is.
OF_CHAINS = _words("""
& and bebe city concept drive express extra farm farma gas go hypermarket loco mall market mk my online
plaza romania shop si sport station supermarket to validator
""")
# Names with numbers in them, and chains whose shops are often followed by a street with no street word.
BRANDS = _phrases("""
5 to go|microsoft 365
trading 212|7 card|24 pay|1 minute|studio 54|forever 21|pull & bear|lidl|kaufland|carrefour|auchan
penny|profi|mega image|megaimage|selgros|metro cash & carry|dedeman|leroy merlin|hornbach|brico depot|altex
media galaxy|flanco|decathlon|jysk|ikea|pepco|sinsay|deichmann|mcdonalds|mc donalds|mcdonald's|kfc
burger king|pizza hut|starbucks|omv|petrom|rompetrol|lukoil|socar|catena|help net|sensiblu|farmacia tei
dr max|la doi pasi|annabella|cinema city|world class|h&m|zara|c&a
""")
# The most usual street names of Romanian towns, which print without 'STR' and with a house number.
USUAL_STREETS = _phrases("""
mihai eminescu|unirii|republicii|decebal|traian|stefan cel mare|mihai viteazu|avram iancu|victoriei
independentei|libertatii|nicolae balcescu|tudor vladimirescu|ion creanga|george cosbuc|vasile alecsandri
alexandru ioan cuza|nicolae titulescu|iuliu maniu|eroilor|dorobantilor|garii|fabricii|morii|principala
bisericii|scolii|lunga|horea|closca|crisan|gheorghe doja|cuza voda|primaverii|florilor|plopilor|teilor
regele ferdinand|aurel vlaicu|traian vuia|octavian goga|nicolae iorga|tineretului|pacii|muncii|viilor
""")
