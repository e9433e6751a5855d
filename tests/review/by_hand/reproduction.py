"""Every claim of the article beside a value that was counted by hand."""

from datetime import date
from functools import cache

from by_hand import characteristics, direction, measurement, selection
from by_hand.counting import as_name, names, table

VERDICTS = [
    "reproduced", "reproduced with a note", "number differs", "statement does not follow",
    "not checkable from the text",
]  # fmt: skip
TABLES = ["studies", "therapists", "treatments", "assessments", "findings", "flow", "searches"]
BASES = ["several cells", "another sentence", "this sentence"]
# counts of rows, all of which one sentence names, with that sentence
NAMED_TOGETHER = {
    "selection.n_databases": "2-p1-s1",
    "selection.n_inclusion_criteria": "2-p1-s3",
    "selection.n_exclusion_criteria": "2-p1-s4",
    "characteristics.n_treatments_compared_multiple": "3-p1-s1",
    "characteristics.n_treatments_compared_single": "3-p1-s1",
    "characteristics.n_setting_inpatient": "3-p1-s3",
}
NOTEBOOKS = {
    "selection": selection, "characteristics": characteristics, "measurement": measurement, "direction": direction,
}  # fmt: skip


def values():
    found = {
        f"{notebook}.{name}": value
        for notebook, module in NOTEBOOKS.items()
        for group in module.GROUPS
        for name, value in group().items()
    }
    day = date.fromisoformat(found["selection.searched_on"])
    return found | {"selection.searched_on": f"{day.day} {day:%B %Y}"}


def agrees(printed, value):
    if printed == "supported" and not isinstance(value, str):
        return value >= 1
    if printed == "several" and not isinstance(value, str):
        return value >= 2
    if isinstance(value, list):
        return printed.split(" and ") == value
    return printed == str(value)


def verdict(claim, known):
    if not claim["number"]:
        return "not checkable from the text"
    if not agrees(claim["printed"], known[claim["number"]]):
        return "number differs" if claim["kind"] == "quantitative" else "statement does not follow"
    return "reproduced with a note" if claim["note"] else "reproduced"


def basis(claim):
    """Several cells, unless the number is what was coded of one study, or of the search, or from one sentence."""
    if together := NAMED_TOGETHER.get(claim["number"]):
        return "this sentence" if claim["passage_id"] == together else "another sentence"
    about = [row for row in table("sources") if row["table"] in TABLES]
    coded = {row["passage_id"] for row in about if _is_coded(row, claim["number"])}
    if not coded:
        return "several cells"
    return "this sentence" if claim["passage_id"] in coded else "another sentence"


def _is_coded(source, number):
    """Whether a line of the table of sources is about the one cell, or the list of a study, that a number repeats."""
    _, _, name = number.partition(".")
    table_, row, column = source["table"], source["row"], source["column"]
    study = next((one for one in names() if row.startswith(one)), "")
    if table_ == "flow":
        return name == f"n_{row.split('|')[1]}"
    if table_ == "searches":
        return name == column
    if not study or study not in name:
        return False
    if table_ == "studies":
        return name == f"{column}_{study}"
    if table_ == "therapists":
        return name == f"n_{as_name(row.split('|')[1])}_{study}"
    if table_ == "treatments":
        modality = as_name(_row("treatments", "treatment_id", row)["modality"])
        return name in (f"n_treatments_{study}", f"n_treatments_{modality}_{study}")
    if table_ == "assessments":
        return name == f"{_row('assessments', 'assessment_id', row)['construct']}_measured_{study}"
    if table_ == "findings":
        return name == f"{column}_{study}_{_row('findings', 'finding_id', row)['hypothesis_id']}"
    return False


@cache
def _row(name, key, value):
    return next(row for row in table(name) if row[key] == value)


@cache
def _judged():
    known = values()
    sections = {row["passage_id"]: row["section"] for row in table("passages")}
    return [
        (verdict(claim, known), sections[claim["passage_id"]], basis(claim) if claim["number"] else None)
        for claim in table("claims")
    ]


def verdicts():
    return {"n_claims": len(_judged())} | _told(_judged(), "")


def verdicts_by_section():
    found = {}
    for section in ("abstract", "2", "3", "3.1", "3.2", "4"):
        here = [claim for claim in _judged() if claim[1] == section]
        ending = f"_section_{as_name(section)}"
        found |= {f"n_claims{ending}": len(here)} | _told(here, ending)
    return found


def verdicts_by_section_and_basis():
    """Apart from each other those that are compared with their own sentence, and all others."""
    found = {}
    for section in ("abstract", "2", "3", "3.1", "3.2", "4"):
        here = [claim for claim in _judged() if claim[1] == section]
        own = [claim for claim in here if claim[2] == BASES[2]]
        for ending, some in (("coded", own), ("compared", [claim for claim in here if claim not in own])):
            found |= {f"n_claims_{ending}_{as_name(section)}": len(some)} | _told(some, f"_{ending}_{as_name(section)}")
    return found


def verdicts_by_basis():
    found = {}
    for on in [*BASES, "other cells"]:
        wanted = BASES[:2] if on == "other cells" else [on]
        here = [claim for claim in _judged() if claim[2] in wanted]
        ending = f"_basis_{as_name(on)}"
        found |= {f"n_claims{ending}": len(here)} | _told(here, ending)
    return found


def _told(claims, ending):
    told = [judged for judged, _, _ in claims]
    return {f"n_{as_name(judged)}{ending}": told.count(judged) for judged in VERDICTS}


GROUPS = (verdicts, verdicts_by_section, verdicts_by_section_and_basis, verdicts_by_basis)
