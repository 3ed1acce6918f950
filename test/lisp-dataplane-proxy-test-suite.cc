/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-dataplane-octets.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/lisp-locator.h"
#include "ns3/lisp-proxy.h"
#include "ns3/ns3-compat.h"
#include "ns3/rloc-table.h"
#include "ns3/test.h"

#include <algorithm>
#include <random>
#include <stdexcept>

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Proxy ITR and proxy ETR (RFC 6832), and what goes natively, octet by octet.
 *
 * In the Line, X is a proxy ITR or the ITR that uses a proxy ETR; Y is the ETR, or the proxy ETR.
 */

namespace
{

/// @param source of the packet @param destination of it @param ttl of it @return four octets in UDP
Octets
MakeFrom(const std::string& source, const std::string& destination, uint8_t ttl = 64)
{
    IpFields fields{source, destination};
    fields.ttl = ttl;
    return MakeIp(fields, MakeUdp(5000, 6000, {'L', 'I', 'S', 'P'}));
}

/// @param line the network @param seconds when A sends @param packet what
void
SendAt(Line& line, double seconds, const Octets& packet)
{
    Simulator::Schedule(Seconds(seconds),
                        [&line, packet]() { SendFrom(line.a->GetDevice(1), packet); });
}

/// @param seconds how long
void
RunFor(double seconds)
{
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

/// @param packet a packet @return true if it goes to UDP port 4341
bool
IsEncapsulated(const Octets& packet)
{
    const bool ipv4 = packet[0] >> 4 == 4;
    return packet[ipv4 ? 9 : 6] == 17 && Get16(GetPayload(packet), 2) == 4341;
}

/// @param packet a packet @return its source and destination, as "10.1.0.5>10.2.0.9"
std::string
GetEnds(const Octets& packet)
{
    const bool ipv4 = packet[0] >> 4 == 4;
    const auto family = ipv4 ? AddressFamily::IPV4 : AddressFamily::IPV6;
    return NetworkAddress::FromOctets(family, packet.data() + (ipv4 ? 12 : 8)).ToString() + ">" +
           NetworkAddress::FromOctets(family, packet.data() + (ipv4 ? 16 : 24)).ToString();
}

/// @param packets some packets @return the ends of each, those of what is inside in brackets
std::string
Describe(const std::vector<Octets>& packets)
{
    std::string text;
    for (const auto& packet : packets)
    {
        text += GetEnds(packet);
        text += IsEncapsulated(packet) ? "(" + GetEnds(GetInner(packet)) + ") " : " ";
    }
    return text;
}

/// @param line the network; X becomes a proxy ITR of 10.2.0.0/16 and fd02::/32, without EIDs, and Y
/// an xTR
void
InstallProxyItr(Line& line)
{
    line.xtr->SetAttribute("Itr", BooleanValue(false));
    line.xtr->SetAttribute("Etr", BooleanValue(false));
    line.xtr->SetAttribute("ProxyItr", BooleanValue(true));
    line.Install(line.xtr, line.x, {"172.16.1.1", "fd0a::1"}, {});
    line.Install(line.ytr, line.y, {"172.16.2.1", "fd0b::1"}, {"10.2.0.0/24", "fd02::/64"});
    line.xtr->AddProxyPrefix(EidPrefix::FromString("10.2.0.0/16"));
    line.xtr->AddProxyPrefix(EidPrefix::FromString("fd02::/32"));
}

/// @param line the network; X becomes an xTR and Y a proxy ETR without EIDs, with routes to
/// 10.9.0.0/16 and fd09::/32 by B
void
InstallProxyEtr(Line& line)
{
    line.ytr->SetAttribute("Itr", BooleanValue(false));
    line.ytr->SetAttribute("Etr", BooleanValue(false));
    line.ytr->SetAttribute("ProxyEtr", BooleanValue(true));
    line.Install(line.xtr, line.x, {"172.16.1.1", "fd0a::1"}, {"10.1.0.0/24", "fd01::/64"});
    line.Install(line.ytr, line.y, {"172.16.2.1", "fd0b::1"}, {});
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(line.y->GetObject<Ipv4>())
        ->AddNetworkRouteTo("10.9.0.0", Ipv4Mask("/16"), "10.2.0.9", 2);
    Ipv6StaticRoutingHelper()
        .GetStaticRouting(line.y->GetObject<Ipv6>())
        ->AddNetworkRouteTo("fd09::", Ipv6Prefix(32), "fd02::9", 2);
    // Else what is not for it goes back and forth.
    line.b->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
    line.b->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(false));
    for (const auto* nobody : {"10.9.0.0/16", "fd09::/32"})
    {
        Line::Map(line.xtr, nobody, {}, LispAction::NATIVELY_FORWARD);
    }
}

/// @param texts addresses with priorities @return proxy ETRs
std::vector<LispLocator>
MakeEtrs(const std::vector<std::pair<std::string, int>>& texts)
{
    std::vector<LispLocator> locators;
    for (const auto& [address, priority] : texts)
    {
        locators.emplace_back();
        locators.back().address = NetworkAddress::FromString(address);
        locators.back().priority = static_cast<uint8_t>(priority);
        locators.back().weight = 100;
    }
    return locators;
}

/**
 * Method: X is a proxy ITR; A, which is no EID, sends to B, in the four mixes of families.
 * Expected: on X's link to C, a packet from X's locator to Y's (RFC 6832 section 5.2, step 5), UDP
 * port 4341, a LISP header of eight zeros (instance 0), and A's packet with TTL 63, as X forwards
 * it. The outer TTL is the same (RFC 9300 section 5.3) and 62 after C; Y takes the smaller and
 * forwards with 61. B gets that.
 */
class AttractTestCase : public TestCase
{
  public:
    AttractTestCase()
        : TestCase("a proxy ITR's packet, all four mixes of families")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool innerIpv6 : {false, true})
        {
            for (const bool outerIpv6 : {false, true})
            {
                Attract(innerIpv6, outerIpv6);
            }
        }
    }

    /// @param innerIpv6 the EIDs @param outerIpv6 the RLOCs
    void Attract(bool innerIpv6, bool outerIpv6)
    {
        Line line;
        InstallProxyItr(line);
        Line::Map(line.xtr, "10.2.0.0/24", {outerIpv6 ? "fd0b::1" : "172.16.2.1"});
        Line::Map(line.xtr, "fd02::/64", {outerIpv6 ? "fd0b::1" : "172.16.2.1"});
        Tap atC(Line::Device(line.c, 1));
        Tap atB(Line::Device(line.b, 1));
        SendAt(line, 3, MakeInner(innerIpv6));
        RunFor(4);
        NS_TEST_ASSERT_MSG_EQ(atC.packets.size(), 1, "one packet at C");
        const Octets packet = atC.packets[0];
        const std::string ends = outerIpv6 ? "fd0a::1>fd0b::1" : "172.16.1.1>172.16.2.1";
        NS_TEST_EXPECT_MSG_EQ(GetEnds(packet), ends, "outer addresses");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(packet), 63, "outer TTL");
        NS_TEST_EXPECT_MSG_EQ(Get16(GetPayload(packet), 2), 4341, "LISP data");
        const Octets payload = GetPayload(packet);
        NS_TEST_EXPECT_MSG_EQ((Octets(payload.begin() + 8, payload.begin() + 16) == Octets(8)),
                              true,
                              "LISP header");
        // The checksum of an IPv4 header is not computed unless asked for.
        NS_TEST_EXPECT_MSG_EQ((GetPayload(GetInner(packet)) == GetPayload(MakeInner(innerIpv6))),
                              true,
                              "the packet inside");
        NS_TEST_EXPECT_MSG_EQ(GetEnds(GetInner(packet)), GetEnds(MakeInner(innerIpv6)), "its ends");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(GetInner(packet)), 63, "inner TTL");
        NS_TEST_ASSERT_MSG_EQ(atB.packets.size(), 1, "one packet at B");
        NS_TEST_EXPECT_MSG_EQ(GetEnds(atB.packets[0]), GetEnds(MakeInner(innerIpv6)), "at B");
        NS_TEST_EXPECT_MSG_EQ(GetTtl(atB.packets[0]), 61, "TTL at B");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetEncapsulated(), 1, "X into the tunnel");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 1, "Y out of it");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 0, "no drop");
        Simulator::Destroy();
    }
};

