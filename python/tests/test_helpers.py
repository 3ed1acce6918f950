# SPDX-License-Identifier: GPL-2.0-only
"""What LispHelper and CoreHelper do, called from Python: small networks, and packets through them.

Unless a test says otherwise, all routers and the mapping system are 10 ms from one core router, so
20 ms from each other, and a host is 1 ms from its router. From a host to one of another site it is
1 + 20 + 1 = 22 ms. A tunnel router that misses a mapping asks the Map-Resolver, which is the
Map-Server, that asks the other site's router, which answers: 3 * 20 = 60 ms, for which the first
packet waits. Packets of 100 octets take microseconds on links of 1 Gbit/s: milliseconds are exact.
"""

import gc
import pathlib
import re
import textwrap

import ns3_lisp as lisp
import pytest


@pytest.fixture(autouse=True)
def _simulation():
    """End each test's simulation."""
    yield
    lisp.ns.Simulator.Destroy()
    lisp.ns.Names.Clear()


def address(text):
    """Return an address that CoreHelper and the ends of flows take."""
    return lisp.ns.NetworkAddress.FromString(text)


def text(value):
    """Return what an address or a prefix is written as."""
    return str(value.ToString())


class Network:
    """A core router with what is attached to it, a mapping system, LISP, flows."""

    def __init__(self):
        """Build it, without sites."""
        ns = lisp.ns
        self.core = ns.CoreHelper(ns.AddressFamily.IPV4)
        self.core.AddRouter("core")
        self.lisp = ns.LispHelper()
        self.traffic = None
        self.start_mapping(self.attach("mapping"))

    def start_mapping(self, uplink):
        """Make the node of an uplink Map-Server and Map-Resolver."""
        self.lisp.SetMapServer(uplink.device.GetNode(), text(uplink.address))

    def attach(self, node):
        """Attach a node, or a new one of a name, to the core; return its uplink."""
        ns = lisp.ns
        node = ns.MakeStudyNode(node) if isinstance(node, str) else node
        return self.core.Attach(node, 0, ns.MilliSeconds(10))

    def add_host(self, router, subnet, name):
        """Add a host .9 behind a router .1 of a subnet "10.1.0."; return it and both devices."""
        ns = lisp.ns
        host = ns.MakeStudyNode(name)
        devices = ns.JoinStudyNodes(
            router, f"{subnet}1/24", host, f"{subnet}9/24", ns.MilliSeconds(1)
        )
        everywhere = ns.MakeDefaultPrefix(ns.AddressFamily.IPV4)
        ns.AddIpRoute(host, everywhere, address(f"{subnet}1"))
        return host, devices.Get(0), devices.Get(1)

    def add_site(self, name, number):
        """Add a site 192.168.NUMBER.0/24 with a router and a host; return these and the uplink."""
        uplink = self.attach(f"{name}-router")
        router = uplink.device.GetNode()
        host = self.add_host(router, f"192.168.{number}.", f"{name}-host")[0]
        self.lisp.AddSite(name, f"the key of {name}")
        self.lisp.InstallXtr(router, name, [text(uplink.address)], [f"192.168.{number}.0/24"])
        return host, router, uplink

    def add_flows(self, flows, start_s, stop_s, interval_ms):
        """Add flows (kind, name, sender, its address, receiver, its address), 1 ms apart."""
        ns = lisp.ns
        self.traffic = ns.StudyTraffic(ns.Seconds(start_s), ns.Seconds(stop_s))
        self.traffic.Watch(ns.NodeContainer.GetGlobal())
        for kind, name, *ends in flows:
            made = []
            for node, at in zip(ends[::2], ends[1::2]):
                made.append(ns.StudyTraffic.End())
                made[-1].node, made[-1].address = node, address(at)
            interval = ns.MilliSeconds(interval_ms)
            if kind == "ping":
                self.traffic.AddPing(name, *made, interval)
            else:
                self.traffic.AddUdp(name, *made, interval, 100)

    def run(self, end_s):
        """Run the simulation; return the delays of each flow's packets by name."""
        ns = lisp.ns
        self.lisp.AssignStreams(100)
        ns.Simulator.Stop(ns.Seconds(end_s))
        ns.Simulator.Run()
        if self.traffic:
            flows = self.traffic.Report([], ns.NOT_MEASURED)
            return {str(flow.name): [delay_ms(packet) for packet in flow.packets] for flow in flows}
        return None


