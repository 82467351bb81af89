"""Digests, encodings, UUIDs, check digits, numerals, addresses and colours, by Python's own libraries where it has one."""

import base64
import hashlib
import html
import ipaddress
import urllib.parse
import uuid
import zlib
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from .exact import decimal, plain


def hash(given: dict) -> dict:
    name, data = given["algorithm"], given["text"].encode()
    if name == "crc32":
        digest = zlib.crc32(data).to_bytes(4, "big")
    else:
        digest = hashlib.new({"blake2b_512": "blake2b", "blake2s_256": "blake2s"}.get(name, name), data).digest()
    return {"algorithm": name, "hex": digest.hex(), "base64": base64.b64encode(digest).decode(), "bits": 8 * len(digest),
            "bytes_hashed": len(data)}


ENCODERS = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hex": lambda text: text.encode().hex(),
    "url": lambda text: urllib.parse.quote(text, safe=""),
    "html": html.escape,
}
DECODERS = {
    "base64": lambda text: base64.b64decode(text, validate=True).decode(),
    "hex": lambda text: bytes.fromhex(text).decode(),
    "url": urllib.parse.unquote,
    "html": html.unescape,
}


def encode(given: dict) -> dict:
    table = ENCODERS if given["operation"] == "encode" else DECODERS
    text = table[given["format"]](given["text"])
    return {"text": text, "bytes": len(text.encode())}


def uuid_v5(given: dict) -> dict:
    space = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL}[given["namespace_id"]]
    return {"uuid": str(uuid.uuid5(space, given["name"])), "namespace_uuid": str(space)}


def luhn(digits: str) -> str:
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(digits)))
    return str(-total % 10)


def gs1(digits: str) -> str:
    return str(-sum(int(c) * (3 - 2 * (i % 2)) for i, c in enumerate(reversed(digits))) % 10)


def isbn10(digits: str) -> str:
    check = -sum(int(c) * (10 - i) for i, c in enumerate(digits)) % 11
    return "X" if check == 10 else str(check)


def iban(number: str) -> str:
    return f"{98 - int(''.join(str(int(c, 36)) for c in number[4:] + number[:2] + '00')) % 97:02}"


def checksum(given: dict) -> dict:
    kind, number = given["kind"], given["number"].replace(" ", "").replace("-", "").upper()
    complete = given.get("operation") == "complete"
    if kind == "iban":
        right = iban(number)
        valid, made = number[2:4] == right, number[:2] + right + number[4:]
    else:
        work = {"luhn": luhn, "isbn10": isbn10}.get(kind, gs1)
        right = work(number if complete else number[:-1])
        valid, made = number[-1] == right, number + right
    valid = valid or complete
    return {"kind": kind, "valid": valid, "number": made if complete else number, "expected": right,
            "problem": None if valid else "its check digit is wrong"}


