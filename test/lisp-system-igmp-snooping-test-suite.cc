/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Data centres whose switches snoop on IGMP, with a VLAN stretched over each of the LAN
 * extensions: what LISP and HSRP say to groups comes to all gateways, and to no host in vain.
 */

#include "ns3/channel.h"
#include "ns3/core-helper.h"
#include "ns3/data-center-helper.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-nic.h"
#include "ns3/hsrp-router.h"
#include "ns3/igmp-host.h"
#include "ns3/igmp-snooper.h"
#include "ns3/ipv4-header.h"
#include "ns3/lan-extension-helper.h"
#include "ns3/lisp-helper.h"
#include "ns3/lisp-xtr.h"
#include "ns3/names.h"
#include "ns3/neighbor-announcement.h"
#include "ns3/ns3-compat.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <deque>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t VLAN = 100;
const Ipv4Address GROUP("239.255.0.1");
const Time SETTLED = Seconds(15); //!< elections are over, and so is all flooding of their time

/**
 * @brief Two data centres with two gateways and a rack each, which are one LISP site.
 *
 * Host 0 is in the first one, host 1 in the second; hosts 2 and 3 are in the first one.
 */
class Net
{
  public:
    /// @param kind of the LAN extension @param snooping whether switches snoop
    Net(const std::string& kind, bool snooping)
        : m_core(AddressFamily::IPV4),
          m_extension(kind)
    {
        DataCenterOptions options;
        options.igmpSnooping = snooping;
        m_core.AddRouter("core-paris");
        m_core.AddRouter("core-rome");
        m_core.ConnectAll(MilliSeconds(5));
        for (uint32_t i = 0; i < 2; i++)
        {
            auto& city = sites.emplace_back(i == 0 ? "paris" : "rome", options);
            city.AddVlan(VLAN, "10.1.0.1/24", 1 + 2 * i);
            city.Attach(m_core, i);
            m_extension.Add(city);
        }
        AddHost(0, "10.1.0.10");
        AddHost(1, "10.1.0.20");
        AddHost(0, "10.1.0.30");
        AddHost(0, "10.1.0.40");
        m_extension.AddVlan(VLAN);
        const auto server = m_core.AddServer("map-server", 0);
        m_lisp.SetMapServer(server.device->GetNode(), server.address.ToString());
        m_lisp.AddSite("cities", "louvre");
        for (auto& city : sites)
        {
            city.InstallXtrs(m_lisp, "cities");
            city.AddDynamicVlan(m_lisp, VLAN, "239.255.0.1");
            for (const auto& svi : city.GetVlan(VLAN).svis)
            {
                Listen(svi);
            }
            const NodeContainer switches(city.GetGateways(), city.GetRacks());
            for (auto node = switches.Begin(); node != switches.End(); ++node)
            {
                if (auto snooper = (*node)->GetObject<IgmpSnooper>())
                {
                    snooper->SetAttribute("QueryInterval", TimeValue(Seconds(10)));
                    snooper->SetAttribute("QueryResponseInterval", TimeValue(Seconds(2)));
                }
            }
        }
        if (m_extension.GetKind() == "lisp")
        {
            m_extension.SetLisp(m_lisp);
        }
        m_extension.Install();
        m_lisp.AssignStreams(1);
    }

    ~Net()
    {
        Simulator::Destroy();
        Names::Clear();
    }

    Net(const Net&) = delete;
    Net& operator=(const Net&) = delete;

    /// @param address of a host @return what the gateways know of it, as "discovered peer away
    /// away"
    std::string Kinds(const std::string& address) const
    {
        std::string text;
        for (const auto& node : GetGateways())
        {
            const auto& database = node->GetObject<LispXtr>()->GetEidDatabase();
            const auto* entry = database.Find(EidPrefix::Host(NetworkAddress::FromString(address)));
            text += (text.empty() ? "" : " ") + std::string(entry ? ToString(entry->kind) : "-");
        }
        return text;
    }

    /// @return the gateways, those of the first data centre first
    std::vector<Ptr<Node>> GetGateways() const
    {
        std::vector<Ptr<Node>> nodes;
        for (const auto& city : sites)
        {
            nodes.insert(nodes.end(), city.GetGateways().Begin(), city.GetGateways().End());
        }
        return nodes;
    }

