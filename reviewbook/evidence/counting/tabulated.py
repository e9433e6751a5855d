"""The numbers that stand in cells of tables alone, and how those are called that stand there."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import pandas as pd

from reviewbook.evidence.counting import direction, parts, traits, votes
from reviewbook.evidence.counting.direction import PRECEDENCE, SHARE, TALLIED, TESTED
from reviewbook.evidence.number import Form, Number, Part, filled, names, published
from reviewbook.evidence.tables.data import Review

REPORTED = Form("n_direction_reported_{hypothesis_id}{by}", "{units}",
                "{units!c} for which a direction of effect on '{hypothesis!l}' is reported.", "total", "of_votes",
                parts="votes")  # fmt: skip
POSITIVE = Form("n_{word}_{hypothesis_id}{by}", "{units}",
                "{units!c} with a positive direction of effect on '{hypothesis!l}', if every direction not reported "
                "counts {way} it.", studies="of_votes_for", parts="votes_for")  # fmt: skip
LEVELS = [
    Form("n_positive_{hypothesis_id}_{level!n}", "studies",
         "Studies with a positive direction of effect on '{hypothesis!l}' at the level '{level}' or above.",
         "n_positive", "of_positive", parts="positive"),
    Form("n_direction_not_reported_{hypothesis_id}_{level!n}", "studies",
         "Studies whose direction of effect on '{hypothesis!l}' at the level '{level}' or above is not reported.",
         "n_direction_not_reported", "of_silent", parts="silent"),
    Form("percent_supported_low_{hypothesis_id}_{level!n}", "percent",
         "Lower end of the 95 percent Wilson interval of the share of studies that support '{hypothesis!l}' at the "
         "level '{level}' or above.", "low", how="wilson low", parts="shared"),
    Form("percent_supported_high_{hypothesis_id}_{level!n}", "percent",
         "Upper end of the 95 percent Wilson interval of the share of studies that support '{hypothesis!l}' at the "
         "level '{level}' or above.", "high", how="wilson high", parts="shared"),
]  # fmt: skip
AT_LEVELS = [*PRECEDENCE, *LEVELS]
CROSSED = [
    Form("n_studies_{characteristic!n}_{category!n}{of}", "studies",
         "Studies whose {characteristic!l} is: {category}.", "n_studies", "studies", parts="such"),
    *[
        Form(f"n_{word}_{{hypothesis_id}}_{{characteristic!n}}_{{category!n}}", "studies",
             f"Studies that {what} '{{label!l}}', and whose {{characteristic!l}} is: {{category}}.", f"n_{word}",
             f"of_{word}", parts=word)
        for word, what in (("tested", "tested"), ("supported", "support"), ("positive", "have a positive direction on"))
    ],
]  # fmt: skip
UNITS = {"study": {"units": "studies", "by": ""}, "sample": {"units": "samples", "by": "_by_sample"}}


class Rule(NamedTuple):
    """Say how the share is called that a rule gives, and which numbers count its votes for and all its votes."""

    word: str
    n: Form
    total: Form
    answer: str = ""
    way: str = ""


# by the rules of `direction.counts`
RULES = {
    "finding supported": Rule("supported", TALLIED["finding"], TESTED, "supported"),
    f"direction positive (not reported: {direction.LEFT_OUT})": Rule(
        "positive", TALLIED["direction"], REPORTED, "positive"
    ),
} | {
    f"direction positive (not reported: {way})": Rule(f"positive_unreported_{way}", POSITIVE, TESTED, way=way)
    for way in ("against", "for")
}


def in_tallies(tallied: pd.DataFrame) -> pd.DataFrame:
    """Add to the rows of `direction.tallies` of studies the name of the number in each, as ``number``."""
    rows = tallied.assign(by="").to_dict("records")
    forms = [TALLIED.get(row["answer"], TALLIED[row["asked"]]) for row in rows]
    return tallied.assign(number=[form.named(row) for form, row in zip(forms, rows, strict=True)])


def in_counts(counted: pd.DataFrame) -> dict[str, list[str]]:
    """Name the numbers in the columns of `direction.counts`."""
    rows = [_facts(row) for row in counted.to_dict("records")]
    both = {name: [getattr(RULES[row["rule"]], name).named(row) for row in rows] for name in ("n", "total")}
    return both | {form.value: [form.named(row) for row in rows] for form in SHARE}


def at_levels(counted: pd.DataFrame) -> dict[str, list[str]]:
    """Name the numbers in the columns of `direction.precedence`."""
    return names(AT_LEVELS, counted)


def crossed(table: pd.DataFrame, hypothesis_id: str) -> dict[str, list[str]]:
    """Name the numbers in the columns of `traits.cross_table`."""
    return names(CROSSED, table.assign(of=_own(table, hypothesis_id)), hypothesis_id=hypothesis_id)


def numbers(review: Review) -> list[Number]:
    """Name the numbers of `direction.numbers`, and all others in tables of counts, levels and characteristics."""
    known = direction.numbers(review)
    found = chain(
        _counts(review),
        filled(LEVELS, _levels(review), direction.precedence, votes.eligible, votes.agreed),
        filled(CROSSED, _crossed(review), traits.cross_table),
    )
    return list({number.name: number for number in [*found, *known]}.values())


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    rule, units = RULES[row["rule"]], UNITS[row["unit"]]
    what = direction.SHARED[rule.word].format(row["hypothesis"].lower(), units["units"])
    return {**row, **units, "word": rule.word, "answer": rule.answer, "way": rule.way, "what": what}


def _counts(review: Review) -> Iterator[Number]:
    counted = direction.counts(review)
    for row in map(_facts, map(parts.known, counted.to_dict("records"))):
        rule, about = RULES[row["rule"]], (review, row["hypothesis_id"])
        voted, cast = parts.voting(*about, "direction", row["unit"]), direction.cast(review, row["unit"])[about[1]]
        made = {"votes": [part for part in voted if part.value is not None]}
        if rule.way:
            ways = zip(voted, cast[f"direction_{rule.way}"], strict=True)
            made["votes_for"] = [part for part, way in ways if way == "positive"]
            yield POSITIVE.fill(row | _with_studies(made), direction.counts, votes.cast, votes.by_direction)
        elif rule.total is REPORTED:
            yield REPORTED.fill(row | _with_studies(made), direction.counts, votes.cast)
        shared = [published(getattr(rule, name).named(row), row[name]) for name in ("n", "total")]
        yield from filled(SHARE, [row | {"parts": shared}], direction.counts, votes.wilson)


def _levels(review: Review) -> Iterator[dict[str, Any]]:
    for row in direction.precedence(review).to_dict("records"):
        voted = parts.voting(review, row["hypothesis_id"], "direction", level=row["level"])
        supported, tested = (form.part(row) for form in reversed(PRECEDENCE))
        ways = {"positive": parts.answering(voted, "positive"), "silent": parts.answering(voted, votes.NOT_REPORTED)}
        yield parts.known(row) | _with_studies(ways) | {"shared": [supported, tested]}


def _crossed(review: Review) -> Iterator[dict[str, Any]]:
    for about in review.hypotheses.to_dict("records"):
        hypothesis_id = about["hypothesis_id"]
        found, ways = (parts.voting(review, hypothesis_id, asked) for asked in ("finding", "direction"))
        supported, positive = parts.answering(found, "supported"), parts.answering(ways, "positive")
        told, table = traits.coded(review, hypothesis_id), traits.cross_table(review, hypothesis_id)
        for row in table.assign(of=_own(table, hypothesis_id)).to_dict("records"):
            who = row["studies"]
            made = {"tested": found, "supported": supported, "positive": positive, "such": told[row["characteristic"]]}
            yield (
                about
                | row
                | _with_studies({word: [one for one in some if one.of in who] for word, some in made.items()})
            )


def _with_studies(made: Mapping[str, Iterable[Part]]) -> dict[str, Any]:
    """Give lists of parts, and under ``of_`` and its name the studies of each."""
    who = {f"of_{name}": [one for part in some for one in part.of.split(" + ")] for name, some in made.items()}
    return {**made, **who}


def _own(table: pd.DataFrame, hypothesis_id: str) -> list[str]:
    """Tell the numbers of studies apart by hypothesis where the characteristic depends on it."""
    return [f"_{hypothesis_id}" if characteristic == traits.RATER else "" for characteristic in table.characteristic]
