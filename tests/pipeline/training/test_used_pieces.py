import torch
from transformers import BertConfig, BertModel

from pipeline.training.encoder import Encoder
from pipeline.training.used_pieces import only_used_pieces

IDS = torch.tensor([[2, 5, 9, 0], [2, 7, 5, 3]])


def _encoder():
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=12,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return Encoder("tiny", BertModel(config, add_pooling_layer=False), None)


def _train(encoder):
    optimiser = torch.optim.AdamW(encoder.backbone.parameters(), lr=0.05, weight_decay=0.1)
    for _ in range(3):
        encoder.backbone(input_ids=IDS).last_hidden_state.square().mean().backward()
        optimiser.step()
        optimiser.zero_grad()


def test_only_used_pieces_trains_to_the_weights_of_the_whole_table():
    whole, part = _encoder(), _encoder()
    _train(whole)
    with only_used_pieces(part, IDS.flatten().tolist()):
        assert part.backbone.get_input_embeddings().weight.shape == (7, 8)  # 0 2 3 5 7 9 and the row of ones
        _train(part)
    assert part.embeddings.weight.shape == (12, 8)
    for ours, theirs in zip(part.backbone.parameters(), whole.backbone.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_only_used_pieces_puts_the_table_back_after_an_error():
    encoder = _encoder()
    before = encoder.embeddings.weight.detach().clone()
    try:
        with only_used_pieces(encoder, [2, 5]):
            raise RuntimeError("stopped")
    except RuntimeError:
        pass
    assert torch.equal(encoder.embeddings.weight, before)
