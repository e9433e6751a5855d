"""What sections 3, 3.1 and 3.2 of the article say of the ten studies, typed; sums and quartiles follow from it."""

from by_hand.counting import FIRST, SECOND, as_name, quartile

STUDIES = [
    "berger2018", "castonguay1996", "debolle2010", "feeley1999", "gibbons2019", "stilesshields2014", "strunk2010",
    "weck2013", "wucherpfennig2017", "zuroff2006",
]  # fmt: skip

# the order is that of the studies above; None is not reported
MEASURES = {
    "n_patients": [98, 30, 567, 25, 237, 325, 60, 80, 211, 191],
    # Berger: 20 in each of two groups; Castonguay 1 + 3; Feeley 4, or 4 + 3 + 1; Strunk 5 + 1; Weck 25 + 1
    "n_therapists_low": [20, 4, 144, 4, 20, 291, 6, 26, 89, None],
    "n_therapists_high": [40, 4, 144, 8, 20, 291, 6, 26, 89, None],
    # De Bolle: various conditions, not said how many
    "n_arms": [2, 2, None, 2, 2, 2, 1, 1, 1, 4],
    "percent_medicated": [50, None, None, None, None, 30, None, 65, None, None],
    "duration_weeks": [12, 12, 24, 12, 20, 18, None, None, None, 16],
    "duration_months": [None, None, None, None, None, None, None, 8, None, None],
    "duration_sessions": [None, None, None, None, None, None, None, 16, 37, None],
    # Weck: 1 year
    "follow_up_months": [None, None, None, None, None, None, None, 12, None, 18],
}

CATEGORIES = {
    "treatments_compared": {
        "multiple": ["berger2018", "castonguay1996", "debolle2010", "feeley1999", "gibbons2019", "zuroff2006"],
        "single": ["stilesshields2014", "strunk2010", "weck2013", "wucherpfennig2017"],
    },
    "instruments": {
        "WAI": ["gibbons2019", "stilesshields2014", "strunk2010", "berger2018", "castonguay1996"],
        "HAQ": ["debolle2010", "weck2013"],
        "PHAS": ["feeley1999"],
        "BPSR": ["wucherpfennig2017"],
        "B-L RI and VTAS": ["zuroff2006"],
    },
    "setting": {
        "outpatient": [study for study in STUDIES if study != "feeley1999"],
        "inpatient": ["feeley1999"],
    },
    "pharmacotherapy": {
        "psychotherapy only": ["berger2018", "gibbons2019", "stilesshields2014", "weck2013", "strunk2010"],
        "psychotherapy and pharmacotherapy": ["castonguay1996", "debolle2010", "zuroff2006", "feeley1999"],
        "not reported": ["wucherpfennig2017"],
    },
}

COUNTED_UNDER = {
    FIRST: [
        "berger2018", "castonguay1996", "debolle2010", "gibbons2019", "stilesshields2014", "weck2013", "zuroff2006",
    ],
    SECOND: ["feeley1999", "strunk2010", "wucherpfennig2017"],
}  # fmt: skip

THERAPISTS = {
    "berger2018": {"psychotherapist": 20},
    "castonguay1996": {"psychologist": 1, "social worker": 3},
    "debolle2010": {"psychiatrist": 144},
    "feeley1999": {"psychotherapist": 4, "social worker": 3, "psychologist": 1},
    "gibbons2019": {"clinician": 20},
    "stilesshields2014": {"psychologist": 291},
    "strunk2010": {"psychologist": 5, "psychiatric nurse": 1},
    "weck2013": {"psychologist": 25, "physician": 1},
    "wucherpfennig2017": {"psychotherapist": 89},
}

