/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Three data centres with one VLAN, an office, pings between all.
 *
 * ```
 *   paris   10.1.0.10 ---+
 *   rome    10.1.0.20 ---+--- LAN extension (VLAN 100)
 *   oslo    10.1.0.30 ---+
 *      (each)  |
 *            core ---- office gateway ---- client 192.168.9.10
 *              |
 *          map-server
 * ```
 *
 * Hosts reach each other over the LAN extension, the client reaches each of them by LISP, which
 * takes it to the data centre that the host is in. Dark fibre and pseudowires join two data centres
 * only: they are refused.
 */

#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/ethernet-helper.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/program-options.h"
#include "ns3/result-folder.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/run-result.h"
#include "ns3/simulator.h"
#include "ns3/study-program.h"
#include "ns3/study-traffic.h"

#include <deque>
#include <sstream>

using namespace ns3;

namespace
{

const std::vector<std::string> CITIES = {"paris", "rome", "oslo"};
const std::vector<std::string> ADDRESSES = {"10.1.0.10", "10.1.0.20", "10.1.0.30", "192.168.9.10"};
constexpr uint32_t CLIENT = 3; //!< the client's place, after the cities

/// Data centres, a core, a LAN extension, a remote site, LISP.
class Network
{
  public:
    /// @param kind of the LAN extension
    explicit Network(const std::string& kind)
        : m_core(AddressFamily::IPV4),
          m_extension(kind)
    {
        for (const auto* router : {"core1", "core2", "core3", "core4"})
        {
            m_core.AddRouter(router);
        }
        m_core.ConnectAll(MilliSeconds(10));

        m_extension.AddVlan(100);
        for (uint32_t i = 0; i < CLIENT; i++)
        {
            // Gateways have one shared address everywhere, and own ones: .2 and .3, .4 and .5, ...
            auto& city = m_places.emplace_back(CITIES[i]);
            city.AddVlan(100, "10.1.0.1/24", 1 + 2 * i);
            m_hosts.push_back(city.AddHost("host-" + CITIES[i], 100, ADDRESSES[i]));
            city.Attach(m_core, i);
            m_extension.Add(city);
        }
        auto& office = m_places.emplace_back("office", DataCenterOptions{1});
        office.AddVlan(9, "192.168.9.1/24");
        m_hosts.push_back(office.AddHost("client", 9, ADDRESSES[CLIENT]));
        office.Attach(m_core, CLIENT);

        const auto server = m_core.AddServer("map-server", 0);
        m_lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
        m_lisp.AddSite("cities", "the key of the cities");
        m_lisp.AddSite("office", "the key of the office");
        office.InstallXtrs(m_lisp, "office", {"192.168.9.0/24"});
        for (uint32_t i = 0; i < CLIENT; i++)
        {
            m_places[i].InstallXtrs(m_lisp, "cities");
            m_places[i].AddDynamicVlan(m_lisp, 100, "239.255.0.1");
        }
        if (kind == "lisp")
        {
            m_extension.SetLisp(m_lisp);
        }
        m_extension.Install();
        m_lisp.AssignStreams(1);
    }

    /// @param host 0 to 2 of a city, or CLIENT @return it, as an end of a flow
    StudyTraffic::End GetEnd(std::size_t host) const
    {
        return {m_hosts[host], NetworkAddress::FromString(ADDRESSES[host])};
    }

    /// @return data centres, and the office at the end
    const std::deque<DataCenterHelper>& GetPlaces() const
    {
        return m_places;
    }

  private:
    CoreHelper m_core;                     //!< routes locators
    LanExtensionHelper m_extension;        //!< between data centres
    LispHelper m_lisp;                     //!< of all gateways
    std::deque<DataCenterHelper> m_places; //!< data centres, and the office at the end
    std::vector<Ptr<Node>> m_hosts;        //!< one in each place
};

/// @param options the command line @return the exit status
int
RunNetwork(const ProgramOptions& options)
{
    ResultFolder folder(options.GetText("out"));
    RngSeedManager::SetRun(options.GetInteger("seed"));
    Network network(options.GetText("extension"));

    StudyTraffic traffic(Seconds(5), Seconds(10));
    traffic.Watch(NodeContainer::GetGlobal());
    for (uint32_t i = 0; i < CLIENT; i++)
    {
        const uint32_t next = (i + 1) % CLIENT;
        traffic.AddPing(CITIES[i] + "-to-" + CITIES[next],
                        network.GetEnd(i),
                        network.GetEnd(next),
                        Seconds(1));
        traffic.AddPing("client-to-" + CITIES[i],
                        network.GetEnd(CLIENT),
                        network.GetEnd(i),
                        Seconds(1));
    }
    std::ostringstream tables;
    LispHelper::PrintDatabaseAllAt(Seconds(11), tables);
    for (const auto& place : network.GetPlaces())
    {
        place.AnnounceHostsAt(Seconds(4));
        place.PrintMacTablesAt(Seconds(11), tables);
    }
    if (options.GetFlag("pcap"))
    {
        PointToPointHelper().EnablePcapAll(folder.GetWorkPath() + "/stretched-lan");
        EthernetHelper().EnablePcapAll(folder.GetWorkPath() + "/stretched-lan");
    }
    Simulator::Stop(Seconds(12));
    Simulator::Run();

    auto result = DescribeStudy(options,
                                "Three data centres with one VLAN over " +
                                    options.GetText("extension") + ", and an office",
                                {"extension"});
    FinishStudy(options, folder, traffic, result, tables.str());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    ProgramOptions options("stretched-lan",
                           "three data centres with one VLAN, an office, pings between all");
    options.AddChoice("extension", "what stretches the VLAN", LanExtensionHelper::GetKinds());
    return options.Run(argc, argv, RunNetwork);
}
