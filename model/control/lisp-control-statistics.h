/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_CONTROL_STATISTICS_H
#define LISP_CONTROL_STATISTICS_H

#include "lisp-control-drop.h"

#include "ns3/lisp-message.h"

#include <array>
#include <map>
#include <ostream>
#include <string>

namespace ns3
{

/**
 * @brief What a node's control plane sent, received and did not act on.
 *
 * A message inside an Encapsulated Control Message counts as what it is, and the message around it
 * as "encapsulated-control".
 */
class LispControlStatistics
{
  public:
    /// Counters by message type: "map-request", "info-reply", ...
    using ByType = std::map<std::string, uint64_t>;

    /// @param message a message that was sent
    void CountSent(const LispMessage& message);
    /// @param message a message that was received
    void CountReceived(const LispMessage& message);
    /// @param reason why something was not acted on
    void CountDrop(LispControlDrop reason);
    /// @param error what the decoder said of a malformed message
    void CountMalformed(const std::string& error);

    /// @param type a message type @return messages sent
    uint64_t GetSent(LispMessageType type) const;
    /// @param type a message type @return messages received
    uint64_t GetReceived(LispMessageType type) const;
    /// @param reason a reason @return how often
    uint64_t GetDrops(LispControlDrop reason) const;

    /// @return messages sent by type; types never sent are not there
    ByType GetSentByType() const;
    /// @return messages received by type; types never received are not there
    ByType GetReceivedByType() const;

    /// @return malformed messages by what the decoder said, with '#' for each number; beyond 64
    /// texts they go to "other"
    const ByType& GetMalformed() const
    {
        return m_malformed;
    }

    /// @param os where to print a table
    void Print(std::ostream& os) const;

    /**
     * @param message a message
     * @return the name of its type: "map-request", ..., "info-request", "encapsulated-control"
     */
    static const char* GetTypeName(const LispMessage& message);

  private:
    /// Info-Request and Info-Reply are one type on the wire, and two here.
    static constexpr std::size_t INFO_REPLY = 9;
    /// Counters by number of the type on the wire.
    using Counters = std::array<uint64_t, INFO_REPLY + 1>;

    /// @param message a message @return its place among the counters
    static std::size_t GetIndex(const LispMessage& message);
    /// @param index a place among the counters @return its name
    static const char* GetName(std::size_t index);
    /// @param counters some counters @return those that are not zero, by name
    static ByType Name(const Counters& counters);

    Counters m_sent{};                                  //!< by type
    Counters m_received{};                              //!< by type
    std::array<uint64_t, LISP_CONTROL_DROPS> m_drops{}; //!< by reason
    ByType m_malformed;                                 //!< by what the decoder said
};

} // namespace ns3

#endif /* LISP_CONTROL_STATISTICS_H */
