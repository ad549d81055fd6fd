"""How many sessions: the fewest and the most."""

from __future__ import annotations

import pytest

from ingest.extract.context import Context
from ingest.extract.text.document import Document
from ingest.extract.treatment.sessions import read
from tests.extracting import ends, read_with

STATED = [
    ("The children received a total of 152 sessions, between 2 and 6 for each.", 2, 6),
    ("Group I received a single injection of fat and group II received three injections.", 1, 3),
    ("Blistering occurred after nine sessions. Each scar had five sessions in all.", 5, 5),
    ("They had laser, needling, or both in one session. All had three sessions.", 3, 3),
    ("Both cheeks were treated in one session.", 1, 1),
    ("Treatments were repeated every 4 weeks until it was flat, with a maximum of 6.", None, 6),
    ("All patients had four sessions at 4-week intervals.", 4, 4),
    ("A total of 3 treatments were given one month apart.", 3, 3),
    ("Each scar received 3-4 needling sessions.", 3, 4),
    ("Between two and five treatments were given every 6 weeks.", 2, 5),
    ("Patients underwent six monthly sittings.", 6, 6),
    ("Scars were treated in a single session.", 1, 1),
    ("Injections were repeated three times, two weeks apart.", 3, 3),
    ("Up to six injections were given every three weeks.", None, 6),
    ("At least three sessions were performed.", 3, None),
    ("Patients had a mean of 3.4 sessions (range, 2-7).", 2, 7),
    ("Patients had a median of 4 sessions (range 1 to 9).", 1, 9),
    ("The number of sessions ranged from three to five.", 3, 5),
    ("Sessions were held every 3 weeks, five in number.", 5, 5),
    ("They underwent 2 to 6 (mean 3.8) sessions.", 2, 6),
    ("Number of sessions: 4.", 4, 4),
    ("Scars were treated thrice, one month apart.", 3, 3),
    ("The patients received the injection twice, with an interval of one month.", 2, 2),
    ("A median of five laser sessions (range, 3-9) was given.", 3, 9),
    ("The number of laser treatments ranged from 1 to 8.", 1, 8),
    ("Treatment sessions (n = 4) were held at 3-week intervals.", 4, 4),
    ("Patients underwent a second session after 8 weeks.", 2, 2),
    ("A course of five peels was performed.", 5, 5),
    ("After a series of six treatments scars were softer.", 6, 6),
    ("Needling was done three times, once per month.", 3, 3),
    ("We performed four sessions per patient.", 4, 4),
    ("Sessions were given every three weeks until flattening, up to 6.", None, 6),
    ("A single procedure.", 1, 1),
    ("Clearance was seen one month after the only session.", 1, 1),
    ("Scars were needled once, twice or four times at fortnightly intervals.", 1, 4),
    ("A minimum of 3 and a maximum of 6 sessions were given.", 3, 6),
    ("Mean number of treatments: 2.8 (range 1-5).", 1, 5),
    ("A second treatment was done 3 months later.", 2, 2),
    ("Each patient received four 20-minute sessions.", 4, 4),
    ("Scars were treated on three occasions.", 3, 3),
    ("Treatments were given every 3 weeks, up to 6 in total.", None, 6),
    ("The mean number of sessions was 3.9 ± 1.1 (range 2-6).", 2, 6),
    ("The median number of injections was four (range, two to eight).", 2, 8),
    ("Sessions were held every month, with a total number of four.", 4, 4),
    ("Group A had three sessions of needling and group B five sessions of laser.", 3, 5),
    ("Laser: 4 sessions at intervals of one month. Needling: 2 sessions, 8 weeks apart.", 2, 4),
    ("Group A received 6 sessions. Group B received 3 sessions.", 3, 6),
    ("Patients were drawn to three (n=21), five (n=21) or seven (n=21) sittings of laser.", 3, 7),
    ("Two (n = 24) or four (n = 24) visits with needles were given.", 2, 4),
    ("Scars had resurfacing (one session) and needling (six sessions).", 1, 6),
    ("Nineteen patients had one session, six had two and three had three sessions.", 1, 3),
    ("Eight had one procedure and three had two.", 1, 2),
    ("One round was enough in 20 adults, two rounds in eight, three in three.", 1, 3),
    ("Sixteen children had been needled once, nine twice and four three times.", 1, 3),
    ("Patients had one subcision; a second one was done if scars remained.", 1, 2),
    ("After one needling 17 came back for a second and 8 for a third.", 1, 3),
    ("Sessions, four per patient, were held in the clinic.", 4, 4),
    ("Treatments: two to five, at intervals of four weeks.", 2, 5),
    ("Five rounds of cryotherapy were given.", 5, 5),
    ("Scars were rolled three times.", 3, 3),
    ("Laser was delivered twice, six weeks apart.", 2, 2),
    ("Needling was repeated twice after the first session.", 3, 3),
    ("Injections were given every 3 weeks, up to a maximum of eight.", None, 8),
    ("Needling was done every four weeks for a total of three.", 3, 3),
    ("Laser was used on the whole face, monthly ×3.", 3, 3),
    ("They had 3.4 sessions on average (1 to 9).", 1, 9),
    ("A median of seven needlings, range four to thirteen, was needed.", 4, 13),
    ("The number of sessions was 3.1 (range 2-5) in men and 4.2 (range 3-6) in women.", 2, 6),
    ("Needling was given at five visits.", 5, 5),
    ("The mean number of sessions was 3.4, ranging from 2 to 6.", 2, 6),
    ("A mean of 2.4 sessions (SD 0.8; range 1–4) was needed.", 1, 4),
    ("Patients required a median (range) of 3 (1–6) sessions.", 1, 6),
    ("Number of treatments averaged 3.8 (range 2 to 7).", 2, 7),
    ("Group A received two and group B four sessions.", 2, 4),
    ("Four sessions in group A and six in group B were planned.", 4, 6),
    ("Two sessions were given in 14 patients and three in 6.", 2, 3),
    ("Twelve patients had a single session and eight had two.", 1, 2),
    ("Treatment was repeated once after 4 weeks.", 2, 2),
    ("Patients had one session; a second session was performed 4 weeks later.", 2, 2),
    ("A repeat session was allowed after 8 weeks.", 1, 2),
    ("All underwent needling four times.", 4, 4),
    ("Injections were given monthly until flat (maximum, eight injections).", None, 8),
    ("Photographs were taken one month after the fourth (final) session.", 4, 4),
    ("Scars were scored a month after the last of the four treatments was given.", 4, 4),
    ("They underwent a 3-session protocol.", 3, 3),
    ("Scars were needled once or twice.", 1, 2),
    ("There were three treatments in the laser arm and one in the needling arm.", 1, 3),
    ("Three session of needling was done.", 3, 3),
    ("A total of four (4) sessions were given.", 4, 4),
    ("Needling was done 3 time with 3 week of interval.", 3, 3),
    ("They underwent one session of needling every 3 weeks for a total of four sessions.", 4, 4),
    ("The number of sessions ranged from 2 to 4 in group A and from 3 to 6 in group B.", 2, 6),
    ("Group I: 4 sessions. Group II: 4 sessions. Group III: 2 sessions.", 2, 4),
    ("Sittings (three to five, according to response) were held.", 3, 5),
    ("Sessions (maximum 5) were 4 weeks apart.", None, 5),
    ("We needled each cheek five times.", 5, 5),
    ("Two sessions were given to 19 patients; 12 needed a third.", 2, 3),
    ("Most patients (31 of 40) had three sessions, the others two.", 2, 3),
    ("Five procedures at fortnightly gap.", 5, 5),
    ("The three procedures were 30 days apart.", 3, 3),
    ("The median number of combined treatment sessions was 3 (range 1-6).", 1, 6),
    ("Patients had a mean of 3.1 treatment visits (range, 2-5).", 2, 5),
    ("They had 2 treatments (n=12), 3 treatments (n=15) or 4 treatments (n=8).", 2, 4),
    ("Clearance was seen a month after the only procedure.", 1, 1),
    ("Patients had four\u2011session courses of needling.", 4, 4),
    ("Each patient received a minimum of two treatments (maximum six).", 2, 6),
    ("Sessions per patient: 2-6 (median 3).", 2, 6),
    ("Each had one treatment to the left side and three to the right.", 1, 3),
    ("Needling: 5 sessions every 2 weeks; laser: 3 sessions every 4 weeks.", 3, 5),
    ("Needling ×3 was performed.", 3, 3),
    ("A single dose of botulinum toxin was injected.", 1, 1),
    ("Six months after the single procedure scars were paler.", 1, 1),
    ("After six sessions the nodules were flat.", 6, 6),
    ("Two freeze-thaw cycles were used. After 6 sessions the nodules were flat.", 6, 6),
    ("Fat was injected once, at the first of four needling sessions.", 4, 4),
    ("A single treatment sufficed in six, while three needed a second one.", 1, 2),
    ("Scars were needled, once, in addition to usual scar care.", 1, 1),
    ("She came six weeks after her third needling session.", 3, 3),
    ("Thirty patients underwent 121 treatments (mean 3.7 per patient; range 3-6).", 3, 6),
    ("Monthly sessions (total 4) were planned.", 4, 4),
    ("A second and third session were given at 4-week intervals.", 3, 3),
    ("A maximum of five treatments was allowed.", None, 5),
    ("Scars improved after 2 sessions; all five sessions were completed by 28.", 5, 5),
    ("All had 4 dermaroller (1.5 mm) treatments 3 weeks apart.", 4, 4),
    ("The first session was followed by two further sessions.", 3, 3),
    ("Forty sessions of light had failed. The scar was needled once.", 1, 1),
    ("The number of sessions was 3 in 12 patients, 4 in 10 and 5 in 8.", 3, 5),
    ("35 were submitted to one session, 14 to two and 5 to three sessions.", 1, 3),
    ("Keloids were flat in two patients after seven and nine sessions, respectively.", 7, 9),
    ("Group A had 4 laser sessions, group B 2 sessions alternating with 2 injections.", 4, 4),
    ("Patients received two sessions of laser followed by two sessions of needling.", 4, 4),
    ("The second session was performed after 4 weeks and the third after 8 weeks.", 3, 3),
    ("Treatment was given only once.", 1, 1),
    ("Treatment was repeated twice more at 4-week intervals.", 3, 3),
    ("Treatment was repeated two more times.", 3, 3),
    ("The initial treatment was followed by two additional treatments.", 3, 3),
    ("The first session was followed by three more, each a month apart.", 4, 4),
    ("A mean of 2.6 ± 1.1 treatment sessions (range 1–5) was performed.", 1, 5),
    ("On average, patients received 3.5 sessions (min 2, max 6).", 2, 6),
    ("Treatment numbers ranged from two to eight.", 2, 8),
    ("The patients underwent microneedling sessions ranging from 3 to 6.", 3, 6),
    ("The maximum number of sessions was six.", None, 6),
    ("The minimum number of sessions was three.", 3, None),
    ("Injections, up to five at monthly intervals, were offered.", None, 5),
    ("At the end of the 4th session, 40% of scars were flat.", 4, 4),
    ("Scars were scored 3 months after the third treatment.", 3, 3),
    ("Scars were scored 3 months after the 4th and last session.", 4, 4),
    ("A total of 112 treatments were performed in 34 patients (mean 3.3, range 1-8).", 1, 8),
    ("Patients received radiofrequency once, and were seen at 6 months.", 1, 1),
    ("Scars improved more after three sessions than after one session.", 3, 3),
    ("Needling at 3-week intervals was performed until the sixth session.", 6, 6),
    ("Needling was repeated in 5 of 12 patients.", 1, 2),
    ("One patient required three sessions, two required two and the remainder one.", 1, 3),
    ("Patients had a median of 4 (IQR 3-6, range 1-12) treatments.", 1, 12),
    ("Treatments per patient averaged 3.6 (range 1-8).", 1, 8),
    ("Treatment was performed once every 4 weeks, 3 times as a course.", 3, 3),
    ("Injections were given until flattening or for eight sessions.", None, 8),
    ("Injections were given for six sessions or until flattening.", None, 6),
    ("Until flat or eight sessions, whichever came first, needling went on.", None, 8),
    ("Scars were grafted once. Ten asked for a top-up at three months.", 1, 2),
    ("Patients with at least two sessions were included. They had two to six sessions.", 2, 6),
]
DERIVED = [
    ("Needling was done at 1-month intervals for 3 months.", 3),
    ("Laser was given with a 2-week interval for 8 weeks.", 4),
    ("Needling was performed monthly for four months.", 4),
    ("The laser was used once per week for 6 weeks.", 6),
    ("Needling was performed every 3 weeks for 12 weeks.", 4),
    ("Each patient received one treatment session every month for 4 months.", 4),
    ("Needling was done once monthly for 3 consecutive months.", 3),
    ("Scars were needled on days 0, 28 and 56.", 3),
    ("Scars were needled at baseline, week 4 and week 8.", 3),
    ("Plasma was injected at weeks 0, 4, 8 and 12.", 4),
    ("Patients received weekly intralesional bleomycin for 4 weeks.", 4),
    ("Scars were treated three times a week for four weeks.", 12),
    ("Scars were needled at baseline, 4 weeks and 8 weeks.", 3),
    ("Treatments were given on day 1, day 30, and day 60.", 3),
    ("Laser was begun at suture removal and repeated at weeks 4 and 8.", 3),
    ("Scars were injected each week for 8 weeks.", 8),
    ("Scars were lasered at baseline and after 6 and 12 weeks.", 3),
    ("Patients were seen at week 0, 4, 8 and 12 for laser treatment.", 4),
    ("Dermaroller treatments were delivered during weeks 0, 4, and 8.", 3),
    ("Needling was performed weekly for a month.", 4),
    ("Needling was performed every 2 weeks for 3 months.", 6),
    ("Scars were injected weekly for 4 weeks and then monthly for 4 months.", 8),
    ("Each patient had one treatment a month for half a year.", 6),
    ("Needling was done monthly for a period of 5 months.", 5),
    ("Patients received 1 session/month for 4 months.", 4),
    ("Sessions were given twice a month for three months.", 6),
    ("Twice-weekly sessions were given for six weeks.", 12),
    ("They had one session of needling per month for four months.", 4),
    ("Weekly microneedling with 5% minoxidil for 12 weeks was tested.", 12),
    ("Laser was given at suture removal, and at 4 and 8 weeks thereafter.", 3),
    ("MFR was performed at 4, 8 and 12 weeks after surgery.", 3),
    ("One half received microneedling at 6, 10 and 14 weeks after surgery.", 3),
    ("Needling was performed 4, 8 and 12 weeks after suture removal.", 3),
    ("Needling was done at intervals of 4 weeks for 4 months.", 4),
    ("Patients received monthly treatments for a total of three months.", 3),
    ("Weekly home treatment with a 0.2-mm roller was done for 12 weeks.", 12),
    ("Men had weekly microneedling with 1.5 mm plus minoxidil or minoxidil for 12 weeks.", 12),
    ("At weeks 0, 6 and 12 both cheeks were treated.", 3),
]
NOT_SESSIONS = [
    "Blistering occurred after nine sessions, and infection was seen in two sessions.",
    "Patients were divided into three treatment groups.",
    "The two treatments were equally effective.",
    "Each session took 20 minutes.",
    "Patients were seen three times in the first month.",
    "Patients were followed monthly for six months.",
    "Four injections per session were given around the scar.",
    "No single treatment is satisfactory.",
    "Silicone gel was applied twice daily for 12 weeks.",
    "The second session was better tolerated.",
    "Three sessions a week of physiotherapy were continued.",
    "Patients who missed two sessions were withdrawn.",
    "Patients who had been in our earlier trial of three treatments were asked.",
    "Patients received weekly methotrexate tablets for 8 weeks.",
    "We treated 961 sessions in 410 patients.",
    "Previous treatments included three sessions of laser two years earlier.",
    "Patients are advised to undergo at least three sessions.",
    "Two patients withdrew after one session.",
    "Follow-up visits were scheduled every 4 weeks for three visits.",
    "Scars were scored at baseline, 4 weeks and 8 weeks after treatment.",
    "Redness improved at 4, 8 and 12 weeks of treatment.",
    "One session sufficed.",
    "Sixteen sessions of needling were done in 4 patients.",
    "Adverse events occurred in 5 of 24 sessions.",
    "One patient had hyperpigmentation after two sessions.",
    "Half of the patients wanted two more sessions.",
    "Three-weekly sessions were planned.",
    "One weekly session was held.",
    "There were three treatments: laser, needling and both.",
    "Patients were treated with four sessions/month.",
    "One in five sessions was followed by herpes.",
    "Needles were rolled ten times in four directions.",
    "The time between two consecutive sessions was noted.",
    "Patients underwent one-stage needling of the whole scar.",
    "Patients had had at least two failed treatments before.",
    "Earlier, they had received two to five steroid injections.",
    "In the literature, three to five sessions are reported.",
    "Hair counts of treated scars were performed at baseline and after 2 and 4 months.",
    "The spray was given once or twice daily.",
    "Injected scars recurred four times earlier.",
    "The median number of sessions was 3 (interquartile range 2-4).",
    "Monthly visits were made for six months after laser.",
    "Docetaxel was given on days 1, 8 and 15 of each cycle.",
    "Each of the two groups had four women, and six had scars.",
    "Tacrolimus and 40 sessions of excimer light had been unsuccessful.",
    "Five sessions of laser had brought no benefit.",
    "The keloid had not responded to four injections of steroid.",
    "Purpura was seen in 12 patients after at least one session.",
    "Contact cryotherapy (two freeze-thaw cycles of 15 seconds) was used.",
    "Needling can be done in one sitting.",
    "Improvement became visible after two sessions.",
    "Two sessions were cancelled because of fever.",
    "Ten sessions of physiotherapy had been tried earlier.",
    "Adverse events were noted after 12 sessions (8%).",
    "Studies used three to six sessions of microneedling.",
    "Optimal results require at least four sessions.",
    "Patients with at least two sessions were included.",
    "She had undergone five sessions of laser elsewhere.",
    "Six sessions of laser at another clinic had not helped.",
    "The hyperpigmentation was treated with two sessions of laser.",
    "The skin was rolled 15 to 20 times.",
    "Two sessions were lost to the pandemic.",
    "Cooling tests were performed twice.",
    "Guidelines suggest four to six sessions at monthly intervals.",
    "Most dermatologists perform 3-4 sessions at 4-week intervals.",
    "Other authors gave six sessions.",
    "The reviewed trials gave two to six sessions.",
    "Patients used weekly microneedling and were followed for 12 weeks.",
    "Hyperpigmentation developed two weeks after the second session.",
    "Scars were softer at 1, 2 and 3 months after treatment.",
]


