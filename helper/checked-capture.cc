/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "checked-capture.h"

#include "ns3/packet.h"
#include "ns3/pcap-file-wrapper.h"
#include "ns3/simulator.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param capture just written to @param what it is called @throws std::runtime_error if that
/// failed
void
Check(const PcapFileWrapper& capture, const std::string& what)
{
    if (capture.Fail())
    {
        const int reason = errno;
        throw std::runtime_error("could not write " + what +
                                 (reason ? std::string(": ") + std::strerror(reason) : ""));
    }
}

} // namespace

Ptr<PcapFileWrapper>
OpenCheckedCapture(const std::string& name, uint32_t linkType)
{
    errno = 0;
    auto capture = CreateObject<PcapFileWrapper>();
    capture->Open(name, std::ios::out);
    Check(*capture, name);
    capture->Init(linkType);
    Check(*capture, name);
    return capture;
}

void
WriteCheckedCapture(Ptr<PcapFileWrapper> capture, Ptr<const Packet> packet)
{
    errno = 0;
    capture->Write(Simulator::Now(), packet);
    Check(*capture, "the captures");
}

} // namespace ns3
