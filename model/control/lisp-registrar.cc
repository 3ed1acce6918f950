/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-registrar.h"

#include "ns3/lisp-authentication.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Repeats of a withdrawal before it is given up: the registration then times out by itself.
constexpr unsigned WITHDRAWAL_REPEATS = 6;
/// Repeats with nonces of their own that are remembered at most.
constexpr std::size_t MAX_NONCES = 8;
/// Nonces of confirmed Map-Registers that are remembered, to know a Map-Notify that comes twice.
constexpr std::size_t MAX_CONFIRMED = 64;

} // namespace

LispRegistrar::LispRegistrar(const Limits& limits, Owner owner)
    : m_limits(limits),
      m_owner(std::move(owner)),
      m_deadlines([this](const Key& key) { OnDeadline(key); })
{
}

void
LispRegistrar::SetPort(Ptr<LispControlPort> port)
{
    m_port = port;
}

void
LispRegistrar::SetXtrId(const std::optional<LispXtrId>& xtrId)
{
    m_xtrId = xtrId;
}

void
LispRegistrar::SetFirstNonce(uint64_t nonce)
{
    m_nonce = nonce;
}

void
LispRegistrar::AddMapServer(const MapServer& server)
{
    m_servers.push_back(server);
}

void
LispRegistrar::Register(const EidPrefix& eid, bool merge)
{
    for (std::size_t server = 0; server < m_servers.size(); ++server)
    {
        const Key key{eid, server};
        Registration& registration = m_registrations[key];
        registration.merge = merge;
        registration.state = State::UNREGISTERED;
        registration.quickUntil = Simulator::Now() + m_limits.quickPhase;
        registration.steady = 0;
        SendNew(key, registration);
    }
}

void
LispRegistrar::Withdraw(const EidPrefix& eid)
{
    for (std::size_t server = 0; server < m_servers.size(); ++server)
    {
        const Key key{eid, server};
        const auto found = m_registrations.find(key);
        if (found != m_registrations.end())
        {
            found->second.state = State::LEAVING;
            SendNew(key, found->second);
        }
    }
}

void
LispRegistrar::Forget(const EidPrefix& eid)
{
    for (std::size_t server = 0; server < m_servers.size(); ++server)
    {
        const Key key{eid, server};
        const auto found = m_registrations.find(key);
        if (found != m_registrations.end())
        {
            ForgetNonces(found->second);
            m_deadlines.Remove(key);
            m_registrations.erase(found);
        }
    }
}

std::size_t
LispRegistrar::SendOnce(LispMapRegister message)
{
    message.xtrId = m_xtrId;
    for (auto& server : m_servers)
    {
        message.nonce = m_nonce++;
        message.authentication = server.key.MakeField();
        server.lastNonce = message.nonce;
        m_port->SendOctets(
            message,
            EncodeSignedLispMessage(message, server.key.secret),
            {server.address, m_owner.getSource(server.address.GetFamily()), LISP_CONTROL_PORT});
    }
    return m_servers.size();
}

void
LispRegistrar::Clear()
{
    m_deadlines.Clear();
    m_nonces.clear();
    m_registrations.clear();
    m_port = nullptr;
}

Time
LispRegistrar::GetPeriod(const Registration& registration) const
{
    return Simulator::Now() < registration.quickUntil ? m_limits.quickPeriod : m_limits.period;
}

void
LispRegistrar::OnDeadline(const Key& key)
{
    const auto found = m_registrations.find(key);
    if (found == m_registrations.end())
    {
        return;
    }
    Registration& registration = found->second;
    if (registration.nonces.empty())
    {
        SendNew(key, registration);
    }
    else if (registration.state == State::LEAVING && registration.repeats >= WITHDRAWAL_REPEATS)
    {
        ForgetNonces(registration);
        m_registrations.erase(found);
    }
    else
    {
        Repeat(key, registration);
    }
}

