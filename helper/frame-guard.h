/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef FRAME_GUARD_H
#define FRAME_GUARD_H

#include "fragment-gate.h"
#include "frame-refusal.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{

/// What is said of a frame.
struct FrameVerdict
{
    FrameRefusal refusal{FrameRefusal::NONE}; //!< why it may not enter
    bool isInner{false};                      //!< because of the packet in its LISP data
    bool isFragment{false};                   //!< it holds an IPv4 fragment; it is in the next
    FragmentPiece fragment;                   //!< for FragmentGate to judge

    /// @return true if it may enter
    explicit operator bool() const
    {
        return refusal == FrameRefusal::NONE;
    }
};

/**
 * @brief Judges frames of a real wire before ns-3's stack gets them, which takes packets to be as
 * its own nodes make them: some that are not end the process.
 *
 * Nothing is kept from one frame to the next (see FragmentGate for what must be), nothing is
 * allocated, and the time is bounded by the length of the frame. LISP data is judged with the
 * packet that is in it, since that is handed to the stack as well. What lies behind the end of the
 * IP packet is padding. LISP control messages are left to their own decoder.
 */
class FrameGuard
{
  public:
    /// The octets of a MAC address.
    using Mac = std::array<uint8_t, 6>;

    /**
     * @param own the MAC address of the interface
     * @param frame the octets from the destination address on
     * @param size how many, without frame check sequence
     * @return whether the frame may enter
     */
    static FrameVerdict Judge(const Mac& own, const uint8_t* frame, std::size_t size);
};

} // namespace ns3

#endif /* FRAME_GUARD_H */
