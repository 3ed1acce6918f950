/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tcp-echo-connection.h"

#include "ns3/network-octets.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::size_t HEADER = 20;      //!< without options (RFC 9293 section 3.1)
constexpr uint8_t OPTION_END = 0;       //!< RFC 9293 section 3.2
constexpr uint8_t OPTION_NOTHING = 1;   //!< RFC 9293 section 3.2
constexpr uint8_t OPTION_MSS = 2;       //!< RFC 9293 section 3.2
constexpr uint8_t OPTION_MSS_SIZE = 4;  //!< RFC 9293 section 3.7.1
constexpr uint16_t LEAST_MSS = 64;      //!< less makes more headers than data (own choice)
constexpr uint16_t DEFAULT_MSS = 536;   //!< RFC 9293 section 3.7.1
constexpr unsigned FAST_DUPLICATES = 3; //!< RFC 5681 section 3.2

/// @param octets get two more @param value the number
void
Put16(std::vector<uint8_t>& octets, uint16_t value)
{
    octets.push_back(static_cast<uint8_t>(value >> 8));
    octets.push_back(static_cast<uint8_t>(value));
}

/// @param a a sequence number @param b another @return how far a is behind b, negative if before
int32_t
Distance(uint32_t a, uint32_t b)
{
    return static_cast<int32_t>(a - b);
}

/// @param options of a header @param size octets @return the MSS; 0: none
uint16_t
FindMss(const uint8_t* options, std::size_t size)
{
    std::size_t i = 0;
    while (i < size && options[i] != OPTION_END)
    {
        if (options[i] == OPTION_NOTHING)
        {
            ++i;
            continue;
        }
        if (size - i < 2 || options[i + 1] < 2 || options[i + 1] > size - i)
        {
            break;
        }
        if (options[i] == OPTION_MSS && options[i + 1] == OPTION_MSS_SIZE)
        {
            return Get16(options + i + 2);
        }
        i += options[i + 1];
    }
    return 0;
}

} // namespace

std::optional<TcpEchoSegment>
TcpEchoSegment::FromOctets(const uint8_t* octets, std::size_t size)
{
    const std::size_t header = size >= HEADER ? (octets[12] >> 4) * std::size_t{4} : 0;
    if (header < HEADER || header > size)
    {
        return std::nullopt;
    }
    TcpEchoSegment segment;
    segment.source = Get16(octets);
    segment.destination = Get16(octets + 2);
    segment.sequence = Get32(octets + 4);
    segment.acknowledge = Get32(octets + 8);
    segment.flags = octets[13];
    segment.window = Get16(octets + 14);
    segment.mss = FindMss(octets + HEADER, header - HEADER);
    segment.data.assign(octets + header, octets + size);
    return segment;
}

std::vector<uint8_t>
TcpEchoSegment::ToOctets() const
{
    const std::size_t header = HEADER + (mss ? OPTION_MSS_SIZE : 0);
    std::vector<uint8_t> octets;
    octets.reserve(header + data.size());
    Put16(octets, source);
    Put16(octets, destination);
    for (const uint32_t number : {sequence, acknowledge})
    {
        Put16(octets, static_cast<uint16_t>(number >> 16));
        Put16(octets, static_cast<uint16_t>(number));
    }
    octets.push_back(static_cast<uint8_t>(header / 4 << 4));
    octets.push_back(flags);
    Put16(octets, window);
    Put16(octets, 0); // checksum
    Put16(octets, 0); // urgent pointer
    if (mss)
    {
        octets.push_back(OPTION_MSS);
        octets.push_back(OPTION_MSS_SIZE);
        Put16(octets, mss);
    }
    octets.insert(octets.end(), data.begin(), data.end());
    return octets;
}

TcpEchoConnection::TcpEchoConnection(const TcpEchoSegment& syn,
                                     bool isEcho,
                                     uint32_t first,
                                     uint16_t mss,
                                     Sender sender)
    : m_peer(syn),
      m_isEcho(isEcho),
      m_mss(std::max(LEAST_MSS, std::min(mss, syn.mss ? syn.mss : DEFAULT_MSS))),
      m_sender(std::move(sender)),
      m_wanted(syn.sequence + 1),
      m_unacknowledged(first),
      m_next(first + 1),
      m_highest(first + 1),
      m_peerWindow(syn.window)
{
    Send(first, TcpEchoSegment::SYN | TcpEchoSegment::ACK);
    Wait();
}

