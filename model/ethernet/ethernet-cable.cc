/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "ethernet-cable.h"

#include "ethernet-nic.h"

#include "ns3/host-time.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EthernetCable);

TypeId
EthernetCable::GetTypeId()
{
    static TypeId tid = TypeId("ns3::EthernetCable")
                            .SetParent<Channel>()
                            .SetGroupName("Lisp")
                            .AddConstructor<EthernetCable>()
                            .AddAttribute("Delay",
                                          "Propagation delay from one end to the other. The "
                                          "default stands for 100 m of copper at 5 ns/m.",
                                          TimeValue(NanoSeconds(500)),
                                          MakeTimeAccessor(&EthernetCable::m_delay),
                                          MakeTimeChecker(Time(0)));
    return tid;
}

EthernetCable::EthernetCable() = default;
EthernetCable::~EthernetCable() = default;

void
EthernetCable::DoDispose()
{
    for (End& end : m_ends)
    {
        end.nic = nullptr;
    }
    Channel::DoDispose();
}

std::size_t
EthernetCable::GetNDevices() const
{
    return m_ends.size() - GetNFreeEnds();
}

Ptr<NetDevice>
EthernetCable::GetDevice(std::size_t i) const
{
    for (const End& end : m_ends)
    {
        if (end.nic && i-- == 0)
        {
            return end.nic;
        }
    }
    return nullptr;
}

std::size_t
EthernetCable::GetNFreeEnds() const
{
    return std::count_if(m_ends.begin(), m_ends.end(), [](const End& end) { return !end.nic; });
}

Ptr<EthernetNic>
EthernetCable::GetPeer(uint8_t end) const
{
    return m_ends.at(1 - end).nic;
}

Time
EthernetCable::GetDelay() const
{
    return m_delay;
}

uint8_t
EthernetCable::Connect(Ptr<EthernetNic> nic)
{
    const uint8_t end = m_ends[0].nic ? 1 : 0;
    m_ends[end].nic = nic;
    return end;
}

void
EthernetCable::Disconnect(uint8_t end)
{
    m_ends[end].nic = nullptr;
    End& far = m_ends[1 - end];
    far.lostBefore = far.sent;
}

bool
EthernetCable::Transmit(uint8_t end, Ptr<const Packet> frame, Time duration)
{
    const uint64_t number = m_ends[end].sent++;
    const Ptr<EthernetNic>& receiver = m_ends[1 - end].nic;
    if (!receiver)
    {
        return false;
    }
    const uint32_t context = receiver->GetNode()->GetId();
    const HostTime hostTime;
    if (receiver->WatchesArrivals())
    {
        Simulator::ScheduleWithContext(context,
                                       m_delay,
                                       &EthernetCable::BeginArrival,
                                       Ptr<EthernetCable>(this),
                                       end,
                                       number,
                                       frame,
                                       receiver);
    }
    Simulator::ScheduleWithContext(context,
                                   m_delay + duration,
                                   &EthernetCable::EndArrival,
                                   Ptr<EthernetCable>(this),
                                   end,
                                   number,
                                   frame,
                                   receiver);
    return true;
}

void
EthernetCable::Abort(uint8_t end)
{
    m_ends[end].aborted.push_back(m_ends[end].sent - 1);
}

void
EthernetCable::BeginArrival(uint8_t end,
                            uint64_t number,
                            Ptr<const Packet> frame,
                            Ptr<EthernetNic> receiver)
{
    if (number >= m_ends[end].lostBefore)
    {
        receiver->BeginReceive(frame);
    }
}

void
EthernetCable::EndArrival(uint8_t end,
                          uint64_t number,
                          Ptr<const Packet> frame,
                          Ptr<EthernetNic> receiver)
{
    End& sender = m_ends[end];
    if (!sender.aborted.empty())
    {
        const auto found = std::find(sender.aborted.begin(), sender.aborted.end(), number);
        if (found != sender.aborted.end())
        {
            sender.aborted.erase(found); // the sender has reported it
            return;
        }
    }
    if (number < sender.lostBefore)
    {
        receiver->Lose(frame, EthernetDropReason::CUT_ARRIVING);
        return;
    }
    receiver->Receive(frame);
}

} // namespace ns3
