"""One asked comparison matched to a document.

The asker names intervention, comparator and outcome in words of their own; the abstract names
them by abbreviation ("PVB"), by group ("group A") or by kind ("placebo", "controls"). This
module finds where a sentence speaks of which, and nothing else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ingest.extract.context import Question
from ingest.extract.direction.terms import term_weight
from ingest.extract.direction.valence import valence
from ingest.extract.direction.views import EMPTY_IN_OUTCOME, View, Views
from ingest.extract.text.clauses import Word, stem, word_set, words

#: Words that carry no meaning of their own in the name of a treatment or an outcome.
EMPTY_WORDS = word_set(
    """
    arm arms n p
    a after all also alone an and any as at be been before being between both by change changes
    compared did during each either equal equivalent every following for from given group groups
    had has have in into is it its level levels mean measured median not number of on once or
    other over participants patients per plus rate rates received receiving same score scores
    subjects such than that the their then these this those to total treated treatment two twice
    underwent used using value values versus vs was well were when which while who with within
    women men children day days daily dose doses h hour hours hr min minutes mg ml kg g dl mcg
    month months week weeks weekly wk year years time times first second third three once
    standard only control controls placebo usual
    """
)
# "control" is a group in "the control group", "controls", "than in control"; not in "pain control".
_CONTROL_GROUP = re.compile(
    r"\b(?:placebo|sham|vehicle|controls|control (?:and )?(?:\w+ )?(?:groups?|arms?|patients"
    r"|subjects|participants|conditions?|sites?|sides?|eyes?|women|children|men|practices|infants"
    r"|mothers|schools|animals|period|diet))\b"
    r"|(?:(?<=\bvs )|(?<=\bvs\. )|(?<=\bversus )|(?<=\bthan )|(?<=\bto )|(?<=\bwith )|(?<=\bor )"
    r"|(?<=\bin )|(?<=\bthe )|(?<=\bfor )|(?<=[(\[:,;])|(?<=[(\[:,;] ))control\b(?! of\b)",
    re.IGNORECASE,
)
_CONTROL_WORDS = frozenset(stem(w) for w in ("placebo", "control", "controls", "sham", "vehicle"))
_CONTROL_PHRASE = re.compile(
    r"\b(?:usual|standard|conventional|routine|traditional) (?:care|treatment|therapy|group|arm"
    r"|practice|management|method)\b|\buntreated\b|\bno (?:treatment|intervention|supplement\w*)\b"
    r"|\bwait(?:ing)?[- ]?list\b|\btreatment as usual\b|\bTAU\b|\bnon-?(?:treated|supplemented)\b",
    re.IGNORECASE,
)
_TREATED_PHRASE = re.compile(
    r"\b(?:intervention|experimental|treatment|treated|active|study|trained|supplement(?:ed|ation)?"
    r"|test|case|exercise|training) (?:\w+ )?(?:groups?|arms?|patients|subjects|participants"
    r"|treatment|practices|women|children)\b(?<!groups)|\bthe intervention\b|\bactive treatment\b",
    re.IGNORECASE,
)
_CONTROL_LIKE = re.compile(
    r"\b(?:placebo|controls?|sham|vehicle|no|not|without|usual|untreated|standard care"
    r"|wait(?:ing)?[- ]?list|baseline|saline)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\balone\b|\bonly\b|\bmonotherapy\b", re.IGNORECASE)
#: A loss is more where its number is further below zero: "weight loss of -3.7 against -1.6 kg".
_LOSS = re.compile(
    r"\b(?:loss|reduction|decrease|decline|fall|drop) (?:of|in|from)\b|\bloss\b", re.IGNORECASE
)
#: What a side goes without does not name it: "control (no exercise)".
_DENIED = re.compile(r"\b(?:no|not|without)\b[^,;()]*", re.IGNORECASE)
_ENTITY = re.compile(r"&\w+;(?:amp;)*")

#: Outcomes that abstracts and askers name differently.
SAME_OUTCOME = (
    ("mortality", "death", "deaths", "died", "fatal"),
    ("adverse", "side", "toxicity", "harm", "safety", "tolerability", "complications", "tolerated"),
    ("efficacy", "effective", "effectiveness"),
    ("haemoglobin", "hemoglobin", "hb"),
    ("hba1c", "a1c", "glycated", "glycosylated", "glycemic", "glycaemic"),
    ("weight", "bmi"),
    ("qol", "quality", "hrqol"),
    ("diarrhoea", "diarrhea"),
    ("haemorrhage", "hemorrhage", "bleeding"),
    ("pain", "analgesia", "analgesic", "vas", "discomfort"),
    ("infection", "infections", "sepsis", "infected"),
    ("hypoglycaemia", "hypoglycemia", "hypoglycaemic", "hypoglycemic"),
    ("cost", "costs", "expenditure"),
    ("duration", "time", "length", "longer", "shorter"),
    ("incidence", "frequency", "occurrence", "rate", "proportion", "prevalence", "risk"),
    ("satisfaction", "satisfied", "preference", "prefer", "preferred"),
    ("anxiety", "anxious"),
    ("depression", "depressive", "depressed"),
    ("relapse", "recurrence", "recurrent"),
    ("survival", "os"),
    ("pfs", "progression"),
    ("pressure", "bp", "hypertension", "sbp", "dbp", "mmhg"),
    ("cholesterol", "ldl", "hdl", "lipid"),
    ("glucose", "glycemia", "glycaemia"),
    ("oestradiol", "estradiol", "e2"),
    ("iop", "intraocular"),
    ("vomiting", "nausea", "ponv", "emesis"),
    ("swelling", "oedema", "edema"),
    ("healing", "healed", "union"),
    ("smoking", "quit", "cessation", "abstinence"),
    ("hospital", "hospitalisation", "hospitalization", "stay"),
    ("pregnancy", "pregnant"),
    ("birth", "delivery", "preterm"),
    ("compliance", "adherence", "adherent"),
    ("wound", "ulcer"),
    ("attrition", "dropout", "withdrawal", "discontinuation", "discontinued"),
    ("operative", "operating", "operation", "surgery", "surgical"),
    ("scar", "scarring", "scars", "keloid"),
    ("pigmentation", "hyperpigmentation", "pih", "dyspigmentation"),
    ("redness", "erythema", "erythematous"),
    ("itch", "itching", "pruritus"),
)


def _same_stems() -> dict[str, frozenset[str]]:
    same: dict[str, frozenset[str]] = {}
    for group in SAME_OUTCOME:
        stems = frozenset(stem(word) for word in group)
        for one in stems:
            same[one] = same.get(one, frozenset()) | stems - {one}
    return same


_SAME = _same_stems()


@dataclass(frozen=True, slots=True)
class Mention:
    """The word of a sentence that names a group: ``side`` is 1 for intervention, -1 for control.

    A generic one names the kind of group ("placebo", "the intervention group"), not its treatment.
    """

    start: int
    side: int
    strength: float
    is_generic: bool = False


class Comparison:
    """One question matched to one document."""

    def __init__(self, views: Views, question: Question) -> None:
        intervention, comparator, outcome = (
            _ENTITY.sub(" ", text)
            for text in (question.intervention, question.comparator, question.outcome)
        )
        is_swapped = _is_control(intervention, comparator)
        is_controlled = is_swapped or bool(_CONTROL_LIKE.search(comparator))
        intervention, comparator = _DENIED.sub(" ", intervention), _DENIED.sub(" ", comparator)
        self.outcome = outcome
        self.outcome_words = _outcome_stems(outcome)
        self.outcome_set = frozenset(self.outcome_words)
        self._outcome_weight = math.fsum(term_weight(s) for s in sorted(self.outcome_set))
        self.valence = valence(outcome)
        # "reduction" in "reduction of pain" is the outcome, in a scale's long name it is not.
        self.outcome_opening = frozenset(self.outcome_words[:4])
        self.is_loss = bool(_LOSS.search(outcome))
        self.times = frozenset(re.findall(r"\d+", outcome))
        self.before_and_after = bool(
            re.search(r"\b(?:baseline|before|pre-?treatment)\b", comparator, re.IGNORECASE)
            and len(comparator.split()) <= 4
        )
        self._all_words = frozenset(
            w.stem for w in (*words(intervention), *words(comparator)) if w.text not in EMPTY_WORDS
        )
        self.names = _distinct_names(intervention, comparator, self.outcome_set)
        self._add_abbreviations(views)
        self.outcome_alternatives = self._alternatives(views)
        # Asked with the control as intervention, "the control group" is the intervention.
        self.control_side = 1 if is_swapped else -1
        # With two active sides "placebo" may be a third arm: it counts where nothing else does.
        self.is_controlled = is_controlled
        self._add_groups(views)

    def _add_abbreviations(self, views: Views) -> None:
        """A name brings its abbreviation with it, and an abbreviation what it stands for."""
        for short, meaning in views.abbreviations.items():
            for side in (1, -1):
                own = {s for s, (sign, _) in self.names.items() if sign == side}
                if short in own:
                    for s in sorted(meaning - self._all_words - self.outcome_set):
                        self.names.setdefault(s, (side, 0.8))
                elif meaning & own and len(meaning & own) >= 0.6 * len(meaning):
                    self.names.setdefault(short, (side, 1.0))

    def _alternatives(self, views: Views) -> dict[str, list[frozenset[str]]]:
        """Outcome word -> sets of words that, all there, stand for it."""
        found: dict[str, list[frozenset[str]]] = {}
        for short, meaning in views.abbreviations.items():
            if short in self.outcome_set:
                found.setdefault(short, []).append(meaning)
            else:
                shared = meaning & self.outcome_set
                if shared and len(shared) >= 0.6 * len(meaning):
                    for s in sorted(shared):
                        found.setdefault(s, []).append(frozenset((short,)))
        return found

    def _add_groups(self, views: Views) -> None:
        """Learn from the sentences that define them which groups ("group A") are whose."""
        evidence: dict[str, list[float]] = {}
        for view in views.sentences[1:]:
            places = [n for n, w in enumerate(view.words) if w.text.startswith("group_")]
            for index, place in enumerate(places):
                before = places[index - 1] + 1 if index else 0
                after = places[index + 1] if index + 1 < len(places) else len(view.words)
                label = view.words[place].text
                sums = evidence.setdefault(label, [0.0, 0.0])
                sums[0] += self._lean(view.words[max(before, place - 18) : place])
                sums[1] += self._lean(view.words[place + 1 : min(after, place + 18)])
        if not evidence:
            return
        # Definitions stand either before their label or after it, in one abstract the same way.
        spread = [max(e[n] for e in evidence.values()) - min(e[n] for e in evidence.values())
                  for n in (0, 1)]  # fmt: skip
        which = 0 if spread[0] > spread[1] else 1
        for label, sums in evidence.items():
            if label not in self.names and abs(sums[which]) > 2:
                self.names[label] = (1 if sums[which] > 0 else -1, 1.0)

    def _lean(self, window: list[Word]) -> float:
        total = 0.0
        for s in sorted({w.stem for w in window}):
            if s in self.names:
                side, strength = self.names[s]
                total += side * strength * term_weight(s)
            elif s in _CONTROL_WORDS:
                total += self.control_side * 3.0
        return total

    def mentions(self, view: View) -> list[Mention]:
        """Where a sentence names a group, in order; the weak ones only where no strong one is."""
        found = [
            Mention(word.start, *self.names[word.stem])
            for word in view.words
            if word.stem in self.names
        ]
        taken = {mention.start for mention in found}
        for match in _CONTROL_GROUP.finditer(view.text):
            third_arm = match[0].lower() == "placebo" and not self.is_controlled
            if match.start() not in taken:
                strength = 0.6 if third_arm else 0.9
                found.append(Mention(match.start(), self.control_side, strength, True))
        for pattern, side in ((_CONTROL_PHRASE, -1), (_TREATED_PHRASE, 1)):
            found += [
                Mention(match.start(), -self.control_side * side, 0.8, True)
                for match in pattern.finditer(view.text)
                if match.start() not in taken
            ]
        strong = [mention for mention in found if mention.strength >= 0.7]
        return sorted(strong or found, key=lambda mention: mention.start)

    def coverage(self, stems: frozenset[str]) -> dict[str, float]:
        """Outcome word -> how well the stems of a sentence or clause stand for it (0 to 1)."""
        found: dict[str, float] = {}
        for s in self.outcome_words:
            if s in found:
                continue
            if s in stems:
                found[s] = 1.0
            elif any(
                len(words_ & stems) >= max(1, 0.7 * len(words_))
                for words_ in self.outcome_alternatives.get(s, ())
            ):
                found[s] = 0.95
            elif len(s) >= 6 and any(other.startswith(s[:6]) for other in stems):
                found[s] = 0.6
            elif not stems.isdisjoint(_SAME.get(s, ())):
                found[s] = 0.5
        return found

    def share(self, coverage: dict[str, float]) -> float:
        """Weight of the covered outcome words by weight of all (0 to 1)."""
        total = self._outcome_weight
        covered = math.fsum(term_weight(s) * part for s, part in sorted(coverage.items()))
        return covered / total if total else 0.0

    def best_clause(self, view: View) -> tuple[float, int, int]:
        """The clause that names most of the outcome: (share, start, end); the first of equals."""
        best = (-1.0, 0, len(view.text))
        for start, end in view.clauses:
            stems = frozenset(w.stem for w in view.words if start <= w.start < end)
            share = self.share(self.coverage(stems))
            if share > best[0] + 1e-9:
                best = (share, start, end)
        return best

    def named(self, view: View, side: int) -> float:
        """Weight of the words that name one side and stand in the sentence, by weight of all."""
        own = {s: strength for s, (sign, strength) in self.names.items() if sign == side}
        total = math.fsum(term_weight(s) * w for s, w in sorted(own.items()) if w >= 0.7)
        present = math.fsum(term_weight(s) * w for s, w in sorted(own.items()) if s in view.stems)
        if any(s in view.stems for s in own if s.startswith("group_")):
            return 0.9
        return min(1.0, present / total) if total else 0.0


def _is_control(side: str, other: str) -> bool:
    """Is this side the control of the other: a placebo, or what the other adds something to?"""
    if _CONTROL_LIKE.search(other):
        return False
    if _CONTROL_LIKE.search(side):
        return True
    own, theirs = set(_name_stems(side)), set(_name_stems(other))
    return bool(own) and own < theirs


def _outcome_stems(outcome: str) -> list[str]:
    named = [w.stem for w in words(outcome) if w.text not in EMPTY_IN_OUTCOME]
    return named or [w.stem for w in words(outcome)]


def _distinct_names(
    intervention: str, comparator: str, outcome: frozenset[str]
) -> dict[str, tuple[int, float]]:
    """Stem -> (side, strength) for the words that tell the two sides apart.

    Numbers ("20 mg" against "40 mg") count only where no word does.
    """
    own, other = _name_stems(intervention), _name_stems(comparator)
    names: dict[str, tuple[int, float]] = {}
    for side, mine, theirs in ((1, own, other), (-1, other, own)):
        for place, s in enumerate(mine):
            if s in theirs or s in names:
                continue
            weight = 1.0 if term_weight(s) >= 3.0 and s not in outcome else 0.6
            if place > 7:
                weight *= 0.6
            if s.startswith("group_"):
                weight = 1.0
            names[s] = (side, weight)
    worded = {s: name for s, name in names.items() if not s.isdigit()}
    if any(strength >= 0.7 for _, strength in worded.values()):
        names = worded
    for side, text in ((1, intervention), (-1, comparator)):
        if _ALONE.search(text):
            names.setdefault(stem("alone"), (side, 0.8))
    return names


def _name_stems(text: str) -> list[str]:
    return list(dict.fromkeys(w.stem for w in words(text) if w.text not in EMPTY_WORDS))