def delay_ms(packet):
    """Return the delay of a packet in milliseconds, None if it is lost."""
    delay = packet.received_s - packet.sent_s
    return None if delay != delay else round(1000 * delay)


@pytest.mark.parametrize("signals", [False, True])
def test_two_uplinks(signals):
    """A site's first uplink is down from 10 s on, which its router sees.

    Host a sends every 10 ms from 5 s on, host b back 1 ms later. What is with b's router after
    10 s is lost: host a's packets from 9.98 s on. Without signals, the router registers at once
    by the other uplink (there at 10.02 s) and is told so (10.04), solicits a's router (10.06),
    which asks (10.08, 10.10) and has the answer at 10.12 s: the packet of 10.12 s is the first to
    arrive, 14 are lost. With locator-status bits, b's packet of 10.001 s, at its router at 10.002
    s, tells a's router at 10.022 s: the packet of 10.03 s arrives, 5 are lost. Of b's, the one on
    the uplink at 10 s is lost, that of 9.991 s. (Of two default routes ns-3 takes the last one
    that was added: the first uplink's.)
    """
    ns = lisp.ns
    net = Network()
    net.lisp.EnableReachability()
    net.lisp.SetReachabilityAttribute("WatchSite", ns.BooleanValue(True))
    if signals:
        net.lisp.SetSignalAttribute("LocatorStatusBits", ns.BooleanValue(True))
        net.lisp.SetSignalAttribute("UseStatusBitsDelay", ns.TimeValue(ns.Seconds(0)))
    a = net.add_site("a", 1)[0]
    second = net.attach("b-router")
    router = second.device.GetNode()
    first = net.attach(router)
    b = net.add_host(router, "192.168.2.", "b-host")[0]
    net.lisp.AddSite("b", "the key of b")
    net.lisp.InstallXtr(
        router,
        "b",
        [f"{text(first.address)} 1/100", f"{text(second.address)} 2/100"],
        ["192.168.2.0/24"],
    )
    failure = ns.NodeFailure()
    lisp.schedule(ns.Seconds(10), lambda: failure.SetLink(first.device, False))
    lisp.schedule(ns.Seconds(12), lambda: failure.SetLink(first.device, True))
    printed = ns.cppyy.gbl.std.ostringstream()
    net.lisp.PrintLocatorsAllAt(ns.Seconds(11), printed)
    there = ("192.168.1.9", "192.168.2.9")
    flows = [("udp", "there", a, there[0], b, there[1]), ("udp", "back", b, there[1], a, there[0])]
    net.add_flows(flows, 5, 14, 10)
    delays = net.run(15)
    there, back = delays["there"], delays["back"]
    lost = 5 if signals else 14
    assert there[498 : 498 + lost] == [None] * lost
    assert set(there[10:498] + there[498 + lost :]) == {22}
    assert back[499] is None
    assert set(back[10:499] + back[500:]) == {22}
    rows = [line.split()[:2] for line in str(printed.str()).splitlines()]
    assert [text(second.address), "own"] in rows


