/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_FRAME_RECEIVER_H
#define LISP_FRAME_RECEIVER_H

#include "ns3/eid-prefix.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{

class Packet;

/**
 * @brief What a tunnel router gives Ethernet frames to, and news of mappings of MAC addresses: a
 * layer-2 overlay. See LispXtr::SetFrameReceiver.
 */
class LispFrameReceiver
{
  public:
    virtual ~LispFrameReceiver() = default;

    /**
     * @brief A frame came out of the tunnel.
     * @param frame from its header on, without frame check sequence; no octet is checked
     * @param instanceId its instance
     * @param source the outer source
     * @return false if there is no such instance here; then nothing has happened
     */
    virtual bool ReceiveFrame(Ptr<const Packet> frame,
                              uint32_t instanceId,
                              const NetworkAddress& source) = 0;
    /// @param prefix MAC addresses whose mapping, or one inside, changed
    virtual void MappingChanged(const EidPrefix& prefix) = 0;
    /// @param prefix MAC addresses for which no mapping can be had
    virtual void ResolutionFailed(const EidPrefix& prefix) = 0;
};

} // namespace ns3

#endif /* LISP_FRAME_RECEIVER_H */
