"""LaTeX set by pdflatex, where it is installed (Debian: texlive-latex-recommended)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HAS_PDFLATEX = shutil.which("pdflatex") is not None
WHY_NOT = "no pdflatex: apt-get install texlive-latex-recommended"


def set_by_pdflatex(folder: Path, body: str, *, packages: tuple[str, ...] = ("booktabs",)) -> Path:
    """The PDF of a document with this body; fails with the end of the log where it does not compile."""
    used = "".join(f"\\usepackage{{{name}}}\n" for name in packages)
    document = f"\\documentclass{{article}}\n{used}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (folder / "paper.tex").write_text(document, encoding="utf-8")
    run(folder, "pdflatex", "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "paper.tex")
    return folder / "paper.pdf"


def run(folder: Path, *command: str) -> str:
    """What a program of TeX prints; fails with the end of it where the program does."""
    ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    said = (ran.stdout + ran.stderr).decode(errors="replace")
    assert ran.returncode == 0, said[-2000:]
    return said