def test_probes():
    """A locator that nobody answers at is found by RLOC-probes.

    The first probe goes out when the mapping comes, at 5.061 s, the next 10 s after the answer,
    at 15.101 s. The core's end of the uplink is silent from 10 s on: the probe of 15.101 s and its
    repeats are not answered within 1 + 2.1 + 2.1 * 2.1 = 7.51 s: down at 22.611 s, when packets
    take the other locator. Host a sends every 100 ms from 5 s on, at its router 1 ms later:
    packets 50 (at the core at 10.011 s) to 176 (at its router at 22.601 s) are lost. Probes of the
    other locator: at the start 1, every 10.04 s after it, 5.061, 15.101 and 25.141 s.
    """
    ns = lisp.ns
    net = Network()
    for name, value in (
        ("Probing", ns.BooleanValue(True)),
        ("ProbeInterval", ns.TimeValue(ns.Seconds(10))),
        ("ProbeJitter", ns.DoubleValue(0)),
        ("FirstProbeDelay", ns.StringValue("0s")),
    ):
        net.lisp.SetReachabilityAttribute(name, value)
    a, watcher, _ = net.add_site("a", 1)
    b, router, first = net.add_site("b", 2)
    second = net.attach(router)
    locators = [f"{text(first.address)} 1/100", f"{text(second.address)} 2/100"]
    router.GetObject[ns.LispXtr]().AddRloc(second.address)
    net.lisp.SetLocators(router, "192.168.2.0/24", locators)
    net.lisp.InstallReachability(watcher)
    down = []
    lisp.connect(
        watcher.GetObject[ns.LispReachability](),
        "LocatorDown",
        lambda rloc, cause: down.append((text(rloc), ns.Simulator.Now().GetMilliSeconds())),
    )
    ipv4 = net.core.GetRouters().Get(0).GetObject[ns.Ipv4]()
    silent = ipv4.GetInterfaceForDevice(first.coreDevice)
    lisp.schedule(ns.Seconds(10), lambda: ipv4.SetDown(silent))
    net.add_flows([("udp", "there", a, "192.168.1.9", b, "192.168.2.9")], 5, 30, 100)
    delays = net.run(31)["there"]
    assert down == [(text(first.address), 22611)]
    assert delays[0] == 82
    assert delays[1:50] == [22] * 49
    assert delays[50:177] == [None] * 127
    assert set(delays[177:]) == {22}


def make_line():
    """Return a network whose core is a line of three routers with BGP, 10 ms apart.

    What is attached is 0.5 ms from the core. The mapping system is at the first router, with
    Map-Resolvers of one anycast address there and at the last one; at both ends are a proxy, near
    and far, and a host without LISP, west and east; in the middle is the site paris.
    """
    ns = lisp.ns
    net = Network.__new__(Network)
    net.core = core = ns.CoreHelper(ns.AddressFamily.IPV4)
    core.EnableBgp()
    for router in range(3):
        core.AddRouter(f"core{router}")
    for router in range(2):
        core.Connect(router, router + 1, ns.MilliSeconds(10))
    net.lisp = ns.LispHelper()
    net.lisp.SetXtrAttribute("NativeRoutes", ns.BooleanValue(False))
    server = core.AddServer("mapping", 0)
    net.lisp.InstallMapServer(server.device.GetNode(), text(server.address))
    for name, router in (("resolver1", 0), ("resolver2", 2)):
        node = ns.MakeStudyNode(name)
        core.AttachSpeaker(node, router)
        core.Anycast(node, address("192.0.2.53"))
        net.lisp.InstallMapResolver(node, "192.0.2.53")
    net.others = {}
    for name, router in (("west", 0), ("east", 2)):
        uplink = core.Attach(ns.MakeStudyNode(name), router)
        net.others[name] = (uplink.device.GetNode(), text(uplink.address))
    net.proxies = [core.AttachSpeaker(ns.MakeStudyNode(n), r) for n, r in (("near", 0), ("far", 2))]
    uplink = core.AttachSpeaker(ns.MakeStudyNode("router"), 1)
    router = uplink.device.GetNode()
    net.host = net.add_host(router, "192.168.1.", "host")[0]
    net.lisp.AddSite("paris", "louvre")
    net.lisp.InstallXtr(router, "paris", [text(uplink.address)], ["192.168.1.0/24"])
    core.AssignStreams(1)
    return net


