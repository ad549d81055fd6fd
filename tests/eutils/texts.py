"""The words of the stand-in's records, all written for it; numbers and devices are invented.

A topic is a kind of paper. ``{...}`` places are filled by the population from CHOICES.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from .citation import Heading, Journal, Section

HERE = Path(__file__).parent


class Topic(NamedTuple):
    name: str
    titles: tuple[str, ...]
    sections: tuple[Section, ...]
    headings: tuple[Heading, ...]
    keywords: tuple[str, ...]
    publication_types: tuple[tuple[str, str], ...]
    vernacular_title: str | None = None
    book: bool = False


CHOICES = {
    "scar": (
        "atrophic acne scars",
        "postburn hypertrophic scars",
        "surgical scars",
        "striae distensae and varicella scars",
        "keloid scars after piercing",
    ),
    "adjuvant": (
        "platelet-rich plasma",
        "topical vitamin C",
        "trichloroacetic acid 15%",
        "hyaluronic acid gel",
    ),
    "depth": ("0.5", "1.0", "1.5", "2.0", "2.5"),
    "sessions": ("3", "4", "5", "6"),
    "weeks": ("2", "3", "4", "6"),
    "patients": ("18", "24", "30", "42", "60", "96"),
    "percent": ("22", "31", "47", "58", "64"),
    "p": ("0.001", "0.01", "0.03", "0.04", "0.21"),
}

ARTICLE = ("D016428", "Journal Article")
TRIAL = ("D016449", "Randomized Controlled Trial")
REVIEW = ("D000078182", "Systematic Review")
LETTER = ("D016422", "Letter")
RETRACTED = ("D016441", "Retracted Publication")
RETRACTION_NOTICE = ("D016440", "Retraction Notice")

HUMANS = Heading("D006801", "Humans")
CICATRIX = Heading("D002921", "Cicatrix", False, (("Q000628", "therapy", True),))
ACNE = Heading("D000152", "Acne Vulgaris", False, (("Q000150", "complications", False),))
NEEDLES = Heading("D009339", "Needles")
COSMETIC = Heading("D019161", "Cosmetic Techniques", True)
KELOID = Heading("D007627", "Keloid", True)
LASERS = Heading("D054093", "Lasers, Gas", False, (("Q000627", "therapeutic use", True),))
ASTHMA = Heading("D001249", "Asthma", True)

TOPICS = (
    Topic(
        "needling trial in scars",
        (
            "Microneedling with {adjuvant} versus microneedling alone for {scar}: a randomized "
            "split-face trial.",
            "Skin needling at {depth} mm for {scar}: a randomised, assessor-blinded comparison.",
        ),
        (
            Section("BACKGROUND", "BACKGROUND", "Whether {adjuvant} adds anything is unsettled."),
            Section(
                "METHODS",
                "METHODS",
                "{patients} patients with {scar} had {sessions} sessions of microneedling at "
                "{depth} mm, {weeks} weeks apart; one half of the face also had {adjuvant}.",
            ),
            Section(
                "RESULTS",
                "RESULTS",
                "The scar score fell by {percent}% (P&lt;{p}) and depth by 41 &#x3bc;m; "
                "erythema lasted &lt;3 days and cleared > 90% without care.",
            ),
            Section("RESULTS", "RESULTS", "Post-inflammatory hyperpigmentation was seen in 2."),
            Section("CONCLUSION", "CONCLUSIONS", "Both halves improved; the gain was small."),
        ),
        (HUMANS, CICATRIX, ACNE, NEEDLES),
        ("microneedling", "acne scars", "collagen induction"),
        (ARTICLE, TRIAL),
    ),
    Topic(
        "needling case series in scars",
        ("Percutaneous collagen induction with a dermaroller in {scar}.",),
        (
            Section(
                None,
                None,
                "We treated {patients} people with {scar} by medical needling, {sessions} "
                "sessions at {depth} mm.\n\t\tMean improvement on the scar scale was "
                "{percent}%. Pain was the only adverse event.",
            ),
        ),
        (HUMANS, CICATRIX),
        ("dermaroller", "scars"),
        (ARTICLE,),
    ),
    Topic(
        "laser trial in scars",
        ("Fractional CO<sub>2</sub> laser against {adjuvant} for {scar}: a randomized trial.",),
        (
            Section("AIM", "OBJECTIVE", "To compare CO<sub>2</sub> laser and {adjuvant}."),
            Section(
                "METHODS",
                "METHODS",
                "{patients} patients were randomized to {sessions} sessions of either.",
            ),
            Section("RESULTS", "UNASSIGNED", "Scars fell by {percent}% in both (<i>P</i>={p})."),
        ),
        (HUMANS, CICATRIX, LASERS),
        ("laser", "CO<sub>2</sub>", "scar"),
        (ARTICLE, TRIAL),
    ),
    Topic(
        "needling in other skin conditions",
        ("Microneedling and {adjuvant} in melasma: {weeks} weeks of follow-up.",),
        (
            Section(
                None,
                None,
                "{patients} women with melasma had microneedling. Pigment fell by {percent}%. "
                "Transient erythema and one herpes reactivation were the adverse events.",
            ),
        ),
        (HUMANS, NEEDLES),
        ("melasma", "microneedling"),
        (ARTICLE,),
    ),
    Topic(
        "needling that only indexing will find",
        ("Microneedling for depressed facial marks: early experience in {patients} patients.",),
        (Section(None, None, "Marks became shallower in {percent}% after {sessions} sessions."),),
        (),
        ("microneedling",),
        (ARTICLE,),
    ),
    Topic(
        "systematic review",
        ("Microneedling for {scar}: a systematic review of {patients} studies.",),
        (
            Section("OBJECTIVE", "OBJECTIVE", "To review microneedling for {scar}."),
            Section("DATA SOURCES", None, "PubMed and others were searched to the last month."),
            Section("FINDINGS", "RESULTS", "Certainty of the evidence was low."),
        ),
        (HUMANS, CICATRIX, COSMETIC),
        ("review", "microneedling", "scar"),
        (ARTICLE, REVIEW),
    ),
    Topic(
        "letter without abstract",
        ("Comment on: needling of {scar}.",),
        (),
        (HUMANS, KELOID),
        (),
        (LETTER,),
    ),
    Topic(
        "translated title",
        ("[Medical needling of {scar}: what remains].",),
        (Section(None, None, "Needling of {scar} in {patients} patients is described."),),
        (HUMANS, CICATRIX),
        ("Narbe", "Medical Needling"),
        (ARTICLE,),
        vernacular_title="Medizinisches Needling bei Narben: was übrig bleibt.",
    ),
    Topic(
        "book chapter",
        ("Microneedling of scars.",),
        (Section(None, None, "A chapter on needles, depth and aftercare of scars."),),
        (),
        (),
        (("D016454", "Review"), ("D000072643", "Study Guide")),
        book=True,
    ),
    Topic(
        "off topic",
        (
            "Inhaler technique in asthma: {patients} children observed.",
            "Stability of a vaccine patch stored at {weeks} temperatures.",
        ),
        (Section(None, None, "Technique was right in {percent}% of {patients} observations."),),
        (HUMANS, ASTHMA),
        ("inhaler",),
        (ARTICLE,),
    ),
)

JOURNALS = (
    Journal(
        "Annals of needling &amp; scar care",
        "Ann Needling Scar Care",
        "2999-0011",
        "101900001",
        "United States",
    ),
    Journal(
        "The imaginary journal of dermatologic trials",
        "Imag J Dermatol Trials",
        "2999-0028",
        "101900002",
        "England",
    ),
    Journal("Narbe und Haut", "Narbe Haut", "2999-0035", "101900003", "Germany"),
)
BOOK = Journal(
    "Invented Books Publishing",
    "Handbook of Scar Treatment",
    "",
    "scarbook",
    "Treasure Island (FL)",
)

AUTHORS = (
    ("Okonkwo", "Adaeze M"),
    ("Lindqvist", "Åsa"),
    ("Farouk", "Hany S"),
    ("Sato", "Keiko"),
    ("Moreau-Petit", "Jean-Luc"),
    ("Yılmaz", "Deniz"),
    ("Singh", None),
    ("Novák", "Petr"),
)
GROUP = "Scar Needling Study Group"

SEARCHES = (HERE.parents[1] / "data" / "searches.yaml").read_text(encoding="utf-8").lower()
LEXICON = frozenset(
    re.findall(
        r"\b[a-z0-9]+\b(?!\*)", (HERE / "lexicon.txt").read_text(encoding="utf-8") + SEARCHES
    )
)
"""Words that PubMed knows whether or not a record of the population holds them: a small
population must not make a sound search look like one with a term that PubMed never saw. What
the project asks for is taken as known."""
STEMS = frozenset(re.findall(r"\b[a-z0-9]+(?=\*)", SEARCHES))
"""Beginnings of words that are known with an asterisk only."""

STOP_WORDS = frozenset((HERE / "stop_words.txt").read_text(encoding="utf-8").split())

SYNONYMS = {
    "scar": '"cicatrix"[MeSH Terms] OR "cicatrix"[All Fields] OR "scar"[All Fields]',
    "scars": '"cicatrix"[MeSH Terms] OR "cicatrix"[All Fields] OR "scars"[All Fields]',
    "acne": '"acne vulgaris"[MeSH Terms] OR "acne"[All Fields]',
    "keloids": '"keloid"[MeSH Terms] OR "keloid"[All Fields] OR "keloids"[All Fields]',
}
"""Automatic term mapping of an untagged word, as the query that PubMed runs in its place."""

NARROWER = {
    "cicatrix": ("cicatrix, hypertrophic",),
    "lasers": ("lasers, gas", "lasers, solid-state"),
}
"""MeSH descriptors below a descriptor: [mh] finds them too, [mh:noexp] does not."""
