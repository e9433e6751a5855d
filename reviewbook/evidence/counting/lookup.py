"""What a page looks up: how everyone who can have a vote uses it under every way to count."""

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import ballots, grid, traits, votes
from reviewbook.evidence.number import slug
from reviewbook.evidence.tables.data import Review

FOR, NOT_FOR, NO_VOTE = "+-."
# what a vote of each rule is, then what was found and in which direction
SAID = ["finding", "direction"]
COLUMNS = {variant: slug(variant) for variant in grid.VARIANTS} | {name: name for name in SAID}
# a letter for each word; a direction that no finding reports has one, too
LETTERS = {
    "finding": dict(zip(votes.FINDINGS, "stmn", strict=True)),
    "direction": dict(zip([*votes.DIRECTIONS, votes.NOT_REPORTED], "pcn?", strict=True)),
}
REPORTED = ["study_id", "hypothesis", "outcome_domain", "temporal_level", "rater", "effect"]
# studies of a sample up to which every set of them is listed; five have 31
LARGEST = 5
# votes up to which every count has its interval listed
LOOKED_UP = 60


def voters(review: Review, cells: pd.DataFrame) -> pd.DataFrame:
    """List the studies that can have a vote.

    One row per study with a finding: study_id, study (its short citation), sample (to which it belongs if studies that
    are described alike share their patients).
    """
    kept = review.studies[review.studies.study_id.isin(cells.study_id)]
    return kept[["study_id", "study", votes.UNITS["sample"]]].set_axis(["study_id", "study", "sample"], axis=1)


def reported(review: Review) -> pd.DataFrame:
    """List what the findings are beside their votes.

    One row per finding of a test: study_id, hypothesis (its label), outcome_domain, temporal_level, rater, effect
    (``yes`` where an effect size is reported, otherwise ``no``).
    """
    tested = review.findings[review.findings.tested.eq("yes")]
    labels = dict(zip(review.hypotheses.hypothesis_id, review.hypotheses.label, strict=True))
    told = tested.assign(hypothesis=tested.hypothesis_id.map(labels), effect=_known(tested, "effect_size"))
    return told[REPORTED]


def characteristics(review: Review) -> pd.DataFrame:
    """List what each study is, for cautions that count studies of one kind.

    One row per study: study_id, n_patients, risk_of_bias (``yes`` where it was assessed, otherwise ``no``), and a
    column for each characteristic of `traits.fixed`.
    """
    studies = review.studies
    told = {name: studies.study_id.map(found) for name, found in traits.fixed(review).items()}
    return studies[["study_id", "n_patients"]].assign(risk_of_bias=_known(studies, "risk_of_bias"), **told)


def _known(table: pd.DataFrame, column: str) -> pd.Series:
    """Tell in words whether a column, which a review may not have, says something."""
    said = table[column].notna() if column in table else pd.Series(data=False, index=table.index)
    return said.map({True: "yes", False: "no"})


def domain_sets(cells: pd.DataFrame) -> pd.DataFrame:
    """List the sets of outcome domains that can be chosen, in the order of the votes of `called`.

    One row per set, the smallest first, the first without any domain: domains (joined by " + ").
    """
    return pd.DataFrame({"domains": [" + ".join(chosen) for chosen in _sets(cells)]})


def called(review: Review, cells: pd.DataFrame) -> pd.DataFrame:
    """Ask everyone who can have a vote on a hypothesis, in every combination of the other choices.

    With one vote for each sample, a sample votes as its studies do that are not left out. It has a row for each set of
    its studies that can be left out, two or more remaining; the last that remains votes as the study that it is. Of a
    sample of more than `LARGEST` studies, with its many sets, only that without any of them and those without one
    are listed.

    One row per voter and hypothesis: unit (``study`` or ``sample``), voter (study_id, or key of the sample), left_out
    (study_ids of the sample that are left out, joined by " + "), hypothesis_id, hypothesis (its label), pattern (a
    number; who votes alike in every combination has the same), and for each of `grid.VARIANTS` a column of text with a
    word for each of `domain_sets`, and in it a character for each of `votes.LEVELS`, the lowest that counts: ``+`` is a
    vote for the hypothesis, ``-`` a vote that is counted and is not for it, ``.`` no vote. In two more columns, finding
    and direction, the character is that of `LETTERS`.
    """
    sets, voting = _sets(cells), voters(review, cells)
    entitled = [*(("study", study_id, "", (study_id,)) for study_id in voting.study_id), *_samples(voting)]
    place = {study_id: number for number, study_id in enumerate(review.studies.study_id)}
    groups = [[place[study_id] for study_id in remaining] for *_, remaining in entitled]
    parts = []
    for hypothesis_id, label in review.hypotheses[["hypothesis_id", "label"]].itertuples(index=False, name=None):
        counted = ballots.of_groups(review, cells, hypothesis_id, groups, sets)
        n, total = grid.votes_for(counted), grid.votes_counted(counted)
        about = {"hypothesis_id": hypothesis_id, "hypothesis": label}
        signs = [
            np.where(some > 0, FOR, np.where(all_ > 0, NOT_FOR, NO_VOTE)) for some, all_ in zip(n, total, strict=True)
        ]
        said = dict(zip(COLUMNS.values(), map(_words, [*signs, *_letters(counted)]), strict=True))
        parts.append(pd.DataFrame(entitled, columns=["unit", "voter", "left_out", "remaining"]).assign(**about, **said))
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(pattern=rows.groupby(list(COLUMNS.values()), sort=False).ngroup()).drop(columns="remaining")


