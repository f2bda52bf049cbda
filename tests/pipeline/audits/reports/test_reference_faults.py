import pytest

from pipeline.audits.reports.checks.references import reference_faults


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("http://arxiv.org/abs/2013.12345", "there is no month 13"),
        ("arXiv:2005.1301", "numbers of 2020-05 have 5 digits"),
        ("arXiv:1405.12345", "numbers of 2014-05 have 4 digits"),
        ("arXiv:0701.0001", "identifiers of this form began in April 2007"),
        ("arXiv:cs/0801001", "identifiers of this form ended in March 2007"),
        ("arXiv:2005.00000", "numbers are counted from 1"),
        ("arXiv:2005.13013v0", "versions are counted from 1"),
        ("arXiv:20051.3013", "not of the form YYMM.NNNNN or archive/YYMMNNN"),
        ("arXiv:3201.00001", "it lies behind the report's own date"),
        ("https://doi.org/11.1000/xyz", "not of the form 10.NNNN/..."),
    ],
)
def test_identifiers_that_cannot_be_right(reference, why):
    (fault,) = reference_faults([reference], "May 1, 2031")
    assert fault.endswith(why)


@pytest.mark.parametrize(
    "reference",
    [
        "http://arxiv.org/abs/2005.13013v2",
        "https://arxiv.org/pdf/2005.13013.pdf",
        "arXiv:0704.0001",
        "arXiv:cs/0601001",
        "arXiv:hep-th/9901001",
        "https://doi.org/10.18653/v1/2020.acl-main.747",
        "<http://example.org/1>",
    ],
)
def test_identifiers_that_may_be_right(reference):
    assert reference_faults([reference], "May 1, 2031") == ()


def test_the_same_paper_twice_whatever_its_version():
    faults = reference_faults(["http://arxiv.org/abs/2005.13013v2", "x", "arXiv:2005.13013"], None)
    assert faults == ("references 1 and 3 are the same: arxiv:2005.13013",)
