/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-site-notifier.h"

#include "ns3/lisp-authentication.h"

#include <algorithm>
#include <set>
#include <vector>

namespace ns3
{

LispSiteNotifier::LispSiteNotifier(const Limits& limits, Owner owner)
    : m_limits(limits),
      m_owner(std::move(owner)),
      m_deadlines([this](const EidPrefix& eid) { Transmit(eid); })
{
}

void
LispSiteNotifier::SetPort(Ptr<LispControlPort> port)
{
    m_port = port;
}

void
LispSiteNotifier::Start()
{
    m_started = true;
    // In an order that does not depend on hashes.
    std::set<EidPrefix> waiting;
    for (const auto& [eid, host] : m_hosts)
    {
        waiting.insert(eid);
    }
    for (const auto& eid : waiting)
    {
        Transmit(eid);
    }
}

void
LispSiteNotifier::Announce(const EidPrefix& eid, Ptr<NetDevice> port, const NetworkAddress& group)
{
    Host host;
    host.port = port;
    host.group = group;
    m_hosts[eid] = std::move(host);
    if (m_started)
    {
        Transmit(eid);
    }
}

bool
LispSiteNotifier::Repeat(const EidPrefix& eid)
{
    const auto found = m_hosts.find(eid);
    if (found == m_hosts.end() || found->second.leaving)
    {
        return false;
    }
    found->second.sent = 0;
    if (m_started)
    {
        Transmit(eid);
    }
    return true;
}

void
LispSiteNotifier::Withdraw(const EidPrefix& eid)
{
    const auto found = m_hosts.find(eid);
    if (found == m_hosts.end())
    {
        return;
    }
    if (found->second.record.locators.empty())
    {
        Forget(eid); // nobody was told of it
        return;
    }
    found->second.leaving = true;
    found->second.sent = 0;
    found->second.record.ttl = 0;
    Transmit(eid);
}

void
LispSiteNotifier::Forget(const EidPrefix& eid)
{
    m_deadlines.Remove(eid);
    m_hosts.erase(eid);
}

void
LispSiteNotifier::Clear()
{
    m_deadlines.Clear();
    m_hosts.clear();
    m_port = nullptr;
}

void
LispSiteNotifier::Transmit(const EidPrefix& eid)
{
    const auto found = m_hosts.find(eid);
    if (found == m_hosts.end())
    {
        return;
    }
    Host& host = found->second;
    const LispKey* key = m_owner.getKey();
    if (!key)
    {
        m_port->Drop(LispControlDrop::UNKNOWN_KEY, host.group, "map-notify to the site's group");
        Forget(eid);
        return;
    }
    if (!host.leaving)
    {
        host.record = m_owner.makeRecord(eid);
    }
    LispMapNotify message;
    message.nonce = m_owner.takeNonce();
    message.authentication = key->MakeField();
    message.records = {host.record};
    LispControlPath path;
    path.destination = host.group;
    path.port = host.port;
    path.ttl = m_limits.ttl;
    const auto repeats = host.sent++;
    if (host.leaving && host.sent > m_limits.repeats)
    {
        m_hosts.erase(found);
    }
    else
    {
        m_deadlines.Set(eid,
                        Simulator::Now() +
                            (repeats < m_limits.repeats ? m_limits.interval : m_limits.period));
    }
    // Last, because whoever is told may change what is announced.
    if (m_port->SendOctets(message, EncodeSignedLispMessage(message, key->secret), path))
    {
        m_owner.onSent(eid, path.destination, repeats);
    }
}

std::optional<NetworkAddress>
LispSiteNotifier::Accept(const LispReception& reception, const LispMapNotify& notify)
{
    const auto refuse = [&](LispControlDrop reason) {
        m_port->Drop(reason, reception.source, "map-notify to " + reception.destination.ToString());
        return std::nullopt;
    };
    const LispKey* key = m_owner.getKey();
    if (!key || !key->IsNamedBy(notify.authentication))
    {
        return refuse(notify.authentication.algorithm == LispAlgorithm::NONE
                          ? LispControlDrop::NOT_SIGNED
                          : LispControlDrop::UNKNOWN_KEY);
    }
    if (VerifyLispMessage(reception.octets->data(),
                          reception.octets->size(),
                          *reception.decoded,
                          key->secret) != LispAuthenticationResult::VALID)
    {
        return refuse(LispControlDrop::BAD_SIGNATURE);
    }
    // What a Map-Server signs with the same key has no locator of its own in it.
    std::optional<NetworkAddress> sender;
    for (const auto& record : notify.records)
    {
        const auto own = std::find_if(record.locators.begin(),
                                      record.locators.end(),
                                      [](const LispLocator& locator) { return locator.local; });
        sender = own == record.locators.end() ? std::nullopt : own->GetNetworkAddress();
        if (!sender)
        {
            break;
        }
    }
    if (!sender)
    {
        return refuse(LispControlDrop::NOTIFY_NO_SENDER);
    }
    if (m_port->IsLocal(*sender))
    {
        return refuse(LispControlDrop::NOTIFY_OWN);
    }
    switch (m_replay.Check({std::nullopt, *sender}, notify.authentication.keyId, notify.nonce))
    {
    case LispReplayGuard::FRESH:
        return sender;
    case LispReplayGuard::FULL:
        return refuse(LispControlDrop::TABLE_FULL);
    default:
        return refuse(LispControlDrop::REPLAYED_NONCE);
    }
}

} // namespace ns3
