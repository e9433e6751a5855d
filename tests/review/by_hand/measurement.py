"""The table of assessments, read row by row."""

from by_hand.counting import as_name, names, table, tested

LENGTHS = {row["study_id"]: row for row in table("studies")}
RATINGS = [row for row in table("assessments") if row["construct"] == "alliance"]
OUTCOMES = [row for row in table("assessments") if row["construct"] == "outcome"]
INSTRUMENTS = {row["instrument_id"]: row for row in table("instruments")}
TIMES = ["week_from", "week_to", "session_from", "session_to", "months_after_treatment"]


def studies_of(rows):
    return {row["study_id"] for row in rows}


def position(row):
    """Where in the treatment a rating lies."""
    means = [
        (finding["study_id"], finding["instrument_id"])
        for finding in tested()
        if finding["alliance_timing"] == "aggregate over sessions"
    ]
    if (row["study_id"], row["instrument_id"]) in means:
        return "aggregated"
    if row["schedule"] in ("every session", "every week"):
        return row["schedule"]
    length = LENGTHS[row["study_id"]]["duration_weeks"]
    if row["schedule"] != "time point" or not row["week_from"] or not length:
        return "not reported"
    third = int(length) / 3
    week = int(row["week_from"])
    return "early" if week <= third else "middle" if week <= 2 * third else "late"


def at_the_end(row):
    length = LENGTHS[row["study_id"]]
    in_weeks = length["duration_weeks"] and row["week_to"] == length["duration_weeks"]
    in_sessions = length["duration_sessions"] and row["session_to"] == length["duration_sessions"]
    return bool(in_weeks or in_sessions)


def totals():
    used = {row["instrument_id"] for row in RATINGS}
    return {
        "n_studies": len(names()),
        "n_instruments_named": len(INSTRUMENTS),
        "n_instruments_used": len(used),
        "n_families": len({INSTRUMENTS[one]["family"] for one in used}),
        "n_ratings": len(RATINGS),
        "n_outcomes": len(OUTCOMES),
    }


def instruments():
    return {
        f"n_studies_{as_name(one)}": len(studies_of([row for row in RATINGS if row["instrument_id"] == one]))
        for one in INSTRUMENTS
    }


def categories():
    traits = {
        "family": lambda row: INSTRUMENTS[row["instrument_id"]]["family"],
        "rater": lambda row: row["rater"] or "not reported",
        "schedule": lambda row: row["schedule"],
        "position": position,
    }
    found = {}
    for trait, of in traits.items():
        for row in RATINGS:
            found.setdefault(f"n_{trait}_{as_name(of(row))}", set()).add(row["study_id"])
    return {name: len(studies) for name, studies in found.items()}


def facets():
    return {
        "n_facet_task": len(studies_of(row for row in tested() if row["alliance_facet"] == "task")),
        "n_facet_whole": len(studies_of(row for row in tested() if not row["alliance_facet"])),
    }


def raters():
    described = {one: row["rater_as_described"] for one, row in INSTRUMENTS.items()}
    other = [
        row for row in RATINGS
        if row["rater"] and described[row["instrument_id"]] not in ("", row["rater"])
    ]  # fmt: skip
    return {
        "n_rater_never_reported": len(set(names()) - studies_of(row for row in RATINGS if row["rater"])),
        "n_rater_other_than_described": len(studies_of(other)),
    }


def times():
    rated = studies_of(row for row in RATINGS if any(row[time] for time in TIMES))
    seen = studies_of(row for row in OUTCOMES if any(row[time] for time in TIMES))
    weeks = {study for study, row in LENGTHS.items() if row["duration_weeks"]}
    sessions = {study for study, row in LENGTHS.items() if row["duration_sessions"]} - weeks
    without = set(names()) - weeks - sessions
    dated = studies_of(row for row in RATINGS if row["week_from"] and row["study_id"] in without)
    points = [row for row in RATINGS if row["schedule"] == "time point"]
    weeks_of = {study: {row["week_from"] for row in points if row["study_id"] == study} for study in names()}
    places = {study: {position(row) for row in RATINGS if row["study_id"] == study} for study in names()}
    return {
        "n_times_not_reported": len(set(names()) - rated),
        "n_outcome_times_not_reported": len(set(names()) - seen),
        "n_in_weeks": len(weeks | dated),
        "n_in_sessions": len(sessions),
        "n_length_not_reported": len(without),
        "n_several_time_points": sum(len(different) > 1 for different in weeks_of.values()),
        "n_only_early": sum(different == {"early"} for different in places.values()),
        "n_rated_at_end": len(studies_of(row for row in RATINGS if at_the_end(row))),
        "n_time_point_at_end": len(studies_of(row for row in points if at_the_end(row))),
    }


GROUPS = (totals, instruments, categories, facets, raters, times)
