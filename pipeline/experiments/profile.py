"""A profile: one experiment as data, read from a TOML file and checked on entry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from pipeline.domain.errors import ProfileError, first_lines
from pipeline.domain.regime import MLM_SUFFIX, MULTI_TASK_KEY, TRANSLATED_SUFFIX, Regime, RegimeKind
from pipeline.domain.task import Split, TaskRole
from pipeline.experiments.execution_settings import Execution
from pipeline.experiments.extends import read_profile
from pipeline.tasks.discovery import paper_tasks

PROFILES = Path(__file__).parent / "profiles"
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MaskedText(_Settings):
    """A stream of masked text, of several languages at once."""

    languages: tuple[str, ...] = ()  # empty: every language with text
    n_tokens: int = Field(ge=1_000)  # of training text seen, all languages together
    block_length: int = Field(default=128, ge=16, le=512)
    batch_size: int = Field(default=32, ge=1)  # blocks
    mask_fraction: Fraction = 0.15
    sampling_exponent: Fraction = 0.5  # share of a language ~ (its tokens) ** exponent


class Pretraining(MaskedText):
    """Phase 1: a multilingual vocabulary and masked language modelling on the source's text."""

    start: str  # "random", "all-MiniLM-L6-v2", an encoder folder or a hub id
    generated_only: tuple[str, ...] = ()  # languages whose raw text is left out, say for its licence
    n_snapshots: int = Field(default=0, ge=0, le=100)  # encoders kept on the way, the start among them
    vocabulary: Literal["keep", "extend", "replace"] = "extend"  # what becomes of the start's word pieces
    n_kept_pieces: int | None = Field(default=None, ge=500)  # extend: the most frequent in English text; None: all
    n_spare_pieces: int = Field(default=0, ge=0)  # extend: more of the start's, which generated text does not need
    n_new_pieces: int = Field(default=20_000, ge=100, le=250_000)
    n_characters: int = Field(default=8_000, ge=100)  # that get pieces of their own
    learning_rate: float = Field(default=5e-4, gt=0)
    # of the start's layers; the embeddings and the output layer learn at `learning_rate`. None: at one rate
    body_learning_rate: float | None = Field(default=None, gt=0)
    warmup_fraction: Fraction = 0.06
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    dropout: Fraction = 0.0
    seed: int = 0
    hidden_size: int = Field(default=128, ge=16)  # of a random start
    n_layers: int = Field(default=2, ge=1)
    n_heads: int = Field(default=2, ge=1)

    @field_validator("n_spare_pieces")
    @classmethod
    def _extends_a_start(cls, n_pieces: int, info: ValidationInfo) -> int:
        if n_pieces and (info.data.get("start") == "random" or info.data.get("vocabulary") != "extend"):
            raise ValueError(
                'spare pieces are those of a start whose vocabulary is extended; set vocabulary = "extend"'
            )
        return n_pieces

    @field_validator("n_heads")
    @classmethod
    def _divides_hidden_size(cls, n_heads: int, info: ValidationInfo) -> int:
        hidden_size = info.data.get("hidden_size", n_heads)
        if hidden_size % n_heads:
            raise ValueError(f"hidden_size {hidden_size} is no multiple of it")
        return n_heads


class FineTuning(_Settings):
    """Phases 2 and 3: training on one labelled English task."""

    n_train_examples: int | None = Field(default=None, ge=1)  # None: all of them
    epochs: int = Field(default=2, ge=1)
    batch_size: int = Field(default=16, ge=1)  # examples per optimiser step and process
    gradient_accumulation: int = Field(default=1, ge=1)
    learning_rate: float = Field(default=2e-4, gt=0)
    warmup_fraction: Fraction = 0.06
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    dropout: Fraction = 0.1
    max_length: int = Field(default=128, ge=16, le=8192)  # tokens of an input
    stride: int = Field(default=64, ge=1)  # overlap of the windows of a long context
    # the embeddings (words, positions, segments) and so many lowest layers stay as they are; None: all is trained
    n_frozen_layers: int | None = Field(default=None, ge=0)