    /// @param from a time @param to a time @return the packets to the group that came between them
    /// to each of the four hosts and each of the four gateways, as "0 0 3 0 - 0 3 3 3"
    std::string Count(Time from, Time to) const
    {
        std::string text;
        for (std::size_t i = 0; i < m_arrivals.size(); i++)
        {
            uint32_t count = 0;
            for (const auto& time : m_arrivals[i])
            {
                count += time >= from && time < to;
            }
            text += (i == 0 ? "" : i == nics.size() ? " - " : " ") + std::to_string(count);
        }
        return text;
    }

    /// The first gateway's link to the core carries nothing any more; nobody is told.
    void CutUplink() const
    {
        auto node = sites[0].GetGateways().Get(0);
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            auto link = DynamicCast<PointToPointNetDevice>(node->GetDevice(i));
            for (std::size_t end = 0; link && end < 2; end++)
            {
                auto model = CreateObject<RateErrorModel>();
                model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
                model->SetRate(1);
                link->GetChannel()->GetDevice(end)->SetAttribute("ReceiveErrorModel",
                                                                 PointerValue(model));
            }
        }
    }

    std::deque<DataCenterHelper> sites; //!< data centres
    std::vector<Ptr<EthernetNic>> nics; //!< of hosts

  private:
    /// @param site number of a data centre @param address of a host to be added there
    void AddHost(std::size_t site, const std::string& address)
    {
        auto node = sites[site].AddHost("host-" + std::to_string(nics.size()), VLAN, address);
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            if (auto nic = DynamicCast<EthernetNic>(node->GetDevice(i)))
            {
                nics.push_back(nic);
                Listen(nic);
            }
        }
    }

    /// @param device whose packets to the group are to be counted
    void Listen(Ptr<NetDevice> device)
    {
        m_arrivals.emplace_back();
        device->GetNode()->RegisterProtocolHandler(
            MakeBoundCallback(&Net::Receive, this, m_arrivals.size() - 1),
            EthernetFrame::IPV4,
            device,
            true);
    }

    /// @param net a network @param at where something came, see Count @param packet that
    static void Receive(Net* net,
                        std::size_t at,
                        Ptr<NetDevice>,
                        Ptr<const Packet> packet,
                        uint16_t,
                        const Address&,
                        const Address&,
                        NetDevice::PacketType)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        if (header.GetDestination() == GROUP)
        {
            net->m_arrivals[at].push_back(Simulator::Now());
        }
    }

    CoreHelper m_core;                         //!< routes locators
    LanExtensionHelper m_extension;            //!< between the data centres
    LispHelper m_lisp;                         //!< of all gateways
    std::vector<std::vector<Time>> m_arrivals; //!< of packets to the group, see Count
};

/**
 * Method: host 2 asks for LISP's group by IGMP at 16 s, so that the switches know a host that wants
 * it; host 0 announces itself at 20 s, host 1, in the other data centre, at 25 s. With snooping
 * switches and without. With otv the first gateway, which carries the VLAN, loses its link to the
 * core at 30 s. Host 3 announces itself at 45 s.
 *
 * Expected: the gateway whose rack a host is in discovers it (the first one of its data centre,
 * which is the spanning tree's root: the rack's other uplink is blocked), the other one of the data
 * centre has it as a peer's, and both of the other data centre have it as away. HSRP's groups,
 * 224.0.0.0/24, are flooded: the first gateway of each data centre is active, the second standby,
 * and nothing changes after 15 s.
 *
 * Each discovery makes three Map-Notifies to the group, one a second (NotifyRepeats,
 * NotifyInterval). All gateways but the sender get them. Without snooping all hosts do, too; with
 * it, host 2 alone. Host 3's leave by the second gateway, which carries the VLAN when the hold time
 * of 9 s and StartDelay, 0.1 s, are over, although neither query nor report has ever come to it
 * from the other data centre. Of the four gateways, which all can ask, the one with the lowest
 * address, 10.1.0.2, the first, is the querier (RFC 3376 section 6.6.2). QueryInterval is 10 s and
 * QueryResponseInterval 2 s, so that by 45 s nothing is left of what was heard while all of them
 * asked: it holds for 22 s (section 8.4).
 */
