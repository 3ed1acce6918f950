/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef OTV_ISIS_H
#define OTV_ISIS_H

#include "isis-pdu.h"
#include "otv-advertiser.h"
#include "otv-database.h"

#include "ns3/deadline-timer.h"
#include "ns3/event-id.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <map>
#include <set>
#include <vector>

namespace ns3
{

/// How far two edge devices have come (ISO 10589 section 8.4.2).
enum class OtvAdjacencyState : uint8_t
{
    DOWN, //!< not heard
    INIT, //!< heard
    UP,   //!< heard, and has heard us
};

/// @param state a state @return "down", "init" or "up"
const char* ToString(OtvAdjacencyState state);

/**
 * @brief IS-IS on the overlay of OTV: the edge devices are systems on one LAN, level 1, and tell
 * each other in LSPs which MAC addresses are in their data centres.
 *
 * Hellos make adjacencies (three ways, by the IS Neighbours TLV). An LSP is sent to all when it
 * changes, and made again before its lifetime ends. Two edge devices whose adjacency comes up send
 * each other a CSNP; from then on the designated one, by priority and MAC address, sends one to all
 * every CsnpInterval. Who lacks an LSP asks for it by a PSNP; who has a newer one sends it. So a
 * lost LSP is had after one CsnpInterval at the latest.
 *
 * Where there is no multicast in the core, an adjacency server tells in its hello who there is
 * (OverlayMembers), and everything is sent to each one.
 *
 * What ISO 10589 has beside is left out: the overlay is one LAN on which all hear each other, hence
 * no routes, metrics, pseudonode LSPs and flooding onwards; no purge of what others have made, its
 * lifetime ends by itself; no level 2, no authentication, no padding of hellos, no jitter; changes
 * of adjacencies are told in a hello at once. A system ID that is used twice is refused.
 */
class OtvIsis : public Object
{
  public:
    /// Who carries the PDUs and uses what they tell.
    class User
    {
      public:
        virtual ~User() = default;
        /// @param pdu its octets @param to whom; of no family: all, by the control group
        virtual void SendPdu(const IsisOctets& pdu, const NetworkAddress& to) = 0;
        /**
         * @brief An edge device of another data centre has begun to advertise a MAC address.
         * @param by which LSP says so @param at the edge device's address
         * @param vlan the VLAN @param mac the MAC address
         */
        virtual void Advertised(const IsisLspId& by,
                                const NetworkAddress& at,
                                uint16_t vlan,
                                const Mac48Address& mac) = 0;
        /// @param by which LSP says it no more @param vlan the VLAN @param mac the MAC address
        virtual void Withdrawn(const IsisLspId& by, uint16_t vlan, const Mac48Address& mac) = 0;
        /// See GetPeers.
        virtual void PeersChanged() = 0;
    };

    /// What became of a PDU that came in.
    enum class Outcome : uint8_t
    {
        TAKEN,     //!< taken
        MALFORMED, //!< it breaks a rule
        REFUSED,   //!< its sender is not known
    };

    /// @return the type
    static TypeId GetTypeId();

    OtvIsis();
    ~OtvIsis() override;

    /**
     * @brief Begin.
     * @param user who carries the PDUs; must outlive this, or call Stop
     * @param id name of this edge device @param site number of its data centre
     * @param local its address on the overlay
     * @param server the adjacency server's address; of no family: all share a control group
     */
    void Start(User* user,
               const IsisSystemId& id,
               uint32_t site,
               const NetworkAddress& local,
               const NetworkAddress& server);
    /// Cease.
    void Stop();

    /// @param vlan a VLAN @param mac is to be advertised
    void Advertise(uint16_t vlan, const Mac48Address& mac);
    /// @param vlan a VLAN @param mac is not to be advertised any more
    void Withdraw(uint16_t vlan, const Mac48Address& mac);
    /// @param vlan none of its addresses is to be advertised any more
    void WithdrawVlan(uint16_t vlan);

    /// @param pdu what came @param mac from which MAC address @param from from which edge device
    /// @return what became of it
    Outcome Receive(const IsisOctets& pdu, const Mac48Address& mac, const NetworkAddress& from);

    /// @return the addresses of those of other data centres whose adjacency is up
    std::vector<NetworkAddress> GetPeers() const;
    /// @param address of an edge device @return the state of its adjacency
    OtvAdjacencyState GetState(const NetworkAddress& address) const;
    /// @param address of an edge device @return true if its adjacency is up, in another data centre
    bool IsPeer(const NetworkAddress& address) const;
    /// @return the LSPs here
    const OtvDatabase& GetDatabase() const;
    /// @return what is advertised
    const OtvAdvertiser& GetAdvertiser() const;
    /// @return true if this edge device is the designated one
    bool IsDesignated() const;
    /// @return hellos sent, one for each copy
    uint64_t GetHellosSent() const;
    /// @return LSPs sent, one for each copy
    uint64_t GetLspsSent() const;
    /// @return CSNPs and PSNPs sent, one for each copy
    uint64_t GetSequenceNumbersSent() const;
    /// @return LSPs that there was no room for
    uint64_t GetLspsRefused() const;

    /**
     * @brief Signature of the trace source Adjacency.
     * @param address of the other edge device @param state of the adjacency
     */
    typedef void (*AdjacencyTracedCallback)(const NetworkAddress& address, OtvAdjacencyState state);

