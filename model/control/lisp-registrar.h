/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REGISTRAR_H
#define LISP_REGISTRAR_H

#include "lisp-control-port.h"
#include "lisp-deadlines.h"
#include "lisp-key.h"

#include "ns3/eid-prefix.h"

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace ns3
{

/**
 * @brief Keeps an ETR's EID-prefixes registered with its Map-Servers (RFC 9301 sections 5.6, 5.7
 * and 8.2).
 *
 * One state machine for each EID-prefix with each Map-Server:
 *
 * - a Map-Register that wants a Map-Notify is repeated after 1 s, then at doubled intervals up to
 *   MaxBackoff, until the Map-Notify comes;
 * - otherwise the next one follows a period later: QuickPeriod during the QuickPhase after a start
 *   or change, RegisterPeriod from then on. All of the quick phase want a Map-Notify, later every
 *   MapNotifyEvery-th.
 *
 * One EID-record makes a message, as deployed routers have it.
 */
class LispRegistrar
{
  public:
    /// The timers and limits: references to the owner's attributes.
    struct Limits
    {
        const Time& period;             //!< between Map-Registers
        const Time& quickPeriod;        //!< between those of the quick phase
        const Time& quickPhase;         //!< how long that is
        const Time& firstBackoff;       //!< before the first repeat
        const Time& maxBackoff;         //!< between repeats, at most
        const bool& wantMapNotify;      //!< in the quick phase
        const uint32_t& mapNotifyEvery; //!< after it; 0: never
    };

    /// A Map-Server that the ETR registers with.
    struct MapServer
    {
        NetworkAddress address; //!< its locator
        LispKey key;            //!< the shared secret
        bool proxyReply{false}; //!< it is to answer Map-Requests itself
        uint64_t lastNonce{0};  //!< of the last Map-Register sent to it
    };

    /// What came of a registration.
    enum class State
    {
        UNREGISTERED, //!< not (any more) confirmed
        SENT,         //!< a Map-Register that wants no Map-Notify went out
        CONFIRMED,    //!< a Map-Notify came
        LEAVING,      //!< withdrawn, not confirmed so far
    };

    /// What the owner does.
    struct Owner
    {
        /// Makes the record of an EID-prefix.
        std::function<LispMappingRecord(const EidPrefix&)> makeRecord;
        /// Says from which address of a family to register; none: routing chooses.
        std::function<NetworkAddress(AddressFamily)> getSource;
        /// Is told of each Map-Register: EID-prefix, Map-Server, repeats before it.
        std::function<void(const EidPrefix&, const NetworkAddress&, unsigned)> onSent;
        /// Sends a signed Map-Register another way; false: it does not. May be none.
        std::function<bool(const std::vector<uint8_t>&, const MapServer&)> relay{};
    };

    /**
     * @param limits the timers
     * @param owner what the owner does
     */
    LispRegistrar(const Limits& limits, Owner owner);

    /// @param port where messages go out
    void SetPort(Ptr<LispControlPort> port);
    /// @param xtrId goes into each message; nothing: none
    void SetXtrId(const std::optional<LispXtrId>& xtrId);

    /// @return the xTR-ID and site-ID of each message, if there are any
    const std::optional<LispXtrId>& GetXtrId() const
    {
        return m_xtrId;
    }

    /// @param nonce that of the first Map-Register
    void SetFirstNonce(uint64_t nonce);

    /// @return a nonce for another message of this xTR, so that all that it signs have one order
    uint64_t TakeNonce()
    {
        return m_nonce++;
    }

    /// @param always have Map-Servers answer Map-Requests whatever they were added with
    void SetProxyReply(bool always)
    {
        m_proxyReply = always;
    }

    /// @param server a further Map-Server
    void AddMapServer(const MapServer& server);

    /// @return the Map-Servers
    const std::vector<MapServer>& GetMapServers() const
    {
        return m_servers;
    }

    /**
     * @brief Register an EID-prefix with every Map-Server, or again at once after a change.
     * @param eid the EID-prefix
     * @param merge have it merged with what other xTRs register
     */
    void Register(const EidPrefix& eid, bool merge);
    /// @param eid an EID-prefix to be withdrawn: registered with a TTL of 0 until that is confirmed
    void Withdraw(const EidPrefix& eid);
    /// @param eid an EID-prefix to be registered no longer, without a word
    void Forget(const EidPrefix& eid);
    /**
     * @brief Send a Map-Register of something else to every Map-Server, in one order with those of
     * EID-prefixes. Nobody waits for an answer to it.
     * @param message the message, but for nonce, authentication and xTR-ID
     * @return how many Map-Servers there are
     */
    std::size_t SendOnce(LispMapRegister message);
    /// Forget everything.
    void Clear();

    /// What a Map-Notify says to a registration.
    struct Confirmation
    {
        /// What it is.
        enum Kind
        {
            UNKNOWN,   //!< it answers no Map-Register
            BAD,       //!< it answers one, but its authentication data is wrong
            REPEATED,  //!< it answers one that is confirmed already
            CONFIRMED, //!< it confirms one
        };

        Kind kind{UNKNOWN}; //!< what it is
        EidPrefix eid;      //!< what it confirms
        bool merge{false};  //!< merging was asked for
        bool isNew{false};  //!< the first one since Register
    };

    /**
     * @brief Take a Map-Notify, if it answers a Map-Register.
     * @param reception its reception
     * @param notify the message
     * @return what it says
     */
    Confirmation Confirm(const LispReception& reception, const LispMapNotify& notify);

    /**
     * @param eid an EID-prefix
     * @param server the place of a Map-Server
     * @return where its registration stands
     */
    State GetState(const EidPrefix& eid, std::size_t server) const;

  private:
    /// An EID-prefix with a Map-Server.
    struct Key
    {
        EidPrefix eid;         //!< the EID-prefix
        std::size_t server{0}; //!< the place of the Map-Server

        /// @param o another @return true if they are the same
        bool operator==(const Key& o) const
        {
            return eid == o.eid && server == o.server;
        }
    };

    /// Hash of a Key.
    struct KeyHash
    {
        /// @param key a key @return its hash
        std::size_t operator()(const Key& key) const
        {
            return key.eid.Hash() * 31 + key.server;
        }
    };

    /// Where a registration stands.
    struct Registration
    {
        bool merge{false}; //!< the a bit
        State state{State::UNREGISTERED};
        Time quickUntil;              //!< end of the quick phase
        uint32_t steady{0};           //!< Map-Registers since then
        Time lastSent;                //!< when the last one went out
        LispMapRegister message;      //!< the last one
        std::vector<uint8_t> octets;  //!< the last one, signed
        std::vector<uint64_t> nonces; //!< that a Map-Notify may have; none: no answer is waited for
        unsigned repeats{0};          //!< of the last one
        Time backoff;                 //!< before the next repeat
    };

    /// @param key a registration that is due
    void OnDeadline(const Key& key);
    /// @param key a registration @param registration to be sent anew
    void SendNew(const Key& key, Registration& registration);
    /// @param key a registration @param registration to be repeated
    void Repeat(const Key& key, Registration& registration);
    /// @param key a registration @param registration whose message gets a new nonce
    void Sign(const Key& key, Registration& registration);
    /// @param key a registration @param registration whose octets go out
    void Transmit(const Key& key, Registration& registration);
    /// @param registration one whose nonces are waited for no longer
    void ForgetNonces(Registration& registration);
    /// @param registration one @return the time between its Map-Registers
    Time GetPeriod(const Registration& registration) const;

    const Limits m_limits;                                          //!< of the owner
    const Owner m_owner;                                            //!< what it does
    Ptr<LispControlPort> m_port;                                    //!< where messages go out
    std::optional<LispXtrId> m_xtrId;                               //!< for each message
    bool m_proxyReply{false};                                       //!< see SetProxyReply
    uint64_t m_nonce{1};                                            //!< of the next Map-Register
    std::vector<MapServer> m_servers;                               //!< in the order of adding
    std::unordered_map<Key, Registration, KeyHash> m_registrations; //!< by EID-prefix and server
    std::deque<uint64_t> m_confirmed;                               //!< nonces, the last few
    std::unordered_map<uint64_t, Key> m_nonces;                     //!< waited for
    LispDeadlines<Key, KeyHash> m_deadlines;                        //!< of m_registrations
};

} // namespace ns3

#endif /* LISP_REGISTRAR_H */
