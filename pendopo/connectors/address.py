"""Which addresses on the network a connector may speak to, and the one place that opens a socket.

A name is resolved once, every record is checked, and the connection goes to a checked record: a name that changes
between check and connection (DNS rebinding) gains nothing. `is_global` of Python is not enough (several versions call
NAT64, site-local and multicast addresses global), so the blocks are listed here.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pendopo.connectors.errors import Refused, Retry

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Standing = Literal["public", "inside", "never"]
Resolve = Callable[[str, int], Sequence[str]]

# Networks of an office or this machine: spoken to only where the installation says so.
INSIDE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
)
# Never, whatever the installation says: cloud metadata, link-local, multicast, reserved, transition and test blocks.
NEVER = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "fd00:ec2::254/128",
    )
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
UNICAST6 = ipaddress.ip_network("2000::/3")

# Databases, queues and remote control that listen above 1023; below it only web and mail ports are let through.
FORBIDDEN_PORTS = frozenset(
    {1433, 1521, 2049, 2181, 2375, 2376, 2379, 3306, 3389, 4222, 5432, 5672, 5900, 5984, 6379, 6443, 7001, 9042, 9200}
    | {9300, 10250, 11211, 15672, 27017}
)
WEB_PORTS = frozenset({80, 443})
MAIL_PORTS = frozenset({25, 143, 465, 587, 993})

MAX_ADDRESSES = 4

_BAD_HOST = re.compile(r"[\s\x00-\x1f\x7f/\\@#?%<>^|\"`{}]")


def standing(address: str) -> Standing:
    """Where an address lies: on the public network, inside an office, or where nobody is spoken to."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "never"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return "never"
        if ip.ipv4_mapped is not None:
            return standing(str(ip.ipv4_mapped))
        if ip in NAT64:
            carried = standing(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
            return "public" if carried == "public" else "never"
    return _standing(ip)


def _standing(ip: Ip) -> Standing:
    if any(ip in block for block in NEVER if block.version == ip.version):
        return "never"
    if any(ip in block for block in INSIDE if block.version == ip.version):
        return "inside"
    if ip.version == 6 and ip not in UNICAST6:
        return "never"
    return "public" if ip.is_global else "never"


def look_up(host: str, port: int) -> Sequence[str]:
    """The system's resolver; every record once, in its order. `.invalid` names nobody (RFC 6761): nobody is asked."""
    if host.lower().rstrip(".").endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class AddressRule:
    """Who may be spoken to. `allowed_hosts` are names or addresses (with or without `:port`) trusted though inside."""

    allow_private: bool = False
    allowed_hosts: Collection[str] = ()
    resolve: Resolve = field(default=look_up, repr=False)

    def may_be_inside(self, host: str, port: int) -> bool:
        """Is this host one that the installation allows although it lies inside?"""
        name = host.lower().rstrip(".")
        shown = f"[{name}]" if ":" in name else name
        allowed = {entry.lower() for entry in self.allowed_hosts}
        return self.allow_private or bool({name, shown, f"{shown}:{port}"} & allowed)

    def checked(self, host: str, port: int, ports: Collection[int] = WEB_PORTS) -> Sequence[str]:
        """Every address of the host, all of them allowed; Refused where one is not, Retry where none is found."""
        name = _sound_host(host)
        inside = self.may_be_inside(name, port)
        if port in FORBIDDEN_PORTS or not 0 < port < 65536 or (port < 1024 and port not in ports):
            raise Refused(f"Alamat {name} memakai port {port} yang tidak diizinkan.", code="address")
        try:
            addresses = self.resolve(name, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise Retry(f"Alamat {name} tidak ditemukan di jaringan.", code="dns")
        for address in addresses:
            where = standing(address)
            if where == "never" or (where == "inside" and not inside):
                raise Refused(f"Alamat {name} menunjuk ke jaringan dalam yang tidak diizinkan.", code="address")
        return addresses

    def connect(self, host: str, port: int, seconds: float, ports: Collection[int] = WEB_PORTS) -> socket.socket:
        """A socket connected to a checked address of the host; OSError where none of them answers."""
        failure: OSError = OSError("no address")
        for address in self.checked(host, port, ports)[:MAX_ADDRESSES]:
            try:
                return socket.create_connection((address, port), timeout=seconds)
            except OSError as refusal:
                failure = refusal
        raise failure


def is_loopback(connected: socket.socket) -> bool:
    """Does this connection stay on the machine?"""
    ip = ipaddress.ip_address(str(connected.getpeername()[0]))
    return ip.is_loopback


def _sound_host(host: str) -> str:
    """The host without brackets; odd spellings (`127.1`, `0x7f000001`, full-width digits) are not a name."""
    name = host.strip("[]").rstrip(".")
    if not name or len(name) > 253 or _BAD_HOST.search(name):
        raise Refused("Alamat tidak dapat dipakai: nama hostnya tidak sah.", code="address")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        last = name.rsplit(".", 1)[-1].lower()
        numeric = last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last) is not None
        if numeric or not name.isascii() or ":" in name:
            raise Refused("Alamat tidak dapat dipakai: nama hostnya tidak sah.", code="address") from None
    return name.lower()
