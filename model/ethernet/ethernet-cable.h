/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_CABLE_H
#define ETHERNET_CABLE_H

#include "ns3/channel.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{

class EthernetNic;
class Packet;

/**
 * @brief A full-duplex Ethernet cable with two ends that can be plugged and pulled at run time.
 *
 * Each direction carries frames on its own: there are no collisions (IEEE 802.3-2018 section 4.1,
 * full duplex operation). Frames arrive in the order in which they were sent, after their
 * serialisation, which the sending NIC computes, and the propagation delay.
 *
 * When an end is pulled, what travels towards that end is lost; what has left it in full arrives.
 */
class EthernetCable : public Channel
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    EthernetCable();
    ~EthernetCable() override;

    // Inherited: the NICs that are plugged in at present.
    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

    /// @return the number of ends that nothing is plugged into: 0, 1 or 2
    std::size_t GetNFreeEnds() const;

    /// @param end an end, 0 or 1 @return the NIC at the other end; null when nothing is plugged in
    Ptr<EthernetNic> GetPeer(uint8_t end) const;

    /// @return the propagation delay
    Time GetDelay() const;

  protected:
    void DoDispose() override;

  private:
    friend class EthernetNic; // plugs itself in, sends, pulls itself out

    /// What one end is and has done.
    struct End
    {
        Ptr<EthernetNic> nic;          //!< plugged in here; null when free
        uint64_t sent{0};              //!< frames started here
        uint64_t lostBefore{0};        //!< started here before this one and still travelling: lost
        std::vector<uint64_t> aborted; //!< cut by the sender, their arrival still to be cancelled
    };

    /// @param nic a NIC @return the end that it now has; there must be a free one
    uint8_t Connect(Ptr<EthernetNic> nic);
    /// @param end the end to pull out; what travels towards it is lost
    void Disconnect(uint8_t end);
    /**
     * @brief Carry a frame.
     * @param end the sending end
     * @param frame the frame
     * @param duration how long it takes to send
     * @return false when nothing is plugged in at the other end, which loses the frame
     */
    bool Transmit(uint8_t end, Ptr<const Packet> frame, Time duration);
    /// @param end the end whose frame in transmission, its latest one, is cut
    void Abort(uint8_t end);
    /**
     * @brief The first bit of a frame comes out of the cable.
     * @param end the sending end
     * @param number the frame's number at that end
     * @param frame the frame
     * @param receiver the NIC that was at the other end when it was sent
     */
    void BeginArrival(uint8_t end,
                      uint64_t number,
                      Ptr<const Packet> frame,
                      Ptr<EthernetNic> receiver);
    /**
     * @brief The last bit of a frame comes out of the cable.
     * @param end the sending end
     * @param number the frame's number at that end
     * @param frame the frame
     * @param receiver the NIC that was at the other end when it was sent
     */
    void EndArrival(uint8_t end,
                    uint64_t number,
                    Ptr<const Packet> frame,
                    Ptr<EthernetNic> receiver);

    std::array<End, 2> m_ends; //!< the two ends
    Time m_delay;              //!< propagation delay
};

} // namespace ns3

#endif /* ETHERNET_CABLE_H */
