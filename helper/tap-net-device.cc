/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tap-net-device.h"

#include "tap-interface.h"

#include "ns3/mac48-address.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <unistd.h>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TapNetDevice);

/**
 * @brief Reads frames, in a thread of its own, and passes on those that may enter.
 */
class TapNetDevice::Reader : public FdReader
{
  public:
    /// @param device whose frames
    explicit Reader(TapNetDevice& device)
        : m_device(device),
          m_frame(MOST)
    {
    }

  private:
    /// Longer than any frame of a tap, whose MTU is below 65536.
    static constexpr std::size_t MOST = 65536 + 64;

    FdReader::Data DoRead() override
    {
        FdReader::Data data;
        data.m_len = -1; // go on reading
        const ssize_t size = read(m_fd, m_frame.data(), m_frame.size());
        if (size <= 0)
        {
            // Woken without need, or by a signal; else the tap is gone.
            const bool goesOn =
                size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
            m_device.m_isAlive = goesOn;
            data.m_len = goesOn ? -1 : 0;
            return data;
        }
        const std::chrono::duration<double> now =
            std::chrono::steady_clock::now().time_since_epoch();
        if (!m_device.Admit(m_frame.data(), size, now.count()))
        {
            return data;
        }
        data.m_buf = static_cast<uint8_t*>(std::malloc(size)); // FdNetDevice frees it
        if (!data.m_buf)
        {
            --m_device.m_waiting;
            return data;
        }
        std::memcpy(data.m_buf, m_frame.data(), size);
        data.m_len = size;
        return data;
    }

    TapNetDevice& m_device;       //!< stops the thread before it ends itself
    std::vector<uint8_t> m_frame; //!< the present one
};

TypeId
TapNetDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TapNetDevice")
            .SetParent<FdNetDevice>()
            .SetGroupName("Lisp")
            .AddConstructor<TapNetDevice>()
            .AddAttribute("MaxPending",
                          "Frames that wait for the simulation at most (own choice: as many as the "
                          "queue that Linux gives a tap to send, and a second of small packets at "
                          "1 Mbit/s).",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&TapNetDevice::m_maxPending),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

TapNetDevice::TapNetDevice() = default;

TapNetDevice::~TapNetDevice() = default;

void
TapNetDevice::NotifyConstructionCompleted()
{
    FdNetDevice::NotifyConstructionCompleted();
    // Never reached: MaxPending is.
    SetAttribute("RxQueueSize", UintegerValue(std::numeric_limits<uint32_t>::max()));
    SetIsMulticast(true);
}

void
TapNetDevice::Attach(TapInterface& tap)
{
    SetMtu(tap.GetMtu());
    SetFileDescriptor(tap.Take());
    m_isAttached = true;
}

bool
TapNetDevice::IsAlive() const
{
    return m_isAlive;
}

uint64_t
TapNetDevice::GetReceived() const
{
    return m_received;
}

uint64_t
TapNetDevice::GetSent() const
{
    return m_sent;
}

uint64_t
TapNetDevice::GetUnsent() const
{
    return m_unsent;
}

std::map<std::string, uint64_t>
TapNetDevice::GetRefused() const
{
    std::map<std::string, uint64_t> counts;
    for (std::size_t inner = 0; inner < m_refused.size(); ++inner)
    {
        for (std::size_t reason = 0; reason < FRAME_REFUSALS; ++reason)
        {
            if (const uint64_t count = m_refused[inner][reason])
            {
                const std::string name = ToString(static_cast<FrameRefusal>(reason));
                counts[(inner ? "inner-" : "") + name] = count;
            }
        }
    }
    return counts;
}

uint64_t
TapNetDevice::GetTotalRefused() const
{
    uint64_t total = 0;
    for (const auto& [reason, count] : GetRefused())
    {
        total += count;
    }
    return total;
}

bool
TapNetDevice::IsLinkUp() const
{
    return m_isAttached;
}

void
TapNetDevice::SetAddress(Address address)
{
    Mac48Address::ConvertFrom(address).CopyTo(m_own.data());
    FdNetDevice::SetAddress(address);
}

bool
TapNetDevice::Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber)
{
    return SendFrom(packet, GetAddress(), dest, protocolNumber);
}

bool
TapNetDevice::SendFrom(Ptr<Packet> packet,
                       const Address& source,
                       const Address& dest,
                       uint16_t protocolNumber)
{
    const bool isSent = packet->GetSize() <= GetMtu() &&
                        FdNetDevice::SendFrom(packet, source, dest, protocolNumber);
    ++(isSent ? m_sent : m_unsent);
    return isSent;
}

bool
TapNetDevice::Admit(const uint8_t* frame, std::size_t size, double now_s)
{
    auto verdict = FrameGuard::Judge(m_own, frame, size);
    // Before the gate: it must not remember what does not enter.
    if (verdict && m_waiting >= m_maxPending)
    {
        verdict.refusal = FrameRefusal::QUEUE_FULL;
        verdict.isInner = false;
    }
    if (verdict && verdict.isFragment)
    {
        verdict.refusal = m_fragments.Judge(verdict.fragment, now_s);
        verdict.isInner = verdict.fragment.depth > 0;
    }
    if (!verdict)
    {
        ++m_refused[verdict.isInner][static_cast<std::size_t>(verdict.refusal)];
        return false;
    }
    ++m_received;
    ++m_waiting;
    return true;
}

ssize_t
TapNetDevice::Write(uint8_t* buffer, size_t length)
{
    // FdNetDevice's own takes the result for unsigned.
    return write(GetFileDescriptor(), buffer, length);
}

uint8_t*
TapNetDevice::AllocateBuffer(size_t len)
{
    ++m_waiting;
    return FdNetDevice::AllocateBuffer(len);
}

void
TapNetDevice::FreeBuffer(uint8_t* buf)
{
    --m_waiting;
    FdNetDevice::FreeBuffer(buf);
}

Ptr<FdReader>
TapNetDevice::DoCreateFdReader()
{
    return Create<Reader>(*this);
}

} // namespace ns3
