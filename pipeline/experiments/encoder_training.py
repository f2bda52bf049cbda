"""How an encoder that lies in a folder was made, and which languages its masked LM has seen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import DataFormatError
from pipeline.domain.regime import Regime, RegimeKind
from pipeline.experiments.derived import parse_derived
from pipeline.experiments.encoders import encoder_location, shape_of
from pipeline.experiments.packaged import PACKAGED
from pipeline.experiments.profile import Pretraining, Profile
from pipeline.experiments.starts import MINILM, MINILM_LANGUAGES
from pipeline.sources.source import TextSource
from pipeline.store.languages import load_languages

TRAINING = "training.json"
RANDOM_START = "random"


class TextOrigin(BaseModel):
    """One source of pretraining text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str  # "generated", "xtreme_folder"
    digest: str  # sha256 of all text that the source offers
    licences: dict[str, tuple[str, ...]]  # licence as the source gives it -> languages read from there

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages read from this source, in code order."""
        return tuple(sorted(language for languages in self.licences.values() for language in languages))


class EncoderTraining(BaseModel):
    """Content of training.json beside the weights of an encoder that this project made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: str
    job_key: str  # of the pretraining; its snapshots lie below it
    start: str
    start_sha256: str | None  # of the start's model.safetensors; None: random, or a hub id
    start_licence: str | None  # None: not known
    languages_seen: tuple[str, ...] | None  # by the start or by masked LM; None: what the start saw is not known
    texts: tuple[TextOrigin, ...]
    settings: Pretraining
    n_tokens: int
    n_steps: int
    first_loss: float
    last_loss: float
    wall_seconds: float
    precision: str
    n_parameters: int
    n_pieces: int
    weights_sha256: str | None = None  # of the half precision that is shipped; None: not yet shipped

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the masked LM, in code order."""
        return tuple(sorted({language for text in self.texts for language in text.languages}))


def read_training(name: str) -> EncoderTraining | None:
    """How the encoder of this name was made; None where nothing is written beside it, or its weights are random.

    Raises:
        DataFormatError: training.json holds something else.
    """
    if shape_of(name) is not None or name in PACKAGED:
        return None
    path = Path(encoder_location(name)) / TRAINING
    if not path.is_file():
        return None
    try:
        return EncoderTraining.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DataFormatError(
            path, None, f"{first['input']!r:.80} at {place!r}", f"how an encoder was made ({first['msg']})"
        ) from error


def languages_seen(name: str) -> tuple[str, ...] | None:
    """Languages whose text the masked LM of an encoder was trained on, in code order; None where that is not known.

    Random weights have seen none. Of a start that this project did not make, what its authors say counts.
    """
    derived = parse_derived(name)
    if shape_of(name) is not None or name == RANDOM_START or (derived is not None and derived.is_random):
        return ()
    if name == MINILM:
        return MINILM_LANGUAGES
    if name in PACKAGED:  # students of XLM-R, whose text CC-100 is
        return tuple(sorted(row.language for row in load_languages() if row.cc100_gib is not None))
    training = read_training(name)
    return None if training is None else training.languages_seen


def languages_seen_after(start: str, languages: Iterable[str]) -> tuple[str, ...] | None:
    """Languages seen after masked LM on `languages`, in code order; None where those of `start` are not known."""
    return _joined(languages_seen(start), languages)


def languages_seen_in(profile: Profile, regime: Regime, text: TextSource) -> tuple[str, ...] | None:
    """Languages that masked LM has seen by the end of a run, in code order; None where that is not known.

    Args:
        regime: of the run; continued masked LM adds its languages.
        text: what the profile's own pretraining reads.
    """
    made = profile.pretraining
    if profile.encoder is not None or made is None:
        seen = languages_seen(str(profile.encoder))
    else:
        seen = languages_seen_after(made.start, made.languages or text.text_languages())
    if regime.kind is not RegimeKind.CONTINUED_MLM:
        return seen
    return _joined(seen, profile.continued_mlm.languages or text.text_languages())


def _joined(before: tuple[str, ...] | None, languages: Iterable[str]) -> tuple[str, ...] | None:
    return None if before is None else tuple(sorted({*before, *languages}))
