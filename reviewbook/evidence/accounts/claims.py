"""Does the article follow from its own data: every claim beside the number that recomputes it."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.number import Form, Number, Part, filled, rounded, slug
from reviewbook.evidence.tables.data import Review

VERDICTS = [
    "reproduced", "reproduced with a note", "number differs", "statement does not follow",
    "not checkable from the text",
]  # fmt: skip
BASES = ["several cells", "another sentence", "this sentence"]
# what is compared with cells that were not coded from the sentence of the claim
OTHERS = BASES[:2]
# what numbers of claims say of a basis
TOLD = dict(zip(BASES, ["several cells of the data", "another sentence", "their own sentence"], strict=True))
# what is told of the passage of a claim
PLACE = ["section", "section_title", "paragraph", "sentence", "address"]
# words that a claim says of a count, and what the count must reach
AT_LEAST = {"supported": 1, "several": 2}
# numbers that are a coded cell, or count what one study lists: their table, its key, and how they are named
CELLS = [
    ("studies", ["study_id"], "{column}_{study_id}"),
    ("therapists", ["study_id", "profession"], "{column}_{profession}_{study_id}"),
    ("treatments", ["treatment_id"], "n_treatments_{study_id}"),
    ("treatments", ["treatment_id"], "n_treatments_{modality}_{study_id}"),
    ("assessments", ["assessment_id"], "{construct}_measured_{study_id}"),
    ("findings", ["finding_id"], "{column}_{study_id}_{hypothesis_id}"),
    ("flow", ["search_id", "box"], "{column}_{box}"),
    ("searches", ["search_id", "source_id"], "{column}"),
]
# numbers that count rows by one column: their table, its key, the column, and how they are named
COUNTS = [
    ("studies", ["study_id"], "setting", "n_{column}_{value}"),
    ("studies", ["study_id"], "treatments_compared", "n_{column}_{value}"),
    ("studies", ["study_id"], "pharmacotherapy", "n_{column}_{value}"),
    ("studies", ["study_id"], "published_side", "n_published_{value}"),
    ("criteria", ["criterion_id"], "kind", "n_{value}_criteria"),
    ("searches", ["search_id", "source_id"], "source", "n_databases"),
]

CLAIMS = Form("n_claims", "claims", "Claims of the article.")
VERDICT = Form("n_{verdict!n}", "claims", "Claims with the verdict '{verdict}'.")
CLAIMS_OF = Form("n_claims_{by}_{group!n}", "claims", "Claims {which}.")
VERDICT_OF = Form("n_{verdict!n}_{by}_{group!n}", "claims", "Claims {which}, with the verdict '{verdict}'.")


def named(**rooms: Iterable[Number]) -> dict[str, Number]:
    """Look up every published number by the name under which the book knows it.

    >>> list(named(search=[Number("n_records", 3, "records", "Records.")]))
    ['search.n_records']
    """
    return {f"{stem}.{number.name}": number for stem, numbers in rooms.items() for number in numbers}


def cells(review: Review) -> dict[str, set[str]]:
    """Tell which numbers are no more than what was coded of one study or search, and from which sentences.

    Name of a number to the set of its ``passage_id``. A count of rows by one column is in it with the sentences from
    which all that it counts was coded, where there are any. A number that is counted or summed over studies in another
    way, or that follows by subtraction, is not in it.
    """
    found: dict[str, set[str]] = {}
    sources = review.sources
    places = votes.together(sources.table, zip(sources.row, sources.column, sources.passage_id, strict=True))
    for table, key, template in CELLS:
        rows = getattr(review, table)
        named = [column for column in rows if f"{{{column}}}" in template]
        words = zip(*(map(slug, rows[column]) for column in named), strict=True)
        known = dict(zip(_keys(rows, key), words, strict=True)) if named else dict.fromkeys(_keys(rows, key), ())
        for row, column, passage_id in places.get(table, ()):
            if row in known:
                name = template.format(column=column, **dict(zip(named, known[row], strict=True)))
                found.setdefault(name, set()).add(passage_id)
    coded = votes.together(zip(sources.table, sources.row, sources.column, strict=True), sources.passage_id)
    for table, key, column, template in COUNTS:
        rows = getattr(review, table)
        names = [template.format(column=column, value=slug(value)) for value in rows[column]]
        for name, keys in votes.together(names, _keys(rows, key)).items():
            if together := set.intersection(*(set(coded.get((table, row, column), ())) for row in keys)):
                found[name] = together
    return found


def _keys(rows: pd.DataFrame, key: Sequence[str]) -> list[str]:
    return ["|".join(cells) for cells in zip(*(rows[column] for column in key), strict=True)]


def check(
    claims: pd.DataFrame, numbers: Mapping[str, Number], cells: Mapping[str, set[str]], passages: pd.DataFrame
) -> pd.DataFrame:
    """Compare every claim with the number that recomputes it.

    `claims` in their order, with section, section_title, paragraph, sentence and address of the passage (missing unless
    the passages are from `reviewbook.evidence.tables.sources.addressed`), and: recomputed and unit (value and unit of
    the number; None where there is none), studies (tuple of the study_id that the number counts), verdict (one of
    `VERDICTS`), basis (one of `BASES`; missing where there is no number).

    Where the values are not the same, a claim that prints a number has ``number differs``; a statement, and one that
    names studies without counting them, has ``statement does not follow``, under the reading that it names. The basis
    ``several cells`` means that the number is counted or summed over studies, or subtracted; otherwise it was coded
    from the sentence of the claim or from another one. From ``this sentence`` the claim is a check of the coding and of
    nothing else.

    Raises
    ------
    ValueError
        Names line, claim, column and value where a number has no such name, or a printed value cannot be compared.
    """
    rows: list[tuple[Any, ...]] = []
    for line, claim in enumerate(claims.astype(object).where(claims.notna(), None).itertuples(), start=2):
        where = f"data/claims.csv, line {line} ({claim.claim_id}), column"
        if claim.number is None:
            rows.append((None, None, VERDICTS[4], None, ()))
            continue
        if claim.number not in numbers:
            near = difflib.get_close_matches(claim.number, numbers, n=3, cutoff=0) or ["none"]
            raise ValueError(
                f"{where} 'number': '{claim.number}' is not a published number; the nearest are {', '.join(near)}; "
                f"`reviewbook numbers` lists all"
            )
        number = numbers[claim.number]
        try:
            agrees = equal(claim.printed, number)
        except ValueError:
            allowed = f"a number, or one of {', '.join(AT_LEAST)}"
            raise ValueError(
                f"{where} 'printed': '{claim.printed}' cannot be compared with {claim.number}, which counts "
                f"{number.unit}; allowed is {allowed}"
            ) from None
        verdict = _verdict(claim, agrees=agrees)
        rows.append((number.value, number.unit, verdict, _basis(claim, number, cells), number.studies))
    checked = pd.DataFrame(
        rows, columns=["recomputed", "unit", "verdict", "basis", "studies"], index=claims.index, dtype="object"
    )
    places = passages.set_index("passage_id").reindex(columns=PLACE)
    return claims.join(places, on="passage_id").join(checked)


def equal(printed: str, number: Number) -> bool:
    """Compare a printed value with a number: counts by value, shares as exactly as printed, dates, times and words.

    Raises
    ------
    ValueError
        When a number is compared with words that say nothing of it.

    >>> equal("1,824", Number("n", 1824, "patients", "")), equal("10", Number("percent", 10.41, "percent", ""))
    (True, True)
    >>> equal("several", Number("n", 1, "studies", "")), equal("week 6", Number("t", ["week 6"], "text", ""))
    (False, True)
    """
    value = number.value
    if number.unit == "date" and isinstance(value, str):
        day = date.fromisoformat(value)
        return printed == f"{day.day} {day:%B %Y}"
    if isinstance(value, list):
        return printed == " and ".join(value)
    if value is None or isinstance(value, str):
        return printed == (value or "not reported")
    if printed in AT_LEAST:
        return value >= AT_LEAST[printed]
    plain = printed.replace(",", "")
    if number.unit == "percent":
        return float(plain) == float(rounded(value, len(plain.partition(".")[2])))
    return float(plain) == value


def tally(checked: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count the verdicts in each group of claims.

    One row per group, in the order of first appearance: the columns `by`, n_claims, and one column per verdict.
    """
    groups = checked.dropna(subset=by).groupby(by, sort=False, observed=True)
    verdicts = {word: groups.verdict.agg(lambda told, word=word: int(told.eq(word).sum())) for word in VERDICTS}
    return pd.DataFrame({"n_claims": groups.size()} | verdicts).reset_index()


