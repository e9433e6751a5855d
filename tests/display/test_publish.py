"""What a notebook may not publish."""

import plotly.graph_objects as go
import pytest

from reviewbook.display import publish


@pytest.mark.parametrize("alternative", ["", " \n"])
def test_a_figure_that_is_not_told_in_words_is_refused_by_name(alternative):
    with pytest.raises(ValueError, match="figure 'patients' has no alternative text"):
        publish.figure("patients", go.Figure(), alternative)
