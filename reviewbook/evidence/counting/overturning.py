"""The smallest change after which a count would be read in another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pandas as pd

from reviewbook.evidence.counting import choices, lookup, votes
from reviewbook.evidence.counting.grid import VARIANTS
from reviewbook.evidence.counting.votes import Count
from reviewbook.evidence.tables.data import Review

# what is asked of a count: are at least half of the votes for the hypothesis, and does the interval include one half
ASKED = {"half": "At least half of the votes", "interval": "One half in the interval"}
HOWS = LEFT_OUT, READ_OTHERWISE = "left out", "read otherwise"
NONE = "no change of these votes"
NO_FINDINGS = "–"
# of so many studies each is named in a cell
NAMED = 3
# votes up to which every count has its smallest changes listed
LOOKED_UP = 30
# how serious an open question is that is named
SEVERITY = "high"
COLUMNS = [
    "hypothesis_id", "hypothesis", "variant", "asked", "now", "left_out", "read_otherwise", "findings", "studies",
    "questions",
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Hold a smallest change: of how many votes for a hypothesis, of how many others, and what comes of it."""

    of_for: int
    of_others: int
    after: Count


def smallest(n: int, total: int, asked: str, how: str) -> list[Change]:
    """Find the smallest changes after which the answer to one of `ASKED` is another.

    A vote is left out, or is read otherwise: one for the hypothesis as one that is not, or the other way round. All
    changes of as many votes as the smallest are listed; none where no change of these votes gives another answer.

    >>> [(one.of_for, one.after.n, one.after.total) for one in smallest(7, 9, "half", "left out")]
    [(6, 1, 3)]
    """
    now, found = _answer(n, total, asked), []
    for changed in range(1, total + 1):
        for of_for in range(min(changed, n), -1, -1):
            of_others = changed - of_for
            if of_others > total - n:
                continue
            after = (n - of_for, total - changed) if how == LEFT_OUT else (n - of_for + of_others, total)
            if after[1] and _answer(*after, asked) != now:
                found.append(Change(of_for, of_others, votes.counted(*after)))
        if found:
            break
    return found


@cache
def _answer(n: int, total: int, asked: str) -> bool:
    return 2 * n >= total if asked == "half" else votes.counted(n, total).is_open()


def by_count(review: Review) -> pd.DataFrame:
    """Say of every count to which votes can lead what its smallest changes are.

    One row per n and total, up to `LOOKED_UP` votes: n, total, half and interval (sentences on each of `ASKED`), sides
    (of which votes one changes: `lookup.FOR`, `lookup.NOT_FOR`, both or none).
    """
    counts = [(n, total) for total in range(1, min(len(review.studies), LOOKED_UP) + 1) for n in range(total + 1)]
    rows = [(*count, *(_sentences(*count, asked) for asked in ASKED), _sides_of(*count)) for count in counts]
    return pd.DataFrame(rows, columns=["n", "total", *ASKED, "sides"])


def table(review: Review, called: pd.DataFrame, unit: str = "study") -> pd.DataFrame:
    """List the smallest changes of the count in all outcome domains at every temporal level, by every rule.

    One row per hypothesis, variant of `VARIANTS` with a vote, and one of `ASKED`: hypothesis_id, hypothesis, variant,
    asked (its words), now (the answer), left_out and read_otherwise (of which votes how many, and the count after it),
    findings (how many of their findings have at least to be read otherwise for that; a dash where there is no such
    change, or the article counts the studies), studies (who casts these votes, up to `NAMED`; where they are not for
    the hypothesis, with what was found), questions (those of `SEVERITY` that bear on these studies). The votes are of
    `lookup.called`, for this review; the unit is one of `votes.UNITS`.
    """
    rows = []
    names = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    for hypothesis_id, label in review.hypotheses[["hypothesis_id", "label"]].itertuples(index=False, name=None):
        for variant in VARIANTS:
            groups = _sides(review, called[called.hypothesis_id.eq(hypothesis_id)], variant, unit)
            n, total = len(groups[lookup.FOR]), sum(map(len, groups.values()))
            for asked, words in ASKED.items() if total else ():
                found = [smallest(n, total, asked, how) for how in HOWS]
                moved = _moved(groups, [change for changes in found for change in changes])
                studies = [study_id for members, _ in moved for study_id in members]
                who = [f"{' with '.join(names[one] for one in members)}{word}" for members, word in moved]
                shown = "; ".join(who) if len(who) <= NAMED else f"all {len(who)} whose votes these are"
                cells = (_cell(changes, n, total, asked) for changes in found)
                findings = _fewest(review, hypothesis_id, variant, groups, found[1])
                told = _now(n, total, asked), *cells, findings, shown or "none", _bearing(review, studies)
                rows.append((hypothesis_id, label, variant, words, *told))
    return pd.DataFrame(rows, columns=COLUMNS)


