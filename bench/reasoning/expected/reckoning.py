"""Reckoning: fractions, 80 digits where a result is irrational, and definitions of units written down anew."""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

from .exact import WORKING_DIGITS, decimal, is_exact, number, root, told

FUNCTIONS = {
    "sqrt": root,
    "cbrt": lambda x: root(x, 3),
    "round": lambda x: Fraction(math.floor(x + Fraction(1, 2))),
    "ln": lambda x: Fraction(decimal(x).ln(Context(prec=WORKING_DIGITS))),
    "log10": lambda x: Fraction(decimal(x).log10(Context(prec=WORKING_DIGITS))),
    "log2": lambda x: next(Fraction(n) for n in range(64) if 2**n == x),  # of powers alone
    "pow": lambda x, y: x**y,
    "mod": lambda x, y: x % y,
    "gcd": lambda x, y: Fraction(math.gcd(int(x), int(y))),
    "lcm": lambda x, y: Fraction(math.lcm(int(x), int(y))),
    "factorial": lambda x: Fraction(math.factorial(int(x))),
}


def in_python(expression: str) -> str:
    """The calculator's language as Python's. Covers what the prompts use: one percentage added, at the end."""
    text = re.sub(r"([\d.]+)\s*% of ([\d.]+)", r"(\1/100*\2)", expression)
    text = re.sub(r"^(.+?)\s*([+-])\s*([\d.]+)%$", r"(\1)*(1\2 \3/100)", text)
    text = re.sub(r"(\d+)!", r"factorial(\1)", text).replace("^", "**").replace(" mod ", "%").replace(" of ", "*")
    text = re.sub(r"\b(sqrt|cbrt|factorial|log2) (\d+)", r"\1(\2)", text)
    return re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"number('\1')", text)


def calculator(given: dict) -> dict:
    value = eval(in_python(given["expression"]), {"__builtins__": {}}, {"number": number, **FUNCTIONS})
    return {"result": told(value), "exact": is_exact(value)}


def percentage_change(given: dict) -> dict:
    first, second = number(given["from"]), number(given["to"])
    share = given.get("operation") == "share"
    percent = 100 * (second / first if share else (second - first) / abs(first))
    return {"percent": told(percent), "exact": is_exact(percent), "difference": told(second - first)}


def cents(value: Fraction) -> Decimal:
    return decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def compound_interest(principal: Fraction, rate: Fraction, given: dict) -> dict:
    per_year = given.get("compounds_per_year", 1)
    periods = Fraction(given["months"] * per_year, 12)
    assert periods.denominator == 1
    balance = cents(principal * (1 + rate / 100 / per_year) ** int(periods))
    return {"balance": str(balance), "deposits": "0.00", "interest": str(balance - cents(principal))}


