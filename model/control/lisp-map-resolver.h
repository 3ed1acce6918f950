/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_MAP_RESOLVER_H
#define LISP_MAP_RESOLVER_H

#include "lisp-control-port.h"
#include "lisp-map-replier.h"

#include "ns3/eid-tree.h"
#include "ns3/multicast-eid.h"

#include <vector>

namespace ns3
{

class LispMapServer;

/**
 * @brief A Map-Resolver: finds the Map-Server for an ITR's Encapsulated Map-Request (RFC 9301
 * section 8.4).
 *
 * Its mapping system is a table of EID-prefixes and the Map-Servers that have them, given by the
 * script, and the sites of the Map-Server on the same node, if there is one. It keeps no answers.
 * Where the standard forwards the Map-Request plain and in the ITR's name, this one encapsulates it
 * anew in its own, as deployed mapping systems do: a packet with another's source address does not
 * pass every network.
 */
class LispMapResolver : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispMapResolver();
    ~LispMapResolver() override;

    /**
     * @brief Make a node a Map-Resolver: aggregate this to it.
     * @param node the node
     * @throws std::invalid_argument if it is one already, or as LispControlPort::Of
     */
    void Install(Ptr<Node> node);

    /**
     * @brief Say which Map-Server has an EID-prefix. Several for the same one are asked in turn.
     * @param prefix the EID-prefix
     * @param mapServer the address of the Map-Server
     * @throws std::invalid_argument if it is not a unicast IPv4 or IPv6 address
     */
    void AddMapServer(const EidPrefix& prefix, const NetworkAddress& mapServer);

    /**
     * @brief Signature of the trace source Forwarded.
     * @param eid the EID-prefix that is asked for
     * @param mapServer to whom
     */
    using ForwardedTrace = void (*)(const EidPrefix& eid, const NetworkAddress& mapServer);
    /**
     * @brief Signature of the trace source Answered.
     * @param eid the EID-prefix that is asked for
     * @param hole the prefix of the negative answer
     */
    using AnsweredTrace = void (*)(const EidPrefix& eid, const EidPrefix& hole);

  protected:
    void DoDispose() override;

  private:
    /// An EID-prefix and its Map-Servers.
    struct Delegation : public EidTreeLeaf
    {
        using EidTreeLeaf::EidTreeLeaf;

        std::vector<NetworkAddress> mapServers; //!< in the order of adding
        std::size_t next{0};                    //!< whose turn it is
    };

    /// @param reception a message @return true if it was for a Map-Resolver
    bool Receive(const LispReception& reception);
    /// @param reception where it came from @param request the Map-Request @param asked what for
    void Resolve(const LispReception& reception,
                 const LispMapRequest& request,
                 const EidPrefix& asked);
    /// @param reception where it came from @param request the Map-Request @param asked what for
    void ForwardMulticast(const LispReception& reception,
                          const LispMapRequest& request,
                          const MulticastEid& asked);
    /// @param reception where it came from @param request the Map-Request @param asked what for
    /// @param delegation where to
    void Forward(const LispReception& reception,
                 const LispMapRequest& request,
                 const EidPrefix& asked,
                 Delegation& delegation);

    Ptr<Node> m_node;                  //!< the node
    Ptr<LispControlPort> m_port;       //!< of the node
    EidTree<Delegation> m_delegations; //!< the mapping system
    Time m_replyInterval;              //!< between Map-Replies
    uint32_t m_noSuchEidTtl;           //!< minutes
    LispMapReplier m_replier;          //!< Map-Replies

    /// Map-Requests forwarded.
    TracedCallback<const EidPrefix&, const NetworkAddress&> m_forwardedTrace;
    /// Map-Requests answered.
    TracedCallback<const EidPrefix&, const EidPrefix&> m_answeredTrace;
};

} // namespace ns3

#endif /* LISP_MAP_RESOLVER_H */
