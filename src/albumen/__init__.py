"""Albumen: a photo library, a social network for photos and an image host, in one.

Start with ARCHITECTURE.md: it names the rooms (the packages below this one) and the stairs between them.
"""

__version__ = "0.1.0"