def counts(table: pd.DataFrame, unit: str = "study") -> dict[str, list[str]]:
    """Say of which count, and of what would change it, each cell of `table` tells; empty where it tells of none."""
    names = {words: name for name, words in ASKED.items()}
    rows = [
        (row.hypothesis_id, {"asked": names[row.asked]}, choices.rules(row.variant) | {"unit": unit})
        for row in table.itertuples()
    ]
    changes = [choices.address(of, asked, **choice) for of, asked, choice in rows]
    told = {
        column: ["" if said in (NONE, NO_FINDINGS) else to for said, to in zip(table[column], changes, strict=True)]
        for column in ("left_out", "read_otherwise", "findings")
    }
    return {"now": [choices.address(of, **choice) for of, _, choice in rows]} | told


def questions(review: Review) -> pd.DataFrame:
    """List the open questions of `SEVERITY` that bear on a study.

    One row per study and question, none where the review has no questions: study_id, question_id, number (missing where
    questions have none), question (its words).
    """
    columns = ["study_id", "question_id", "number", "question"]
    asked, told = (getattr(review, name, None) for name in ("questions", "question_studies"))
    if asked is None or told is None:
        return pd.DataFrame(columns=columns)
    severe = asked[asked.severity.eq(SEVERITY)].reindex(columns=columns[1:])
    return told[["study_id", "question_id"]].merge(severe, on="question_id")


def _bearing(review, studies):
    """Name the questions that bear on one of these studies, by their numbers or, without, how many there are."""
    asked = questions(review)
    here = asked[asked.study_id.isin(studies)].drop_duplicates("question_id")
    if here.empty or here.number.isna().any():
        return f"{len(here)}" if len(here) else "none"
    return ", ".join(f"Q{number}" for number in sorted(map(int, here.number)))


def _sides(review, called, variant, unit):
    """Put who votes in all domains at every level beside each other: the studies of each voter, and what it says."""
    column = lookup.COLUMNS[variant]
    own = {"by finding": "finding", "as published": None}.get(variant, "direction")
    words = {} if own is None else {letter: word for word, letter in lookup.LETTERS[own].items()}
    kept = called[called.left_out.eq("")].set_index(["unit", "voter"])
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {lookup.FOR: [], lookup.NOT_FOR: []}
    voting = review.studies[review.studies.study_id.isin(called.voter)]
    for sample, members in votes.together(voting[votes.UNITS[unit]], voting.study_id).items():
        # a study that is alone in its sample votes as the study that it is
        row = kept.loc[(unit, sample) if len(members) > 1 else ("study", members[0])]
        sign = _last(row[column])
        if sign in found:
            found[sign].append((members, words.get(_last(row[own]), "") if own else ""))
    return found


def _fewest(review, hypothesis_id, variant, groups, changes):
    """Count the fewest findings that have to be read otherwise for one of the changes."""
    own = variant.split(" ")[1] if variant.startswith("by ") else ""
    if not own or not changes:
        return NO_FINDINGS
    stand = next((word or "" for how, word in votes.UNREPORTED.items() if how in variant), "")
    tested = review.findings[review.findings.tested.eq("yes") & review.findings.hypothesis_id.eq(hypothesis_id)]
    said = votes.together(tested.study_id, tested[own].fillna(""))
    each = {
        side: sorted(_turning([said[one] for one in members if one in said], own, stand) for members, _ in voters)
        for side, voters in groups.items()
    }
    changed = (sum(each[lookup.FOR][: one.of_for]) + sum(each[lookup.NOT_FOR][: one.of_others]) for one in changes)
    return f"{min(changed)}"


