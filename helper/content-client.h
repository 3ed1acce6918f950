/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_CLIENT_H
#define CONTENT_CLIENT_H

#include "not-measured.h"

#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class PacketLedger;
class Socket;

/**
 * @brief Asks ContentServers, all of one address, for the content at one interval, and notes when
 * which of them answered.
 *
 * It asks from several UDP ports in turn, as many connections do, so that a tunnel router may share
 * them out. A request and its answer are one packet to the PacketLedger.
 */
class ContentClient : public Application
{
  public:
    /// A request.
    struct Request
    {
        double sent_s;                   //!< when
        double answered_s{NOT_MEASURED}; //!< when; NOT_MEASURED if it was not
        uint32_t copy{0};                //!< that answered
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ContentClient();
    ~ContentClient() override;

    /**
     * @brief Ask from a node.
     * @param node the node
     * @param address of the content
     * @param ports to ask from in turn, at least 1
     * @param interval from one request to the next
     */
    void Install(Ptr<Node> node, const NetworkAddress& address, uint32_t ports, Time interval);
    /// @param ledger accounts for requests and answers @param flow the number of this flow in it
    void SetFlow(Ptr<PacketLedger> ledger, uint32_t flow);

    /// @return the requests, in order
    const std::vector<Request>& GetRequests() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;
    /// Send a request, and again after the interval.
    void Send();
    /// @param socket has answers to read
    void Receive(Ptr<Socket> socket);

    NetworkAddress m_address;           //!< of the content
    Time m_interval;                    //!< between requests
    Ptr<PacketLedger> m_ledger;         //!< accounts for packets
    uint32_t m_flow{0};                 //!< the flow in the ledger
    uint32_t m_ports{1};                //!< how many sockets
    std::vector<Ptr<Socket>> m_sockets; //!< from the start on: late answers count
    std::vector<Request> m_requests;    //!< by number
    EventId m_next;                     //!< the next request
};

} // namespace ns3

#endif /* CONTENT_CLIENT_H */
