/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "hsrp-router.h"

#include "hsrp-groups.h"
#include "hsrp-packet.h"
#include "neighbor-reply.h"
#include "node-address.h"
#include "svi-device.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HsrpRouter);

namespace
{

constexpr int64_t LONGEST_HOLD_V1 = 255; //!< seconds: one octet (RFC 2281 section 5.1)

/// @param what is wrong @throws std::invalid_argument
[[noreturn]] void
Refuse(const std::string& what)
{
    throw std::invalid_argument("HsrpRouter::Install: " + what);
}

} // namespace

TypeId
HsrpRouter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::HsrpRouter")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<HsrpRouter>()
            .AddAttribute("Version",
                          "Version of the protocol: 1 (RFC 2281) for IPv4, or 2 for IPv4 and IPv6.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&HsrpRouter::m_version),
                          MakeUintegerChecker<uint8_t>(1, 2))
            .AddAttribute("Priority",
                          "The highest becomes active, then that with the highest address (RFC "
                          "2281 section 5.1; the default is the vendor's).",
                          UintegerValue(100),
                          MakeUintegerAccessor(&HsrpRouter::m_priority),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("Preempt",
                          "Whether the router takes over from an active one of lower priority (RFC "
                          "2281 section 5.2; off is the vendor's default).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&HsrpRouter::m_preempt),
                          MakeBooleanChecker())
            .AddAttribute("PreemptDelay",
                          "How long after its start the router does not preempt, while its routing "
                          "settles (the vendor's \"minimum\", by default 0 s).",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&HsrpRouter::m_preemptDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("HelloTime",
                          "Time between Hellos (RFC 2281 section 5.1); whole seconds with version "
                          "1, milliseconds with version 2.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&HsrpRouter::m_helloTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HoldTime",
                          "How long others believe in a Hello (RFC 2281 section 5.1): longer than "
                          "HelloTime; whole seconds with version 1, milliseconds with version 2.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&HsrpRouter::m_holdTime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HelloJitter",
                          "The largest part of HelloTime by which a Hello comes early, at random. "
                          "RFC 2281 section 5.4 asks for jitter and names no amount; a quarter is "
                          "RFC 4271's (section 10).",
                          DoubleValue(0.25),
                          MakeDoubleAccessor(&HsrpRouter::m_jitter),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute(
                "Authentication",
                "Text that all routers of a group send and ask for, at most 8 characters "
                "(RFC 2281 section 5.1 has the default).",
                StringValue("cisco"),
                MakeStringAccessor(&HsrpRouter::SetAuthentication, &HsrpRouter::GetAuthentication),
                MakeStringChecker())
            .AddAttribute("VirtualMac",
                          "The group's MAC address; 00:00:00:00:00:00: the one of version, family "
                          "and group (RFC 2281 section 6.1).",
                          Mac48AddressValue(Mac48Address("00:00:00:00:00:00")),
                          MakeMac48AddressAccessor(&HsrpRouter::m_virtualMac),
                          MakeMac48AddressChecker())
            .AddTraceSource("StateChanged",
                            "The state changed.",
                            MakeTraceSourceAccessor(&HsrpRouter::m_stateTrace),
                            "ns3::HsrpRouter::StateTracedCallback")
            .AddTraceSource("Drop",
                            "An HSRP message had no effect.",
                            MakeTraceSourceAccessor(&HsrpRouter::m_dropTrace),
                            "ns3::HsrpRouter::DropTracedCallback");
    return tid;
}

HsrpRouter::HsrpRouter()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

HsrpRouter::~HsrpRouter() = default;

void
HsrpRouter::DoDispose()
{
    m_activeTimer.Cancel();
    m_standbyTimer.Cancel();
    m_helloTimer.Cancel();
    m_isEnabled = false;
    m_state = HsrpState::INITIAL;
    m_tracked.clear();
    m_svi = nullptr;
    Object::DoDispose();
}

void
HsrpRouter::SetAuthentication(const std::string& text)
{
    if (text.size() > HsrpMessage::SECRET_SIZE)
    {
        throw std::invalid_argument("HsrpRouter: Authentication \"" + text +
                                    "\": accepted: at most 8 characters");
    }
    m_secret = HsrpMessage::MakeSecret(text);
}

std::string
HsrpRouter::GetAuthentication() const
{
    std::string text(m_secret.begin(), m_secret.end());
    return text.substr(0, text.find('\0'));
}

void
HsrpRouter::Check() const
{
    const int64_t unit = (m_version == 1 ? Seconds(1) : MilliSeconds(1)).GetNanoSeconds();
    const bool isWhole =
        m_helloTime.GetNanoSeconds() % unit == 0 && m_holdTime.GetNanoSeconds() % unit == 0;
    if (m_holdTime <= m_helloTime || !isWhole ||
        (m_version == 1 && m_holdTime > Seconds(LONGEST_HOLD_V1)))
    {
        Refuse("HelloTime " + std::to_string(m_helloTime.GetSeconds()) + " s and HoldTime " +
               std::to_string(m_holdTime.GetSeconds()) +
               " s: accepted: HoldTime longer than HelloTime; with version 1 whole seconds up to "
               "255 s, with version 2 whole milliseconds");
    }
    const uint16_t last = m_version == 1 ? HsrpMessage::MAX_GROUP_V1 : HsrpMessage::MAX_GROUP_V2;
    if (m_group > last)
    {
        Refuse("group " + std::to_string(m_group) + ": accepted with version " +
               std::to_string(m_version) + ": 0 to " + std::to_string(last));
    }
    if (m_virtualAddress.GetFamily() == AddressFamily::IPV6 && m_version == 1)
    {
        Refuse("virtual address " + m_virtualAddress.ToString() +
               ": IPv6 needs the attribute Version to be 2");
    }
    if (m_virtualMac.IsGroup())
    {
        Refuse("VirtualMac " + NetworkAddress(m_virtualMac).ToString() +
               ": accepted: a unicast address");
    }
}

void
HsrpRouter::Install(Ptr<SviDevice> svi, uint16_t group, const NetworkAddress& virtualAddress)
{
    if (m_svi || !svi || !svi->GetNode())
    {
        Refuse("give each router one gateway port, on a node");
    }
    const auto family = virtualAddress.GetFamily();
    if ((family != AddressFamily::IPV4 && family != AddressFamily::IPV6) ||
        virtualAddress.IsMulticast())
    {
        Refuse("virtual address " + virtualAddress.ToString() +
               ": accepted: an IPv4 or IPv6 address that a host can have");
    }
    m_group = group;
    m_virtualAddress = virtualAddress;
    Check();
    if (m_virtualMac == Mac48Address("00:00:00:00:00:00"))
    {
        m_virtualMac = HsrpMessage::MakeVirtualMac(m_version, family, group);
    }
    if (family == AddressFamily::IPV6 && virtualAddress.ToIpv6().IsAny())
    {
        m_virtualAddress = HsrpMessage::MakeVirtualLinkLocal(m_virtualMac);
    }
    m_isLearned = virtualAddress == NetworkAddress(Ipv4Address::GetAny());
    m_svi = svi;
    try
    {
        HsrpGroups::Add(svi, this);
    }
    catch (...)
    {
        m_svi = nullptr;
        throw;
    }
    svi->AddInterceptor([this](const EthernetFrame& frame) { return Intercept(frame); });
    Start();
}

void
HsrpRouter::TrackInterface(Ptr<NetDevice> device, uint8_t decrement)
{
    if (!device)
    {
        throw std::invalid_argument("HsrpRouter::TrackInterface: no device: accepted: one");
    }
    m_tracked.push_back({device, decrement});
}

void
HsrpRouter::Start()
{
    m_isEnabled = true;
    if (m_svi)
    {
        // The timers are to run in the node's context, whoever calls this.
        Simulator::ScheduleWithContext(m_svi->GetNode()->GetId(),
                                       Time(0),
                                       [self = Ptr<HsrpRouter>(this)]() { self->Begin(); });
    }
}

void
HsrpRouter::Begin()
{
    if (!m_isEnabled || !m_svi || m_state != HsrpState::INITIAL)
    {
        return;
    }
    const auto own = GetOwnAddress();
    if (!own.IsValid() || own == m_virtualAddress)
    {
        throw std::invalid_argument(
            "HsrpRouter: the gateway port of node " + std::to_string(m_svi->GetNode()->GetId()) +
            " in VLAN " + std::to_string(m_svi->GetVlan()) +
            " needs an address of its own, other than the virtual address " +
            m_virtualAddress.ToString());
    }
    m_started = Simulator::Now();
    StartActiveTimer(m_holdTime);
    StartStandbyTimer(m_holdTime);
    Enter(m_isLearned && m_virtualAddress.ToIpv4() == Ipv4Address::GetAny() ? HsrpState::LEARN
                                                                            : HsrpState::LISTEN);
}

void
HsrpRouter::Stop()
{
    m_isEnabled = false;
    if (m_state == HsrpState::INITIAL)
    {
        return;
    }
    m_activeTimer.Cancel();
    m_standbyTimer.Cancel();
    m_active = NetworkAddress();
    m_standby = NetworkAddress();
    if (m_state == HsrpState::ACTIVE)
    {
        Send(HsrpOpcode::RESIGN);
    }
    Enter(HsrpState::INITIAL);
}

// ---- events of time ----------------------------------------------------------------------------

void
HsrpRouter::ActiveExpires()
{
    m_active = NetworkAddress();
    if (m_state == HsrpState::LISTEN)
    {
        StartActiveTimer(m_holdTime);
        StartStandbyTimer(m_holdTime);
        Enter(HsrpState::SPEAK);
    }
    else if (m_state == HsrpState::STANDBY)
    {
        m_standbyTimer.Cancel();
        EnterActive();
    }
}

void
HsrpRouter::StandbyExpires()
{
    m_standby = NetworkAddress();
    if (m_state == HsrpState::LISTEN)
    {
        StartStandbyTimer(m_holdTime);
        Enter(HsrpState::SPEAK);
    }
    else if (m_state == HsrpState::SPEAK)
    {
        EnterStandby();
    }
}

void
HsrpRouter::HelloExpires()
{
    Send(HsrpOpcode::HELLO);
    StartHelloTimer();
}

// ---- actions -----------------------------------------------------------------------------------

void
HsrpRouter::StartActiveTimer(Time hold)
{
    m_activeTimer.Cancel();
    m_activeTimer = Simulator::Schedule(hold, &HsrpRouter::ActiveExpires, this);
}

void
HsrpRouter::StartStandbyTimer(Time hold)
{
    m_standbyTimer.Cancel();
    m_standbyTimer = Simulator::Schedule(hold, &HsrpRouter::StandbyExpires, this);
}

void
HsrpRouter::StartHelloTimer()
{
    m_helloTimer.Cancel();
    const double early = m_jitter > 0 ? m_random->GetValue(0, m_jitter) : 0;
    const Time next = Seconds(m_helloTime.GetSeconds() * (1 - early));
    m_helloTimer = Simulator::Schedule(next, &HsrpRouter::HelloExpires, this);
}

void
HsrpRouter::Send(HsrpOpcode opcode)
{
    const NetworkAddress source = GetOwnAddress();
    if (!source.IsValid())
    {
        return;
    }
    HsrpMessage message;
    message.version = m_version;
    message.opcode = opcode;
    message.state = m_state;
    message.group = m_group;
    message.priority = GetPriority();
    message.hello = static_cast<uint32_t>(m_helloTime.GetMilliSeconds());
    message.hold = static_cast<uint32_t>(m_holdTime.GetMilliSeconds());
    message.identifier = Mac48Address::ConvertFrom(m_svi->GetAddress());
    message.family = GetFamily();
    message.virtualAddress = m_virtualAddress;
    message.secret = m_secret;
    // RFC 2281 section 6.1: the active router's Hello, and nothing else, tells bridges where the
    // virtual address is.
    const bool isVirtual = opcode == HsrpOpcode::HELLO && m_state == HsrpState::ACTIVE;
    m_sent[static_cast<std::size_t>(opcode)]++;
    m_svi->SendFrame(MakeHsrpFrame(message,
                                   source,
                                   isVirtual ? m_virtualMac : message.identifier,
                                   m_identification++));
}

void
HsrpRouter::Announce()
{
    if (GetFamily() == AddressFamily::IPV4)
    {
        // RFC 2281 section 5.6, action I: a response, to all.
        ArpReply reply;
        reply.host = m_virtualAddress.ToIpv4();
        reply.mac = m_virtualMac;
        reply.asker = reply.host;
        reply.askerMac = Mac48Address::GetBroadcast();
        reply.fromMac = m_virtualMac;
        m_svi->SendFrame(MakeArpReply(reply));
        return;
    }
    NeighborAdvertisement advertisement; // RFC 4861 section 7.2.6
    advertisement.host = m_virtualAddress.ToIpv6();
    advertisement.mac = m_virtualMac;
    advertisement.source = advertisement.host;
    advertisement.asker = Ipv6Address::GetAny();
    advertisement.fromMac = m_virtualMac;
    advertisement.isRouter = true;
    advertisement.isOverride = true;
    m_svi->SendFrame(MakeNeighborAdvertisement(advertisement));
}

void
HsrpRouter::Enter(HsrpState state)
{
    const HsrpState before = m_state;
    if (before == state)
    {
        return;
    }
    m_state = state;
    if (before == HsrpState::ACTIVE)
    {
        m_svi->RemoveMacAddress(m_virtualMac);
        RemoveNodeAddress(m_svi->GetNode(), m_virtualAddress);
    }
    if (state == HsrpState::ACTIVE)
    {
        m_svi->AddMacAddress(m_virtualMac);
        AddNodeAddress(m_svi->GetNode(), m_virtualAddress);
    }
    if (state < HsrpState::SPEAK)
    {
        m_helloTimer.Cancel();
    }
    else if (m_helloTimer.IsExpired())
    {
        StartHelloTimer();
    }
    m_stateTrace(before, state);
}

void
HsrpRouter::EnterStandby()
{
    m_standbyTimer.Cancel();
    m_standby = NetworkAddress();
    Enter(HsrpState::STANDBY);
    if (m_activeTimer.IsExpired())
    {
        ActiveExpires();
    }
}

void
HsrpRouter::EnterActive()
{
    m_activeTimer.Cancel();
    m_active = NetworkAddress();
    Enter(HsrpState::ACTIVE);
    Send(HsrpOpcode::HELLO);
    StartHelloTimer();
    Announce();
}

} // namespace ns3