class MultiTask(_Settings):
    """The regimes "multi_task...": one intermediate training on several tasks, each with settings of its own.

    Learning rate, warm-up, weight decay, clipping and accumulation are those of `[intermediate]`.
    """

    tasks: tuple[str, ...] = ()  # empty: all nine intermediate tasks
    max_examples: int | None = Field(default=None, ge=1)  # of each task, beside its n_train_examples; None: no cap


class ContinuedMlm(MaskedText):
    """The regimes "...+mlm": masked text of many languages between the batches of the intermediate tasks."""

    n_tokens: int = Field(default=200_000, ge=1_000)
    max_sentences: int | None = Field(default=None, ge=1)  # read of each language; None: all


class Translated(_Settings):
    """The regimes "...+translated": the intermediate tasks in other languages, as many examples as in English alone."""

    languages: tuple[str, ...] = ()  # empty: every one that the source has; "en" keeps a share of English


class Substitute(_Settings):
    """What a target is trained on where the source lacks its training set: English examples of another task or split.

    The examples that are trained on are not scored.
    """

    task: str
    split: Literal["train", "dev", "test"] = "train"


class Evaluation(_Settings):
    """What is scored."""

    splits: tuple[Literal["dev", "test"], ...] = ("dev", "test")
    languages: tuple[str, ...] = ()  # empty: every language present
    n_examples: int | None = Field(default=None, ge=1)  # per cell; None: all. Retrieval is never cut
    n_dev_examples: int | None = Field(default=None, ge=1)  # per cell of the dev split; None: n_examples
    tokens_per_batch: int = Field(default=2048, ge=64)  # small batches stay in the processor's cache
    retrieval_layer: int = Field(default=-1)  # the headline: what is scored and judged; -1: the last, 0: embeddings
    # all: scores of every layer beside the headline's; first_seed: of the first seed alone
    retrieval_layers: Literal["headline", "all", "first_seed"] = "headline"
    max_answer_tokens: int = Field(default=30, ge=1)


class Profile(_Settings):
    """One experiment: encoder x regimes x targets x seeds on one source."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    source: Literal["generated", "xtreme_folder", "hub"]
    source_seed: int = 0
    encoder: str | None = None  # shipped encoder, folder or hub id; None: made by `pretraining`
    pooling: Literal["first", "mean"] = "first"  # state that stands for a sentence in classification
    seeds: tuple[int, ...] = (0,)
    regimes: tuple[str, ...]
    targets: tuple[str, ...]
    # beside `encoder`: how that was made; `pretrain` makes it anew
    pretraining: Pretraining | None = Field(default=None, validate_default=True)
    intermediate: FineTuning = FineTuning()
    target: FineTuning = FineTuning()
    overrides: dict[str, FineTuning] = Field(default_factory=dict)  # task -> the fields to change, in both phases
    target_overrides: dict[str, FineTuning] = Field(default_factory=dict)  # on top of these, in the target phase alone
    substitutes: dict[str, Substitute] = Field(default_factory=dict)  # task without a training set -> instead of it
    multi_task: MultiTask = MultiTask()
    continued_mlm: ContinuedMlm = ContinuedMlm()
    translated: Translated = Translated()
    evaluation: Evaluation = Evaluation()
    precision: Literal["auto", "bf16", "fp32"] = "auto"  # auto: bf16 where the processor or the GPU has it
    attention: Literal["eager", "sdpa"] = "eager"
    n_workers: int = Field(default=2, ge=1)  # processes; each job of phases 2 and 3 has one
    n_threads: int = Field(default=1, ge=1)  # per job of phases 2 and 3
    n_pretraining_threads: int = Field(default=2, ge=1)
    keeps_checkpoints: bool = False
    execution: Execution = Execution()
    is_study: bool = False  # its runs answer the question of a study and are no evidence on claims

    @field_validator("pretraining")
    @classmethod
    def _some_encoder(cls, pretraining: Pretraining | None, info: ValidationInfo) -> Pretraining | None:
        # on the field, not the whole: so it is said together with all else that is wrong
        if pretraining is None and info.data.get("encoder", "") is None:
            raise ValueError("give `encoder`, or `[pretraining]` to make one, or both to say how the encoder was made")
        return pretraining

    def fine_tuning(self, phase: Literal["intermediate", "target"], task: str) -> FineTuning:
        """Settings for training on `task` in one phase: the phase's, overridden by the task's own."""
        base = self.intermediate if phase == "intermediate" else self.target
        tables = (self.overrides, self.target_overrides) if phase == "target" else (self.overrides,)
        settings = base.model_dump()
        for table in tables:
            settings |= table[task].model_dump(exclude_unset=True) if task in table else {}
        return FineTuning.model_validate(settings)

    def regime(self, text: str) -> Regime:
        """The regime of a key, "multi_task" standing for this profile's tasks; raises ProfileError as parse_regime."""
        return parse_regime(text, self.multi_task.tasks)

    @property
    def splits(self) -> tuple[Split, ...]:
        """The splits to score."""
        return tuple(Split(split) for split in self.evaluation.splits)