TREATMENTS = {
    "berger2018": {"psychotherapy": 4},  # cognitive behavioural, psychodynamic, humanistic, integrative
    "castonguay1996": {"psychotherapy": 1, "psychotherapy and pharmacotherapy": 1},
    # supportive, cognitive behavioural, psychodynamic; two medications combined with them
    "debolle2010": {"psychotherapy and pharmacotherapy": 3, "pharmacotherapy": 2},
    "feeley1999": {"psychotherapy": 1, "psychotherapy and pharmacotherapy": 1},
    "gibbons2019": {"psychotherapy": 2},  # supportive-expressive, cognitive behavioural
    "stilesshields2014": {"psychotherapy": 2},  # face to face, by telephone
    "strunk2010": {"psychotherapy": 1},
    "weck2013": {"psychotherapy": 1},
    "wucherpfennig2017": {"psychotherapy": 1},
    "zuroff2006": {"psychotherapy": 2, "pharmacotherapy": 2},  # cognitive behavioural, interpersonal
}

TIMES = {
    "alliance": {
        "berger2018": ["week 6", "week 12"],
        "castonguay1996": ["weeks 1 to 12"],
        "debolle2010": ["week 4"],
        "gibbons2019": ["session 2"],
        "stilesshields2014": ["week 4", "week 14"],
        "strunk2010": ["weeks 1 to 4"],
        "weck2013": ["sessions 1 to 16"],
        "wucherpfennig2017": ["sessions 1 to 37"],
        "zuroff2006": ["week 4", "week 8"],
    },
    "outcome": {
        "castonguay1996": ["week 6", "week 12"],
        "gibbons2019": ["sessions 2 to 6"],
        "stilesshields2014": ["weeks 0 to 18"],  # the entire duration of the treatment
        "weck2013": ["12 months after treatment"],
        "zuroff2006": ["18 months after treatment"],
    },
}


def each_study():
    return {
        f"{measure}_{study}": value
        for measure, values in MEASURES.items()
        for study, value in zip(STUDIES, values, strict=True)
        if value is not None
    }


def totals_and_spreads():
    found = {"n_studies": len(STUDIES)}
    for measure, values in MEASURES.items():
        known = [value for value in values if value is not None]
        found[f"n_reporting_{measure}"] = len(known)
        found[f"median_{measure}"] = quartile(known, 0.5)
        found[f"lower_quartile_{measure}"] = quartile(known, 0.25)
        found[f"upper_quartile_{measure}"] = quartile(known, 0.75)
        found[f"minimum_{measure}"] = min(known)
        found[f"maximum_{measure}"] = max(known)
        # weeks and shares of different studies have no sum that means anything
        if measure.startswith("n_"):
            found[f"total_{measure}"] = sum(known)
    return found


def categories():
    found = {}
    for column, members in CATEGORIES.items():
        for category, studies in members.items():
            found[f"n_{column}_{as_name(category)}"] = len(studies)
            found[f"percent_{column}_{as_name(category)}"] = 100 * len(studies) / len(STUDIES)
    return found


def categories_of_each_side():
    return {
        f"n_{side}_{as_name(category)}": len(both)
        for side, under in COUNTED_UNDER.items()
        for column in ("pharmacotherapy", "treatments_compared")
        for category, studies in CATEGORIES[column].items()
        if (both := set(studies) & set(under))
    }


def therapists():
    return {f"n_{as_name(who)}_{study}": n for study, team in THERAPISTS.items() for who, n in team.items()}


def treatments():
    found = {f"n_treatments_{study}": sum(kinds.values()) for study, kinds in TREATMENTS.items()}
    for study, kinds in TREATMENTS.items():
        found |= {f"n_treatments_{as_name(modality)}_{study}": n for modality, n in kinds.items()}
    return found


def deliveries():
    return {
        "n_delivery_face_to_face_with_or_without_a_web_tool": 1,  # Berger
        "n_delivery_face_to_face": 1,  # Stiles-Shields
        "n_delivery_telephone": 1,  # Stiles-Shields
    }


def times():
    return {
        f"{construct}_measured_{study}": when for construct, known in TIMES.items() for study, when in known.items()
    }


GROUPS = (
    each_study, totals_and_spreads, categories, categories_of_each_side, therapists, treatments, deliveries, times,
)  # fmt: skip
