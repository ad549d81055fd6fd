"""The country where the study was done or whose patients it treated, by its English short name."""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.extract.text.document import Document
from ingest.extract.text.needles import look_for, places
from ingest.extract.text.patterns import at_word_start

VERSION = 1

#: Name -> the words that mean the place; then the words for its people.
_PLACES = {
    "Argentina": ("Argentina", "Argentinian|Argentine"),
    "Australia": ("Australia", "Australian"),
    "Austria": ("Austria", "Austrian"),
    "Bangladesh": ("Bangladesh", "Bangladeshi"),
    "Belgium": ("Belgium", "Belgian"),
    "Brazil": ("Brazil", "Brazilian"),
    "Bulgaria": ("Bulgaria", "Bulgarian"),
    "Cameroon": ("Cameroon", "Cameroonian"),
    "Canada": ("Canada", "Canadian"),
    "Chile": ("Chile", "Chilean"),
    "China": ("China", "Chinese"),
    "Colombia": ("Colombia", "Colombian"),
    "Croatia": ("Croatia", "Croatian"),
    "Cuba": ("Cuba", "Cuban"),
    "Czechia": ("Czech Republic|Czechia", "Czech"),
    "Denmark": ("Denmark", "Danish"),
    "Dominican Republic": ("Dominican Republic", "Dominican"),
    "Ecuador": ("Ecuador", "Ecuadorian"),
    "Egypt": ("Egypt", "Egyptian"),
    "Ethiopia": ("Ethiopia", "Ethiopian"),
    "Finland": ("Finland", "Finnish"),
    "France": ("France", "French"),
    "Germany": ("Germany", "German"),
    "Ghana": ("Ghana", "Ghanaian"),
    "Greece": ("Greece", "Greek"),
    "Hong Kong": ("Hong Kong", "Hong Kong Chinese"),
    "Hungary": ("Hungary", "Hungarian"),
    "India": ("India", "Indian"),
    "Indonesia": ("Indonesia", "Indonesian"),
    "Iran": ("Iran", "Iranian"),
    "Iraq": ("Iraq", "Iraqi"),
    "Ireland": ("Ireland", "Irish"),
    "Israel": ("Israel", "Israeli"),
    "Italy": ("Italy", "Italian"),
    "Japan": ("Japan", "Japanese"),
    "Jordan": ("Jordan", "Jordanian"),
    "Kenya": ("Kenya", "Kenyan"),
    "Kuwait": ("Kuwait", "Kuwaiti"),
    "Lebanon": ("Lebanon", "Lebanese"),
    "Libya": ("Libya", "Libyan"),
    "Malaysia": ("Malaysia", "Malaysian"),
    "Mexico": ("Mexico", "Mexican"),
    "Morocco": ("Morocco", "Moroccan"),
    "Nepal": ("Nepal", "Nepali|Nepalese"),
    "Netherlands": ("Netherlands", "Dutch"),
    "New Zealand": ("New Zealand", "New Zealand"),
    "Nigeria": ("Nigeria", "Nigerian"),
    "Norway": ("Norway", "Norwegian"),
    "Oman": ("Oman", "Omani"),
    "Pakistan": ("Pakistan", "Pakistani"),
    "Peru": ("Peru", "Peruvian"),
    "Philippines": ("Philippines", "Filipino"),
    "Poland": ("Poland", "Polish"),
    "Portugal": ("Portugal", "Portuguese"),
    "Qatar": ("Qatar", "Qatari"),
    "Romania": ("Romania", "Romanian"),
    "Russia": ("Russia|Russian Federation", "Russian"),
    "Saudi Arabia": ("Saudi Arabia", "Saudi"),
    "Serbia": ("Serbia", "Serbian"),
    "Singapore": ("Singapore", "Singaporean"),
    "Slovakia": ("Slovakia", "Slovak"),
    "Slovenia": ("Slovenia", "Slovenian"),
    "South Africa": ("South Africa", "South African"),
    "South Korea": ("South Korea|Republic of Korea|Korea", "South Korean|Korean"),
    "Spain": ("Spain", "Spanish"),
    "Sri Lanka": ("Sri Lanka", "Sri Lankan"),
    "Sudan": ("Sudan", "Sudanese"),
    "Sweden": ("Sweden", "Swedish"),
    "Switzerland": ("Switzerland", "Swiss"),
    "Syria": ("Syria", "Syrian"),
    "Taiwan": ("Taiwan", "Taiwanese"),
    "Tanzania": ("Tanzania", "Tanzanian"),
    "Thailand": ("Thailand", "Thai"),
    "Tunisia": ("Tunisia", "Tunisian"),
    "Turkey": ("Turkey|Türkiye", "Turkish"),
    "Uganda": ("Uganda", "Ugandan"),
    "Ukraine": ("Ukraine", "Ukrainian"),
    "United Arab Emirates": ("United Arab Emirates", "Emirati"),
    "United Kingdom": ("United Kingdom|UK|England|Scotland|Wales|Northern Ireland", "British"),
    "United States": ("United States of America|United States|USA|U\\.S\\.A\\.", "American"),
    "Venezuela": ("Venezuela", "Venezuelan"),
    "Vietnam": ("Vietnam|Viet Nam", "Vietnamese"),
    "Yemen": ("Yemen", "Yemeni"),
}

