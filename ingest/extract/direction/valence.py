"""Whether more of an outcome is good: more survival is, more pain is not.

"Pain improved" means that pain decreased, "function improved" that it increased; which of the
two an outcome is, is told from the words that name it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.extract.text.clauses import stem, words

# Phrases that decide by themselves, whatever else the name of the outcome says.
WANTED_PHRASES = re.compile(
    r"^(?:\W*\w+){0,3}?\W*\b(?:improve(?:ment|d)|reduction)\b"
    r"|\b(?:surviv\w*|quality of life|[a-z]+[- ]free|free (?:of|from)|relief|remission"
    r"|respon[sd]\w*|success\w*|heal\w*|cured?|recover\w*|resolution|eradicat\w*|clearance"
    r"|satisf\w*|efficacy|tolera\w*|adheren\w*|weight loss|avoid\w*|cessation|abstinence|quit\w*"
    r"|(?:ACR|ASAS|PASI|EASI|BASDAI) ?\d+)\b",
    re.IGNORECASE,
)
UNWANTED_PHRASES = re.compile(
    r"\btime to (?:\w+ ){0,2}(?:relief|remission|respon\w+|recover\w+|heal\w+|resolution|cure"
    r"|clearance|union)|\black of\b|\bquality of life impairment\b|\bsid\w+ effects?\b"
    r"|\btoxic\w*|\badverse\b|\blife quality index\b",
    re.IGNORECASE,
)
WANTED = """
ability accuracy activities activity acuity adherence albumin alertness appetite attendance
attention balance benefit birth breastfeeding capacity clearance cognition cognitive competence
compliance comprehension concentration confidence correct density distance efficacy efficiency
ejection elasticity energy engagement eq esteem fertility fev1 flexibility function functional
functioning haemoglobin happiness hdl health hemoglobin hhs hydration iief ikdc independence
knowledge koos living lvef lysholm memory mmse mobility mood motion motivation optimism
participation performance physical preference pregnancy qol quality recovery referral retention
rom satisfaction self sf skills sleep strength success support survival union uptake vision
vitality walking wellbeing
"""
UNWANTED = """
a1c aggression alcohol anaemia anemia anger anxiety asthma attack attrition bacteria bdi bleeding
bmi burden cancer cgi cholesterol ck complication confusion consumption cost cough craving crp
damage das28 death decline depression deterioration diarrhea diarrhoea difficulty disability
discomfort discontinuation disease distress dlqi drinking dropout dryness duration dysfunction
easi edema episode error erythema ess event exacerbation failure fall fat fatigue fear fracture
glucose glycaemic glycemic hads ham hamd hamd17 hba1c hdrs headache heart hopelessness
hospitalisation hospitalization hyperactivity hyperglycemia hypertension hypoglycaemia
hypoglycemia il impairment incidence infarction infection inflammation insomnia iop ipss
irritation isi itch ldl leak length lesion loss madrs melasma metastasis migraine morbidity
mortality nausea need negative nihss npi nrs occurrence odi oedema pain panss parasitaemia pasi
perforation pigmentation plaque posas pressure problem progression pruritus psqi psychiatric
psychopathology recurrence relapse requirement rescue restenosis risk scar scorad seizure severity
smoking stai stay stenosis stress stroke sweating swelling symptom tension tics time tnf toxicity
triglyceride troponin tumor tumour ulcer vas vomiting vss waist weight wheeze withdrawal womac
worry wound wrinkle
"""
_WANTED = frozenset(stem(word) for word in WANTED.split())
_UNWANTED = frozenset(stem(word) for word in UNWANTED.split())


@lru_cache(maxsize=4096)
def valence(outcome: str) -> int:
    """1 if more of the outcome is better, -1 if less is better, 0 if its words do not say.

    >>> valence("quality of life"), valence("pain score"), valence("serum magnesium")
    (1, -1, 0)
    """
    if UNWANTED_PHRASES.search(outcome):
        return -1
    if WANTED_PHRASES.search(outcome):
        return 1
    stems = [word.stem for word in words(outcome)]
    signs = [(s in _WANTED) - (s in _UNWANTED) for s in stems]
    # Of as many good as bad words the last one is the noun: "physical discomfort".
    last = next((sign for sign in reversed(signs) if sign), 0)
    balance = sum(signs) or last
    return (balance > 0) - (balance < 0)
