/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_SERVER_H
#define CONTENT_SERVER_H

#include "ns3/application.h"
#include "ns3/network-address.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <vector>

namespace ns3
{

class Socket;

/**
 * @brief One of several copies of a content: answers each request, a UDP packet of a ContentClient.
 *
 * The answer is the request itself, with its marks for a PacketLedger, and the content behind it,
 * whose last octet is the number of the copy.
 */
class ContentServer : public Application
{
  public:
    /// UDP port that is listened to: that of HTTP/3 (RFC 9114 section 3.1.2, and IANA).
    static constexpr uint16_t PORT = 443;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Serve from a node.
     * @param node the node
     * @param address of the content
     * @param copy number of this copy, up to 255
     * @param size of the content, octets, at least 1
     */
    void Install(Ptr<Node> node, const NetworkAddress& address, uint8_t copy, uint32_t size);

    /// @return requests that have been answered
    uint64_t GetAnswered() const;

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;
    /// @param socket has requests to read
    void Receive(Ptr<Socket> socket);

    NetworkAddress m_address;       //!< of the content
    std::vector<uint8_t> m_content; //!< behind each request
    Ptr<Socket> m_socket;           //!< while running
    uint64_t m_answered{0};         //!< see GetAnswered
};

} // namespace ns3

#endif /* CONTENT_SERVER_H */
