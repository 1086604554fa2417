"""Forking the fork server while the process is still small.

A self-check forks before it has loaded a setting, a problem or a library: there is nothing in the server's memory
that a student could find, and both processes load their libraries at the same time.
"""

import os
import socket

Server = tuple[socket.socket, int]
"""the control socket and the process number of a server"""


def fork_server() -> Server | None:
    """Fork this process into a fork server; None where the system has none."""
    if not hasattr(os, "memfd_create"):
        return None
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            from checker.sandbox import zygote

            zygote.become(theirs)
        finally:
            os._exit(0)
    theirs.close()
    return ours, pid