def parse_regime(text: str, multi_task: Sequence[str] = ()) -> Regime:
    """A regime from its key in a profile.

    Args:
        text: "none", an intermediate task or "multi_task"; either of the latter may have "+mlm" or "+translated".
        multi_task: the tasks that "multi_task" stands for; empty: all intermediate tasks.

    Raises:
        ProfileError: the key has another form, or "multi_task" stands for one task; the message says what is possible.
    """
    if text == RegimeKind.NONE.value:
        return Regime(RegimeKind.NONE)
    name, plus, addition = text.partition("+")
    kinds = {"": RegimeKind.SINGLE, MLM_SUFFIX: RegimeKind.CONTINUED_MLM, TRANSLATED_SUFFIX: RegimeKind.TRANSLATED}
    known = intermediate_tasks()
    if plus + addition not in kinds or name in {"", *RegimeKind} - {MULTI_TASK_KEY}:
        raise ProfileError(
            f"unknown regime {text!r}; expected 'none', {MULTI_TASK_KEY!r} or an intermediate task "
            f"({', '.join(known)}), the latter two with {MLM_SUFFIX!r} or {TRANSLATED_SUFFIX!r} behind them if wanted"
        )
    kind = kinds[plus + addition]
    if name != MULTI_TASK_KEY:
        return Regime(kind, (name,))
    tasks = tuple(sorted(set(multi_task or known)))
    if len(tasks) < 2:
        raise ProfileError(
            f"regime {text!r} trains on several tasks, but [multi_task] tasks is {list(multi_task)!r}; name two "
            f"or more of {', '.join(known)}, leave it empty for all, or use the regime {tasks[0] + plus + addition!r}"
        )
    return Regime(RegimeKind.MULTI_TASK if kind is RegimeKind.SINGLE else kind, tasks)


def intermediate_tasks() -> tuple[str, ...]:
    """The paper's intermediate tasks, sorted; others can be named as a regime and are in no mix of their own accord."""
    return tuple(sorted(task.task for task in paper_tasks().values() if task.role is TaskRole.INTERMEDIATE))


def profile_names() -> list[str]:
    """Profiles that ship with the project, in name order."""
    return sorted(path.stem for path in PROFILES.glob("*.toml"))


def load_profile(name: str) -> Profile:
    """A shipped profile by name, or one of your own by the path of its TOML file; `extends` names one to start from.

    Raises:
        UnknownNameError: no such profile (the message suggests the nearest).
        ProfileError: the file is no TOML or extends itself, or settings are unknown or out of range; all are named
            at once.
    """
    path, content = read_profile(name, PROFILES)
    return check_profile(str(path), {"name": path.stem, **content})


def check_profile(place: str, content: dict[str, object]) -> Profile:
    """A profile from the content of its file.

    Args:
        place: where it comes from, for messages.

    Raises:
        ProfileError: settings are unknown or out of range; all are named at once.
    """
    try:
        return Profile.model_validate(content)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(map(str, e['loc'])) or 'profile'}: {e['msg']} (got {e['input']!r:.80})"
            for e in error.errors()
        ]
        raise ProfileError(f"{place}: {error.error_count()} setting(s) to fix\n{first_lines(lines)}") from error
