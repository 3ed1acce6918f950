/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef THING_COLLECTOR_H
#define THING_COLLECTOR_H

#include "packet-ledger.h"

#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class Node;
class Socket;
class UniformRandomVariable;

/**
 * @brief What things report to: takes their reports, and sends each a command from time to time,
 * whether it has heard of it lately or not.
 *
 * It runs on a host of its own; PacketLedger accounts for the commands and the reports.
 */
class ThingCollector
{
  public:
    /**
     * @param host where it runs, with a stack
     * @param ledger is told of each packet
     * @param flow of the commands
     * @param stream of the random number of the first command to each thing
     */
    ThingCollector(Ptr<Node> host, Ptr<PacketLedger> ledger, uint32_t flow, int64_t stream);
    ~ThingCollector();

    ThingCollector(const ThingCollector&) = delete;
    ThingCollector& operator=(const ThingCollector&) = delete;

    /// @param thing the address of one that gets commands
    void AddThing(const NetworkAddress& thing);
    /**
     * @brief Let commands go, the first one to each thing at a time of its own.
     * @param start of the first interval @param stop the end
     * @param interval from one command to a thing to the next @param payload octets of one
     */
    void Start(Time start, Time stop, Time interval, uint32_t payload);

  private:
    /// @param thing the place of a thing that gets a command now, and again after the interval
    void Command(std::size_t thing);
    /// @param socket has reports to read
    void Receive(Ptr<Socket> socket);

    Ptr<Node> m_host;                     //!< where it runs
    Ptr<PacketLedger> m_ledger;           //!< is told of each packet
    uint32_t m_flow;                      //!< of the commands
    Ptr<UniformRandomVariable> m_random;  //!< from 0 to 1
    std::vector<NetworkAddress> m_things; //!< that get commands
    Ptr<Socket> m_socket;                 //!< null before Start
    Time m_stop;                          //!< of commands
    Time m_interval;                      //!< between those to one thing
    uint32_t m_payload{0};                //!< octets
};

} // namespace ns3

#endif /* THING_COLLECTOR_H */
