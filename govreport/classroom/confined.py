"""Run as a script on POSIX: bounds memory and becomes another command, which the bounds then hold for.

``python confined.py MEGABYTES alone|open COMMAND...``. Nothing but the standard library: it is not imported.
"""

import fcntl
import os
import resource
import socket
import struct
import sys

__all__ = ["bound", "raise_loopback"]

_ROOM = 2048  # megabytes of addresses, beside the memory, that libraries take and do not use
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 1  # of linux/sockios.h and linux/if.h
_FLAGS = struct.Struct("16sh22x")  # struct ifreq


def bound(megabytes: int) -> None:
    """Bound the addresses of this process and of those that it starts, for good."""
    wanted, hard = (megabytes + _ROOM) * 2**20, resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))


def raise_loopback() -> None:
    """In a network of its own a kernel is spoken to over its loopback, which is down at first."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        known = fcntl.ioctl(any_socket, _GET_FLAGS, _FLAGS.pack(b"lo", 0))
        fcntl.ioctl(any_socket, _SET_FLAGS, _FLAGS.pack(b"lo", _FLAGS.unpack(known)[1] | _UP))


if __name__ == "__main__":
    bound(int(sys.argv[1]))
    if sys.argv[2] == "alone":
        raise_loopback()
    os.execv(sys.argv[3], sys.argv[3:])
