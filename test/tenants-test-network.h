/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TENANTS_TEST_NETWORK_H
#define TENANTS_TEST_NETWORK_H

#include "control-test-network.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/lisp-control-port.h"
#include "ns3/lisp-data-header.h"
#include "ns3/lisp-drop-reason.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-xtr.h"
#include "ns3/socket.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Two tenants with the same addresses behind the same tunnel routers.
 *
 * Routers 1 and 2 are of the site "shared", router 3 of "third"; node 4 is the mapping system. Each
 * is 10 ms from the core. The tenants "red" (instance 7) and "blue" (instance 8) have both a host
 * 10.1.0.9 behind router 1 and a host 10.2.0.9 behind router 2, in subnets of the same numbers;
 * behind router 3, blue alone has 10.3.0.9. In IPv6, i being 1, 2, 3, subnet i is fd01:i::/64,
 * its host fd01:i::9. Locators are all IPv4 or all IPv6.
 *
 * Nothing but the defaults of the helper is set, unless a test says so.
 */
class TenantsTestNetwork
{
  public:
    static constexpr uint16_t PORT = 4000;  ///< that all hosts listen to
    static constexpr uint32_t RED = 7;      ///< instance
    static constexpr uint32_t BLUE = 8;     ///< instance
    static constexpr uint32_t FORGED = 300; ///< octets of payload of what Forge sends

    /// What hosts have received: packets by octets of payload.
    using Received = std::map<uint32_t, uint32_t>;
    /// Sets what is not to be as the helper has it.
    using Preparation = std::function<void(LispHelper&)>;

    ControlTestNetwork network;                        ///< the underlay
    LispHelper lisp;                                   ///< installs LISP
    std::vector<Ptr<Node>> nodes{{}};                  ///< from 1
    std::vector<Ptr<LispXtr>> xtrs{{}};                ///< from 1
    std::map<std::string, Ptr<Node>> hosts;            ///< "red1", ...
    std::map<std::string, Received> received;          ///< by host
    std::map<std::string, std::vector<Time>> arrivals; ///< by host
    std::map<uint32_t, uint32_t> asked;                ///< Map-Requests by router

    /// @param ipv6Eids what hosts send to and from @param ipv6Rlocs what routers do
    /// @param prepare called before a router is installed
    explicit TenantsTestNetwork(bool ipv6Eids = false,
                                bool ipv6Rlocs = false,
                                const Preparation& prepare = {})
        : m_ipv6Eids(ipv6Eids),
          m_ipv6Rlocs(ipv6Rlocs)
    {
        for (int i = 0; i < 4; ++i)
        {
            nodes.push_back(network.AddNode());
        }
        if (prepare)
        {
            prepare(lisp);
        }
        lisp.SetMapServer(nodes[4], GetRloc(4).ToString());
        lisp.AddSite("shared", "their key");
        lisp.AddSite("third", "another key");
        for (const uint32_t number : {1, 2, 3})
        {
            AddRouter(number, number == 3 ? "third" : "shared");
        }
        lisp.AddTenant("red", RED);
        lisp.AddTenant("blue", BLUE);
        AddHost("red", 1);
        AddHost("blue", 1);
        AddHost("red", 2);
        AddHost("blue", 2);
        AddHost("blue", 3);
    }

    /// @param number a node @return its address in the core
    NetworkAddress GetRloc(uint32_t number) const
    {
        return m_ipv6Rlocs ? ControlTestNetwork::Ipv6Of(number)
                           : ControlTestNetwork::Ipv4Of(number);
    }

    /// @param number a router @return the subnet of each tenant's hosts behind it
    std::string GetSubnet(uint32_t number) const
    {
        const auto text = std::to_string(number);
        return m_ipv6Eids ? "fd01:" + text + "::/64" : "10." + text + ".0.0/24";
    }

    /// @param number a router @param host a number below 256 @return an EID behind it
    std::string GetEid(uint32_t number, uint32_t host = 9) const
    {
        const auto text = std::to_string(number);
        return (m_ipv6Eids ? "fd01:" + text + "::" : "10." + text + ".0.") + std::to_string(host);
    }

