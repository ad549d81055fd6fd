"""The words that tell whether a named event happened, to how many, in which arm, for how long.

Read by ``adverse_events``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule
from ingest.extract.text.patterns import by_first_letter
from ingest.extract.text.ranges import NUMBER, TO

DENIED = re.compile(
    r"\b"
    + by_first_letter(
        r"no|without|nor|neither|none|never|absence of|free (?:of|from)|lack of|nobody|nil|"
        r"denied|protect(?:ed|s|ion)|zero|no one|not (?:a single|one)|(?:did|does|do) not (?:cause|"
        r"lead to|develop|report|show|provoke|experience)|not (?:any|associated with)|"
        r"spares?|avoid\w*|prevent\w*|"
        r"minimi[sz]\w+|(?:lower|reduc\w+|higher|raised?|increas\w+|lessen\w*) the (?:risk|"
        r"rate)s? of"
    )
    + r"\b(?P<between>[^.;:]{0,70})$"
)
#: Words after a denial that end its reach.
DENIAL_ENDS = re.compile(
    r"\b(?:was|were|occurred|developed|reported|seen|noted|observed), (?:and|but|while|whereas)\b|"
    r"\b(?:but|although|except|apart from|other than|and \w+ (?:had|developed)|only|while)\b|"
    r"\bdifferen\w+ (?:[\w-]+ ){0,8}(?:durations?|incidences?|frequency|frequencies|rates?|"
    r"occurrence) of\b|, "
    r"(?:and )?(?:one|two|three|four|five|\d+)\b"
)
#: "Complications such as infection, haematoma and nerve damage were absent".
LIST_DENIED_AFTER = re.compile(
    r"(?:(?!\b(?:was|were|but|had|in|only|while)\b)[^.;:]){0,90}\b(?:(?:was|were) "
    r"(?:absent|nil|not (?:observed|reported|seen|noted|encountered|detected|found|recorded))|"
    r"did not (?:occur|develop|appear|arise|happen))"
)
#: "No burn", "not a single wart": nobody had it; but not "no change of", "no history of".
NOBODY_BEFORE = re.compile(
    r"\b(?:no|not a single|not one|neither|nor|none|nobody|never|without)\b"
    r"(?:(?!\b(?:risk|chang\w+|differ\w+|effect\w*|history|improve\w*|reduc\w+|increas\w+|"
    r"longer|more|relief|treat\w*|prophyla\w*)\b)[^.;:]){0,60}$"
)
#: Every DENIED_AFTER and LIST_DENIED_AFTER holds one of these.
DENYING = ("no", "never", "absent", "unlikely", "avoided", "prevented", "nil")
DENIED_AFTER = re.compile(
    r"[^.;:,]{0,40}?(?:\b(?:was|were|is|are) (?:not|never|neither|absent|unlikely)\b"
    r"(?! (?:differ|more|"
    r"less))|\b(?:was|were) (?:avoided|prevented)\b|\bdid not (?:occur|develop|"
    r"appear|arise)|\bnot (?:observed|reported|seen|noted|"
    r"encountered|detected|found|recorded)|:\s*(?:none|nil|no)\b(?![^.;]{0,20}, (?:one|two|three|"
    r"\d+)\b)|\bin (?:none|no)\b(?! of the \w+ "
    r"group and))"
)
MEASURED_AFTER = re.compile(
    r"\s?(?:scores?|index|indices|scale|levels?|intensity|ratings?|thresholds?|assessment|"
    r"values?|evaluation|vas\b|nrs\b|visual analog|time course|frequency,|"
    r"(?:was|were) (?:\w+ )?(?:lower|higher|less|greater|milder)\b[^.;()]{0,60}"
    r"\(\d+\.\d+ ?(?:±|\+/-|vs|versus|and|to)(?![^()]{0,30}(?:day|week|hour|%))|"
    r"\((?:s?md|wmd|(?:standardi[sz]ed |weighted )?mean difference)\b|"
    r"(?:[\w-]*,? ){0,5}domains?|formation was (?!seen|noted|observed|found|reported)|"
    r"(?:(?:was|were) )?(?:recorded |noted |reported )?on (?:an?|the) "
    r"(?:[\w-]+ ){0,3}(?:scale|vas)\b|"
    r"(?:[\w-]+ ){0,8}(?:was|were) (?:\w+ )?(?:suppressed|inhibited|depressed)|\([-–−]|"
    r"tolerance|relief|measured|"
    r"during(?! (?:the |each )?(?:[\w-]+ )?(?:procedures?|treatments?|illumination|irradiation|"
    r"injections?|needling|lasering) (?:was|were) (?:\w+ )?(?:higher|greater|worse|more|stronger|"
    r"less|lower|milder|mild|moderate|tolerable)\b)"
    r"(?! [^.;,]{0,30}(?:session|visit|days?\b|hours\b|weeks?\b|led\b|made\b))"
    r"(?![^.;]{0,70}\b(?:were|was) (?:reported|felt|noted|observed|seen|experienced|mentioned))|"
    r"of (?:the |these |all )?(?:\w+ )?(?:scars?|keloids?|striae|lesions?)\b|more with|"
    r"\((?:0(?!, \d| ?%)|scale|vas|nrs)"
    r"|was (?:scored|measured|assessed|rated|graded|recorded (?!in|on|by|with|after|for \d))"
    r"|were (?:scored|measured|assessed|rated|graded|recorded (?:before|at|daily))"
    r"|(?:was|were|averaged|reached) (?:-?\d(?![\d.]*(?:\s?(?:and|to|v|vs\.?|versus|[-–])"
    r"\s?[\d.]+)?\s?(?:%|days|hours|h\b|weeks))|median|mean|relieved)"
    r"|(?:fell (?!off)|decreased|declined|improved|dropped|diminished|"
    r"rose(?! [^.;()]{0,30}\(\d[^()]{0,20}patients)|"
    r"did not (?:change|differ|improve))\b"
    r"|and (?:itch\w*|pain|motion|pruritus|erythema|stiffness|pigmentation) (?:scores?|index|"
    r"did not differ|improved|decreased|were (?:measured|scored|alike|relieved)|\(0)"
    r"|(?:,|and) [\w-]+(?: and [\w-]+)? (?:scores|indices))"
)
#: "Until pinpoint bleeding appeared": when to stop, not a harm; "an unrelated infection": neither.
NO_HARM_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        r"(?:until|till|end-?\s?points? (?:was|were|of|being)|to the point of)\b[^.;]{0,60}$",
        r"excluded (?:[\w-]+ ){0,4}$",
        r"(?:unrelated|pre-?existing|co-?existing|concomitant|associated|accompanying|former|"
        r"residual(?<!with residual)(?<!leaving residual)(?<!left residual)|post-?acne)\s"
        r"(?:[\w-]+\s)?$",
        r"hay $",
        r"(?:gastric|duodenal|peptic|corneal|venous|recurrent|recurrence of|bodily) (?:[\w-]+ )?$",
        r"(?:uv[ab]?|ultraviolet|histamine|allergen|experimentally)[- ]induced (?:[\w-]+ and )?$",
        r"(?:ulcer|disease|scar|wound|keloid|lesion)-related $",
        r"(?:developed|appeared|ar(?:ose|isen)|formed|result(?:ed|ing)|keloids?|scars?) "
        r"(?:after|following|from|secondary to) (?:an? )?(?:[\w-]+ )?$",
    )
    + r"|(?<=[.:;]\s)(?:[\w-]+ )?(?:scars|keloids|lesions) with (?:[\w-]+ ){0,2}$"
)
#: "Residual hypopigmentation was seen in one": it came of the treatment.
RESIDUAL_BEFORE = re.compile(r"\bresidual (?:[\w-]+ )?$")
SEEN_AFTER = re.compile(
    r"[^.;:]{0,30}?\b(?:(?:was|were) (?:seen|noted|noticed|observed|found|recorded|reported|"
    r"present)|occurred|developed|persisted|remained|"
    r"in (?:\d+|one|two|three|four|five|every|all|both)\b)"
)
#: "The risk of pigmentation was lower with needling": it happened.
AT_RISK_BEFORE = re.compile(r"\brisk of (?:[\w-]+ ){0,2}$")
DIFFERED_AFTER = re.compile(
    r" (?:was|were) (?:\w+ )?(?:lower|higher|greater|smaller|reduced|increased|similar|"
    r"comparable)\b"
)
#: A trial that set out to prevent infections counts them as its outcome.
PREVENTED_INFECTION = re.compile(
    r"\b(?:prevent\w*|prophyla\w+|reduc\w+|risk|rates?|incidence)\b[^.;]{0,60}?\binfections?\b"
)
INFECTION_AS_OUTCOME = Rule(
    "outcome",
    (
        "primary outcome",
        "primary efficacy",
        "primary end",
        "main outcome",
        "main efficacy",
        "main end",
    ),
    re.compile(
        r"\b(?:primary|main) (?:efficacy )?(?:outcome|end ?-?point)[^.;]{0,80}\binfections?\b"
    ),
)
#: "Herpes prophylaxis", "bleeding time", "keloids itched less", "pallor at baseline".
OF_ANOTHER = (" prophyla", " time ", " less", " at ")
NO_HARM_AFTER = re.compile(
    r" (?:prophyla\w+|time\b|less\b|at (?:baseline|entry|presentation|enrolment)\b)|"
    r"[^.;]{0,30}\b(?:served as|(?:as|was|were|being|is) (?:the|an?) (?:[\w-]+ )?end-?\s?point)"
)
#: "Nurses with mild irritation were asked": whom the study treats.
ENROLLED_BEFORE = re.compile(
    r"\b(?:patients|volunteers|subjects|women|men|adults|children|participants|persons|nurses|"
    r"people|individuals) (?:\([^()]*\) )?with (?:[\w-]+,? ){0,5}$"
)
ENROLLED_AFTER = re.compile(
    r"[^.;]{0,80}\b(?:were|was) (?:[\w-]+ )?(?:asked|randomi\w+|enrolled|allocated|assigned|"
    r"included|studied|recruited|investigated)\b"
)
#: Words that call an event a harm of something.
HARM = re.compile(
    r"\b"
    + by_first_letter(
        r"adverse|side[- ]effects?|complicat\w+|reactions?|untoward|unwanted|sequelae?|post-?"
        r"(?:operative|procedure|treatment)|after (?:the )?(?:procedure|treatment|operation|"
        r"session|"
        r"injection)s?"
    )
    + r"\b"
)
#: What follows a harm in the title of a case report: "granuloma after needling".
TITLE_HARM = re.compile(
    r"\b(?:after|following|during|due to|reactions?|secondary to|complicating|(?:induced|caused) "
    r"by|"
    r"complication of|associated with|related to)\b"
)
#: "Treatment of hyperpigmentation after burns": not a harm but what is treated.
TREATED_IN_TITLE = re.compile(r"\b(?:treat\w*|for|manag\w*|therapy|success\w*|prevent\w*|repair)\b")
#: "Needling-induced granuloma".
INDUCED_BEFORE = re.compile(r"[- ]induced (?:[\w-]+ ){0,2}$")
#: Titles of studies of harm.
HARM_TITLE = re.compile(
    r"\b(?:after|following|safety|adverse|complicat\w+|side[- ]effects?|harms?|risk|induced|"
    r"caused|reactions?|prevent\w+)\b"
)
#: Words that say that a condition came of the treatment, or became worse.
NEW = re.compile(
    r"\b"
    + by_first_letter(
        r"adverse|side[- ]effects?|complications?|new|develop\w+|occurred|induced|caused|"
        r"experienced|complained|worse\w*|transient|temporary|rebound|after (?:the )?(?:treatment|"
        r"laser|needling|session|procedure)s?"
    )
    + r"\b"
)
#: "Pain and itching resolved in 80% of keloids": symptoms of the scar.
RELIEVED_AFTER = re.compile(
    r"(?:,? (?:and|or) \w+)?(?: of the (?:scars?|keloids?|striae|lesions?))? "
    r"(?:(?:was|were|had) (?:\w+ )?)?(?:resolved|disappeared|vanished|"
    r"abated|ceased|gone|relieved|alleviated|improved|reduced|abolished)\b"
    r"(?! (?:within|(?:after|by)(?! (?:the )?[\w-]+ (?:sessions?|treatments?|injections?|"
    r"sittings?|procedures?)\b)|over|spontaneously|in \w+ (?:hours?|days?)))"
)
#: "Itching was less in the silicone group": the scars itched.
ITCHED_LESS_AFTER = re.compile(r" (?:was|were) (?:\w+ ){0,2}(?:less|lower|milder|rarer)\b")
#: "Complete resolution of pain and itching".
RELIEVED_BEFORE = re.compile(
    r"\b(?:resolution|disappearance|alleviation|cessation|subsidence|absence) of (?:the )?"
    r"(?:\w+,? (?:and )?){0,2}$"
)
BEFORE_TREATMENT = re.compile(
    r"\b(?:at|from) (?:baseline|entry|presentation|inclusion)\b|\bbefore (?:the )?treatment\b"
)
_SOME = rf"(?:a|{NUMBER})(?:{TO}{NUMBER})?"
#: "Redness for more than a week", "erythema persisted for six weeks", "redness (> 3 months)".
PERSISTED_AFTER = re.compile(
    r" persist\w*+(?! longer (?:with|in|on|after)\b)"
    r"(?! (?:[\w–-]+ ){0,4}(?:h|hours?|days?|(?:a|one|1) week)\b)"
    r"|(?: (?:(?:was|were) still \w+|(?:that |which )?last(?:ed|ing|s)|remain(?:ed|ing)))?"
    rf" (?:for |at |after |\()?(?:more than|longer than|over|beyond|exceeding|>) ?{_SOME} "
    r"(?:weeks?|months?)\b"
    r"| (?:(?:(?:was|were) still \w+|(?:that |which )?last(?:ed|ing|s)|remain(?:ed|ing))"
    rf"(?: for| at| after)?|for)(?: up to| about| around)? {_SOME} months?\b"
)
SCORE_AFTER = re.compile(r"[:,]? \(?\d")
SCORED = re.compile(r"\b(?:vas|nrs|scores?|scored|scale|rated|ratings?|points?|of 10)\b|/10\b")
MEASURED_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        r"mean|median|as did|so did|severity of|scored?|score for|measur\w+|assess\w+|"
        r"reliev\w+|relief of|"
        r"reduc\w+ (?:of|in)|less|improv\w+ (?:of|in)|decrease (?:of|in)|scores? (?:of|for)|"
        r"reduc\w+|overestimated|underestimated|treat\w* (?:of|for)|"
        r"post-acne|vanished|index|history of|rated|"
        r"(?<!except )(?<!antibiotics )for(?! (?:\d|an? |minutes|hours|days))|"
        r"grip|prone to|risk of|predict\w*|"
        r"factors? for|secondary outcomes?|primary outcomes?|outcomes? (?:was|were|included)|"
        r"helped"
    )
    + r"\s(?:\w+\s){0,2}$|\bscores?, (?:and )?$|\bless\s(?:[\w-]+,?\s){0,4}$"
    r"|\bthe (?:degree|extent) of\s(?:[\w-]+\s)?$|\bimprov\w+ by [^.;]{0,30} in\s$"
    r"|\b(?:reduced|decreased|fewer)\s(?:[\w-]+\s){0,2}(?:episodes|numbers?|frequency) of\s$"
)
#: "Symptoms such as pain and itching", "all three parameters, erythema and scaling": the disease.
SIGNS_BEFORE = re.compile(
    r"\b(?:(?:symptoms|signs)(?: [^.;,:()]{0,30})? (?:such as|like|including)|parameters[,:]|"
    r"(?:disease|clinical|other) signs \(|symptoms [^.;]{0,60}\(vas\):|"
    r"correlations? (?:[\w-]+ ){0,4}between)[^.;]{0,90}$"
)
#: "Patients experienced pain during treatment": it was felt, whatever was measured.
FELT_BEFORE = re.compile(
    r"\b(?:experienced|reported|complained of|felt|suffered(?: from)?|except(?: for)?|apart from|"
    r"other than|aside from|besides)\s(?:[\w-]+\s){0,4}$"
    r"|\b(?:side[- ]effects?|adverse (?:events|effects|reactions)|complications?|complaints?|"
    r"sequelae?)\b[^.;]{0,40}$|\b(?:frequency|incidence|rates?|occurrence|risk) "
    r"of\s(?:[\w-]+\s){0,3}$"
    r"|\b(?:encountered|observed|noted|occurred|seen)\b[^.;]{0,60},\s(?:and\s)?$"
)
#: "Pain during injection was the most common complaint".
FELT_AFTER = re.compile(
    r"[^.;]{0,60}\b(?:complaints?|side[- ]effects?|adverse (?:events?|effects?)|tolerated)\b"
)
#: "Only mild redness was recorded", "a single case": found, not just looked for.
FOUND_BEFORE = re.compile(
    r"\b(?:only|mild|transient|minor|slight|temporary|single|cases? of|brief|short-lived|"
    r"apart from|except(?: for)?|aside from|besides|other than|beyond)\s(?:[\w-]+\s){0,2}$"
)
#: "One infection was recorded": found as well, where nothing is planned.
COUNTED_BEFORE = re.compile(rf"(?<![\w-]){NUMBER}\s(?:[\w-]+\s){{0,3}}$")
HAPPENED = re.compile(
    r"\b"
    + by_first_letter(
        r"adverse|side[- ]effects?|complications?|reactions?|occurr\w*|develop\w*|observ\w*|seen|"
        r"noted|noticed|mentioned|reported|record\w*|lasted|lasting|last(?:s|ing)?|transient\w*|mild\w*|"
        r"temporary|resolv\w*|subsid\w*|settled|disappear\w*|cleared|faded|vanish\w*|experienc\w*|"
        r"complain\w*|had|found|appeared|present|presented|universal|common\w*|frequen\w*|nearly|rare|"
        r"all (?:patients|women)|greater|worse|shorter|short-lived|longer|intense|heavier|milder|"
        r"confined|limited|followed|noticeable|healed|troubled|formed|became|wore|passed|described|"
        r"persist\w*|stopp?e?d?|"
        r"withdr[ae]w\w*|discontinu\w+|arose|affected|brief|tolerable|equal|similar|momentary|"
        r"expected|slight|moderate|comparable|"
        r"severe|prolonged|only|harms?|untoward|unwanted|problems?|grew|provoke\w*|caus\w+|led|"
        r"because of|cases? of|went|gone|emerged|evident|felt|ensued|happened|the rule|downtime|"
        r"complicat\w+|contracted|clustered|sequelae?|drawbacks?|suffered|remained|"
        r"set in|apart|within \w+ (?:hours|days)|"
        r"for \w+ (?:hours?|days?)|(?:redness|erythema|swelling|o?edema)[:,]? [\d.]+ (?:days|"
        r"hours)|"
        r"duration of|fainted|incidence|less|fell off|more|higher|lower|fewer|"
        r"by week|(?:one|two|three|four|five|six|\d+) on|\d+ (?:of|patients?|"
        r"women)|in (?:one|two|three|four|"
        r"five|six|\d+)\b|n ?=|\d ?%"
    )
    + r"|\(\d+(?:/\d+|(?:, \d+)+)?\)"
)
NOT_A_FINDING = re.compile(
    r"\b"
    + by_first_letter(
        r"aim(?:s|ed)?|(?:is|are) (?:supposed|thought|known|believed|considered)|"
        r"objectives?|purpose|hypothes\w+|will be|would|should|ought to|may be "
        r"(?:used|tested)|must be|were (?:compared|calculated|sought|searched)|was defined|were "
        r"excluded|is expected to|(?:primary|secondary|main) (?:outcomes?|end ?points?)|risk "
        r"factors?|"
        r"(?:may|can|could|might) (?:also |often |sometimes )?(?:have|experience|cause|"
        r"provoke|occur|develop|lead|result|appear|follow|persist|include|be expected)|warned|"
        r"in the event of|contraindicat\w+|further (?:studies|research)|"
        r"(?:is|are) (?:also )?needed|"
        r"(?:has|have) been (?:proposed|suggested)|in favou?r of|correlations? between|"
        r"(?:is|are) expected|outcomes?,? (?:such as|including)|is the chief|"
        r"might|are thought|fear of|feared|dreaded|"
        r"reason for|questionnaire asked|asked about|criteria|is often"
    )
    + r"\b"
)
#: What is always so, where nothing past is told beside it: "pain limits its use".
GENERAL = re.compile(
    r"\b"
    + by_first_letter(
        r"is|are|has|have|may|can|limits?|remains?|impairs?|causes?|carry|carries|improves?|"
        r"leads?|leaves?|tends?|requires?|reduces?|increases?"
    )
    + r"\b"
)
PAST = re.compile(
    r"\d|\b"
    + by_first_letter(
        r"was|were|had|did|we|our|all|developed|occurred|experienced|reported|"
        r"complained|noted|observed|appeared|resolved|subsided|showed|healed|followed|lasted|persisted|"
        r"came|felt|noticed|transient|temporary|"
        r"(?:in|by) (?:one|two|three|four|five|six|seven|eight|nine|ten|most|each|every|both|some)"
    )
    + r"\b"
)
#: Before "pigmentary changes" that were named already.
THE_CHANGES_BEFORE = re.compile(r"\b(?:the|these|those|all|most|such)\s$")
#: What was looked for; with a number before the event, what was found.
RECORDED = re.compile(
    r"\b(?:was|were) (?:also |then )?(?:(?:assessed|evaluated|measured|investigated|studied|"
    r"examined)\b|(?:recorded|monitored|collected|documented|registered)\s*(?:$|[.;]|by|using|"
    r"during|at|on days?|daily|before|throughout))"
)
PEOPLE = (
    r"(?:patients?|women|men|participants?|subjects?|volunteers?|children|adolescents?|girls?|"
    r"boys?|woman|man|cases?|persons?|sides?|halves|eyes|scars?|keloids?|lesions?|treatments?|"
    r"users?|individuals|adults|infants|cheeks|lobes)"
)
OF = rf"(?:\s?/\s?|\sof\s(?:the\s|all\s)?|\sout of\s)(?P<of>{NUMBER})"
COUNT_AFTER = re.compile(
    r"(?P<gap>[^.;:()]{0,45}?)"
    r"(?:\b(?:in|by|of|on|followed|affected|troubled)\s(?:only\s|the\s|all\s|about\s)?"
    rf"(?P<n>{NUMBER})(?:{OF})?(?:\s(?:of\s)?(?:the\s)?(?:[\w-]+\s){{0,2}}?{PEOPLE}\b)?"
    rf"(?!\s?(?:%|days?|weeks?|months?|hours?|mm|cases of)|{TO}{NUMBER}\s(?:days|weeks|hours))"
    rf"|\((?:n\s?=\s?)?(?P<n2>{NUMBER})(?:\s?/\s?(?P<of2>{NUMBER}))?(?:\s{PEOPLE})?"
    r"(?:[;,)]|\s\())(?:\s?\(?(?P<percent>\d+(?:\.\d+)?\s?%))?"
)
COUNT_BEFORE = re.compile(
    rf"(?<![\w.])(?P<n>{NUMBER})(?:{OF})?"
    rf"(?P<people>(?:\s(?:of\s)?(?:the\s)?(?:(?!and\b)[\w-]+\s){{0,2}}?{PEOPLE})?)"
    r"(?:\s\((?P<percent>\d+(?:\.\d+)?\s?%)\))?"
    r"(?:\s(?:in|of|from)\s(?:the\s)?[\w -]{1,25}?)?(?P<comma>,\s|\s)(?:also\s)?"
    r"(?:had|has|developed|reported|showed|experienced|complained of|suffered(?: from)?|with|"
    r"noticed|"
    r"presented with|a|an|one|cases? of|small|superficial|palpable|wounds?|became|have)?\s?"
    r"(?:(?!of\b|and\b|reports?\b|to\b)[\w-]+\s){0,2}$"
)
#: A number so close behind the event is its own, whatever stands before, in characters.
CLOSE = 14
LIST_BEFORE = re.compile(r"\b(?:and|;)\s(?:[\w-]+\s){0,2}$")
PERCENT_AFTER = re.compile(r"[^.;:()]{0,40}?(?:\(|\bin\s|\bby\s)(?P<percent>\d+(?:[.·]\d+)?\s?%)")
ARM = re.compile(
    r"\b(?:in|of|on|after|with|for)\s(?:the\s)?(?P<arm>groups?\s[a-z0-9]\b|"
    r"(?:(?!(?:patients?|subjects?|women|cases?|of)\b)[a-z0-9][\w-]*\s){1,3}?"
    r"(?:group|arm|sides?|half|halves)\b)"
)
_UNIT = r"(?:hours?|days?|weeks?|months?|hrs?|h)"
#: "Lasted two days", "of one to two days", "within 4 to 7 days", "by day 5".
DURATION = re.compile(
    r"\b(?:(?:last(?:ed|ing|s)|for|of|in|took|resolved|subsided|persist\w+)\s|(?=(?:within|after|by|"
    r"up to)\s))(?P<time>(?:(?:within|after|by|up to|about|around|approximately|less than|a mean "
    rf"of)\s)*(?:(?:a few|a|an|one|the \w+|{NUMBER})(?:{TO}{NUMBER})?\s{_UNIT}|{_UNIT}\s\d+)\b)"
)
DURATION_CUE = re.compile(
    r"\b(?:last(?:ed|ing|s)|resolv\w+|subsid\w+|settled|disappear\w+|cleared|faded|vanish\w+|"
    r"passed|gone|fell off|took|went|persist\w*|for|of (?:one|two|three|a few|\d))\b"
)
