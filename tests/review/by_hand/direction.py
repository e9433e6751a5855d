"""Section 3 of the article study by study, typed, and the table of findings counted with plain loops."""

from by_hand.characteristics import CATEGORIES, COUNTED_UNDER, MEASURES, STUDIES
from by_hand.counting import (
    FIRST,
    HYPOTHESES,
    LEVELS,
    SECOND,
    as_name,
    names,
    sign_test,
    table,
    tested,
    vote,
    wilson,
    word,
)  # fmt: skip

CONCURRENT, PREDICTOR_FIRST, ADJUSTED, BOTH = LEVELS
SAMPLES = {row["study_id"]: row["sample_id_if_overlapping"] for row in table("studies")}

# as sections 3.1 and 3.2 word it: finding, direction, and the highest order in time that the sentences tell
SAID = {
    FIRST: {
        # of four results one is not reported to hold: the group with the web tool at six weeks
        "berger2018": ("supported", "positive", CONCURRENT),
        "castonguay1996": ("supported", "positive", CONCURRENT),
        "debolle2010": ("supported", "positive", ADJUSTED),
        "feeley1999": ("not supported", "not reported", BOTH),
        "gibbons2019": ("supported", "positive", PREDICTOR_FIRST),
        "stilesshields2014": ("supported", "positive", CONCURRENT),
        "strunk2010": ("not supported", "not reported", BOTH),
        "weck2013": ("supported", "positive", PREDICTOR_FIRST),
        "zuroff2006": ("supported", "positive", ADJUSTED),
    },
    SECOND: {
        "feeley1999": ("trend", "positive", BOTH),
        "strunk2010": ("supported", "positive", BOTH),
        "wucherpfennig2017": ("supported", "positive", PREDICTOR_FIRST),
    },
}
FINDINGS = ["supported", "trend", "mixed", "not supported"]
DIRECTIONS = ["positive", "conflicting", "negative", "not reported"]


def cast(hypothesis, domain=None, level=CONCURRENT):
    """Let each study vote, from the table: study to finding and direction."""
    found = {}
    for study in names():
        rows = [
            row for row in tested()
            if row["study_id"] == study and row["hypothesis_id"] == hypothesis
            and domain in (None, row["outcome_domain"])
            and LEVELS.index(row["temporal_level"]) >= LEVELS.index(level)
        ]  # fmt: skip
        if rows:
            found[study] = vote(rows)
    return found


def cast_by_sample(hypothesis):
    """Let each sample vote as at least seven in ten of its studies do: sample to finding and direction."""
    said = cast(hypothesis)
    found = {}
    for sample in dict.fromkeys(SAMPLES[study] for study in said):
        votes = [told for study, told in said.items() if SAMPLES[study] == sample]
        ways = [way for _, way in votes if way]
        found[sample] = word([finding for finding, _ in votes], "mixed"), word(ways, "conflicting")
    return found


def supporting(votes):
    return sum(finding == "supported" for finding, _ in votes.values())


def rules():
    return {"percent_agreement": 70, "percent_confidence": 95}


def as_published():
    patients = dict(zip(STUDIES, MEASURES["n_patients"], strict=True))
    return {f"n_published_{side}": len(under) for side, under in COUNTED_UNDER.items()} | {
        f"n_patients_published_{side}": sum(patients[study] for study in under) for side, under in COUNTED_UNDER.items()
    }


def each_study():
    found = {}
    for hypothesis in HYPOTHESES:
        for study in STUDIES:
            finding, direction, level = SAID[hypothesis].get(study, ["no test reported"] * 3)
            found[f"finding_{study}_{hypothesis}"] = finding
            found[f"direction_{study}_{hypothesis}"] = direction
            found[f"temporal_level_{study}_{hypothesis}"] = level
    return found


def tallies():
    return _tally({hypothesis: cast(hypothesis) for hypothesis in HYPOTHESES}, len(SAMPLES), "")


def tallies_by_sample():
    # Castonguay and Feeley may share their patients
    samples = len(set(SAMPLES.values()))
    return _tally({hypothesis: cast_by_sample(hypothesis) for hypothesis in HYPOTHESES}, samples, "_by_sample")


def _tally(votes_on, everyone, ending):
    found = {}
    for hypothesis, votes in votes_on.items():
        findings = [finding for finding, _ in votes.values()]
        ways = [way or "not reported" for _, way in votes.values()]
        told = {f"n_{as_name(answer)}": findings.count(answer) for answer in FINDINGS}
        told |= {f"n_direction_{as_name(answer)}": ways.count(answer) for answer in DIRECTIONS}
        told |= {"n_tested": len(votes), "n_no_test_reported": everyone - len(votes)}
        found |= {f"{name}_{hypothesis}{ending}": n for name, n in told.items()}
    return found


