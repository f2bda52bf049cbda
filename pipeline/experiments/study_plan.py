"""From a study to one graph of jobs for all its points, and the record of which run answers which point."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.domain.errors import ProfileError
from pipeline.domain.study import Study, StudyPoint, StudyQuantity, StudyRun, StudySeries
from pipeline.experiments.plan import Job, JobKind, Plan, plan
from pipeline.experiments.profile import Profile
from pipeline.experiments.studies import ScaleName, StudyFile, point_profiles
from pipeline.sources.source import Source

BASELINE = "none"
SPLIT = "test"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """The jobs of a study, equal ones once, and its record."""

    plan: Plan
    study: Study


def plan_study(file: StudyFile, scale: ScaleName, source: Source) -> StudyPlan:
    """The graph of all points of a study at one scale.

    Raises:
        CrosscheckError: as `plan` for each point, or a series names a target or language that is not scored.
    """
    profiles = point_profiles(file, scale)
    jobs: dict[str, Job] = {}
    points = []
    for profile, point in zip(profiles, file.scale(scale).points, strict=True):
        made = plan(profile, source).jobs
        for job in made:
            jobs.setdefault(job.key, replace(job, label=f"{point.label}: {job.label}"))
        points.append(StudyPoint(point.x, point.label, _runs(profile, profile.regime(point.regime).regime, made)))
    study = _study(file, scale, tuple(points), profiles[0])
    _check_series(study, tuple(jobs.values()))
    return StudyPlan(Plan(profiles[0], tuple(jobs.values())), study)


def _runs(profile: Profile, regime: str, jobs: tuple[Job, ...]) -> tuple[StudyRun, ...]:
    scored = {
        (job.task, job.seed, job.regime.regime): job.run_id
        for job in jobs
        if job.kind is JobKind.EVALUATE and job.phase == "target"
    }
    has_baseline = BASELINE in profile.regimes
    return tuple(
        StudyRun(
            target=target,
            seed=seed,
            run_id=str(scored[target, seed, regime]),
            baseline_run_id=scored[target, seed, BASELINE] if has_baseline else None,
        )
        for target in profile.targets
        for seed in profile.seeds
        if (target, seed, regime) in scored
    )


def _study(file: StudyFile, scale: ScaleName, points: tuple[StudyPoint, ...], profile: Profile) -> Study:
    setup = file.scale(scale)
    return Study(
        study=file.study,
        scale=scale,
        position=file.order,
        title=file.title,
        question=file.question,
        asked=file.asked,
        limits=file.limits,
        scale_label=setup.label,
        quantity=StudyQuantity(file.quantity),
        split=SPLIT,
        axis=file.axis.name,
        unit=file.axis.unit,
        is_log=file.axis.is_log,
        answering_series=file.answer.series,
        threshold=file.answer.threshold,
        meaning_yes=file.answer.yes,
        meaning_no=file.answer.no,
        meaning_undecided=file.answer.undecided,
        series=tuple(
            StudySeries(one.series, one.title, one.languages, one.targets or profile.targets) for one in setup.series
        ),
        points=points,
    )


def _check_series(study: Study, jobs: tuple[Job, ...]) -> None:
    scored = {(cell.task, cell.language) for job in jobs for cell in job.cells}
    for series in study.series:
        if not any((target, language) in scored for target in series.targets for language in series.languages):
            raise ProfileError(
                f"study {study.study!r}, {study.scale}: nothing of series {series.series!r} is scored "
                f"({', '.join(series.targets)} in {', '.join(series.languages)}); change its languages or targets"
            )