    /// @param number a router to be @param site of this one
    void AddRouter(uint32_t number, const std::string& site)
    {
        xtrs.push_back(lisp.InstallXtr(nodes[number], site, {GetRloc(number).ToString()}));
        nodes[number]->GetObject<LispItr>()->TraceConnectWithoutContext(
            "MapRequestSent",
            MakeBoundCallback(&TenantsTestNetwork::CountAsked, this, number));
    }

    /// @param from a host @param number the router of its peer @param size octets of payload
    /// @param start when @param interval between packets @param count how many
    void Send(const std::string& from,
              uint32_t number,
              uint32_t size,
              Time start = Seconds(5),
              Time interval = MilliSeconds(100),
              uint32_t count = 100)
    {
        const auto socket =
            Socket::CreateSocket(hosts[from], TypeId::LookupByName("ns3::UdpSocketFactory"));
        const auto to = NetworkAddress::FromString(GetEid(number));
        const Address peer = m_ipv6Eids ? Address(Inet6SocketAddress(to.ToIpv6(), PORT))
                                        : Address(InetSocketAddress(to.ToIpv4(), PORT));
        for (uint32_t i = 0; i < count; ++i)
        {
            Simulator::Schedule(start + interval * i, [socket, peer, size]() {
                socket->SendTo(Create<Packet>(size), 0, peer);
            });
        }
    }

    /// From 5 s to 15 s each pair of hosts of one tenant sends both ways, a packet every 100 ms:
    /// red's have 100 octets of payload, blue's 200.
    void SendAll()
    {
        Send("red1", 2, 100);
        Send("red2", 1, 100);
        Send("blue1", 2, 200);
        Send("blue2", 1, 200);
        Send("blue1", 3, 200);
        Send("blue3", 1, 200);
    }

    /// A packet that a node makes up.
    struct Forgery
    {
        uint32_t from{3};         ///< the node that sends it
        uint32_t to{1};           ///< the tunnel router that it is for
        uint32_t instanceId{RED}; ///< that it claims; 0: none
        uint32_t outerSource{3};  ///< the node whose address in the core it has
        std::string source;       ///< inner
        std::string destination;  ///< inner
    };

    /// @param when to send @param forgery what
    void Forge(Time when, const Forgery& forgery)
    {
        Simulator::Schedule(when, [this, forgery]() {
            const auto source = NetworkAddress::FromString(forgery.source);
            const auto destination = NetworkAddress::FromString(forgery.destination);
            const auto packet = Create<Packet>(FORGED);
            UdpHeader udp;
            udp.SetSourcePort(PORT);
            udp.SetDestinationPort(PORT);
            packet->AddHeader(udp);
            constexpr uint8_t udpProtocol = 17;
            if (source.GetFamily() == AddressFamily::IPV4)
            {
                Ipv4Header inner;
                inner.SetSource(source.ToIpv4());
                inner.SetDestination(destination.ToIpv4());
                inner.SetProtocol(udpProtocol);
                inner.SetPayloadSize(packet->GetSize());
                inner.SetTtl(64);
                packet->AddHeader(inner);
            }
            else
            {
                Ipv6Header inner;
                inner.SetSource(source.ToIpv6());
                inner.SetDestination(destination.ToIpv6());
                inner.SetNextHeader(udpProtocol);
                inner.SetPayloadLength(packet->GetSize());
                inner.SetHopLimit(64);
                packet->AddHeader(inner);
            }
            LispDataHeader lispHeader;
            if (forgery.instanceId != 0)
            {
                lispHeader.SetInstanceId(forgery.instanceId);
            }
            packet->AddHeader(lispHeader);
            const auto from = GetRloc(forgery.outerSource);
            const auto to = GetRloc(forgery.to);
            const auto stack = nodes[forgery.from]->GetObject<UdpL4Protocol>();
            if (m_ipv6Rlocs)
            {
                stack->Send(packet, from.ToIpv6(), to.ToIpv6(), PORT, 4341);
            }
            else
            {
                stack->Send(packet, from.ToIpv4(), to.ToIpv4(), PORT, 4341);
            }
        });
    }

