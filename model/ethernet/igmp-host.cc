/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "igmp-host.h"

#include "ethernet-frame.h"

#include "ns3/ipv4.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(IgmpHost);

namespace
{

const Ipv4Address ALL_ROUTERS("224.0.0.2");    //!< where leaves go (RFC 2236 section 9)
const Ipv4Address REPORTS_GROUP("224.0.0.22"); //!< where reports go (RFC 3376 section 4.2.14)

// Unsolicited Report Interval.
constexpr int64_t INTERVAL_VERSION_2 = 10; //!< s (RFC 2236 section 8.10)
constexpr int64_t INTERVAL_VERSION_3 = 1;  //!< s (RFC 3376 section 8.11)
/// Older Version Querier Present Timeout with the default intervals, s (RFC 3376 section 8.12).
constexpr int64_t OLDER_QUERIER = 2 * 125 + 10;

} // namespace

TypeId
IgmpHost::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::IgmpHost")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<IgmpHost>()
            .AddAttribute("Version",
                          "The version to speak: 2 (RFC 2236) or 3 (RFC 3376).",
                          UintegerValue(3),
                          MakeUintegerAccessor(&IgmpHost::m_version),
                          MakeUintegerChecker<uint32_t>(2, 3))
            .AddAttribute("Robustness",
                          "How often a change is reported (RFC 3376 section 8.1: 2).",
                          UintegerValue(2),
                          MakeUintegerAccessor(&IgmpHost::m_robustness),
                          MakeUintegerChecker<uint32_t>(1, 7))
            .AddAttribute("UnsolicitedReportInterval",
                          "The most between the reports of a change; 0: 1 s in version 3 (RFC 3376 "
                          "section 8.11), 10 s in version 2 (RFC 2236 section 8.10).",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&IgmpHost::m_reportInterval),
                          MakeTimeChecker(Time(0)));
    return tid;
}

IgmpHost::IgmpHost()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

IgmpHost::~IgmpHost() = default;

void
IgmpHost::DoDispose()
{
    m_answerAll.Cancel();
    for (auto& [address, group] : m_groups)
    {
        group.repeat.Cancel();
        group.answer.Cancel();
    }
    m_groups.clear();
    m_device = nullptr;
    Object::DoDispose();
}

void
IgmpHost::Install(Ptr<NetDevice> device)
{
    if (m_device || !device || !device->GetNode() ||
        !Mac48Address::IsMatchingType(device->GetAddress()))
    {
        throw std::invalid_argument(
            "IgmpHost::Install: give each host one Ethernet device that is on a node");
    }
    m_device = device;
    // The node keeps this alive from now on.
    device->GetNode()->RegisterProtocolHandler(
        MakeCallback(&IgmpHost::Receive, Ptr<IgmpHost>(this)),
        EthernetFrame::IPV4,
        device);
}

void
IgmpHost::Join(Ipv4Address group)
{
    if (!m_device || !group.IsMulticast())
    {
        std::ostringstream text;
        text << "IgmpHost::Join: " << group
             << ": accepted: on a device, 224.0.0.0 to 239.255.255.255";
        throw std::invalid_argument(text.str());
    }
    if (IsMember(group))
    {
        return;
    }
    Group& known = m_groups[group.Get()];
    known.leaving = false;
    known.repeats = m_robustness;
    Announce(group);
}

void
IgmpHost::Leave(Ipv4Address group)
{
    if (!IsMember(group))
    {
        return;
    }
    Group& known = m_groups[group.Get()];
    known.answer.Cancel();
    known.leaving = true;
    // A leave of version 2 is said once (RFC 2236 section 6).
    known.repeats = SpeaksVersion2() ? 1 : m_robustness;
    Announce(group);
}

bool
IgmpHost::IsMember(Ipv4Address group) const
{
    const auto found = m_groups.find(group.Get());
    return found != m_groups.end() && !found->second.leaving;
}

void
IgmpHost::Announce(Ipv4Address group)
{
    const auto found = m_groups.find(group.Get());
    if (found == m_groups.end())
    {
        return;
    }
    Group& known = found->second;
    known.repeat.Cancel();
    Report(group,
           known.leaving ? IgmpMessage::Mode::CHANGE_TO_INCLUDE
                         : IgmpMessage::Mode::CHANGE_TO_EXCLUDE);
    known.repeats--;
    if (known.repeats > 0)
    {
        const Time most = !m_reportInterval.IsZero() ? m_reportInterval
                          : SpeaksVersion2()         ? Seconds(INTERVAL_VERSION_2)
                                                     : Seconds(INTERVAL_VERSION_3);
        known.repeat = Simulator::Schedule(Draw(most), &IgmpHost::Announce, this, group);
    }
    else if (known.leaving)
    {
        m_groups.erase(found);
    }
}

