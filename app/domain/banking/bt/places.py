"""Towns as card rows print them: Romania's towns, and foreign ones of two words or many purchases."""

from __future__ import annotations

import re

from app.domain.banking.bt.text import plain_words

# Every Romanian municipality and town, and a few communes that are larger than most towns.
_ROMANIAN = """
Abrud|Adamclisi|Adjud|Agnita|Aiud|Alba Iulia|Aleșd|Alexandria|Amara|Anina|Aninoasa|Apahida|Arad|Ardud|Avrig
Azuga|Babadag|Băbeni|Bacău|Baia de Aramă|Baia de Arieș|Baia Mare|Baia Sprie|Băicoi|Băile Felix|Băile Govora
Băile Herculane|Băile Olănești|Băile Tușnad|Băilești|Bălan|Bălcești|Balș|Baraolt|Bârlad|Bechet|Beclean|Beiuș
Berbești|Berești|Bicaz|Bistrița|Blaj|Bocșa|Boldești Scăeni|Bolintin Vale|Borșa|Borsec|Botoșani|Brad
Bragadiru|Brăila|Bran|Brașov|Breaza|Brezoi|Broșteni|Bucecea|București|Budești|Buftea|Buhuși|Bumbești Jiu
Bușteni|Buzău|Buziaș|Cajvana|Calafat|Călan|Călărași|Călimănești|Câmpeni|Câmpia Turzii|Câmpina|Câmpulung
Câmpulung Moldovenesc|Caracal|Caransebeș|Carei|Cavnic|Căzănești|Cehu Silvaniei|Cernavodă|Chiajna
Chișineu Criș|Chitila|Ciacova|Cisnădie|Cluj|Cluj Napoca|Codlea|Comănești|Comarnic|Constanța|Copșa Mică
Corabia|Costești|Costinești|Covasna|Craiova|Cristuru Secuiesc|Cugir|Curtea de Argeș|Curtici|Dăbuleni
Darabani|Dărmănești|Dej|Deta|Deva|Dolhasca|Dorohoi|Drăgănești Olt|Drăgășani|Dragomirești
Drobeta Turnu Severin|Dumbrăveni|Dumbrăvița|Eforie|Eforie Nord|Eforie Sud|Făgăraș|Făget|Fălticeni|Făurei
Fetești|Fieni|Fierbinți Târg|Filiași|Flămânzi|Florești|Focșani|Frasin|Fundulea|Găești|Galați|Gătaia|Geoagiu
Gheorgheni|Gherla|Ghimbav|Giurgiu|Gura Humorului|Hârlău|Hârșova|Hațeg|Horezu|Huedin|Hunedoara|Huși|Ianca
Iași|Iernut|Ineu|Însurăței|Întorsura Buzăului|Isaccea|Jibou|Jimbolia|Jupiter|Lehliu Gară|Lipova|Liteni
Livada|Luduș|Lugoj|Lupeni|Măcin|Măgurele|Mamaia|Mangalia|Mărășești|Mărghita|Medgidia|Mediaș|Miercurea Ciuc
Miercurea Nirajului|Miercurea Sibiului|Mihăilești|Milișăuți|Mioveni|Mizil|Moinești|Moldova Nouă|Moreni|Motru
Murfatlar|Murgeni|Nădlac|Năsăud|Năvodari|Negrești|Negrești Oaș|Negru Vodă|Nehoiu|Neptun|Novaci|Nucet
Ocna Mureș|Ocna Sibiului|Ocnele Mari|Odobești|Odorheiu Secuiesc|Olimp|Oltenița|Onești|Oradea|Orăștie|Oravița
Orșova|Oțelu Roșu|Otopeni|Ovidiu|Panciu|Pâncota|Pantelimon|Pașcani|Pătârlagele|Pecica|Petrila|Petroșani
Piatra Neamț|Piatra Olt|Pitești|Ploiești|Plopeni|Podu Iloaiei|Pogoanele|Poiana Brașov|Popești Leordeni
Potcoava|Predeal|Pucioasa|Răcari|Rădăuți|Râmnicu Sărat|Râmnicu Vâlcea|Râșnov|Recaș|Reghin|Reșița|Roman
Roșiorii de Vede|Rovinari|Roznov|Rupea|Săcele|Săcueni|Salcea|Săliște|Săliștea de Sus|Salonta
Sângeorgiu de Pădure|Sângeorz Băi|Sânnicolau Mare|Sântana|Sărmașu|Satu Mare|Saturn|Săveni|Scornicești|Sebeș
Sebiș|Segarcea|Seini|Sfântu Gheorghe|Sibiu|Sighetu Marmației|Sighișoara|Simeria|Șimleu Silvaniei|Sinaia
Siret|Slănic|Slănic Moldova|Slatina|Slobozia|Snagov|Solca|Șomcuta Mare|Sovata|Ștefănești|Ștei|Strehaia
Suceava|Sulina|Tălmaciu|Țăndărei|Târgoviște|Târgu Bujor|Târgu Cărbunești|Târgu Frumos|Târgu Jiu|Târgu Lăpuș
Târgu Mureș|Târgu Neamț|Târgu Ocna|Târgu Secuiesc|Târnăveni|Tășnad|Tăuții Măgherăuș|Techirghiol|Tecuci|Teiuș
Ticleni|Timișoara|Tismana|Titu|Toplița|Topoloveni|Tulcea|Turceni|Turda|Turnu Măgurele|Ulmeni|Ungheni|Uricani
Urlați|Urziceni|Valea lui Mihai|Vălenii de Munte|Vânju Mare|Vașcău|Vaslui|Vatra Dornei|Venus|Vicovu de Sus
Victoria|Videle|Vișeu de Sus|Vlăhița|Voluntari|Vulcan|Zalău|Zărnești|Zimnicea|Zlatna
"""

