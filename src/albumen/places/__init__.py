"""Keeps what the earth knows: which time zone a point lies in, and what the clocks of a zone show. Knows no photo."""

from albumen.places.errors import UnknownZone
from albumen.places.queries import ZONE_DATA_CREDIT, is_zone, offset_minutes, wall_in, zone_at

__all__ = ["ZONE_DATA_CREDIT", "UnknownZone", "is_zone", "offset_minutes", "wall_in", "zone_at"]