/**
 * Method: X is a proxy ITR with the mapping of 10.2.0.0/24, and of all else 10.0.0.0/8; A sends to
 * an EID that X attracts; to 10.3.0.1, which it does not; from 10.2.0.77, an EID of Y's site that
 * reaches X natively, to B; to an EID when the role is off; when it is on again; and when the
 * prefix is taken away.
 * Expected: of these the 1st, 3rd and 5th go into the tunnel, whatever their source; the others go
 * natively by X's default route to C, which has no route to them. Nothing else is encapsulated,
 * nothing is dropped by X.
 */
class ChoiceTestCase : public TestCase
{
  public:
    ChoiceTestCase()
        : TestCase("what a proxy ITR takes")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyItr(line);
        Line::Map(line.xtr, "10.2.0.0/24", {"172.16.2.1"});
        Line::Map(line.xtr, "10.0.0.0/8", {"172.16.2.1"});
        Tap atC(Line::Device(line.c, 1));
        SendAt(line, 3.0, MakeFrom("10.1.0.5", "10.2.0.9"));
        SendAt(line, 3.1, MakeFrom("10.1.0.5", "10.3.0.1"));
        SendAt(line, 3.2, MakeFrom("10.2.0.77", "10.2.0.9"));
        Simulator::Schedule(Seconds(3.3),
                            [&]() { line.xtr->SetAttribute("ProxyItr", BooleanValue(false)); });
        SendAt(line, 3.4, MakeFrom("10.1.0.5", "10.2.0.9"));
        Simulator::Schedule(Seconds(3.5),
                            [&]() { line.xtr->SetAttribute("ProxyItr", BooleanValue(true)); });
        SendAt(line, 3.6, MakeFrom("10.1.0.5", "10.2.0.9"));
        Simulator::Schedule(Seconds(3.7), [&]() {
            line.xtr->GetProxy().RemovePrefix(EidPrefix::FromString("10.2.0.0/16"));
        });
        SendAt(line, 3.8, MakeFrom("10.1.0.5", "10.2.0.9"));
        RunFor(5);
        NS_TEST_EXPECT_MSG_EQ(Describe(atC.packets),
                              "172.16.1.1>172.16.2.1(10.1.0.5>10.2.0.9) "
                              "10.1.0.5>10.3.0.1 "
                              "172.16.1.1>172.16.2.1(10.2.0.77>10.2.0.9) "
                              "10.1.0.5>10.2.0.9 "
                              "172.16.1.1>172.16.2.1(10.1.0.5>10.2.0.9) "
                              "10.1.0.5>10.2.0.9 ",
                              "at C");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops(), 0, "no drop");
        Simulator::Destroy();
    }
};

