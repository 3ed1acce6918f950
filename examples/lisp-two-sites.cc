/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Two LISP sites, a ping, and the tables of their xTRs.
 *
 * ```
 *   host1 -- xtr1 ---- core ---- xtr2 -- host2
 *   192.168.1.0/24      |       192.168.2.0/24
 *                  map-server
 * ```
 *
 * The core routes the addresses of its own links only. What the ping needs besides, the routers
 * find out: the first request waits at xtr1 until the mapping of 192.168.2.0/24 has come.
 */

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-xtr.h"
#include "ns3/names.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-result.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"

#include <map>
#include <sstream>

using namespace ns3;

namespace
{

/// Nodes by name, and the links between them.
class Network
{
  public:
    Network()
    {
        NodeContainer nodes;
        for (const auto* name : {"host1", "xtr1", "core", "map-server", "xtr2", "host2"})
        {
            m_nodes[name] = CreateObject<Node>();
            Names::Add(name, m_nodes[name]);
            nodes.Add(m_nodes[name]);
        }
        InternetStackHelper().Install(nodes);
        m_links.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        m_links.SetChannelAttribute("Delay", StringValue("10ms"));
        Connect("host1", "xtr1", "192.168.1.0");
        Connect("host2", "xtr2", "192.168.2.0");
        Connect("xtr1", "core", "10.0.1.0");
        Connect("xtr2", "core", "10.0.2.0");
        Connect("map-server", "core", "10.0.9.0");
    }

    /// @param name of a node @return the node
    Ptr<Node> operator[](const std::string& name) const
    {
        return m_nodes.at(name);
    }

    /// @return every node
    NodeContainer GetAll() const
    {
        NodeContainer nodes;
        for (const auto& [name, node] : m_nodes)
        {
            nodes.Add(node);
        }
        return nodes;
    }

    /// @param folder where captures of every link go
    void EnablePcap(const std::string& folder)
    {
        m_links.EnablePcapAll(folder + "/two-sites");
    }

  private:
    /// @param leaf gets the network's address 1 and a default route @param router gets address 2
    /// @param network of the link, 24 bits
    void Connect(const std::string& leaf, const std::string& router, const char* network)
    {
        Ipv4AddressHelper addresses(network, "255.255.255.0");
        auto ends = addresses.Assign(m_links.Install(m_nodes[leaf], m_nodes[router]));
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(m_nodes[leaf]->GetObject<Ipv4>())
            ->SetDefaultRoute(ends.GetAddress(1), ends.Get(0).second);
    }

    std::map<std::string, Ptr<Node>> m_nodes; //!< by name
    PointToPointHelper m_links;               //!< between them
};

/// @param options the command line @return the exit status
int
RunSites(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    RngSeedManager::SetRun(options.GetInteger("seed"));
    Network network;

    LispHelper lisp;
    lisp.SetMapServer(network["map-server"], "10.0.9.1");
    lisp.AddSite("one", "the key of one");
    lisp.AddSite("two", "the key of two");
    lisp.InstallXtr(network["xtr1"], "one", {"10.0.1.1"}, {"192.168.1.0/24"});
    lisp.InstallXtr(network["xtr2"], "two", {"10.0.2.1"}, {"192.168.2.0/24"});
    lisp.AssignStreams(1);

    StudyTraffic traffic(Seconds(1), Seconds(6));
    traffic.Watch(network.GetAll());
    traffic.AddPing("ping",
                    {network["host1"], NetworkAddress::FromString("192.168.1.1")},
                    {network["host2"], NetworkAddress::FromString("192.168.2.1")},
                    Seconds(1));
    std::ostringstream tables;
    LispHelper::PrintMapCacheAllAt(Seconds(7), tables);
    LispHelper::PrintDatabaseAllAt(Seconds(7), tables);
    LispHelper::PrintRegistrationsAllAt(Seconds(7), tables);
    LispHelper::PrintStatisticsAllAt(Seconds(7), tables);
    if (options.GetFlag("pcap"))
    {
        network.EnablePcap(folder.GetWorkPath());
    }
    Simulator::Stop(Seconds(8));
    Simulator::Run();

    auto result = DescribeStudy(options, "Two LISP sites and a ping between them", {});
    FinishStudy(options, folder, traffic, result, tables.str());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("lisp-two-sites",
                           "two LISP sites, a ping, and the tables of their xTRs");
    return options.Run(argc, argv, RunSites);
}
