"""A report to try the audit on: invented, with planted faults."""

NAME = "sample.md"
SAMPLE = """# Transfer from English: an invented report with planted faults

May 1, 2031

## 1 Introduction

Research question: Does English intermediate training help on XTREME and on XGLUE?.

## 3 Results

9 claims extracted; 8 independently verified. Quality review score: 9.4/10.

## 5 Extracted Claims

| Claim | Verified | Confidence |
|---|---|---|
| With SQuAD in between, XLM-R Large gains 28.2 points on the XTREME development sets [3]. | ✓ | 0.97 |
| MNLI in between lowers the average over the target tasks by 7.5 points. | ✓ | 0.91 |
| HellaSwag adds 7.0 points for every language of XTREME. | ✓ | 0.90 |
| All experiments start from mBERT. | ✓ | 0.88 |
| Picking the best intermediate task for each target gains 6.1 points on XTREME. | ✓ | 0.93 |
| MNLI has about 393k training examples. | ✓ | 0.95 |
| RemBERT reaches 88.8 on XNLI. | ✓ | 0.89 |
| Multi-task training on all nine intermediate tasks may add 8.7 points. | ✗ | 0.40 |
| Pears ripen faster beside apples. | ✓ | 0.92 |

## References

- http://arxiv.org/abs/2005.13013v2
- http://arxiv.org/abs/2013.40404
"""
