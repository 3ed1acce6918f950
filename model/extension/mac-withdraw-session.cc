/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "mac-withdraw-session.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

MacWithdrawSession::MacWithdrawSession(Sender sender, Flusher flusher)
    : m_sender(std::move(sender)),
      m_flusher(std::move(flusher)),
      m_options{Seconds(1), 3}
{
}

MacWithdrawSession::~MacWithdrawSession()
{
    m_event.Cancel();
}

void
MacWithdrawSession::SetOptions(const Options& options)
{
    m_options = options;
}

const MacWithdrawSession::Counters&
MacWithdrawSession::GetCounters() const
{
    return m_counters;
}

void
MacWithdrawSession::Reset()
{
    m_event.Cancel();
    m_current.reset();
    m_waiting.clear();
    m_allWait = false;
    m_nextSequence = 1;
    m_fresh = true;
    m_lastReceived.reset();
}

void
MacWithdrawSession::Withdraw(const std::vector<Mac48Address>& addresses)
{
    if (addresses.empty())
    {
        return;
    }
    for (const auto& address : addresses)
    {
        if (std::find(m_waiting.begin(), m_waiting.end(), address) != m_waiting.end())
        {
            continue;
        }
        if (m_waiting.size() == MacWithdrawMessage::MAX_ADDRESSES)
        {
            m_allWait = true;
            break;
        }
        m_waiting.push_back(address);
    }
    SendNext();
}

void
MacWithdrawSession::WithdrawAll()
{
    m_allWait = true;
    SendNext();
}

void
MacWithdrawSession::SendNext()
{
    if (m_current || (!m_allWait && m_waiting.empty()))
    {
        return;
    }
    MacWithdrawMessage message;
    message.sequence = m_nextSequence++;
    message.resets = m_fresh;
    message.scope =
        m_allWait ? MacWithdrawMessage::Scope::FROM_SENDER : MacWithdrawMessage::Scope::LISTED;
    if (!m_allWait)
    {
        message.addresses = std::move(m_waiting);
    }
    m_waiting.clear();
    m_allWait = false;
    m_current = std::move(message);
    m_tries = 0;
    m_counters.sent++;
    m_event = Simulator::Schedule(m_options.interval, &MacWithdrawSession::Resend, this);
    m_sender(m_current->ToPacket());
}

void
MacWithdrawSession::Resend()
{
    if (m_tries == m_options.retries)
    {
        m_counters.unanswered++;
        m_current.reset();
        SendNext();
        return;
    }
    m_tries++;
    m_counters.resent++;
    m_event = Simulator::Schedule(m_options.interval, &MacWithdrawSession::Resend, this);
    m_sender(m_current->ToPacket());
}

bool
MacWithdrawSession::Receive(const Ptr<const Packet>& packet)
{
    const auto message = MacWithdrawMessage::FromPacket(packet);
    if (!message)
    {
        return false;
    }
    if (message->acknowledges)
    {
        if (m_current && m_current->sequence == message->sequence)
        {
            m_counters.acknowledged++;
            m_fresh = false;
            m_event.Cancel();
            m_current.reset();
            SendNext();
        }
        return true;
    }
    // Newer by less than half of the numbers there are, so that they may wrap. One that begins
    // anew counts in any case: to forget twice does no harm, not to forget does.
    const bool isNew = !m_lastReceived || message->resets ||
                       static_cast<int32_t>(message->sequence - *m_lastReceived) > 0;
    if (isNew)
    {
        m_lastReceived = message->sequence;
        m_counters.received++;
        m_flusher(*message);
    }
    else
    {
        m_counters.duplicates++;
    }
    MacWithdrawMessage answer;
    answer.acknowledges = true;
    answer.resets = message->resets;
    answer.sequence = message->sequence;
    m_sender(answer.ToPacket());
    return true;
}

} // namespace ns3
