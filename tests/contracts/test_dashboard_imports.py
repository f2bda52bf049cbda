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
ALLOWED = ("pipeline.domain", "pipeline.store", "pipeline.claims")


def _modules_after_import():
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True
    )
    return json.loads(result.stdout.splitlines()[-1])


def test_dashboard_imports_only_what_shows_and_judges():
    modules = _modules_after_import()
    assert "dashboard.app_pages.verdicts" in modules
    assert HEAVY.isdisjoint(name.split(".")[0] for name in modules)
    reached = [name for name in modules if name.startswith("pipeline.") and not name.startswith(ALLOWED)]
    assert reached == []
