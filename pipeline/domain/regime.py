"""What happens between pretraining and target-task fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RegimeKind(StrEnum):
    """The paper's five ways of spending the intermediate phase."""

    NONE = "none"
    SINGLE = "single"
    MULTI_TASK = "multi_task"
    CONTINUED_MLM = "continued_mlm"
    TRANSLATED = "translated"


@dataclass(frozen=True, slots=True)
class Regime:
    """One way of spending the intermediate phase; `regime` is its key in tables."""

    kind: RegimeKind
    intermediate_tasks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse combinations that mean nothing."""
        n_expected = {RegimeKind.NONE: 0, RegimeKind.SINGLE: 1}.get(self.kind)
        if n_expected is not None and len(self.intermediate_tasks) != n_expected:
            raise ValueError(
                f"regime {self.kind.value!r} takes {n_expected} intermediate tasks, "
                f"got {len(self.intermediate_tasks)}: {list(self.intermediate_tasks)!r}"
            )

    @property
    def regime(self) -> str:
        """Key: "none", the task of a single regime, or the kind."""
        if self.kind is RegimeKind.SINGLE:
            return self.intermediate_tasks[0]
        return self.kind.value