def shares_and_intervals():
    found = {}
    for hypothesis in HYPOTHESES:
        votes = cast(hypothesis)
        supported, total = supporting(votes), len(votes)
        positive = sum(way == "positive" for _, way in votes.values())
        told = sum(way is not None for _, way in votes.values())
        low, high = wilson(supported, total)
        positive_low, positive_high = wilson(positive, told)
        found |= {
            f"percent_supported_{hypothesis}": 100 * supported / total,
            f"percent_supported_low_{hypothesis}": low,
            f"percent_supported_high_{hypothesis}": high,
            f"percent_positive_{hypothesis}": 100 * positive / told,
            f"percent_positive_low_{hypothesis}": positive_low,
            f"percent_positive_high_{hypothesis}": positive_high,
            f"percent_positive_unreported_against_{hypothesis}": 100 * positive / total,
            f"percent_positive_unreported_for_{hypothesis}": 100 * (positive + total - told) / total,
        }
    return found


def sign_tests():
    found = {}
    for hypothesis in HYPOTHESES:
        ways = [way for _, way in cast(hypothesis).values()]
        positive, negative = ways.count("positive"), ways.count("negative")
        found[f"p_sign_test_{hypothesis}"] = sign_test(positive, positive + negative)
        found[f"p_sign_test_unreported_against_{hypothesis}"] = sign_test(positive, len(ways))
    return found


def levels():
    found = {}
    for hypothesis in HYPOTHESES:
        for level in LEVELS:
            votes = cast(hypothesis, level=level)
            found[f"n_tested_{hypothesis}_{as_name(level)}"] = len(votes)
            found[f"n_supported_{hypothesis}_{as_name(level)}"] = supporting(votes)
    return found


def domains():
    found = {}
    for hypothesis in HYPOTHESES:
        there = {row["outcome_domain"] for row in tested() if row["hypothesis_id"] == hypothesis}
        found[f"n_domains_{hypothesis}"] = len(there)
        for domain in there:
            votes = cast(hypothesis, domain)
            found[f"n_tested_{hypothesis}_{as_name(domain)}"] = len(votes)
            found[f"n_supported_{hypothesis}_{as_name(domain)}"] = supporting(votes)
    return found


def both_hypotheses():
    return {
        "n_tested_every_hypothesis": 2,  # Feeley, Strunk
        "n_supported_every_hypothesis": 0,  # Feeley supports neither, Strunk the second
    }


def support_in_categories():
    """Whether each category in which a hypothesis was tested has a study that supports it."""
    found = {}
    for hypothesis in HYPOTHESES:
        votes = cast(hypothesis)
        for trait, category_of in categories(hypothesis).items():
            supported = {}
            for study, (finding, _) in votes.items():
                if study in category_of:
                    supported.setdefault(category_of[study], []).append(finding == "supported")
            everywhere = "in every category" if all(map(any, supported.values())) else "not in every category"
            value = everywhere if len(supported) > 1 else "fewer than two categories"
            found[f"support_by_{trait}_{hypothesis}"] = value
    return found


def categories(hypothesis):
    """Study to category; a study whose category is not reported is left out."""
    raters, approaches = {}, {}
    for row in tested():
        if row["hypothesis_id"] == hypothesis and row["rater"]:
            raters.setdefault(row["study_id"], set()).add(row["rater"])
    for row in table("treatments"):
        if row["approach"]:
            approaches.setdefault(row["study_id"], set()).add(row["approach"])
    typed = {
        column: {study: category for category, studies in members.items() for study in studies}
        for column, members in CATEGORIES.items()
    }
    return {
        "instrument": typed["instruments"],
        "rater": {study: " and ".join(sorted(who)) for study, who in raters.items()},
        "approach": {study: min(few) if len(few) == 1 else "multiple" for study, few in approaches.items()},
        "treatment_offered": {
            study: offered for study, offered in typed["pharmacotherapy"].items() if offered != "not reported"
        },
        "setting": typed["setting"],
    }


def several_raters():
    # Berger: results of patients' ratings only; Castonguay: of therapists'; Zuroff: of patients'
    return {f"n_several_raters_{hypothesis}": 0 for hypothesis in HYPOTHESES}


GROUPS = (
    rules, as_published, each_study, tallies, tallies_by_sample, shares_and_intervals, sign_tests, levels, domains,
    both_hypotheses, support_in_categories, several_raters,
)  # fmt: skip
