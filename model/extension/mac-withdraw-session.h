/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MAC_WITHDRAW_SESSION_H
#define MAC_WITHDRAW_SESSION_H

#include "mac-withdraw-message.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <functional>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * @brief Withdraws MAC addresses over one pseudowire (RFC 7769 section 5): numbers, sends, sends
 * again until acknowledged; acknowledges what comes, and passes each message on once.
 *
 * One message is under way at a time. What is to be withdrawn meanwhile is put together into the
 * next; more addresses than fit become all of them.
 */
class MacWithdrawSession
{
  public:
    /// How often and how long it tries.
    struct Options
    {
        Time interval;   //!< until a message without acknowledgement is sent again
        uint8_t retries; //!< how many times it is
    };

    /// What happened.
    struct Counters
    {
        uint64_t sent{0};         //!< messages, each once
        uint64_t resent{0};       //!< times that one was sent again
        uint64_t acknowledged{0}; //!< messages that were acknowledged
        uint64_t unanswered{0};   //!< messages given up
        uint64_t received{0};     //!< messages passed on
        uint64_t duplicates{0};   //!< messages that had been there already, or are late
    };

    /// Sends a message to the other end.
    using Sender = std::function<void(const Ptr<Packet>& message)>;
    /// Forgets addresses, as a message from the other end says.
    using Flusher = std::function<void(const MacWithdrawMessage& message)>;

    /// @param sender sends @param flusher forgets
    MacWithdrawSession(Sender sender, Flusher flusher);
    ~MacWithdrawSession();
    MacWithdrawSession(const MacWithdrawSession&) = delete;
    MacWithdrawSession& operator=(const MacWithdrawSession&) = delete;

    /// @param options see there
    void SetOptions(const Options& options);
    /// @param addresses that are not behind this end any more
    void Withdraw(const std::vector<Mac48Address>& addresses);
    /// No address is behind this end any more.
    void WithdrawAll();
    /**
     * @brief A message came.
     * @param packet from behind the channel header on @return false if it is malformed
     */
    bool Receive(const Ptr<const Packet>& packet);
    /// The pseudowire went down or came up: both ends begin anew.
    void Reset();
    /// @return what happened
    const Counters& GetCounters() const;

  private:
    /// Send what waits, unless a message is under way.
    void SendNext();
    /// No acknowledgement came in time.
    void Resend();

    Sender m_sender;                             //!< sends
    Flusher m_flusher;                           //!< forgets
    Options m_options;                           //!< see there
    Counters m_counters;                         //!< see there
    uint32_t m_nextSequence{1};                  //!< of the next message to send
    bool m_fresh{true};                          //!< nothing was acknowledged since Reset
    std::optional<MacWithdrawMessage> m_current; //!< under way
    uint8_t m_tries{0};                          //!< times that it was sent again
    EventId m_event;                             //!< see Resend
    std::vector<Mac48Address> m_waiting;         //!< for the next message
    bool m_allWait{false};                       //!< all addresses are, for the next message
    std::optional<uint32_t> m_lastReceived;      //!< number of the last message passed on
};

} // namespace ns3

#endif /* MAC_WITHDRAW_SESSION_H */