/**
 * Method: X is a proxy ITR, with a route for 10.2.0.0/16 to C, as if another proxy ITR advertised
 * the same aggregate, and one for 10.2.64.0/18, as of a site without LISP. A sends to 10.2.0.9,
 * without a mapping; then 10.2.0.0/16 is said to be no EIDs, and A sends to 10.2.0.9 and 10.2.64.1;
 * then it is said to be dropped, and A sends to 10.2.0.9 again.
 * Expected: the first waits for a mapping, whatever route there is, and control is asked for it
 * once, with A as the source; with the negative mapping it is dropped, as is the second: the
 * only route leads to where it would come back from. The third leaves natively, by the route
 * outside of the aggregate. The last one is dropped by the action.
 */
class NotEidTestCase : public TestCase
{
  public:
    NotEidTestCase()
        : TestCase("a proxy ITR and what is no EID")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyItr(line);
        const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(line.x->GetObject<Ipv4>());
        routes->AddNetworkRouteTo("10.2.0.0", Ipv4Mask("/16"), "172.16.1.2", 2);
        routes->AddNetworkRouteTo("10.2.64.0", Ipv4Mask("/18"), "172.16.1.2", 2);
        line.xtr->SetMapRequestCallback(MakeCallback(&NotEidTestCase::HandleRequest, this));
        Tap atC(Line::Device(line.c, 1));
        SendAt(line, 3.0, MakeFrom("10.1.0.5", "10.2.0.9"));
        Simulator::Schedule(Seconds(3.5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetPending(), 1, "it waits");
            Line::Map(line.xtr, "10.2.0.0/16", {}, LispAction::NATIVELY_FORWARD);
            NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_PROXY_NOT_EID), 1, "the first");
        });
        SendAt(line, 3.6, MakeFrom("10.1.0.5", "10.2.0.9"));
        SendAt(line, 3.7, MakeFrom("10.1.0.5", "10.2.64.1"));
        Simulator::Schedule(Seconds(3.8), [&]() {
            Line::Map(line.xtr, "10.2.0.0/16", {}, LispAction::DROP_NO_REASON);
        });
        SendAt(line, 3.9, MakeFrom("10.1.0.5", "10.2.0.9"));
        RunFor(5);
        NS_TEST_EXPECT_MSG_EQ(m_asked, "10.2.0.9/32 for 10.1.0.5 ", "Map-Requests");
        NS_TEST_EXPECT_MSG_EQ(Describe(atC.packets), "10.1.0.5>10.2.64.1 ", "at C");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetForwardedNatively(), 1, "natively");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_PROXY_NOT_EID), 2, "would come back");
        NS_TEST_EXPECT_MSG_EQ(line.Drops(LispDropReason::ITR_ACTION_DROP), 1, "the last");
        NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 3, "nothing else");
        Simulator::Destroy();
    }

    /// @param destination asked for @param source that sends to it
    void HandleRequest(const EidPrefix& destination, const NetworkAddress& source)
    {
        m_asked += destination.ToPrefixString() + " for " + source.ToString() + " ";
    }

    std::string m_asked; ///< what control was asked for
};

