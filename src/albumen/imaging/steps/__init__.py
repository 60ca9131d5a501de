"""The steps from a file to its renditions, one file each. The lists that name them in order stand in `render.py`."""
