"""The sensitivity grid, combination by combination."""

from functools import cache
from itertools import combinations

from by_hand.counting import (
    FIRST,
    HYPOTHESES,
    LEVELS,
    SECOND,
    as_name,
    names,
    plainly,
    sign_test,
    table,
    tested,
    wilson,
)  # fmt: skip

BY_DIRECTION = [f"by direction (unreported: {how})" for how in ("left out", "against", "for")]
VARIANTS = ["as published", "by finding", *BY_DIRECTION]
NOBODY = None


@cache
def grid():
    """Every combination: hypothesis, variant, domains, level, unit, study left out, n, total."""
    cells = [
        (
            row["study_id"], row["hypothesis_id"], row["outcome_domain"], row["temporal_level"],
            [row["finding"]], [row["direction"]] if row["direction"] else [],
        )
        for row in tested()
    ]  # fmt: skip
    sides = {row["study_id"]: row["published_side"] for row in table("studies")}
    samples = {row["study_id"]: row["sample_id_if_overlapping"] for row in table("studies")}
    return [
        (*choice, *plainly(cells, sides, samples, *choice))
        for hypothesis in HYPOTHESES
        for variant in VARIANTS
        for domains in sets_of_domains(hypothesis)
        for level in LEVELS
        for unit in ("study", "sample")
        for left_out in (NOBODY, *names())
        for choice in [(hypothesis, variant, domains, level, unit, left_out)]
    ]


def sets_of_domains(hypothesis):
    there = sorted({row["outcome_domain"] for row in tested() if row["hypothesis_id"] == hypothesis})
    return [chosen for size in range(1, len(there) + 1) for chosen in combinations(there, size)]


def counts(hypothesis=None, variant=None, left_out=(NOBODY,), voting=True):
    """n and total of the combinations chosen."""
    return [
        row[-2:] for row in grid()
        if hypothesis in (None, row[0]) and variant in (None, row[1])
        and (left_out is all or row[5] in left_out) and (row[-1] > 0 or not voting)
    ]  # fmt: skip


def every_study(hypothesis, variant, left_out=NOBODY):
    """n and total over all domains and levels, with one vote for each study."""
    whole = sets_of_domains(hypothesis)[-1]
    (found,) = [row[-2:] for row in grid() if row[:6] == (hypothesis, variant, whole, LEVELS[0], "study", left_out)]
    return found


def share(count):
    return 100 * count[0] / count[1]


def sizes():
    # four domains make 15 sets, one makes 1; 5 ways to turn findings into a count, 4 levels, 2 units
    combinations_of = {FIRST: 15 * 5 * 4 * 2, SECOND: 1 * 5 * 4 * 2}
    everything = sum(combinations_of.values())
    return {f"n_combinations_{hypothesis}": n for hypothesis, n in combinations_of.items()} | {
        "n_variants": 5,
        "n_levels": 4,
        "n_combinations": everything,
        "n_combinations_leave_one_out": everything * (1 + 10),  # nobody, or one of ten studies
        "percent_even": 50,
        "n_few": 5,  # 2 / 2 ** 5 is 0.0625, 2 / 2 ** 6 is 0.0313
    }


def votes():
    found = {"n_combinations_without_votes": len(counts(voting=False)) - len(counts())}
    for hypothesis in HYPOTHESES:
        ends = [wilson(n, total) for n, total in counts(hypothesis)]
        below = sum(high < 50 for _, high in ends)
        above = sum(low > 50 for low, _ in ends)
        found |= {
            f"n_with_votes_{hypothesis}": len(ends),
            f"n_few_votes_{hypothesis}": sum(total <= 5 for _, total in counts(hypothesis)),
            f"n_below_even_{hypothesis}": below,
            f"n_above_even_{hypothesis}": above,
            f"n_including_even_{hypothesis}": len(ends) - below - above,
        }
    return found