/**
 * Method: X is an ITR that knows 10.9.0.0/16 and fd09::/32 to be no EIDs and uses Y as proxy ETR,
 * by IPv4 and by IPv6. A sends to 10.9.0.1 and fd09::1. Then Y's role is off, and A sends again.
 * Expected: on the core only packets between locators, of either family for both (RFC 6832 section
 * 6: "traversing a different IP protocol"); B, by which Y routes there, gets A's packets with TTL
 * 64 - 1 (X) - 1 (C, the outer one) - 1 (Y) = 61. Y counts them as proxied, X as encapsulated and
 * not as native. Without its role Y is no LISP router at all: it drops nothing itself.
 */
class EtrTestCase : public TestCase
{
  public:
    EtrTestCase()
        : TestCase("a proxy ETR, all four mixes of families")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool outerIpv6 : {false, true})
        {
            Line line;
            InstallProxyEtr(line);
            line.xtr->SetProxyEtrs(MakeEtrs({{outerIpv6 ? "fd0b::1" : "172.16.2.1", 1}}));
            Tap atC(Line::Device(line.c, 1));
            Tap atB(Line::Device(line.b, 1));
            SendAt(line, 3.0, MakeFrom("10.1.0.5", "10.9.0.1"));
            SendAt(line, 3.1, MakeFrom("fd01::5", "fd09::1"));
            Simulator::Schedule(Seconds(3.2), [&]() {
                NS_TEST_EXPECT_MSG_EQ(line.ytr->GetProxied(), 2, "as a proxy");
                line.ytr->SetAttribute("ProxyEtr", BooleanValue(false));
                atC.packets.erase(std::remove_if(atC.packets.begin(),
                                                 atC.packets.end(),
                                                 [](const auto& p) { return !IsEncapsulated(p); }),
                                  atC.packets.end());
            });
            SendAt(line, 3.3, MakeFrom("10.1.0.5", "10.9.0.1"));
            RunFor(4);
            const std::string outer = outerIpv6 ? "fd0a::1>fd0b::1" : "172.16.1.1>172.16.2.1";
            NS_TEST_EXPECT_MSG_EQ(Describe(atC.packets),
                                  outer + "(10.1.0.5>10.9.0.1) " + outer + "(fd01::5>fd09::1) " +
                                      outer + "(10.1.0.5>10.9.0.1) ",
                                  "at C");
            NS_TEST_ASSERT_MSG_EQ(Describe(atB.packets),
                                  "10.1.0.5>10.9.0.1 fd01::5>fd09::1 ",
                                  "at B");
            NS_TEST_EXPECT_MSG_EQ(GetTtl(atB.packets[0]), 61, "IPv4 TTL");
            NS_TEST_EXPECT_MSG_EQ(GetTtl(atB.packets[1]), 61, "IPv6 hop limit");
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetEncapsulated(), 3, "X into the tunnel");
            NS_TEST_EXPECT_MSG_EQ(line.xtr->GetForwardedNatively(), 0, "X natively");
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 2, "Y out of it");
            NS_TEST_EXPECT_MSG_EQ(line.drops.size(), 0, "no drop");
            Simulator::Destroy();
        }
    }
};