def test_proxies_over_bgp():
    """Hosts without LISP and a site reach each other; each by the proxy ITR that is nearest.

    The proxies, which speak BGP, originate what they attract. By the nearer proxy ITR, west's
    and east's packets take 0.5 + 0.5 + (0.5 + 10 + 0.5) + 1 = 13 ms to the site's host. West's
    first one waits for a Map-Request: 1 ms to the nearest Map-Resolver, 1 ms to the Map-Server, 11
    ms to the site's router, 11 ms back: 24 ms; east's takes 1 + 21 + 11 + 11 = 44 ms. Back, all
    goes by near, whose priority is better: 13 ms to west, 1 + 11 + (0.5 + 20 + 0.5) = 33 ms to
    east. Five packets of each flow, one a second.
    """
    net = make_line()
    xtrs = {}
    for uplink in net.proxies:
        node, rloc = uplink.device.GetNode(), text(uplink.address)
        net.lisp.AddUnderlay(text(uplink.link))
        xtrs[rloc] = net.lisp.InstallPitr(node, [rloc], ["192.168.0.0/16"])
        net.lisp.InstallPetr(node, [rloc])
    near, far = (text(uplink.address) for uplink in net.proxies)
    net.lisp.UsePetr("paris", [f"{near} 1/100", f"{far} 2/100"])
    host = (net.host, "192.168.1.9")
    flows = [("udp", name, *end, *host) for name, end in net.others.items()]
    flows += [("udp", f"to-{name}", *host, *end) for name, end in net.others.items()]
    converged = net.core.GetConvergedTime().GetSeconds()
    assert converged < 300
    net.add_flows(flows, 300, 305, 1000)
    delays = net.run(306)
    assert delays["west"] == [13 + 24, 13, 13, 13, 13]
    assert delays["east"] == [13 + 44, 13, 13, 13, 13]
    assert delays["to-west"][1:] == [13] * 4
    assert delays["to-east"][1:] == [33] * 4
    assert [xtrs[rloc].GetEncapsulated() for rloc in (near, far)] == [5, 5]
    assert [xtrs[rloc].GetProxied() for rloc in (near, far)] == [10, 0]


def test_advertiser():
    """A function advertises, whoever keeps it; what it raises leaves nothing done.

    Without BGP, a script routes the aggregate to the proxy: west's packets take 10 + 10 + 20 + 1
    ms, the first one 60 ms more.
    """
    ns = lisp.ns
    net = Network()
    host = net.add_site("paris", 1)[0]
    west, proxy = net.attach("west"), net.attach("proxy")
    node, rloc = proxy.device.GetNode(), text(proxy.address)

    def refuse(pitr, prefix):
        raise KeyError(text(prefix))

    net.lisp.SetAdvertiser(refuse)
    with pytest.raises(KeyError, match=r"192\.168\.0\.0/16"):
        net.lisp.InstallPitr(node, [rloc], ["192.168.0.0/16"])
    assert not node.GetObject[ns.LispXtr]()
    advertised = []
    net.lisp.SetAdvertiser(
        lambda pitr, prefix: (
            advertised.append((pitr.GetId(), text(prefix))),
            net.core.Advertise(prefix, 0, proxy.address),
        )
    )
    gc.collect()
    net.lisp.InstallPitr(node, [rloc], ["192.168.0.0/16"])
    assert advertised == [(node.GetId(), "192.168.0.0/16")]
    net.lisp.SetAdvertiser(None)
    net.add_flows(
        [("udp", "in", west.device.GetNode(), text(west.address), host, "192.168.1.9")], 5, 8, 1000
    )
    assert net.run(9)["in"] == [101, 41, 41]


def test_tenants():
    """Two tenants with the same addresses behind the same routers do not mix.

    Ten packets each way of each tenant arrive at its own hosts, in 22 ms; the first one from the
    first router waits 60 ms for the mapping, in each instance.
    """
    net = Network()
    net.lisp.AddTenant("red", 7)
    net.lisp.AddTenant("blue", 8)
    net.lisp.AddSite("shared", "their key")
    hosts = {}
    for number in (1, 2):
        uplink = net.attach(f"router{number}")
        router = uplink.device.GetNode()
        net.lisp.InstallXtr(router, "shared", [text(uplink.address)])
        for tenant in ("red", "blue"):
            subnet = f"10.{number}.0."
            host, port, _ = net.add_host(router, subnet, f"{tenant}{number}")
            net.lisp.PutInTenant(port, tenant, [f"{subnet}0/24"])
            hosts[tenant, number] = (host, f"{subnet}9")
    flows = [("udp", f"{t}{a}", *hosts[t, a], *hosts[t, 3 - a]) for t, a in hosts]
    net.add_flows(flows, 5, 6, 100)
    delays = net.run(7)
    assert sorted(delays) == ["blue1", "blue2", "red1", "red2"]
    for name in delays:
        assert delays[name] == [82] + [22] * 9


