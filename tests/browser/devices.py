"""The windows that people look through."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Device:
    """A window's size in CSS pixels, and whether fingers or a mouse work in it."""

    name: str
    width: int
    height: int
    touch: bool

    @property
    def options(self) -> dict[str, Any]:
        """As Playwright wants it."""
        return {
            "viewport": {"width": self.width, "height": self.height},
            "has_touch": self.touch,
            "is_mobile": self.touch,
            "device_scale_factor": 2 if self.touch else 1,
            "locale": "en-US",
            "timezone_id": "Europe/Berlin",
        }

    def __str__(self) -> str:
        return self.name


DESK = Device("desk", 1440, 900, touch=False)
PHONE = Device("phone", 390, 844, touch=True)
SMALL = Device("small", 360, 640, touch=True)