/**
 * Method: X uses two proxy ETRs, 172.16.2.1 with priority 1 and 172.16.2.77 with priority 2. A
 * sends to 10.9.0.1; when the first locator is down; when it is up again; when both are down; when
 * both have priority 255; and when X is to use none.
 * Expected: outer destinations .1, .77, .1 (RFC 9300 section 9: the best priority that can be
 * used); then two drops for want of a locator, and the last packet natively.
 */
class FailOverTestCase : public TestCase
{
  public:
    FailOverTestCase()
        : TestCase("a choice of proxy ETRs")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyEtr(line);
        const auto etrs = MakeEtrs({{"172.16.2.1", 1}, {"172.16.2.77", 2}});
        line.xtr->SetProxyEtrs(etrs);
        Tap atC(Line::Device(line.c, 1));
        const auto set = [&line](double when, const std::string& rloc, bool up) {
            Simulator::Schedule(Seconds(when), [&line, rloc, up]() {
                auto& table = line.xtr->GetRlocTable();
                table.SetUp(table.Find(NetworkAddress::FromString(rloc)),
                            RlocDownCause::SCRIPT,
                            up);
            });
        };
        const Octets packet = MakeFrom("10.1.0.5", "10.9.0.1");
        SendAt(line, 3.0, packet);
        set(3.1, "172.16.2.1", false);
        SendAt(line, 3.2, packet);
        set(3.3, "172.16.2.1", true);
        SendAt(line, 3.4, packet);
        set(3.5, "172.16.2.1", false);
        set(3.5, "172.16.2.77", false);
        SendAt(line, 3.6, packet);
        set(3.7, "172.16.2.1", true);
        set(3.7, "172.16.2.77", true);
        Simulator::Schedule(Seconds(3.7), [&]() {
            line.xtr->SetProxyEtrs(MakeEtrs({{"172.16.2.1", 255}, {"172.16.2.77", 255}}));
        });
        SendAt(line, 3.8, packet);
        Simulator::Schedule(Seconds(3.9), [&]() { line.xtr->SetProxyEtrs({}); });
        SendAt(line, 4.0, packet);
        RunFor(5);
        NS_TEST_EXPECT_MSG_EQ(Describe(atC.packets),
                              "172.16.1.1>172.16.2.1(10.1.0.5>10.9.0.1) "
                              "172.16.1.1>172.16.2.77(10.1.0.5>10.9.0.1) "
                              "172.16.1.1>172.16.2.1(10.1.0.5>10.9.0.1) "
                              "10.1.0.5>10.9.0.1 ",
                              "at C");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDrops(LispDropReason::ITR_NO_USABLE_RLOC), 2, "no ETR");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops(), 2, "nothing else");
        Simulator::Destroy();
    }
};

