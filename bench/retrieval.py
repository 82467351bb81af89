"""What retrieval costs, and how good its answers are: a part of the benchmark."""

import json
import subprocess
from pathlib import Path

from measure import Row, at_most, program, scratch


def retrieval(rounds: int, passages: int = 100_000) -> list[Row]:
    del rounds  # the program alternates by itself, question by question
    here = Path(__file__).parent / "reasoning"
    names = ["retrieval_questions", "retrieval_held_back"]
    with scratch() as folder:
        command = [program("retrieval"), folder, str(passages), *(str(here / f"{name}.tsv") for name in names)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = [at_most(f"retrieval over {passages:,} passages vs the bare FTS5 query: time per question", [told["ours_us"]],
                    [told["bare_us"]], 1.5, "us")]
    for name, result in zip(names, told["quality"]):
        share = result["right"] / result["asked"]
        rows.append(Row(f"{name}: right passage among the first five", f"{result['right']} of {result['asked']}", "", None,
                        ">= 90 %", share >= 0.9))
    return rows + told_paragraphs()


# Least shares of questions whose paragraph is told, and is among the first five.
LEAST_TOLD = {"en": (0.95, 0.97), "de": (0.93, 0.96), "zh": (0.92, 0.97)}


def told_paragraphs() -> list[Row]:
    """XQuAD's paragraphs, where they lie beside the checkout: 240 documents of one user's, and questions to them."""
    beside = Path(__file__).parents[2] / "shared/data/xquad"
    files = sorted(beside.glob("*.json"))
    if not files:
        return [Row("answers from XQuAD's paragraphs", f"not measured: {beside} is not there", "", None, "", None)]
    with scratch() as folder:
        told = json.loads(subprocess.run([program("paragraphs"), folder, *map(str, files)], capture_output=True, text=True,
                                         check=True).stdout)
    rows = []
    for language, score in told.items():
        least_told, least_five = LEAST_TOLD.get(language, (None, None))
        for what, name, least, most in (("told", "told", least_told, None), ("among the first five", "among_five", least_five, None),
                                        ("graded found", "found", None, None),
                                        ("graded found although it was taken away", "found_without", None, 0.25)):
            share = score[name] / score["asked"]
            met = share >= least if least else share <= most if most else None
            target = f">= {least}" if least else f"<= {most}" if most else ""
            rows.append(Row(f"XQuAD {language}: right paragraph {what}", f"{share:.3f} of {score['asked']}", "", None, target, met))
    return rows
