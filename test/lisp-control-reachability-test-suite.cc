/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/error-model.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-map-cache.h"
#include "ns3/lisp-protocol.h"
#include "ns3/lisp-reachability.h"
#include "ns3/lisp-xtr.h"
#include "ns3/locator-set-pool.h"
#include "ns3/ns3-compat.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/test.h"
#include "ns3/udp-header.h"
#include "ns3/udp-socket-factory.h"

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;

/**
 * @file
 * @brief LispReachability: what ICMP, the underlay's routes and a router's own uplinks say of
 * locators. Node 1 is the xTR with the EID-prefix 10.1.0.0/24; nodes 2 to 4 are others in the
 * underlay, 20 ms away.
 */

namespace
{

/// The nodes, and what is said of locators.
struct Scene
{
    ControlTestNetwork network;                                           ///< the underlay
    Ptr<LispXtr> xtr{CreateObject<LispXtr>()};                            ///< on node 1
    Ptr<LispItr> itr{CreateObject<LispItr>()};                            ///< on node 1
    Ptr<LispEtr> etr{CreateObject<LispEtr>()};                            ///< on node 1
    Ptr<LispReachability> reachability{CreateObject<LispReachability>()}; ///< on node 1
    std::vector<Ptr<Node>> nodes{nullptr};                                ///< from 1
    std::string changes;                                                  ///< with the time
    std::string sent;                                                     ///< data, with the time
    ControlTestLog messages;                                              ///< that node 1 sends
    Ptr<Socket> open;                                                     ///< see Open

