"""What may go wrong with places."""

from albumen.core import Invalid


class UnknownZone(Invalid):
    """That is not a time zone Albumen knows. Use a name such as Europe/Berlin."""