double
TcpEchoConnection::GetTimeout() const
{
    const bool isWaiting =
        m_state != State::OVER && (m_unacknowledged != m_highest || !m_buffer.empty());
    return isWaiting ? FIRST_TIMEOUT_S * (1U << m_repeats) : 0;
}

uint64_t
TcpEchoConnection::GetWaits() const
{
    return m_waits;
}

bool
TcpEchoConnection::IsEstablished() const
{
    return m_state == State::ESTABLISHED || m_state == State::CLOSE_WAIT;
}

bool
TcpEchoConnection::IsOver() const
{
    return m_state == State::OVER;
}

uint64_t
TcpEchoConnection::GetReceived() const
{
    return m_received;
}

void
TcpEchoConnection::Reset()
{
    if (m_state != State::OVER)
    {
        Send(m_highest, TcpEchoSegment::RST | TcpEchoSegment::ACK);
        m_state = State::OVER;
    }
}

void
TcpEchoConnection::Wait()
{
    ++m_waits;
}

uint32_t
TcpEchoConnection::GetWindow() const
{
    return static_cast<uint32_t>(m_isEcho ? BUFFER - m_buffer.size() : BUFFER);
}

void
TcpEchoConnection::Send(uint32_t sequence, uint8_t flags, std::vector<uint8_t> data)
{
    TcpEchoSegment segment;
    segment.source = m_peer.destination;
    segment.destination = m_peer.source;
    segment.sequence = sequence;
    segment.acknowledge = m_wanted;
    segment.flags = flags;
    segment.window = static_cast<uint16_t>(GetWindow());
    segment.mss = (flags & TcpEchoSegment::SYN) != 0 ? m_mss : 0;
    segment.data = std::move(data);
    m_told = segment.window;
    m_sender(segment);
}

void
TcpEchoConnection::Acknowledge()
{
    Send(m_next, TcpEchoSegment::ACK);
}

void
TcpEchoConnection::Receive(const TcpEchoSegment& segment)
{
    // In the order of RFC 9293 section 3.10.7.4.
    if (m_state == State::OVER)
    {
        return;
    }
    const bool isSyn = (segment.flags & TcpEchoSegment::SYN) != 0;
    if (m_state == State::SYN_RECEIVED && isSyn && segment.sequence + 1 == m_wanted)
    {
        Send(m_unacknowledged, TcpEchoSegment::SYN | TcpEchoSegment::ACK); // ours was lost
        return;
    }
    const int32_t early = Distance(m_wanted, segment.sequence);
    const auto size = static_cast<int32_t>(segment.data.size());
    const bool isFin = (segment.flags & TcpEchoSegment::FIN) != 0;
    if ((segment.flags & TcpEchoSegment::RST) != 0)
    {
        // Only the one that fits exactly (RFC 5961 section 3.2).
        m_state = early == 0 ? State::OVER : m_state;
        return;
    }
    // Old altogether, or not the next: the peer is told what is wanted. An old acknowledgement
    // alone is not answered, lest two sides keep telling each other.
    if (early < 0 || early > size + (isFin ? 1 : 0) || isSyn)
    {
        if (size > 0 || isFin || isSyn)
        {
            Acknowledge();
        }
        return;
    }
    if ((segment.flags & TcpEchoSegment::ACK) == 0 || !TakeAcknowledgement(segment))
    {
        return;
    }
    const uint32_t before = m_wanted;
    if (m_state == State::ESTABLISHED)
    {
        TakeData(segment, static_cast<std::size_t>(std::min(early, size)));
    }
    const bool isSent = SendData();
    const bool isOpened = m_told < m_mss && GetWindow() >= m_mss;
    if (!isSent && (m_wanted != before || size > 0 || isFin || isOpened) && m_state != State::OVER)
    {
        Acknowledge();
    }
}

