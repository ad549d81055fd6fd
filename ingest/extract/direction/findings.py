"""What the results and conclusions of an abstract claim, sentence by sentence, as flags.

A flag is a short phrase that holds for a sentence: "better", "better denied", "difference denied",
"alike", "p significant" ... They are read from single words and what denies them within a few
words before, which is fast enough for every abstract, and they are the features of the models
for the study's own direction and for its primary endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingest.extract.direction import cues
from ingest.extract.direction.views import LONGEST, find_p_values
from ingest.extract.text.clauses import word_set, words_alone
from ingest.extract.text.document import Document, Sentence

Region = Literal["title", "results", "conclusions"]

#: Word -> what it tells. A word is in one list only.
_TOLD: dict[str, str] = {
    word: told
    for told, listed in (
        ("deny", cues.NEGATION | word_set("failing failure insufficient nonsignificant nothing")),
        ("differ", word_set(
            "affect affected affects differ differed difference differences different differs"
            " influence influenced"
        )),
        ("significant", word_set("significance significant significantly")),
        ("alike", word_set(
            "alike comparable comparably equal equally equivalence equivalent equivalently"
            " identical same similar similarly unaffected unchanged"
        )),
        ("noninferior", word_set("noninferior noninferiority")),
        ("better", cues.BETTER | word_set("advantage delay delayed delays promising")),
        ("remains", word_set("remain remained remains")),
        ("worse", cues.WORSE),
        ("more", cues.MORE | cues.QUICKER),
        ("less", cues.LESS),
        ("compare", word_set("compared comparison over than versus vs")),
        ("group", word_set(
            "arm arms control controls group groups placebo sham side sides vehicle"
        )),
        ("both", word_set("all both each either")),
        ("baseline", word_set("baseline before pretreatment")),
        ("primary", word_set("primary")),
        ("hedge", word_set("could may might seem seems suggest suggests trend appear appears")),
        ("further", word_set("further needed required warranted")),
        ("safe", word_set("safe safety tolerated toxicity toxic adverse")),
        ("cured", word_set(
            "cleared clearance cured healed healing recovered resolution resolved responded"
            " response responses success"
        )),
    )
    for word in sorted(listed)
}  # fmt: skip
#: How many words after a denial still belong to it, and what ends it.
_DENIAL_REACH = 7
_NEITHER_REACH = 18
_ENDS_DENIAL = frozenset(("but", "however", "although", "whereas", "while", "despite", "and"))
_TELLING = frozenset(_TOLD) | _ENDS_DENIAL
_DENIABLE = frozenset(("differ", "significant", "better", "worse", "more", "less", "noninferior"))


class Finding(NamedTuple):
    """One sentence of the results or conclusions, or the title, and what it finds."""

    sentence: Sentence
    region: Region
    flags: tuple[str, ...]

    @property
    def has_p_value(self) -> bool:
        # The flags of p-values stand last.
        return bool(self.flags) and self.flags[-1].startswith("p ")


def read_findings(document: Document) -> list[Finding]:
    """The findings of title, results and conclusions in their order.

    Where the abstract is not divided into sections its last two sentences count as conclusions
    and the second half of the others as results.
    """
    findings = []
    for sentence, region in _regions(document):
        end = min(sentence.end, sentence.start + LONGEST)
        text = document.text[sentence.start : end]
        findings.append(Finding(sentence, region, tuple(flags_of(text))))
    return findings


def _regions(document: Document) -> Iterator[tuple[Sentence, Region]]:
    sentences = [s for s in document.sentences if s.section != "registration"]
    labelled = any(s.section in ("results", "conclusions") for s in sentences)
    body = [s for s in sentences if s.section != "title"]
    for place, sentence in enumerate(sentences):
        if sentence.section == "title":
            yield sentence, "title"
        elif labelled:
            if sentence.section == "results":
                yield sentence, "results"
            elif sentence.section == "conclusions":
                yield sentence, "conclusions"
        elif place >= len(sentences) - min(2, len(body)):
            yield sentence, "conclusions"
        elif place >= len(sentences) - len(body) / 2:
            yield sentence, "results"


def flags_of(text: str) -> list[str]:
    """The flags of one sentence in their order.

    >>> flags_of("Pain did not differ between groups (P = .4).")
    ['deny', 'differ denied', 'group', 'p not significant']
    """
    flags: list[str] = []
    denied_until = -1
    words = words_alone(text)
    for place, word in [one for one in enumerate(words) if one[1] in _TELLING]:
        if word in _ENDS_DENIAL:
            denied_until = -1
            continue
        told = _TOLD[word]
        if word == "inferior" and place and words[place - 1] == "non":
            told = "noninferior"
        if told == "deny":
            reach = _NEITHER_REACH if word == "neither" else _DENIAL_REACH
            denied_until = max(denied_until, place + reach)
            flags.append(told)
        elif told in _DENIABLE and place <= denied_until:
            flags.append(f"{told} denied")
        else:
            flags.append(told)
    if "(" in text or "p" in words:
        flags.extend(f"p {p.significance}" for p in find_p_values(text))
    return flags