    Scene()
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            nodes.push_back(network.AddNode());
        }
        xtr->Install(nodes[1]);
        xtr->AddRloc(ControlTestNetwork::Ipv4Of(1));
        xtr->AddRloc(ControlTestNetwork::Ipv6Of(1));
        itr->Install(xtr);
        etr->Install(xtr);
        reachability->Install(xtr);
        reachability->TraceConnectWithoutContext("LocatorDown", MakeCallback(&Scene::OnDown, this));
        reachability->TraceConnectWithoutContext("LocatorUp", MakeCallback(&Scene::OnUp, this));
        reachability->TraceConnectWithoutContext("UplinkChanged",
                                                 MakeCallback(&Scene::OnUplink, this));
        xtr->TraceConnectWithoutContext("Encapsulated", MakeCallback(&Scene::OnData, this));
        messages.Watch(LispControlPort::Of(nodes[1]), "Sent");
    }

    /// @return the time, as "@1040 "
    static std::string Now()
    {
        return "@" + std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// @param rloc a locator @param cause why
    void OnDown(const NetworkAddress& rloc, RlocDownCause cause)
    {
        changes += rloc.ToString() + " down " + ToString(cause) + Now();
    }

    /// @param rloc a locator @param cause why
    void OnUp(const NetworkAddress& rloc, RlocDownCause cause)
    {
        changes += rloc.ToString() + " up " + ToString(cause) + Now();
    }

    /// @param rloc a locator of the site @param up whether it can be reached
    void OnUplink(const NetworkAddress& rloc, bool up)
    {
        changes += rloc.ToString() + (up ? " here" : " lost") + Now();
    }

    /// @param destination the locator
    void OnData(Ptr<const Packet>,
                uint32_t,
                const NetworkAddress&,
                const NetworkAddress& destination)
    {
        sent += destination.ToString() + Now();
    }

    /// @param eid an EID-prefix @param rlocs its locators, with priorities 1, 2, ...
    void Map(const std::string& eid, const std::vector<std::string>& rlocs)
    {
        std::vector<LocatorSet::Locator> locators;
        for (const auto& rloc : rlocs)
        {
            LocatorSet::Locator locator;
            locator.address = NetworkAddress::FromString(rloc);
            locator.priority = static_cast<uint8_t>(locators.size() + 1);
            locators.push_back(locator);
        }
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString(eid);
        mapping.locators = xtr->GetLocatorSets().Intern(locators);
        xtr->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
    }

    /// @param when in milliseconds @param eid where a packet from 10.1.0.9 goes
    void Send(int64_t when, const std::string& eid)
    {
        Simulator::Schedule(MilliSeconds(when), [this, eid] {
            auto packet = Create<Packet>(20);
            UdpHeader udp;
            udp.SetDestinationPort(9);
            packet->AddHeader(udp);
            Ipv4Header header;
            header.SetSource(Ipv4Address("10.1.0.9"));
            header.SetDestination(Ipv4Address(eid.c_str()));
            header.SetProtocol(17);
            header.SetTtl(64);
            header.SetPayloadSize(packet->GetSize());
            packet->AddHeader(header);
            xtr->SendToTunnel(packet, 0);
        });
    }

    /// Have a node take LISP data, so that it does not call the port unreachable. @param number it
    void Open(uint32_t number)
    {
        open = Socket::CreateSocket(nodes[number], UdpSocketFactory::GetTypeId());
        open->Bind(InetSocketAddress(Ipv4Address::GetAny(), LISP_DATA_PORT));
    }

    /// @param number a node that answers RLOC-probes
    void AnswerProbes(uint32_t number)
    {
        auto port = LispControlPort::Of(nodes[number]);
        port->SetHandler(LispControlPort::Role::ETR, [port](const LispReception& reception) {
            const auto* request = std::get_if<LispMapRequest>(reception.message);
            if (request && request->probe)
            {
                LispMapReply reply;
                reply.probe = true;
                reply.nonce = request->nonce;
                port->Send(reply, {reception.source, {}, LISP_CONTROL_PORT});
            }
            return true;
        });
    }

    /// @return the IPv4 routes of node 1
    Ptr<Ipv4StaticRouting> Routes() const
    {
        return Ipv4StaticRoutingHelper().GetStaticRouting(nodes[1]->GetObject<Ipv4>());
    }

    /// @param subnet of the underlay that node 1 is to have a route to, by the core
    void AddRoute(const std::string& subnet)
    {
        Routes()->AddNetworkRouteTo(Ipv4Address(subnet.c_str()),
                                    Ipv4Mask("/24"),
                                    Ipv4Address("10.0.1.1"),
                                    1);
    }

    /// @param subnet the same, no longer
    void RemoveRoute(const std::string& subnet)
    {
        auto routes = Routes();
        for (uint32_t i = 0; i < routes->GetNRoutes(); ++i)
        {
            if (routes->GetRoute(i).GetDest() == Ipv4Address(subnet.c_str()))
            {
                routes->RemoveRoute(i);
                return;
            }
        }
    }

    /// @param reason a reason @return drops at node 1
    uint64_t Drops(LispControlDrop reason) const
    {
        return LispControlPort::Of(nodes[1])->GetStatistics().GetDrops(reason);
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: 10.2.0.0/24 is at node 2 with priority 1 and at node 3 with priority 2; node 2 has no
 * LISP, so its UDP says "port unreachable". IcmpHoldTime is 5 s. Packets go at 1, 2, 6, 6.1 s. The
 * same by IPv6 locators.
 * Expected: the first reaches node 2 at 1.02 s, and the ICMP message node 1 at 1.04 s: the locator
 * is down from 1.04 to 6.04 s. So the packets of 2 and 6 s go to node 3, that of 6.1 s to node 2,
 * which is down again at 6.14 s, until 11.14 s.
 */
class IcmpTestCase : public TestCase
{
  public:
    IcmpTestCase()
        : TestCase("a locator that ICMP calls unreachable")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool ipv6 : {false, true})
        {
            Scene scene;
            const std::string first = ipv6 ? "fd00:2::2" : "10.0.2.2";
            const std::string second = ipv6 ? "fd00:3::2" : "10.0.3.2";
            scene.reachability->SetAttribute("IcmpHoldTime", TimeValue(Seconds(5)));
            scene.Map("10.2.0.0/24", {first, second});
            scene.Open(3);
            if (ipv6)
            {
                scene.open = Socket::CreateSocket(scene.nodes[3], UdpSocketFactory::GetTypeId());
                scene.open->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), LISP_DATA_PORT));
            }
            for (const int64_t when : {1000, 2000, 6000, 6100})
            {
                scene.Send(when, "10.2.0.1");
            }
            Scene::Run(12);
            NS_TEST_EXPECT_MSG_EQ(scene.sent,
                                  first + "@1000 " + second + "@2000 " + second + "@6000 " + first +
                                      "@6100 ",
                                  "packets");
            NS_TEST_EXPECT_MSG_EQ(scene.changes,
                                  first + " down icmp@1040 " + first + " up icmp@6040 " + first +
                                      " down icmp@6140 " + first + " up icmp@11140 ",
                                  "changes");
            NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().icmpBelieved, 2, "believed");
        }
    }
};

