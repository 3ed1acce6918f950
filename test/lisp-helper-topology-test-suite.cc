/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The helpers that build a core, data centres and LAN extensions.
 */

#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hsrp-router.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/names.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/study-traffic.h"
#include "ns3/svi-device.h"
#include "ns3/test.h"

#include <cmath>
#include <functional>
#include <iomanip>
#include <sstream>
#include <stdexcept>

using namespace ns3;

namespace
{

/// @param mistake is made @return what std::invalid_argument says of it; "" if there is none
std::string
Catch(const std::function<void()>& mistake)
{
    try
    {
        mistake();
    }
    catch (const std::invalid_argument& error)
    {
        return error.what();
    }
    return "";
}

/**
 * Method: addresses with a length, read, counted on, and wrong ones.
 * Expected: 10.1.0.255/16 is followed by 10.1.1.0; in a /24 there is no address after .255; an
 * IPv6 address is carried over octets likewise; a text without a length, or that is no address, is
 * refused by name.
 */
class InterfaceAddressTestCase : public TestCase
{
  public:
    InterfaceAddressTestCase()
        : TestCase("addresses of interfaces")
    {
    }

  private:
    void DoRun() override
    {
        const auto wide = InterfaceAddress::FromString("10.1.0.255/16");
        NS_TEST_EXPECT_MSG_EQ(wide.Next(1).ToString(), "10.1.1.0/16", "carried over");
        NS_TEST_EXPECT_MSG_EQ(wide.GetSubnet().ToPrefixString(), "10.1.0.0/16", "its subnet");
        NS_TEST_EXPECT_MSG_EQ(InterfaceAddress::FromString("fd10::ff/64").Next(2).ToString(),
                              "fd10::101/64",
                              "IPv6");
        NS_TEST_EXPECT_MSG_NE(Catch([]() {
                                  InterfaceAddress::FromString("10.1.0.255/24").Next(1);
                              }).find("10.1.0.0/24"),
                              std::string::npos,
                              "no room");
        for (const auto* text :
             {"10.1.0.1", "10.1.0.1/33", "10.1.0/24", "", "00:11:22:33:44:55/24"})
        {
            NS_TEST_EXPECT_MSG_NE(Catch([text]() { InterfaceAddress::FromString(text); }),
                                  "",
                                  "refused: '" << text << "'");
        }
    }
};

/**
 * Method: three core routers, 10, 20 and 30 ms from each other, two nodes attached, one of them
 * with a prefix behind it; pings between the two nodes, and to a host of the prefix.
 * Expected: a ping takes twice 0.5 + 10 + 0.5 ms = 22 ms, and on each of its six links the time for
 * 86 octets (56 of data, ICMP's 8, IPv4's 20, PPP's 2; with IPv6 20 more) at 10 Gbit/s, less than
 * 0.1 us: less than 0.6 us in all. Mistakes are refused by name.
 */
class CoreTestCase : public TestCase
{
  public:
    explicit CoreTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV6 ? "a core, IPv6" : "a core, IPv4"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        CoreHelper core(m_family);
        const auto a = core.AddRouter("core-a");
        const auto b = core.AddRouter("core-b");
        const auto c = core.AddRouter("core-c");
        NodeContainer nodes(3);
        InternetStackHelper().Install(nodes);
        // The order does not matter: routes come with whatever completes the way.
        const auto first = core.Attach(nodes.Get(0), a);
        core.Connect(a, b, MilliSeconds(10));
        core.Connect(a, c, MilliSeconds(20));
        const auto second = core.Attach(nodes.Get(1), b);
        core.Connect(b, c, MilliSeconds(30));
        const bool six = m_family == AddressFamily::IPV6;
        const auto behind = InterfaceAddress::FromString(six ? "fd77::1/64" : "10.77.0.1/24");
        core.Advertise(behind.GetSubnet(), b, second.address);
        const auto cable = EthernetHelper().Install(nodes.Get(1), nodes.Get(2));
        AddIpInterface(cable.Get(0), behind);
        AddIpInterface(cable.Get(1), behind.Next(1));
        AddIpRoute(nodes.Get(2), MakeDefaultPrefix(m_family), behind.address);
        MakeIpRouter(nodes.Get(1));

