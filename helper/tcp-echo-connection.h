/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TCP_ECHO_CONNECTION_H
#define TCP_ECHO_CONNECTION_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace ns3
{

/// A TCP segment (RFC 9293 section 3.1), as far as it matters here.
struct TcpEchoSegment
{
    // Flags.
    static constexpr uint8_t FIN = 0x01;
    static constexpr uint8_t SYN = 0x02;
    static constexpr uint8_t RST = 0x04;
    static constexpr uint8_t PSH = 0x08;
    static constexpr uint8_t ACK = 0x10;

    uint16_t source{0};        //!< port
    uint16_t destination{0};   //!< port
    uint32_t sequence{0};      //!< number of the first octet
    uint32_t acknowledge{0};   //!< number of the next octet that is wanted
    uint8_t flags{0};          //!< which
    uint16_t window{0};        //!< octets that may be sent
    uint16_t mss{0};           //!< largest segment; 0: no such option
    std::vector<uint8_t> data; //!< what it carries

    /**
     * @param octets from the TCP header on
     * @param size how many
     * @return the segment; nothing if it is none
     */
    static std::optional<TcpEchoSegment> FromOctets(const uint8_t* octets, std::size_t size);

    /// @return from the TCP header on, with the checksum zero
    std::vector<uint8_t> ToOctets() const;
};

/**
 * @brief One TCP connection to an echo or discard service: the passive side of RFC 9293, and no
 * more than it needs.
 *
 * ns-3's own TCP takes its peers to be ns-3's own: some segments that no honest peer sends end the
 * process (a window of zero before the connection is established, for one). Here whatever comes is
 * either of use or not, and what is kept is bounded. Octets out of order are not kept, the window
 * is not scaled, there is no congestion control but the peer's window and MOST_FLIGHT: enough for
 * tests, no subject of a study.
 */
class TcpEchoConnection
{
  public:
    /// Octets for the peer that are kept until they are acknowledged: also the window.
    static constexpr std::size_t BUFFER = 65535;
    /// Octets on their way at most.
    static constexpr uint32_t MOST_FLIGHT = 32768;
    /// The first wait for an acknowledgement (RFC 6298 section 2), in seconds; each is twice as
    /// long.
    static constexpr double FIRST_TIMEOUT_S = 1;
    /// Repeats until the connection is given up; fewer before it is established, as Linux has.
    static constexpr unsigned MOST_REPEATS = 6;
    static constexpr unsigned MOST_SYN_REPEATS = 3;

    /// Takes a segment to the peer; ports are set.
    using Sender = std::function<void(const TcpEchoSegment&)>;

    /**
     * @param syn the peer's first segment
     * @param isEcho what comes goes back; else it is gone
     * @param first sequence number
     * @param mss the largest segment that may be sent
     * @param sender takes segments
     */
    TcpEchoConnection(const TcpEchoSegment& syn,
                      bool isEcho,
                      uint32_t first,
                      uint16_t mss,
                      Sender sender);

    /// @param segment of the peer
    void Receive(const TcpEchoSegment& segment);
    /// GetTimeout() is over.
    void TimeOut();
    /// @return how long to wait for the peer, in seconds; 0: nothing to wait for
    double GetTimeout() const;
    /// @return times that the present wait was begun anew, which TimeOut and progress change
    uint64_t GetWaits() const;
    /// @return true if it was accepted by both sides
    bool IsEstablished() const;
    /// @return true if it is over
    bool IsOver() const;
    /// @return octets received
    uint64_t GetReceived() const;
    /// End it: the peer is told, and it is over.
    void Reset();

  private:
    /// Where it is (RFC 9293 section 3.3.2).
    enum class State : uint8_t
    {
        SYN_RECEIVED, //!< the peer has not acknowledged yet
        ESTABLISHED,  //!< data flows
        CLOSE_WAIT,   //!< the peer sends no more; it still gets what is left, then FIN
        OVER,         //!< nothing is expected
    };

    /// @param segment of the peer @return false if it goes no further
    bool TakeAcknowledgement(const TcpEchoSegment& segment);
    /// @param segment in order, from its first new octet on @param skip octets of it that are old
    void TakeData(const TcpEchoSegment& segment, std::size_t skip);
    /// @param sequence number @param flags which @param data what it carries
    void Send(uint32_t sequence, uint8_t flags, std::vector<uint8_t> data = {});
    /// Send what the window allows. @return true if anything was sent
    bool SendData();
    /// Send nothing but an acknowledgement.
    void Acknowledge();
    /// @return octets that the peer may send
    uint32_t GetWindow() const;
    /// Wait for the peer anew.
    void Wait();

    const TcpEchoSegment m_peer;        //!< the peer's first segment
    const bool m_isEcho;                //!< see constructor
    const uint16_t m_mss;               //!< of what is sent
    const Sender m_sender;              //!< takes segments
    State m_state{State::SYN_RECEIVED}; //!< where it is
    std::deque<uint8_t> m_buffer;       //!< sent or to be sent, from m_unacknowledged on
    uint32_t m_wanted;                  //!< next sequence number of the peer
    uint32_t m_unacknowledged;          //!< the oldest of ours that the peer has not acknowledged
    uint32_t m_next;                    //!< the next of ours to be sent
    uint32_t m_highest;                 //!< the next of ours that was never sent
    uint32_t m_peerWindow;              //!< octets that may be on their way
    uint32_t m_told{0};                 //!< the window that the peer knows
    unsigned m_repeats{0};              //!< of what waits
    unsigned m_duplicates{0};           //!< acknowledgements of the same octet
    uint64_t m_waits{0};                //!< see GetWaits
    uint64_t m_received{0};             //!< see GetReceived
};

} // namespace ns3

#endif /* TCP_ECHO_CONNECTION_H */
