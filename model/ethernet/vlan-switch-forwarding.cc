/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The part of VlanSwitch that frames go through.
 */

#include "multicast-snooper.h"
#include "vlan-switch-port.h"
#include "vlan-switch.h"

#include "ns3/simulator.h"

#include <boost/container/small_vector.hpp>

namespace ns3
{

namespace
{

/**
 * @brief Whether a bridge forwards nothing to an address (IEEE 802.1Q-2018, tables 8-1 and 8-2, and
 * the 01:80:c2:00:00:20 to :2f of GARP applications).
 * @param address an address
 * @return true if so
 */
bool
IsReserved(const Mac48Address& address)
{
    uint8_t octets[6];
    address.CopyTo(octets);
    return octets[0] == 0x01 && octets[1] == 0x80 && octets[2] == 0xc2 && octets[3] == 0 &&
           octets[4] == 0 && (octets[5] < 0x10 || octets[5] == 0x21);
}

} // namespace

bool
VlanSwitch::Classify(Port& port, EthernetFrame& frame)
{
    const uint16_t vlan = frame.vlan == 0 ? port.untagged : frame.vlan;
    // An access port takes no tags but those of priority (IEEE 802.1Q-2018 section 6.9).
    if (vlan == 0 || !port.vlans.test(vlan) || (frame.vlan != 0 && !port.takesTags))
    {
        Drop(frame, SwitchDropReason::WRONG_VLAN);
        return false;
    }
    frame.vlan = vlan;
    return true;
}

void
VlanSwitch::Receive(const Ptr<SwitchPort>& port, const EthernetFrame& arrived)
{
    Port& in = Get(port);
    const Ptr<SwitchPort> outer = m_ingress;
    m_ingress = port;
    if (arrived.source.IsGroup())
    {
        Drop(arrived, SwitchDropReason::MALFORMED);
    }
    else if (const auto handler = m_linkHandlers.find(arrived.destination);
             handler != m_linkHandlers.end())
    {
        const LinkHandler handle = handler->second;
        handle(arrived, port);
    }
    else if (IsReserved(arrived.destination))
    {
        Drop(arrived, SwitchDropReason::NO_PROTOCOL);
    }
    else if (EthernetFrame frame = arrived; Classify(in, frame))
    {
        Forward(in, frame);
    }
    m_ingress = outer;
}

void
VlanSwitch::Forward(Port& in, const EthernetFrame& frame)
{
    if (in.state == SwitchPortState::DISCARDING)
    {
        Drop(frame, SwitchDropReason::BLOCKED);
        return;
    }
    if (in.learns)
    {
        const auto result = m_table.Learn(frame.vlan,
                                          frame.source,
                                          PeekPointer(in.port),
                                          Simulator::Now(),
                                          m_maxAddresses);
        NoteLearned(result, frame.vlan, frame.source, in.port);
    }
    if (in.state != SwitchPortState::FORWARDING)
    {
        Drop(frame, SwitchDropReason::BLOCKED);
        return;
    }
    if (frame.IsGroup())
    {
        if (m_snooper && !frame.destination.IsBroadcast())
        {
            // Where nothing is learned, someone may have said where the sender is.
            const auto* sender = in.learns ? nullptr : m_table.Find(frame.vlan, frame.source);
            m_snooper->Hear(sender ? sender->port : in.port, frame);
        }
        Flood(in, frame);
        return;
    }
    const auto* entry = m_table.Find(frame.vlan, frame.destination);
    if (!entry)
    {
        Flood(in, frame);
        return;
    }
    Port& out = *m_byPort.at(entry->port);
    const auto reason = CheckExit(in, out, frame);
    if (reason != SwitchDropReason::NONE)
    {
        Drop(frame, reason);
        return;
    }
    m_forwarded++;
    Transmit(out, frame);
}

SwitchDropReason
VlanSwitch::CheckExit(const Port& from, const Port& to, const EthernetFrame& frame) const
{
    if (&from == &to)
    {
        return SwitchDropReason::SAME_PORT;
    }
    if (!to.vlans.test(frame.vlan))
    {
        return SwitchDropReason::NOT_IN_VLAN;
    }
    if (to.state != SwitchPortState::FORWARDING)
    {
        return SwitchDropReason::BLOCKED_EXIT;
    }
    if (!to.port->IsUp())
    {
        return SwitchDropReason::PORT_DOWN;
    }
    return m_exitFilter ? m_exitFilter(from.port, to.port) : SwitchDropReason::NONE;
}

void
VlanSwitch::Transmit(Port& to, EthernetFrame frame)
{
    if (frame.vlan == to.untagged)
    {
        frame.vlan = 0;
        frame.priority = 0;
    }
    to.port->Send(frame);
}

void
VlanSwitch::Flood(Port& from, const EthernetFrame& frame)
{
    const bool isBroadcast = frame.destination.IsBroadcast();
    const bool isMulticast = frame.IsGroup() && !isBroadcast;
    // All are chosen first: what a port does with a frame may come back here, or remove ports.
    boost::container::small_vector<std::shared_ptr<Port>, 16> to;
    SwitchDropReason none = SwitchDropReason::NO_PORT;
    for (const auto& port : m_ports)
    {
        const auto reason = CheckExit(from, *port, frame);
        if (reason == SwitchDropReason::PEER_LINK)
        {
            none = reason;
        }
        if (reason == SwitchDropReason::NONE &&
            !(isMulticast && m_snooper && !m_snooper->IsWanted(port->port, frame)))
        {
            to.push_back(port);
        }
    }
    if (to.empty())
    {
        Drop(frame, none);
        return;
    }
    (frame.IsGroup() ? m_multicast : m_flooded)++;
    for (const auto& port : to)
    {
        if (!port->removed)
        {
            Transmit(*port, frame);
        }
    }
}

void
VlanSwitch::SendOut(const Ptr<SwitchPort>& port, const EthernetFrame& frame)
{
    Get(port).port->Send(frame);
}

bool
VlanSwitch::SendInVlan(const Ptr<SwitchPort>& port, const EthernetFrame& frame)
{
    Port& to = Get(port);
    if (!IsMember(port, frame.vlan) || to.state != SwitchPortState::FORWARDING || !port->IsUp())
    {
        return false;
    }
    Transmit(to, frame);
    return true;
}

void
VlanSwitch::Drop(const EthernetFrame& frame, SwitchDropReason reason)
{
    m_drops[static_cast<std::size_t>(reason)]++;
    if (!m_dropTrace.IsEmpty())
    {
        m_dropTrace(frame.ToPacket(), reason);
    }
}

void
VlanSwitch::DropMalformed(const Ptr<const Packet>& octets)
{
    m_drops[static_cast<std::size_t>(SwitchDropReason::MALFORMED)]++;
    m_dropTrace(octets, SwitchDropReason::MALFORMED);
}

} // namespace ns3
