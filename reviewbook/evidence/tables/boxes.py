"""The boxes of the PRISMA 2020 flow diagram: which there are, what adds up to what, and how they fit the studies."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reviewbook.evidence.tables.reading import Read, Row, Table
from reviewbook.evidence.tables.text import shown

# each box with its phase, in the order of the template of the R package PRISMA2020
BOXES = {
    "studies_previous": "identification", "reports_previous": "identification",
    "records_from_databases": "identification", "records_from_registers": "identification",
    "records_identified": "identification", "records_from_websites": "identification",
    "records_from_organisations": "identification", "records_from_citations": "identification",
    "duplicates_removed": "identification", "records_removed_by_automation": "identification",
    "records_removed_otherwise": "identification", "records_screened": "screening", "records_excluded": "screening",
    "reports_sought": "screening", "reports_not_retrieved": "screening", "reports_sought_other": "screening",
    "reports_not_retrieved_other": "screening", "reports_assessed": "screening", "reports_excluded": "screening",
    "reports_assessed_other": "screening", "reports_excluded_other": "screening", "studies_included": "included",
    "reports_included": "included", "studies_total": "included", "reports_total": "included",
    "studies_in_meta_analysis": "included", "reports_in_meta_analysis": "included",
}  # fmt: skip
PHASES = tuple(dict.fromkeys(BOXES.values()))
# between a box and a part of it, such as a reason for exclusion: reports_excluded:too-young
PART = ":"
# what the diagram draws in one box without their sum, or instead of it
FROM = ("records_from_databases", "records_from_registers")
FROM_OTHER = ("records_from_websites", "records_from_organisations", "records_from_citations")
REMOVED = ("duplicates_removed", "records_removed_by_automation", "records_removed_otherwise")
ASSESSED = ("reports_assessed", "reports_assessed_other")
# of the second route, which counts as a whole: what it lost is not known without its boxes
OTHER = tuple(box for box in BOXES if box in FROM_OTHER or box.endswith("_other"))
# what is left at each stage is a part of what was there before, also where a stage between is not reported
WAYS = [
    ["records_identified", "records_screened", "reports_sought", "reports_assessed"],
    ["reports_sought_other", "reports_assessed_other"],
]


@dataclass(frozen=True)
class Sum:
    """Say of the boxes of a flow that those before, less those lost, are those after."""

    before: tuple[str, ...]
    lost: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def boxes(self) -> tuple[str, ...]:
        """All of them."""
        return self.before + self.lost + self.after

    def without(self, box: str) -> tuple[list[str], list[str]]:
        """Say what follows for one of them: the boxes that are added, and those that are taken away from these."""
        sides = [one for one in self.before if one != box], [one for one in self.lost + self.after if one != box]
        return sides if box not in self.before else (sides[1], sides[0])


def base(box: str) -> str:
    """Give the box that a part belongs to, and any other box as it is."""
    return box.partition(PART)[0]


def parts(boxes: Collection[str], box: str) -> tuple[str, ...]:
    """Give the parts of a box, such as the reasons for exclusion, among these."""
    return tuple(one for one in boxes if one.startswith(f"{box}{PART}"))


def sums(n: Mapping[str, int | None]) -> list[Sum]:
    """Give the sums that hold between the boxes of a flow: each box that the review has, None where it has no number.

    A box that the review does not have is not in a sum, and where nothing is told of retrieval, no reports are lost by
    it. Of the other methods PRISMA draws no screening, so nothing follows from their records. Without a box for the
    reports of the included studies, each study is taken to have one.
    """

    def there(*boxes: str) -> tuple[str, ...]:
        return tuple(box for box in boxes if box in n)

    identified = there("records_identified") or there(*FROM)
    kept = there("reports_included") or there("studies_included")
    other = any(box in n for box in OTHER)
    excluded = ("reports_excluded", *(("reports_excluded_other",) if other else ()))
    assessed = ASSESSED if other else ASSESSED[:1]
    retrieval = any(n.get(box) is not None for box in ("reports_sought", "reports_not_retrieved"))
    found = [
        *(Sum(parts(n, box), (), there(box)) for box in n),
        Sum(there(*FROM), (), there("records_identified")),
        Sum(identified, there(*REMOVED), there("records_screened")) if there(*REMOVED) else None,
        _whole(n, ("reports_sought",), ("reports_not_retrieved",), ("reports_assessed",)),
        _whole(n, ("records_screened",), ("records_excluded",), ("reports_sought",)),
        _whole(n, ("reports_sought_other",), ("reports_not_retrieved_other",), ("reports_assessed_other",)),
        _whole(n, assessed, excluded, kept),
        None if retrieval else _whole(n, ("records_screened",), ("records_excluded",), ("reports_assessed",)),
        *(_whole(n, (f"{of}_previous", f"{of}_included"), (), (f"{of}_total",)) for of in ("studies", "reports")),
    ]
    return [one for one in found if one and one.before and one.after]


def _whole(n: Collection[str], before: tuple[str, ...], lost: tuple[str, ...], after: tuple[str, ...]) -> Sum | None:
    return Sum(before, lost, after) if {*before, *lost, *after} <= set(n) else None


def derived(n: Mapping[str, int | None]) -> dict[str, tuple[int, Sum]]:
    """Find what follows from the boxes that have a number: the number of another one, and from which sum.

    That is what was lost between two stages, the reports of the included studies, and whatever a sum lacks of which
    nothing is lost. No stage is concluded from what was lost.

    Raises
    ------
    ValueError
        Names the boxes that leave fewer than none.

    >>> derived({"reports_assessed": 96, "reports_excluded": None, "studies_included": 10})["reports_excluded"][0]
    86
    """
    known, found = dict(n), dict[str, tuple[int, Sum]]()
    for one in sums(n):
        box, *others = [box for box in one.boxes if known[box] is None] or [""]
        if not box or others or (one.lost and box not in (*one.lost, "reports_included")):
            continue
        told = {name: value for name in one.boxes if (value := known[name]) is not None}
        more, less = one.without(box)
        rest = sum(told[name] for name in more) - sum(told[name] for name in less)
        if rest < 0:
            raise ValueError(f"{_said(told, less)} exceeds {_said(told, more)}")
        known[box], found[box] = rest, (rest, one)
    return found


def wrong(n: Mapping[str, int | None]) -> Iterator[tuple[Sum, str]]:
    """Find the sums of which all boxes have a number, and that do not add up; and say each in words."""
    for one in sums(n):
        told = {box: value for box in one.boxes if (value := n[box]) is not None}
        if len(told) == len(one.boxes) and sum(told[box] for box in one.before) != sum(
            told[box] for box in one.lost + one.after
        ):
            before, lost, after = (_said(told, side) for side in (one.before, one.lost, one.after))
            yield one, f"{before}{f' less {lost}' if lost else ''} is not {after}"


def _said(n: Mapping[str, int], boxes: Sequence[str]) -> str:
    return " and ".join(f"{box} {n[box]}" for box in boxes)


def confirmed(n: Mapping[str, int | None]) -> set[str]:
    """Find the boxes that a sum confirms: all of it has numbers, and it adds up."""
    failed = {one for one, _ in wrong(n)}
    return {
        box
        for one in sums(n)
        if one not in failed and all(n[box] is not None for box in one.boxes)
        for box in one.boxes
    }


def _flows(read: Read) -> Iterator[tuple[dict[str, Row], dict[str, int | None]]]:
    """Give the rows and the numbers of each search by their boxes."""
    for search_id in dict.fromkeys(row["search_id"] for row in read.tables["flow"].rows):
        rows = {row["box"]: row for row in read.tables["flow"].rows if row["search_id"] == search_id}
        yield rows, {box: int(row["n"]) if row["n"].isdecimal() else None for box, row in rows.items()}


def _without_flow(read: Read) -> Iterator[str]:
    """Find searches that one of both tables lacks."""
    for name, other in (("searches", "flow"), ("flow", "searches")):
        there = {row["search_id"] for row in read.tables[other].rows}
        for search_id in dict.fromkeys(row["search_id"] for row in read.tables[name].rows):
            if search_id not in there:
                row = next(row for row in read.tables[name].rows if row["search_id"] == search_id)
                yield f"{row.at('search_id')}: '{search_id}' is not in data/{other}.csv, column 'search_id'"


def _misplaced(read: Read) -> Iterator[str]:
    """Find boxes in another phase than the diagram draws them in, and parts of a box that is not there."""
    for rows, _ in _flows(read):
        for box, row in rows.items():
            if base(box) in BOXES and row["phase"] in PHASES and row["phase"] != (phase := BOXES[base(box)]):
                yield f"{row.at('phase')}: {shown(row['phase'])}; PRISMA 2020 draws the box in the phase '{phase}'"
            if base(box) in BOXES and base(box) not in rows:
                yield f"{row.at('box')}: '{box}' is a part of '{base(box)}', of which data/flow.csv has no line"


def _uncounted(read: Read) -> Iterator[str]:
    """Compare, round by round, the studies that its searches include with those of the table of studies."""
    if read.faulty() & {"flow", "studies", "searches", "updates"}:
        return
    searched = {row["search_id"]: row.cells.get("update_id", "") for row in read.tables.get("searches", Table({})).rows}
    if searched and not {row["search_id"] for row in read.tables["flow"].rows} <= set(searched):
        return
    came = [row.cells.get("update_id", "") for row in read.studies()]
    if any(searched.values()) and not all(came):
        return
    # rounds stand in their order in data/updates.csv
    rounds = [row["update_id"] for row in read.tables["updates"].rows] if "updates" in read.tables else []
    rounds = [
        one for one in dict.fromkeys([*rounds, *searched.values(), *came]) if one in {*searched.values(), *came}
    ] or [""]
    flows = [(searched.get(next(iter(rows.values()))["search_id"], ""), rows, n) for rows, n in _flows(read)]
    for place, one in enumerate(rounds):
        of = "" if len(rounds) == 1 else f" of '{one}'"
        here = [(rows, n) for update_id, rows, n in flows if update_id == one]
        new = [n.get("studies_included") for _, n in here]
        before, now = sum(came.count(earlier) for earlier in rounds[:place]), came.count(one)
        # what a review has of an earlier version came, in the tables, with its first round
        own = [n["studies_previous"] for _, n in here if "studies_previous" in n] if not place else []
        known, older = ([told for told in side if told is not None] for side in (new, own))
        whole = len(known) == len(new) and len(older) == len(own)
        if now and not here and any(rounds):
            study = next(row for row in read.studies() if row["update_id"] == one)
            yield f"{study.at('update_id')}: no search of '{one}' is in data/flow.csv, which would count this study"
        if here and whole and sum(known) + max(older, default=0) != now:
            row = here[-1][0]["studies_included"]
            together = f", of all searches{of} {sum(known)}" if len(known) > 1 else ""
            together += f", with {max(older)} of the version before" if older else ""
            yield f"{row.at('n')}: '{row['n']}'{together}; data/studies.csv has {now} studies{of}"
        for box, there in (("studies_previous", before), ("studies_total", before + now)):
            for rows, n in here if place or box == "studies_total" else ():
                if n.get(box) not in (None, there):
                    until = f" {'before' if box == 'studies_previous' else 'until and with'} '{one}'" if of else ""
                    yield f"{rows[box].at('n')}: '{n[box]}'; data/studies.csv has {there} studies{until}"


def _growing(read: Read) -> Iterator[str]:
    """Find stages that are larger than one before them, and boxes that leave fewer than none for another."""
    for place, (rows, n) in enumerate(_flows(read)):
        # what is stated with all that was lost on the way is reported as printed, and asked about where it is odd
        asked = {
            (before, after)
            for one in sums(n)
            if one.lost and all(n[box] is not None for box in one.lost)
            for before in one.before
            for after in one.after
        }
        ends = ["reports_included", "studies_included"]
        # what came by two routes is no part of one
        ways = [*WAYS, ends] if any(box in n for box in OTHER) else [WAYS[0] + ends]
        # a meta-analysis takes its studies from all of the review, of which a later flow may have no box
        all_of = [f"{of}_total" for of in ("studies", "reports") if place or f"{of}_total" in n]
        all_of += [f"{of}_included" for of in ("studies", "reports") if f"{of}_total" not in all_of]
        ways += [[box, f"{box.partition('_')[0]}_in_meta_analysis"] for box in all_of]
        grown = False
        for before, after in (both for way in ways for both in pairwise(box for box in way if n.get(box) is not None)):
            most, more, row = n[before] or 0, n[after] or 0, rows[after]
            if more > most and (before, after) not in asked:
                grown = True
                yield f"{_at(row)}: '{more}' is more than the {most} of '{before}', of which it is a part"
        try:
            derived(n)
        except ValueError as error:
            if not grown:
                row = rows[str(error).split()[0]]
                yield f"{_at(row)}: {error}, and leaves fewer than none for another box"


def _at(row: Row) -> str:
    return f"data/flow.csv, line {row.line} ({row['search_id']}, {row['box']}), column 'n'"


# as in ties
TIES: list[tuple[Callable[[Read], Iterator[str]], Mapping[str, list[str]]]] = [
    (_without_flow, {"searches": ["search_id"], "flow": ["search_id"]}),
    (_misplaced, {"flow": ["search_id", "box", "phase"]}),
    (_uncounted, {"flow": ["search_id", "box", "n"], "studies": ["study_id"]}),
    (_growing, {"flow": ["search_id", "box", "n"]}),
]
