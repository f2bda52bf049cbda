"""Reads the TOML of a profile; one that `extends` another holds only what differs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pipeline.domain.errors import ProfileError, unknown_name
from pipeline.store.input_file import decode_input, read_input

MAX_BYTES = 1_000_000
Content = dict[str, Any]  # as it stands in the file, unchecked


def read_profile(name: str, shipped: Path) -> tuple[Path, Content]:
    """The file of a profile and its content put over that of the profile it extends, and so on down the chain.

    Tables are merged; any other value takes the place of the base's. Two things are not inherited: `name`, and
    `[pretraining]` where the file names another `encoder`, since it says how the base's encoder was made.

    Args:
        name: of a profile in `shipped`, or the path of a TOML file; in `extends`, a path is seen from its own file.
        shipped: folder of the profiles that go by name.

    Raises:
        UnknownNameError: no such profile (the message suggests the nearest).
        ProfileError: a file is no TOML, or extends itself.
        DataFormatError: no file that can be read, too large, or no UTF-8 text.
    """
    path = _locate(name, shipped, "profile")
    return path, _read_chain(path, shipped, ())


def _locate(name: str, shipped: Path, noun: str, beside: Path | None = None) -> Path:
    path = (beside or Path()) / name if name.endswith(".toml") else shipped / f"{name}.toml"
    if not path.exists():
        raise unknown_name(noun, name, (known.stem for known in shipped.glob("*.toml")))
    return path


def _read_chain(path: Path, shipped: Path, above: tuple[Path, ...]) -> Content:
    chain = (*above, path.resolve())
    if path.resolve() in above:
        raise ProfileError(f"{path} extends itself ({' -> '.join(step.name for step in chain)}); break the circle")
    own = _read_toml(path)
    base = own.pop("extends", None)
    if base is None:
        return own
    if not isinstance(base, str):
        raise ProfileError(f"{path}: extends is {base!r}; expected the name of one profile or the path of a TOML file")
    inherited = _read_chain(_locate(base, shipped, f"profile in {path.name}, extends", path.parent), shipped, chain)
    inherited.pop("name", None)
    if "encoder" in own and own["encoder"] != inherited.get("encoder"):
        inherited.pop("pretraining", None)
    return merge(inherited, own)


def _read_toml(path: Path) -> Content:
    text = decode_input(path, read_input(path, "a profile in TOML", max_bytes=MAX_BYTES))
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except ValueError as error:  # also a number of thousands of digits, which is no TOMLDecodeError
        raise ProfileError(f"{path}: not a TOML file ({error})") from error
    except RecursionError as error:
        raise ProfileError(
            f"{path}: lists or tables within each other beyond reading; expected a flat TOML file"
        ) from error


def merge(base: Content, own: Content) -> Content:
    """`own` put over `base`, table by table."""
    merged = dict(base)
    for key, value in own.items():
        inherited = base.get(key)
        is_table = isinstance(value, dict) and isinstance(inherited, dict)
        merged[key] = merge(inherited, value) if is_table else value  # type: ignore[arg-type]  # both are tables
    return merged