@pytest.mark.parametrize(("text", "low", "high"), STATED)
def test_sessions_are_read(text: str, low: int | None, high: int | None) -> None:
    facts = read_with(read, text)
    assert ends(facts, "sessions_min", "sessions_max") == (low, high)
    assert {fact.status for fact in facts} == {"stated"}


@pytest.mark.parametrize(("text", "sessions"), DERIVED)
def test_a_schedule_gives_sessions_that_are_derived(text: str, sessions: int) -> None:
    facts = read_with(read, text)
    assert ends(facts, "sessions_min", "sessions_max") == (sessions, sessions)
    assert {fact.status for fact in facts} == {"derived"}


@pytest.mark.parametrize("text", NOT_SESSIONS)
def test_what_counts_no_sessions_is_left_alone(text: str) -> None:
    assert read_with(read, text) == []


def test_sessions_are_quoted_with_their_section() -> None:
    facts = read_with(read, "METHODS: Scars had three sessions of needling. RESULTS: All improved.")
    assert [(fact.quote, fact.section) for fact in facts] == [("three sessions", "methods")] * 2


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "Thirty patients had one session, and 11 patients had two or three sessions.",
            "one session, and 11 patients had two or three",
        ),
        (
            "Peels were repeated monthly for up to 4 sessions. Punch elevation was performed once.",
            "up to 4 sessions. Punch elevation was performed once",
        ),
    ],
)
def test_the_words_hold_the_fewest_and_the_most(text: str, quote: str) -> None:
    facts = read(Document.from_parts("Acne scars", f"METHODS: {text}"), Context(question=None))
    told = {fact.quote for fact in facts if fact.field in ("sessions_min", "sessions_max")}
    assert told == {quote}


