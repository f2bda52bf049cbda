import json
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = """
import importlib, json, pkgutil, sys
import dashboard
for found in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
    if found.name != "dashboard.app":  # runs on import; its imports are the pages' own
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"torch", "transformers", "accelerate", "tokenizers", "safetensors"}
ALLOWED = ("pipeline.domain", "pipeline.store", "pipeline.statistics", "pipeline.claims", "pipeline.audits")


READING = """
import importlib, json, pkgutil, sys
packages = ("domain", "store", "statistics", "claims", "audits", "metrics", "experiments", "commands")
for package in map("pipeline.{}".format, packages):
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""


def _modules_after_import(script=SCRIPT):
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True
    )
    return json.loads(result.stdout.splitlines()[-1])


def test_dashboard_imports_only_what_shows_and_judges():
    modules = _modules_after_import()
    assert "dashboard.app_pages.verdicts" in modules
    assert HEAVY.isdisjoint(name.split(".")[0] for name in modules)
    reached = [name for name in modules if name.startswith("pipeline.") and not name.startswith(ALLOWED)]
    assert reached == []


def test_reading_scores_and_judging_never_imports_torch():
    modules = _modules_after_import(READING)
    assert "pipeline.store.build" in modules
    assert "pipeline.claims.verdicts.judge" in modules
    assert HEAVY.isdisjoint(name.split(".")[0] for name in modules)