  protected:
    void DoDispose() override;

  private:
    /// Another edge device.
    struct Neighbor
    {
        NetworkAddress address;                           //!< on the overlay
        Mac48Address mac;                                 //!< on the overlay's LAN
        OtvAdjacencyState state{OtvAdjacencyState::DOWN}; //!< the adjacency
        bool isSameSite{false};                           //!< of this data centre
        uint8_t priority{0};                              //!< to be the designated one
        Time expires;                                     //!< when it is given up
    };

    /// A hello is due.
    void SendPeriodic();
    /// Send a hello to all.
    void SendHellos();
    /// @param to an edge device, or all
    void SendHello(const NetworkAddress& to);
    /// @param pdu to all whose adjacency is up @param count counts the copies
    void SendToAll(const IsisOctets& pdu, uint64_t& count);
    /// @param id of an LSP @param to whom; of no family: all
    void SendLsp(const IsisLspId& id, const NetworkAddress& to);
    /// @param to whom; of no family: all
    void SendCsnp(const NetworkAddress& to);
    /// The designated one's CSNP is due.
    void SendPeriodicCsnp();
    /// @param fragment of our LSP: make it anew, and send it
    void Generate(uint8_t fragment);
    /// Make those fragments anew that have changed.
    void GenerateChanged();
    /// See that GenerateChanged is called.
    void ScheduleGenerate();
    /// Make all anew before their lifetime ends.
    void Refresh();
    /// @param hello came @param mac from @param from from @return what became of it
    Outcome ReceiveHello(const IsisHello& hello,
                         const Mac48Address& mac,
                         const NetworkAddress& from);
    /// @param lsp came @param octets the same @param from from
    void ReceiveLsp(const IsisLsp& lsp, const IsisOctets& octets, const NetworkAddress& from);
    /// @param numbers came @param from from
    void ReceiveNumbers(const IsisSequenceNumbers& numbers, const NetworkAddress& from);
    /// @param hello of the adjacency server
    void HearServer(const IsisHello& hello);
    /// @param address of an edge device @return true if it may be one
    bool IsExpected(const NetworkAddress& address) const;
    /// @param id name of an edge device @param neighbor the same @param state from now on
    void SetState(const IsisSystemId& id, Neighbor& neighbor, OtvAdjacencyState state);
    /// @param id of an edge device @param neighbor the same @param up tell what it advertises, or
    /// that it does no more
    void TellAll(const IsisSystemId& id, const Neighbor& neighbor, bool up);
    /// @param id of an LSP @param before what it told @param after what it tells
    void TellChange(const IsisLspId& id,
                    const std::vector<OtvDatabase::Reach>& before,
                    const std::vector<OtvDatabase::Reach>& after);
    /// Give up those that are silent, and LSPs that are too old.
    void Expire();
    /// @param address of an edge device @return it, or null
    const Neighbor* FindByAddress(const NetworkAddress& address) const;
    /// @return the designated one's MAC address and name
    std::pair<Mac48Address, IsisSystemId> FindDesignated() const;

    User* m_user{nullptr};                              //!< see Start
    IsisSystemId m_id{};                                //!< our name
    Mac48Address m_mac;                                 //!< the same
    IsisOctets m_area;                                  //!< our site
    NetworkAddress m_local;                             //!< our address
    NetworkAddress m_server;                            //!< the adjacency server's
    std::set<NetworkAddress> m_listed;                  //!< whom the server has told of
    std::map<IsisSystemId, Neighbor> m_neighbors;       //!< heard
    std::map<NetworkAddress, IsisSystemId> m_byAddress; //!< the same
    OtvDatabase m_database;                             //!< LSPs
    OtvAdvertiser m_advertiser;                         //!< what ours tell
    uint32_t m_lastSequence{0};                         //!< the highest number of ours
    Time m_generated;                                   //!< when one of ours was last made anew
    Time m_helloInterval;                               //!< attribute HelloInterval
    uint32_t m_holdMultiplier;                          //!< attribute HoldMultiplier
    uint8_t m_priority;                                 //!< attribute Priority
    Time m_csnpInterval;                                //!< attribute CsnpInterval
    Time m_lspInterval;                                 //!< attribute LspInterval
    Time m_maxAge;                                      //!< attribute MaxAge
    Time m_refreshInterval;                             //!< attribute RefreshInterval
    uint16_t m_lspSize;                                 //!< attribute LspSize
    uint32_t m_maxLsps;                                 //!< attribute MaxLsps
    uint32_t m_maxNeighbors;                            //!< attribute MaxNeighbors
    EventId m_helloEvent;                               //!< next SendPeriodic
    EventId m_csnpEvent;                                //!< next SendPeriodicCsnp
    EventId m_generateEvent;                            //!< next GenerateChanged
    EventId m_refreshEvent;                             //!< next Refresh
    DeadlineTimer m_expireTimer;                        //!< next Expire
    uint64_t m_hellosSent{0};                           //!< see GetHellosSent
    uint64_t m_lspsSent{0};                             //!< see GetLspsSent
    uint64_t m_numbersSent{0};                          //!< see GetSequenceNumbersSent
    uint64_t m_lspsRefused{0};                          //!< see GetLspsRefused
    TracedCallback<const NetworkAddress&, OtvAdjacencyState> m_adjacencyTrace; //!< "Adjacency"
};

} // namespace ns3

#endif /* OTV_ISIS_H */