_NAME_OF = {
    word.replace("\\", ""): name for name, words in _PLACES.items() for word in words[0].split("|")
}
_NAME_OF_PEOPLE = {word: name for name, words in _PLACES.items() for word in words[1].split("|")}


def _words(place: int) -> str:
    words = {word for pair in _PLACES.values() for word in pair[place].split("|")}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return at_word_start(longest_first, no_word_after=r"[\w-]")


_PLACE = re.compile(rf"(?P<place>{_words(0)})(?!\w)")
_PEOPLE = re.compile(
    rf"(?P<people>{_words(1)})\s(?:adult\s|female\s|male\s|young\s|pediatric\s|"
    rf"outpatient\s|burn\s)?"
    r"(?:patients?|women|men|children|participants|subjects|volunteers|population|adults|"
    r"adolescents|mothers|infants|hospitals?|outpatient|clinics?|cent(?:re|er)s?|school|students)\b"
    rf"|\((?P<group>{_words(1)})\s?[;,)]"
)
_CAPITALISED = re.compile(r"[A-Z](?:[a-zA-Zü]+|\.S\.A\.)")
_FIRST_WORDS = frozenset(
    word.split()[0]
    for pair in _PLACES.values()
    for words in pair
    for word in words.replace("\\", "").split("|")
)
_NEEDLES = frozenset(look_for(word.lower() for word in _FIRST_WORDS))
#: Words before a place that make it no place of the study.
_NOT_HERE = re.compile(
    r"(?:\b(?:Inc|Corp|Corporation|Ltd|GmbH|Co|AG|AB|SA|S\.A|LLC|Pharma\w*|Laboratories)\b\.?,?"
    r"|regulations\s[^.]{0,40}|native to|grows? in|studies from|apply in|imported from|approved in|"
    r"review in(?: both)?|databases?[^.;]{0,20}|"
    r"registers?[^.;]{0,20})\s?(?:the\s)?(?:[A-Z][\w.]+,?\s){0,3}$"
)
_FUNDED = re.compile(r"\b(?:funding|funded|grants?|supported by|sponsor\w*)\b", re.IGNORECASE)
#: In brackets a place is that of participants or of a hospital, else that of a maker.
_IN_BRACKETS = re.compile(r"(?P<before>[^()]{0,60})\([^()]*$")
_PEOPLE_OR_HOSPITAL = re.compile(
    r"(?:patients?|adults|women|men|children|adolescents|infants|participants|subjects|volunteers|"
    r"students|(?i:clinics?|hospitals?|university|cent(?:re|er)s?|department|college|unit|"
    r"institute))\s$"
)
_UNSEARCHED = ("background", "conclusions")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``country``, only where the text names one and no other."""
    text = document.text
    if _NEEDLES.isdisjoint(places(document.lower)):
        return []
    if _FIRST_WORDS.isdisjoint(_CAPITALISED.findall(text)):
        return []
    found: dict[str, tuple[int, int, str]] = {}
    for match in _PLACE.finditer(text):
        start, end = match.span()
        if _is_place_of_study(document, start):
            found.setdefault(_NAME_OF[match["place"]], (start, end, "place"))
    if not found:
        for match in _PEOPLE.finditer(text):
            printed = match["people"] or match["group"]
            if document.section_at(match.start()) not in _UNSEARCHED:
                found.setdefault(_NAME_OF_PEOPLE[printed], (match.start(), match.end(), "people"))
    if len(found) != 1:
        return []
    [(name, (start, end, rule))] = found.items()
    return [
        scar_fact(document, "country", name, start, end, method=f"country: {rule}", version=VERSION)
    ]


def _is_place_of_study(document: Document, start: int) -> bool:
    if document.section_at(start) in _UNSEARCHED:
        return False
    before = document.text[max(0, start - 120) : start]
    if _NOT_HERE.search(before):
        return False
    sentence = document.sentence_at(start)
    if sentence is not None and _FUNDED.search(document.text, sentence.start, start):
        return False
    brackets = _IN_BRACKETS.search(before)
    return brackets is None or _PEOPLE_OR_HOSPITAL.search(brackets["before"]) is not None