/**
 * Method: Y is an xTR of 10.2.0.0/24 and a proxy ETR that serves X's locator and 10.1.0.0/24. C
 * sends it encapsulated packets: from X and 10.1.0.5 to B, and to 10.9.0.1; from another locator;
 * from another inner source; to Y's own locator, with a whole encapsulated packet inside; and the
 * first again when it serves nobody by name.
 * Expected: to B as an ETR, whoever sends; to 10.9.0.1 as a proxy; the next two dropped by their
 * reasons; the tunnel in the tunnel as well, so that its packet never comes to B. No data for a
 * host elsewhere is reported as stale.
 */
class ClientsTestCase : public TestCase
{
  public:
    ClientsTestCase()
        : TestCase("whom a proxy ETR serves")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyEtr(line);
        line.ytr->SetAttribute("Etr", BooleanValue(true));
        line.ytr->GetEidDatabase().AddPrefix(EidPrefix::FromString("10.2.0.0/24"),
                                             Line::Locators(line.ytr, {"172.16.2.1"}));
        line.ytr->GetProxy().AddClient(NetworkAddress::FromString("172.16.1.1"));
        line.ytr->GetProxy().AddClientEids(EidPrefix::FromString("10.1.0.0/24"));
        line.ytr->TraceConnectWithoutContext("StaleData",
                                             MakeCallback(&ClientsTestCase::HandleStale, this));
        Tap atB(Line::Device(line.b, 1));
        const Octets nested =
            MakeIp({"10.1.0.5", "172.16.2.1"}, MakeLisp(MakeFrom("10.1.0.5", "10.2.0.9")));
        const std::vector<std::pair<std::string, Octets>> sent = {
            {"172.16.1.1", MakeFrom("10.1.0.5", "10.2.0.9")},
            {"172.16.1.1", MakeFrom("10.1.0.5", "10.9.0.1")},
            {"172.16.1.7", MakeFrom("10.8.0.5", "10.2.0.9")},
            {"172.16.1.7", MakeFrom("10.1.0.5", "10.9.0.2")},
            {"172.16.1.1", MakeFrom("10.8.0.5", "10.9.0.3")},
            {"172.16.1.1", nested},
        };
        double when = 3;
        for (const auto& [source, inner] : sent)
        {
            const Octets packet = MakeIp({source, "172.16.2.1"}, MakeLisp(inner));
            Simulator::Schedule(Seconds(when += 0.1),
                                [&line, packet]() { SendFrom(line.c->GetDevice(2), packet); });
        }
        RunFor(5);
        NS_TEST_EXPECT_MSG_EQ(Describe(atB.packets),
                              "10.1.0.5>10.2.0.9 10.1.0.5>10.9.0.1 10.8.0.5>10.2.0.9 ",
                              "at B");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetProxied(), 1, "as a proxy");
        NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 3, "in all");
        for (const auto reason : {LispDropReason::ETR_PROXY_NOT_CLIENT,
                                  LispDropReason::ETR_PROXY_NOT_CLIENT_EID,
                                  LispDropReason::ETR_BAD_INNER_DESTINATION})
        {
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDrops(reason), 1, ToString(reason));
        }
        NS_TEST_EXPECT_MSG_EQ(m_stale, 0, "stale data");
        Simulator::Destroy();
    }

    /// Stale data was reported.
    void HandleStale(const NetworkAddress&, const EidPrefix&, const NetworkAddress&)
    {
        ++m_stale;
    }

    int m_stale{0}; ///< reports
};

/**
 * Method: X is an ITR that knows 10.9.0.0/16 and fd09::/32 to be no EIDs, with a default route and
 * no other. A sends 4 octets by either family; then, the MTU towards C being 1000, a packet of 1200
 * octets with DF, and one without.
 * Expected: the first two natively by the default route (RFC 9301 section 8.1: "knows not to
 * attempt LISP encapsulation"), TTL 63. With DF: dropped, and A is told so by ICMP type 3 code 4
 * with the MTU 1000 (RFC 1191 section 4). Without: C gets it in two fragments. Three packets are
 * counted as native.
 */
