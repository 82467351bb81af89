"""Dates by datetime, zones by zoneinfo, cron by trying every minute."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = [name.lower() for name in calendar.month_abbr]
DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]


def later(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def difference(first: date, second: date) -> dict:
    days = (second - first).days
    assert days >= 0
    months = 0
    while later(first, months + 1) <= second:
        months += 1
    return {"days": days, "weeks": days // 7, "remaining_days": days % 7,
            "calendar": {"years": months // 12, "months": months % 12, "days": (second - later(first, months)).days}}


def date_math(given: dict) -> dict:
    if given["operation"] == "difference":
        return difference(date.fromisoformat(given["from"]), date.fromisoformat(given["to"]))
    day = date.fromisoformat(given["date"])
    if given["operation"] == "weekday":
        return {"weekday": f"{day:%A}", "iso_weekday": day.isoweekday()}
    if given["operation"] == "iso_week":
        year, week, weekday = day.isocalendar()
        return {"year": year, "week": week, "iso_weekday": weekday, "text": f"{year:04}-W{week:02}-{weekday}"}
    day = later(day, 12 * given.get("years", 0) + given.get("months", 0))
    day += timedelta(days=7 * given.get("weeks", 0) + given.get("days", 0))
    return {"date": day.isoformat(), "weekday": f"{day:%A}"}


def time_zone(given: dict) -> dict:
    time = datetime.fromisoformat(given["time"])
    instant = time.tzinfo is not None
    if not instant:
        time = time.replace(tzinfo=ZoneInfo(given["from"]))
        assert time.replace(fold=1).utcoffset() == time.utcoffset()  # neither gap nor overlap
    local = time.astimezone(ZoneInfo(given["to"]))
    offset = f"{local:%z}"
    return {"utc": f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "local": f"{local:%Y-%m-%dT%H:%M:%S}",
            "offset": f"{offset[:3]}:{offset[3:]}", "abbreviation": local.tzname(), "daylight": bool(local.dst()),
            "zone": given["to"], "weekday": f"{local:%A}", "kind": "instant" if instant else "unique",
            "alternative": None}


def allowed(field: str, first: int, last: int, names: list[str]) -> set[int]:
    def one(text: str) -> int:
        return names.index(text.lower()) if text.lower() in names else int(text)

    out = set()
    for part in field.split(","):
        stretch, _, step = part.partition("/")
        low, _, high = stretch.partition("-")
        begin = first if low == "*" else one(low)
        end = last if low == "*" or (step and not high) else one(high or low)
        out |= set(range(begin, end + 1, int(step or 1)))
    return out


def cron_next(given: dict) -> dict:
    minute, hour, day, month, weekday = given["expression"].split()
    minutes, hours = allowed(minute, 0, 59, []), allowed(hour, 0, 23, [])
    days, months = allowed(day, 1, 31, []), allowed(month, 1, 12, MONTHS)
    weekdays = {number % 7 for number in allowed(weekday, 0, 7, DAYS)}

    def fits(time: datetime) -> bool:
        by_day, by_weekday = time.day in days, time.isoweekday() % 7 in weekdays
        either = "*" not in (day[0], weekday[0])
        return (time.minute in minutes and time.hour in hours and time.month in months
                and (by_day or by_weekday if either else by_day and by_weekday))

    time = datetime.fromisoformat(given["after"]).astimezone(UTC).replace(second=0, microsecond=0)
    times: list[str] = []
    while len(times) < given.get("count", 5):
        time += timedelta(minutes=1)
        if fits(time):
            times.append(f"{time:%Y-%m-%dT%H:%M:%S}.000Z")
    return {"times": times, "complete": True}
