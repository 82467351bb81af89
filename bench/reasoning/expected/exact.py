"""Exact numbers, and how the tools tell them."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

MOST_DIGITS = 34  # a result with no more is told with all of them
ROUNDED_DIGITS = 12
WORKING_DIGITS = 80


def number(text) -> Fraction:
    return Fraction(str(text))


def is_exact(value: Fraction) -> bool:
    """Whether its decimal digits end, and are at most 34."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return False
    digits = decimal(value, 1000).normalize(Context(prec=1000)).as_tuple().digits
    return len(digits) <= MOST_DIGITS


def decimal(value: Fraction, digits: int = WORKING_DIGITS) -> Decimal:
    with localcontext(Context(prec=digits)):
        return Decimal(value.numerator) / Decimal(value.denominator)


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def told(value: Fraction) -> str:
    if is_exact(value):
        return plain(decimal(value, 1000))
    return plain(Context(prec=ROUNDED_DIGITS, rounding=ROUND_HALF_UP).plus(decimal(value)))


def root(value: Fraction, degree: int = 2) -> Fraction:
    """The root itself where it is rational, else 80 digits of it, which is no exact result."""
    whole = [round(decimal(Fraction(part)) ** (Decimal(1) / degree)) for part in (value.numerator, value.denominator)]
    if whole[0] ** degree == value.numerator and whole[1] ** degree == value.denominator:
        return Fraction(whole[0], whole[1])
    with localcontext(Context(prec=WORKING_DIGITS)):
        return Fraction(decimal(value) ** (Decimal(1) / degree))
