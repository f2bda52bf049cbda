import pytest
import torch

from pipeline.domain.errors import UnknownNameError
from pipeline.domain.task import TaskType
from pipeline.heads.discovery import get_head
from pipeline.heads.head import IGNORED, Feature, collate


def test_collate_pads_rows_with_the_padding_id_and_targets_with_ignored():
    features = [Feature(0, ((7, 8, 9),), ((0, 0, 1),), (1, 2, 3)), Feature(1, ((5,),), ((0,),), (4,))]
    batch = collate(features, pad_id=3)
    assert batch["input_ids"].tolist() == [[7, 8, 9], [5, 3, 3]]
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
    assert batch["token_type_ids"].tolist() == [[0, 0, 1], [0, 0, 0]]
    assert batch["targets"].tolist() == [[1, 2, 3], [4, IGNORED, IGNORED]]
    assert int(batch["n_features"]) == 2


def test_collate_puts_the_rows_of_a_feature_one_after_the_other():
    features = [Feature(0, ((1,), (2,)), ((0,), (0,)), (0,)), Feature(1, ((3,), (4, 5)), ((0,), (0, 0)), (1,))]
    batch = collate(features, pad_id=0)
    assert batch["input_ids"].tolist() == [[1, 0], [2, 0], [3, 0], [4, 5]]
    assert int(batch["n_features"]) == 2


def test_collate_gives_no_targets_where_a_feature_lacks_one():
    assert "targets" not in collate([Feature(0, ((1,),), ((0,),), (0,)), Feature(1, ((1,),), ((0,),))], 0)


def test_feature_counts_its_padded_tokens():
    assert Feature(0, ((1, 2, 3), (4,)), ((0, 0, 0), (0,))).n_tokens == 6


@pytest.mark.parametrize("task_type", TaskType)
def test_every_task_type_has_its_head(task_type):
    assert get_head(task_type).task_type is task_type


def test_unknown_task_type_is_an_error(monkeypatch):
    monkeypatch.setattr("pipeline.heads.discovery._heads", dict)
    with pytest.raises(UnknownNameError, match="unknown task type 'multiple_choice'"):
        get_head(TaskType.MULTIPLE_CHOICE)


@pytest.mark.parametrize("task_type", [one for one in TaskType if one is not TaskType.SENTENCE_RETRIEVAL])
def test_no_examples_make_no_features(task_type):
    from pipeline.heads.head import FeatureSettings
    from tests.pipeline.tiny_encoders import bert_tokenizer
    from tests.pipeline.toy_tasks import example_set

    assert get_head(task_type).features(example_set([]), bert_tokenizer(), FeatureSettings(16)) == []


@pytest.mark.parametrize(
    ("task_type", "shape"),
    [
        (TaskType.SEQUENCE_CLASSIFICATION, (6, 3)),  # rows, labels
        (TaskType.TOKEN_CLASSIFICATION, (6, 5, 3)),  # rows, tokens, labels
        (TaskType.SPAN_EXTRACTION, (6, 5, 2)),  # rows, tokens, start and end
        (TaskType.MULTIPLE_CHOICE, (2, 3)),  # features, choices
    ],
)
def test_logits_have_the_shape_of_the_task_type(task_type, shape):
    head = get_head(task_type)
    network = head.network(8, 3, 0.0)
    batch = {"attention_mask": torch.ones(6, 5, dtype=torch.int64), "n_features": torch.tensor(2)}
    assert head.logits(network, torch.randn(6, 5, 8), torch.randn(6, 8), batch).shape == shape
