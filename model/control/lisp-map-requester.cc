/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-map-requester.h"

#include <algorithm>

namespace ns3
{

LispMapRequester::LispMapRequester(const Limits& limits, SendCallback send, FailedCallback failed)
    : m_limits(limits),
      m_send(std::move(send)),
      m_failed(std::move(failed)),
      m_deadlines([this](const EidPrefix& prefix) { OnDeadline(prefix); })
{
}

LispMapRequester::Outcome
LispMapRequester::Ask(const EidPrefix& prefix, const NetworkAddress& sourceEid, Purpose purpose)
{
    const auto found = m_resolutions.find(prefix);
    if (found != m_resolutions.end())
    {
        Resolution& resolution = found->second;
        if (resolution.state == State::ASKING)
        {
            return Outcome::WAITING;
        }
        resolution.wanted = true;
        resolution.attempt.sourceEid = sourceEid;
        resolution.attempt.purpose = purpose;
        return resolution.state == State::HOLDING ? Outcome::HOLDING : Outcome::WAITING;
    }
    if (m_resolutions.size() >= m_limits.maxPending)
    {
        return Outcome::FULL;
    }
    Resolution& resolution = m_resolutions[prefix];
    resolution.attempt.prefix = prefix;
    resolution.attempt.sourceEid = sourceEid;
    resolution.attempt.purpose = purpose;
    Send(resolution);
    return Outcome::ASKED;
}

void
LispMapRequester::Send(Resolution& resolution)
{
    const EidPrefix prefix = resolution.attempt.prefix;
    resolution.state = State::ASKING;
    resolution.last = Simulator::Now();
    m_deadlines.Set(prefix, resolution.last + m_limits.interval);
    const uint64_t nonce = m_send(resolution.attempt);
    ++resolution.attempt.number;
    resolution.nonces.push_back(nonce);
    m_nonces[nonce] = prefix;
}

std::optional<EidPrefix>
LispMapRequester::Find(uint64_t nonce) const
{
    const auto found = m_nonces.find(nonce);
    return found == m_nonces.end() ? std::nullopt : std::make_optional(found->second);
}

void
LispMapRequester::ForgetNonces(Resolution& resolution)
{
    for (const auto nonce : resolution.nonces)
    {
        m_nonces.erase(nonce);
    }
    resolution.nonces.clear();
    resolution.attempt.number = 0;
}

void
LispMapRequester::Answered(const EidPrefix& prefix)
{
    const auto found = m_resolutions.find(prefix);
    if (found == m_resolutions.end())
    {
        return;
    }
    Resolution& resolution = found->second;
    ForgetNonces(resolution);
    resolution.state = State::RESTING;
    resolution.wanted = false;
    m_deadlines.Set(prefix, resolution.last + m_limits.interval);
}

void
LispMapRequester::OnDeadline(const EidPrefix& prefix)
{
    const auto found = m_resolutions.find(prefix);
    if (found == m_resolutions.end())
    {
        return;
    }
    Resolution& resolution = found->second;
    if (resolution.state == State::ASKING)
    {
        if (resolution.attempt.number <= m_limits.maxRetransmits)
        {
            Send(resolution);
            return;
        }
        resolution.state = State::HOLDING;
        resolution.wanted = false;
        m_deadlines.Set(prefix, resolution.last + m_limits.holdTime);
        m_failed(prefix);
        return;
    }
    ForgetNonces(resolution);
    if (resolution.wanted)
    {
        resolution.wanted = false;
        Send(resolution);
        return;
    }
    m_resolutions.erase(found);
}

void
LispMapRequester::Clear()
{
    m_deadlines.Clear();
    m_nonces.clear();
    m_resolutions.clear();
}

std::size_t
LispMapRequester::GetPending() const
{
    return std::count_if(m_resolutions.begin(), m_resolutions.end(), [](const auto& entry) {
        return entry.second.state != State::RESTING;
    });
}

} // namespace ns3
