from reviewbook.evidence import data, direction


def test_the_published_count_is_seven_and_three(folder):
    counted = direction.published(data.load(folder)).set_index("hypothesis_id")
    assert counted.n.to_dict() == {"alliance_predicts_outcome": 7, "improvement_predicts_alliance": 3}
    # 98 + 30 + 567 + 237 + 325 + 80 + 191 and 25 + 60 + 211
    assert counted.n_patients.to_dict() == {"alliance_predicts_outcome": 1528, "improvement_predicts_alliance": 296}


def test_the_studies_of_each_side_are_those_that_the_article_names(folder):
    counted = direction.published(data.load(folder)).set_index("hypothesis_id")
    assert set(counted.studies["improvement_predicts_alliance"]) == {"feeley1999", "strunk2010", "wucherpfennig2017"}


def test_a_study_left_out_is_counted_on_neither_side(folder):
    kept = data.without(data.load(folder), ["berger2018", "strunk2010"])
    assert list(direction.published(kept).n) == [6, 2]


def test_only_findings_that_are_reported_are_listed(folder):
    found = direction.reported(data.load(folder))
    assert set(found.tested) == {"yes"}
    assert found.group.notna().all()
