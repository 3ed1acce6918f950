/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_TEST_NET_H
#define MIGRATION_TEST_NET_H

#include "guest-test-simulation.h"
#include "mobility-test-net.h"

#include "ns3/data-rate.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/error-model.h"
#include "ns3/hypervisor.h"
#include "ns3/mac48-address.h"
#include "ns3/migration.h"
#include "ns3/point-to-point-channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-size.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Two hypervisors with two routers between them, and a LAN that both are connected to.
 *
 * ```
 * hypervisor 0 --10G, 0 ms-- router --1G, 10 ms-- router --10G, 0 ms-- hypervisor 1
 *       \                                                               /
 *        ------------------------- LAN, VLAN 1 -- client --------------
 * ```
 *
 * Migrations go by the routers, in packets of 9000 octets; TCP's first window is larger than what
 * the tests carry, so that it never waits for acknowledgements. Machines and the client are in the
 * LAN.
 */
class MigrationTestNet
{
  public:
    static constexpr uint16_t MTU = 9000; //!< of the links by the routers

    /// @param isIpv6 family of the hypervisors' addresses @param rate and @param delay of the link
    /// between the routers
    explicit MigrationTestNet(bool isIpv6 = false,
                              const std::string& rate = "1Gbps",
                              Time delay = MilliSeconds(10))
        : m_isIpv6(isIpv6)
    {
        InternetStackHelper stack;
        EthernetHelper ethernet;
        lan = CreateObject<Node>();
        const auto lanSwitch = CreateObject<VlanSwitch>();
        lanSwitch->Install(lan);
        client = AddHost("10.9.0.1");
        lanSwitch->AddNic(Plug(client, lan), SwitchPortRole::HOST);
        for (std::size_t i = 0; i < 2; ++i)
        {
            node[i] = CreateObject<Node>();
            router[i] = CreateObject<Node>();
            stack.Install(node[i]);
            stack.Install(router[i]);
            const auto own = CreateObject<VlanSwitch>();
            own->Install(node[i]);
            const auto uplink = ethernet.Install(node[i], lan);
            own->AddNic(DynamicCast<EthernetNic>(uplink.Get(0)));
            lanSwitch->AddNic(DynamicCast<EthernetNic>(uplink.Get(1)));
            Join(node[i], router[i], i, "10Gbps", Time(0));
            hypervisor[i] = CreateObject<Hypervisor>();
            hypervisor[i]->SetAttribute("InitialWindow", UintegerValue(100000));
            hypervisor[i]->SetAttribute("Window", UintegerValue(1U << 28));
            hypervisor[i]->Install(node[i]);
        }
        Join(router[0], router[1], 2, rate, delay);
        for (std::size_t i = 0; i < 2; ++i)
        {
            AddRoute(node[i], 1, Address(i, 1));
            AddRoute(router[i], 2, Address(2, 1 - i));
            hypervisor[i]->SetAddress(Address(i, 0));
        }
    }

    /// @param link 0 and 1: a hypervisor's, 2: between the routers @param end 0 or 1 @return
    /// address
    NetworkAddress Address(std::size_t link, std::size_t end) const
    {
        return NetworkAddress::FromString((m_isIpv6 ? "fd0a:" + std::to_string(link + 1) + "::"
                                                    : "192.168." + std::to_string(link) + ".") +
                                          std::to_string(end + 1));
    }

