/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_TEST_PAIR_H
#define ETHERNET_TEST_PAIR_H

#include "ns3/ethernet-cable.h"
#include "ns3/ethernet-helper.h"
#include "ns3/ethernet-nic.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/// Two nodes, each with an Ethernet NIC, on one cable, and a record of what happens to them.
struct EthernetTestPair
{
    /// A frame that was handed to a node.
    struct Arrival
    {
        int64_t time;      //!< ns
        uint32_t size;     //!< octets of payload, padding included
        uint16_t protocol; //!< length/type
    };

    /**
     * @param rate data rate of both NICs
     * @param delay of the cable
     * @param queue the length of the transmit queues
     */
    explicit EthernetTestPair(const std::string& rate = "1Gbps",
                              Time delay = NanoSeconds(500),
                              const std::string& queue = "100p")
    {
        EthernetHelper helper;
        helper.SetNicAttribute("DataRate", DataRateValue(DataRate(rate)));
        helper.SetCableAttribute("Delay", TimeValue(delay));
        ObjectFactory factory("ns3::DropTailQueue<Packet>");
        factory.Set("MaxSize", QueueSizeValue(QueueSize(queue)));
        helper.SetQueue(factory);
        for (std::size_t i = 0; i < 2; ++i)
        {
            node[i] = CreateObject<Node>();
            nic[i] = helper.Install(node[i]);
            node[i]->RegisterProtocolHandler(MakeCallback(&EthernetTestPair::Received, this),
                                             0,
                                             nic[i]);
            nic[i]->TraceConnectWithoutContext(
                "Drop",
                MakeBoundCallback(&EthernetTestPair::Lost, &dropped[i]));
        }
        cable = helper.Connect(nic[0], nic[1]);
    }

    /// @param from 0 or 1 @param size octets of payload @param protocol length/type
    void Send(std::size_t from, uint32_t size, uint16_t protocol = 0x88b5)
    {
        nic[from]->Send(Create<Packet>(size), nic[1 - from]->GetAddress(), protocol);
    }

    /// @param at ns @param from 0 or 1 @param size octets of payload
    void SendAt(int64_t at, std::size_t from, uint32_t size)
    {
        Simulator::ScheduleWithContext(node[from]->GetId(), NanoSeconds(at), [this, from, size]() {
            Send(from, size);
        });
    }

    std::array<Ptr<Node>, 2> node;                                 //!< the hosts
    std::array<Ptr<EthernetNic>, 2> nic;                           //!< their NICs
    Ptr<EthernetCable> cable;                                      //!< between them
    std::array<std::vector<Arrival>, 2> arrivals;                  //!< by receiver
    std::array<std::map<EthernetDropReason, uint32_t>, 2> dropped; //!< by NIC: from the trace

    /// @param record where to count it @param reason why a frame was lost
    static void Lost(std::map<EthernetDropReason, uint32_t>* record,
                     Ptr<const Packet>,
                     EthernetDropReason reason)
    {
        ++(*record)[reason];
    }

    /// @param device where it arrived @param packet its payload @param protocol its length/type
    void Received(Ptr<NetDevice> device,
                  Ptr<const Packet> packet,
                  uint16_t protocol,
                  const Address&,
                  const Address&,
                  NetDevice::PacketType)
    {
        arrivals[device == nic[0] ? 0 : 1].push_back(
            {Simulator::Now().GetNanoSeconds(), packet->GetSize(), protocol});
    }
};

} // namespace ns3

#endif /* ETHERNET_TEST_PAIR_H */