bool
TcpEchoConnection::TakeAcknowledgement(const TcpEchoSegment& segment)
{
    const int32_t progress = Distance(segment.acknowledge, m_unacknowledged);
    if (Distance(segment.acknowledge, m_highest) > 0 ||
        (m_state == State::SYN_RECEIVED && progress != 1))
    {
        // Of what was never sent.
        if (m_state == State::SYN_RECEIVED)
        {
            TcpEchoSegment reset;
            reset.source = m_peer.destination;
            reset.destination = m_peer.source;
            reset.sequence = segment.acknowledge;
            reset.flags = TcpEchoSegment::RST;
            m_sender(reset);
        }
        else
        {
            Acknowledge();
        }
        return false;
    }
    if (progress < 0)
    {
        return true; // an old one, whose data may be new
    }
    m_peerWindow = segment.window;
    if (progress > 0)
    {
        // SYN and FIN have a number each, and no octet in the buffer.
        const bool isSyn = m_state == State::SYN_RECEIVED;
        const auto octets = std::min<std::size_t>(progress - (isSyn ? 1 : 0), m_buffer.size());
        const bool isFin = !isSyn && static_cast<std::size_t>(progress) > m_buffer.size();
        m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(octets));
        m_unacknowledged = segment.acknowledge;
        m_next = Distance(m_next, m_unacknowledged) < 0 ? m_unacknowledged : m_next;
        m_repeats = 0;
        m_duplicates = 0;
        m_state = isSyn ? State::ESTABLISHED : isFin ? State::OVER : m_state;
        Wait();
        return m_state != State::OVER;
    }
    const bool isAgain = segment.data.empty() && m_unacknowledged != m_next;
    m_duplicates = isAgain ? m_duplicates + 1 : m_duplicates;
    if (m_duplicates == FAST_DUPLICATES)
    {
        m_next = m_unacknowledged;
    }
    return true;
}

void
TcpEchoConnection::TakeData(const TcpEchoSegment& segment, std::size_t skip)
{
    const std::size_t fresh = segment.data.size() - skip;
    const std::size_t taken = std::min<std::size_t>(fresh, GetWindow());
    if (m_isEcho)
    {
        const auto start = segment.data.begin() + static_cast<std::ptrdiff_t>(skip);
        m_buffer.insert(m_buffer.end(), start, start + static_cast<std::ptrdiff_t>(taken));
    }
    m_wanted += static_cast<uint32_t>(taken);
    m_received += taken;
    const bool isFin = (segment.flags & TcpEchoSegment::FIN) != 0;
    const uint32_t end = segment.sequence + static_cast<uint32_t>(segment.data.size());
    if (isFin && end == m_wanted)
    {
        ++m_wanted;
        m_state = State::CLOSE_WAIT;
    }
}

bool
TcpEchoConnection::SendData()
{
    bool isSent = false;
    const uint32_t window = std::min(m_peerWindow, MOST_FLIGHT);
    while (m_state == State::ESTABLISHED || m_state == State::CLOSE_WAIT)
    {
        const uint32_t flight = m_next - m_unacknowledged;
        const auto left = static_cast<uint32_t>(m_buffer.size()) -
                          std::min<uint32_t>(flight, static_cast<uint32_t>(m_buffer.size()));
        const uint32_t room = window > flight ? window - flight : 0;
        const uint32_t size = std::min({left, room, uint32_t{m_mss}});
        // A number behind the last octet is FIN's, once.
        const bool isFin =
            m_state == State::CLOSE_WAIT && size == left && flight <= m_buffer.size();
        if (size == 0 && !isFin)
        {
            break;
        }
        const auto start = m_buffer.begin() + static_cast<std::ptrdiff_t>(
                                                  std::min<std::size_t>(flight, m_buffer.size()));
        std::vector<uint8_t> data(start, start + size);
        const auto flags =
            static_cast<uint8_t>(TcpEchoSegment::ACK | (size > 0 ? TcpEchoSegment::PSH : 0) |
                                 (isFin ? TcpEchoSegment::FIN : 0));
        const uint32_t sequence = m_next;
        if (m_unacknowledged == m_next)
        {
            Wait();
        }
        m_next += size + (isFin ? 1 : 0);
        m_highest = Distance(m_next, m_highest) > 0 ? m_next : m_highest;
        Send(sequence, flags, std::move(data));
        isSent = true;
    }
    return isSent;
}

void
TcpEchoConnection::TimeOut()
{
    if (GetTimeout() == 0)
    {
        return;
    }
    const bool isSyn = m_state == State::SYN_RECEIVED;
    if (++m_repeats > (isSyn ? MOST_SYN_REPEATS : MOST_REPEATS))
    {
        Reset();
        return;
    }
    Wait();
    m_duplicates = 0;
    if (isSyn)
    {
        Send(m_unacknowledged, TcpEchoSegment::SYN | TcpEchoSegment::ACK);
        return;
    }
    // From the oldest on; into a closed window one octet (RFC 9293 section 3.8.6.1).
    m_next = m_unacknowledged;
    m_peerWindow = std::max<uint32_t>(m_peerWindow, 1);
    SendData();
}

} // namespace ns3