def counted_in(tallied: pd.DataFrame, by: str, column: str) -> dict[str, list[str]]:
    """Name the numbers in the columns of `tally`, whose groups stand in a column; by is as in names of numbers."""
    groups = [{"by": by, "group": group} for group in tallied[column]]
    verdicts = {word: [VERDICT_OF.named(about | {"verdict": word}) for about in groups] for word in VERDICTS}
    return verdicts | {"n_claims": [CLAIMS_OF.named(about) for about in groups]}


def numbers(checked: pd.DataFrame) -> list[Number]:
    """Count the claims and their verdicts, in all, by section, and by what the recomputed number rests on."""
    found = [CLAIMS.fill(_all_of(checked), check), *filled([VERDICT], _counted(checked), check)]
    own = checked.basis.eq(BASES[2])
    parts = [
        (by, group, f"{_in(group)}{how}", rows & checked.section.eq(group))
        for by, how, rows in (
            ("section", "", True),
            ("coded", ", compared with their own sentence", own),
            ("compared", ", but for those compared with their own sentence", ~own),
        )
        for group in checked.section.unique()
    ]
    parts += [("basis", group, f"recomputed from {TOLD[group]}", checked.basis.eq(group)) for group in BASES]
    parts += [("basis", "other cells", "recomputed from other parts of the article", checked.basis.isin(OTHERS))]
    for by, group, which, rows in parts:
        here, told = checked[rows], {"by": by, "group": group, "which": which}
        found += [CLAIMS_OF.fill(told | _all_of(here), check)]
        found += filled([VERDICT_OF], (told | row for row in _counted(here)), check)
    return found


def _in(section: str) -> str:
    return f"in the {section}" if section.islower() else f"in section {section}"


def _counted(checked: pd.DataFrame) -> list[dict[str, Any]]:
    return [{"verdict": verdict} | _all_of(checked[checked.verdict.eq(verdict)]) for verdict in VERDICTS]


def _all_of(claims: pd.DataFrame) -> dict[str, Any]:
    """Count claims; what each of them adds is its verdict, which rests on what it prints."""
    return {"n": len(claims), "parts": list(map(Part, claims.claim_id, claims.verdict))}


def _verdict(claim: Any, *, agrees: bool) -> str:
    if not agrees:
        return VERDICTS[2] if claim.kind == "quantitative" else VERDICTS[3]
    return VERDICTS[1] if claim.note else VERDICTS[0]


def _basis(claim: Any, number: Number, cells: Mapping[str, set[str]]) -> str:
    if number.name not in cells:
        return BASES[0]
    return BASES[2] if claim.passage_id in cells[number.name] else BASES[1]
