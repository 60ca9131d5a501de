"""What may go wrong with photos."""

from albumen.core import FieldError, Invalid, NotFound, Outdated, Sentence

RATING = Sentence("rating", "A rating is between 0 (none) and {most}.")
NO_SUCH_DATE = Sentence("no-such-date", "A date lies between the year {first} and today.")
DATE_NOT_YET = Sentence("date-not-yet", "This date lies in the future. A photo was taken today at the latest.")
HALF_A_PLACE = Sentence("half-a-place", "A place needs both latitude and longitude.")
NO_SUCH_PLACE = Sentence("no-such-place", "Latitude is between -90 and 90, longitude between -180 and 180.")
CAPTION_LONG = Sentence("caption-long", "At most {most} characters.")
TAGS_MOST = Sentence("tags-most", "At most {most} tags.")


class NoSuchPhoto(NotFound):
    """There is no such photo, or you may not see it."""


class ChangedMeanwhile(Outdated):
    """This photo was changed meanwhile. Nothing was overwritten: look at it as it is now."""


class BadEdit(Invalid):
    """One property of the photo is not as it should be."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, errors=(FieldError(field, detail),))
