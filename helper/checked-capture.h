/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CHECKED_CAPTURE_H
#define CHECKED_CAPTURE_H

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <fstream>
#include <string>

namespace ns3
{

class Packet;

/**
 * @brief A capture that is written to: a pcap file with times in microseconds.
 *
 * It does what ns-3's own do, but a disk that is full ends in an exception, which comes out of
 * Simulator::Run; there it ends the process in an assertion. And of jumbo frames only the beginning
 * is kept, as with a snap length: they carry bulk, of which the headers say enough.
 */
class CheckedCapture : public SimpleRefCount<CheckedCapture>
{
  public:
    /// Packets of up to so many octets are kept whole: plain frames, and those with what LISP, OTV
    /// or MPLS put around them.
    static constexpr uint32_t WHOLE = 1600;
    /// Of longer ones so many octets are kept.
    static constexpr uint32_t KEPT = 128;

    /**
     * @brief Make the file.
     * @param name of the file
     * @param linkType as PcapHelper::DLT_PPP
     * @throws std::runtime_error naming the file if it cannot be made
     */
    CheckedCapture(const std::string& name, uint32_t linkType);

    /**
     * @brief Write a packet, with the present time.
     * @param packet from its link header on
     * @throws std::runtime_error if it cannot be written
     */
    void Write(Ptr<const Packet> packet);

  private:
    /// @param words written in the byte order of the machine, as the format allows
    template <typename... Words>
    void Put(Words... words);
    /// @param what it is called @throws std::runtime_error if the latest write failed
    void Check(const std::string& what);

    std::ofstream m_file; //!< the file
};

/// @param capture a capture @param packet to be written: CheckedCapture::Write as a function
void WriteCheckedCapture(Ptr<CheckedCapture> capture, Ptr<const Packet> packet);

} // namespace ns3

#endif /* CHECKED_CAPTURE_H */
