/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/bgp-speaker.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ip-interfaces.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/net-device-container.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <array>
#include <string>

using namespace ns3;

/**
 * @file
 * @brief What a node's routing says of a way by a certain device, where the best route leaves by
 * another: that which the BGP neighbour there offers.
 */

namespace
{

/// A router with two neighbours, each on a link of 10 ms: 10.0.1.1 to .2 and 10.0.2.1 to .2, or the
/// same of fd00:1:: and fd00:2::.
struct Offers
{
    AddressFamily family;                            ///< of all addresses
    std::array<Ptr<Node>, 3> nodes;                  ///< the router, then its neighbours
    std::array<NetDeviceContainer, 2> links;         ///< to each neighbour
    std::array<Ptr<BgpSpeaker>, 3> speakers;         ///< of nodes
    EidPrefix prefix;                                ///< that both neighbours originate
    std::string heard;                               ///< OffersChanged, with the time
    std::array<std::array<NetworkAddress, 2>, 2> at; ///< addresses by link: the router's first

    /// @param family of all addresses
    explicit Offers(AddressFamily family)
        : family(family),
          prefix(EidPrefix::FromString(family == AddressFamily::IPV4 ? "192.0.2.0/24"
                                                                     : "2001:db8::/32"))
    {
        for (uint32_t i = 0; i < 3; ++i)
        {
            nodes[i] = CreateObject<Node>();
            InternetStackHelper().Install(nodes[i]);
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("10ms"));
        for (uint32_t i = 0; i < 2; ++i)
        {
            links[i] = link.Install(nodes[0], nodes[i + 1]);
            const auto number = std::to_string(i + 1);
            const auto first = InterfaceAddress::FromString(family == AddressFamily::IPV4
                                                                ? "10.0." + number + ".1/24"
                                                                : "fd00:" + number + "::1/64");
            AddIpInterface(links[i].Get(0), first);
            AddIpInterface(links[i].Get(1), first.Next(1));
            at[i] = {first.address, first.Next(1).address};
        }
        for (uint32_t i = 0; i < 3; ++i)
        {
            speakers[i] = CreateObject<BgpSpeaker>();
            speakers[i]->SetAttribute("AdvertisementInterval", TimeValue(Seconds(0)));
            speakers[i]->Install(nodes[i], 64512 + i);
        }
        for (uint32_t i = 0; i < 2; ++i)
        {
            speakers[0]->AddNeighbor(links[i].Get(0), at[i][1], 64513 + i);
            speakers[i + 1]->AddNeighbor(links[i].Get(1), at[i][0], 64512);
            speakers[i + 1]->Originate(prefix);
        }
        speakers[1]->Originate(MakeDefaultPrefix(family));
        speakers[0]->TraceConnectWithoutContext("OffersChanged",
                                                MakeCallback(&Offers::Changed, this));
    }

    ~Offers()
    {
        Simulator::Destroy();
    }

    /// @param neighbor whose routes changed
    void Changed(const NetworkAddress& neighbor)
    {
        if (Simulator::Now() > Seconds(10))
        {
            heard += neighbor.ToString() + "@" +
                     std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
        }
    }

    /// @param destination where to @param device by which; null: any @return the next hop and the
    /// source; "none"
    std::string Ask(const NetworkAddress& destination, Ptr<NetDevice> device) const
    {
        auto error = Socket::ERROR_NOTERROR;
        if (family == AddressFamily::IPV4)
        {
            Ipv4Header header;
            header.SetDestination(destination.ToIpv4());
            const auto route =
                nodes[0]->GetObject<Ipv4>()->GetRoutingProtocol()->RouteOutput(nullptr,
                                                                               header,
                                                                               device,
                                                                               error);
            return !route ? "none"
                   : device && route->GetOutputDevice() != device
                       ? "elsewhere"
                       : NetworkAddress(route->GetGateway()).ToString() + " from " +
                             NetworkAddress(route->GetSource()).ToString();
        }
        Ipv6Header header;
        header.SetDestination(destination.ToIpv6());
        const auto route = nodes[0]->GetObject<Ipv6>()->GetRoutingProtocol()->RouteOutput(nullptr,
                                                                                          header,
                                                                                          device,
                                                                                          error);
        return !route ? "none"
               : device && route->GetOutputDevice() != device
                   ? "elsewhere"
                   : NetworkAddress(route->GetGateway()).ToString() + " from " +
                         NetworkAddress(route->GetSource()).ToString();
    }

    /// @param address an address @return what Ask says of it: by any device, and by each
    std::string AskAll(const std::string& address) const
    {
        const auto destination = NetworkAddress::FromString(address);
        return Ask(destination, nullptr) + ", " + Ask(destination, links[0].Get(0)) + ", " +
               Ask(destination, links[1].Get(0));
    }

