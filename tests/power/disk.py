"""What a power loss may leave of a database whose every write and sync was recorded (observed_disk.h).

A write is safe once a sync of its file that began after it has ended; a name is safe once its folder was synced. Of all
else any part may be there: whole writes or single sectors of them, in any order, or garbage in their place.
"""

import struct
from dataclasses import dataclass, field

HEAD = struct.Struct("<cHIq")
SECTOR = 512
PAGE = 4096


@dataclass
class Record:
    kind: str
    name: str
    offset: int
    data: bytes
    end: int  # the length of the recording up to and with this one


def records(recording):
    at = 0
    while at + HEAD.size <= len(recording):
        kind, name, size, offset = HEAD.unpack_from(recording, at)
        at += HEAD.size
        name = recording[at:at + name].decode()
        at += len(name.encode())
        data = bytes(recording[at:at + size])
        at += size
        yield Record(kind.decode(), name, offset, data, at)


@dataclass
class File:
    safe: bytearray = field(default_factory=bytearray)
    pending: list = field(default_factory=list)  # (offset, bytes), or (size, None) for a cut
    syncing: int = 0  # so many of the pending are covered by the sync that is under way

    def settle(self):
        for offset, data in self.pending[:self.syncing]:
            put(self.safe, offset, data)
        del self.pending[:self.syncing]
        self.syncing = 0


def put(content, offset, data):
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset:offset + len(data)] = data


class Disk:
    """Follows a recording; at every moment it can say what a loss of power leaves."""

    def __init__(self, plain=None):
        self.files, self.safe_names, self.changes = {}, {}, []
        self.plain = plain or {}  # the contents of files that are none of SQLite's, by their final names
        self.synced, self.seen = set(), 0

    def take(self, record):
        self.seen = record.end
        self.apply(record)

    def apply(self, record):
        kind, name = record.kind, record.name
        if kind == "O" and name not in self.files:
            self.rename(name, File())
        elif kind == "W":
            self.files[name].pending.append((record.offset, record.data))
        elif kind == "T":
            self.files[name].pending.append((record.offset, None))
        elif kind == "S":
            self.files[name].syncing = len(self.files[name].pending)
        elif kind == "E":
            self.files[name].settle()
        elif kind == "X" and name in self.files:
            self.rename(name, None)
        elif kind == "D":
            self.safe_names, self.changes = dict(self.files), []
        elif kind == "F":
            self.synced.add(name)
        elif kind == "L":
            second = record.data.decode()
            whole = self.plain.get(second, b"")
            self.rename(second, File(bytearray(whole)) if name in self.synced else File(pending=[(0, whole)]))

    def rename(self, name, file):
        if file is None:
            del self.files[name]
        else:
            self.files[name] = file
        self.changes.append((name, file))

    def after_loss(self, dice, manner):
        """{name: content}. manner: none, all, or a word for how the rest is chosen."""
        names = dict(self.safe_names)
        for name, file in self.changes:
            if manner == "all" or manner != "none" and dice.random() < 0.5:
                names[name] = file
        return {name: survivor(file, dice, manner) for name, file in names.items() if file is not None}


def survivor(file, dice, manner):
    content = bytearray(file.safe)
    if manner == "none":
        return bytes(content)
    pending = list(file.pending)
    if manner == "first":  # as they came, up to some moment, the last one torn
        pending = pending[:dice.randint(0, len(pending))]
    kept = dice.choice((0.1, 0.5, 0.9))
    for number, (offset, data) in enumerate(pending):
        torn = manner in ("torn", "garbage") or manner == "first" and number == len(pending) - 1
        if manner in ("some", "torn", "garbage") and dice.random() > kept and not (torn and data):
            continue
        if torn and data:
            tear(content, offset, data, dice, kept, manner == "garbage")
        else:
            put(content, offset, data)
    return bytes(content)


def tear(content, offset, data, dice, kept, garbage):
    unit = dice.choice((SECTOR, PAGE))
    start = 0
    while start < len(data):
        # Sectors lie where the disk has them, whatever the write's own beginning is.
        end = min(len(data), start + unit - (offset + start) % unit)
        if dice.random() < kept:
            put(content, offset + start, data[start:end])
        elif garbage and dice.random() < 0.5:
            put(content, offset + start, dice.randbytes(end - start))
        start = end


MANNERS = ("none", "all", "first", "some", "torn", "garbage")