void
LispRegistrar::SendNew(const Key& key, Registration& registration)
{
    const bool leaving = registration.state == State::LEAVING;
    const bool quick = Simulator::Now() < registration.quickUntil;
    registration.steady = quick ? 0 : registration.steady + 1;

    LispMapRegister& message = registration.message;
    message = LispMapRegister();
    message.proxyReply = m_proxyReply || m_servers[key.server].proxyReply;
    message.merge = registration.merge;
    message.wantMapNotify =
        leaving ||
        (quick ? m_limits.wantMapNotify
               : m_limits.mapNotifyEvery > 0 && registration.steady % m_limits.mapNotifyEvery == 0);
    message.records = {m_owner.makeRecord(key.eid)};
    if (leaving)
    {
        message.records.front().ttl = 0;
    }
    message.xtrId = m_xtrId;

    ForgetNonces(registration);
    Sign(key, registration);
    registration.repeats = 0;
    if (message.wantMapNotify)
    {
        registration.backoff = m_limits.firstBackoff;
        registration.nonces.push_back(message.nonce);
        m_nonces[message.nonce] = key;
        m_deadlines.Set(key, Simulator::Now() + registration.backoff);
    }
    else
    {
        if (registration.state == State::UNREGISTERED)
        {
            registration.state = State::SENT;
        }
        m_deadlines.Set(key, Simulator::Now() + GetPeriod(registration));
    }
    Transmit(key, registration);
}

void
LispRegistrar::Repeat(const Key& key, Registration& registration)
{
    // The original message goes again (RFC 9301 section 5.7). But if another one went out since,
    // its nonce is greater, and the original would look like a replay (section 5.6): then the
    // message gets the next nonce.
    if (registration.message.nonce != m_servers[key.server].lastNonce)
    {
        Sign(key, registration);
        m_nonces[registration.message.nonce] = key;
        registration.nonces.push_back(registration.message.nonce);
        if (registration.nonces.size() > MAX_NONCES)
        {
            m_nonces.erase(registration.nonces.front());
            registration.nonces.erase(registration.nonces.begin());
        }
    }
    ++registration.repeats;
    registration.backoff =
        std::min(registration.backoff + registration.backoff, m_limits.maxBackoff);
    m_deadlines.Set(key, Simulator::Now() + registration.backoff);
    Transmit(key, registration);
}

void
LispRegistrar::Sign(const Key& key, Registration& registration)
{
    MapServer& server = m_servers[key.server];
    registration.message.nonce = m_nonce++;
    registration.message.authentication = server.key.MakeField();
    registration.octets = EncodeSignedLispMessage(registration.message, server.key.secret);
}

void
LispRegistrar::Transmit(const Key& key, Registration& registration)
{
    MapServer& server = m_servers[key.server];
    server.lastNonce = registration.message.nonce;
    registration.lastSent = Simulator::Now();
    if (!m_owner.relay || !m_owner.relay(registration.octets, server))
    {
        m_port->SendOctets(
            registration.message,
            registration.octets,
            {server.address, m_owner.getSource(server.address.GetFamily()), LISP_CONTROL_PORT});
    }
    m_owner.onSent(key.eid, server.address, registration.repeats);
}

void
LispRegistrar::ForgetNonces(Registration& registration)
{
    for (const auto nonce : registration.nonces)
    {
        m_nonces.erase(nonce);
    }
    registration.nonces.clear();
}

LispRegistrar::Confirmation
LispRegistrar::Confirm(const LispReception& reception, const LispMapNotify& notify)
{
    Confirmation confirmation;
    const auto nonce = m_nonces.find(notify.nonce);
    if (nonce == m_nonces.end())
    {
        if (std::count(m_confirmed.begin(), m_confirmed.end(), notify.nonce) > 0)
        {
            confirmation.kind = Confirmation::REPEATED;
        }
        return confirmation;
    }
    const Key key = nonce->second;
    const auto result = VerifyLispMessage(reception.octets->data(),
                                          reception.octets->size(),
                                          *reception.decoded,
                                          m_servers[key.server].key.secret);
    if (result != LispAuthenticationResult::VALID)
    {
        confirmation.kind = Confirmation::BAD;
        return confirmation;
    }
    Registration& registration = m_registrations.at(key);
    confirmation.kind = Confirmation::CONFIRMED;
    confirmation.eid = key.eid;
    confirmation.merge = registration.merge;
    m_confirmed.insert(m_confirmed.end(), registration.nonces.begin(), registration.nonces.end());
    while (m_confirmed.size() > MAX_CONFIRMED)
    {
        m_confirmed.pop_front();
    }
    ForgetNonces(registration);
    if (registration.state == State::LEAVING)
    {
        m_deadlines.Remove(key);
        m_registrations.erase(key);
        return confirmation;
    }
    confirmation.isNew = registration.state != State::CONFIRMED;
    registration.state = State::CONFIRMED;
    m_deadlines.Set(key, registration.lastSent + GetPeriod(registration));
    return confirmation;
}

LispRegistrar::State
LispRegistrar::GetState(const EidPrefix& eid, std::size_t server) const
{
    const auto found = m_registrations.find({eid, server});
    return found == m_registrations.end() ? State::UNREGISTERED : found->second.state;
}

} // namespace ns3
