"""A plan with its cost: the source read where it is here, and planned as it is declared where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from pipeline.domain.errors import EncoderError, MissingDataError, ProfileError
from pipeline.execution.sources import open_source
from pipeline.experiments.declared_source import Counter, CountTokens, DeclaredSource
from pipeline.experiments.encoder_shape import EncoderShape, profile_shape
from pipeline.experiments.encoders import TOKENIZER, encoder_location, shape_of
from pipeline.experiments.estimate import Estimator, JobEstimate
from pipeline.experiments.plan import Plan, plan
from pipeline.experiments.profile import Profile
from pipeline.experiments.throughput import Throughput, measured_throughput
from pipeline.sources.source import Source
from pipeline.store.home import Home

HOUR = 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan with the estimate of each job and what the estimates rest on."""

    plan: Plan
    estimates: tuple[JobEstimate, ...]  # one a job, in plan order
    shape: EncoderShape | None
    speed: Throughput | None
    why_declared: str | None  # why the source was planned as it is declared; None: it was read
    price_per_hour: float | None

    @property
    def hours(self) -> float:
        """Of all jobs whose time can be told, one after the other."""
        return sum(one.seconds or 0.0 for one in self.estimates) / HOUR

    def cost(self, seconds: float | None) -> float | None:
        """What so long a time costs; None without a price or a time."""
        return None if seconds is None or self.price_per_hour is None else seconds / HOUR * self.price_per_hour

    @property
    def n_without_time(self) -> int:
        """Jobs whose time cannot be told."""
        return sum(one.seconds is None for one in self.estimates)


def make_report(
    profile: Profile,
    data: Path | None,
    home: Home,
    *,
    price_per_hour: float | None = None,
    tokens_per_second: float | None = None,
) -> PlanReport:
    """The plan of a profile with its cost; where the source is not here or lacks a part, as the part is declared.

    Args:
        price_per_hour: of the machine whose speed counts, in whatever currency.
        tokens_per_second: training speed of the profile's encoder there; None: as measured in finished runs.

    Raises:
        ProfileError: the profile has no plan, whatever the source holds.
    """
    shape = profile_shape(profile)
    if tokens_per_second is not None and shape is None:
        raise ProfileError(
            f"the size of encoder {profile.encoder!r} is not known, so a speed says nothing of it; give a folder, or "
            "add a row to data/reference/encoders.csv"
        )
    if tokens_per_second is not None and shape is not None:
        speed: Throughput | None = Throughput.stated(tokens_per_second, shape)
    else:
        speed = measured_throughput(home, shape)
    planned, source, why = plan_or_declare(profile, data)
    estimator = Estimator(Counter(source, token_counter(profile, home)), shape, speed, profile.source)
    estimates = tuple(estimator.estimate(job) for job in planned.jobs)
    return PlanReport(planned, estimates, shape, speed, why, price_per_hour)


def token_counter(profile: Profile, home: Home) -> CountTokens | None:
    """What counts tokens as the profile's encoder does; None where its tokenizer is not on this machine."""
    if profile.encoder is None:
        return None
    try:
        file = Path(encoder_location(shape_of(profile.encoder) or profile.encoder, home)) / TOKENIZER
    except EncoderError:  # from packages, and not made yet
        return None
    if not file.is_file():
        return None
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def count(texts: Sequence[str]) -> float:
        return sum(len(row.ids) for row in tokenizer.encode_batch(list(texts))) / len(texts)

    return count


def plan_or_declare(profile: Profile, data: Path | None) -> tuple[Plan, Source, str | None]:
    """The plan over the profile's source and None; where that fails for want of data, over what is declared and why."""
    present: Source | None = None
    try:
        present = open_source(profile, data)
        return plan(profile, present), present, None
    except (ProfileError, MissingDataError) as why:
        if profile.source == "generated":  # nothing of it can be missing
            raise
        declared = DeclaredSource(profile.source, present)
        return plan(profile, declared), declared, str(why)
