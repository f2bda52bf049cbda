"""Studies: questions put to a row of experiments, one TOML each in data/studies; see docs/studies.md.

question, quantity, [axis], [answer]      what is asked, and the rule that answers it
[SCALE]                                   "mini" or "paper": label, series, base profile and points of that scale
[[SCALE.points]]                          x, regime and what differs from the base profile
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.domain.errors import ProfileError, first_lines, unknown_name
from pipeline.domain.study import StudyQuantity
from pipeline.experiments.extends import Content, merge, read_profile
from pipeline.experiments.profile import PROFILES, Profile, check_profile
from pipeline.store.home import STUDIES

ScaleName = Literal["mini", "paper"]
SCALES: dict[str, ScaleName] = {"mini": "mini", "paper": "paper"}
POINT = "study:"
_MADE_HERE = ("name", "regimes", "is_study")  # of a profile; a study's points say them otherwise


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Axis(_Settings):
    """What differs from point to point."""

    name: str
    unit: str
    is_log: bool = False


class Answer(_Settings):
    """How the answer is formed: the change of one series from the first to the last point, against a threshold."""

    series: str
    threshold: float = 0.0  # points
    yes: str  # what follows "yes: " and so on in the sentence
    no: str
    undecided: str


class Series(_Settings):
    """One curve."""

    series: str = Field(pattern="^[a-z0-9_]+$")
    title: str
    languages: tuple[str, ...] = Field(min_length=1)
    targets: tuple[str, ...] = ()  # empty: all of the profile


class Point(_Settings):
    """One place on the x axis."""

    x: float
    label: str
    regime: str
    profile: dict[str, Any] = Field(default_factory=dict)  # what differs from the base profile


class Scale(_Settings):
    """A study at one size of encoder, text and tasks."""

    label: str
    series: tuple[Series, ...] = Field(min_length=1)
    profile: dict[str, Any]  # `extends` names what it starts from
    points: tuple[Point, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _points_rise(self) -> Scale:
        places = [point.x for point in self.points]
        if places != sorted(set(places)):
            raise ValueError(f"points stand at x = {places}; expected rising values")
        return self


class StudyFile(_Settings):
    """One file of data/studies."""

    study: str = Field(pattern="^[a-z0-9-]+$")
    order: int  # on the page
    title: str
    question: str
    asked: str
    limits: str
    quantity: StudyQuantity
    axis: Axis
    answer: Answer
    mini: Scale
    paper: Scale

    @model_validator(mode="after")
    def _answering_series_is_there(self) -> StudyFile:
        for name, scale in (("mini", self.mini), ("paper", self.paper)):
            known = [series.series for series in scale.series]
            if self.answer.series not in known:
                raise ValueError(f"[answer] names series {self.answer.series!r}; [{name}] has {', '.join(known)}")
        return self

    def scale(self, name: ScaleName) -> Scale:
        """The scale of that name."""
        return self.mini if name == "mini" else self.paper


def study_names(folder: Path = STUDIES) -> list[str]:
    """All studies in their order."""
    return [file.study for file in sorted(map(_read, folder.glob("*.toml")), key=lambda file: file.order)]


def load_study(name: str, folder: Path = STUDIES) -> StudyFile:
    """One study.

    Raises:
        UnknownNameError: no such study (the message suggests the nearest).
        ProfileError: the file is no TOML, or settings are unknown or out of range.
    """
    path = folder / f"{name}.toml"
    if not path.is_file():
        raise unknown_name("study", name, (known.stem for known in folder.glob("*.toml")))
    return _read(path)


def _read(path: Path) -> StudyFile:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return StudyFile.model_validate({"study": path.stem, **content})
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc'])) or 'study'}: {e['msg']}" for e in error.errors()]
        raise ProfileError(f"{path}: {error.error_count()} setting(s) to fix\n{first_lines(lines)}") from error
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise ProfileError(f"{path}: not a TOML file ({error})") from error


def point_profiles(study: StudyFile, scale: ScaleName) -> tuple[Profile, ...]:
    """The profile of each point: the base profile with what the point changes, baseline and regime.

    All profiles of a scale bear one name, so that runs with the same settings are one run, whichever study asks.

    Raises:
        UnknownNameError: the base profile is not there.
        ProfileError: settings are unknown or out of range, or such as the points themselves say.
    """
    setup = study.scale(scale)
    base = _over(_base(setup, study.study), setup.profile)
    return tuple(_profile(study, scale, _over(base, point.profile), point) for point in setup.points)


def load_point(name: str) -> Profile:
    """The profile of one point, "study:NAME:SCALE:NUMBER", points counted from 1: for commands that take a profile.

    Raises:
        ProfileError: the name has another form, or there is no such point.
        UnknownNameError: no such study.
    """
    parts = name.split(":")
    if len(parts) != 4 or parts[2] not in SCALES or not parts[3].isdigit():
        raise ProfileError(f"{name!r} is no point of a study; expected study:NAME:{'|'.join(SCALES)}:NUMBER")
    profiles = point_profiles(load_study(parts[1]), SCALES[parts[2]])
    if not 1 <= int(parts[3]) <= len(profiles):
        raise ProfileError(f"study {parts[1]!r} has points 1 to {len(profiles)} at {parts[2]} scale, not {parts[3]}")
    return profiles[int(parts[3]) - 1]


def _base(setup: Scale, study: str) -> Content:
    extends = setup.profile.get("extends")
    if not isinstance(extends, str):
        raise ProfileError(f"study {study!r}: a scale's profile needs `extends`, the name of a profile to start from")
    content = read_profile(extends, PROFILES)[1]
    return {key: value for key, value in content.items() if key not in _MADE_HERE}


def _over(base: Content, changes: Content) -> Content:
    """`changes` put over `base`: an encoder named takes the place of one to be made, and the other way round."""
    kept = {key: value for key, value in base.items() if key != "extends"}
    if "encoder" in changes and changes["encoder"] != base.get("encoder"):
        kept.pop("pretraining", None)
    elif "pretraining" in changes and "encoder" not in changes:
        kept.pop("encoder", None)
    return merge(kept, {key: value for key, value in changes.items() if key != "extends"})


def _profile(study: StudyFile, scale: ScaleName, content: Content, point: Point) -> Profile:
    place = f"study {study.study!r}, {scale}, point {point.label!r}"
    said_twice = sorted(set(content) & set(_MADE_HERE))
    if said_twice:
        raise ProfileError(f"{place}: {', '.join(said_twice)} of the profile is not for a study to set")
    regimes = [point.regime] if study.quantity is StudyQuantity.SCORE else ["none", point.regime]
    languages = {language for series in study.scale(scale).series for language in series.languages}
    evaluation = {**content.get("evaluation", {}), "languages": sorted(languages), "splits": ["test"]}
    return check_profile(
        place,
        {
            **content,
            "name": f"studies-{scale}",
            "is_study": True,
            "regimes": regimes,
            "evaluation": evaluation,
        },
    )
