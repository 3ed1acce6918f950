/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONSTANT_RATE_SENDER_H
#define CONSTANT_RATE_SENDER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class PacketLedger;
class Socket;

/**
 * @brief Sends UDP packets of one size at one interval, each known to a PacketLedger.
 */
class ConstantRateSender : public Application
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    /**
     * @brief Account for what is sent.
     * @param ledger the ledger
     * @param flow the number of this flow in it
     */
    void SetFlow(Ptr<PacketLedger> ledger, uint32_t flow);

    /// Send nothing more.
    void Stop();

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;
    /// Send a packet, and again after the interval.
    void Send();

    Address m_remote;           //!< attribute Remote
    Time m_interval;            //!< attribute Interval
    uint32_t m_size{0};         //!< attribute PacketSize
    Ptr<PacketLedger> m_ledger; //!< accounts for the packets
    uint32_t m_flow{0};         //!< the flow in the ledger
    Ptr<Socket> m_socket;       //!< while running
    EventId m_next;             //!< the next packet
};

} // namespace ns3

#endif /* CONSTANT_RATE_SENDER_H */
