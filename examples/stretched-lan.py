#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The network of stretched-lan written in Python: same options, same result.

Three data centres with one VLAN, stretched by a LAN extension, and an office. Hosts reach each
other over the LAN extension; the office's client reaches each of them by LISP, which takes it to
the data centre that the host is in. Dark fibre and pseudowires join two data centres only: they
are refused.
"""

import sys

import ns3_lisp as lisp

CITIES = ["paris", "rome", "oslo"]
ADDRESSES = ["10.1.0.10", "10.1.0.20", "10.1.0.30", "192.168.9.10"]
CLIENT = len(CITIES)


class Network:
    """Data centres, a core, a LAN extension, a remote site, LISP."""

    def __init__(self, kind):
        """Build it, with a LAN extension of a kind."""
        ns = lisp.ns
        self.core = core = ns.CoreHelper(ns.AddressFamily.IPV4)
        for router in ("core1", "core2", "core3", "core4"):
            core.AddRouter(router)
        core.ConnectAll(ns.MilliSeconds(10))

        self.extension = ns.LanExtensionHelper(kind)
        self.extension.AddVlan(100)
        self.cities, self.hosts = [], []
        for i, name in enumerate(CITIES):
            # Gateways have one shared address everywhere, and own ones: .2 and .3, .4 and .5, ...
            city = ns.DataCenterHelper(name)
            city.AddVlan(100, "10.1.0.1/24", 1 + 2 * i)
            self.hosts.append(city.AddHost(f"host-{name}", 100, ADDRESSES[i]))
            city.Attach(core, i)
            self.extension.Add(city)
            self.cities.append(city)
        one_gateway = ns.DataCenterOptions()
        one_gateway.gateways = 1
        self.office = office = ns.DataCenterHelper("office", one_gateway)
        office.AddVlan(9, "192.168.9.1/24")
        self.hosts.append(office.AddHost("client", 9, ADDRESSES[CLIENT]))
        office.Attach(core, CLIENT)

        server = core.AddServer("map-server", 0)
        self.lisp = xtrs = ns.LispHelper()
        xtrs.SetMapServer(server.device.GetNode(), server.address.ToString())
        xtrs.AddSite("cities", "the key of the cities")
        xtrs.AddSite("office", "the key of the office")
        office.InstallXtrs(xtrs, "office", ["192.168.9.0/24"])
        for city in self.cities:
            city.InstallXtrs(xtrs, "cities")
            city.AddDynamicVlan(xtrs, 100, "239.255.0.1")
        if kind == "lisp":
            self.extension.SetLisp(xtrs)
        self.extension.Install()
        xtrs.AssignStreams(1)

    def get_end(self, host):
        """Return a host, as an end of a flow: 0 to 2 of a city, or CLIENT."""
        end = lisp.ns.StudyTraffic.End()
        end.node = self.hosts[host]
        end.address = lisp.ns.NetworkAddress.FromString(ADDRESSES[host])
        return end


def run_network(options):
    """Run what the command line asks for; return the exit status."""
    ns = lisp.ns
    folder = ns.ResultFolder(options.GetText("out"))
    ns.RngSeedManager.SetRun(options.GetInteger("seed"))
    network = Network(options.GetText("extension"))

    traffic = ns.StudyTraffic(ns.Seconds(5), ns.Seconds(10))
    traffic.Watch(ns.NodeContainer.GetGlobal())
    for i, city in enumerate(CITIES):
        following = (i + 1) % len(CITIES)
        for name, start, end in (
            (f"{city}-to-{CITIES[following]}", i, following),
            (f"client-to-{city}", CLIENT, i),
        ):
            traffic.AddPing(name, network.get_end(start), network.get_end(end), ns.Seconds(1))
    tables = ns.cppyy.gbl.std.ostringstream()
    ns.LispHelper.PrintDatabaseAllAt(ns.Seconds(11), tables)
    for place in (*network.cities, network.office):
        place.AnnounceHostsAt(ns.Seconds(4))
        place.PrintMacTablesAt(ns.Seconds(11), tables)
    if options.GetFlag("pcap"):
        ns.PointToPointHelper().EnablePcapAll(folder.GetWorkPath() + "/stretched-lan")
        ns.EthernetHelper().EnablePcapAll(folder.GetWorkPath() + "/stretched-lan")
    ns.Simulator.Stop(ns.Seconds(12))
    ns.Simulator.Run()

    result = ns.RunResult()
    result.program = "stretched-lan"
    kind = options.GetText("extension")
    result.title = f"Three data centres with one VLAN over {kind}, and an office"
    result.seed = options.GetInteger("seed")
    result.parameters.emplace_back("extension", kind)
    result.flows = traffic.Report([], ns.NOT_MEASURED)
    result.drops = traffic.GetLedger().GetDrops()
    ns.LispHelper.CountControl(result.control, result.drops)
    result.end_s = ns.Simulator.Now().GetSeconds()
    ns.Simulator.Destroy()
    files = ns.WriteResult(folder, result)
    if options.GetFlag("json"):
        print(ns.WriteJson(result), end="")
    else:
        print(tables.str())
        lisp.print_result(result)
        print()
        print(ns.NameFiles(options.GetText("out"), files), end="")
    return 0


if __name__ == "__main__":
    ns = lisp.ns
    options = ns.ProgramOptions(
        "stretched-lan", "three data centres with one VLAN, an office, pings between all"
    )
    options.AddChoice("extension", "what stretches the VLAN", ns.LanExtensionHelper.GetKinds())
    sys.exit(lisp.run_program(options, run_network))
