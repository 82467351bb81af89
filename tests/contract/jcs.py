"""RFC 8785, for what the tools' inputs and outputs hold: an independent reading to check digests with."""

import hashlib
import json
import math


def number(value):
    """ECMAScript's Number::toString."""
    if isinstance(value, int) and abs(value) < 2 ** 53:
        return str(value)
    value = float(value)
    if not math.isfinite(value):
        raise ValueError(value)
    if value == 0:
        return "0"
    sign, digits, exponent = "-" if value < 0 else "", *shortest(abs(value))
    count = len(digits)
    if count <= exponent <= 21:
        text = digits + "0" * (exponent - count)
    elif 0 < exponent <= 21:
        text = digits[:exponent] + "." + digits[exponent:]
    elif -6 < exponent <= 0:
        text = "0." + "0" * -exponent + digits
    else:
        power = exponent - 1
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + "e" + ("+" if power > 0 else "-") + str(abs(power))
    return sign + text


def shortest(value):
    """The shortest digits that read back as the value, and the exponent n of 0.digits * 10^n."""
    mantissa, _, power = f"{value!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    exponent = len(whole) + int(power or 0)
    stripped = digits.lstrip("0")
    exponent -= len(digits) - len(stripped)
    return stripped.rstrip("0"), exponent


def text(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{text(key)}:{text(value[key])}" for key in keys) + "}"


def digest(value):
    return hashlib.sha256(text(value).encode("utf-8")).hexdigest()
