/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-notify-queue.h"

#include "ns3/lisp-authentication.h"

namespace ns3
{

LispNotifyQueue::LispNotifyQueue(const Limits& limits, GivenUpCallback givenUp)
    : m_limits(limits),
      m_givenUp(std::move(givenUp)),
      m_deadlines([this](uint64_t nonce) { Transmit(nonce); })
{
}

bool
LispNotifyQueue::Send(Ptr<LispControlPort> port,
                      const EidPrefix& eid,
                      LispMapNotify message,
                      const LispKey& key,
                      const LispControlPath& path)
{
    const auto older = m_nonces.find({eid, path.destination});
    if (older != m_nonces.end())
    {
        Remove(older->second);
    }
    if (m_pending.size() >= m_limits.maxPending)
    {
        return false;
    }
    const uint64_t nonce = message.nonce;
    message.authentication = key.MakeField();
    Pending& pending = m_pending[nonce];
    pending.port = port;
    pending.eid = eid;
    pending.octets = EncodeSignedLispMessage(message, key.secret);
    pending.message = std::move(message);
    pending.key = key;
    pending.path = path;
    pending.since = Simulator::Now();
    m_nonces[{eid, path.destination}] = nonce;
    Transmit(nonce);
    return true;
}

void
LispNotifyQueue::Transmit(uint64_t nonce)
{
    Pending& pending = m_pending.at(nonce);
    if (pending.sent > m_limits.repeats + m_limits.backoffs)
    {
        const EidPrefix eid = pending.eid;
        const NetworkAddress receiver = pending.path.destination;
        Remove(nonce);
        if (m_givenUp)
        {
            m_givenUp(eid, receiver);
        }
        return;
    }
    ++pending.sent;
    // Three times at 3 s, then 6, 12 and 24 s (RFC 9301 section 5.7); the wait after the last one
    // goes on doubling, to give its acknowledgement time.
    const uint32_t doublings =
        pending.sent > m_limits.repeats ? pending.sent - m_limits.repeats : 0;
    Time wait = m_limits.interval;
    for (uint32_t i = 0; i < doublings; ++i)
    {
        wait += wait;
    }
    m_deadlines.Set(nonce, Simulator::Now() + wait);
    pending.port->SendOctets(pending.message, pending.octets, pending.path);
}

std::optional<LispControlDrop>
LispNotifyQueue::Acknowledge(const LispReception& reception, const LispMapNotifyAck& ack)
{
    const auto found = m_pending.find(ack.nonce);
    if (found == m_pending.end())
    {
        return LispControlDrop::NO_REGISTRATION;
    }
    const auto result = VerifyLispMessage(reception.octets->data(),
                                          reception.octets->size(),
                                          *reception.decoded,
                                          found->second.key.secret);
    if (result != LispAuthenticationResult::VALID)
    {
        return LispControlDrop::BAD_SIGNATURE;
    }
    Remove(ack.nonce);
    return std::nullopt;
}

std::optional<Time>
LispNotifyQueue::GetPendingSince(const EidPrefix& eid, const NetworkAddress& receiver) const
{
    const auto found = m_nonces.find({eid, receiver});
    return found == m_nonces.end() ? std::nullopt
                                   : std::make_optional(m_pending.at(found->second).since);
}

void
LispNotifyQueue::Cancel(const EidPrefix& eid, const NetworkAddress& receiver)
{
    const auto found = m_nonces.find({eid, receiver});
    if (found != m_nonces.end())
    {
        Remove(found->second);
    }
}

void
LispNotifyQueue::Remove(uint64_t nonce)
{
    const auto found = m_pending.find(nonce);
    if (found != m_pending.end())
    {
        m_nonces.erase({found->second.eid, found->second.path.destination});
        m_deadlines.Remove(nonce);
        m_pending.erase(found);
    }
}

void
LispNotifyQueue::Clear()
{
    m_deadlines.Clear();
    m_nonces.clear();
    m_pending.clear();
}

} // namespace ns3
