"""What docs/text.md says of control characters, once more."""

import re

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def plain(text):
    def one(match):
        code = ord(match[0])
        if code in (0x0b, 0x0c, 0x85):
            return "\n"
        return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7f else "\ufffd"
    return CONTROL.sub(one, text)


def clean(value):
    """Nothing in any string of it."""
    if isinstance(value, dict):
        return all(clean(key) and clean(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(clean, value))
    return not (isinstance(value, str) and CONTROL.search(value))
