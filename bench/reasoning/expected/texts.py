"""Texts: unicodedata, sorted, difflib and re. Within what the prompts use, re's language is RE2's."""

import difflib
import re
import unicodedata


def bare(word: str) -> str:
    """Without what is neither letter nor digit at its ends."""
    kept = [unicodedata.category(c)[0] in "LN" for c in word]
    return word[kept.index(True):len(kept) - kept[::-1].index(True)]


def text_stats(given: dict) -> dict:
    text = given["text"]
    kinds = [unicodedata.category(c) for c in text]
    words = [word for word in text.split() if any(unicodedata.category(c)[0] in "LN" for c in word)]
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text) if re.search(r"\w", part)]
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    return {"bytes": len(text.encode()), "code_points": len(text), "letters": sum(kind[0] == "L" for kind in kinds),
            "digits": kinds.count("Nd"), "white_space": sum(c.isspace() for c in text), "words": len(words),
            "unique_words": len({bare(word).casefold() for word in words}),
            "longest_word": max(len(bare(word)) for word in words), "sentences": len(sentences),
            "lines": len(text.splitlines()), "paragraphs": len(paragraphs)}


def sorting_key(order: str, ignore_case: bool):
    if order == "numeric":
        return lambda item: float(re.match(r"-?\d+(\.\d+)?", item)[0])
    if order == "length":
        return len
    return str.casefold if ignore_case else str


def text_sort(given: dict) -> dict:
    words = given.get("unit") == "words"
    items = given["text"].split() if words else given["text"].splitlines()
    all_items = len(items)
    key = sorting_key(given.get("order", "text"), given.get("ignore_case", False))
    if given.get("unique"):
        items = list({key(item): item for item in reversed(items)}.values())[::-1]
    items = sorted(items, key=key, reverse=given.get("reverse", False))
    text = " ".join(items) if words else "".join(item + "\n" for item in items)
    return {"text": text, "items": len(items), "dropped": all_items - len(items)}


def unified(old: str, new: str) -> str:
    lines = []
    for line in difflib.unified_diff(old.splitlines(True), new.splitlines(True), "from", "to"):
        lines.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(lines)


def text_diff(given: dict) -> dict:
    diff = unified(given["from"], given["to"])
    body = diff.splitlines()[2:]
    return {"equal": given["from"] == given["to"], "removed": sum(line[0] == "-" for line in body),
            "added": sum(line[0] == "+" for line in body), "unified": diff}


def regex(given: dict) -> dict:
    flags = re.IGNORECASE if given.get("ignore_case") else 0
    pattern = re.compile(given["pattern"], flags)
    matches = []
    for found in pattern.finditer(given["text"]):
        assert not pattern.groups
        matches.append({"text": found[0], "start": found.start(), "end": found.end(), "groups": []})
    replacement = given.get("replacement")
    replaced = None if replacement is None else pattern.sub(replacement, given["text"])
    return {"count": len(matches), "matches": matches, "replaced": replaced}
