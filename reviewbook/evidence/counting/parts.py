"""What numbers are made of: rows of the coded tables as parts, and the cells behind what a study says."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.counting.votes import together
from reviewbook.evidence.number import Part, Value, cells, later

Cells = Mapping[Any, tuple[str, ...]]


def plain(value: Any) -> Value:
    """Give a value of a table as it is written: None where it is missing, a whole number without a fraction.

    >>> plain(12.0), plain(pd.NA), plain("week 6")
    (12, None, 'week 6')
    """
    if isinstance(value, str | list):
        return value
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def known(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row with None for each number that is missing.

    >>> known({"low": float("nan"), "of": (), "n": 3})
    {'low': None, 'of': (), 'n': 3}
    """
    return {name: None if pd.api.types.is_scalar(value) and pd.isna(value) else value for name, value in row.items()}


def keys(rows: pd.DataFrame, key: Sequence[str] | None = None) -> list[str]:
    """Give the key of each row as addresses of cells have it; that of one column stands first."""
    columns = [rows[name] for name in key] if key else [rows.iloc[:, 0]]
    return ["|".join(map(str, cells)) for cells in zip(*columns, strict=True)]


@later
def coded(table: str, rows: pd.DataFrame, column: str, key: Sequence[str] | None = None) -> Iterable[Part]:
    """Make a part of each row: its key, and the value of its cell in one column."""
    told = zip(keys(rows, key), rows[column], strict=True)
    return tuple(Part(row, plain(value), cells(table, [row], column)) for row, value in told)


def behind(table: str, rows: pd.DataFrame, *columns: str, by: str = "study_id") -> dict[Any, tuple[str, ...]]:
    """Gather the cells of rows by what these belong to, as a rule their study."""
    return {one: cells(table, found, *columns) for one, found in together(rows[by], keys(rows)).items()}


@later
def said(values: Mapping[str, Value] | Iterable[tuple[str, Value]], *behind: Cells) -> Iterable[Part]:
    """Make a part of each study, with what it says and the cells behind that, of all tables that know the study."""
    return tuple(
        Part(study_id, plain(value), tuple(cell for one in behind for cell in one.get(study_id, ())))
        for study_id, value in dict(values).items()
    )


@later
def alike(who: Iterable[str], value: Value, *behind: Cells) -> Iterable[Part]:
    """Make a part of each of the studies that say the same."""
    return said(dict.fromkeys(who, value), *behind)


@later
def grouped(counts: Mapping[Any, Any]) -> Iterable[Part]:
    """Make a part of each group of what is too much to list, with how many it has."""
    return tuple(Part(str(of), plain(n)) for of, n in counts.items())


def instruments(assessments: pd.DataFrame, column: str) -> dict[Hashable, tuple[str, ...]]:
    """Gather, by study, the cells that say with what was measured, and what a column says of these instruments."""
    used = assessments[assessments.instrument_id.notna()]
    by_study = together(used.study_id, zip(used.assessment_id, used.instrument_id, strict=True))
    found: dict[Hashable, tuple[str, ...]] = {}
    for study_id, pairs in by_study.items():
        rows, which = zip(*pairs, strict=True)
        own = cells("instruments", dict.fromkeys(which), column)
        found[study_id] = cells("assessments", rows, "instrument_id") + own
    return found


@later
def voting(
    review: Any,
    hypothesis_id: str,
    asked: str,
    unit: str = "study",
    level: str | None = None,
    domains: list[str] | None = None,
) -> Iterable[Part]:
    """Make a part of each vote on a hypothesis, under the choices of `votes.eligible` and `votes.cast`.

    What is asked is a ``finding`` or a ``direction``. The cells of a vote are those of the findings on which it rests,
    with what a level or a domain was chosen by.
    """
    found = votes.eligible(review.findings, hypothesis_id, domains, level)
    cast = votes.cast(review.studies, found, hypothesis_id, unit)
    own = behind(
        "findings", found, asked, *(["temporal_level"] if level else []), *(["outcome_domain"] if domains else [])
    )
    return tuple(
        Part(sample(members), plain(word), tuple(chain.from_iterable(own[who] for who in members)))
        for word, members in zip(cast[asked], cast.studies, strict=True)
    )


def sample(studies: Iterable[str]) -> str:
    """Name who votes together by all its studies.

    >>> sample(["a", "b"])
    'a + b'
    """
    return " + ".join(studies)


@later
def answering(voted: Iterable[Part], answer: str) -> Iterable[Part]:
    """Keep the votes with this answer, which may be that none is reported."""
    return tuple(part for part in voted if (part.value or votes.NOT_REPORTED) == answer)


@later
def silent(review: Any, hypothesis_id: str, unit: str = "study") -> Iterable[Part]:
    """Make a part of each study or sample that has no vote on a hypothesis, with what is coded instead."""
    about = review.findings[review.findings.hypothesis_id.eq(hypothesis_id)]
    tested = set(about.study_id[about.tested.eq("yes")])
    own, words = behind("findings", about, "tested"), together(about.study_id, about.tested)
    members = together(review.studies[votes.UNITS[unit]], review.studies.study_id)
    without = [who for who in members.values() if not tested.intersection(who)]
    return tuple(
        Part(
            sample(who),
            ", ".join(dict.fromkeys(word for study_id in who for word in words.get(study_id, ()))) or None,
            tuple(chain.from_iterable(own.get(study_id, ()) for study_id in who)),
        )
        for who in without
    )


def sided(review: Any, hypothesis_id: str, unit: str = "study") -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Make parts of a count as published: of who is counted under a hypothesis, and of all who can be.

    That is, by study or sample, who has a finding on the hypothesis and is counted under it by the article, and who has
    one on any hypothesis in a domain of this one. A study that the article does not have is neither.
    """
    tested = review.findings[review.findings.tested.eq("yes")]
    own = tested[tested.hypothesis_id.eq(hypothesis_id)]
    near = tested[tested.outcome_domain.isin(own.outcome_domain)]
    sides = {part.of: part for part in coded("studies", review.studies, "published_side") if part.value is not None}
    found = []
    for rows, column in ((own, "hypothesis_id"), (near, "outcome_domain")):
        told = behind("findings", rows, column)
        members = together(review.studies[votes.UNITS[unit]], review.studies.study_id)
        known = {one: [who for who in group if who in sides and who in told] for one, group in members.items()}
        found.append(
            {
                one: Part(
                    sample(group),
                    ", ".join(dict.fromkeys(str(sides[who].value) for who in group)),
                    tuple(cell for who in group for cell in sides[who].cells + told[who]),
                )
                for one, group in known.items()
                if group
            }
        )
    cast = votes.cast(review.studies, own, hypothesis_id, unit)
    counted = set(cast.unit[cast.published])
    return tuple(part for one, part in found[0].items() if one in counted), tuple(found[1].values())
