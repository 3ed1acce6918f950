/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vpls-extension.h"

#include "associated-channel-header.h"
#include "pseudowire.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(VplsExtension);

TypeId
VplsExtension::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::VplsExtension")
            .SetParent<LanExtension>()
            .SetGroupName("Lisp")
            .AddConstructor<VplsExtension>()
            .AddAttribute("AgeingTime",
                          "How long a learned address is kept without a frame from it. Open in RFC "
                          "4762 (section 4.3); 300 s as in IEEE 802.1Q-2018, table 8-6.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&VplsExtension::m_ageing),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxAddresses",
                          "The most addresses to know; frames to others are flooded. Open in the "
                          "standard.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&VplsExtension::m_maxAddresses),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("WithdrawInterval",
                          "After how long a withdrawal without acknowledgement is sent again (RFC "
                          "7769: 1 s). To be set before AddPeer.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&VplsExtension::m_withdrawInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("WithdrawRetries",
                          "How many times a withdrawal is sent again before it is given up (RFC "
                          "7769: 3). To be set before AddPeer.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&VplsExtension::m_withdrawRetries),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("ReadyDelay",
                          "How long an edge device whose first pseudowire is up waits for the "
                          "others before it may be given VLANs that another one carries. Open in "
                          "the standards; 2 s: BFD sends once a second while a session is down "
                          "(RFC 5880 section 6.8.3), so that what can come up is up by then.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&VplsExtension::m_readyDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("Learned",
                            "An address was learned: new, or at another pseudowire than before.",
                            MakeTraceSourceAccessor(&VplsExtension::m_learnedTrace),
                            "ns3::VplsExtension::AddressTracedCallback")
            .AddTraceSource("Forgotten",
                            "A learned address was forgotten: too old, withdrawn, or its "
                            "pseudowire went down.",
                            MakeTraceSourceAccessor(&VplsExtension::m_forgottenTrace),
                            "ns3::VplsExtension::AddressTracedCallback");
    return tid;
}

VplsExtension::VplsExtension() = default;

VplsExtension::~VplsExtension()
{
    Release();
}

void
VplsExtension::Release()
{
    m_ageEvent.Cancel();
    m_forgottenEvent.Cancel();
    m_readyEvent.Cancel();
    if (m_switch)
    {
        m_switch->TraceDisconnectWithoutContext("Forgotten",
                                                MakeCallback(&VplsExtension::SwitchForgot, this));
    }
    m_switch = nullptr;
    for (const auto& peer : m_peers)
    {
        peer.wire->SetOwner(nullptr, nullptr);
        peer.wire->SetChannelHandler(AssociatedChannelHeader::MAC_WITHDRAWAL, nullptr);
    }
    m_peers.clear();
}

void
VplsExtension::DoDispose()
{
    Release();
    LanExtension::DoDispose();
}

void
VplsExtension::AddPeer(Ptr<Pseudowire> pseudowire)
{
    if (!pseudowire || !pseudowire->GetTransport())
    {
        throw std::invalid_argument("VplsExtension::AddPeer: the pseudowire is not set up");
    }
    auto* wire = PeekPointer(pseudowire);
    pseudowire->SetOwner([this, wire](const EthernetFrame& frame) { Receive(wire, frame); },
                         [this, wire]() { WireChanged(wire); });
    auto session = std::make_unique<MacWithdrawSession>(
        [wire](const Ptr<Packet>& message) {
            wire->SendChannel(AssociatedChannelHeader::MAC_WITHDRAWAL, message);
        },
        [this, wire](const MacWithdrawMessage& message) { Flush(wire, message); });
    session->SetOptions({m_withdrawInterval, m_withdrawRetries});
    auto* withdraw = session.get();
    pseudowire->SetChannelHandler(
        AssociatedChannelHeader::MAC_WITHDRAWAL,
        [withdraw](const Ptr<Packet>& message) { return withdraw->Receive(message); });
    m_peers.push_back({pseudowire, std::move(session)});
    WireChanged(wire);
}

std::vector<Ptr<Pseudowire>>
VplsExtension::GetPeers() const
{
    std::vector<Ptr<Pseudowire>> wires;
    for (const auto& peer : m_peers)
    {
        wires.push_back(peer.wire);
    }
    return wires;
}