def _turning(members: Sequence[Sequence[str]], own: str, stand: str) -> int:
    """Say how many findings of a voter have to be read otherwise before it votes on the other side.

    Members are the words of the findings of each of its studies, empty where none is reported; stand is what a study
    without a word votes.

    >>> _turning([["supported", "supported", "supported", "not supported"]], "finding", "")
    1
    """
    word, other = {"finding": ("supported", "not supported"), "direction": ("positive", "negative")}[own]
    flat = [(place, said) for place, words in enumerate(members) for said in words]

    def is_for(changed: Sequence[tuple[int, str]]) -> bool:
        told = [_agreed([said for place, said in changed if place == one]) or stand for one in range(len(members))]
        return _agreed(told) == word

    def _agreed(words: Sequence[str]) -> str:
        # the second of each pair may be missing, and the same share decides of both
        return votes.agreed([("", said or None) for said in words])[1] or "" if words else ""

    now = is_for(flat)
    for number in range(1, len(flat) + 1):
        for chosen in combinations(range(len(flat)), number):
            read = [(at, (other if now else word) if i in chosen else said) for i, (at, said) in enumerate(flat)]
            if is_for(read) != now:
                return number
    return len(flat)


def _last(said):
    """Give the character of all domains and every level."""
    return said.split(" ")[-1][0]


def _moved(groups, changes):
    """Give the voters of whom one changes its vote in one of the changes."""
    sides = {lookup.FOR: [one.of_for for one in changes], lookup.NOT_FOR: [one.of_others for one in changes]}
    moved = [(members, word, sign) for sign, times in sides.items() if any(times) for members, word in groups[sign]]
    return [(members, f" ({word})" if word and sign == lookup.NOT_FOR else "") for members, word, sign in moved]


def _sides_of(n: int, total: int) -> str:
    changes = [one for asked in ASKED for how in HOWS for one in smallest(n, total, asked, how)]
    sides = {lookup.FOR: [one.of_for for one in changes], lookup.NOT_FOR: [one.of_others for one in changes]}
    return "".join(sign for sign, times in sides.items() if any(times))


def _now(n: int, total: int, asked: str) -> str:
    """Write the answer for a table, as the sensitivity grid is printed."""
    return f"{'yes' if _answer(n, total, asked) else 'no'}: {_printed(votes.counted(n, total), asked)}"


def _printed(count: Count, asked: str) -> str:
    told = f"{count.n}/{count.total}"
    return told if asked == "half" else f"{told} ({count.low:.0f} to {count.high:.0f})"


def _interval(count: Count) -> str:
    return f"{count.low:.0f} to {count.high:.0f} percent"


def _after(change: Change, asked: str) -> str:
    told = f"{change.after.n} of {change.after.total}"
    return told if asked == "half" else f"{told}, {_interval(change.after)}"


def _whose(change: Change, n: int, total: int) -> str:
    """Say of which votes how many change."""
    sides = ((change.of_for, n, "for it"), (change.of_others, total - n, "not for it"))
    return " and ".join(f"{_some(some, all_)} {side}" for some, all_, side in sides if some)


def _some(some: int, all_: int) -> str:
    if some < all_:
        return f"{some} of the {all_} votes"
    return {1: "the one vote", 2: "both votes"}.get(all_, f"all {all_} votes")


def _cell(changes: list[Change], n: int, total: int, asked: str) -> str:
    """Write the smallest changes for a table.

    >>> _cell(smallest(7, 9, "half", "left out"), 7, 9, "half")
    '6 of the 7 votes for it (then 1/3)'
    """
    return "; or ".join(f"{_whose(one, n, total)} (then {_printed(one.after, asked)})" for one in changes) or NONE


def _sentences(n: int, total: int, asked: str) -> str:
    """Say what the answer is, and what it would take to change it."""
    count, yes = votes.counted(n, total), _answer(n, total, asked)
    if asked == "half":
        said = f"{'At least' if yes else 'Fewer than'} half of the votes are for it: {n} of {total}."
    else:
        where = "includes one half already" if yes else f"lies {'above' if 2 * n > total else 'below'} one half"
        said = f"The interval {where}: {_interval(count)}."
    ways = [
        f"{_whose(one, n, total)} {how} (then {_after(one, asked)})"
        for how in HOWS
        for one in smallest(n, total, asked, how)
    ]
    if not ways:
        return f"{said} No change of these votes alters this."
    return f"{said} The smallest change that alters this: {', or '.join(ways)}."
