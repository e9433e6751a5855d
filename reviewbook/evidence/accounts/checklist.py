"""What the article reports of the reporting standards, and what the edition adds."""

from reviewbook.evidence.number import Number, slug

ARTICLE = {
    "reported": "that the text of the article reports",
    "partly": "that the text of the article reports in part",
    "not reported": "that the text of the article does not report",
    "not judged": "that could not be judged, for want of the front and back matter of the article",
}
EDITION = {
    "added": "to which this edition adds what the article leaves out",
    "partly": "to which this edition adds in part",
    "not added": "to which this edition adds nothing",
    "not applicable": "that the article reports, or that are about the article itself, so that nothing is to be added",
}


def coverage(checklist):
    """Count the items of each reporting standard.

    Parameters
    ----------
    checklist : pandas.DataFrame
        The table ``checklist``.

    Returns
    -------
    pandas.DataFrame
        One row per standard, in the order of the table: standard, n_items, then how many of these the article covers
        (n_reported, n_partly, n_not_reported, n_not_judged) and to how many the edition adds (n_edition_added,
        n_edition_partly, n_edition_not_added, n_edition_not_applicable). Either set sums to n_items.

    References
    ----------
    PRISMA 2020: Page et al. 2021, doi 10.1136/bmj.n71; SWiM: Campbell et al. 2020, doi 10.1136/bmj.l6890;
    PRISMA-S: Rethlefsen et al. 2021, doi 10.1186/s13643-020-01542-z
    """
    counted = checklist.groupby("standard", sort=False).agg(n_items=("item", "size"))
    for column, statuses in (("article", ARTICLE), ("edition", EDITION)):
        for status in statuses:
            counted[_name(column, status)] = checklist[column].eq(status).groupby(checklist.standard).sum()
    return counted.reset_index()


def numbers(checklist):
    """Name the numbers of the reporting coverage.

    Parameters
    ----------
    checklist : pandas.DataFrame
        The table ``checklist``.

    Returns
    -------
    list of Number
        For each standard its items and the counts of `coverage`: ``n_prisma_2020_items``, ``n_prisma_2020_reported``,
        ``n_prisma_2020_edition_added``.
    """
    found = []
    for row in coverage(checklist).to_dict("records"):
        standard, about = row["standard"], {"n_items": "in all"}
        about |= {_name("article", status): meaning for status, meaning in ARTICLE.items()}
        about |= {_name("edition", status): meaning for status, meaning in EDITION.items()}
        for column, meaning in about.items():
            name = f"n_{slug(standard)}_{column.removeprefix('n_')}"
            found.append(Number(name, int(row[column]), "items", f"Items of {standard} {meaning}."))
    return found


def _name(column, status):
    return f"n_{slug(status)}" if column == "article" else f"n_edition_{slug(status)}"
