"""A benchmark that nothing here trains, by one file."""

SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
enc-a,none,,own_speech_read,hsb,wer,test,0,12.5,40
enc-a,none,,own_speech_read,de,wer,test,0,130.25,40
"""


def test_a_benchmark_is_one_file(tree):
    tree.add("data/benchmarks/own_speech.toml")
    file = tree.root / "own.csv"
    file.write_text(SCORES, encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file))
    assert "2 scores on described benchmarks, profile import:own" in said
    assert "lower is better: word error rate" in said
    file.write_text(SCORES.replace("130.25", "-1"), encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), "--replace", fails=True)
    assert "own.csv, line 3: found '-1' in column 'value'" in said
    assert "word error rate of own_speech_read: 0 or more (lower is better)" in said
    file.write_text(SCORES.replace("speech_read", "speech_red"), encoding="utf-8")
    assert "did you mean 'own_speech_read'?" in tree.crosscheck("import", "scores", str(file), "--replace", fails=True)
    profile = 'extends = "mini"\ntitle = "None"\nregimes = ["none"]\ntargets = ["own_speech_read"]\n'
    (tree.root / "own.toml").write_text(profile, encoding="utf-8")
    said = tree.crosscheck("plan", "own.toml", fails=True)
    assert "target 'own_speech_read' belongs to Own speech, a benchmark that is described and not trained" in said