_FOREIGN = """
Abu Dhabi|Amsterdam|Athens|Atlanta|Baden Baden|Baden bei Wien|Barcelona|Belgrade|Berlin|Boston|Bratislava
Brno|Bruxelles|Brussels|Bucharest|Budapest|Buenos Aires|Chicago|Chisinau|Copenhagen|Cork|Den Haag|Dublin
Dusseldorf|Edinburgh|Eindhoven|Firenze|Frankfurt|Frankfurt am Main|Geneva|Hamburg|Helsinki|Hong Kong
Istanbul|Kobenhavn|Koeln|Krakow|Kuala Lumpur|Las Palmas|Las Vegas|Lisboa|Lisbon|Ljubljana|London|Los Angeles
Los Gatos|Luxembourg|Luxemburg|Lyon|Madrid|Malmo|Manchester|Marseille|Menlo Park|Mexico City|Miami|Milan
Milano|Mountain View|Muenchen|Munchen|Munich|Napoli|New York|Nice|Nicosia|Oslo|Palma de Mallorca|Palo Alto
Paris|Playa del Carmen|Porto|Praha|Praha 1|Prague|Redwood City|Reykjavik|Riga|Rio de Janeiro|Roma|Rome
Rotterdam|Saint Julians|St Julians|San Diego|San Francisco|San Jose|San Mateo|Santa Clara|Santa Monica
Sao Paulo|Seattle|Sevilla|Singapore|Sliema|Sofia|St Gallen|Stockholm|Stuttgart|Sunny Beach|Tallinn|Tel Aviv
Thessaloniki|Torino|Toronto|Tokyo|Valencia|Valletta|Varna|Venezia|Vienna|Vilnius|Warsaw|Warszawa|Wien|Zagreb
Zurich
"""