def test_the_answer_is_both_ends_or_none() -> None:
    context = Context()
    read(Document.from_text("Scars had two to four sessions."), context)
    assert context.answers["sessions"] == [2, 4]
    read(Document.from_text("Scars were needled."), context)
    assert context.answers["sessions"] is None


@pytest.mark.parametrize("design", ["systematic-review", "guideline", "cross-sectional"])
def test_reviews_and_surveys_have_none_of_their_own(design: str) -> None:
    assert read_with(read, "Most studies gave three sessions.", design=design) == []


@pytest.mark.parametrize(
    "text",
    [
        "Charts of 23 patients treated by needling were reviewed. They had 2 to 5 sessions.",
        "We examined the notes of all who were needled. They had 2 to 5 sessions.",
    ],
)
def test_a_chart_review_is_no_narrative_review(text: str) -> None:
    facts = read_with(read, text, design="narrative-review")
    assert ends(facts, "sessions_min", "sessions_max") == (2, 5)


def test_background_is_not_searched() -> None:
    text = "BACKGROUND: Usually three sessions are given. METHODS: Scars were needled."
    assert read_with(read, text) == []


def test_a_background_that_no_heading_ends_is_searched() -> None:
    text = "BACKGROUND: Scars are common. Patients received four sessions of needling."
    assert ends(read_with(read, text), "sessions_min", "sessions_max") == (4, 4)


def test_cycles_of_drugs_are_sessions_only_in_a_text_on_scars() -> None:
    text = "Patients received six cycles every three weeks."
    assert read_with(read, text) == []
    facts = read_with(read, text, title="Needling for keloids")
    assert ends(facts, "sessions_min", "sessions_max") == (6, 6)
