"""How many examples the generated benchmark holds."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.task import Split, TaskRole


@dataclass(frozen=True, slots=True)
class Sizes:
    """Examples per task, and documents of raw text, per language.

    A larger size extends a smaller one: the first examples stay the same.
    """

    intermediate_train: int = 3000  # data-rich, like MNLI or SQuAD
    target_train: int = 1000  # data-poor; profiles take fewer still, so that intermediate training can show
    dev: int = 100
    test: int = 200
    text_documents: int = 20_000

    def __post_init__(self) -> None:
        """Refuse sizes that leave a split empty."""
        for name in ("intermediate_train", "target_train", "dev", "test", "text_documents"):
            if getattr(self, name) < 1:
                raise ValueError(f"size {name} is {getattr(self, name)}; expected at least 1")

    def of(self, role: TaskRole, split: Split) -> int:
        """Examples of one split of one task in one language."""
        if split is Split.TRAIN:
            return self.intermediate_train if role is TaskRole.INTERMEDIATE else self.target_train
        return self.dev if split is Split.DEV else self.test