_SHORT = {
    "tg": "targu",
    "tirgu": "targu",
    "rm": "ramnicu",
    "rimnicu": "ramnicu",
    "dr": "drobeta",
    "tr": "turnu",
    "sf": "sfantu",
    "cimpia": "campia",
    "cimpulung": "campulung",
    "cimpina": "campina",
    "buc": "bucuresti",
    "bucharest": "bucuresti",
    "bucurest": "bucuresti",
    "sectorul": "sector",
    "sect": "sector",
}
_OTHER_NAMES = {
    **dict.fromkeys(("cluj", "cluj napoca", "clujnapoca"), "Cluj-Napoca"),
    **dict.fromkeys(("popesti leordeni", "popesti leord", "popestileordeni"), "Popești-Leordeni"),
}


_PRINTED = 13
"""Characters of a town that card networks carry: 'SFANTU GHEORG'."""


def _index(names: str) -> dict[str, str]:
    """Map the ways a town may be printed to its name: whole, without spaces, cut to what networks carry."""
    towns: dict[str, str] = {}
    listed = names.strip().replace("\n", "|").split("|")
    for name in listed:
        key = plain_words(name)
        towns |= {key.replace(" ", ""): name, key[:_PRINTED].strip(): name} if len(key) > 6 else {}
    return towns | {plain_words(name): name for name in listed}


_TOWNS = _index(_ROMANIAN) | _OTHER_NAMES
_TOWNS_ABROAD = _index(_FOREIGN)
_SECTOR = re.compile(r"(?:s|sector)([1-6])")


def town_at_end(words: list[str], country: str | None) -> tuple[str, int] | None:
    """Return the known town that the words end in, and how many of them it takes; the longest fits first."""
    if country != "RO":
        return _longest(words, _TOWNS_ABROAD)
    sector = _sector_words(words)
    if not sector:
        return _longest(words, _TOWNS)
    rest = _longest(words[:-sector], _TOWNS)
    return ("București", sector + (rest[1] if rest and rest[0] == "București" else 0))


def _longest(words: list[str], towns: dict[str, str]) -> tuple[str, int] | None:
    for count in range(min(4, len(words)), 0, -1):
        key = _key(words[-count:])
        if key in towns:
            return towns[key], count
    return None


def _key(words: list[str]) -> str:
    parts = plain_words(" ".join(words)).split()
    return " ".join(_SHORT.get(part, part) for part in parts)


def _sector_words(words: list[str]) -> int:
    """Count the words at the end that name a district of Bucharest: 'SECTOR 3', 'SECT. 3', 'S3'."""
    for count in (1, 2):
        if len(words) >= count and _SECTOR.fullmatch(_key(words[-count:]).replace(" ", "")):
            return count
    return 0


def trailing_sector(words: list[str]) -> list[str]:
    """Drop a district of Bucharest from the end: 'SECTOR 1 BUCURESTI' names it before the city."""
    return words[: len(words) - _sector_words(words)]


_SMALL = "de din la lui cu pe sub al a del di sur am an der le les of upon"
_HEADS = (
    "sat satu com comuna baile valea poiana piatra gura targu lunca ocna varful dealu moara "
    "san santa sankt saint st sao los las la el bad new port fort den the monte villa"
)
_TAILS = "mare mic mica noi nou noua vechi veche sus jos nord sud est vest city beach park"
_SMALL_WORDS, _HEAD_WORDS, _TAIL_WORDS = (frozenset(words.split()) for words in (_SMALL, _HEADS, _TAILS))


def unknown_town_length(words: list[str]) -> int:
    """Guess how many words at the end are a town that no list has: one, and those that lean on it."""
    words = [word.lower() for word in words]
    count = 1
    if words[-1] in _TAIL_WORDS and len(words) > 1:
        count = 3 if words[-2] == "de" and len(words) > 2 else 2
    if len(words) > count + 1 and words[-count - 1] in _SMALL_WORDS:
        count += 2
    if len(words) > count and words[-count - 1] in _HEAD_WORDS:
        count += 1
    return count