void
VplsExtension::SetSwitch(Ptr<VlanSwitch> lan)
{
    if (m_switch || !lan)
    {
        throw std::invalid_argument("VplsExtension::SetSwitch: give each extension one switch");
    }
    m_switch = lan;
    lan->TraceConnectWithoutContext("Forgotten", MakeCallback(&VplsExtension::SwitchForgot, this));
}

bool
VplsExtension::IsUp() const
{
    return std::any_of(m_peers.begin(), m_peers.end(), [](const Peer& peer) {
        return peer.wire->IsUp();
    });
}

bool
VplsExtension::IsReady() const
{
    return m_isReady;
}

std::string
VplsExtension::GetName() const
{
    return "vpls";
}

// ---- frames ------------------------------------------------------------------------------------

void
VplsExtension::Carry(const EthernetFrame& frame)
{
    if (!frame.IsGroup())
    {
        const auto* entry = m_table.Find(frame.vlan, frame.destination);
        if (entry)
        {
            // Only pseudowires are learned here.
            if (static_cast<Pseudowire*>(entry->port)->TrySend(frame))
            {
                m_forwarded++;
                CountSent(frame);
            }
            return;
        }
    }
    bool sent = false;
    for (const auto& peer : m_peers)
    {
        if (peer.wire->IsUp() && peer.wire->TrySend(frame))
        {
            sent = true;
        }
    }
    if (sent) // else each of the pseudowires has said why not
    {
        m_flooded += !frame.IsGroup();
        CountSent(frame);
    }
}

void
VplsExtension::Receive(Pseudowire* wire, const EthernetFrame& frame)
{
    ExtensionDropReason reason;
    if (MayPass(frame, reason) && !frame.source.IsGroup())
    {
        Learn(wire, frame);
    }
    Accept(frame);
}

void
VplsExtension::Learn(Pseudowire* wire, const EthernetFrame& frame)
{
    const auto result =
        m_table.Learn(frame.vlan, frame.source, wire, Simulator::Now(), m_maxAddresses);
    if (result == MacTable::Result::NEW || result == MacTable::Result::MOVED)
    {
        if (m_ageEvent.IsExpired())
        {
            m_ageEvent = Simulator::Schedule(m_ageing, &VplsExtension::Age, this);
        }
        m_learnedTrace(frame.vlan, frame.source, wire);
    }
}

// ---- addresses ---------------------------------------------------------------------------------

const MacTable&
VplsExtension::GetMacTable() const
{
    return m_table;
}

void
VplsExtension::Age()
{
    const Time now = Simulator::Now();
    m_table.RemoveIf(
        [this, now](const MacTable::Entry& entry) { return entry.seen + m_ageing <= now; },
        [this](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
            m_forgottenTrace(vlan, address, entry.port);
        });
    Time oldest = Time::Max();
    m_table.ForEach([&oldest](uint16_t, const Mac48Address&, const MacTable::Entry& entry) {
        oldest = std::min(oldest, entry.seen);
    });
    if (oldest != Time::Max())
    {
        m_ageEvent = Simulator::Schedule(oldest + m_ageing - now, &VplsExtension::Age, this);
    }
}

void
VplsExtension::Forget(uint16_t vlan, const Mac48Address& address, SwitchPort* at)
{
    // Else the switch would send a frame that comes by another pseudowire nowhere, because it
    // thinks that the destination is where the frame comes from.
    if (m_switch && m_switch->Locate(vlan, address) == this)
    {
        m_switch->Forget(vlan, address);
    }
    m_forgottenTrace(vlan, address, at);
}

void
VplsExtension::Flush(Pseudowire* wire, const MacWithdrawMessage& message)
{
    using Scope = MacWithdrawMessage::Scope;
    if (message.scope != Scope::LISTED)
    {
        const bool senders = message.scope == Scope::FROM_SENDER;
        m_table.RemoveIf(
            [wire, senders](const MacTable::Entry& entry) {
                return (entry.port == wire) == senders;
            },
            [this](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
                Forget(vlan, address, entry.port);
            });
        return;
    }
    // A list has no VLANs: an address goes in all in which it was learned from the sender.
    std::vector<std::pair<uint16_t, Mac48Address>> gone;
    m_table.ForEach([&](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
        if (entry.port == wire &&
            std::find(message.addresses.begin(), message.addresses.end(), address) !=
                message.addresses.end())
        {
            gone.emplace_back(vlan, address);
        }
    });
    for (const auto& [vlan, address] : gone)
    {
        m_table.Remove(vlan, address);
        Forget(vlan, address, wire);
    }
}