    /// @param number a router @return its control messages
    Ptr<LispControlPort> GetControl(uint32_t number) const
    {
        return nodes[number]->GetObject<LispControlPort>();
    }

    /// @param number a router @param reason why @return what its control plane dropped
    uint64_t GetControlDrops(uint32_t number, LispControlDrop reason) const
    {
        return GetControl(number)->GetStatistics().GetDrops(reason);
    }

    /// @param host a host @return what it received, as "100 octets 100 times "
    std::string Describe(const std::string& host)
    {
        std::string text;
        for (const auto& [size, count] : received[host])
        {
            text += std::to_string(size) + " octets " + std::to_string(count) + " times ";
        }
        return text;
    }

    /// @return what the hosts received that SendAll and no more came to
    static const std::map<std::string, std::string>& GetExpected()
    {
        static const std::map<std::string, std::string> expected = {
            {"red1", "100 octets 100 times "},
            {"red2", "100 octets 100 times "},
            {"blue1", "200 octets 200 times "},
            {"blue2", "200 octets 100 times "},
            {"blue3", "200 octets 100 times "}};
        return expected;
    }

  private:
    /// @param tenant whose @param number of the router
    void AddHost(const std::string& tenant, uint32_t number)
    {
        const std::string name = tenant + std::to_string(number);
        const auto host = CreateObject<Node>();
        hosts[name] = host;
        InternetStackHelper().Install(host);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        const auto devices = link.Install(nodes[number], host);
        for (uint32_t end = 0; end < 2; ++end)
        {
            const auto node = end == 0 ? nodes[number] : host;
            const auto address = NetworkAddress::FromString(GetEid(number, end == 0 ? 1 : 9));
            if (m_ipv6Eids)
            {
                const auto ipv6 = node->GetObject<Ipv6>();
                ipv6->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
                const auto at = ipv6->AddInterface(devices.Get(end));
                ipv6->SetUp(at);
                ipv6->AddAddress(at, Ipv6InterfaceAddress(address.ToIpv6(), Ipv6Prefix(64)));
                ipv6->SetForwarding(at, end == 0);
            }
            else
            {
                const auto ipv4 = node->GetObject<Ipv4>();
                const auto at = ipv4->AddInterface(devices.Get(end));
                ipv4->AddAddress(at, Ipv4InterfaceAddress(address.ToIpv4(), Ipv4Mask("/24")));
                ipv4->SetUp(at);
            }
        }
        const auto gateway = NetworkAddress::FromString(GetEid(number, 1));
        const auto socket =
            Socket::CreateSocket(host, TypeId::LookupByName("ns3::UdpSocketFactory"));
        if (m_ipv6Eids)
        {
            Ipv6StaticRoutingHelper()
                .GetStaticRouting(host->GetObject<Ipv6>())
                ->SetDefaultRoute(gateway.ToIpv6(), 1);
            socket->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), PORT));
        }
        else
        {
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(host->GetObject<Ipv4>())
                ->SetDefaultRoute(gateway.ToIpv4(), 1);
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
        }
        lisp.PutInTenant(devices.Get(0), tenant, {GetSubnet(number)});
        socket->SetRecvCallback(MakeCallback(&TenantsTestNetwork::HandleReceived, this));
    }

    /// @param net the network @param number a router that sent a Map-Request
    static void CountAsked(TenantsTestNetwork* net,
                           uint32_t number,
                           const EidPrefix&,
                           LispMapRequester::Purpose,
                           unsigned,
                           const NetworkAddress&)
    {
        ++net->asked[number];
    }

    /// @param socket of a host that has packets
    void HandleReceived(Ptr<Socket> socket)
    {
        for (const auto& [name, host] : hosts)
        {
            while (host == socket->GetNode())
            {
                const auto packet = socket->Recv();
                if (!packet)
                {
                    return;
                }
                ++received[name][packet->GetSize()];
                arrivals[name].push_back(Simulator::Now());
            }
        }
    }

    bool m_ipv6Eids;  ///< what hosts have
    bool m_ipv6Rlocs; ///< what routers have
};

} // namespace ns3

#endif /* TENANTS_TEST_NETWORK_H */