        StudyTraffic traffic(Seconds(2), Seconds(4));
        NodeContainer all(nodes);
        all.Add(core.GetRouters());
        traffic.Watch(all);
        traffic.AddPing("ping",
                        {nodes.Get(0), first.address},
                        {nodes.Get(1), second.address},
                        MilliSeconds(500));
        traffic.AddPing("behind",
                        {nodes.Get(0), first.address},
                        {nodes.Get(2), behind.Next(1).address},
                        MilliSeconds(500));
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        for (const auto& flow : flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 4, flow.name << ", from 2 to 4 s");
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(flows.front().delayBefore_s, 22.0003e-3, 0.3e-6, "round trip");
        NS_TEST_EXPECT_MSG_EQ(core.GetAdjacencies().size(), 10, "both ends of five links");
        NS_TEST_EXPECT_MSG_EQ(first.device->GetMtu(), 1500, "a node's link");
        NS_TEST_EXPECT_MSG_EQ(first.coreDevice->GetMtu(), 1500, "its other end");
        for (const auto& adjacency : core.GetAdjacencies())
        {
            const bool isUplink =
                adjacency.neighbor == first.address || adjacency.neighbor == first.router ||
                adjacency.neighbor == second.address || adjacency.neighbor == second.router;
            NS_TEST_EXPECT_MSG_EQ(adjacency.device->GetMtu(), isUplink ? 1500 : 9216, "MTU");
        }

        NS_TEST_EXPECT_MSG_NE(Catch([&]() { core.Connect(a, 7, Seconds(1)); }).find("7"),
                              std::string::npos,
                              "no such router");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { core.Connect(b, a, Seconds(1)); }), "", "connected");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { core.Connect(a, a, Seconds(1)); }), "", "the same");
        NS_TEST_EXPECT_MSG_NE(
            Catch([&]() { core.Attach(nodes.Get(2), a, Seconds(1), false, 1279); }).find("1279"),
            std::string::npos,
            "shorter than IPv6 allows");
        Simulator::Destroy();
        Names::Clear();
    }

    AddressFamily m_family; //!< of the core
};

/**
 * Method: a data centre with two gateways and two racks, a VLAN with hosts in both racks, another
 * one with a host. Pings in the VLAN, to the shared gateway address, and from one VLAN to the
 * other, from 4 s on; then the first gateway's HSRP stops at 6 s. Expected: all are answered but
 * those that are sent while no gateway answers for the shared address: a router that stops resigns
 * (RFC 2281 section 5.4: the standby router takes over at once), so that at most the ping under way
 * is lost. The ways: the first rack's host reaches the second's over the root, gw1. Before a BPDU
 * can have come (64 octets and the preamble take 58 ns at 10 Gbit/s), no port between switches
 * forwards, since there is a ring of them, and all ports of hosts do.
 */