/**
 * Method: as before with IPv4 and IcmpConfirm; node 2 answers probes, or does not.
 * Expected: the ICMP message of 1.04 s makes node 1 probe. With an answer, the locator never is
 * down. Without, it is down after ProbeTimeout, at 2.04 s, for the hold time of 5 s; RLOC-probing
 * itself is off, so there is one probe only, each time.
 */
class IcmpConfirmTestCase : public TestCase
{
  public:
    IcmpConfirmTestCase()
        : TestCase("ICMP that a probe is to confirm")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool answers : {false, true})
        {
            Scene scene;
            scene.reachability->SetAttribute("IcmpHoldTime", TimeValue(Seconds(5)));
            scene.reachability->SetAttribute("IcmpConfirm", BooleanValue(true));
            scene.Map("10.2.0.0/24", {"10.0.2.2", "10.0.3.2"});
            scene.Open(3);
            if (answers)
            {
                scene.AnswerProbes(2);
            }
            scene.Send(1000, "10.2.0.1");
            scene.Send(3000, "10.2.0.1");
            Scene::Run(2.5);
            const auto& statistics = scene.reachability->GetStatistics();
            NS_TEST_EXPECT_MSG_EQ(statistics.probesSent, 1, "one probe");
            Scene::Run(5.5);
            NS_TEST_EXPECT_MSG_EQ(scene.changes,
                                  answers ? "" : "10.0.2.2 down icmp@2040 10.0.2.2 up icmp@7040 ",
                                  "changes");
            NS_TEST_EXPECT_MSG_EQ(scene.sent,
                                  answers ? "10.0.2.2@1000 10.0.2.2@3000 "
                                          : "10.0.2.2@1000 10.0.3.2@3000 ",
                                  "packets");
            NS_TEST_EXPECT_MSG_EQ(statistics.probesSent, answers ? 2 : 1, "probes");
            NS_TEST_EXPECT_MSG_EQ(statistics.icmpBelieved, answers ? 0 : 1, "believed");
        }
    }
};

/**
 * Method: ICMP messages quote a packet that is not from a locator of this router, one to no locator
 * of any mapping, one to a locator that nothing was sent to; one about a locator in use has another
 * code (13, administratively prohibited). Then IcmpHoldTime is 0, and a good one comes.
 * Expected: the first three are dropped as ICMP_NOT_OURS, and nothing goes down ever.
 */
class IcmpForgedTestCase : public TestCase
{
  public:
    IcmpForgedTestCase()
        : TestCase("ICMP that is not about a packet of ours")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        scene.Map("10.2.0.0/24", {"10.0.3.2", "10.0.2.2"});
        scene.Open(3);
        scene.Send(1000, "10.2.0.1");
        Simulator::Schedule(Seconds(2), [&scene] {
            const auto say = [&scene](const std::string& from, const std::string& to, int code) {
                scene.xtr->ReportUnreachable(NetworkAddress::FromString(from),
                                             NetworkAddress::FromString(to),
                                             NetworkAddress::FromString("10.0.1.1"),
                                             static_cast<uint8_t>(code));
            };
            say("10.0.4.2", "10.0.3.2", 0);
            say("10.0.1.2", "10.0.4.2", 0);
            say("10.0.1.2", "10.0.2.2", 0);
            say("10.0.1.2", "10.0.3.2", 13);
            scene.reachability->SetAttribute("IcmpHoldTime", TimeValue(Seconds(0)));
            say("10.0.1.2", "10.0.3.2", 0);
        });
        Scene::Run(4);
        NS_TEST_EXPECT_MSG_EQ(scene.changes, "", "nothing");
        NS_TEST_EXPECT_MSG_EQ(scene.Drops(LispControlDrop::ICMP_NOT_OURS), 3, "dropped");
        NS_TEST_EXPECT_MSG_EQ(scene.reachability->GetStatistics().icmpBelieved, 0, "believed");
    }
};

