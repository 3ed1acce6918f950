/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SITE_NOTIFIER_H
#define LISP_SITE_NOTIFIER_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-key.h"

#include "ns3/eid-prefix.h"
#include "ns3/lisp-replay-guard.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

namespace ns3
{

/**
 * @brief How the xTRs of a site tell each other, by a multicast group in a stretched subnet, which
 * hosts they have there: Map-Notify messages (RFC 9301 section 5.7) that nobody acknowledges.
 *
 * No standard says how these are sent. Here, each is about one host, carries the locators of its
 * data centre, and is signed with a key that all xTRs of the site have. One that gets lost is made
 * up for by repeats soon after, and by later ones for as long as the host is there. The sender is
 * the xTR whose own locator the record marks (L bit), since the signature covers neither the IP
 * header nor an xTR-ID; its nonces only rise.
 */
class LispSiteNotifier
{
  public:
    /// The timers and limits: references to the owner's attributes.
    struct Limits
    {
        const Time& interval;    //!< between the first messages about a host
        const uint32_t& repeats; //!< at that interval
        const Time& period;      //!< between those that follow
        const uint8_t& ttl;      //!< of the packets
    };

    /// What the owner does.
    struct Owner
    {
        std::function<uint64_t()> takeNonce;    //!< gives a nonce above those before
        std::function<const LispKey*()> getKey; //!< gives the site's key; nullptr: there is none
        std::function<LispMappingRecord(const EidPrefix&)> makeRecord; //!< says where a host is
        /// Told of each message: the host, the group, and how often it was sent before.
        std::function<void(const EidPrefix&, const NetworkAddress&, unsigned)> onSent;
    };

    /// @param limits the timers and limits @param owner what the owner does
    LispSiteNotifier(const Limits& limits, Owner owner);

    /// @param port where messages go out
    void SetPort(Ptr<LispControlPort> port);
    /// The node runs: what was announced before goes out now.
    void Start();

    /**
     * @brief Tell that a host is here, now and until Withdraw or Forget.
     * @param eid the host
     * @param port of its subnet
     * @param group the group
     */
    void Announce(const EidPrefix& eid, Ptr<NetDevice> port, const NetworkAddress& group);
    /// @param eid a host to be announced again, if it was @return false if it was not
    bool Repeat(const EidPrefix& eid);
    /// @param eid a host that is nowhere now: say so by a record of TTL 0, if it was announced
    void Withdraw(const EidPrefix& eid);
    /// @param eid a host that somebody else announces now: be silent about it
    void Forget(const EidPrefix& eid);
    /// Forget everything.
    void Clear();

    /**
     * @brief Whether a message that came to a group is from an xTR of the site, and a new one. What
     * is wrong with it otherwise is counted at the port.
     * @param reception its reception
     * @param notify the message
     * @return the locator of its sender; nothing if it is to be ignored
     */
    std::optional<NetworkAddress> Accept(const LispReception& reception,
                                         const LispMapNotify& notify);

    /// @return the hosts announced
    std::size_t GetSize() const
    {
        return m_hosts.size();
    }

  private:
    /// A host that is announced.
    struct Host
    {
        Ptr<NetDevice> port;      //!< of its subnet
        NetworkAddress group;     //!< the group
        LispMappingRecord record; //!< as it was sent last
        bool leaving{false};      //!< its record has TTL 0
        unsigned sent{0};         //!< messages since it was announced
    };

    /// @param eid a host that is due
    void Transmit(const EidPrefix& eid);

    const Limits m_limits;                       //!< of the owner
    const Owner m_owner;                         //!< the owner
    Ptr<LispControlPort> m_port;                 //!< of the node
    bool m_started{false};                       //!< the node runs
    std::unordered_map<EidPrefix, Host> m_hosts; //!< announced
    LispDeadlines<EidPrefix> m_deadlines;        //!< of the next messages
    LispReplayGuard m_replay;                    //!< of other xTRs
};

} // namespace ns3

#endif /* LISP_SITE_NOTIFIER_H */
