"""Keeps the way out of bytes: signs their addresses, verifies them first, and has the bytes or makes them once.

Knows no viewer: whether somebody may see a thing was decided by whoever signed.
"""

from albumen.delivery.addresses import Address, Audience, BadAddress, url_for, verify
from albumen.delivery.keys import Keys, WeakSecret, derive, load_secrets
from albumen.delivery.serve import Bytes, Delivery, NotThere, etag_of, in_memory, original, original_name
from albumen.delivery.settings import DeliverySettings

__all__ = [
    "Address",
    "Audience",
    "BadAddress",
    "Bytes",
    "Delivery",
    "DeliverySettings",
    "Keys",
    "NotThere",
    "WeakSecret",
    "derive",
    "etag_of",
    "in_memory",
    "load_secrets",
    "original",
    "original_name",
    "url_for",
    "verify",
]