class DataCenterTestCase : public TestCase
{
  public:
    explicit DataCenterTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV6 ? "a data centre, IPv6" : "a data centre, IPv4"),
          m_family(family)
    {
    }

  private:
    /// @param site a data centre: what its ports do at first
    void CheckStart(const DataCenterHelper& site)
    {
        const NodeContainer switches(site.GetGateways(), site.GetRacks());
        std::size_t forwarding = 0;
        std::size_t discarding = 0;
        for (auto node = switches.Begin(); node != switches.End(); ++node)
        {
            auto lanSwitch = (*node)->GetObject<VlanSwitch>();
            for (const auto& port : lanSwitch->GetPorts())
            {
                if (lanSwitch->GetRole(port) != SwitchPortRole::GATEWAY)
                {
                    const bool forwards = lanSwitch->GetState(port) == SwitchPortState::FORWARDING;
                    (forwards ? forwarding : discarding)++;
                }
            }
        }
        NS_TEST_EXPECT_MSG_EQ(forwarding, 3, "ports of three hosts");
        NS_TEST_EXPECT_MSG_EQ(discarding, 10, "both ends of five cables");
    }

    void DoRun() override
    {
        const bool six = m_family == AddressFamily::IPV6;
        DataCenterOptions options;
        options.racks = 2;
        DataCenterHelper paris("paris", options);
        paris.AddVlan(100, six ? "fd10:1::1/64" : "10.1.0.1/24");
        paris.AddVlan(200, six ? "fd10:2::1/64" : "10.2.0.1/24");
        const auto text = [six](int net, int host) {
            return (six ? "fd10:" : "10.") + std::to_string(net) + (six ? "::" : ".0.") +
                   std::to_string(host);
        };
        auto web = paris.AddHost("web", 100, text(1, 10), 1);
        auto db = paris.AddHost("db", 100, text(1, 11), 2);
        auto mail = paris.AddHost("mail", 200, text(2, 10), 1);
        const auto end = [&text](Ptr<Node> node, int net, int host) {
            return StudyTraffic::End{node, NetworkAddress::FromString(text(net, host))};
        };
        StudyTraffic traffic(Seconds(4), Seconds(8));
        traffic.Watch(paris.GetNodes());
        traffic.AddPing("inside", end(web, 1, 10), end(db, 1, 11), MilliSeconds(100));
        traffic.AddPing("across", end(web, 1, 10), end(mail, 2, 10), MilliSeconds(100));
        traffic.AddPing("gateway",
                        end(web, 1, 10),
                        end(paris.GetGateways().Get(0), 1, 1),
                        MilliSeconds(100));
        for (const uint16_t vlan : {100, 200})
        {
            auto router = paris.GetVlan(vlan).routers.front();
            Simulator::Schedule(Seconds(6.05), &HsrpRouter::Stop, router);
        }
        Simulator::Schedule(NanoSeconds(50), [&]() { CheckStart(paris); });
        Simulator::Stop(Seconds(9));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        NS_TEST_EXPECT_MSG_EQ(flows[0].lost, 0, "in the VLAN");
        NS_TEST_EXPECT_MSG_LT(flows[1].lost, 2, "from one VLAN to the other");
        NS_TEST_EXPECT_MSG_GT(flows[1].received, 35, "from one VLAN to the other");
        const std::vector<std::string> way{"web", "paris-sw1", "paris-gw1", "paris-sw2", "db"};
        NS_TEST_EXPECT_MSG_EQ((flows[0].pathChanges.front().path == way), true, "over the root");
        for (const uint16_t vlan : {100, 200})
        {
            const auto& routers = paris.GetVlan(vlan).routers;
            NS_TEST_EXPECT_MSG_EQ(routers[1]->GetState(), HsrpState::ACTIVE, "took over");
        }
        Simulator::Destroy();
        Names::Clear();
    }

    AddressFamily m_family; //!< of the hosts
};

/**
 * Method: two core routers, a Map-Server behind the second, a data centre behind the first; its
 * gateways become tunnel routers that find the hosts of VLAN 100, and its host announces itself at
 * 3 s. Tables at 5 s.
 * Expected: links are numbered in the order of laying, 100.64.N.1 being the node's end: the core's
 * is 1, the server's 2, the gateways' 3 and 4. The host's frames come to gw1, the root, at a port
 * with hosts: discovered there, and gw2 is told that it is its peer's, both with both locators. In
 * gw1's table the host's address is where the rack is (its second link), its age 5 s - 3 s less
 * some microseconds; the gateway's own address is static. What is too early, or a VLAN without a
 * gateway, is refused.
 */
class JoinTestCase : public TestCase
{
  public:
    JoinTestCase()
        : TestCase("a data centre, a core and LISP")
    {
    }

