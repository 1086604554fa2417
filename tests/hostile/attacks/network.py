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