/**
 * Method: RouteCheck is Specific, RoutePeriod 1 s. Node 1 has routes to node 2's and node 3's
 * subnet, which it maps 10.2.0.0/24 to, and a default route. That to node 2 is removed at 2.5 s,
 * and added at 4.2 s; at 5.5 s a mapping comes with node 4, to which only the default route leads;
 * at 6.3 s the interface goes down, at 7.1 s up, and the routes are there again at 7.2 s. The same
 * with Any, where the default route is removed as well from 2.5 to 4.2 s; and with Ignore.
 * Expected: routes are looked at from 0 s on each second, and at once after the interface's change,
 * which starts the seconds anew: at 3 s node 2 is down, at 5 s up; at 5.5 s node 4 is down at once;
 * at 6.3 s nodes 2 and 3 are, and at 7.1 s still, but at 8.1 s they are up. With Any, node 2 is
 * down at 3 s and up at 5 s for lack of any route; node 4 goes down and comes up with the
 * interface's routes. With Ignore nothing happens.
 */
class RouteTestCase : public TestCase
{
  public:
    RouteTestCase()
        : TestCase("locators whose route is withdrawn")
    {
    }

  private:
    /// @param check an attribute's value @return what happens to locators of other sites
    static std::string Measure(LispReachability::RouteCheck check)
    {
        Scene scene;
        const bool isSpecific = check == LispReachability::SPECIFIC;
        scene.reachability->SetAttribute("RouteCheck", EnumValue(check));
        scene.reachability->SetAttribute("RoutePeriod", TimeValue(Seconds(1)));
        scene.reachability->SetAttribute("WatchSite", BooleanValue(false));
        scene.AddRoute("10.0.2.0");
        scene.AddRoute("10.0.3.0");
        scene.Map("10.2.0.0/24", {"10.0.2.2", "10.0.3.2"});
        const auto addDefault = [&scene] {
            scene.Routes()->SetDefaultRoute(Ipv4Address("10.0.1.1"), 1);
        };
        Simulator::Schedule(MilliSeconds(2500), [&scene, isSpecific] {
            scene.RemoveRoute("10.0.2.0");
            if (!isSpecific)
            {
                scene.RemoveRoute("0.0.0.0");
            }
        });
        Simulator::Schedule(MilliSeconds(4200), [&scene, isSpecific, addDefault] {
            scene.AddRoute("10.0.2.0");
            if (!isSpecific)
            {
                addDefault();
            }
        });
        Simulator::Schedule(MilliSeconds(5500),
                            [&scene] { scene.Map("10.4.0.0/24", {"10.0.4.2"}); });
        Simulator::Schedule(MilliSeconds(6300),
                            [&scene] { scene.network.SetLink(scene.nodes[1], false); });
        Simulator::Schedule(MilliSeconds(7100),
                            [&scene] { scene.network.SetLink(scene.nodes[1], true); });
        Simulator::Schedule(MilliSeconds(7200), [&scene, addDefault] {
            scene.AddRoute("10.0.2.0");
            scene.AddRoute("10.0.3.0");
            addDefault();
        });
        Scene::Run(10);
        return scene.changes;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Measure(LispReachability::SPECIFIC),
                              "10.0.2.2 down route@3000 10.0.2.2 up route@5000 "
                              "10.0.4.2 down route@5500 "
                              "10.0.2.2 down route@6300 10.0.3.2 down route@6300 "
                              "10.0.2.2 up route@8100 10.0.3.2 up route@8100 ",
                              "specific");
        NS_TEST_EXPECT_MSG_EQ(Measure(LispReachability::ANY),
                              "10.0.2.2 down route@3000 10.0.2.2 up route@5000 "
                              "10.0.2.2 down route@6300 10.0.3.2 down route@6300 "
                              "10.0.4.2 down route@6300 "
                              "10.0.2.2 up route@8100 10.0.3.2 up route@8100 "
                              "10.0.4.2 up route@8100 ",
                              "any");
        NS_TEST_EXPECT_MSG_EQ(Measure(LispReachability::IGNORE), "", "ignore");
    }
};