def patterns(called: pd.DataFrame) -> pd.DataFrame:
    """List the different ways to vote in every combination.

    One row per pattern: pattern and the columns of text of `called`, in the order of the numbers.
    """
    return called[["pattern", *COLUMNS.values()]].drop_duplicates("pattern", ignore_index=True)


def votes_by_pattern(called: pd.DataFrame) -> pd.DataFrame:
    """Tell of every voter the pattern of the votes: `called` without its columns of text."""
    return called.drop(columns=list(COLUMNS.values()))


def intervals(review: Review, cells: pd.DataFrame) -> pd.DataFrame:
    """List the intervals of the counts to which the votes lead.

    One row per n and total: n, total, percent, low, high (95 % Wilson interval, in percent); percent, low and high are
    missing where total is 0. As the list of all counts grows with the square of the total, it ends at `LOOKED_UP`; of
    larger ones it has those that come out with no study and with each study left out.
    """
    pairs = {(n, total) for total in range(min(len(review.studies), LOOKED_UP) + 1) for n in range(total + 1)}
    if len(review.studies) > LOOKED_UP:
        pairs |= _counts(review, cells)
    counts = [votes.counted(*pair) for pair in sorted(pairs, key=lambda pair: pair[::-1])]
    return pd.DataFrame(counts).astype({"percent": float, "low": float, "high": float})


def _counts(review, cells):
    """Find each n and total that comes out, with no study and with each study left out."""
    sets, size = grid.subsets(cells.outcome_domain), len(review.studies) + 1
    found: set[tuple[int, int]] = set()
    for hypothesis_id, unit in product(review.hypotheses.hypothesis_id, votes.UNITS):
        counted = ballots.counted(review, cells, hypothesis_id, unit, sets)
        for n, total in zip(grid.votes_for(counted), grid.votes_counted(counted), strict=True):
            found |= {divmod(pair, size) for pair in np.unique(n * size + total).tolist()}
    return found


def _sets(cells):
    return [(), *grid.subsets(cells.outcome_domain)]


def _samples(voting: pd.DataFrame) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Tell of each sample of several studies which can be left out, and which then remain."""
    for sample, members in votes.together(voting["sample"], voting.study_id).items():
        sizes = range(len(members) - 1) if len(members) <= LARGEST else (0, 1)
        for left_out in (some for size in sizes for some in combinations(members, size)):
            remaining = tuple(study_id for study_id in members if study_id not in left_out)
            yield "sample", sample, " + ".join(left_out), remaining


def _letters(counted):
    """Write what each voter found, and in which direction."""
    found = [counted[word] > 0 for word in ("supported", "trend", "mixed")]
    way = [counted["positive"] > 0, counted["negative"] > 0, counted["silent"] > 0]
    letters = LETTERS["finding"], LETTERS["direction"]
    known = [[*letters[0].values()][:3], [letters[1][word] for word in ("positive", "negative", votes.NOT_REPORTED)]]
    others = letters[0]["not supported"], letters[1]["conflicting"]
    tested = counted["tested"] > 0
    return [
        np.where(tested, np.select(some, signs, other), NO_VOTE)
        for some, signs, other in zip((found, way), known, others, strict=True)
    ]


def _words(signs):
    """Write what each voter says: a word per set of domains, a character per level."""
    return [" ".join(map("".join, voter)) for voter in signs.tolist()]
