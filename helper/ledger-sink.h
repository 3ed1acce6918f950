/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LEDGER_SINK_H
#define LEDGER_SINK_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/ptr.h"

namespace ns3
{

class Packet;
class PacketLedger;
class Socket;

/**
 * @brief Receives UDP packets on a port and reports them to a PacketLedger.
 */
class LedgerSink : public Application
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    /// @param ledger is told of each packet
    void SetLedger(Ptr<PacketLedger> ledger);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;
    /// @param socket has packets to read
    void Receive(Ptr<Socket> socket);
    /// @param packet a packet for which the socket has no room
    void Drop(Ptr<const Packet> packet);

    Address m_local;            //!< attribute Local
    Ptr<PacketLedger> m_ledger; //!< is told of each packet
    Ptr<Socket> m_socket;       //!< while running
};

} // namespace ns3

#endif /* LEDGER_SINK_H */