def numeral(number: int) -> str:
    out = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
                           (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += letters * (number // value)
        number %= value
    return out


def roman_numerals(given: dict) -> dict:
    value = given["value"]
    number = value if isinstance(value, int) else next(n for n in range(1, 4000) if numeral(n) == value.upper())
    return {"number": number, "numeral": numeral(number)}


def in_base(number: int, base: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def number_base(given: dict) -> dict:
    prefixes = {"0x": 16, "0o": 8, "0b": 2}
    base = given.get("from") or prefixes.get(given["value"][:2].lower(), 10)
    return {"value": in_base(int(given["value"], base), given["to"]), "exact": True, "from": base, "to": given["to"]}


def ip_subnet(given: dict) -> dict:
    own = ipaddress.ip_interface(given["cidr"])
    network, four = own.network, own.version == 4
    edge = four and network.prefixlen < 31  # network and broadcast address are no host's
    first, last = network[0], network[-1]
    contains, split = given.get("contains"), given.get("split")
    return {"version": own.version, "address": str(own.ip), "network": str(first), "prefix_length": network.prefixlen,
            "netmask": str(network.netmask), "broadcast": str(last) if edge else None, "first_host": str(first + edge),
            "last_host": str(last - edge), "addresses": str(network.num_addresses),
            "hosts": str(network.num_addresses - 2 * edge),
            "contains": None if contains is None else ipaddress.ip_address(contains) in network,
            "split": None if split is None else [str(one) for one in network.subnets(new_prefix=split)]}


# The named colours of CSS that the prompts have.
NAMES = {"tomato": "ff6347", "rebeccapurple": "663399", "white": "ffffff", "black": "000000", "yellow": "ffff00",
         "navy": "000080", "teal": "008080", "salmon": "fa8072", "red": "ff0000", "gold": "ffd700", "springgreen": "00ff7f"}


def from_hsl(hue: Fraction, saturation: Fraction, light: Fraction) -> tuple[int, ...]:
    reach = saturation * min(light, 1 - light)
    out = []
    for offset in (0, 8, 4):
        place = (offset + hue / 30) % 12
        out.append(light - reach * max(Fraction(-1), min(place - 3, 9 - place, Fraction(1))))
    return tuple(int(255 * value + Fraction(1, 2)) for value in out)


def rgb_of(text: str) -> tuple[int, ...]:
    text = text.lower()
    if "(" in text:
        kind, values = text.rstrip(")").split("(")
        parts = [Fraction(value.strip().rstrip("%")) for value in values.split(",")]
        return from_hsl(parts[0], parts[1] / 100, parts[2] / 100) if kind == "hsl" else tuple(map(int, parts))
    digits = NAMES.get(text, text.lstrip("#"))
    digits = "".join(2 * c for c in digits) if len(digits) == 3 else digits
    return tuple(bytes.fromhex(digits))


def tenth(value: Fraction) -> str:
    return plain(decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))


def polar(rgb: tuple[int, ...]) -> tuple[dict, dict]:
    red, green, blue = (Fraction(c, 255) for c in rgb)
    most, least = max(red, green, blue), min(red, green, blue)
    spread = most - least
    hue = Fraction(0)
    if spread and most == red:
        hue = (green - blue) / spread % 6
    elif spread:
        hue = (blue - red) / spread + 2 if most == green else (red - green) / spread + 4
    light = (most + least) / 2
    saturation = spread / (1 - abs(2 * light - 1)) if spread else Fraction(0)
    return ({"h": tenth(60 * hue), "s": tenth(100 * saturation), "l": tenth(100 * light)},
            {"h": tenth(60 * hue), "s": tenth(100 * spread / most if most else Fraction(0)), "v": tenth(100 * most)})


def luminance(rgb: tuple[int, ...]) -> Decimal:
    """WCAG 2's."""
    with localcontext(Context(prec=60)):
        channels = [Decimal(c) / 255 for c in rgb]
        linear = [c / Decimal("12.92") if c <= Decimal("0.03928") else ((c + Decimal("0.055")) / Decimal("1.055"))
                  ** Decimal("2.4") for c in channels]
        return sum(weight * c for weight, c in zip(map(Decimal, ("0.2126", "0.7152", "0.0722")), linear))


def to_twelve(value: Decimal) -> str:
    return plain(Context(prec=12, rounding=ROUND_HALF_UP).plus(value))


def contrast(rgb: tuple[int, ...], other: tuple[int, ...]) -> dict:
    with localcontext(Context(prec=60)):
        low, high = sorted(luminance(one) + Decimal("0.05") for one in (rgb, other))
        ratio = high / low
    return {"against": "#" + bytes(other).hex(), "ratio": to_twelve(ratio), "aa": ratio >= Decimal("4.5"),
            "aa_large": ratio >= 3, "aaa": ratio >= 7, "aaa_large": ratio >= Decimal("4.5")}


def color_convert(given: dict) -> dict:
    rgb = rgb_of(given["color"])
    hsl, hsv = polar(rgb)
    named = {digits: name for name, digits in NAMES.items()}
    against = given.get("against")
    return {"hex": "#" + bytes(rgb).hex(), "rgb": dict(zip("rgb", rgb)), "hsl": hsl, "hsv": hsv,
            "name": named.get(bytes(rgb).hex()), "luminance": to_twelve(luminance(rgb)),
            "contrast": contrast(rgb, rgb_of(against)) if against else None}
