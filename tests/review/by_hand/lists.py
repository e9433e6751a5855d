"""Lists of which a number says no more than how long they are: questions, items of standards, coded cells."""

from by_hand.counting import as_name, quartile, table

SEVERITIES = ["high", "medium", "low"]
ARTICLE = ["reported", "partly", "not reported", "not judged"]
EDITION = ["added", "partly", "not added", "not applicable"]
WEAKEST_FIRST = ["ambiguous", "derived", "stated"]


def questions():
    asked = [(row["layer"], row["severity"]) for row in table("questions")]
    layers = [layer for layer, _ in asked]
    severities = [severity for _, severity in asked]
    found = {"n_questions": len(asked)}
    found |= {f"n_questions_{severity}": severities.count(severity) for severity in SEVERITIES}
    for layer in set(layers):
        found[f"n_questions_{as_name(layer)}"] = layers.count(layer)
        for severity in SEVERITIES:
            found[f"n_questions_{as_name(layer)}_{severity}"] = asked.count((layer, severity))
    return found


def items():
    found = {}
    # as many items as the standards have: Page et al. 2021, Campbell et al. 2020, Rethlefsen et al. 2021
    for standard, n in {"PRISMA 2020": 42, "SWiM": 9, "PRISMA-S": 16}.items():
        rows = [row for row in table("checklist") if row["standard"] == standard]
        name = f"n_{as_name(standard)}"
        found[f"{name}_items"] = n
        for status in ARTICLE:
            found[f"{name}_{as_name(status)}"] = sum(row["article"] == status for row in rows)
        for status in EDITION:
            found[f"{name}_edition_{as_name(status)}"] = sum(row["edition"] == status for row in rows)
    return found


def cells():
    bases = {}
    for row in table("sources"):
        bases.setdefault((row["table"], row["row"], row["column"]), set()).add(row["basis"])
    weakest = [next(basis for basis in WEAKEST_FIRST if basis in told) for told in bases.values()]
    return {"n_cells": len(weakest)} | {f"n_cells_{basis}": weakest.count(basis) for basis in WEAKEST_FIRST}


def rounds():
    """The article, and what it reports: later rounds are not of the review as published."""
    return {"n_documents_article": 1, "n_studies_article": 10}


def dossiers():
    """A dossier of every study, and the patients without each."""
    patients = [(row["study_id"], int(row["n_patients"])) for row in table("studies")]
    found = {"n_dossiers": len(patients)}
    for left_out, _ in patients:
        known = [n for study_id, n in patients if study_id != left_out]
        told = {
            "n_studies": len(known), "total_n_patients": sum(known), "median_n_patients": quartile(known, 0.5),
            "lower_quartile_n_patients": quartile(known, 0.25), "upper_quartile_n_patients": quartile(known, 0.75),
            "minimum_n_patients": min(known), "maximum_n_patients": max(known),
        }  # fmt: skip
        found |= {f"{name}_without_{left_out}": value for name, value in told.items()}
    return found
