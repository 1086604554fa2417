# ruff: noqa
"""Attacks by the network, and on sockets of this machine."""

# ---- tcp: forbidden
# Opens a socket to the network.
import socket


def attacked(x):
    return socket.create_connection(("127.0.0.1", 80))


# ---- udp: forbidden
# Sends a packet.
import socket


def attacked(x):
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", ("127.0.0.1", 53))


# ---- unix_socket: forbidden
# Opens a socket to another process of the machine.
import socket


def attacked(x):
    return socket.socket(socket.AF_UNIX).connect("/run/systemd/private")


# ---- socket_pair: forbidden
# Makes sockets of its own.
import socket


def attacked(x):
    return socket.socketpair()


# ---- pass_descriptor: forbidden
# Passes a descriptor over the channel.
import array, socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    return channel.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])


# ---- download: raised
# Fetches the answer from the web.
import urllib.request


def attacked(x):
    return urllib.request.urlopen("http://127.0.0.1/answer").read()


# ---- other_families: forbidden
# Asks for sockets of every family that the kernel may know: packets, its own messages, ciphers, the host.
import socket


def attacked(x):
    for family in range(64):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                return str(socket.socket(family, kind))
            except PermissionError:
                continue
    raise PermissionError(1, "none of them")


# ---- abstract_name: forbidden
# Listens on a name that is no file, for a submission that comes later.
import socket


def attacked(x):
    socket.socket(socket.AF_UNIX).bind("\0left-by-a-student")
    return x


# ---- look_up_a_name: raised or forbidden
# Sends out what it knows as the name of a host that is looked up.
import socket


def attacked(x):
    return str(socket.getaddrinfo("secret.example.org", 80))


# ---- urgent_byte: forbidden
# Sends a byte out of turn, by a rare path of the kernel's that has had holes.
import socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    return channel.send(b"x", socket.MSG_OOB)


# ---- peek: forbidden
# Reads the channel without taking anything from it.
import socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    return channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)


# ---- who_is_there: forbidden
# Asks who is at the other end of the channel.
import socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    return channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)


# ---- half_closed_channel: forbidden
# Closes one direction of the channel, so that the grader waits.
import socket

channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fileno=3)


def attacked(x):
    channel.shutdown(socket.SHUT_RD)
    return x
