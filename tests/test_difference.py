"""Differences between two runs of a cell, value by value."""

import copy

from difference import differences

from reviewbook.display.publish import FIGURE, NUMBERS, TABLE


def output(name, mime, data, **texts):
    texts = {f"text/{kind}": text for kind, text in texts.items()}
    return {
        "output_type": "display_data",
        "metadata": {"reviewbook": {"name": name}},
        "data": {mime: data} | texts,
    }


def number(name, value, meaning="Patients."):
    return {"name": name, "value": value, "unit": "patients", "meaning": meaning, "studies": []}


def table(*patients):
    schema = {"fields": [{"name": "study_id", "title": "Study"}, {"name": "n_patients", "title": "Patients"}]}
    return {"schema": schema, "data": [{"study_id": f"s{n}", "n_patients": value} for n, value in enumerate(patients)]}


def figure(*y):
    return {"data": [{"type": "bar", "y": list(y), "marker": {"color": "blue"}}], "layout": {"title": {"text": "A"}}}


def of(name, mime, before, after):
    return differences([output(name, mime, before)], [output(name, mime, after)])


def test_equal_outputs_have_no_changes():
    outputs = [output("a", NUMBERS, [number("n", 1)]), output("b", TABLE, table(1)), output("c", FIGURE, figure(1))]
    assert differences(outputs, copy.deepcopy(outputs)) == []


def test_a_number_is_named_with_both_values():
    before, after = [number("n_patients", 1824), number("n", 3)], [number("n_patients", 1823), number("n", 3)]
    assert of("numbers", NUMBERS, before, after) == ["number n_patients: committed 1824, now 1823"]


def test_a_number_that_is_not_reported_any_more_is_a_change():
    assert of("numbers", NUMBERS, [number("n", 3)], [number("n", None)]) == ["number n: committed 3, now None"]


def test_a_count_that_became_a_decimal_is_a_change():
    assert of("numbers", NUMBERS, [number("n", 3)], [number("n", 3.0)]) == ["number n: committed 3, now 3.0"]


def test_what_a_number_means_is_named_as_such():
    assert of("numbers", NUMBERS, [number("n", 3)], [number("n", 3, "All patients.")]) == [
        "number n, meaning: committed 'Patients.', now 'All patients.'"
    ]


def test_a_number_that_came_or_went_is_named():
    assert of("numbers", NUMBERS, [number("old", 3)], [number("new", 4)]) == [
        "number old: committed 3, now not published",
        "number new: not committed, now 4",
    ]


def test_numbers_in_another_order_are_a_change():
    before, after = [number("a", 1), number("b", 2)], [number("b", 2), number("a", 1)]
    assert of("numbers", NUMBERS, before, after) == ["numbers are in another order"]


def test_a_cell_of_a_table_is_named_by_row_and_column():
    assert of("studies", TABLE, table(30, 30, 567), table(30, 30, 566)) == [
        "table 'studies' row 3 column n_patients: committed 567, now 566"
    ]


def test_rows_that_came_are_counted():
    assert of("studies", TABLE, table(30), table(30, 31)) == ["table 'studies': committed 1 rows, now 2"]


def test_a_heading_of_a_table_is_a_change():
    after = table(30)
    after["schema"]["fields"][1]["title"] = "n"
    assert of("studies", TABLE, table(30), after) == ["table 'studies' fields[1].title: committed 'Patients', now 'n'"]


def test_a_value_of_a_figure_is_named_by_its_place():
    assert of("patients", FIGURE, figure(1, 2, 567), figure(1, 2, 566)) == [
        "figure 'patients' data[0].y[2]: committed 567, now 566"
    ]


def test_points_that_came_or_went_are_named():
    assert of("patients", FIGURE, figure(1), figure(1, 2)) == [
        "figure 'patients' data[0].y[1]: committed nothing, now 2"
    ]
    assert of("patients", FIGURE, figure(1, 2), figure(1)) == [
        "figure 'patients' data[0].y[1]: committed 2, now nothing"
    ]


def test_an_output_that_came_or_went_is_named():
    before, after = [output("a", NUMBERS, [])], [output("b", NUMBERS, [])]
    assert differences(before, after) == [
        "output 'a': committed, now not shown",
        "output 'b': not committed, now shown",
    ]


def test_the_alternative_text_is_named_only_when_nothing_else_differs():
    def shown(y, plain):
        return [output("patients", FIGURE, figure(y), plain=plain)]

    assert differences(shown(1, "One patient"), shown(1, "1 patient")) == [
        "output 'patients' as text/plain: committed 'One patient', now '1 patient'"
    ]
    assert differences(shown(1, "One patient"), shown(2, "Two patients")) == [
        "figure 'patients' data[0].y[0]: committed 1, now 2"
    ]


def test_of_a_long_text_the_place_that_differs_is_shown():
    before, after = ("a" * 500 + end for end in ("x", "y"))
    (line,) = of("a", "application/json", before, after)
    assert line == f"output 'a' as application/json: committed '…{'a' * 30}x', now '…{'a' * 30}y'"


def test_text_that_was_printed_is_compared():
    before, after = ([{"output_type": "stream", "name": "stdout", "text": text}] for text in "12")
    assert differences(before, after) == ["output 1.text: committed '1', now '2'"]
