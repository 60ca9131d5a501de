"""The verbs of the room, one file per family."""
