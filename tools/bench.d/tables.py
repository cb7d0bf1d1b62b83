"""Markdown tables of medians with their spread."""
import pathlib
import platform
import statistics


def spread(values, digits):
    """`median (least–most)`, or the value if there is one only."""
    if len(values) == 1:
        return number(values[0], digits)
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{number(middle, digits)} ({number(low, digits)}–{number(high, digits)})"


def number(value, digits):
    return f"{value:,.{digits}f}"


def ratio(values, reference):
    """Of the medians; a dash without a reference."""
    if not reference:
        return "–"
    return f"{statistics.median(values) / statistics.median(reference):.2f}"


def table(title, columns, rows):
    lines = [f"### {title}", "", "| " + " | ".join(columns) + " |",
             "|---|" + "---:|" * (len(columns) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def machine():
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in cpuinfo.splitlines()
                  if line.startswith("model name")), platform.machine())
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    return (f"{model}, {cpuinfo.count('processor')} cores, Linux {platform.release()}; "
            f"load average at the start {load}")