/**
 * Method: node 1 has a second uplink, 10.9.0.2 on a wire of its own, and the EID-prefix
 * 10.1.0.0/24 at both IPv4 locators and that of node 3, another router of the site, which its
 * routing knows a route to. Its Map-Server is node 4. The first interface goes down at 2 s, with
 * the static routes over it, and up at 4 s. At 6 s the route to node 3 is lost, at 8 s it is there
 * again. RoutePeriod is 1 s.
 * Expected: at 2 s 10.0.1.2 and, for lack of a route that it had, node 3's are lost; the record of
 * the Map-Register has the R bit of 10.9.0.2 alone, and comes from there. When the interface is up
 * without a route to the Map-Server it is not enough: the locator is here again at the next look
 * after its route is, at 5 s; so is node 3's. At 7 s and 9 s node 3's alone.
 */
class SiteTestCase : public TestCase
{
  public:
    SiteTestCase()
        : TestCase("uplinks of the site")
    {
    }

  private:
    /// @param scene what ran @return the last Map-Register before each whole second: R bits, source
    static std::string Registers(const Scene& scene)
    {
        std::string text;
        std::string last;
        int64_t second = 0;
        const auto flush = [&](int64_t until) {
            if (until > second && !last.empty())
            {
                text += last;
                last.clear();
            }
            second = until;
        };
        for (const auto& entry : scene.messages.entries)
        {
            const auto* message = std::get_if<LispMapRegister>(&entry.message);
            if (!message)
            {
                continue;
            }
            flush(entry.when.GetMilliSeconds() / 1000);
            last = std::to_string(second) + ":";
            for (const auto& locator : message->records.front().locators)
            {
                last += locator.reachable ? " R" : " -";
            }
            last += " " + entry.source.ToString() + "; ";
        }
        flush(second + 1);
        return text;
    }

