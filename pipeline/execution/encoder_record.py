"""What is written down of the making of an encoder: start, text of each language with its licence, steps and cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.experiments.encoder_training import EncoderTraining, TextOrigin, languages_seen_after
from pipeline.experiments.encoders import WEIGHTS, encoder_location
from pipeline.experiments.profile import Profile
from pipeline.experiments.starts import MINILM, MINILM_LICENCE
from pipeline.sources.folder_layout import read_licences
from pipeline.sources.generated.source import GeneratedSource
from pipeline.sources.joined_text import JoinedText
from pipeline.sources.source import TextSource
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.store.records import CurvePoint
from pipeline.store.sealed import file_sha256
from pipeline.training.checkpoint import CheckpointRecord

GENERATED_LICENCE = "generated from Unicode CLDR by way of Babel: Unicode License v3"
NOT_STATED = "not stated"


def encoder_training(
    profile: Profile, text: TextSource, record: CheckpointRecord, curve: Sequence[CurvePoint], n_pieces: int
) -> EncoderTraining:
    """How the encoder of a pretraining was made.

    Args:
        profile: has `[pretraining]`.
        text: what it was trained on.
        record: of its checkpoint.
        curve: its loss; at least one point.
        n_pieces: of its vocabulary.

    Raises:
        ValueError: the profile does not pretrain.
        DataFormatError: the MANIFEST.csv of the text's folder cannot be read.
    """
    settings = profile.pretraining
    if settings is None:
        raise ValueError(f"profile {profile.name!r} does not pretrain")
    languages = settings.languages or text.text_languages()
    start = Path(encoder_location(settings.start)) / WEIGHTS
    return EncoderTraining(
        profile=profile.name,
        job_key=record.key,
        start=settings.start,
        start_sha256=file_sha256(start) if start.is_file() else None,
        start_licence=MINILM_LICENCE if settings.start == MINILM else None,
        languages_seen=languages_seen_after(settings.start, languages),
        texts=text_origins(text, languages),
        settings=settings,
        n_tokens=record.n_train_tokens,
        n_steps=curve[-1].step,
        first_loss=curve[0].loss,
        last_loss=curve[-1].loss,
        wall_seconds=record.wall_seconds,
        precision=record.precision,
        n_parameters=record.n_parameters,
        n_pieces=n_pieces,
    )


def text_origins(text: TextSource, languages: Iterable[str]) -> tuple[TextOrigin, ...]:
    """Every source that the text of `languages` is read from, with the languages of each licence in code order.

    Raises:
        DataFormatError: the folder's MANIFEST.csv cannot be read.
    """
    wanted = sorted(set(languages))
    if not isinstance(text, JoinedText):
        return (_origin(text, wanted),)
    parts = {source: [code for code in wanted if source in text.sources_of(code)] for source in text.sources}
    return tuple(_origin(source, read) for source, read in parts.items() if read)


def _origin(source: TextSource, languages: Sequence[str]) -> TextOrigin:
    named = read_licences(source.root) if isinstance(source, XtremeFolder) else {}
    default = GENERATED_LICENCE if isinstance(source, GeneratedSource) else NOT_STATED
    licences: dict[str, tuple[str, ...]] = {}
    for language in languages:
        licence = named.get(f"raw/{language}.txt", default)
        licences[licence] = (*licences.get(licence, ()), language)
    return TextOrigin(source=source.name, digest=source.text_digest(), licences=licences)
