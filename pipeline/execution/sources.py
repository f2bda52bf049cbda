"""Opens the source that a profile names."""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import ProfileError
from pipeline.experiments.profile import Profile
from pipeline.sources.generated.source import GeneratedSource
from pipeline.sources.hub.source import HubSource
from pipeline.sources.joined_text import JoinedText
from pipeline.sources.source import Source, TextSource
from pipeline.sources.xtreme_folder import XtremeFolder


def open_source(profile: Profile, data: Path | None) -> Source:
    """The source of a profile.

    Args:
        data: XTREME folder, needed by profiles whose source is "xtreme_folder"; for "hub" a folder in the hub's layout
            to read instead of the hub; refused by others.

    Raises:
        ProfileError: a folder is needed and not given, or given and not used.
    """
    if profile.source == "xtreme_folder":
        if data is None:
            raise ProfileError(
                f"profile {profile.name!r} reads an XTREME folder; name it with --data DIR or CROSSCHECK_DATA"
            )
        return XtremeFolder(data)
    if profile.source == "hub":
        return HubSource(data)
    if data is not None:
        raise ProfileError(
            f"profile {profile.name!r} generates its data and reads no folder, but {str(data)!r} was given; "
            "leave out --data (and CROSSCHECK_DATA), or choose a profile such as 'first'"
        )
    return GeneratedSource(seed=profile.source_seed)


def open_text(profile: Profile, data: Path | None) -> TextSource:
    """The pretraining text of a profile: generated text takes the raw text of a folder in as well, where one is named.

    Raises:
        ProfileError: a folder is needed and not given.
    """
    if profile.source == "generated" and data is not None:
        left_out = profile.pretraining.generated_only if profile.pretraining else ()
        return JoinedText((GeneratedSource(seed=profile.source_seed), XtremeFolder(data)), first_only=left_out)
    return open_source(profile, data)
