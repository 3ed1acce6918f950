/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_TEST_STREAMS_H
#define LAN_EXTENSION_TEST_STREAMS_H

#include "ns3/ethernet-nic.h"
#include "ns3/flow-report.h"
#include "ns3/ipv4-header.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/study-traffic.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @brief Hosts, and streams of frames between them whose copies are counted at every host.
 */
class LanExtensionTestStreams
{
  public:
    static constexpr uint16_t TYPE = 0x88b5;      //!< for local experiments (IEEE 802)
    static constexpr uint16_t IPV4 = 0x0800;      //!< EtherType
    static constexpr uint32_t MAGIC = 0x4c414e58; //!< begins each payload
    static constexpr uint32_t PAYLOAD = 46;       //!< octets

    /// A host.
    struct Host
    {
        std::size_t dataCenter; //!< where it is
        Ptr<Node> node;         //!< its node
        Ptr<EthernetNic> nic;   //!< its NIC
        std::string address;    //!< its address
    };

    /// Frames that one host sends to one address, and how many copies of each come to whom.
    struct Stream
    {
        std::size_t from;                          //!< number of the host
        Mac48Address to;                           //!< destination
        Ipv4Address group;                         //!< of IPv4 multicast; 0.0.0.0: not IPv4
        std::vector<Time> sent;                    //!< when, by number of the frame
        std::vector<std::vector<uint16_t>> copies; //!< by host and number of the frame
    };

    /// Times between which frames may be lost.
    using Windows = std::vector<std::pair<Time, Time>>;

    LanExtensionTestStreams() = default;
    LanExtensionTestStreams(const LanExtensionTestStreams&) = delete;
    LanExtensionTestStreams& operator=(const LanExtensionTestStreams&) = delete;

    /// Count at all hosts from now on.
    void Listen()
    {
        for (const auto& host : hosts)
        {
            for (const uint16_t type : {TYPE, IPV4})
            {
                host.node->RegisterProtocolHandler(
                    MakeCallback(&LanExtensionTestStreams::Receive, this),
                    type,
                    host.nic,
                    true);
            }
        }
    }

    /**
     * @brief Let a host send a frame every 10 ms.
     * @param from number of the host @param to destination @param start when the first one leaves
     * @param stop no frame leaves from then on
     * @param group of IPv4 multicast, whose address becomes the destination
     * @return number of the stream
     */
    std::size_t AddStream(std::size_t from,
                          const Mac48Address& to,
                          Time start,
                          Time stop,
                          Ipv4Address group = Ipv4Address(uint32_t{0}))
    {
        const bool isIp = group != Ipv4Address(uint32_t{0});
        streams.push_back({from,
                           isIp ? Mac48Address::GetMulticast(group) : to,
                           group,
                           {},
                           std::vector<std::vector<uint16_t>>(hosts.size())});
        const std::size_t number = streams.size() - 1;
        Simulator::Schedule(start, [this, number, stop]() { Send(number, stop); });
        return number;
    }

    /// @param start of the first of them @param stop of all: each host sends broadcasts
    /// @return number of host 0's stream; those of the others follow
    std::size_t AddBroadcasts(Time start, Time stop)
    {
        const std::size_t first = streams.size();
        for (std::size_t host = 0; host < hosts.size(); host++)
        {
            // Between each other, so that the frames of hosts do not meet.
            AddStream(host,
                      Mac48Address::GetBroadcast(),
                      start + MicroSeconds(1500) * static_cast<int64_t>(host),
                      stop);
        }
        return first;
    }

    /// @param stream a number @param host another @return copies that came to the host
    uint64_t GetCopies(std::size_t stream, std::size_t host) const
    {
        uint64_t sum = 0;
        for (const auto copies : streams[stream].copies[host])
        {
            sum += copies;
        }
        return sum;
    }

