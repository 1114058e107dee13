"""Statement files: previewed, stored in the background, taken back as a whole.

Promise: a row of a file is stored once, however often the file, or a longer one, is brought; a worker
that dies in the middle is followed by another one that goes on.
"""
