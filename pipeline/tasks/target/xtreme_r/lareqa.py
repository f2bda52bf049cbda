"""LAReQA on XQuAD-R: find the sentences that answer a question, in every language at once.

Candidates are the sentences of all languages' files; each question has its answer in each language. Metric: AP@20 per
question (google-research/xtreme third_party/utils_lareqa.py), averaged over the questions of a language, then over
languages. XTREME-R's script averages over all questions; as every file asks the same 1,190, this is the same number
where all eleven are read and none is skipped. Languages: README of google-research-datasets/lareqa; evaluate.py leaves
the list empty, so that its overall average can never be computed.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="lareqa",
    title="LAReQA",
    role=TaskRole.TARGET,
    task_type=TaskType.SENTENCE_RETRIEVAL,
    metrics=("map@20",),
    languages=tuple("ar de el en es hi ru th tr vi zh".split()),
    train_task=None,
    benchmark=Benchmark.XTREME_R,
    folder=FolderFiles(format="xquad_r", test="xtreme/lareqa/xquad-r/{language}.json"),
    hub_lack="XQuAD-R is published on GitHub alone (google-research-datasets/lareqa)",
    licence="CC BY-SA 4.0",
    url="https://github.com/google-research-datasets/lareqa",
    note=(
        "Used without training, as Tatoeba is; XTREME-R's baselines train a dual encoder on SQuAD v1.1, so its "
        "published scores are of another setting."
    ),
)