def test_mobile_node():
    """A mobile node leaves its network for another one at 10 s.

    A host pings it every 10 ms: 1 + 20 ms there and as much back. At 10 s it registers: at the
    Map-Server after 20 ms, acknowledged after 40 ms; it solicits the site's router (60 ms),
    which asks and has the answer after 120 ms. Lost are requests that would be at the node after
    10 s, sent from 9.98 s on, and that of 9.97 s, whose reply of 9.991 s is not at the core by
    then; up to 10.11 s, with the site's router 1 ms later: 15. Then the node has the new locator
    alone.
    """
    ns = lisp.ns
    net = Network()
    host = net.add_site("lyon", 1)[0]
    home = net.attach("mobile")
    node = home.device.GetNode()
    away = net.attach(node)
    failure = ns.NodeFailure()
    failure.SetLink(away.device, False)
    net.lisp.AddSite("mobile", "phone")
    xtr = net.lisp.InstallMobileNode(node, "mobile", "192.168.9.9", [text(home.address)])

    def roam():
        failure.SetLink(home.device, False)
        failure.SetLink(away.device, True)
        net.lisp.Roam(node, [text(away.address)])

    lisp.schedule(ns.Seconds(10), roam)
    net.add_flows([("ping", "in", host, "192.168.1.9", node, "192.168.9.9")], 5, 12, 10)
    delays = net.run(13)["in"]
    assert delays[497:512] == [None] * 15
    assert set(delays[20:497] + delays[512:]) == {42}
    assert [text(rloc) for rloc in xtr.GetRlocs()] == [text(away.address)]


def test_nat():
    """A site behind a NAT sends and receives through an RTR.

    A ping takes 1 ms to the router inside, 1 + 20 ms to the RTR, 20 ms to the other site's router
    and 1 ms to its host: 43 ms, and 43 ms back. At the first one the RTR asks for the site
    outside, 60 ms, and its router for that inside, of which the Map-Server answers itself: 40 ms.
    """
    ns = lisp.ns
    net = Network()
    outside = net.add_site("lyon", 2)[0]
    public = net.attach("nat")
    box = public.device.GetNode()
    router, _, _ = net.add_host(box, "172.16.0.", "router")
    inside, _, _ = net.add_host(router, "192.168.5.", "inside")
    nat = ns.CreateObject[ns.NatRouter]()
    nat.Install(box, public.device)
    rtr = net.attach("rtr")
    plane = net.lisp.InstallNatRtr(rtr.device.GetNode(), [text(rtr.address)])
    net.lisp.AddSite("home", "sweet")
    net.lisp.InstallXtr(router, "home", ["172.16.0.9"], ["192.168.5.0/24"])
    net.lisp.LookForNat(router)
    flows = [("ping", "out", inside, "192.168.5.9", outside, "192.168.2.9")]
    net.add_flows(flows, 5, 8, 1000)
    assert net.run(9)["out"] == [186, 86, 86]
    assert text(router.GetObject[ns.LispNatClient]().GetGlobalAddress()) == text(public.address)
    assert nat.GetMappings() == 2
    assert plane.GetReencapsulated() == 6


def test_explicit_path():
    """Packets to a site go through an RTR, because its locator is a path.

    20 ms more than straight: 42 ms. The first packet waits for 60 ms at the first router and at
    the RTR.
    """
    net = Network()
    a = net.add_site("paris", 1)[0]
    b, router, uplink = net.add_site("lyon", 2)
    rtr = net.attach("rtr")
    plane = net.lisp.InstallRtr(rtr.device.GetNode(), [text(rtr.address)])
    path = f"{text(rtr.address)}>{text(uplink.address)} 1/100"
    net.lisp.SetLocators(router, "192.168.2.0/24", [path])
    net.add_flows([("udp", "in", a, "192.168.1.9", b, "192.168.2.9")], 5, 10, 1000)
    assert net.run(11)["in"] == [42 + 120, 42, 42, 42, 42]
    assert plane.GetReencapsulated() == 5