class SnoopingTestCase : public TestCase
{
  public:
    SnoopingTestCase(const std::string& kind, bool snooping)
        : TestCase(kind + (snooping ? ": switches snoop" : ": they do not")),
          m_kind(kind),
          m_snooping(snooping)
    {
    }

  private:
    /// The state of a gateway changed.
    void Changed(HsrpState, HsrpState)
    {
        m_changes += Simulator::Now() > SETTLED;
    }

    void DoRun() override
    {
        Net net(m_kind, m_snooping);
        for (const auto& city : net.sites)
        {
            for (const auto& router : city.GetVlan(VLAN).routers)
            {
                router->TraceConnectWithoutContext("StateChanged",
                                                   MakeCallback(&SnoopingTestCase::Changed, this));
            }
        }
        auto listener = CreateObject<IgmpHost>();
        listener->Install(net.nics[2]);
        Simulator::Schedule(Seconds(16), [listener]() { listener->Join(GROUP); });
        Simulator::Schedule(Seconds(20), [&net]() { AnnounceNeighbor(net.nics[0]); });
        Simulator::Schedule(Seconds(25), [&net]() { AnnounceNeighbor(net.nics[1]); });
        Simulator::Schedule(Seconds(45), [&net]() { AnnounceNeighbor(net.nics[3]); });
        if (m_kind == "otv")
        {
            Simulator::Schedule(Seconds(30), [&net]() { net.CutUplink(); });
        }
        Simulator::Stop(Seconds(50));
        Simulator::Run();
        for (const auto* here : {"10.1.0.10", "10.1.0.40"})
        {
            NS_TEST_EXPECT_MSG_EQ(net.Kinds(here), "discovered peer away away", here);
        }
        NS_TEST_EXPECT_MSG_EQ(net.Kinds("10.1.0.20"), "away away discovered peer", "host 1");
        const std::string hosts = m_snooping ? "0 0 3 0" : "3 3 3 3";
        NS_TEST_EXPECT_MSG_EQ(net.Count(Seconds(19), Seconds(24)), hosts + " - 0 3 3 3", "host 0");
        NS_TEST_EXPECT_MSG_EQ(net.Count(Seconds(24), Seconds(29)), hosts + " - 3 3 0 3", "host 1");
        NS_TEST_EXPECT_MSG_EQ(net.Count(Seconds(44), Seconds(50)), hosts + " - 0 3 3 3", "host 3");
        for (const auto& city : net.sites)
        {
            const auto& routers = city.GetVlan(VLAN).routers;
            NS_TEST_EXPECT_MSG_EQ(routers[0]->GetState(), HsrpState::ACTIVE, city.GetName());
            NS_TEST_EXPECT_MSG_EQ(routers[1]->GetState(), HsrpState::STANDBY, city.GetName());
        }
        NS_TEST_EXPECT_MSG_EQ(m_changes, 0, "no flapping");
        const auto gateways = net.GetGateways();
        for (std::size_t i = 0; i < gateways.size(); i++)
        {
            const auto snooper = gateways[i]->GetObject<IgmpSnooper>();
            NS_TEST_ASSERT_MSG_EQ((snooper != nullptr), m_snooping, "as asked for");
            if (snooper)
            {
                NS_TEST_EXPECT_MSG_EQ(snooper->IsQuerier(VLAN), (i == 0), "querier " << i);
            }
        }
    }

    std::string m_kind;    //!< of extension
    bool m_snooping;       //!< DataCenterOptions::igmpSnooping
    uint64_t m_changes{0}; //!< of HSRP states, when all is settled
};

/// The suite of data centres that snoop on IGMP.
class SystemIgmpSnoopingTestSuite : public TestSuite
{
  public:
    SystemIgmpSnoopingTestSuite()
        : TestSuite("lisp-system-igmp-snooping", TestSuite::Type::SYSTEM)
    {
        for (const auto& kind : LanExtensionHelper::GetKinds())
        {
            AddTestCase(new SnoopingTestCase(kind, true), compat::TestDuration<>::QUICK);
        }
        AddTestCase(new SnoopingTestCase("otv", false), compat::TestDuration<>::QUICK);
    }
};

SystemIgmpSnoopingTestSuite g_systemIgmpSnoopingTestSuite; //!< registers the suite

} // namespace