    void DoRun() override
    {
        Scene scene;
        auto ipv4 = scene.nodes[1]->GetObject<Ipv4>();
        auto device = CreateObject<SimpleNetDevice>();
        auto far = CreateObject<SimpleNetDevice>();
        auto wire = CreateObject<SimpleChannel>();
        for (const auto& end : {device, far})
        {
            end->SetAddress(Mac48Address::Allocate());
            end->SetChannel(wire);
        }
        scene.nodes[1]->AddDevice(device);
        scene.nodes[4]->AddDevice(far);
        const uint32_t at = ipv4->AddInterface(device);
        ipv4->AddAddress(at, Ipv4InterfaceAddress(Ipv4Address("10.9.0.2"), Ipv4Mask("/24")));
        ipv4->SetUp(at);
        // The second way to the Map-Server, for when the first is down.
        scene.Routes()->SetDefaultRoute(Ipv4Address("10.9.0.1"), at, 2);
        scene.xtr->AddRloc(NetworkAddress::FromString("10.9.0.2"));
        scene.xtr->RemoveRloc(ControlTestNetwork::Ipv6Of(1));
        scene.reachability->SetAttribute("RoutePeriod", TimeValue(Seconds(1)));
        scene.etr->SetAttribute("FirstBackoff", TimeValue(Seconds(30)));
        scene.etr->AddMapServer(ControlTestNetwork::Ipv4Of(4), LispKey::FromSecret("s"));
        scene.AddRoute("10.0.3.0");
        std::vector<LispLocator> locators(3);
        locators[0].address = NetworkAddress::FromString("10.0.1.2");
        locators[1].address = NetworkAddress::FromString("10.0.3.2");
        locators[2].address = NetworkAddress::FromString("10.9.0.2");
        scene.etr->AddPrefix(EidPrefix::FromString("10.1.0.0/24"), locators);
        Simulator::Schedule(Seconds(2), [&] { scene.network.SetLink(scene.nodes[1], false); });
        Simulator::Schedule(Seconds(4), [&] { scene.network.SetLink(scene.nodes[1], true); });
        Simulator::Schedule(MilliSeconds(4500), [&] {
            scene.Routes()->SetDefaultRoute(Ipv4Address("10.0.1.1"), 1);
            scene.AddRoute("10.0.3.0");
        });
        Simulator::Schedule(MilliSeconds(6500), [&] { scene.RemoveRoute("10.0.3.0"); });
        Simulator::Schedule(MilliSeconds(8500), [&] { scene.AddRoute("10.0.3.0"); });
        Scene::Run(10);
        NS_TEST_EXPECT_MSG_EQ(scene.changes,
                              "10.0.1.2 lost@2000 10.0.3.2 lost@2000 "
                              "10.0.1.2 here@5000 10.0.3.2 here@5000 "
                              "10.0.3.2 lost@7000 10.0.3.2 here@9000 ",
                              "changes");
        NS_TEST_EXPECT_MSG_EQ(scene.etr->IsReachable(NetworkAddress::FromString("10.9.0.2")),
                              true,
                              "the second uplink all the time");
        NS_TEST_EXPECT_MSG_EQ(Registers(scene),
                              "0: R R R 10.0.1.2; 2: - - R 10.9.0.2; 5: R R R 10.0.1.2; "
                              "7: R - R 10.0.1.2; 9: R R R 10.0.1.2; ",
                              "Map-Registers");
        NS_TEST_EXPECT_MSG_EQ(scene.xtr->GetUsableRlocs().size(), 2, "both at the end");
    }
};

/// A device whose cable can be pulled.
class BreakableDevice : public SimpleNetDevice
{
  public:
    /// @param up whether the cable is plugged
    void SetLink(bool up)
    {
        m_up = up;
        m_changed();
    }

    bool IsLinkUp() const override
    {
        return m_up;
    }

    void AddLinkChangeCallback(Callback<void> callback) override
    {
        m_changed.ConnectWithoutContext(callback);
    }

  private:
    bool m_up{true};            ///< plugged
    TracedCallback<> m_changed; ///< who wants to know
};

/**
 * Method: node 1 has a second uplink, 10.9.0.2, to which no route leads from the start; its cable
 * is pulled at 2.25 s and plugged at 3.5 s. The EID-prefix is at both locators.
 * Expected: without a route the locator counts all the same. It is lost and here again at once,
 * although the interface stays up; Map-Requests then name the other two locators only. Nobody
 * answers them, so that each is repeated every second, after a new one of that second: that of 2 s
 * at 3 and 4 s, that of 3 s at 4 s.
 */