    /// @param i a link @return what Ask says of a way by it
    std::string By(uint32_t i) const
    {
        return at[i][1].ToString() + " from " + at[i][0].ToString();
    }
};

/**
 * Method: both neighbours originate 192.0.2.0/24 (2001:db8::/32), the first the default route as
 * well. The second withdraws its prefix at 20 s, originates it again at 30 s, and its link goes
 * down at 40 s. Routes are asked for by any device, and by each.
 * Expected: AS paths are as long; the lower BGP Identifier, which is the AS number, has the best
 * route (RFC 4271 section 9.1.2.2, f): the first neighbour. By its device the second one's offer
 * counts all the same, with the source address of that device; not while it is withdrawn, 10 ms
 * after which this is told, and not when the interface is down. An address outside of the prefix,
 * which only the default route has, is offered by the first alone; a group by nobody. No best
 * route changes, and the node's table has these two all the time.
 */
class OfferTestCase : public TestCase
{
  public:
    /// @param family of all addresses
    explicit OfferTestCase(AddressFamily family)
        : TestCase(family == AddressFamily::IPV4 ? "a way by a device, IPv4"
                                                 : "a way by a device, IPv6"),
          m_family(family)
    {
    }

  private:
    void DoRun() override
    {
        Offers net(m_family);
        const bool isIpv4 = m_family == AddressFamily::IPV4;
        const std::string inside = isIpv4 ? "192.0.2.9" : "2001:db8::9";
        const std::string outside = isIpv4 ? "198.51.100.9" : "2001:db9::9";
        const std::string group = isIpv4 ? "233.252.0.1" : "ff0e::1";
        const auto first = net.By(0);
        const auto expect = [&](double when, const std::string& second, const std::string& what) {
            Simulator::Schedule(Seconds(when), [this, &net, first, second, what, inside] {
                NS_TEST_EXPECT_MSG_EQ(net.AskAll(inside), first + ", " + first + second, what);
                NS_TEST_EXPECT_MSG_EQ(net.speakers[0]->GetNRoutes(), 2, "in the table");
            });
        };
        expect(11, ", " + net.By(1), "both");
        Simulator::Schedule(Seconds(12), [this, &net, first, outside, group] {
            NS_TEST_EXPECT_MSG_EQ(net.AskAll(outside),
                                  first + ", " + first + ", none",
                                  "the default route");
            for (const uint32_t i : {0U, 1U})
            {
                NS_TEST_EXPECT_MSG_EQ(
                    net.speakers[0]
                        ->FindOffer(NetworkAddress::FromString(group), net.links[i].Get(0))
                        .IsValid(),
                    false,
                    "a group");
            }
        });
        Simulator::Schedule(Seconds(20), [&net] { net.speakers[2]->Withdraw(net.prefix); });
        expect(21, ", none", "withdrawn");
        Simulator::Schedule(Seconds(30), [&net] { net.speakers[2]->Originate(net.prefix); });
        expect(31, ", " + net.By(1), "again");
        Simulator::Schedule(Seconds(40), [&net, isIpv4] {
            const auto device = net.links[1].Get(0);
            if (isIpv4)
            {
                const auto ipv4 = net.nodes[0]->GetObject<Ipv4>();
                ipv4->SetDown(ipv4->GetInterfaceForDevice(device));
            }
            else
            {
                const auto ipv6 = net.nodes[0]->GetObject<Ipv6>();
                ipv6->SetDown(ipv6->GetInterfaceForDevice(device));
            }
        });
        expect(41, ", none", "its interface is down");
        Simulator::Stop(Seconds(42));
        const auto watch = [&] {
            NS_TEST_EXPECT_MSG_LT(net.speakers[0]->GetLastChange(), Seconds(10), "no best route");
        };
        Simulator::Schedule(Seconds(41.5), watch);
        Simulator::Run();
        const auto second = net.at[1][1].ToString();
        NS_TEST_EXPECT_MSG_EQ(net.heard,
                              second + "@20010 " + second + "@30010 " + second + "@40000 ",
                              "told");
    }

    AddressFamily m_family; //!< of all addresses
};

/// The suite.
class BgpOfferTestSuite : public TestSuite
{
  public:
    BgpOfferTestSuite()
        : TestSuite("lisp-underlay-bgp-offer", TestSuite::Type::UNIT)
    {
        AddTestCase(new OfferTestCase(AddressFamily::IPV4), compat::TestDuration<>::QUICK);
        AddTestCase(new OfferTestCase(AddressFamily::IPV6), compat::TestDuration<>::QUICK);
    }
};

BgpOfferTestSuite g_bgpOfferTestSuite; ///< registers the suite

} // namespace
