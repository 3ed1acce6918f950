/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PSEUDOWIRE_H
#define PSEUDOWIRE_H

#include "bfd-session.h"
#include "extension-drop-reason.h"
#include "pseudowire-transport.h"

#include "ns3/switch-port.h"
#include "ns3/traced-callback.h"

#include <array>
#include <functional>
#include <map>

namespace ns3
{

/**
 * @brief One end of an Ethernet pseudowire (RFC 4448) in raw mode: a wire that carries whole
 * frames, tags included, without frame check sequence, each behind a control word (section 4.6).
 *
 * It may be a port of a VlanSwitch by itself, a member of a bundle, or part of a VplsExtension. A
 * PseudowireTransport carries it over MPLS or over IP. Whether it is up, its own BFD session says
 * (RFC 5885, on the associated channel of RFC 5085 section 5.1.1), unless the attribute Liveness is
 * off: then it is up with the link that it leaves by. Switched off (SetEnabled), it tells the other
 * end by BFD, which is down then too; without liveness the other end does not see it.
 *
 * **Scope and limitations.** Both ends are configured (RFC 8077's signalling is not there), and
 * nothing is fragmented: a frame that the transport cannot carry is dropped, TOO_LARGE. In a
 * capture nothing says what a label carries: tshark reads the frames with `-d
 * mpls.label==LABEL,pwethcw`, the associated channel without.
 */
class Pseudowire : public SwitchPort
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    Pseudowire();
    ~Pseudowire() override;

    /**
     * @brief Set it up. Attributes are to be set before.
     * @param transport one that is set up, and belongs to no other pseudowire
     * @throws std::invalid_argument if it is not
     */
    void Install(Ptr<PseudowireTransport> transport);
    /// @return what carries it; null before Install
    Ptr<PseudowireTransport> GetTransport() const;
    /// @return the liveness of it; silent if the attribute Liveness is off
    Ptr<BfdSession> GetBfd() const;

    void Send(const EthernetFrame& frame) override;
    /// @param frame to be sent @return false if it was dropped
    bool TrySend(const EthernetFrame& frame);
    bool IsUp() const override;
    void SetEnabled(bool enabled) override;
    std::string GetName() const override;

    // ---- associated channel --------------------------------------------------------------------

    /// Gets a message from behind its channel header on, and says whether it was well-formed.
    using ChannelHandler = std::function<bool(const Ptr<Packet>& message)>;
    /**
     * @brief Take the messages of a channel type.
     * @param type see AssociatedChannelHeader @param handler takes them; null: nobody any more
     */
    void SetChannelHandler(uint16_t type, ChannelHandler handler);
    /**
     * @brief Send a message on the associated channel, also if it is not up.
     * @param type see AssociatedChannelHeader @param message becomes what is sent
     * @return false if it was not sent
     */
    bool SendChannel(uint16_t type, const Ptr<Packet>& message);

    // ---- counters ------------------------------------------------------------------------------

    /// @return frames sent
    uint64_t GetSent() const;
    /// @return octets of these, without what carries them
    uint64_t GetSentOctets() const;
    /// @return frames received
    uint64_t GetReceived() const;
    /// @return octets of these
    uint64_t GetReceivedOctets() const;
    /// @param reason a reason @return the frames dropped for it, in both directions
    uint64_t GetDrops(ExtensionDropReason reason) const;

    /**
     * @brief Fix the random numbers.
     * @param stream the first stream to use @return the number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /// Signature of the trace source Drop: a frame from its header on (or what came out of the
    /// transport in its place), and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> frame, ExtensionDropReason reason);

  protected:
    void DoDispose() override;

  private:
    /// Nobody is to call this any more.
    void Release();
    /// @param packet that came out of the transport, from its control word on
    void Receive(const Ptr<Packet>& packet);
    /// @param packet from its channel header on
    void ReceiveChannel(const Ptr<Packet>& packet);
    /// @param sequence that came @return true if it is not late (RFC 4385 section 4.2)
    bool IsInOrder(uint16_t sequence);
    /// See whether it is up.
    void Update();
    /// @param packet what there is @param reason why it is dropped
    void Drop(Ptr<const Packet> packet, ExtensionDropReason reason);

    bool m_sequencing;                                      //!< attribute Sequencing
    bool m_liveness;                                        //!< attribute Liveness
    Ptr<PseudowireTransport> m_transport;                   //!< carries it
    Ptr<BfdSession> m_bfd;                                  //!< see GetBfd
    std::map<uint16_t, ChannelHandler> m_channels;          //!< by channel type
    bool m_enabled{true};                                   //!< see SetEnabled
    bool m_up{false};                                       //!< see IsUp
    uint16_t m_sendSequence;                                //!< of the next frame
    uint16_t m_expected;                                    //!< of the next frame to come
    uint64_t m_sent{0};                                     //!< see GetSent
    uint64_t m_sentOctets{0};                               //!< see GetSentOctets
    uint64_t m_received{0};                                 //!< see GetReceived
    uint64_t m_receivedOctets{0};                           //!< see GetReceivedOctets
    std::array<uint64_t, EXTENSION_DROP_REASONS> m_drops{}; //!< by reason
    TracedCallback<Ptr<const Packet>, ExtensionDropReason> m_dropTrace; //!< "Drop"
};

} // namespace ns3

#endif /* PSEUDOWIRE_H */
