/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CHECKED_CAPTURE_H
#define CHECKED_CAPTURE_H

#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace ns3
{

class Packet;
class PcapFileWrapper;

/**
 * @brief Open a capture to write to.
 *
 * With WriteCheckedCapture it does what ns-3's own helpers do, but a disk that is full ends in an
 * exception, which comes out of Simulator::Run; there it ends the process in an assertion.
 *
 * @param name of the file
 * @param linkType as PcapHelper::DLT_PPP
 * @return the capture
 * @throws std::runtime_error naming the file if it cannot be made
 */
Ptr<PcapFileWrapper> OpenCheckedCapture(const std::string& name, uint32_t linkType);

/**
 * @brief Write a packet, with the present time.
 * @param capture from OpenCheckedCapture
 * @param packet from its link header on
 * @throws std::runtime_error if it cannot be written
 */
void WriteCheckedCapture(Ptr<PcapFileWrapper> capture, Ptr<const Packet> packet);

} // namespace ns3

#endif /* CHECKED_CAPTURE_H */
