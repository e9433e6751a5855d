"""All that is known of one study: every row of data that is about it, and what each count becomes without it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd

from reviewbook.evidence.accounts import characteristics, claims, measurement
from reviewbook.evidence.counting import choices, direction, grid, parts, votes
from reviewbook.evidence.number import Form, Number
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.data import Review

# what names a row of another table in words
NAMES = ["label", "title", "abbreviation", "name"]
ALL_DOMAINS = "all together"
# the layer of questions that compares an article with the abstracts of its studies
ABSTRACT = "primary abstract"
# how counts are called
PATIENTS = "Patients, {}"
SUPPORT = "{}: support, of {} that tested it"
POSITIVE = "{}: positive direction, of {} that report one"
AT_LEVEL = "{}: support at “{}” or above"
PUBLISHED = "{}: counted under it by the article"
COUNTED = ["about", "unit", "number", "hypothesis_id", "choice", "n", "total", "low", "high"]

# what a number is called with a study left out
WITHOUT = "{}_without_{}"

DOSSIERS = Form("n_dossiers", "studies", "Studies with a dossier.", studies="who")


def numbers(review: Review) -> list[Number]:
    """Count the studies that have a dossier, which are all, and studies and patients without each of them."""
    found = parts.coded("studies", review.studies, "study_id")
    dossiers = DOSSIERS.fill({"n": len(found), "who": [part.of for part in found], "parts": found}, rows)
    return [dossiers, *_numbers_without(review)]


def _numbers_without(review: Review) -> Iterator[Number]:
    told = without(review).dropna(subset="number")
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    for study_id, wanted in told.groupby("study_id", sort=False).number:
        left = data.without(review, [study_id])
        for number in characteristics.sizes(left):
            if number.name in {*wanted}:
                name = WITHOUT.format(number.name, study_id)
                yield replace(number, name=name, meaning=f"{number.meaning} {names[study_id]} is left out.")


def rows(review: Review, table: str) -> pd.DataFrame:
    """Give the rows of a table that are about a study, with what they name of other tables in words.

    The rows that have a study_id, and: key (as the sources name a row), sources (list of rows of
    `reviewbook.evidence.tables.sources.located`). A foreign key to a table whose rows have a name is that name.
    """
    found = getattr(review, table).assign(key=data.keys(review, table))
    behind: dict[str, list[Any]] = {}
    if "sources" in data.tables(review):
        for row in sources.located(review, table).itertuples(index=False):
            behind.setdefault(row.row, []).append(row)
    found = found.assign(sources=[behind.get(key, []) for key in found.key])
    for column, names in _named(review, table):
        found[column] = found[column].map(names).astype(object)
    return found[found.study_id.notna()].reset_index(drop=True)


def _named(review: Review, table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Find the columns that name rows of other tables, each with these names in words."""
    for foreign in data.described(review, table)["schema"].get("foreignKeys", ()):
        (column,), (key,) = foreign["fields"], foreign["reference"]["fields"]
        others = getattr(review, foreign["reference"]["resource"])
        name = next((name for name in NAMES if name in others), None)
        if name and column != "study_id":
            yield column, dict(zip(others[key], others[name], strict=True))


def cells(review: Review) -> pd.DataFrame:
    """List what the table ``studies`` has of each study, cell by cell.

    One row per study and column: study_id, column, value (missing where nothing is reported), sources (as in `rows`).
    The column that names a sample has the citations of the other studies that may share it.
    """
    found = rows(review, "studies")
    sample = votes.UNITS["sample"]
    others = votes.together(found[sample], found.study)
    shared = [
        ", ".join(one for one in others[name] if one != study) or None
        for name, study in zip(found[sample], found.study, strict=True)
    ]
    found = found.assign(**{sample: pd.Series(shared, found.index, dtype=object)})
    columns = [column for column in review.studies if column not in ("study_id", "study")]
    told = [
        (row["study_id"], column, row[column], [one for one in row["sources"] if one.column == column])
        for row in found.to_dict("records")
        for column in columns
    ]
    return pd.DataFrame(told, columns=["study_id", "column", "value", "sources"]).astype({"value": object})


def marks(review: Review) -> pd.DataFrame:
    """Give the answers of each study: on each hypothesis, and in each outcome domain where it has several.

    One row per study, hypothesis and domain, as from `direction.per_study` and `direction.matrix`, with ``sources``;
    the answer of all domains together stands first, in the domain `ALL_DOMAINS`.
    """
    told = direction.matrix(review)
    told = told[told.finding.ne(direction.NOT_TESTED)]
    several = told.groupby(["study_id", "hypothesis_id"]).outcome_domain.transform("size").gt(1)
    whole = direction.per_study(review).assign(outcome_domain=ALL_DOMAINS)
    behind = direction.sentences(review)
    both = pd.concat([whole, told[several]], ignore_index=True)
    keys = ["hypothesis_id", "study_id", "outcome_domain"]
    names = [key[:2] if key[2] == ALL_DOMAINS else key for key in both[keys].itertuples(index=False, name=None)]
    both = both.assign(sources=[behind.get(tuple(name), []) for name in names])
    order = {hypothesis_id: place for place, hypothesis_id in enumerate(review.hypotheses.hypothesis_id)}
    return both.sort_values("hypothesis_id", key=lambda told: told.map(order), kind="stable", ignore_index=True)