class NativeTestCase : public TestCase
{
  public:
    NativeTestCase()
        : TestCase("natively by the default route")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyEtr(line);
        Tap atC(Line::Device(line.c, 1));
        Tap atA(Line::Device(line.a, 1));
        SendAt(line, 3.0, MakeFrom("10.1.0.5", "10.9.0.1"));
        SendAt(line, 3.1, MakeFrom("fd01::5", "fd09::1"));
        Simulator::Schedule(Seconds(3.2), [&]() {
            NS_TEST_ASSERT_MSG_EQ(Describe(atC.packets),
                                  "10.1.0.5>10.9.0.1 fd01::5>fd09::1 ",
                                  "at C");
            NS_TEST_EXPECT_MSG_EQ(GetTtl(atC.packets[0]), 63, "IPv4 TTL");
            NS_TEST_EXPECT_MSG_EQ(GetTtl(atC.packets[1]), 63, "IPv6 hop limit");
            atC.packets.clear();
            atA.packets.clear();
            line.x->GetDevice(2)->SetMtu(1000);
        });
        for (const bool mayFragment : {false, true})
        {
            IpFields fields{"10.1.0.5", "10.9.0.1"};
            fields.fragment = mayFragment ? 0 : 0x4000;
            SendAt(line,
                   mayFragment ? 3.4 : 3.3,
                   MakeIp(fields, MakeUdp(5000, 6000, Octets(1200 - 28))));
        }
        RunFor(5);
        NS_TEST_ASSERT_MSG_EQ(atA.packets.size(), 1, "one message to A");
        const Octets icmp = GetPayload(atA.packets[0]);
        NS_TEST_EXPECT_MSG_EQ(Get16(icmp, 0), 0x0304, "fragmentation needed");
        NS_TEST_EXPECT_MSG_EQ(Get16(icmp, 6), 1000, "the MTU");
        NS_TEST_EXPECT_MSG_EQ(Describe(atC.packets),
                              "10.1.0.5>10.9.0.1 10.1.0.5>10.9.0.1 ",
                              "fragments at C");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetForwardedNatively(), 3, "natively");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetDrops(LispDropReason::ITR_TOO_BIG), 1, "with DF");
        NS_TEST_EXPECT_MSG_EQ(line.xtr->GetTotalDrops(), 1, "nothing else");
        Simulator::Destroy();
    }
};