class CableTestCase : public TestCase
{
  public:
    CableTestCase()
        : TestCase("an uplink whose cable is pulled")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        auto ipv4 = scene.nodes[1]->GetObject<Ipv4>();
        auto device = CreateObject<BreakableDevice>();
        auto wire = CreateObject<SimpleChannel>();
        device->SetAddress(Mac48Address::Allocate());
        device->SetChannel(wire);
        scene.nodes[1]->AddDevice(device);
        const uint32_t at = ipv4->AddInterface(device);
        ipv4->AddAddress(at, Ipv4InterfaceAddress(Ipv4Address("10.9.0.2"), Ipv4Mask("/24")));
        ipv4->SetUp(at);
        scene.xtr->AddRloc(NetworkAddress::FromString("10.9.0.2"));
        scene.etr->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        scene.itr->AddMapResolver(ControlTestNetwork::Ipv4Of(4));
        Simulator::Schedule(MilliSeconds(2250), [&] { device->SetLink(false); });
        Simulator::Schedule(MilliSeconds(3500), [&] { device->SetLink(true); });
        for (const int64_t when : {2000, 3000, 4000})
        {
            Simulator::Schedule(MilliSeconds(when), [&scene, when] {
                scene.itr->Resolve(
                    EidPrefix::FromString("10.2." + std::to_string(when / 1000) + ".1/32"),
                    NetworkAddress::FromString("10.1.0.9"));
            });
        }
        Scene::Run(4.5);
        NS_TEST_EXPECT_MSG_EQ(scene.changes, "10.9.0.2 lost@2250 10.9.0.2 here@3500 ", "changes");
        std::string named;
        for (const auto& message : scene.messages.Get<LispEncapsulatedControl>())
        {
            const auto& request = std::get<LispMapRequest>(*message.inner);
            named += request.requests.front().eid.ToString() + ":" +
                     std::to_string(request.itrRlocs.size()) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(named,
                              "10.2.2.1:3 10.2.3.1:2 10.2.2.1:2 10.2.4.1:3 10.2.3.1:3 10.2.2.1:3 ",
                              "locators that Map-Requests name");
    }
};

/**
 * Method: a LispReachability without a tunnel router, and a second one at a node; the printed table
 * of one with a locator that two causes keep down.
 * Expected: std::invalid_argument that says why; the table has the locator, both causes, "own" for
 * those of the node, and the counters.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("what is refused, and what is printed")
    {
    }

  private:
    void DoRun() override
    {
        Scene scene;
        const auto refusal = [](const Ptr<LispXtr>& xtr) {
            try
            {
                CreateObject<LispReachability>()->Install(xtr);
            }
            catch (const std::invalid_argument& error)
            {
                return std::string(error.what());
            }
            return std::string();
        };
        NS_TEST_EXPECT_MSG_EQ(refusal(CreateObject<LispXtr>()),
                              "locators can be watched at a LISP tunnel router only: expected one "
                              "that is installed in a node",
                              "not installed");
        NS_TEST_EXPECT_MSG_EQ(refusal(scene.xtr),
                              "the locators of node " + std::to_string(scene.nodes[1]->GetId()) +
                                  " are watched already; one LispReachability a node is accepted",
                              "twice");
        scene.Map("10.2.0.0/24", {"10.0.2.2"});
        scene.etr->AddPrefix(EidPrefix::FromString("10.1.0.0/24"));
        Scene::Run(1);
        auto& rlocs = scene.xtr->GetRlocTable();
        const auto id = rlocs.Find(ControlTestNetwork::Ipv4Of(2));
        rlocs.SetUp(id, RlocDownCause::SCRIPT, false);
        rlocs.SetUp(id, RlocDownCause::STATUS_BITS, false);
        std::ostringstream os;
        scene.reachability->Print(os);
        NS_TEST_EXPECT_MSG_EQ(os.str(),
                              "LISP locator  state                      RTT ms  smoothed  probes  "
                              "answered  timed out\n"
                              "10.0.1.2      own\n"
                              "10.0.2.2      down: status-bits, script\n"
                              "fd00:1::2     own\n"
                              "LISP reachability    count\n"
                              "  locators down          1\n"
                              "  locators up again      0\n"
                              "  probes sent            0\n"
                              "  probes answered        0\n"
                              "  probes timed out       0\n"
                              "  ICMP believed          0\n",
                              "the table");
    }
};

/// The suite.
class ReachabilityTestSuite : public TestSuite
{
  public:
    ReachabilityTestSuite()
        : TestSuite("lisp-control-reachability", TestSuite::Type::UNIT)
    {
        AddTestCase(new IcmpTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IcmpConfirmTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new IcmpForgedTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RouteTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SiteTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new CableTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

ReachabilityTestSuite g_suite; ///< registers itself

} // namespace
