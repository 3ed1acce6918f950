/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-replay-guard.h"

#include <boost/container_hash/hash.hpp>

namespace ns3
{

std::size_t
LispXtrIdentity::Hash() const
{
    if (!xtrId)
    {
        return source.Hash();
    }
    std::size_t seed = boost::hash_range(xtrId->xtrId.begin(), xtrId->xtrId.end());
    boost::hash_combine(seed, xtrId->siteId);
    return seed;
}

LispReplayGuard::Verdict
LispReplayGuard::Check(const LispXtrIdentity& xtr, uint8_t keyId, uint64_t nonce)
{
    const Sender sender{xtr, keyId};
    const auto known = m_last.find(sender);
    if (known == m_last.end())
    {
        if (m_last.size() >= m_maxSenders)
        {
            return FULL;
        }
        m_last.emplace(sender, nonce);
        return FRESH;
    }
    if (nonce <= known->second)
    {
        return nonce == known->second ? REPEAT : REPLAY;
    }
    known->second = nonce;
    return FRESH;
}

} // namespace ns3