void
VplsExtension::WireChanged(Pseudowire* wire)
{
    for (const auto& peer : m_peers)
    {
        if (peer.wire == wire)
        {
            peer.withdraw->Reset();
        }
    }
    if (!wire->IsUp())
    {
        m_table.RemoveIf(
            [wire](const MacTable::Entry& entry) { return entry.port == wire; },
            [this](uint16_t vlan, const Mac48Address& address, const MacTable::Entry& entry) {
                Forget(vlan, address, entry.port);
            });
    }
    const bool isUp = IsUp();
    const bool areAllUp = std::all_of(m_peers.begin(), m_peers.end(), [](const Peer& peer) {
        return peer.wire->IsUp();
    });
    // Once ready, it stays so when single ones go down: its neighbour would not reach more.
    const bool isReady = isUp && (m_isReady || areAllUp);
    if (isReady || !isUp)
    {
        m_readyEvent.Cancel();
    }
    else if (m_readyEvent.IsExpired())
    {
        m_readyEvent = Simulator::Schedule(m_readyDelay, &VplsExtension::BecomeReady, this);
    }
    if (isUp != m_wasUp || isReady != m_isReady)
    {
        m_wasUp = isUp;
        m_isReady = isReady;
        LinkChanged();
    }
}

void
VplsExtension::BecomeReady()
{
    m_isReady = true;
    LinkChanged();
}

// ---- withdrawal --------------------------------------------------------------------------------

void
VplsExtension::Withdraw(const std::vector<Mac48Address>& addresses)
{
    for (const auto& peer : m_peers)
    {
        if (peer.wire->IsUp()) // the other end of one that is down knows no address there
        {
            peer.withdraw->Withdraw(addresses);
        }
    }
}

void
VplsExtension::WithdrawAll()
{
    for (const auto& peer : m_peers)
    {
        if (peer.wire->IsUp())
        {
            peer.withdraw->WithdrawAll();
        }
    }
}

void
VplsExtension::SwitchForgot(uint16_t, const Mac48Address& address, Ptr<SwitchPort> port)
{
    if (port == this)
    {
        return;
    }
    m_forgotten.push_back(address);
    if (m_forgottenEvent.IsExpired())
    {
        m_forgottenEvent = Simulator::ScheduleNow(&VplsExtension::WithdrawForgotten, this);
    }
}

void
VplsExtension::WithdrawForgotten()
{
    const auto addresses = std::exchange(m_forgotten, {});
    Withdraw(addresses);
}

void
VplsExtension::ForwarderChanged(uint16_t vlan, bool forwards)
{
    if (forwards)
    {
        return; // the one that was forwarder until now withdraws, or has no pseudowires any more
    }
    std::vector<std::pair<Mac48Address, SwitchPort*>> far;
    m_table.ForEach([&](uint16_t of, const Mac48Address& address, const MacTable::Entry& entry) {
        if (of == vlan)
        {
            far.emplace_back(address, entry.port);
        }
    });
    for (const auto& [address, at] : far)
    {
        m_table.Remove(vlan, address);
        Forget(vlan, address, at);
    }
    if (!m_switch)
    {
        WithdrawAll();
        return;
    }
    std::vector<Mac48Address> near;
    m_switch->GetMacTable().ForEach(
        [&](uint16_t of, const Mac48Address& address, const MacTable::Entry& entry) {
            if (of == vlan && entry.port != this)
            {
                near.push_back(address);
            }
        });
    Withdraw(near);
}

// ---- counters ----------------------------------------------------------------------------------

uint64_t
VplsExtension::GetForwarded() const
{
    return m_forwarded;
}

uint64_t
VplsExtension::GetFlooded() const
{
    return m_flooded;
}

const MacWithdrawSession::Counters&
VplsExtension::GetWithdrawals(Ptr<const Pseudowire> pseudowire) const
{
    for (const auto& peer : m_peers)
    {
        if (peer.wire == pseudowire)
        {
            return peer.withdraw->GetCounters();
        }
    }
    throw std::invalid_argument("VplsExtension::GetWithdrawals: not one of its pseudowires");
}

} // namespace ns3