void
IgmpHost::Report(Ipv4Address group, IgmpMessage::Mode mode)
{
    IgmpMessage message;
    if (!SpeaksVersion2())
    {
        message.type = IgmpMessage::Type::REPORT_V3;
        message.records.push_back({mode, group, 0});
        message.destination = REPORTS_GROUP;
    }
    else
    {
        const bool isLeave = mode == IgmpMessage::Mode::CHANGE_TO_INCLUDE;
        message.type = isLeave ? IgmpMessage::Type::LEAVE : IgmpMessage::Type::REPORT_V2;
        message.group = group;
        message.destination = isLeave ? ALL_ROUTERS : group;
    }
    Send(message);
}

void
IgmpHost::Send(IgmpMessage& message)
{
    message.source = GetSource();
    m_sent++;
    m_device->Send(message.ToPacket(),
                   Mac48Address::GetMulticast(message.destination),
                   EthernetFrame::IPV4);
}

Ipv4Address
IgmpHost::GetSource() const
{
    const auto ipv4 = m_device->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(m_device) : -1;
    return interface >= 0 && ipv4->GetNAddresses(interface) > 0
               ? ipv4->GetAddress(interface, 0).GetLocal()
               : Ipv4Address(uint32_t{0});
}

bool
IgmpHost::SpeaksVersion2() const
{
    return m_version == 2 || m_version2Until > Simulator::Now();
}

Time
IgmpHost::Draw(Time most)
{
    const auto most64 = static_cast<double>(most.GetNanoSeconds());
    return NanoSeconds(static_cast<int64_t>(m_random->GetValue(0, most64)));
}

// ---- what comes --------------------------------------------------------------------------------

void
IgmpHost::Receive(Ptr<NetDevice>,
                  Ptr<const Packet> packet,
                  uint16_t,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType)
{
    if (!m_device)
    {
        return;
    }
    auto reason = IgmpDropReason::NONE;
    const auto message = IgmpMessage::Read(packet, reason);
    if (!message)
    {
        m_malformed += reason != IgmpDropReason::NONE;
        return;
    }
    if (message->type == IgmpMessage::Type::QUERY)
    {
        HearQuery(*message);
    }
    else if (message->type == IgmpMessage::Type::REPORT_V2 && SpeaksVersion2())
    {
        // Another one has answered (RFC 2236 section 3).
        const auto found = m_groups.find(message->group.Get());
        if (found != m_groups.end())
        {
            found->second.answer.Cancel();
        }
    }
}

void
IgmpHost::HearQuery(const IgmpMessage& message)
{
    m_queries++;
    if (message.version < 3)
    {
        m_version2Until = Simulator::Now() + Seconds(OLDER_QUERIER);
    }
    if (message.group.IsAny() && !SpeaksVersion2())
    {
        if (m_answerAll.IsExpired())
        {
            m_answerAll =
                Simulator::Schedule(Draw(message.maxResponse), &IgmpHost::AnswerAll, this);
        }
        return;
    }
    for (auto& [address, group] : m_groups)
    {
        const bool isAsked = message.group.IsAny() || message.group.Get() == address;
        if (!isAsked || group.leaving)
        {
            continue;
        }
        const Time delay = Draw(message.maxResponse);
        // An answer that is due sooner stays (RFC 2236 section 3).
        if (!group.answer.IsExpired() && Simulator::GetDelayLeft(group.answer) <= delay)
        {
            continue;
        }
        group.answer.Cancel();
        group.answer = Simulator::Schedule(delay, &IgmpHost::Answer, this, Ipv4Address(address));
    }
}

void
IgmpHost::Answer(Ipv4Address group)
{
    Report(group, IgmpMessage::Mode::IS_EXCLUDE);
}

void
IgmpHost::AnswerAll()
{
    IgmpMessage message;
    message.type = IgmpMessage::Type::REPORT_V3;
    message.destination = REPORTS_GROUP;
    const auto flush = [&]() {
        if (!message.records.empty())
        {
            Send(message);
            message.records.clear();
        }
    };
    for (const auto& [address, group] : m_groups)
    {
        if (!group.leaving)
        {
            message.records.push_back({IgmpMessage::Mode::IS_EXCLUDE, Ipv4Address(address), 0});
        }
        // As many as fit a frame: 24 octets of IPv4 header, 8 of report, 8 each.
        if (message.records.size() * 8 + 40U > m_device->GetMtu())
        {
            flush();
        }
    }
    flush();
}

// ---- what it is --------------------------------------------------------------------------------

uint64_t
IgmpHost::GetSent() const
{
    return m_sent;
}

uint64_t
IgmpHost::GetQueries() const
{
    return m_queries;
}

uint64_t
IgmpHost::GetMalformed() const
{
    return m_malformed;
}

int64_t
IgmpHost::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

} // namespace ns3