def ranges():
    found = {}
    for hypothesis in HYPOTHESES:
        for variant in VARIANTS:
            shares = [share(count) for count in counts(hypothesis, variant)]
            ends = [wilson(*count) for count in counts(hypothesis, variant)]
            below, above = sum(high < 50 for _, high in ends), sum(low > 50 for low, _ in ends)
            each = {"with_votes": len(ends), "below_even": below, "above_even": above}
            each |= {"including_even": len(ends) - below - above}
            found |= {f"n_{name}_{as_name(variant)}_{hypothesis}": n for name, n in each.items()}
            found[f"percent_lowest_{as_name(variant)}_{hypothesis}"] = min(shares)
            found[f"percent_highest_{as_name(variant)}_{hypothesis}"] = max(shares)
    return found


def unchanged():
    """Ask each question of all combinations, with nobody and with each study left out."""
    found, holding = {}, 0
    for hypothesis in HYPOTHESES:
        for about, (holds, n) in _statements(hypothesis).items():
            holding += holds
            found |= {f"n_combinations_{as_name(about)}_{hypothesis}": n} if holds else {}
    return found | {"n_unchanged": holding}


def _statements(hypothesis):
    """Whether each statement holds, and of how many combinations with a vote it speaks."""
    told, everything = {}, counts(hypothesis, left_out=all)
    of_variant = {variant: counts(hypothesis, variant, all) for variant in VARIANTS}
    above_half = {variant: min(map(share, found)) > 50 for variant, found in of_variant.items()}
    # one statement where it holds whatever a direction that is not reported counts for
    together = all(above_half[variant] for variant in BY_DIRECTION)
    for variant in VARIANTS[:2] if together else VARIANTS:
        told[f"share {variant}"] = above_half[variant], len(of_variant[variant])
    if together:
        told["share by direction"] = True, sum(len(of_variant[variant]) for variant in BY_DIRECTION)
    ends = [wilson(n, total) for n, total in everything]
    includes, above = all(low <= 50 <= high for low, high in ends), all(low > 50 for low, _ in ends)
    told["interval including even"] = includes, len(ends)
    told["interval above even"] = above, len(ends)
    if not includes and not above:
        told["interval not below even"] = all(high >= 50 for _, high in ends), len(ends)
    for level in LEVELS:
        found = [row[-2] for row in grid() if row[:2] == (hypothesis, "by finding") and row[3] == level and row[-1]]
        told[f"unsupported {level}"] = not any(found), len(found)
    reported = of_variant[BY_DIRECTION[0]]
    most = max(total for _, total in reported)
    told["no sign test"] = sign_test(most, most) is None, len(reported)
    directions = {row["direction"] for row in tested() if row["hypothesis_id"] == hypothesis}
    told["no negative"] = "negative" not in directions, len(reported)
    return told


def counts_of_every_study():
    found = {}
    for hypothesis in HYPOTHESES:
        published, of = every_study(hypothesis, "as published")
        n, total = every_study(hypothesis, "by finding")
        low, high = wilson(n, total)
        found |= {
            f"n_as_published_{hypothesis}": published,
            f"total_as_published_{hypothesis}": of,
            f"n_by_finding_{hypothesis}": n,
            f"total_by_finding_{hypothesis}": total,
            f"percent_by_finding_{hypothesis}": share((n, total)),
            f"low_by_finding_{hypothesis}": low,
            f"high_by_finding_{hypothesis}": high,
        }
    return found


def leaving_one_out():
    found = {
        # 7 of 9 becomes 7 of 8 without one of the two that do not support it, and 6 of 8 without one of the seven
        f"most_influential_{FIRST}": ["Feeley et al., 1999", "Strunk et al., 2010"],
        # 2 of 3 becomes 2 of 2, and 1 of 2 without one of the other two
        f"most_influential_{SECOND}": ["Feeley et al., 1999"],
    }
    for hypothesis in HYPOTHESES:
        shares = [share(every_study(hypothesis, "by finding", study)) for study in names()]
        found[f"percent_lowest_leave_one_out_{hypothesis}"] = min(shares)
        found[f"percent_highest_leave_one_out_{hypothesis}"] = max(shares)
    return found


GROUPS = (sizes, votes, ranges, unchanged, counts_of_every_study, leaving_one_out)
