"""What each study says, in numbers that can be added: the ground of every way to count."""

import numpy as np
import pandas as pd

from reviewbook.evidence.counting import votes
from reviewbook.evidence.counting.votes import DIRECTIONS, FINDINGS
from reviewbook.evidence.number import slug
from reviewbook.evidence.tables.data import Review

Sets = list[tuple[str, ...]]

KEYS = ["study_id", "hypothesis_id", "outcome_domain", "temporal_level"]
DIVIDED_WORD = {"finding": "mixed", "direction": "conflicting"}
WORDS = {"finding": FINDINGS, "direction": DIRECTIONS}
SAID = ["n_findings", *(f"n_{slug(word)}" for words in WORDS.values() for word in words)]
FINDING = slice(1, 1 + len(FINDINGS))
DIRECTION = slice(1 + len(FINDINGS), len(SAID))
COUNTED = [
    "published", "any", "supported", "trend", "mixed", "tested", "positive", "positive_against", "positive_for",
    "silent", "negative",
]  # fmt: skip


def table(review: Review) -> pd.DataFrame:
    """Lay out what each study says, so that every count of the grid can be made by adding rows.

    To count under given choices, keep the rows of the chosen outcome domains, at the chosen temporal level or above, of
    the studies that are not left out. A study has tested the hypotheses on which it has a row left. Add its ``n_``
    columns over its rows on a hypothesis: its finding is the word with at least seven in ten of ``n_supported``,
    ``n_trend``, ``n_mixed`` and ``n_not_supported``, otherwise ``mixed``; its direction the word with at least seven
    in ten of ``n_positive``, ``n_conflicting`` and ``n_negative``, otherwise ``conflicting``, and not reported where
    these are all zero. A sample says what at least seven in ten of its studies say, those that are silent apart, or
    taken for negative or positive where a direction that is not reported counts against or for the hypothesis; it
    is counted as published where at least seven in ten of its studies with a row on the hypothesis have this
    hypothesis as ``published_side``. A count as published is of the studies or samples with a row on any hypothesis,
    and of those alone that the article has.

    One row per study, hypothesis, outcome domain and temporal level with a finding: study_id, hypothesis_id,
    outcome_domain, temporal_level, n_findings and the ``n_`` columns named above (findings).
    """
    # selecting rows costs by the column
    findings = review.findings[votes.READ]
    kept = pd.concat(votes.eligible(findings, hypothesis_id) for hypothesis_id in review.hypotheses.hypothesis_id)
    said = {f"n_{slug(word)}": kept[column].eq(word) for column, words in WORDS.items() for word in words}
    return kept[KEYS].assign(n_findings=1, **said).groupby(KEYS, sort=False).sum().astype(int).reset_index()


def counted(
    review: Review, cells: pd.DataFrame, hypothesis_id: str, unit: str, domain_sets: Sets
) -> dict[str, np.ndarray]:
    """Count the votes on a hypothesis, for sets of outcome domains and temporal levels, with and without each study.

    For each of `COUNTED` the number of studies or samples: that the article counts under the hypothesis and that tested
    it, that the article has and that tested any hypothesis, that support this one, report a trend on it or are mixed,
    that tested it, have a positive direction, would have one if all that are not reported were negative, or were
    positive, do not report one, or have a negative one. First axis: no study left out, then each study in the order of
    the table ``studies``; then the set of domains, and the lowest level that counts. The cells are from `table`, the
    unit is one of `votes.UNITS`.
    """
    said = _said(review, cells, hypothesis_id, domain_sets)
    member, together = _together(review, said, unit)
    cast = _cast(together)
    # a sample goes on voting when one of its studies is left out
    without = _cast(together[member] - said)
    everyone = cast.sum(axis=0)
    found = np.concatenate([everyone[None], everyone - cast[member] + without])
    return _by_name(found)


def of_studies(
    review: Review, cells: pd.DataFrame, hypothesis_id: str, unit: str, domain_sets: Sets
) -> dict[str, np.ndarray]:
    """Tell which studies cast the votes that `counted` counts on a hypothesis, no study left out.

    For each of `COUNTED` whether a study that tested the hypothesis, or the sample to which it belongs, is counted
    there. Axes: studies, in the order of the table ``studies``; the set of domains; the lowest level that counts.
    """
    said = _said(review, cells, hypothesis_id, domain_sets)
    member, together = _together(review, said, unit)
    cast = (_cast(together)[member] > 0) & (said[..., :1] > 0)
    return _by_name(cast)