@pytest.mark.parametrize("replicator", [False, True])
def test_multicast(replicator):
    """A source's packets reach two sites: one whose host joins by IGMP, one that always wants them.

    One packet a second from 5.0005 s to 14.0005 s. Replicated by the source's router, they take
    22 ms; the first one waits 40 ms for the Map-Server's answer. By an RTR it is 20 ms and 40 ms
    more. The host leaves at 9 s; asked for twice, a second apart, its router has left at 11.001
    s, before the packet of 11.0005 s is there: the host gets 6, the other one all 10.
    That packet is dropped by name.
    """
    ns = lisp.ns
    net = Network()
    source, first, _ = net.add_site("source", 1)
    uplinks = [net.attach(name) for name in ("router2", "router3")]
    servers, ports, members = [], [], []
    for number, uplink in enumerate(uplinks, 2):
        router = uplink.device.GetNode()
        host, port, nic = net.add_host(router, f"192.168.{number}.", f"host{number}")
        net.lisp.AddSite(f"site{number}", "a key")
        prefixes = [f"192.168.{number}.0/24"]
        net.lisp.InstallXtr(router, f"site{number}", [text(uplink.address)], prefixes)
        servers.append(ns.UdpServerHelper(5000).Install(host).Get(0))
        ports.append(port)
        members.append(ns.CreateObject[ns.IgmpHost]())
        members[-1].Install(nic)
        members[-1].AssignStreams(number)
    one, other = (uplink.device.GetNode() for uplink in uplinks)
    nodes = ns.NodeContainer()
    nodes.Add(one)
    nodes.Add(other)
    net.lisp.EnableMulticast(first)
    net.lisp.EnableMulticast(nodes)
    net.lisp.DetectMembers(one, ports[0])
    net.lisp.JoinGroup(other, ports[1], "239.1.2.3")
    if replicator:
        uplink = net.attach("replicator")
        net.lisp.AddSite("replicators", "their key")
        net.lisp.InstallXtr(uplink.device.GetNode(), "replicators", [text(uplink.address)])
        net.lisp.UseReplicator(uplink.device.GetNode(), "239.0.0.0/8", 0)
    lisp.schedule(ns.Seconds(2), lambda: members[0].Join(ns.Ipv4Address("239.1.2.3")))
    lisp.schedule(ns.Seconds(9), lambda: members[0].Leave(ns.Ipv4Address("239.1.2.3")))

    client = ns.UdpClientHelper(ns.Ipv4Address("239.1.2.3").ConvertTo(), 5000)
    client.SetAttribute("Interval", ns.TimeValue(ns.Seconds(1)))
    client.SetAttribute("MaxPackets", ns.UintegerValue(10))
    client.SetAttribute("PacketSize", ns.UintegerValue(100))
    client.Install(source).Start(ns.Seconds(5.0005))
    arrivals, drops = ([], []), []
    lisp.connect(
        one.GetObject[ns.LispXtr](),
        "Drop",
        lambda packet, reason, node: drops.append(
            (lisp.to_name(ns.LispDropReason, reason), node.GetId())
        ),
    )
    for server, times in zip(servers, arrivals):
        lisp.connect(
            server,
            "Rx",
            lambda packet, times=times: times.append(
                round(1000 * ns.Simulator.Now().GetSeconds() - 0.5)
            ),
        )
    net.run(16)
    way, asked = (42, 80) if replicator else (22, 40)
    expected = [5000 + way + asked] + [1000 * i + way for i in range(6, 15)]
    assert arrivals == (expected[:6], expected)
    assert drops == [("lisp-etr-group-not-joined", one.GetId())]