    /**
     * @brief Look whether each frame of a stream came once, or not at all where that may be.
     * @param stream a number @param host another @param windows in which frames may be lost
     * @return what is wrong with the first one of which it is not so; "": nothing
     */
    std::string Check(std::size_t stream, std::size_t host, const Windows& windows = {}) const
    {
        const auto& sent = streams[stream].sent;
        const auto& copies = streams[stream].copies[host];
        for (std::size_t i = 0; i < sent.size(); i++)
        {
            const bool mayBeLost =
                std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
                    return sent[i] >= window.first && sent[i] <= window.second;
                });
            if (copies[i] > 1 || (copies[i] == 0 && !mayBeLost))
            {
                return "host " + std::to_string(streams[stream].from) + " to " +
                       std::to_string(host) + ": " + std::to_string(copies[i]) +
                       " copies of the frame sent at " + std::to_string(sent[i].GetSeconds());
            }
        }
        return sent.empty() ? "nothing was sent" : "";
    }

    /// @param stream a number @param host another @return frames that did not come to the host
    uint64_t GetLost(std::size_t stream, std::size_t host) const
    {
        const auto& copies = streams[stream].copies[host];
        return std::count(copies.begin(), copies.end(), 0);
    }

    /// @param host a number @return the host, as an end of a flow
    StudyTraffic::End GetEnd(std::size_t host) const
    {
        return {hosts[host].node, NetworkAddress::FromString(hosts[host].address)};
    }

    /**
     * @brief Look whether each packet of a flow came once, or not at all where that may be, and has
     * a named reason if it did not.
     * @param flow what became of it @param windows in which packets may be lost
     * @return what is wrong; "": nothing
     */
    static std::string CheckFlow(const FlowReport& flow, const Windows& windows = {})
    {
        for (const auto& packet : flow.packets)
        {
            const Time sent = Seconds(packet.sent_s);
            const bool mayBeLost =
                std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
                    return sent >= window.first && sent <= window.second;
                });
            if (packet.reason != 0 && !mayBeLost)
            {
                return flow.name + ": lost at " + std::to_string(packet.sent_s) + ", " +
                       flow.reasons[packet.reason - 1];
            }
        }
        uint64_t named = 0;
        for (const auto& [reason, count] : flow.lostByReason)
        {
            if (reason.find("vanished") != std::string::npos)
            {
                return flow.name + ": " + reason;
            }
            named += count;
        }
        return flow.packets.empty() || named != flow.lost || flow.duplicated > 0
                   ? flow.name + ": doubled, or lost without a reason"
                   : "";
    }

    std::vector<Host> hosts;     //!< by number
    std::vector<Stream> streams; //!< by number

  private:
    static constexpr uint8_t EXPERIMENT = 253; //!< protocol for experiments (RFC 3692)

    /// @param stream sends a frame now, and later @param stop until then
    void Send(std::size_t stream, Time stop)
    {
        if (Simulator::Now() >= stop)
        {
            return;
        }
        auto& what = streams[stream];
        const auto number = static_cast<uint32_t>(what.sent.size());
        uint8_t octets[PAYLOAD] = {};
        const uint32_t words[] = {MAGIC, static_cast<uint32_t>(stream), number};
        for (std::size_t i = 0; i < 12; i++)
        {
            octets[i] = static_cast<uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
        }
        auto packet = Create<Packet>(octets, PAYLOAD);
        const bool isIp = what.group != Ipv4Address(uint32_t{0});
        if (isIp)
        {
            Ipv4Header header;
            header.SetSource(Ipv4Address(hosts[what.from].address.c_str()));
            header.SetDestination(what.group);
            header.SetProtocol(EXPERIMENT);
            header.SetPayloadSize(PAYLOAD);
            header.SetTtl(1);
            header.EnableChecksum();
            packet->AddHeader(header);
        }
        what.sent.push_back(Simulator::Now());
        for (auto& copies : what.copies)
        {
            copies.push_back(0);
        }
        hosts[what.from].nic->Send(packet, what.to, isIp ? IPV4 : TYPE);
        Simulator::Schedule(MilliSeconds(10), [this, stream, stop]() { Send(stream, stop); });
    }

    /// See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> nic,
                 Ptr<const Packet> packet,
                 uint16_t type,
                 const Address&,
                 const Address&,
                 NetDevice::PacketType)
    {
        constexpr uint32_t HEADER = 20;
        uint8_t octets[HEADER + 12] = {};
        const uint32_t before = type == IPV4 ? HEADER : 0;
        if (packet->CopyData(octets, before + 12) < before + 12)
        {
            return;
        }
        uint32_t words[3] = {};
        for (std::size_t i = 0; i < 12; i++)
        {
            words[i / 4] = words[i / 4] << 8 | octets[before + i];
        }
        if (words[0] != MAGIC)
        {
            return;
        }
        const auto host = std::find_if(hosts.begin(), hosts.end(), [&nic](const Host& other) {
            return other.nic == nic;
        });
        streams.at(words[1]).copies[host - hosts.begin()].at(words[2])++;
    }
};

} // namespace ns3

#endif /* LAN_EXTENSION_TEST_STREAMS_H */