    /// @param address IPv4 @return a node with it on an Ethernet NIC, in 10.9.0.0/24
    static Ptr<Node> AddHost(const std::string& address)
    {
        const auto host = CreateObject<Node>();
        InternetStackHelper().Install(host);
        const auto nic = EthernetHelper().Install(host);
        const auto ipv4 = host->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(nic);
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address(address.c_str()), Ipv4Mask("/24")));
        ipv4->SetUp(interface);
        return host;
    }

    /**
     * @brief Add a machine at hypervisor 0.
     * @param memory octets @param state octets of device state @param number 2 to
     * 254: 10.9.0.NUMBER
     * @param at the hypervisor
     * @return it, running
     */
    Ptr<VirtualMachine> AddMachine(uint64_t memory,
                                   uint64_t state = 0,
                                   uint32_t number = 2,
                                   std::size_t at = 0)
    {
        const auto guest = AddHost("10.9.0." + std::to_string(number));
        const auto machine = CreateObject<VirtualMachine>();
        machine->SetAttribute("Memory", UintegerValue(memory));
        machine->SetAttribute("DeviceState", UintegerValue(state));
        machine->Install(DynamicCast<EthernetNic>(guest->GetDevice(1)));
        hypervisor[at]->Start(machine, 1);
        return machine;
    }

    /**
     * @brief Start a migration at 2 s, when addresses are in use and caches filled.
     * @param migration it @param machine to be moved @param to the hypervisor
     */
    void StartAt2s(Ptr<Migration> migration, Ptr<VirtualMachine> machine, std::size_t to = 1)
    {
        Simulator::Schedule(Seconds(2),
                            [=, target = hypervisor[to]]() { migration->Start(machine, target); });
    }

    /// @param octets some @param rate bit/s @return how long they take
    static Time TimeFor(uint64_t octets, double rate)
    {
        return Seconds(octets * 8 / rate);
    }

    /// @param machine a machine @return the number of the hypervisor that has it in its list and at
    /// its port; 2: none or both have
    std::size_t Locate(Ptr<VirtualMachine> machine) const
    {
        std::size_t at = 2;
        for (std::size_t i = 0; i < 2; ++i)
        {
            const bool isThere = machine->GetPort() && machine->GetPort()->GetNode() == node[i];
            if (hypervisor[i]->Has(machine) && isThere)
            {
                at = at == 2 ? i : 2;
            }
            else if (hypervisor[i]->Has(machine) || isThere)
            {
                return 2;
            }
        }
        return at;
    }

    /// @param up whether the link between the routers carries anything
    void SetLink(bool up)
    {
        for (const auto& device : m_core)
        {
            Ptr<ErrorModel> model;
            if (!up)
            {
                const auto all = CreateObject<RateErrorModel>();
                all->SetRate(1);
                all->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                model = all;
            }
            device->SetReceiveErrorModel(model);
        }
    }

    /**
     * @brief Octets that a round of pages takes, by hand: 16 for each message, 8 for each page.
     * @param pages of 4096 octets, 15 in a message
     * @return octets
     */
    static uint64_t GetRoundOctets(uint64_t pages)
    {
        return pages * 4104 + (pages + 14) / 15 * 16;
    }

    /// @param octets of device state @return what they take: 16 for each message of 65520
    static uint64_t GetStateOctets(uint64_t octets)
    {
        return octets + (octets + 65519) / 65520 * 16;
    }

    GuestTestSimulation simulation;            //!< before any node
    std::array<Ptr<Node>, 2> node;             //!< of the hypervisors
    std::array<Ptr<Node>, 2> router;           //!< of each
    std::array<Ptr<Hypervisor>, 2> hypervisor; //!< source and target
    Ptr<Node> lan;                             //!< the switch of the LAN
    Ptr<Node> client;                          //!< 10.9.0.1 in the LAN

  private:
    /// @param host a host of AddHost @param to a switch @return the NIC there
    static Ptr<EthernetNic> Plug(Ptr<Node> host, Ptr<Node> to)
    {
        EthernetHelper ethernet;
        const auto nic = ethernet.Install(to);
        ethernet.Connect(DynamicCast<EthernetNic>(host->GetDevice(1)), nic);
        return nic;
    }

    /// @param a a node @param b another @param link its number @param rate its @param delay its
    void Join(Ptr<Node> a, Ptr<Node> b, std::size_t link, const std::string& rate, Time delay)
    {
        const auto channel = CreateObject<PointToPointChannel>();
        channel->SetAttribute("Delay", TimeValue(delay));
        std::size_t end = 0;
        for (const auto& here : {a, b})
        {
            const auto device = CreateObject<PointToPointNetDevice>();
            device->SetAddress(Mac48Address::Allocate());
            device->SetDataRate(DataRate(rate));
            device->SetMtu(MTU);
            const auto queue = CreateObject<DropTailQueue<Packet>>();
            queue->SetMaxSize(QueueSize("100000p"));
            device->SetQueue(queue);
            here->AddDevice(device);
            device->Attach(channel);
            if (link == 2)
            {
                m_core.push_back(device);
            }
            const auto address = Address(link, end++);
            if (m_isIpv6)
            {
                const auto ipv6 = here->GetObject<Ipv6>();
                const uint32_t interface = ipv6->AddInterface(device);
                ipv6->AddAddress(interface, Ipv6InterfaceAddress(address.ToIpv6(), Ipv6Prefix(64)));
                ipv6->SetForwarding(interface, true);
                ipv6->SetUp(interface);
            }
            else
            {
                const auto ipv4 = here->GetObject<Ipv4>();
                const uint32_t interface = ipv4->AddInterface(device);
                ipv4->AddAddress(interface,
                                 Ipv4InterfaceAddress(address.ToIpv4(), Ipv4Mask("/24")));
                ipv4->SetUp(interface);
            }
        }
    }

    /// @param from a node @param interface its @param next the next hop of its default route
    void AddRoute(Ptr<Node> from, uint32_t interface, const NetworkAddress& next) const
    {
        if (m_isIpv6)
        {
            Ipv6StaticRoutingHelper()
                .GetStaticRouting(from->GetObject<Ipv6>())
                ->SetDefaultRoute(next.ToIpv6(), interface);
        }
        else
        {
            Ipv4StaticRoutingHelper()
                .GetStaticRouting(from->GetObject<Ipv4>())
                ->SetDefaultRoute(next.ToIpv4(), interface);
        }
    }

    bool m_isIpv6;                                  //!< the hypervisors' family
    std::vector<Ptr<PointToPointNetDevice>> m_core; //!< between the routers
};

/// What a migration tells while it is under way.
class MigrationLog
{
  public:
    /// @param migration to be watched
    explicit MigrationLog(Ptr<Migration> migration)
    {
        migration->TraceConnectWithoutContext("StateChanged",
                                              MakeCallback(&MigrationLog::Change, this));
        migration->TraceConnectWithoutContext("RoundEnded", MakeCallback(&MigrationLog::End, this));
    }

    /// @return the states in their order, such as "connecting copying"
    std::string GetStates() const
    {
        std::string text;
        for (const auto& [state, time] : states)
        {
            text += (text.empty() ? "" : " ") + std::string(ToString(state));
        }
        return text;
    }

    /// @param state a state @return when it was entered last; zero: never
    Time GetTime(Migration::State state) const
    {
        Time latest;
        for (const auto& [entered, time] : states)
        {
            latest = entered == state ? time : latest;
        }
        return latest;
    }

    std::vector<std::pair<Migration::State, Time>> states; //!< entered, and when
    uint32_t rounds{0};                                    //!< ended

  private:
    void Change(Migration::State, Migration::State after)
    {
        states.emplace_back(after, Simulator::Now());
    }

    void End(const MigrationRound&)
    {
        ++rounds;
    }
};

} // namespace ns3

#endif /* MIGRATION_TEST_NET_H */
