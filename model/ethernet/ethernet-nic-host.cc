/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief EthernetNic and a host that is off or stands still.
 */
#include "ethernet-nic.h"

#include "ns3/error-model.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{

void
EthernetNic::SetHostOn(bool on)
{
    m_hostOn = on;
    while (!on && !m_waiting.empty())
    {
        const Ptr<const Packet> frame = m_waiting.front().frame;
        m_waiting.pop_front();
        Lose(frame, EthernetDropReason::RECEIVER_OFF);
    }
}

bool
EthernetNic::NeedsArp() const
{
    // Off, nothing is to wait for a neighbour that cannot be asked: the stack hands everything
    // down, and Send drops it with its reason.
    return m_hostOn;
}

void
EthernetNic::Hold(uint32_t frames)
{
    m_held = true;
    m_room = frames;
    m_toSend = m_queue->GetNPackets();
}

void
EthernetNic::Release()
{
    m_held = false;
    Simulator::ScheduleWithContext(m_node->GetId(),
                                   Time(0),
                                   &EthernetNic::EndHold,
                                   Ptr<EthernetNic>(this));
}

void
EthernetNic::EndHold()
{
    while (!m_held && !m_waiting.empty())
    {
        const Arrival arrival = std::move(m_waiting.front());
        m_waiting.pop_front();
        HandUp(arrival);
    }
    SendNext();
}

} // namespace ns3