def of_groups(
    review: Review, cells: pd.DataFrame, hypothesis_id: str, groups: list[list[int]], domain_sets: Sets
) -> dict[str, np.ndarray]:
    """Let groups of studies vote on a hypothesis, each as a sample does that has no other studies.

    For each of `COUNTED` 1 where the group is counted there, and 0 elsewhere. Axes: groups; the set of domains; the
    lowest level that counts. A group is at least one place of a study in the table ``studies``.
    """
    said = _said(review, cells, hypothesis_id, domain_sets)
    together = np.array([said[group].sum(axis=0) for group in groups], dtype=int).reshape(-1, *said.shape[1:])
    return _by_name(_cast(together))


def _by_name(cast):
    return dict(zip(COUNTED, np.moveaxis(cast, -1, 0), strict=True))


def _together(review, said, unit):
    """Add up what the studies of each unit say, and tell the place of each study's unit."""
    member, units = pd.factorize(review.studies[votes.UNITS[unit]])
    together = np.zeros((len(units), *said.shape[1:]), dtype=int)
    np.add.at(together, member, said)
    return member, together


def _said(review, cells, hypothesis_id, domain_sets):
    """Put one vote per study beside each other: tested, side, and of those that have a side tested any and tested.

    Then follows a column per word. A study of an update has no side: the article counts it nowhere, and not against.
    """
    studies, hypotheses = review.studies, list(review.hypotheses.hypothesis_id)
    domains = list(dict.fromkeys(cells.outcome_domain))
    axes = zip(KEYS, (studies.study_id, hypotheses, domains, votes.LEVELS), strict=True)
    where = [pd.Index(known).get_indexer(cells[column]) for column, known in axes]
    counts = np.zeros((len(studies), len(hypotheses), len(domains), len(votes.LEVELS), len(SAID)), dtype=int)
    counts[tuple(where)] = cells[SAID].to_numpy()
    reached = counts[:, :, :, ::-1].cumsum(axis=3)[:, :, :, ::-1]
    inside = [domain in chosen for chosen in domain_sets for domain in domains]
    sets = np.array(inside, dtype=int).reshape(len(domain_sets), len(domains))
    chosen = np.einsum("sd,xhdlw->xhslw", sets, reached)
    own = chosen[:, hypotheses.index(hypothesis_id)]
    tested = own[..., 0] > 0
    side = studies.published_side.eq(hypothesis_id).to_numpy()[:, None, None]
    sided = studies.published_side.notna().to_numpy()[:, None, None]
    columns = [tested, tested & side, sided & (chosen[..., 0] > 0).any(axis=1), tested & sided]
    columns += _one_word(own[..., FINDING], "finding") + _one_word(own[..., DIRECTION], "direction")
    return np.stack(columns, axis=-1).astype(int)


def _one_word(counts, column):
    place = votes.majority(counts)
    place = np.where(place == votes.DIVIDED, WORDS[column].index(DIVIDED_WORD[column]), place)
    return [place == number for number in range(len(WORDS[column]))]


def _cast(said):
    """Let each study or sample vote, from the votes of its studies added up."""
    tested, side, anyone, sided = (said[..., column] for column in range(4))
    finding = votes.majority(said[..., 4 : 4 + len(FINDINGS)])
    told = said[..., 4 + len(FINDINGS) :]
    direction = votes.majority(told)
    # a study that tested has one word or none
    silent = (tested - told.sum(axis=-1))[..., None]
    against, favourable = (
        votes.majority(told + silent * (np.array(DIRECTIONS) == votes.UNREPORTED[how])) for how in ("against", "for")
    )
    columns = {
        "published": (sided > 0) & (side >= votes.AGREEMENT * sided),
        "any": anyone > 0,
        **{word: finding == FINDINGS.index(word) for word in ("supported", "trend")},
        "mixed": (finding == FINDINGS.index("mixed")) | (finding == votes.DIVIDED),
        "tested": tested > 0,
        "positive": direction == DIRECTIONS.index("positive"),
        "positive_against": against == DIRECTIONS.index("positive"),
        "positive_for": favourable == DIRECTIONS.index("positive"),
        "silent": (tested > 0) & (direction == votes.SILENT),
        "negative": direction == DIRECTIONS.index("negative"),
    }
    return np.stack([columns[name] for name in COUNTED], axis=-1).astype(int)
