"""Tokens per second of training and prediction, by attention, precision and threads.

    python -m benchmarks.training_speed

A randomly initialised network of all-MiniLM-L6-v2's shape (6 layers of 384, 30,522 pieces), batches of 32 x 64 tokens
without padding, AdamW; mean of four steps after one of warm-up. Quote ratios to the first line, not absolute figures.
"""

from __future__ import annotations

import time

import torch
from transformers import BertConfig, BertModel

from pipeline.training.device import has_fast_bf16

ROWS, TOKENS, STEPS = 32, 64, 4


def measure(attention: str, precision: torch.dtype, n_threads: int) -> tuple[float, float]:
    """Tokens per second of training and of prediction."""
    torch.set_num_threads(n_threads)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30_522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536
    )
    config._attn_implementation = attention
    model = BertModel(config, add_pooling_layer=False)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-5, fused=True)
    batch = {"input_ids": torch.randint(1000, 20_000, (ROWS, TOKENS)), "attention_mask": torch.ones(ROWS, TOKENS)}

    def step() -> None:
        with torch.autocast("cpu", precision, enabled=precision is not torch.float32):
            states = model(**batch).last_hidden_state
        states.float().pow(2).mean().backward()
        optimiser.step()
        optimiser.zero_grad()

    def predict() -> None:
        with torch.inference_mode(), torch.autocast("cpu", precision, enabled=precision is not torch.float32):
            model(**batch)

    speeds = []
    for work, prepare in ((step, model.train), (predict, model.eval)):
        prepare()
        work()
        started = time.perf_counter()
        for _ in range(STEPS):
            work()
        speeds.append(STEPS * ROWS * TOKENS / (time.perf_counter() - started))
    return speeds[0], speeds[1]


def main() -> None:
    """Print one line a setting."""
    print(f"bfloat16 in hardware: {has_fast_bf16()}")
    print("threads attention precision  train tok/s  ratio  predict tok/s  ratio")
    base: tuple[float, float] | None = None
    for n_threads in (1, 2):
        for attention in ("sdpa", "eager"):
            for precision in (torch.float32, torch.bfloat16):
                train, predict = measure(attention, precision, n_threads)
                base = base or (train, predict)
                name = str(precision).removeprefix("torch.")
                print(
                    f"{n_threads:>7} {attention:>9} {name:>9} {train:>12,.0f} {train / base[0]:>6.2f} "
                    f"{predict:>14,.0f} {predict / base[1]:>6.2f}"
                )


if __name__ == "__main__":
    main()