def questions(review: Review) -> pd.DataFrame:
    """List the open questions about each study: the rows of ``question_studies`` with those of ``questions``.

    With key, as in `rows`. A question that the table ``questions`` does not have is left out.
    """
    if not {"questions", "question_studies"} <= {*data.tables(review)}:
        return pd.DataFrame(columns=["study_id", "key", "question_id", "question", "layer"])
    about = review.question_studies.assign(key=data.keys(review, "question_studies"))
    return about.merge(review.questions, on="question_id")


def claimed(review: Review) -> pd.DataFrame:
    """Check the claims of the article about each study against the numbers of the studies.

    As from `claims.check`, with key; without a verdict where the number is of another part of the review.
    """
    if "claims" not in data.tables(review):
        return pd.DataFrame(columns=["study_id", "key", "claim_id", "claim"])
    article = data.article(review)
    numbers = claims.named(
        characteristics=characteristics.numbers(article),
        measurement=measurement.numbers(article),
        direction=direction.numbers(article),
    )
    about = article.claims.assign(key=data.keys(article, "claims"))
    about = about[about.study_id.notna()]
    known = about.number.isna() | about.number.isin(list(numbers))
    checked = claims.check(about[known], numbers, claims.cells(article), sources.addressed(article))
    return about.join(checked[["section", "paragraph", "sentence", "address", "recomputed", "unit", "verdict"]])


def counts(review: Review) -> pd.DataFrame:
    """Count what stands at the head of a review: studies, patients, and the votes on each hypothesis.

    One row per count: about (what is counted, in words), unit, number (its name among `characteristics.numbers`;
    missing where it is a count of votes), hypothesis_id and choice (of a count of votes: what `choices.address` takes),
    n, total (missing where it is not a part of a whole), low and high (95 % Wilson interval of the share, in percent).
    """
    told = characteristics.spread(review.studies.n_patients)
    plain: list[tuple[Any, ...]] = [
        ("Studies included", "studies", characteristics.INCLUDED.name, None, {}, len(review.studies))
    ]
    plain += [
        (PATIENTS.format(part.replace("_", " ")), "patients", f"{part}_n_patients", None, {}, told[part])
        for part in characteristics.PARTS
    ]
    plain += [
        (PUBLISHED.format(row.label), "studies", None, row.hypothesis_id, {"rule": grid.RULES[0]}, row.n)
        for row in direction.published(review).itertuples()
    ]
    found = pd.DataFrame(plain, columns=COUNTED[:6]).astype({"n": "Float64"})
    return pd.concat([found, _votes(review), _at_levels(review)], ignore_index=True)


def _votes(review: Review) -> pd.DataFrame:
    rules = {
        "finding supported": SUPPORT,
        f"direction positive (not reported: {direction.LEFT_OUT})": POSITIVE,
    }
    told = direction.counts(review)
    told = told[told.rule.isin(list(rules))]
    counted = dict(zip(rules, grid.RULES[1:], strict=True))
    choice = [{"rule": counted[row.rule], "unit": row.unit} for row in told.itertuples()]
    told = told.assign(unit=told.unit.map({"study": "studies", "sample": "samples"}), number=None, choice=choice)
    return told.assign(about=[rules[row.rule].format(row.hypothesis, row.unit) for row in told.itertuples()])[COUNTED]


def _at_levels(review: Review) -> pd.DataFrame:
    """Count the support at each level of order in time but the lowest, at which every finding counts."""
    told = direction.precedence(review)
    told = told[told.level.ne(votes.LEVELS[0])]
    about = [AT_LEVEL.format(row.hypothesis, row.level) for row in told.itertuples()]
    choice = [{"level": level} for level in told.level]
    counted = told.assign(about=about, unit="studies", number=None, choice=choice)
    return counted.assign(n=told.n_supported, total=told.n_tested)[COUNTED]


@lru_cache(maxsize=2)
def without(review: Review) -> pd.DataFrame:
    """Count everything again with each study left out.

    One row per study and count: study_id, and the columns of `counts`, the values first as they are, and with
    ``_without`` as they become; changes, whether they become something else. Nothing of a review that has one study.
    """
    studies = list(review.studies.study_id)
    now = counts(review)
    found = [now.head(0).assign(study_id="", n_without=0, total_without=0, low_without=0, high_without=0)]
    for study_id in studies if len(studies) > 1 else ():
        then = counts(data.without(review, [study_id])).drop(columns=["number", "hypothesis_id", "choice"])
        both = now.merge(then, "left", ["about", "unit"], suffixes=("", "_without"))
        found.append(both.assign(study_id=study_id))
    told = pd.concat(found[1:] or found, ignore_index=True)
    return told.assign(changes=_differ(told.n, told.n_without) | _differ(told.total, told.total_without))


def keys(told: pd.DataFrame, others: Sequence[str] = ()) -> pd.DataFrame:
    """Say of each row of `without` which number it is by its key, or which count of votes; two columns, now and then.

    A count of votes is named as `choices.address` does. Others are the studies that the review which a page counts has,
    and that of the rows has not.
    """
    rows = told[["study_id", "number", "hypothesis_id", "choice"]].itertuples(index=False, name=None)
    found = [
        (f"characteristics.{number}", f"dossiers.{WITHOUT.format(number, study_id)}")
        if isinstance(number, str)
        else tuple(choices.address(of, **choice, without=left_out) for left_out in ([*others], [*others, study_id]))
        for study_id, number, of, choice in rows
    ]
    return pd.DataFrame(found, told.index, ["now", "then"], dtype=object)


def _differ(some: pd.Series, others: pd.Series) -> pd.Series:
    some, others = (one.astype("Float64") for one in (some, others))
    return (some - others).abs().gt(1e-9).fillna(False) | (some.isna() != others.isna())
