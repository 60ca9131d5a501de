"""What files say of themselves, read with exiv2 (pictures) and FFmpeg (videos), and made clean. For children only."""

from albumen.imaging.metadata.film import read_film
from albumen.imaging.metadata.still import read_still

__all__ = ["read_film", "read_still"]
