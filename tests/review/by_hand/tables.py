"""What only tables show: shares by unit, directions at each level, and what the studies of each category found."""

from by_hand.counting import HYPOTHESES, LEVELS, as_name, names, wilson, word
from by_hand.direction import SAMPLES, cast, cast_by_sample, categories, supporting


def _ways(hypothesis, unit, stand):
    """The direction of each vote; a study whose direction is not reported says what stands for it."""
    told = {study: way or stand for study, (_, way) in cast(hypothesis).items()}
    if unit == "study":
        return list(told.values())
    samples = dict.fromkeys(SAMPLES[study] for study in told)
    said = [[way for study, way in told.items() if SAMPLES[study] == one and way] for one in samples]
    return [word(ways, "conflicting") for ways in said]


def shares_by_unit():
    found = {}
    for hypothesis in HYPOTHESES:
        for unit, by, votes in (("study", "", cast(hypothesis)), ("sample", "_by_sample", cast_by_sample(hypothesis))):
            reported = [way for way in _ways(hypothesis, unit, None) if way]
            found[f"n_direction_reported_{hypothesis}{by}"] = len(reported)
            counts = {
                "supported": (supporting(votes), len(votes)),
                "positive": (reported.count("positive"), len(reported)),
            }
            for way, stand in (("against", "negative"), ("for", "positive")):
                n = _ways(hypothesis, unit, stand).count("positive")
                found[f"n_positive_unreported_{way}_{hypothesis}{by}"] = n
                counts[f"positive_unreported_{way}"] = n, len(votes)
            for name, (n, total) in counts.items():
                low, high = wilson(n, total)
                bound = name.startswith("positive_unreported")
                # of studies these are counted with the other numbers of the page
                found |= {f"percent_{name}_{hypothesis}{by}": 100 * n / total} if by else {}
                if by or bound:
                    found[f"percent_{name}_low_{hypothesis}{by}"] = low
                    found[f"percent_{name}_high_{hypothesis}{by}"] = high
    return found


def directions_at_levels():
    found = {}
    for hypothesis in HYPOTHESES:
        for level in LEVELS:
            votes, at = cast(hypothesis, level=level), f"{hypothesis}_{as_name(level)}"
            ways = [way for _, way in votes.values()]
            low, high = wilson(supporting(votes), len(votes))
            found |= {
                f"n_positive_{at}": ways.count("positive"),
                f"n_direction_not_reported_{at}": ways.count(None),
                f"percent_supported_low_{at}": low,
                f"percent_supported_high_{at}": high,
            }
    return found


def votes_in_categories():
    found = {}
    for hypothesis in HYPOTHESES:
        votes = cast(hypothesis)
        for trait, category_of in categories(hypothesis).items():
            for category in {category_of.get(study, "not reported") for study in names()}:
                here = [study for study in names() if category_of.get(study, "not reported") == category]
                told = [votes[study] for study in here if study in votes]
                about = f"{trait}_{as_name(category)}"
                found[f"n_studies_{about}{f'_{hypothesis}' if trait == 'rater' else ''}"] = len(here)
                found[f"n_tested_{hypothesis}_{about}"] = len(told)
                found[f"n_supported_{hypothesis}_{about}"] = [finding for finding, _ in told].count("supported")
                found[f"n_positive_{hypothesis}_{about}"] = [way for _, way in told].count("positive")
    return found


GROUPS = (shares_by_unit, directions_at_levels, votes_in_categories)
