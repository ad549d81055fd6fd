"""What reports say about themselves: the cues that tell a trial from the other kinds of report.

Phrases are written as ``ingest.extract.text.cues`` reads them. The families follow the filters of
Cochrane's highly sensitive search strategy (Lefebvre 2022, box 3.a) and what tells apart the
reports that speak of trials without being one.
"""

from __future__ import annotations

from functools import lru_cache

from ingest.extract.text.cues import Lexicon, document_words
from ingest.extract.text.document import Document

_CLINICAL = "controlled|clinical|intervention|comparison|multicenter|multicentre|pilot|efficacy"

#: What a report says about its design, anywhere in the text.
CUES = Lexicon(
    {
        "double-blind": ("double|triple blind|blinded|mask|masked|blindly", "doubleblind"),
        "single-blind": (
            "single blind|blinded|mask|masked",
            "observer|investigator|assessor|evaluator|examiner|patient|rater|physician "
            "blind|blinded|masked",
        ),
        "blinded": ("blinded", "masked", "blindly", "unaware"),
        "placebo-controlled": ("placebo|sham|vehicle controlled",),
        "placebo": (
            "or|and|versus|vs|with|to|than|received|receiving|given|matching|either|of|on|a|the "
            "placebo|sham",
            "placebo group|arm|groups|recipients|tablets|capsules|patients|treatment|for|or|was|"
            "were|on|in",
        ),
        "crossover": ("crossover", "cross|crossed over"),
        "treatment periods": (
            "treatment|study period|periods",
            "washout",
            "wash out",
            "separate|different occasions|days",
            "two|three occasions",
            "latin square",
            "counterbalanced",
            "random|randomized|randomised order",
        ),
        "allocated": (
            "were|was|be|been allocated|assigned",
            "treatment|group|concealed allocation|assignment",
            "assigned|allocated to",
        ),
        "either": ("receive|received|receiving|given|with|take|to|undergo|using|by|of either",),
        "open": ("open label|labelled|labeled|trial|randomized|randomised",),
        "single arm": (
            "phase i|ii|1|2|ib|iia|iib",
            "uncontrolled",
            "noncomparative",
            "noncontrolled",
            "non comparative|controlled",
            "single arm",
            "open study|pilot",
        ),
        "phase III": ("phase iii|iv|3|4",),
        "intention to treat": ("intention|intent to", "per protocol"),
        "controlled trial": (
            "controlled trial|study|comparison",
            f"{_CLINICAL} trial",
            "this|the|present|our|prospective|comparative|group trial",
            "comparative study|trial",
            "parallel group",
        ),
        "controlled trials": ("controlled|clinical trials|studies",),
        "control group": (
            "control|comparison|intervention|experimental|treatment|treated "
            "group|groups|arm|arms|condition|conditions|subjects|patients",
            "as controls|control",
            "own control|controls",
            "usual|standard care",
        ),
        "groups": (
            "both|two|three|four|five|six|treatment|study|parallel|each|between|other|the|these "
            "groups|arms",
            "each|either|one|treatment|every group|arm",
        ),
        "group letter": ("group|groups 1|2|3|i|ii|iii|a|b|c",),
        "registered": (
            "isrctn",
            "clinicaltrials",
            "eudract",
            "trial registration|registry",
        ),
        "to compare": ("to compare|test|determine|assess|evaluate", "we compared"),
        "versus": ("versus", "vs"),
        "dose": ("mg", "microg", "mcg", "iu", "kg"),
        "received": (
            "received",
            "receive",
            "receiving",
            "administered",
            "treated with",
            "was|were given",
        ),
        "baseline": ("baseline",),
        "significance": ("significant", "significantly", "p 0|001|05|01"),
        "time": ("weeks", "week", "months", "days", "hours", "wk"),
        "meta-analysis": (
            "meta analysis|analyses|analytic|regression",
            "metaanalysis",
            "metaanalyses",
        ),
        "review": (
            "systematic|this|cochrane|critical|literature|comprehensive|brief|present|our|"
            "integrative|scoping review|overview",
            "we|to|is|are review|reviewed",
            "review|reviews|overview of|the",
            "reviewers",
            "article|paper reviews|summarizes|discusses",
        ),
        "search": (
            "medline",
            "embase",
            "cochrane",
            "psyclit",
            "cinahl",
            "pubmed",
            "search strategy|strategies|methods",
            "selection criteria",
            "data sources|extraction",
            "reference lists",
            "literature search",
            "databases",
            "searched",
            "bibliographies",
        ),
        "trials as subjects": (
            "trials|studies|rcts were|was|have|are|included|identified|retrieved|comparing|"
            "published|suggest|show",
            "included|identified|eligible|published|all|these|those|several|many|few|two|three|"
            "four|five|six|seven|eight|nine|ten|other|both|of trials|studies|rcts",
        ),
        "guideline": ("guideline", "guidelines", "recommendations", "consensus", "policy"),
        "retrospective": (
            "retrospective",
            "retrospectively",
            "medical|patient|hospital|the records",
            "chart|case|record review",
            "historical control|controls",
        ),
        "pooled": (
            "pooled",
            "pooling",
            "post hoc",
            "secondary|ancillary analysis|analyses",
            "reanalysis",
            "reanalyzed",
            "substudy",
            "data from",
            "placebo arms",
        ),
        "observational": (
            "cohort",
            "case control|controls",
            "cross sectional",
            "survey",
            "surveys",
            "prevalence",
            "risk factor|factors",
            "epidemiologic",
            "epidemiological",
            "epidemiology",
            "registry",
            "population based",
            "matched control|controls",
            "controls matched",
            "healthy|normal control|controls",
            "observational",
            "interviewed",
            "longitudinal",
            "vaccine effectiveness",
        ),
        "case report": (
            "case report|reports|series|history",
            "we describe|present|report",
            "year|yr|month old",
        ),
        "animals": (
            "rat|rats|mouse|mice|rabbit|rabbits|dog|dogs|pig|pigs|piglets|sheep|monkey|monkeys|"
            "murine|animal|animals|cat|cats|swine|calves|cows|hamster|hamsters|goats|chicks|"
            "horses|ewes|lambs|baboons|canine|porcine|ovine|bovine|rodents|wistar|sprague",
        ),
        "bench": (
            "in vitro|situ",
            "cell line|lines",
            "gene|genes|mutation|mutations|mrna|dna|polymorphism|polymorphisms|cultured|isolates|"
            "protein|proteins|expression|cadaver|cadavers|cadaveric|specimens",
        ),
        "diagnostic": (
            "sensitivity|specificity|diagnostic|accuracy|predictive|predictor|predictors|predict|"
            "predicting|predicted|prognosis|prognostic",
        ),
        "discussion": (
            "this|the article|paper|commentary|editorial|essay",
            "is|are discussed",
            "perspective|perspectives|commentary|editorial",
            "authors discuss|argue|describe",
        ),
        "people": (
            "patients|women|men|subjects|volunteers|participants|children|infants|adults|persons|"
            "individuals|outpatients|students|boys|girls|neonates",
        ),
        "later report": (
            "extension study|phase|trial",
            "year follow",
            "long term",
        ),
    }
)

#: What the title says.
TITLE_CUES = Lexicon(
    {
        "title: trial": ("trial",),
        "title: trials": ("trials", "studies"),
        "title: comparison": ("comparison|compared|comparing|comparative|versus|vs",),
        "title: effect": (
            "effect|effects|efficacy|effectiveness|influence|safety|impact|tolerability",
        ),
        "title: treatment": (
            "treatment|therapy|prevention|prevents|prevent|preventing|reduces|reduction|reducing|"
            "improves|improvement|prophylaxis|supplementation|intervention|enhances|decreases|"
            "increases|lowers",
        ),
        "title: review": (
            "review|overview|update|meta|guideline|guidelines|advances|current|recommendations|"
            "management|approach|what|why|how|should",
        ),
        "title: case": ("case",),
        "title: placebo or blind": ("placebo|blind|blinded|masked|crossover", "cross over"),
        "title: combined": (
            "plus|alone|combined|combination|adding|added|addition",
            "and|or without",
        ),
        "title: study group": ("study|trial|research group", "investigators"),
    }
)


@lru_cache(maxsize=4)
def report_cues(document: Document) -> dict[str, int]:
    """How often each of CUES occurs in title and abstract; counted once for all facts."""
    return CUES.count(document_words(document)[1])