def loan(principal: Fraction, rate: Fraction, given: dict) -> dict:
    months, monthly = given["months"], rate / 1200
    payment = cents(principal * monthly / (1 - (1 + monthly) ** -months))
    balance, total, years = cents(principal), Decimal(0), []
    for month in range(months):
        interest = cents(Fraction(balance) * monthly)
        paid = balance + interest if month == months - 1 else payment
        if month % 12 == 0:
            years.append({"year": month // 12 + 1, "interest": Decimal(0), "principal": Decimal(0)})
        balance -= paid - interest
        total += paid
        years[-1]["interest"] += interest
        years[-1]["principal"] += paid - interest
        years[-1]["balance"] = balance
    rows = [{name: value if name == "year" else str(value) for name, value in year.items()} for year in years]
    return {"payment": str(payment), "last_payment": str(paid), "payments": months, "total_paid": str(total),
            "total_interest": str(total - cents(principal)), "years": rows}


def finance(given: dict) -> dict:
    work = {"loan": loan, "compound_interest": compound_interest}[given["operation"]]
    return work(number(given["principal"]), number(given["annual_rate"]), given)


def ranked(values: list, p: Fraction) -> Fraction:
    """The percentile between two sorted values in proportion."""
    rank = (len(values) - 1) * p / 100
    low = math.floor(rank)
    high = min(low + 1, len(values) - 1)
    return values[low] + (rank - low) * (values[high] - values[low])


def squares(values: list) -> Fraction:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


MEASURES = {
    "sum": sum,
    "mean": lambda v: sum(v) / len(v),
    "median": lambda v: ranked(v, Fraction(50)),
    "min": min,
    "max": max,
    "range": lambda v: max(v) - min(v),
    "variance": lambda v: squares(v) / (len(v) - 1),
    "population_variance": lambda v: squares(v) / len(v),
    "stddev": lambda v: root(squares(v) / (len(v) - 1)),
    "population_stddev": lambda v: root(squares(v) / len(v)),
}


def modes(values: list) -> list:
    most = max(values.count(value) for value in values)
    return [told(value) for value in sorted(set(values)) if values.count(value) == most] if most > 1 else []


def statistics(given: dict) -> dict:
    values = sorted(number(value) for value in given["values"])
    out = {"count": len(values), **dict.fromkeys([*MEASURES, "mode", "percentiles", "regression"]), "rounded": []}
    for name in given["measures"]:
        if name == "mode":
            out[name] = modes(values)
        elif name == "percentiles":
            places = [(number(p), ranked(values, number(p))) for p in given[name]]
            out[name] = [{"p": told(p), "value": told(value)} for p, value in places]
            out["rounded"] += [f"/percentiles/{i}/value" for i, (_, value) in enumerate(places) if not is_exact(value)]
        else:
            value = MEASURES[name](values)
            out[name] = told(value)
            out["rounded"] += [] if is_exact(value) else [f"/{name}"]
    return out


with localcontext(Context(prec=WORKING_DIGITS)):
    PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")

INCH, POUND = Fraction("0.0254"), Fraction("0.45359237")  # the agreement of 1959
FOOT, GALLON = 12 * INCH, 231 * INCH**3  # of the United States, 231 cubic inches
MILE, POUND_FORCE = 5280 * FOOT, POUND * Fraction("9.80665")
# What one of them is in the dimension's SI unit; data in bits.
UNITS = {
    "length": {"m": 1, "km": 1000, "cm": Fraction(1, 100), "mm": Fraction(1, 1000), "in": INCH, "ft": FOOT,
               "yd": 3 * FOOT, "mi": MILE, "nmi": 1852, "ly": 299792458 * 31557600},
    "mass": {"kg": 1, "g": Fraction(1, 1000), "lb": POUND, "oz": POUND / 16, "st": 14 * POUND, "t": 1000},
    "volume": {"L": Fraction(1, 1000), "mL": Fraction(1, 10**6), "gal": GALLON, "pt": GALLON / 8, "cup": GALLON / 16,
               "fl_oz": GALLON / 128, "tbsp": GALLON / 256, "tsp": GALLON / 768},
    "time": {"s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 7 * 86400},
    "data": {"B": 8, "kB": 8 * 10**3, "MB": 8 * 10**6, "GB": 8 * 10**9, "TB": 8 * 10**12, "KiB": 8 * 2**10, "MiB": 8 * 2**20,
             "GiB": 8 * 2**30, "TiB": 8 * 2**40, "bit": 1},
    "data_rate": {"Mbit/s": 10**6, "MB/s": 8 * 10**6},
    "speed": {"m/s": 1, "km/h": Fraction(1000, 3600), "mph": MILE / 3600},
    "energy": {"J": 1, "kJ": 1000, "kWh": 3600000, "kcal": 4184},
    "area": {"m2": 1, "ft2": FOOT**2, "ha": 10000, "ac": 43560 * FOOT**2, "km2": 10**6, "mi2": MILE**2},
    "pressure": {"bar": 100000, "psi": POUND_FORCE / INCH**2, "Pa": 1},
    "power": {"kW": 1000, "hp": 550 * FOOT * POUND_FORCE},
    "angle": {"deg": 1, "rad": 180 / PI},
}
# To kelvin: (value + offset) * factor.
TEMPERATURES = {"K": (0, 1), "°C": (Fraction("273.15"), 1), "°F": (Fraction("459.67"), Fraction(5, 9))}


def unit_convert(given: dict) -> dict:
    value, source, target = number(given["value"]), given["from"], given["to"]
    if source in TEMPERATURES:
        dimension = "temperature"
        offset, factor = TEMPERATURES[source]
        back, divisor = TEMPERATURES[target]
        result = (value + offset) * factor / divisor - back
    else:
        dimension = next(name for name, units in UNITS.items() if source in units)
        result = value * UNITS[dimension][source] / UNITS[dimension][target]
    return {"value": told(result), "exact": is_exact(result), "from": source, "to": target, "dimension": dimension}
