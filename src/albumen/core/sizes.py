"""Bytes as people say them: in powers of 1000, as disks are sold and as the pages show them."""

_UNITS = ("kB", "MB", "GB", "TB", "PB", "EB")


def size(count: int) -> str:
    """1.4 GB."""
    number, unit = float(count), "bytes"
    for larger in _UNITS:
        if number < 999.95:
            break
        number, unit = number / 1000, larger
    return f"{count} {'byte' if count == 1 else 'bytes'}" if unit == "bytes" else f"{number:.1f} {unit}"