def test_lan_extension():
    """Two data centres have a VLAN in common, over LISP: five pings between its hosts arrive."""
    ns = lisp.ns
    core = ns.CoreHelper(ns.AddressFamily.IPV4)
    core.AddRouter("core1")
    core.AddRouter("core2")
    core.ConnectAll(ns.MilliSeconds(10))
    extension = ns.LanExtensionHelper("lisp")
    extension.AddVlan(100)
    cities, hosts = [], []
    for i, name in enumerate(("paris", "rome")):
        city = ns.DataCenterHelper(name)
        city.AddVlan(100, "10.1.0.1/24", 1 + 2 * i)
        hosts += [city.AddHost(f"host-{name}", 100, f"10.1.0.{10 + i}"), f"10.1.0.{10 + i}"]
        city.Attach(core, i)
        extension.Add(city)
        cities.append(city)
    net = Network.__new__(Network)
    net.lisp = ns.LispHelper()
    net.start_mapping(core.AddServer("mapping", 0))
    extension.SetLisp(net.lisp)
    extension.Install()
    for city in cities:
        city.AnnounceHostsAt(ns.Seconds(4))
    net.add_flows([("ping", "pings", *hosts)], 5, 10, 1000)
    delays = net.run(11)["pings"]
    assert len(delays) == 5
    assert None not in delays


MISTAKES = {
    "petr": (
        lambda net, _: net.lisp.UsePetr("rome", ["10.0.0.1"]),
        "no LISP site 'rome': accepted",
    ),
    "petr-none": (lambda net, _: net.lisp.UsePetr("paris", []), "LISP site 'paris' is to use no "),
    "pitr": (
        lambda net, at: net.lisp.InstallPitr(at.device.GetNode(), [], []),
        "node lone, a proxy ITR, attracts nothing: expected",
    ),
    "pitr-underlay": (
        lambda net, at: net.lisp.InstallPitr(at.device.GetNode(), [], ["100.64.0.0/10"]),
        "EID-prefix 100.64.0.0/10 of a proxy ITR would attract its own underlay",
    ),
    "pitr-mac": (
        lambda net, at: net.lisp.InstallPitr(at.device.GetNode(), [], ["02:00:00:00:00:01/48"]),
        "EID-prefix 02:00:00:00:00:01/48 of a proxy ITR, node lone: expected one of IPv4 or IPv6",
    ),
    "petr-locator": (
        lambda net, at: net.lisp.InstallPetr(at.device.GetNode(), ["10.9.9.9"]),
        "10.9.9.9 is not an address of node lone: accepted are 100.64.3.1",
    ),
    "tenant": (lambda net, _: net.lisp.AddTenant("red", 0), "instance ID 0 of tenant 'red': "),
    "tenant-none": (
        lambda net, at: net.lisp.PutInTenant(at.device, "green", []),
        "no tenant 'green': accepted are none so far",
    ),
    "mobile": (
        lambda net, at: net.lisp.InstallMobileNode(at.device.GetNode(), "paris", "fd11::1", []),
        "EID 'fd11::1' of a mobile node: expected an IPv4 address",
    ),
    "roam": (lambda net, at: net.lisp.Roam(at.device.GetNode(), []), "node lone is no tunnel "),
    "rtr": (
        lambda net, at: net.lisp.InstallRtr(at.device.GetNode(), ["10.9.9.9"]),
        "10.9.9.9 is not an address of node lone: accepted are 100.64.3.1",
    ),
    "nat-rtr": (
        lambda net, at: net.lisp.InstallNatRtr(at.device.GetNode(), ["nonsense"]),
        "bad address 'nonsense' of a locator",
    ),
    "nat": (lambda net, at: net.lisp.LookForNat(at.device.GetNode()), "node lone is no tunnel "),
    "multicast": (
        lambda net, at: net.lisp.EnableMulticast(at.device.GetNode()),
        "node lone is no tunnel ",
    ),
    "members": (
        lambda net, at: net.lisp.DetectMembers(at.device.GetNode(), at.device),
        "node lone is no tunnel ",
    ),
    "group": (
        lambda net, at: net.lisp.JoinGroup(at.device.GetNode(), at.device, "239.1.2.3"),
        "node lone is no tunnel ",
    ),
    "replicator": (
        lambda net, at: net.lisp.UseReplicator(at.device.GetNode(), "239.0.0.0/8", 1),
        "node lone is no tunnel ",
    ),
    "signals": (
        lambda net, _: net.lisp.SetSignalAttribute("Colour", lisp.ns.StringValue("red")),
        'ns3::LispSignals has no attribute "Colour"',
    ),
    "reachability": (
        lambda net, _: net.lisp.SetReachabilityAttribute("Probing", lisp.ns.StringValue("red")),
        "attribute \"Probing\" of ns3::LispReachability: the value 'red' is not one of type ",
    ),
    "bgp": (lambda net, _: net.core.EnableBgp(), "CoreHelper::EnableBgp: there are 1 routers "),
    "speaker": (
        lambda net, at: net.core.AttachSpeaker(at.device.GetNode(), 0),
        "CoreHelper::AttachSpeaker: a core with static routes: accepted: after EnableBgp",
    ),
    "anycast": (
        lambda net, at: net.core.Anycast(at.device.GetNode(), address("192.0.2.53")),
        "node ",
    ),
    "failure": (
        lambda net, _: lisp.ns.NodeFailure().SetLink(
            lisp.ns.CreateObject[lisp.ns.LoopbackNetDevice](), False
        ),
        "NodeFailure",
    ),
    "event": (
        lambda net, _: lisp.schedule(lisp.ns.Seconds(-1), print),
        "an event after -1e+09ns: accepted: an ns.Time from 0 on",
    ),
    "event-time": (
        lambda net, _: lisp.schedule(1, print),
        "an event after 1: accepted: an ns.Time",
    ),
    "event-call": (
        lambda net, _: lisp.schedule(lisp.ns.Seconds(1), None),
        "an event that calls None: accepted: a function",
    ),
}


