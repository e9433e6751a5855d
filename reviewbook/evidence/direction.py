"""What the studies show, and in which direction."""

from reviewbook.evidence.number import Number


def published(review):
    """Count the studies as the article counts them.

    Parameters
    ----------
    review : reviewbook.evidence.data.Review

    Returns
    -------
    pandas.DataFrame
        One row per hypothesis, in the order of the table ``hypotheses``: hypothesis_id, label, n (studies counted under
        it), total (all studies), n_patients (in these studies), studies (tuple of study_id).
    """
    studies = review.studies
    sides = studies.groupby("published_side")
    hypotheses = review.hypotheses[["hypothesis_id", "label"]]
    return hypotheses.assign(
        n=hypotheses.hypothesis_id.map(sides.size()).fillna(0).astype(int),
        total=len(studies),
        n_patients=hypotheses.hypothesis_id.map(sides.n_patients.sum()).fillna(0).astype(int),
        studies=hypotheses.hypothesis_id.map(sides.study_id.agg(tuple)),
    )


def reported(review):
    """List the findings that the article reports.

    Returns
    -------
    pandas.DataFrame
        The rows of the table ``findings`` whose hypothesis was tested, with its label in ``hypothesis``.
        A missing group means all patients.
    """
    labels = review.hypotheses.set_index("hypothesis_id").label
    tested = review.findings[review.findings.tested.eq("yes")]
    return tested.assign(hypothesis=tested.hypothesis_id.map(labels), group=tested.group.fillna("all patients"))


def numbers(review):
    """Name the numbers of the published count.

    Returns
    -------
    list of Number
    """
    found = []
    for row in published(review).itertuples():
        where = f"that the article counts under: {row.label.lower()}."
        found.append(Number(f"n_published_{row.hypothesis_id}", row.n, "studies", f"Studies {where}", row.studies))
        name = f"n_patients_published_{row.hypothesis_id}"
        found.append(Number(name, row.n_patients, "patients", f"Patients in the studies {where}", row.studies))
    return found
