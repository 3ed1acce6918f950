/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SITE_ELECTION_H
#define SITE_ELECTION_H

#include "isis-pdu.h"
#include "site-state.h"

#include "ns3/deadline-timer.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/switch-port.h"
#include "ns3/traced-callback.h"

#include <bitset>
#include <map>
#include <vector>

namespace ns3
{

class LanExtension;
class Node;
class VlanSwitch;

/**
 * @brief The election of the authoritative edge device: which of the edge devices of one data
 * centre carries which VLAN over the LAN extension.
 *
 * The edge devices find each other by IS-IS hellos in a site VLAN, which reaches all of them inside
 * the data centre and is never extended. Those whose extension is ready, ordered by system ID, are
 * the view; VLAN v belongs to number v mod n of its n members.
 *
 * There are never two forwarders of a VLAN, though views differ for a while. Each hello tells the
 * sender's view, a number that is new for each view, and the last number that it heard from each
 * neighbour. An edge device (a) stops what is not its own as soon as its view changes, before it
 * tells of it, and (b) starts what is its own only when the last hello of every neighbour has the
 * same view and the number of its own view. Let X start VLAN v in view V, and Y be a neighbour. By
 * (b) Y has said V after it had heard of X's view, and then did not forward v, by (a). For Y to
 * start v, it has to come to a view that gives v to it, with a new number, and X has to say that
 * view and that number: by (a) X has then stopped. What is started waits StartDelay more, so that
 * copies of a frame that came by different ways are not carried twice.
 *
 * An edge device that comes, or one of whose links to other switches in the site VLAN comes up or
 * is let forward by spanning tree, or that hears of a member that does not hear it, forwards
 * nothing until a neighbour has heard it, or nobody has for one hold time. A neighbour that is
 * silent for its hold time is given up; its VLANs are taken over one hello interval later, so that
 * if it still hears us, it has stopped.
 *
 * Limits: if the site VLAN is split for longer than the hold time while the extended VLANs are not,
 * or where the split heals at a link that no edge device sees, both halves forward until their next
 * hello. Hellos are not authenticated.
 */
class SiteElection : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    SiteElection();
    ~SiteElection() override;

    /**
     * @brief Take part in the election, from the start of the simulation or from now on. The node
     * keeps this object.
     * @param node a node with a VlanSwitch
     * @param siteVlan 1 to 4094; not to be extended
     * @param site the number of the data centre, the same at all its edge devices
     * @throws std::invalid_argument if the node has no switch or an election already, or there is
     * no such VLAN
     */
    void Install(Ptr<Node> node, uint16_t siteVlan, uint32_t site);
    /**
     * @brief Tell an extension for which VLANs it is the forwarder, from now on.
     * @param extension of the same node
     * @throws std::invalid_argument if it is null, or Install has not been called
     */
    void AddExtension(Ptr<LanExtension> extension);

    /// @param vlan a VLAN @return true if this edge device carries it now
    bool IsForwarder(uint16_t vlan) const;
    /// @return the name of this edge device
    const IsisSystemId& GetSystemId() const;
    /// @return the members of the view, ordered
    const std::vector<IsisSystemId>& GetMembers() const;
    /// @return the number of edge devices heard
    std::size_t GetNeighbors() const;
    /// @return hellos sent
    uint64_t GetSent() const;
    /// @return hellos taken
    uint64_t GetReceived() const;
    /// @return frames to this protocol's address that are no hello or break a rule
    uint64_t GetMalformed() const;
    /// @return hellos of another site or from more neighbours than there may be
    uint64_t GetRefused() const;

    /**
     * @brief Signature of the trace source Elected.
     * @param vlan an extended VLAN @param forwards whether this edge device carries it from now on
     */
    typedef void (*ElectedTracedCallback)(uint16_t vlan, bool forwards);

  protected:
    void DoDispose() override;

  private:
    class Port;

    /// What is known of another edge device.
    struct Neighbor
    {
        Mac48Address mac;               //!< where its hellos come from
        Time expires;                   //!< when it is given up
        uint32_t number{0};             //!< of its view
        uint32_t heardNumber{0};        //!< the last number that it heard from us
        bool hearsUs{false};            //!< it has heard us at all
        bool isMember{false};           //!< it says that it is in its view
        std::vector<IsisSystemId> view; //!< its view, ordered
    };

    /// Forward nothing, and find out who is there.
    void Listen();
    /// A hello is due.
    void SendPeriodic();
    /// Send a hello now.
    void SendHello();
    /// @param frame came by the site VLAN
    void Receive(const EthernetFrame& frame);
    /// @param hello from another edge device @param state what it says @param mac its address
    void Hear(const IsisHello& hello, const SiteState& state, const Mac48Address& mac);
    /// @param port changed: see VlanSwitch::AddPortListener and AddStateListener
    void PortChanged(const Ptr<SwitchPort>& port);
    /// Give up those that are silent.
    void Expire();
    /// Come to a view, stop what is not ours, and start what is if nothing is against it.
    void Evaluate();
    /// @return true if what is ours may be started
    bool MayStart() const;
    /// Start what is ours.
    void Start();
    /// @param vlan a VLAN @return true if the view gives it to us
    bool IsOurs(uint16_t vlan) const;
    /// @param vlan a VLAN @param forwards whether we carry it from now on
    void Set(uint16_t vlan, bool forwards);

    Ptr<Node> m_node;                              //!< the edge device
    Ptr<VlanSwitch> m_switch;                      //!< its switch
    Ptr<Port> m_port;                              //!< in the site VLAN
    uint16_t m_siteVlan{0};                        //!< the site VLAN
    IsisOctets m_area;                             //!< the site
    Mac48Address m_mac;                            //!< of m_port
    IsisSystemId m_id{};                           //!< see GetSystemId
    std::vector<Ptr<LanExtension>> m_extensions;   //!< to be told
    std::map<IsisSystemId, Neighbor> m_neighbors;  //!< heard
    std::vector<IsisSystemId> m_view;              //!< see GetMembers
    uint32_t m_number{0};                          //!< of m_view
    bool m_isListening{true};                      //!< see Listen
    bool m_hasStarted{false};                      //!< all that is ours is started
    bool m_toTell{false};                          //!< a hello is to be sent at once
    Time m_notBefore;                              //!< nothing is started before
    std::bitset<4096> m_forwards;                  //!< see IsForwarder
    Time m_helloInterval;                          //!< attribute HelloInterval
    uint32_t m_holdMultiplier;                     //!< attribute HoldMultiplier
    Time m_startDelay;                             //!< attribute StartDelay
    EventId m_helloEvent;                          //!< next SendPeriodic
    EventId m_listenEvent;                         //!< end of Listen
    DeadlineTimer m_expireTimer;                   //!< next Expire
    EventId m_startEvent;                          //!< next Start
    EventId m_evaluateEvent;                       //!< at m_notBefore
    uint64_t m_sent{0};                            //!< see GetSent
    uint64_t m_received{0};                        //!< see GetReceived
    uint64_t m_malformed{0};                       //!< see GetMalformed
    uint64_t m_refused{0};                         //!< see GetRefused
    TracedCallback<uint16_t, bool> m_electedTrace; //!< "Elected"
};

} // namespace ns3

#endif /* SITE_ELECTION_H */
