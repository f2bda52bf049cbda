"""Small files of other harnesses, each in the shape of a real one, written by hand with invented numbers."""

import json


def _pair(language, **scores):
    return {"hf_subset": f"{language}-eng", "languages": [f"{language}-Latn", "eng-Latn"], **scores}


MTEB = {
    "dataset_revision": "69e8f12da6e31d59addadda9a9c8a2e601a0e282",
    "task_name": "Tatoeba",
    "mteb_version": "1.12.75",
    "evaluation_time": 12.5,
    "kg_co2_emissions": None,
    "scores": {
        "test": [
            _pair("deu", accuracy=0.913, f1=0.9, main_score=0.9),
            _pair("swh", accuracy=0.25, f1=0.2, main_score=None),
            _pair("csb", accuracy=0.3, f1=0.2, main_score=0.2),
            _pair("fra", accuracy=None, f1=0.2, main_score=0.2),
        ]
    },
}  # fmt: skip
BUCC = {
    "task_name": "BUCC",
    "mteb_version": None,
    "dataset_revision": "abc",
    "scores": {
        "test": [
            _pair("deu", accuracy=0.99, f1=0.985, main_score=0.985),
        ]
    },
}  # fmt: skip
REPEATED = {
    "task_name": "XNLI",
    "dataset_revision": "abc",
    "scores": {
        "test": [
            {"hf_subset": "de", "languages": ["deu-Latn"], "accuracy": 0.55, "main_score": 0.55,
             "scores_per_experiment": [{"accuracy": 0.5}, {"accuracy": 0.6}]}
        ]
    },
}  # fmt: skip
LM_EVAL = {
    "results": {
        "xnli": {"alias": "xnli", "acc,none": 0.45, "acc_stderr,none": 0.01},
        "xnli_de": {"alias": " - xnli_de", "acc,none": 0.5, "acc_stderr,none": 0.02},
        "xnli_fr": {"alias": " - xnli_fr", "acc,none": 0.4, "acc_stderr,none": "N/A"},
        "arc_easy": {"alias": "arc_easy", "acc,none": 0.7, "acc_norm,none": 0.6},
        "xquad_ar": {"alias": "xquad_ar", "exact_match,none": 0.25, "f1,none": 0.5},
    },
    "groups": {"xnli": {"acc,none": 0.45}},
    "group_subtasks": {"xnli": ["xnli_de", "xnli_fr"], "arc_easy": [], "xquad_ar": []},
    "configs": {"xnli_de": {"validation_split": "validation"}, "xnli_fr": {"validation_split": "validation"},
                "xquad_ar": {"test_split": "validation"}},
    "n-samples": {
        "xnli_de": {"original": 2490, "effective": 2490},
        "xnli_fr": {"original": 2490, "effective": 100},
        "xquad_ar": {"original": 1190, "effective": 4},
    },
    "versions": {"xnli_de": 1},
    "config": {"model": "hf", "model_args": "pretrained=org/m,revision=abc123,dtype=float16", "limit": None},
    "git_hash": "4e7e0d4",
}  # fmt: skip
SAMPLES = [
    {"doc_id": at, "doc": {}, "target": "x", "resps": [["y"]], "filter": "none", "metrics": ["exact_match", "f1"],
     "exact_match": em, "f1": f1}
    for at, (em, f1) in enumerate([(1.0, 1.0), (0.0, 0.5), (0.0, 0.5), (0.0, 0.0)])
]  # fmt: skip
EUROEVAL = [
    {
        "dataset": "xquad-de", "task": "reading-comprehension", "languages": ["de"], "model": "org/m (val)",
        "results": {
            "raw": [{"test_em": 40.0, "test_f1": 60.0}, {"test_em": 50.0, "test_f1": 70.0}],
            "total": {"test_em": 45.0, "test_em_se": 1.0, "test_f1": 65.0, "num_failed_instances": 0.0},
        },
        "num_model_parameters": 1, "validation_split": False, "few_shot": True, "euroeval_version": "15.0.0",
    },
    {"dataset": "scala-de", "task": "linguistic-acceptability", "model": "org/m (val)",
     "results": {"raw": [], "total": {"test_mcc": 10.0}}},
]  # fmt: skip


def eee(results, **changes):
    return {
        "schema_version": "0.2.2",
        "evaluation_id": "x/org/m/1",
        "retrieved_timestamp": "1",
        "source_metadata": {
            "source_type": "evaluation_run",
            "source_organization_name": "o",
            "evaluator_relationship": "other",
        },
        "eval_library": {"name": "lm_eval", "version": "0.4.9"},
        "model_info": {"name": "m", "id": "org/m", "additional_details": {}},
        "evaluation_results": results,
        **changes,
    }


def eee_result(name, score, low=0, high=1, **more):
    config = {"lower_is_better": False, "score_type": "continuous", "min_score": low, "max_score": high}
    return {
        "evaluation_name": name,
        "source_data": {"dataset_name": "xnli", "source_type": "hf_dataset", "hf_split": "test"},
        "metric_config": config | more.pop("config", {}),
        "score_details": {"score": score, **more},
    }


EEE = eee(
    [
        eee_result("xnli_de", 0.5, uncertainty={"confidence_interval": {"lower": -0.02, "upper": 0.02}}),
        eee_result("xnli_fr", 45, 0, 100, uncertainty={"num_samples": 100}),
        eee_result("xnli_es", 0.0, -1, 1, uncertainty={"confidence_interval": {"lower": -0.5, "upper": 0.5}}),
        eee_result("mmlu", 0.5),
        eee_result("xnli_th", 0.5, config={"lower_is_better": True}),
    ]
)
EUROEVAL_EEE = eee(
    [
        {
            "evaluation_name": "test_f1",
            "source_data": {"dataset_name": "xquad-de", "source_type": "hf_dataset"},
            "metric_config": {"lower_is_better": False, "score_type": "continuous", "min_score": 0, "max_score": 100},
            "score_details": {"score": 65.0, "uncertainty": {"num_samples": 10}},
        }
    ],
    eval_library={"name": "euroeval", "version": "17.0", "additional_details": {"languages": '["de"]'}},
)
CARD = """\
---
license: mit
model-index:
- name: org/m
  results:
  - task: {type: token-classification}
    dataset: {name: PAN-X.de, type: xtreme, args: PAN-X.de, split: test}
    metrics: [{name: F1, type: f1, value: 0.8638}]
  - task: {type: text-classification}
    dataset: {name: XNLI, type: xnli, config: zh-CN, split: validation}
    metrics: [{name: Accuracy, type: accuracy, value: 71.3}, {type: loss, value: 0.4}]
  - task: {type: text-classification}
    dataset: {name: XNLI, type: xnli, config: de, split: test}
    metrics: [{type: accuracy, value: "20.0 ± 1.2"}]
---
# card
"""
EVAL_RESULTS = """\
- dataset: {id: xnli, task_id: xnli_de}
  value: 71.5
  verifyToken: abc
  date: 2026-01-01
"""
FILES = {
    "Tatoeba.json": json.dumps(MTEB),
    "results_2026-01-01.json": json.dumps(LM_EVAL),
    "euroeval.jsonl": "".join(json.dumps(one) + "\n" for one in EUROEVAL),
    "eee.json": json.dumps(EEE),
    "card.md": CARD,
    "results.yaml": EVAL_RESULTS,
}
