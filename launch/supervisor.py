"""The supervisor as a process of its own: supervisord, which ends with the launcher that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from supervisor import supervisord

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGTERM when the launcher dies, even by SIGKILL (Linux).

    Elsewhere the next start ends what was left behind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    os.chdir(sys.argv[2])  # the instance folder: its logs are named from here
    supervisord.main(sys.argv[3:])
