"""What happens between pretraining and target-task fine-tuning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MULTI_TASK_KEY = "multi_task"
MLM_SUFFIX = "+mlm"
TRANSLATED_SUFFIX = "+translated"


class RegimeKind(StrEnum):
    """The paper's five ways of spending the intermediate phase."""

    NONE = "none"
    SINGLE = "single"
    MULTI_TASK = "multi_task"
    CONTINUED_MLM = "continued_mlm"
    TRANSLATED = "translated"


_MOST = 1_000  # tasks of one phase; no bound in practice
_N_TASKS = {
    RegimeKind.NONE: (0, 0),
    RegimeKind.SINGLE: (1, 1),
    RegimeKind.MULTI_TASK: (2, _MOST),
    RegimeKind.CONTINUED_MLM: (1, _MOST),
    RegimeKind.TRANSLATED: (1, _MOST),
}
_SUFFIXES = {RegimeKind.CONTINUED_MLM: MLM_SUFFIX, RegimeKind.TRANSLATED: TRANSLATED_SUFFIX}


@dataclass(frozen=True, slots=True)
class Regime:
    """One way of spending the intermediate phase; `regime` is its key in tables."""

    kind: RegimeKind
    intermediate_tasks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse combinations that mean nothing."""
        fewest, most = _N_TASKS[self.kind]
        n_tasks = len(self.intermediate_tasks)
        if not fewest <= n_tasks <= most:
            expected = f"{fewest}" if fewest == most else f"at least {fewest}"
            raise ValueError(
                f"regime {self.kind.value!r} takes {expected} intermediate tasks, "
                f"got {n_tasks}: {list(self.intermediate_tasks)!r}"
            )

    @property
    def regime(self) -> str:
        """Key: "none", or the task ("multi_task" for several) with "+mlm" or "+translated" behind it."""
        if not self.intermediate_tasks:
            return self.kind.value
        tasks = self.intermediate_tasks[0] if len(self.intermediate_tasks) == 1 else MULTI_TASK_KEY
        return tasks + _SUFFIXES.get(self.kind, "")
