"""Works out again what the prompts' tool calls must give, and compares: python3 bench/reasoning/expected [--write]

Independent of the server: nothing of its code is used. With --write, what it works out is put into the files.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from expected import codes, data, reckoning, texts, times  # noqa: E402

FILES = ("tuned", "held_back")
BY_HAND = {"json_query": data.json_query, "json_diff": data.json_diff}
MODULES = (reckoning, times, texts, codes, data)


def output_of(call: dict) -> dict:
    name = call["tool"]
    if name in BY_HAND:
        return BY_HAND[name](call["input"], call["output"])
    work = next(getattr(module, name) for module in MODULES if hasattr(module, name))
    given = call["input"] if isinstance(call["input"], list) else [call["input"]]
    first, *others = [work(one) for one in given]
    if any(other != first for other in others):
        raise ValueError(f"the readings of {call} have different results")
    return first


def main() -> int:
    wrong = 0
    for name in FILES:
        path = FOLDER.parent / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        for row in rows:
            for call in row.get("expect", []):
                output = output_of(call)
                if output != call["output"] and "--write" not in sys.argv:
                    wrong += 1
                    print(f"{row['id']}: {call['tool']} must give {json.dumps(output)}, not {json.dumps(call['output'])}")
                call["output"] = output
        if "--write" in sys.argv:
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
