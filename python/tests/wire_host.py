# SPDX-License-Identifier: GPL-2.0-only
"""What a host does in a test on a real wire; each prints what came of it as JSON.

wire_host.py ping ADDRESS COUNT SIZE         ICMP echo, one after the other
wire_host.py udp ADDRESS PORT COUNT SIZE     datagrams that an echo service sends back
wire_host.py echo ADDRESS PORT               is a UDP echo service
wire_host.py serve ADDRESS PORT              takes one TCP connection, reads to its end
wire_host.py send ADDRESS PORT BYTES [echo]  sends over TCP; with echo, reads it back
"""

import contextlib
import hashlib
import ipaddress
import json
import os
import random
import socket
import struct
import sys
import threading
import time

import captures

TIMEOUT_S = 5


def family_of(address):
    return socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET


def data_of(size):
    """Return octets that are the same each time."""
    return random.Random(size).randbytes(size)


def ping(address, count, size):
    """Send echo requests; a kernel takes care of the checksum of ICMPv6 only."""
    six = family_of(address) == socket.AF_INET6
    protocol = socket.IPPROTO_ICMPV6 if six else socket.IPPROTO_ICMP
    request, answer = (128, 129) if six else (8, 0)
    identifier = os.getpid() & 0xFFFF
    times = []
    with socket.socket(family_of(address), socket.SOCK_RAW, protocol) as raw:
        for number in range(count):
            body = struct.pack(">HH", identifier, number) + data_of(size)
            head = struct.pack(">BBH", request, 0, 0)
            head = struct.pack(">BBH", request, 0, captures.checksum(head + body))
            start = time.monotonic()
            raw.sendto(head + body, (address, 0))
            while (left := start + TIMEOUT_S - time.monotonic()) > 0:
                raw.settimeout(left)
                try:
                    packet = raw.recv(65536)
                except socket.timeout:
                    break
                message = packet if six else packet[(packet[0] & 15) * 4 :]
                if message[0] == answer and message[4:] == body:
                    times.append(time.monotonic() - start)
                    break
            time.sleep(0.02)
    return {"sent": count, "received": len(times), "times_s": times}


def udp(address, port, count, size):
    received = 0
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as datagrams:
        datagrams.settimeout(TIMEOUT_S)
        datagrams.connect((address, port))
        for number in range(count):
            data = data_of(size) + struct.pack(">I", number)
            datagrams.send(data)
            try:
                received += datagrams.recv(65536) == data
            except socket.timeout:
                continue
    return {"sent": count, "received": received}


def echo(address, port):
    with socket.socket(family_of(address), socket.SOCK_DGRAM) as datagrams:
        datagrams.bind((address, port))
        print("ready", flush=True)
        while True:
            data, peer = datagrams.recvfrom(65536)
            datagrams.sendto(data, peer)


def read_all(connection):
    """Return how many octets came until the peer ended, and their hash."""
    digest = hashlib.sha256()
    size = 0
    while data := connection.recv(65536):
        size += len(data)
        digest.update(data)
    return {"bytes": size, "sha256": digest.hexdigest()}


def serve(address, port):
    with socket.socket(family_of(address), socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen()
        print("ready", flush=True)
        connection, _ = listener.accept()
        with connection:
            return read_all(connection)


def send(address, port, size, back=""):
    data = data_of(size)
    result = {"sha256": hashlib.sha256(data).hexdigest()}
    with socket.create_connection((address, port), timeout=20) as connection:

        def write():
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)

        writer = threading.Thread(target=write)
        writer.start()
        if back:
            result["back"] = read_all(connection)
        else:
            connection.recv(1)  # the peer's end: it has all of it
        writer.join()
    return result


def attack(bridge, count, *taps):
    """Send frames out of each tap's port of a bridge: to whoever is at the tap."""
    chance = random.Random(6)
    types = [b"\x08\x00", b"\x86\xdd", b"\x08\x06", b"\x81\x00", b"\x88\xcc", b"\0\x26"]
    first = {b"\x08\x00": b"\x45", b"\x86\xdd": b"\x60"}
    with contextlib.ExitStack() as stack:
        ports = []
        for tap in (bridge, *taps):
            port = stack.enter_context(socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
            port.bind((tap, 3))  # ETH_P_ALL
            port.settimeout(0.001)
            ports.append(port)
        heard = []
        for number in range(count):
            port = ports[number % len(ports)]
            with contextlib.suppress(socket.timeout, OSError):
                heard = [*heard[-50:], ports[0].recv(2000)]
            kind = chance.choice(types)
            body = chance.randbytes(chance.randrange(1400))
            frame = b"\xff" * 6 + b"\x02" + chance.randbytes(5) + kind + first.get(kind, b"") + body
            if heard and number % 2:
                changed = bytearray(chance.choice(heard))
                for _ in range(chance.randrange(1, 5)):
                    changed[chance.randrange(6, len(changed))] = chance.randrange(256)
                frame = bytes(changed)[: chance.randrange(15, len(changed) + 1)]
            port.send(frame)
    return {"sent": count}


def main(command, address, *numbers):
    commands = {
        "ping": ping,
        "udp": udp,
        "echo": echo,
        "serve": serve,
        "send": send,
        "attack": attack,
    }
    numbers = [int(number) if number.isdigit() else number for number in numbers]
    print(json.dumps(commands[command](address, *numbers)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