  private:
    void DoRun() override
    {
        CoreHelper core(AddressFamily::IPV4);
        core.AddRouter("core1");
        core.AddRouter("core2");
        core.ConnectAll(MilliSeconds(10));
        core.ConnectAll(MilliSeconds(20));
        NS_TEST_EXPECT_MSG_EQ(core.GetAdjacencies().size(), 2, "both ends of one link");
        const auto server = core.AddServer("map-server", 1);
        NS_TEST_EXPECT_MSG_EQ(server.address.ToString(), "100.64.2.1", "the server's address");

        LispHelper lisp;
        lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
        lisp.AddSite("site", "secret");
        DataCenterHelper paris("paris");
        paris.AddVlan(100, "10.1.0.1/24");
        paris.AddVlan(200);
        auto web = paris.AddHost("web", 100, "10.1.0.10");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { paris.InstallXtrs(lisp, "site"); }).find("Attach"),
                              std::string::npos,
                              "no locators yet");
        const std::vector<std::string> locators{"100.64.3.1", "100.64.4.1"};
        NS_TEST_EXPECT_MSG_EQ((paris.Attach(core, 0) == locators), true, "locators");
        paris.InstallXtrs(lisp, "site", {"10.9.0.0/24"});
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { paris.AddDynamicVlan(lisp, 200); }).find("VLAN 200"),
                              std::string::npos,
                              "no gateway");
        paris.AddDynamicVlan(lisp, 100, "239.255.0.1");
        paris.AnnounceHostsAt(Seconds(3));
        std::ostringstream tables;
        paris.PrintMacTablesAt(Seconds(5), tables);
        Simulator::Stop(Seconds(5.5));
        Simulator::Run();

        const auto host = EidPrefix::FromString("10.1.0.10/32");
        const auto prefix = EidPrefix::FromString("10.9.0.0/24");
        const EidKind kinds[] = {EidKind::DISCOVERED, EidKind::PEER};
        for (uint32_t i = 0; i < 2; i++)
        {
            auto xtr = paris.GetGateways().Get(i)->GetObject<LispXtr>();
            for (const auto& eid : {host, prefix})
            {
                const auto* entry = xtr->GetEidDatabase().Find(eid);
                NS_TEST_ASSERT_MSG_NE(entry, nullptr, eid << " is known at gateway " << i);
                NS_TEST_EXPECT_MSG_EQ(entry->GetLocators()->GetLocators().size(), 2, "locators");
            }
            NS_TEST_EXPECT_MSG_EQ((xtr->GetEidDatabase().Find(host)->kind == kinds[i]),
                                  true,
                                  "how gateway " << i << " knows it");
        }
        const auto text = tables.str();
        const auto rows = text.substr(0, text.find("Node paris-gw2"));
        const auto row = [](const Address& address, const std::string& port, const char* age) {
            std::ostringstream line;
            line << "100   " << Mac48Address::ConvertFrom(address) << "  " << std::left
                 << std::setw(16) << port << age;
            return line.str();
        };
        const auto rack = DynamicCast<EthernetNic>(paris.GetRacks().Get(0)->GetDevice(0));
        const auto port = "port " + std::to_string(rack->GetPeer()->GetIfIndex());
        NS_TEST_EXPECT_MSG_EQ(rows.find("Node paris-gw1 at 5 s\n"), 0, "whose table it is");
        NS_TEST_EXPECT_MSG_NE(rows.find(row(web->GetDevice(1)->GetAddress(), port, "2.000 s\n")),
                              std::string::npos,
                              "the host in " << rows);
        NS_TEST_EXPECT_MSG_NE(
            rows.find(row(paris.GetVlan(100).svis[0]->GetAddress(), "vlan 100", "static\n")),
            std::string::npos,
            "the gateway in " << rows);
        Simulator::Destroy();
        Names::Clear();
    }
};

/// Notes the longest packet of a device.
class LongestPacket
{
  public:
    /// @param device a device of the core
    explicit LongestPacket(Ptr<NetDevice> device)
    {
        device->TraceConnectWithoutContext("MacTx", MakeCallback(&LongestPacket::Sends, this));
    }

    uint32_t octets{0}; //!< of the longest one so far, with PPP's 2

  private:
    /// @param packet is sent
    void Sends(Ptr<const Packet> packet)
    {
        octets = std::max(octets, packet->GetSize());
    }
};

/**
 * Method: two data centres at two core routers, one with its migration VLAN before it is attached
 * to the core, the other after; two hypervisors in the first, one in the second. UDP with 8972
 * octets in IPv4, 8952 in IPv6, every 10 ms from 4 to 6 s, between the data centres both ways, and
 * in the first one.
 * Expected: the shared address is the first of the subnet, the gateways' own follow, hypervisors
 * have the tenth and the next. With UDP's 8 and IP's 20 (40) octets each packet is one of 9000, the
 * MTU, and crosses the core whole, PPP's 2 octets before it: 9002. Nothing is lost. The way is by
 * the first gateways. Hypervisors send to each other in their data centre by the rack alone.
 * Addresses of a node that is no hypervisor, another migration VLAN, one without an address and one
 * with longer packets than links carry are refused.
 */
