import pytest

from pipeline.domain.errors import MissingDataError, ProfileError
from pipeline.execution.sources import open_source, open_text
from pipeline.experiments.profile import Profile
from pipeline.sources.hub.revisions import load_revisions


def _profile(source):
    return Profile(name="try", title="Try", source=source, encoder="any", regimes=("none",), targets=("xquad",))


def test_a_profile_of_the_hub_reads_it_at_the_pinned_commits_or_a_folder_instead(tmp_path):
    hub, folder = open_source(_profile("hub"), None), open_source(_profile("hub"), tmp_path)

    assert (hub.name, hub.folder, hub._revisions) == ("hub", None, load_revisions())
    assert folder.folder == tmp_path


def test_the_hub_has_no_text_to_pretrain_on(tmp_path):
    assert open_text(_profile("hub"), tmp_path).text_languages() == ()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingDataError, match="nowhere is no folder"):
        open_source(_profile("hub"), tmp_path / "nowhere")


def test_a_folder_is_refused_where_data_are_generated(tmp_path):
    with pytest.raises(ProfileError, match="generates its data and reads no folder"):
        open_source(_profile("generated"), tmp_path)