def test_mistakes():
    """What is refused is a ValueError of one line, and things go on as if it had not been said."""
    net = Network()
    net.add_site("paris", 1)
    lone = net.attach("lone")
    wrong = {}
    for name, (mistake, expected) in MISTAKES.items():
        with pytest.raises(ValueError) as refused:
            mistake(net, lone)
        said = str(refused.value)
        if not said.startswith(expected) or len(said.splitlines()) > 1:
            wrong[name] = said
    assert wrong == {}
    assert not lone.device.GetNode().GetObject[lisp.ns.LispXtr]()


def test_names():
    """A number of an enumeration has its word; another number is refused."""
    reasons = lisp.ns.LispDropReason
    assert lisp.to_name(reasons, reasons.ITR_NO_ROUTE_TO_RLOC) == "lisp-itr-no-route-to-rloc"
    assert lisp.to_name(reasons, 0) == "lisp-itr-disabled"
    assert lisp.to_name(lisp.ns.NatDropReason, 0).startswith("nat-")
    with pytest.raises(ValueError, match=r"^LispDropReason has no value 999: accepted: 0 to \d+$"):
        lisp.to_name(reasons, 999)


def test_events():
    """Functions are called in order of time; one that is cancelled is not, and one may raise."""
    ns = lisp.ns
    called = []
    lisp.schedule(ns.Seconds(2), lambda: called.append(("late", ns.Simulator.Now().GetSeconds())))
    lisp.schedule(ns.Seconds(1), lambda: called.append(("early", ns.Simulator.Now().GetSeconds())))
    lisp.schedule(ns.Seconds(1.5), lambda: called.append("never")).Cancel()

    def refuse():
        raise KeyError("mine")

    lisp.schedule(ns.Seconds(3), refuse)
    with pytest.raises(KeyError, match="mine"):
        ns.Simulator.Run()
    assert called == [("early", 1), ("late", 2)]


def test_manual(capsys):
    """The manual's example says that the site has its second locator in the end: 100.64.4.1.

    It is the fourth link of the core, after those of the Map-Server, the proxy and the first
    uplink; nothing is dropped.
    """
    manual = pathlib.Path(__file__).parents[2] / "doc" / "lisp.rst"
    section = manual.read_text(encoding="utf-8").split("\nFrom Python\n", 1)[1]
    block = re.search(r"sourcecode:: python\n\n((?:  .*\n|\n)+)", section).group(1)
    exec(textwrap.dedent(block), {})
    assert capsys.readouterr().out == "['100.64.4.1']\n"