class MigrationVlanTestCase : public TestCase
{
  public:
    explicit MigrationVlanTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV6 ? "migration VLANs, IPv6"
                                                 : "migration VLANs, IPv4"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        const bool six = m_family == AddressFamily::IPV6;
        CoreHelper core(m_family);
        const auto a = core.AddRouter("core-a");
        const auto b = core.AddRouter("core-b");
        core.Connect(a, b, MilliSeconds(10));
        DataCenterHelper paris("paris");
        DataCenterHelper rome("rome");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { paris.AddMigrationVlan(900, "", 1500); }),
                              "",
                              "no gateway");
        NS_TEST_EXPECT_MSG_NE(
            Catch([&]() { paris.AddMigrationVlan(900, "10.201.0.1/24", 9217); }).find("9217"),
            std::string::npos,
            "longer than the links carry");
        paris.AddMigrationVlan(900, six ? "fd20:1::1/64" : "10.201.0.1/24");
        paris.Attach(core, a);
        rome.Attach(core, b);
        rome.AddMigrationVlan(901, six ? "fd20:2::1/64" : "10.202.0.1/24");
        NS_TEST_EXPECT_MSG_NE(
            Catch([&]() { rome.AddMigrationVlan(902, "10.203.0.1/24"); }).find("901"),
            std::string::npos,
            "a second one");
        auto one = paris.AddHypervisor("one");
        auto two = paris.AddHypervisor("two");
        auto three = rome.AddHypervisor("three");
        const auto end = [](const DataCenterHelper& site, Ptr<Node> node) {
            return StudyTraffic::End{node, site.GetMigrationAddress(node)};
        };
        NS_TEST_EXPECT_MSG_EQ(paris.GetMigrationAddress(one).ToString(),
                              std::string(six ? "fd20:1::a" : "10.201.0.10"),
                              "the tenth");
        NS_TEST_EXPECT_MSG_EQ(paris.GetMigrationAddress(two).ToString(),
                              std::string(six ? "fd20:1::b" : "10.201.0.11"),
                              "the next");
        NS_TEST_EXPECT_MSG_NE(Catch([&]() { rome.GetMigrationAddress(one); }),
                              "",
                              "another data centre's");
        StudyTraffic traffic(Seconds(4), Seconds(6));
        NodeContainer all(core.GetRouters(), paris.GetNodes(), rome.GetNodes());
        traffic.Watch(all);
        const auto add = [&](const std::string& name, const auto& from, const auto& to) {
            traffic.AddUdp(name, from, to, MilliSeconds(10), six ? 8952 : 8972);
        };
        add("there", end(paris, one), end(rome, three));
        add("back", end(rome, three), end(paris, one));
        add("inside", end(paris, one), end(paris, two));
        LongestPacket longest(core.GetRouters().Get(a)->GetDevice(1));
        Simulator::Stop(Seconds(7));
        Simulator::Run();
        const auto flows = traffic.Report({}, NOT_MEASURED);
        for (const auto& flow : flows)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.sent, 200, flow.name);
            NS_TEST_EXPECT_MSG_EQ(flow.lost, 0, flow.name);
        }
        const std::vector<std::string> there{"one",
                                             "paris-sw1",
                                             "paris-gw1",
                                             "core-a",
                                             "core-b",
                                             "rome-gw1",
                                             "rome-sw1",
                                             "three"};
        const std::vector<std::string> inside{"one", "paris-sw1", "two"};
        NS_TEST_EXPECT_MSG_EQ((flows[0].pathChanges.back().path == there), true, "the way");
        NS_TEST_EXPECT_MSG_EQ((flows[2].pathChanges.back().path == inside), true, "by the rack");
        NS_TEST_EXPECT_MSG_EQ(longest.octets, 9002, "the longest packet in the core");
        Simulator::Destroy();
        Names::Clear();
    }

    AddressFamily m_family; //!< of the core
};

/**
 * Method: mistakes in a topology, one at a time.
 * Expected: each is refused with a line that names what is wrong.
 */
class MistakeTestCase : public TestCase
{
  public:
    MistakeTestCase()
        : TestCase("mistakes are refused")
    {
    }

  private:
    /// A mistake, and what its line must name.
    struct Row
    {
        std::function<void(DataCenterHelper&, DataCenterHelper&)> mistake; //!< is made
        const char* named;                                                 //!< is in the line
    };

    /// @param kind of extension @param a a data centre @param b another
    static void Extend(const std::string& kind, DataCenterHelper& a, DataCenterHelper& b)
    {
        LanExtensionHelper extension(kind);
        extension.AddVlan(100);
        extension.Add(a);
        extension.Add(b);
        extension.Install();
    }

