/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-lan-extension.h"

#include "ns3/boolean.h"
#include "ns3/eid-database.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/lisp-etr.h"
#include "ns3/lisp-itr.h"
#include "ns3/lisp-protocol.h"
#include "ns3/lisp-xtr.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispLanExtension);

namespace
{

/// @param xtr a tunnel router @param rloc a locator of it @return the device that has it, or null
Ptr<NetDevice>
FindDevice(const LispXtr& xtr, const NetworkAddress& rloc)
{
    if (rloc.GetFamily() == AddressFamily::IPV4)
    {
        const int32_t i = xtr.GetIpv4()->GetInterfaceForAddress(rloc.ToIpv4());
        return i < 0 ? nullptr : xtr.GetIpv4()->GetNetDevice(i);
    }
    const int32_t i = xtr.GetIpv6()->GetInterfaceForAddress(rloc.ToIpv6());
    return i < 0 ? nullptr : xtr.GetIpv6()->GetNetDevice(i);
}

} // namespace

TypeId
LispLanExtension::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::LispLanExtension")
            .SetParent<LanExtension>()
            .SetGroupName("Lisp")
            .AddConstructor<LispLanExtension>()
            .AddAttribute("FloodUnknown",
                          "Send unicast frames whose destination has no mapping to all who carry "
                          "the VLAN, unless the mapping system says to drop them "
                          "(draft-ietf-lisp-eid-mobility, \"L2 Unknown Unicast Support\"). False: "
                          "they wait for the mapping system's answer, and a negative one drops "
                          "them.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispLanExtension::m_floodUnknown),
                          MakeBooleanChecker())
            .AddAttribute("CheckPeers",
                          "Take frames only from locators that have registered the VLAN's "
                          "broadcast address. Open in the draft; RFC 9300 section 16 would have "
                          "sources checked.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LispLanExtension::m_checkPeers),
                          MakeBooleanChecker())
            .AddAttribute("WaitingPerAddress",
                          "The most frames that wait for the mapping of one address, without "
                          "FloodUnknown. As LispEncapsulator's PendingPerEid (RFC 9300 section 6 "
                          "leaves it open).",
                          UintegerValue(16),
                          MakeUintegerAccessor(&LispLanExtension::m_waitingPerAddress),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("WaitingTotal",
                          "The most frames that wait for mappings in all, without FloodUnknown. As "
                          "LispEncapsulator's PendingTotal (RFC 9300 section 6 leaves it open).",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&LispLanExtension::m_waitingTotal),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("WaitingTimeout",
                          "How long a frame waits for a mapping at most. As LispEncapsulator's "
                          "PendingTimeout (RFC 9300 section 6 leaves it open).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&LispLanExtension::m_waitingTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("WithdrawDelay",
                          "How long an address that the switch forgot stays registered, in case it "
                          "is heard again here. Open in the draft; 1 s is longer than the pauses "
                          "of a host that talks to somebody.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LispLanExtension::m_withdrawDelay),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

LispLanExtension::LispLanExtension()
    : m_waiting({m_waitingPerAddress, m_waitingTotal, m_waitingTimeout},
                [this](const Ptr<Packet>& frame, LispDropReason reason) {
                    const bool isTooLate = reason == LispDropReason::ITR_PENDING_TIMEOUT;
                    Drop(frame,
                         isTooLate ? ExtensionDropReason::WAITING_TIMEOUT
                                   : ExtensionDropReason::WAITING_FULL);
                }),
      m_forgottenTimer([this]() { WithdrawForgotten(); })
{
}

LispLanExtension::~LispLanExtension()
{
    Release();
}

void
LispLanExtension::DoDispose()
{
    Release();
    LanExtension::DoDispose();
}

void
LispLanExtension::Release()
{
    m_startEvent.Cancel();
    m_resyncEvent.Cancel();
    m_gatewayEvent.Cancel();
    m_forgottenTimer.Cancel();
    if (m_switch)
    {
        m_switch->TraceDisconnectWithoutContext("Learned",
                                                MakeCallback(&LispLanExtension::Learned, this));
        m_switch->TraceDisconnectWithoutContext("Forgotten",
                                                MakeCallback(&LispLanExtension::Forgotten, this));
        m_etr->TraceDisconnectWithoutContext("MappingChanged",
                                             MakeCallback(&LispLanExtension::Merged, this));
        m_xtr->SetFrameReceiver(nullptr);
    }
    m_waiting.Clear();
    m_segments.clear();
    m_switch = nullptr;
    m_node = nullptr;
    m_xtr = nullptr;
    m_etr = nullptr;
}

// ---- set-up ------------------------------------------------------------------------------------

EidPrefix
LispLanExtension::GetGroup(uint32_t instanceId)
{
    return EidPrefix::Host(Mac48Address::GetBroadcast(), instanceId);
}

EidPrefix
LispLanExtension::GetAll(uint32_t instanceId)
{
    return {Mac48Address("00:00:00:00:00:00"), 0, instanceId};
}

void
LispLanExtension::Install(Ptr<VlanSwitch> lanSwitch)
{
    if (!lanSwitch || !lanSwitch->GetNode() || m_switch)
    {
        throw std::invalid_argument(
            "LispLanExtension::Install: give each extension one switch, installed on a node");
    }
    auto node = lanSwitch->GetNode();
    auto xtr = node->GetObject<LispXtr>();
    auto etr = node->GetObject<LispEtr>();
    const std::string name = "LispLanExtension::Install: node " + std::to_string(node->GetId());
    if (!xtr || !etr || !node->GetObject<LispItr>() || xtr->GetRlocs().empty())
    {
        throw std::invalid_argument(name + " is no tunnel router with a locator; accepted: one "
                                           "with LispXtr, LispItr and LispEtr");
    }
    if (xtr->GetFrameReceiver())
    {
        throw std::invalid_argument(name + " has such an extension already; accepted: one, with "
                                           "all VLANs");
    }
    lanSwitch->AddPort(this, SwitchPortRole::EXTENSION);
    lanSwitch->SetTrunk(this, VlanSet());
    m_switch = lanSwitch;
    m_node = node;
    m_xtr = xtr;
    m_etr = etr;
    m_xtr->SetFrameReceiver(this);
    m_switch->TraceConnectWithoutContext("Learned", MakeCallback(&LispLanExtension::Learned, this));
    m_switch->TraceConnectWithoutContext("Forgotten",
                                         MakeCallback(&LispLanExtension::Forgotten, this));
    m_etr->TraceConnectWithoutContext("MappingChanged",
                                      MakeCallback(&LispLanExtension::Merged, this));
    if (auto device = FindDevice(*m_xtr, m_xtr->GetRlocs().front()))
    {
        device->AddLinkChangeCallback(MakeCallback(&LispLanExtension::LinkChanged, this));
    }
    Simulator::ScheduleWithContext(m_node->GetId(),
                                   Seconds(0),
                                   [self = Ptr<LispLanExtension>(this)]() { self->Start(); });
}

void
LispLanExtension::AddVlan(uint16_t vlan, uint32_t instanceId)
{
    const std::string name = "LispLanExtension::AddVlan: VLAN " + std::to_string(vlan) +
                             " as instance " + std::to_string(instanceId);
    if (!m_switch)
    {
        throw std::invalid_argument(name + ": accepted after Install");
    }
    if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN || instanceId < 1 ||
        instanceId > LISP_MAX_INSTANCE_ID)
    {
        throw std::invalid_argument(name + ": accepted: VLANs 1 to 4094, instances 1 to 16777215");
    }
    if (m_segments.count(vlan) > 0 || m_instances.count(instanceId) > 0)
    {
        throw std::invalid_argument(name + ": one of them is stretched already; accepted: each "
                                           "once");
    }
    const auto all = GetAll(instanceId);
    if (!m_xtr->GetEidDatabase().Find(all))
    {
        m_etr->AddDynamicPrefix(all);
    }
    auto& segment = m_segments[vlan];
    segment.vlan = vlan;
    segment.instanceId = instanceId;
    m_instances[instanceId] = vlan;
    VlanSet vlans = m_switch->GetVlans(this);
    vlans.set(vlan);
    m_switch->SetTrunk(this, vlans);
    if (m_hasStarted)
    {
        Resync();
    }
}

LispLanExtension::Segment*
LispLanExtension::Find(uint16_t vlan)
{
    const auto found = m_segments.find(vlan);
    return found == m_segments.end() ? nullptr : &found->second;
}

const LispLanExtension::Segment*
LispLanExtension::Find(uint16_t vlan) const
{
    const auto found = m_segments.find(vlan);
    return found == m_segments.end() ? nullptr : &found->second;
}

// ---- what there is to know ---------------------------------------------------------------------

bool
LispLanExtension::IsUp() const
{
    if (!m_xtr || m_xtr->GetRlocs().empty())
    {
        return false;
    }
    const auto device = FindDevice(*m_xtr, m_xtr->GetRlocs().front());
    return device && device->IsLinkUp();
}

std::string
LispLanExtension::GetName() const
{
    return "lisp";
}

uint32_t
LispLanExtension::GetInstanceId(uint16_t vlan) const
{
    const auto* segment = Find(vlan);
    return segment ? segment->instanceId : 0;
}

std::vector<NetworkAddress>
LispLanExtension::GetPeers(uint16_t vlan) const
{
    std::vector<NetworkAddress> peers;
    const auto* segment = Find(vlan);
    if (segment && segment->locators)
    {
        for (const auto& locator : segment->locators->GetLocators())
        {
            if (locator.priority != LISP_PRIORITY_UNUSABLE && !m_xtr->IsLocalRloc(locator.address))
            {
                peers.push_back(locator.address);
            }
        }
    }
    return peers;
}

uint64_t
LispLanExtension::GetCopies() const
{
    return m_copies;
}

uint64_t
LispLanExtension::GetFlooded() const
{
    return m_flooded;
}

uint64_t
LispLanExtension::GetRefuted() const
{
    return m_refuted;
}

std::size_t
LispLanExtension::GetWaiting() const
{
    return m_waiting.GetSize();
}

} // namespace ns3
