"""The words by which abstracts say that one group had more, less or as much as another.

Word lists and patterns only; how they are combined is in ``direction_features``.
"""

from __future__ import annotations

import re
from typing import Literal

from ingest.extract.text.clauses import word_set

Significance = Literal["significant", "borderline", "not significant"]

MORE = word_set(
    """
    accelerated augment augmented augments bigger deeper doubled elevated elevation elevations
    enhance enhanced enhancement enhances exceeded extended gain gained gains greater greatest
    grew growth heavier high higher highest increase increased increases increasing increment
    larger largest lengthened longer longest more prolong prolongation prolonged prolongs raised
    rise risen rises rising rose stronger thicker upregulated wider
    """
)
LESS = word_set(
    """
    abolished attenuate attenuated attenuates attenuation avoided blunted decline declined
    declines declining decrease decreased decreases decreasing depleted diminish diminished
    downregulated drop dropped drops eliminated fall fallen falls fell fewer halved inhibited
    less lesser lost low lower lowered lowering lowest minimised minimized prevent prevented
    preventing prevention prevents reduce reduced reduces reducing reduction reductions rarer
    shorten shortened shorter shortest smaller smallest suppress suppressed suppresses thinner
    """
)
BETTER = word_set(
    """
    alleviated alleviates alleviation ameliorate ameliorated ameliorates amelioration beneficial
    benefit benefited benefits best better effective efficacious efficacy efficient favor
    favorable favored favoring favors favour favourable favoured favouring favours improve
    improved improvement improvements improves improving optimal outperformed relief relieve
    relieved relieves successful superior superiority
    """
)
WORSE = word_set(
    """
    adversely aggravated deteriorate deteriorated deterioration detrimental harmful impair
    impaired impairment impairs inferior poor poorer unfavorable unfavourable worse worsen
    worsened worsening worst
    """
)
#: Quicker means less of a time, but more of a speed or of a recovery.
QUICKER = word_set("earlier faster quicker rapid rapidly shortly sooner")
TIME_STEMS = word_set("time duration onset interval latency delay days hours length period")

#: "greater" before "reduction" is one statement: a reduction, of which there was more.
LARGE = word_set(
    """
    better bigger further greater greatest higher highest larger marked more stronger
    """
)
SMALL = word_set("fewer less lesser lower slower smaller")
CHANGE = word_set(
    """
    attenuation decline decrease decreased decreases deterioration drop enhancement fall gain
    gains improved improvement improvements increase increased increases loss lowering
    prolongation reduced reduction reductions relief rise worsening
    """
)
#: Verbs after which "more" and "less" tell the degree of the change.
CHANGED = word_set("declined decreased dropped fell improved increased reduced rose worsened")
STOPS_CHANGE = word_set("and but compared for in of on or than to vs versus was were with")
NEGATION = word_set(
    """
    cannot fail failed fails hardly lack little neither never no none nor not unable without
    """
)