    void DoRun() override
    {
        using Helper = DataCenterHelper;
        const std::vector<Row> rows = {
            {[](Helper& a, Helper&) { a.AddVlan(0); }, "VLAN 0"},
            {[](Helper& a, Helper&) { a.AddVlan(4095); }, "VLAN 4095"},
            {[](Helper& a, Helper&) { (a.AddVlan(5), a.AddVlan(5)); }, "VLAN 5 once more"},
            {[](Helper& a, Helper&) { a.AddVlan(5, "10.1.0.1"); }, "10.1.0.1"},
            {[](Helper& a, Helper&) { a.AddVlan(5, "10.1.0.254/24"); }, "no room"},
            {[](Helper& a, Helper&) { a.AddVlan(5, "10.1.0.1/24", 1, "01:00:5e:00:00:01"); },
             "01:00:5e:00:00:01"},
            {[](Helper& a, Helper&) { a.AddHost("h", 7, "10.1.0.9"); }, "VLAN 7 is not in paris"},
            {[](Helper& a, Helper&) {
                 (a.AddVlan(100, "10.1.0.1/24"), a.AddHost("h", 100, "10.2.0.9"));
             },
             "10.2.0.9"},
            {[](Helper& a, Helper&) { (a.AddVlan(100), a.AddHost("h", 100, "10.2.0.9/24", 2)); },
             "rack 2"},
            {[](Helper&, Helper&) { Helper("paris"); }, "paris-gw1"},
            {[](Helper&, Helper&) { Helper("").GetName(); }, "without a name"},
            {[](Helper&, Helper&) { LanExtensionHelper("vxlan"); }, "vxlan"},
            {[](Helper&, Helper&) { LanExtensionHelper("otv").SetTransport("gre"); }, "for otv"},
            {[](Helper&, Helper&) { LanExtensionHelper("eompls").SetTransport("ip"); }, "'ip'"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100);
                 b.AddVlan(100);
                 LanExtensionHelper extension("eompls");
                 extension.SetTransport("gre");
                 extension.AddVlan(100);
                 extension.Add(a);
                 extension.Add(b);
                 extension.Install();
             },
             "link to the core"},
            {[](Helper& a, Helper& b) { (a.AddVlan(100), Extend("otv", a, b)); },
             "VLAN 100 is in paris and not in rome"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100, "10.1.0.1/24");
                 b.AddVlan(100, "10.1.0.1/24");
                 Extend("dark-fiber", a, b);
             },
             "10.1.0.2"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100, "10.1.0.1/24");
                 b.AddVlan(100, "10.1.0.9/24", 3);
                 Extend("dark-fiber", a, b);
             },
             "10.1.0.9"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100, "10.1.0.1/24");
                 b.AddVlan(100, "10.1.0.1/24", 3, "00:00:0c:9f:f0:09");
                 Extend("dark-fiber", a, b);
             },
             "00:00:0c:9f:f0:09"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100, "10.1.0.1/24");
                 b.AddVlan(100);
                 Extend("dark-fiber", a, b);
             },
             "no gateway"},
            {[](Helper& a, Helper& b) {
                 a.AddVlan(100);
                 b.AddVlan(100);
                 Extend("otv", a, b);
             },
             "link to the core"},
            {[](Helper& a, Helper& b) { Extend("lisp", a, b); }, "SetLisp"},
            {[](Helper& a, Helper&) {
                 a.AddVlan(100);
                 LanExtensionHelper extension("vpls");
                 extension.AddVlan(100);
                 extension.Add(a);
                 extension.Install();
             },
             "1 data centre"},
            {[](Helper& a, Helper& b) {
                 LanExtensionHelper extension("vpls");
                 extension.Add(a);
                 extension.Add(b);
                 extension.Install();
             },
             "no VLAN"}};
        for (const auto& row : rows)
        {
            {
                Helper paris("paris");
                Helper rome("rome");
                const auto said = Catch([&]() { row.mistake(paris, rome); });
                NS_TEST_EXPECT_MSG_NE(said.find(row.named),
                                      std::string::npos,
                                      "'" << row.named << "' in: " << said);
                NS_TEST_EXPECT_MSG_EQ(said.find('\n'), std::string::npos, "one line");
            }
            Simulator::Destroy();
            Names::Clear();
        }
    }
};

/// The suite of topologies.
class HelperTopologyTestSuite : public TestSuite
{
  public:
    HelperTopologyTestSuite()
        : TestSuite("lisp-helper-topology", TestSuite::Type::UNIT)
    {
        AddTestCase(new InterfaceAddressTestCase, compat::TestDuration<>::QUICK);
        for (const auto family : {AddressFamily::IPV4, AddressFamily::IPV6})
        {
            AddTestCase(new CoreTestCase(family), compat::TestDuration<>::QUICK);
            AddTestCase(new DataCenterTestCase(family), compat::TestDuration<>::QUICK);
            AddTestCase(new MigrationVlanTestCase(family), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new JoinTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakeTestCase, compat::TestDuration<>::QUICK);
    }
};

HelperTopologyTestSuite g_helperTopologyTestSuite; //!< registers the suite

} // namespace
