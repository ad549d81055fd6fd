"""The words around a time expression that tell whether it is a time of assessment.

Read by ``assessments``, which tries them in turn.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import one_of
from ingest.extract.text.patterns import by_first_letter

# Each pattern is for lower-case text; BEFORE ends where the time expression begins, AFTER begins
# where it ends.
#: Every FOLLOW_UP_BEFORE holds one of these.
WATCHING = ("follow", "monitor", "observ", "f/u")
FOLLOW_UP_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        *("follow(?:ed)?[ -]?up", "monitored", "observed for", "observation", "f/u"),
        r"(?<=was )followed(?! by)",
        r"(?<=were )followed(?! by)",
        r"(?<=been )followed(?! by)",
        r"(?<=be )followed(?! by)",
        r"(?<=and )followed(?! by)",
        r"(?<=then )followed(?! by)",
        r"(?<=we )followed(?! by)",
        r"(?<=prospectively )followed(?! by)",
        r"(?<=patients )followed(?! by)",
    )
    + r"\b(?:[ -]"
    + one_of(
        *("period", "time", "duration", "visits?", "evaluation", "examination", "assessments?"),
        *("was", "were", "is", "data", "interval", "study"),
    )
    + r")*[^.;,(]{0,25}[ (=:,]*(?:\((?:mean|median|average),? )?$"
)
#: "Over a mean of 6.0 years": decimals are a follow-up only so.
OVER_A_MEAN_BEFORE = re.compile(
    r"(?<!present )(?<!existed )(?<!persisted )(?<!lasted )\b(?:over|for) an? "
    r"(?:mean|median|average) of $"
)
FOLLOW_UP_AFTER = re.compile(
    r"[ -]*(?:"
    + one_of(
        *("of", "minimum", "mean", "median", "total", r"post-?\w+", r"after \w+", "long-term"),
        *("clinical", "treatment-free", "drug-free", "untreated"),
    )
    + r" )*(?:follow(?:ed)?[- ]?up|observation|surveillance)"
)
#: "No recurrences were found after a mean of": the time for which they were looked for.
SPARED_A_MEAN_BEFORE = re.compile(
    r"\b(?:no|without|free (?:of|from)|absence of|neither) [^.;]{0,60}"
    r"\b(?:after|at|over|within|during) an? (?:mean|median|average) (?:[\w-]+ )?of $"
)
#: Every MAINTAINED_BEFORE ends in this.
MAINTAINING = (" for ", "for at least ", "for more than ", "for over ", "for up to ")
#: "The results were stable for at least".
MAINTAINED_BEFORE = re.compile(
    r"\b(?:results?|improvements?|effects?|outcomes?|benefits?|responses?|gains?|scores?|grades?)"
    r"(?: [\w-]+){0,4}? (?:(?:was|were|is|are|been|remained|remaining|being) )?(?:well )?(?:stable|"
    r"maintained|sustained|durable|unchanged|persisted|persisting|persistent|preserved|kept|held)"
    r"(?: [\w-]+){0,2}? for (?:at least |more than |over |up to )?$"
)
#: "Scars were assessed a mean of 14 months after revision".
SEEN_AT_A_MEAN_BEFORE = re.compile(
    r"\b(?:assessed|evaluated|examined|seen|attended|scored|rated|recalled|reviewed|interviewed|"
    r"photographed|contacted|visited|consultation)(?: [\w-]+){0,2},?(?: at)? an? "
    r"(?:mean|median|average) of $"
)
#: "Contacted by telephone after a mean of 3.5 years".
SEEN_AFTER_A_MEAN_BEFORE = re.compile(
    r"\b(?:assessed|evaluated|examined|seen|contacted|interviewed|reviewed|recalled|questioned|"
    r"photographed|asked)(?: [\w-]+){0,4} after an? (?:mean|median|average) (?:[\w-]+ )?of $"
)
#: "The interval between burn and treatment was": no length of treatment.
BETWEEN_BEFORE = re.compile(r"\b(?:interval|time|period|delay)s? (?:between|from) [^.;]{0,70}$")
#: "Had improved at a mean of 4.5 months after the final treatment", unless it came back then.
AT_A_MEAN_BEFORE = re.compile(r"\b(?:at|after) an? (?:mean|median|average) of $")
CAME_BEFORE = re.compile(
    r"\b(?:recur|relaps|occur|appear|develop|onset|regrow|return|observed|noted)\w*\b[^.;]*$"
)
#: "6 months' treatment-free follow-up": it begins where treatment ends.
TREATMENT_FREE_AFTER = re.compile(
    r"['’]?[ -]*(?:of )?(?:treatment-free|drug-free|off-treatment|post-?treatment|untreated) "
    r"(?:follow|observation|period)| (?:without (?:any |further )?|off )(?:treatment|therapy)\b"
)
AFTER_END = re.compile(
    r"[ ,]*(?:on |counted |measured )?(?:after|following|past|post|beyond|since|from|of)[ "
    r",-]+(?:the )?"
    + one_of(
        *("end", "completion", "cessation", "discontinuation", "termination", "stopping"),
        *("conclusion", "completing", "finishing", "last", "final", "closing"),
    )
    + r"\b"
)
AFTER_ACT = re.compile(
    one_of(
        r"[ ,]*(?:after|following|past),? (?!(?:the |their |initial )?"
        r"(?:diagnosis|onset|birth|menopause|which))[a-z]",
        r" (?:on |counted )?(?:from|since) (?:the |their )?(?:first|second|third|fourth|fifth|"
        r"sixth|"
        r"initial|entry|outset|enrol|inclusion|baseline|start of)\b",
        r"[ ,-]*post[- ]?(?!hoc)[a-z]",
        r" (?:of|from) (?:hospital |the )?"
        r"(?:discharge|randomi[sz]ation|operation|surgery|delivery|injury|burn|trauma|grafting|"
        r"closure|excision)\b",
        r"[ ,]*later\b| afterwards?\b| on(?= ?[.;)]|, (?:the|an?|his|her|she|he|all|no)\b)",
    )
)
#: "On the postoperative third day".
POSTOPERATIVE_BEFORE = re.compile(
    r"\bpost-?\s?(?:operative|treatment|op|procedure|burn|surgery|partum)(?:ly)?"
    r"(?: (?:on|at|for|after|the|during|in))* +$"
)
#: "Over the first 24 h": hours count only as a time of observation.
FIRST_BEFORE = re.compile(r"\b(?:over|during|within|in|for|throughout) the first $")
TIME_POINT_BEFORE = re.compile(
    one_of(
        r"\b"
        + one_of(
            *("at", "after", "on", "by", "until", "till", "to", "through", "between", "before,"),
            *("(?<!the )following", "before and", "baseline(?:,| and)?"),
        ),
        r"(?:minutes?|min|hours?|h|weeks?|months?|days?|years?|\))(?:,|,? and)",
    )
    + r"\s+(?:the |a |an |about |approximately |least |study |treatment |end of (?:the )?)*$"
)
#: "At the post-test (26 weeks)".
NAMED_VISIT_BEFORE = re.compile(
    r"\b(?:post-?(?:test|treatment|intervention)|visits?(?: \d+)?|end ?point|end of (?:the )?study|"
    r"t\d) ?\($"
)
DURATION_BEFORE = re.compile(
    r"\b(?:for|over|during|throughout|within|across|of|lasting|in the first)\s+(?:"
    + one_of(
        *("a", "an", "the", "about", "first", "another", "further", "of", "total", "period"),
        *("approximately", "course", "at", "least", "treatment", "initial", "entire", "mean"),
        *("average", "subsequent", "consecutive", "minimum", "ensuing"),
    )
    + r" )*$"
)
#: "At a one-year visit", "the 2-year control".
VISIT_AFTER = re.compile(
    r"[ -](?:visits?|controls?|check-?ups?|reviews?|assessments?|evaluations?|appointments?|"
    r"examinations?|recalls?|time ?points?|mark)\b(?! (?:period|phase|group))"
)
#: "The study lasted", "trial duration was", "were assigned to", "received": a length follows.
OF_SOMETHING_AFTER = re.compile(r" of (?!age\b|gestation|follow|each|every|the)[a-z]")
LENGTH_BEFORE = re.compile(
    r"(?<!between )\b"
    + by_first_letter(
        r"(?:study|trial|treatment|intervention|therapy|program(?:me)?|training|"
        r"observation)s? "
        r"(?:period |duration |length |phase )*"
        r"(?:was|were|lasted|lasting|is|of|continued|extended|comprised|ran|spanned)"
        r"(?: for| over| until| of)?(?: a| the| about| approximately| total of)*\s+$",
        r"(?:received?|receiving|underwent|undergo|"
        r"(?:assigned|allocated|randomi[sz]ed|recruited|enrolled)"
        r"(?: [\w:-]+){0,5}? to)(?: a| an| the| either)?\s+$",
    )
)
DURATION_AFTER = re.compile(
    r"(?:['’]s?)?(?: ?\([^)]{1,20}\)|\))?[ ,-]+(?:[a-z][\w-]*,? ){0,8}?"
    + one_of(
        *("treatment", "stud(?:y|ies)", "trials?", "period", "course", "therapy", "regimens?"),
        *("intervention", "phase", "duration", r"program\w*", "administration", "application"),
        *("safety", "efficacy", "results?", "outcomes?", "extension"),
        *("training", "class(?:es)?", "exercise", r"supplement\w*", "diet", "rehabilitation"),
        *("versus placebo", "or placebo"),
    )
    + r"\b"
)
NO_ASSESSMENT_BEFORE = re.compile(
    r"(?:\b"
    + by_first_letter(
        *("every", "each", "per", "past", "previous", "prior", "preceding", "next", "additional"),
        *("aged?", "ages", "older than", "younger than", "over the age of", "minimum age"),
        *("history of", "present for", r"persist\w*(?! at $)", "stay", "took", "withdrew"),
        r"(?:starting|beginning|started|begun|began|commenced|initiated)(?: at| on| within)?",
        r"(?:second|third|fourth|another|repeat) (?:[\w-]+ )?(?:one|session|sitting|treatment|"
        r"procedure|injection|operation)(?: (?:was|were) [a-z]+(?: out)?)? (?:after|at|within)",
        r"first (?:[a-z]+ )?(?:session|treatment|injection|needling) (?:took place|was [a-z]+)",
        r"(?:swollen|red|sore|painful|redness|erythema|swelling|o?edema|pain|itch\w*|crust\w*|"
        r"bruis\w*|dryness|soreness|downtime|tender\w*)(?: (?:lasted|persisted|lasting|persisting|"
        r"(?:was|were) present))? for(?: about| up to| over)?",
        r"(?:stopped|withdrew|dropped out) (?:at|on|after|by)",
        r"lost to follow[- ]?up (?:after|before|within)",
        r"(?:it|this|these|they|which|that|lesions) (?:all |had |have )?(?:resolved|subsided|"
        r"settled|disappeared|cleared|healed|faded)(?: \w+)? (?:within|in|over)",
        r"(?:treated|closed|sutured|repaired|grafted|injected|applied|given|administered|lasered|"
        r"irradiated|(?:micro)?needled|operated(?: on)?|laser|needling|radiotherapy) within"
        r"(?: the first)?",
        r"(?:(?:micro)?needling|laser|treatments?|procedures?|injections?|sessions?|peels?|subcision)"
        r" (?:was|were) repeated (?:once )?(?:after|at|within)",
        *("lasted(?: at least| more than| over)?", "(?:patients|children|infants|adults) of"),
        *("median", "mean", "average", "range", "ranging from", "than", "once", "twice"),
        *("times a", "times", "x", "diary", "diaries", "apgar scores? at", "from"),
        *("(?<!for a )maximum of", "(?<!after a )minimum of", r"[<>≤≥±~=]", r"\+/-"),
        "for (?:at least|more than|over|>|≥)",
        "duration of (?:the )?(?:disease|symptoms|illness|lesions|procedure|surgery)",
        *("healed within", r"complete\w* within", r"recruit\w+ (?:for|over|during)"),
        *("run-in", "washout", "wash-out", "separated by(?: at least)?", "apart by"),
        r"intervals?(?: between [a-z ]{3,30})?(?: of| was| were)",
        "(?:loading|titration|stabili[sz]ation|screening|lead-in) (?:phase|period)",
        r"(?:had|have|having) (?:had )?(?:[\w-]+ ){0,3}(?:scars?|keloids?|lesions?|striae|acne|"
        r"disease|"
        r"condition|melasma) for(?: about| over| more than)?",
        r"(?:stable|unchanged|persistent|persisting) for(?: at least| more than| between)?",
        *("gestation", "gestational age", "gestational", "pregnant for"),
    )
    + r"\s*(?:of |from |was |is |at |: ?|the )?|[<>≤≥±=]\s*)$"
)
#: "for up to", "up to": the longest course, or stay, that was allowed.
UP_TO_BEFORE = re.compile(r"\b(?:up to|for a maximum of)\s*(?:a |the )?$")
#: "1 mg on the days after, up to 12 days after surgery".
DOSED_UP_TO_BEFORE = re.compile(
    r"\b(?:mg|g|µg|microg|mcg|iu|ml)\b[^.;]{0,90}\b(?:up to|for a maximum of)\s*(?:a |the )?$"
)
#: "Until the warts were gone or for up to 16 weeks": the end was their going.
UNTIL_CURED_BEFORE = re.compile(r"\buntil\b[^.;]{0,60}$")
#: "On the first day of radiotherapy": its beginning.
FIRST = re.compile(r"(?:first|1st)\b")
OF_TREATMENT_AFTER = re.compile(r" of (?!follow)")
#: "Every 15 min up to 2 h", "hourly until 6 h": the last of the visits.
EVERY_UP_TO_BEFORE = re.compile(
    r"\b(?:every \w+ \w+|hourly)\b[^.;]{0,30}\b(?:up to|until|till) "
    r"(?:the )?$"
)
NO_ASSESSMENT_AFTER = re.compile(
    r"[ -]*"
    + one_of(
        *(r"old\b", "of age", r"ago\b", "earlier", "history", "before", "prior", "a week"),
        r"['’]? (?:standing|evolution)\b",
        *(r"['’]?,? (?:of |to \d+ weeks['’]? )?(?:gestation|pregnan|amenorrh)", r"apart\b"),
        r"(?:\([^)]{0,30}\) )?(?:and \d+ \w+ (?:\([^)]{0,30}\) )?)?before\b",
        *(r"every\b", "of (?:each|every|a) ", "interval", "per (?:week|month|year)", "diar"),
        *("survival", "mortality", "incidence", "recovery", "hospital", "work", r"off\b"),
        *(r"versus \d", r"vs\.? \d", "±", r"\(range", ", range", r"\) (?:than|vs)"),
        r"(?:[\w-]+ ){0,2}(?:students|pupils|residents|trainees)\b",
        *("shorter", "longer", "faster", "less", r"more\b", "respectively in"),
        *(
            r"in the \w+ group",
            "duration of (?:disease|illness)",
            "of enrol",
            "of (?:adjuvant|prior|previous)",
        ),
        *("placebo run", "run-in", "run in", "washout", "wash-out"),
        r"(?:[\w-]+ )?(?:loading|titration|stabili[sz]ation|screening|lead-in|baseline) "
        r"(?:phase|period)",
        "and (?:older|over|under|below|above|younger)",
        "or (?:older|more|longer|over)",
    )
)
#: "Took 8 days (p < 0.05)".
MEASURED_AFTER = re.compile(r" \(p\b")
AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages)\b(?:[^.;a-z]|\b"
    + one_of(
        *("to", "and", "or", "between", "from", "ranges?", "ranging", "ranged", "mean", "median"),
        *("average", "was", "were", "is", "of", "over", "under", "at", "least", "than", "older"),
        *("younger", "sd", "the", "years?", "months?", "weeks?"),
    )
    + r"\b)*$"
)
#: "Adolescents between 11 and 18 years", "scars that were between 2 and 15 years old".
BETWEEN_YEARS = re.compile(r"\bbetween (?:the ages of )?$")
DOSE_BEFORE = re.compile(r"\b(?:mg|g|µg|iu|ml|infusion|bolus|doses?)\b[^.;]{0,40}$")
#: "Median survival was 25 weeks in one arm and 30 weeks in the other": measured, no length.
MEASURED_BEFORE = re.compile(
    r"\b(?:median|mean|average) (?:[\w-]+ ){0,3}(?:survival|time|duration|stay|delay|interval)\b"
    r"(?![^.;]*\bfollow)[^.;]*(?<!\bat)(?<!\bafter)(?<!\bby)(?<! the) $"
)
#: Sentences about who was recruited when.
RECRUITMENT = re.compile(
    r"\b"
    + by_first_letter(
        *("recruit", "enrol", "admitted", "attend", r"(?<!-)referr"),
        r"consecutive (?:[\w-]+ )?(?:patients|subjects|cases|wom[ae]n|men|adults|children|persons)",
        r"from \d{4}",
        r"between (?:january|february|march|april|may|june|july|august|september|october|"
        r"november|december|\d{4})",
    )
)
#: Sentences about this study among those about others.
AIM = re.compile(
    r"\b(?:primary|main) (?:outcome|end ?point)|\b(?:this|our|the present) (?:study|trial)\b"
    r"|\b(?:to|we) (?:evaluate|assess|compare|determine|investigate|examine|measure|test)d?\b"
    r"|\bwe designed\b"
)
#: "1-16 weeks postpartum were randomised": when they came, not when they were seen.
ENROLLED_AFTER = re.compile(
    r"[^.;]{0,40}\b(?:were|was|(?:will|are to|to) be) (?:\w+ )?"
    + one_of("random", "assigned", "allocated", "enrol", "recruit", "included", "eligib")
)
#: "For one week and then", "for 15 days followed by": there is more to come.
THEN_AFTER = re.compile(r",? (?:and )?(?:then|followed by|after which|thereafter)\b")
ELIGIBILITY = re.compile(
    r"\b(?:conducted (?:on|among|with)|eligib\w+|inclusion|(?:entry|selection) criteria|"
    r"survivors)\b"
)
#: "was 12 weeks' gestation", "received 2 days before": no length, whatever came before.
NOT_A_LENGTH_AFTER = re.compile(
    r"[ -]*(?:\(|old\b|ago\b|before\b|prior\b|of age\b|shorter|longer|less|more|versus|vs|±|in the|"
    r"['’]? ?(?:of )?gestation|interval)"
)
#: "Fludarabine, days 1-5"; "a 3D camera" is no time at all.
REGIMEN = re.compile(r"days 1 ?[-–] ?\d+|[23]-?d")
#: A decimal is a mean or a median, not a visit.
DECIMAL = re.compile(r"\d[.·]\d")
#: "46-hour", an adjective: the length of something, never a visit.
HYPHENED = re.compile(r"[a-z\d]-[a-z]*[a-rt-z]$")
#: "12th month", "sixth week", "3-24 h": visits without a preposition.
ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|0[ -–]|\d+ ?[-–] ?\d+ ?h\b|"
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth)\b"
)

FROM_PROCEDURE = re.compile(
    one_of(
        *("surg", "operat", "procedure", "inject", "session", "laser", "peel", "excision"),
        *("plasty", "ectomy", "otomy", "suture", "transplant", "closure", "repair", "cesarean"),
        *("caesarean", "extraction", "block", "irradiat", "removal", "postop"),
        *(
            "administ",
            "dose",
            "vaccinat",
            "infusion",
            "meal",
            "needl",
            "graft",
            "subcision",
            "revision",
        ),
    )
)
