"""Tables by csv and SQLite. What is found in JSON, and what changed in it, is written by hand, in the data; here it is
held against the documents: each path leads to its value, the patch makes the one document of the other."""

import copy
import csv
import io
import json
import re
import sqlite3


LEAST_WIDTH = 3  # of a column in Markdown


def walk(document, path: str):
    """What stands at a normalized path."""
    for name, index in re.findall(r"\['([^']*)'\]|\[(\d+)\]", path):
        document = document[int(index) if index else name]
    return document


def json_query(given: dict, by_hand: dict) -> dict:
    for match in by_hand["matches"]:
        assert walk(given["document"], match["path"]) == match["value"], match
    assert by_hand["count"] == len(by_hand["matches"])
    return by_hand


def patched(document, operations: list):
    document = copy.deepcopy(document)
    for operation in operations:
        *parents, last = operation["path"].split("/")[1:]
        place = document
        for name in parents:
            place = place[int(name) if isinstance(place, list) else name]
        last = int(last) if isinstance(place, list) else last
        if operation["op"] == "remove":
            del place[last]
        elif operation["op"] == "add" and isinstance(place, list):
            place.insert(last, operation["value"])
        else:
            place[last] = operation["value"]
    return document


def json_diff(given: dict, by_hand: dict) -> dict:
    assert patched(given["from"], by_hand["patch"]) == given["to"]
    assert by_hand["operations"] == len(by_hand["patch"]) and by_hand["equal"] == (given["from"] == given["to"])
    return by_hand


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) is not None


def value_of(text: str):
    return (float(text) if "." in text else int(text)) if is_number(text) else text


def load(database: sqlite3.Connection, name: str, table) -> None:
    if isinstance(table, str):
        columns, *rows = csv.reader(io.StringIO(table))
        numeric = [all(is_number(row[i]) for row in rows) for i in range(len(columns))]
        rows = [[value_of(cell) if numeric[i] else cell for i, cell in enumerate(row)] for row in rows]
    else:
        columns = sorted({key for row in table for key in row})
        rows = [[row.get(key) for key in columns] for row in table]
    database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)


def told(value):
    value = float(f"{value:.15g}") if isinstance(value, float) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def csv_sql(given: dict) -> dict:
    database = sqlite3.connect(":memory:")
    for name, table in given["tables"].items():
        load(database, name, table)
    cursor = database.execute(given["query"])
    rows = [[told(value) for value in row] for row in cursor]
    return {"columns": [column[0] for column in cursor.description], "rows": rows, "row_count": len(rows)}


def read_table(form: str, text: str) -> list[list[str]]:
    if form == "json":
        objects = json.loads(text)
        columns = sorted({key for row in objects for key in row})
        return [columns, *([str(row.get(key, "")) for key in columns] for row in objects)]
    if form == "markdown":
        lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
        return [lines[0], *lines[2:]]
    return list(csv.reader(io.StringIO(text), delimiter="\t" if form == "tsv" else ","))


def markdown(table: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table)]
    right = [all(is_number(cell) for cell in column[1:]) for column in zip(*table)]
    widths = [max(width, LEAST_WIDTH) for width in widths]
    lines = [[cell.rjust(width) if numbers else cell.ljust(width) for cell, width, numbers in zip(row, widths, right)]
             for row in table]
    rule = [(width - numbers) * "-" + numbers * ":" for width, numbers in zip(widths, right)]
    return "".join(f"| {' | '.join(line)} |\n" for line in [lines[0], rule, *lines[1:]])


def markdown_table(given: dict) -> dict:
    table = read_table(given["from"], given["text"])
    columns, *rows = table
    if given.get("to", "markdown") == "markdown":
        text = markdown(table)
    elif given["to"] == "json":
        text = json.dumps([dict(zip(columns, row)) for row in rows], separators=(",", ":"))
    else:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(table)
        text = out.getvalue()
    return {"text": text, "columns": len(columns), "rows": len(rows)}
