import pytest

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ExampleSet, RetrievalQuery
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Split
from pipeline.metrics.bitext_cell import score_bitext_cell
from pipeline.metrics.tag_f1 import TagCounts, f1_from_counts

_EXAMPLES = ExampleSet(
    "bucc2018",
    "de",
    Split.TEST,
    (RetrievalQuery("de-1", "Haus", 1), RetrievalQuery("de-2", "Baum", None), RetrievalQuery("de-3", "Fluss", 0)),
    candidates=("river", "house", "sea"),
    candidate_ids=("en-1", "en-2", "en-3"),
)
_SCORES = {("de-1", "en-2"): 1.2, ("de-1", "en-3"): 1.1, ("de-2", "en-3"): 0.9, ("de-3", "en-1"): 0.7}


def test_score_bitext_cell_takes_pairs_at_the_threshold():
    cell = score_bitext_cell(_EXAMPLES, _SCORES, 1.1)
    # 1 right of 2 predicted and 2 gold
    assert [(value.metric, value.value) for value in cell.values] == [("f1", 50.0)]
    assert cell.predictions == (
        Prediction("de-1", "en-2 en-3", "en-2", pytest.approx(2 / 3), 1, 2, 1),
        Prediction("de-2", "", "", 1.0, 0, 0, 0),
        Prediction("de-3", "", "en-1", 0.0, 0, 0, 1),
    )


@pytest.mark.parametrize("threshold", [0.0, 0.8, 1.1, 2.0])
def test_score_bitext_cell_counts_add_up_to_the_f1(threshold):
    cell = score_bitext_cell(_EXAMPLES, _SCORES, threshold)
    counts = [TagCounts(p.n_true_positive, p.n_predicted, p.n_gold) for p in cell.predictions]
    assert f1_from_counts(counts) == pytest.approx(cell.values[0].value)


def test_score_bitext_cell_refuses_lines_of_another_split():
    with pytest.raises(MetricInputError, match=r"'de-9', 'en-1'.*bucc2018/test/de"):
        score_bitext_cell(_EXAMPLES, {("de-9", "en-1"): 2.0}, 1.0)