#: Comparison words that compare with something else than a group.
NOT_A_COMPARISON = re.compile(
    r"\b(?:or|no) (?:more|less|longer|greater|higher|lower)\b"
    r"|\b(?:more|less|greater|fewer|higher|lower) than (?:or equal to )?[\d<>≥≤±]"
    r"|\bat (?:least|most)\b|\b(?:more|less) and more\b|\b(?:low|high)[- ](?:dose|risk|grade|fat|"
    r"protein|density|carbohydrate|sensitivity|flow|frequency|intensity|dosage|level|pressure|"
    r"molecular|speed|quality|resolution|carb|glycemic|altitude|level laser)\b"
    r"|\b(?:lower|upper|higher) (?:limbs?|extremit\w+|leg|body|lip|back|abdom\w+|eyelid|third|half|"
    r"limit|values?|scores? (?:indicat|mean|better))\b|\b(?:increasing|rising) (?:age|doses?)\b"
    r"|\bfall risk\b|\bfalls\b(?= (?:per|rate|risk|efficacy))|\bmost\b",
    re.IGNORECASE,
)
THAN = re.compile(
    r"\bthan\b|\b(?:superior|inferior) to\b|\bcompared\b"
    r"|\bcompar(?:ing|ison) (?:to|with)\b|\bversus\b|\bvs?\b\.?|\brelative to\b"
    r"|\b(?:as )?against\b|\bover\b",
    re.IGNORECASE,
)
CONTRAST = re.compile(
    r"\b(?:whereas|while|but|than|versus|vs|compared|unlike|against)\b", re.IGNORECASE
)
NO_DIFFERENCE = re.compile(
    r"""
      \bno\ (?:[\w-]+\ ){0,5}?(?:differences?|changes?|effects?|benefits?|improvements?|increases?
        |decreases?|reductions?|impact|influence|advantages?|superiority|associations?)\b
    | \bneither\b | \bnor\b | \bnone\ of\b | \bin\ neither\b | \black\ of\b | \bnot\ be\b
    | \b(?:did|do|does|was|were|is|are|had|has|have|could)n['’]t\b
    | \b(?:did|do|does|could)\ not\ (?:\w+ly\ )?(?:show|differ|change|affect|improve|increase
        |decrease|reduce|influence|result|reach|achieve|demonstrate|reveal|appear|lead|have|find|detect|alter
        |provide|translate|correlate|predict|impact|prevent|produce|support|vary|yield|cause|enhance
        |confer|prolong|lower|raise|attain|experience|observe|exhibit|receive|benefit|exceed|modify)\b
    | \bnot\ (?:\w+\ )?(?:statistically\ |significantly\ )?(?:signific\w+|differ\w*|affect\w*
        |influenc\w+|chang\w+)
    | \bnon-?\ ?significan\w* | \binsignifican\w* | \bsimilar\w* | \bcompar(?:able|ably)\b
    | \bequivalen\w+ | \bnon-?\ ?inferior\w* | \bunchanged\b | \bidentical\b | \bas\ effective\ as\b
    | \bequal(?:ly)?\b | \bthe\ same\ (?:in|for|between|as|across|among|at)\b | \bfail\w*\ to\b
    | \bwithout\ (?:\w+\ ){0,3}(?:differences?|effects?|changes?)
    | \bno\ (?:more|better|worse|longer|higher|lower|greater)\b | \bunaffected\b
    | \bindistinguishable\b | \bno\ statistical\w* | \bdifferences?\ (?:\w+\ )?(?:was|were)\ not\b
    | \bno\ \w+\ (?:was|were)\ (?:found|observed|seen|noted|reported|detected)
    | \bn\.?s\.?\b | \bno\ (?:serious\ |severe\ |major\ )?(?:adverse|side|complications?)
    | \blittle\ (?:effect|difference|change)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
TREND = re.compile(
    r"\btrend\w*|\btend(?:ed|s|ency)?\b|\bborderline\b|\bmarginal\w*|\bnumerical\w*|\bslight\w*"
    r"|\bmodest\w*|\bapproach\w+ (?:statistical )?significan|\bjust failed\b|\bsomewhat\b",
    re.IGNORECASE,
)
SIGNIFICANT = re.compile(
    r"(?<!not )(?<!no )(?<!non)(?<!non-)(?<!in)(?<!statistically )\bsignifican\w+"
    r"|(?<!not )(?<!no )\bstatistically significan\w+",
    re.IGNORECASE,
)
BOTH_GROUPS = re.compile(
    r"\b(?:both|all|two|three|four|either|each) (?:\w+ ){0,2}?(?:groups|arms|treatments|regimens"
    r"|conditions|interventions|cohorts|therapies)\b|\bboth\b",
    re.IGNORECASE,
)
ONLY = re.compile(r"\bonly\b|\balone\b", re.IGNORECASE)
ALL_OUTCOMES = re.compile(
    r"\b(?:all|any|other|these|both|most|secondary|every|each) (?:\w+ ){0,3}?(?:outcomes?"
    r"|end ?points?|variables?|parameters?|measures?|measurements?|indices|respects|groups?)\b"
    r"|\bno (?:\w+ ){0,3}differences? (?:\w+ ){0,3}between\b",
    re.IGNORECASE,
)
AIM = re.compile(
    r"\baim\w*\b|\bobjective\b|\bpurpose\b|\bhypothesi"
    r"|\bto (?:evaluate|assess|compare|determine|investigate|examine|test|study)\b"
    r"|\bwe (?:evaluated|assessed|compared|investigated|examined|tested)\b"
    r"|\bwere (?:measured|recorded|assessed|randomi[sz]ed|randomly|assigned|allocated|evaluated"
    r"|enrolled|recruited|collected)\b"
    r"|\b(?:end ?points?|outcomes?|outcome measures?) (?:was|were|included|is)\b|\breceived\b",
    re.IGNORECASE,
)
CONCLUDING = re.compile(
    r"\bin conclusion\b|\bconclu|\bsuggest|\bthese (?:results|findings|data)\b|\bthis study\b"
    r"|\bour (?:results|findings|data)\b|\bshould\b|\bmay\b|\bcould\b|\bmight\b",
    re.IGNORECASE,
)
REFERS_BACK = re.compile(
    r"(?:however, )?(?:but )?(?:these|this|the|all) (?:observed )?(?:differences?|effects?|changes?"
    r"|results?|improvements?|reductions?)\b|nor\b|there (?:was|were) no\b|all of these\b",
    re.IGNORECASE,
)
RATIO = re.compile(
    r"\b(?:a?OR|a?HR|a?RR|IRR|(?i:odds ratios?|hazards? ratios?|risk ratios?|relative risks?"
    r"|rate ratios?))\b[^\d<>;]{0,40}?(\d*[.·]\d+|\d+)"
)
DIFFERENCE = re.compile(
    r"\b(?:differences?|MD|SMD|WMD|ES|change|effect|β|beta)\b[^\d<>;=]{0,40}?[=:(, ]\s*"
    r"([-−–]?\s?\d*[.·]?\d+)"
)
INTERVAL = re.compile(
    r"(?:C(?<=\bC)Is?\b|confidence (?:interval|limit)s?)[^\d\-−–(]{0,14}[\[(]?\s*"
    r"([-−–+]?\d*[.·]?\d+)"
    r"\s*%?\s*(?:to|,|;|-|–|−|—|and)\s*([-−–+]?\d*[.·]?\d+)"
)
RATIO_BEFORE = re.compile(r"\b(?:a?OR|a?HR|a?RR|IRR|ratio|relative risk|risk)\b")
SURVIVAL = re.compile(r"surviv|free|time to|quit|abstin", re.IGNORECASE)
# One set of characters opens the pattern, so that a search runs from one of them to the next.
P_VALUE = re.compile(
    r"[pP(,;](?:"
    r"(?<=\b[pP])(?:"
    r"(?:[- ]?values?)?\s*(?:is|of|was)?\s*(?P<sign>(?:[:=<>≤≥⩽⩾]|less than|&lt;|&gt;)+)\s*"
    r"(?P<value>[01]?\s?[./·,]\s?\d+|[01]\b)"
    r"|\s*[:=]?\s*\(?(?P<none>NS|n\.?s\.?)\b"
    r")|(?<=[(,;])\s*(?P<bare>NS|n\.s\.)\s*[),;])"
)
