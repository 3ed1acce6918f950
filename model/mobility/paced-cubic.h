/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PACED_CUBIC_H
#define PACED_CUBIC_H

#include "ns3/ptr.h"
#include "ns3/tcp-cubic.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief CUBIC (RFC 9438) for a sender whose application hands over octets at an even rate, as a
 * migration does.
 *
 * A window grows only while it limits the sender (RFC 7661 section 3). ns-3 takes a sender for
 * limited only if its window is full at the very moment; while acknowledgements come at the rate at
 * which the application writes, it never is, and slow start crawls. As in Linux
 * (tcp_is_cwnd_limited), in slow start a window also counts as limiting if no more than half of it
 * is free.
 */
class PacedCubic : public TcpCubic
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    PacedCubic();
    /// @param other to be copied
    PacedCubic(const PacedCubic& other);
    ~PacedCubic() override;

    // Inherited from TcpCubic.
    std::string GetName() const override;
    void IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segmentsAcked) override;
    Ptr<TcpCongestionOps> Fork() override;
};

} // namespace ns3

#endif /* PACED_CUBIC_H */