/**
 * Method: Y is a proxy ETR that serves anybody. C sends it an encapsulated packet for 10.9.0.1, and
 * one for fd09::1, over either family, cut off after each octet, and 1,000 times with one to eight
 * bits flipped at random (seed 1); header checksums are on. After all of them a good one.
 * Expected: each is dropped by a reason of its own or decapsulated, or, where a flip hit the port,
 * not for Y; none ends the simulation. One that is cut off is never decapsulated. The good one
 * comes to B.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets at a proxy ETR")
    {
    }

  private:
    void DoRun() override
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        for (const bool innerIpv6 : {false, true})
        {
            for (const bool outerIpv6 : {false, true})
            {
                Attack(innerIpv6, outerIpv6);
            }
        }
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
    }

    /// @param innerIpv6 the inner family @param outerIpv6 the outer family
    void Attack(bool innerIpv6, bool outerIpv6)
    {
        Line line;
        InstallProxyEtr(line);
        line.a->GetObject<Ipv4>()->SetAttribute("IpForward", BooleanValue(false));
        line.a->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(false));
        Tap atB(Line::Device(line.b, 1));
        const Octets good =
            MakeLisp(innerIpv6 ? MakeFrom("fd01::5", "fd09::1") : MakeFrom("10.1.0.5", "10.9.0.1"));
        std::vector<Octets> bad;
        for (std::size_t length = 8; length < good.size(); ++length)
        {
            bad.emplace_back(good.begin(), good.begin() + length);
            bad.back()[5] = static_cast<uint8_t>(length);
        }
        const std::size_t cuts = bad.size();
        std::mt19937 random(1);
        for (int i = 0; i < 1000; ++i)
        {
            bad.push_back(good);
            for (unsigned flips = 1 + random() % 8; flips > 0; --flips)
            {
                bad.back()[random() % good.size()] ^= 1U << random() % 8;
            }
        }
        uint64_t forOthers = 0;
        for (std::size_t i = 0; i < bad.size(); ++i)
        {
            forOthers += Get16(bad[i], 2) != 4341;
            Simulator::Schedule(Seconds(3) + MilliSeconds(10 * i), [&line, &bad, i, outerIpv6]() {
                SendFrom(line.c->GetDevice(2), MakeOuter(outerIpv6, bad[i]));
            });
        }
        Simulator::Schedule(Seconds(3) + MilliSeconds(10 * cuts - 1), [&]() {
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated(), 0, "a part of a packet");
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetTotalDrops(), cuts, "each is counted");
        });
        Simulator::Schedule(Seconds(4) + MilliSeconds(10 * bad.size()), [&]() {
            NS_TEST_EXPECT_MSG_EQ(line.ytr->GetDecapsulated() + line.ytr->GetTotalDrops() +
                                      forOthers,
                                  bad.size(),
                                  "each is counted");
            NS_TEST_EXPECT_MSG_GT(line.ytr->GetProxied(), 0, "some come through");
            atB.packets.clear();
            SendFrom(line.c->GetDevice(2), MakeOuter(outerIpv6, good));
        });
        RunFor(5 + 0.01 * static_cast<double>(bad.size()));
        NS_TEST_EXPECT_MSG_EQ(Describe(atB.packets),
                              (innerIpv6 ? "fd01::5>fd09::1 " : "10.1.0.5>10.9.0.1 "),
                              "the good one");
        Simulator::Destroy();
    }
};

/**
 * Method: what a script may get wrong.
 * Expected: std::invalid_argument with a line that names the value.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("mistakes of scripts")
    {
    }

  private:
    void DoRun() override
    {
        Line line;
        InstallProxyItr(line);
        const auto xtr = line.xtr;
        ExpectRefused("172.16.1.1",
                      [&]() { xtr->AddProxyPrefix(EidPrefix::FromString("172.16.0.0/16")); });
        ExpectRefused("10.2.0.0/16",
                      [&]() { xtr->AddProxyPrefix(EidPrefix::FromString("10.2.0.0/16")); });
        ExpectRefused("00:00:00:00:00:01", [&]() {
            xtr->AddProxyPrefix(
                EidPrefix::Host(NetworkAddress::FromString("00:00:00:00:00:01"), 0));
        });
        ExpectRefused("00:00:00:00:00:01", [&]() {
            xtr->SetProxyEtrs(MakeEtrs({{"00:00:00:00:00:01", 1}}));
        });
        ExpectRefused("00:00:00:00:00:01", [&]() {
            xtr->GetProxy().AddClient(NetworkAddress::FromString("00:00:00:00:00:01"));
        });
        xtr->AddProxyPrefix(EidPrefix::FromString("10.1.0.0/16"));
        ExpectRefused("10.1.0.1", [&]() { xtr->AddRloc(NetworkAddress::FromString("10.1.0.1")); });
        NS_TEST_EXPECT_MSG_EQ(xtr->GetProxy().GetPrefixes().size(), 3, "what was right stands");
        Simulator::Destroy();
    }

    /// @param what the message names @param act something wrong
    template <class Act>
    void ExpectRefused(const std::string& what, Act act)
    {
        std::string message = "accepted";
        try
        {
            act();
        }
        catch (const std::invalid_argument& error)
        {
            message = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(message.find(what), std::string::npos, message);
        NS_TEST_EXPECT_MSG_NE(message.find("expected"), std::string::npos, message);
    }
};

/**
 * @brief The suite.
 */
class ProxyTestSuite : public TestSuite
{
  public:
    ProxyTestSuite()
        : TestSuite("lisp-dataplane-proxy", Type::UNIT)
    {
        AddTestCase(new AttractTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ChoiceTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NotEidTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EtrTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailOverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ClientsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NativeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MistakesTestCase, compat::TestDuration<>::QUICK);
    }
};

ProxyTestSuite g_proxyTestSuite; ///< the suite

} // namespace
