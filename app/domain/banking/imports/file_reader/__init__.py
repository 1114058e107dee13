"""Looking at files in a process of its own: what strangers bring costs the web process nothing.

A reader is started with the first file and waits for further ones; each file is read by a fork of it that
the kernel ends when its time or its memory is up. A reader that has nothing to do for a while ends itself.
"""

from app.domain.banking.imports.file_reader.client import FileReader as FileReader
