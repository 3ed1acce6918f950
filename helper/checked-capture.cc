/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "checked-capture.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace ns3
{

namespace
{

// draft-ietf-opsawg-pcap, sections 4 and 5.
constexpr uint32_t MAGIC = 0xa1b2c3d4; //!< times in seconds and microseconds
constexpr uint16_t MAJOR = 2;          //!< version
constexpr uint16_t MINOR = 4;          //!< version
constexpr uint32_t SNAP = 65535;       //!< the most that is kept of any packet
constexpr uint64_t MICRO = 1000000;    //!< in a second

} // namespace

template <typename... Words>
void
CheckedCapture::Put(Words... words)
{
    (m_file.write(reinterpret_cast<const char*>(&words), sizeof(words)), ...);
}

CheckedCapture::CheckedCapture(const std::string& name, uint32_t linkType)
{
    errno = 0;
    m_file.open(name, std::ios::binary | std::ios::trunc);
    Check(name);
    // The two words between are the time zone and the accuracy, always zero.
    Put(MAGIC, MAJOR, MINOR, uint32_t{0}, uint32_t{0}, SNAP, linkType);
    Check(name);
}

void
CheckedCapture::Write(Ptr<const Packet> packet)
{
    errno = 0;
    const auto time = static_cast<uint64_t>(Simulator::Now().GetMicroSeconds());
    const uint32_t size = packet->GetSize();
    const uint32_t kept = size > WHOLE ? KEPT : size;
    std::array<uint8_t, WHOLE> octets;
    packet->CopyData(octets.data(), kept);
    Put(static_cast<uint32_t>(time / MICRO), static_cast<uint32_t>(time % MICRO), kept, size);
    m_file.write(reinterpret_cast<const char*>(octets.data()), kept);
    Check("the captures");
}

void
CheckedCapture::Check(const std::string& what)
{
    if (m_file.fail())
    {
        const int reason = errno;
        throw std::runtime_error("could not write " + what +
                                 (reason ? std::string(": ") + std::strerror(reason) : ""));
    }
}

void
WriteCheckedCapture(Ptr<CheckedCapture> capture, Ptr<const Packet> packet)
{
    capture->Write(packet);
}

} // namespace ns3
