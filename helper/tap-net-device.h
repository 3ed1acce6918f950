/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TAP_NET_DEVICE_H
#define TAP_NET_DEVICE_H

#include "fragment-gate.h"
#include "frame-guard.h"
#include "frame-refusal.h"

#include "ns3/fd-net-device.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace ns3
{

class TapInterface;

/**
 * @brief A network device at a tap of the machine, with a guard before ns3::FdNetDevice.
 *
 * What the guard refuses is counted under its reason and goes no further. The simulation takes
 * frames when it comes to them; MaxPending of them wait. FdNetDevice itself would, when too many
 * wait, hold up its thread and lose their memory, and would end the process over a packet that is
 * longer than the MTU; neither gets that far.
 *
 * Frames are read in a thread of FdNetDevice's; counters may be read at any time.
 */
class TapNetDevice : public FdNetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    TapNetDevice();
    ~TapNetDevice() override;

    /**
     * @brief Be at a tap from the start of the simulation on. The MAC address is set before.
     * @param tap the tap; its descriptor is taken
     */
    void Attach(TapInterface& tap);

    /// @return false if frames can no longer be read: the tap was removed from the machine
    bool IsAlive() const;
    /// @return frames that came in, without those that were refused
    uint64_t GetReceived() const;
    /// @return frames that went out
    uint64_t GetSent() const;
    /// @return frames that did not go out: longer than the MTU, or the machine did not take them
    uint64_t GetUnsent() const;
    /// @return frames refused, by reason: "vlan-tag"; "inner-..." if it lies in LISP data
    std::map<std::string, uint64_t> GetRefused() const;
    /// @return frames refused, altogether
    uint64_t GetTotalRefused() const;

    // What ns-3 asks.
    bool IsLinkUp() const override;
    void SetAddress(Address address) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& source,
                  const Address& dest,
                  uint16_t protocolNumber) override;
    bool Send(Ptr<Packet> packet, const Address& dest, uint16_t protocolNumber) override;

  protected:
    /**
     * @brief Judge a frame, and count it.
     * @param frame the octets from the destination address on
     * @param size how many
     * @param now_s the time for FragmentGate
     * @return true if it may enter, and is now among those that wait
     */
    bool Admit(const uint8_t* frame, std::size_t size, double now_s);

    void NotifyConstructionCompleted() override;
    ssize_t Write(uint8_t* buffer, size_t length) override;
    uint8_t* AllocateBuffer(size_t len) override;
    void FreeBuffer(uint8_t* buf) override;

  private:
    class Reader;

    Ptr<FdReader> DoCreateFdReader() override;

    /// Frames by reason, and by whether it lies in LISP data.
    using Counters = std::array<std::array<std::atomic<uint64_t>, FRAME_REFUSALS>, 2>;

    FrameGuard::Mac m_own{};             //!< the MAC address
    FragmentGate m_fragments;            //!< of the thread that reads
    Counters m_refused{};                //!< frames
    std::atomic<uint64_t> m_received{0}; //!< frames
    std::atomic<int64_t> m_waiting{0};   //!< buffers in use, nearly all with frames that wait
    std::atomic<bool> m_isAlive{true};   //!< see IsAlive
    uint64_t m_sent{0};                  //!< frames
    uint64_t m_unsent{0};                //!< frames
    uint32_t m_maxPending{0};            //!< attribute MaxPending
    bool m_isAttached{false};            //!< the link is up
};

} // namespace ns3

#endif /* TAP_NET_DEVICE_H */
