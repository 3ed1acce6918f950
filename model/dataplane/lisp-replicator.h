/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_REPLICATOR_H
#define LISP_REPLICATOR_H

#include "lisp-drop-reason.h"
#include "lisp-pending-queue.h"

#include "ns3/callback.h"
#include "ns3/multicast-cache.h"
#include "ns3/multicast-members.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{

class LispXtr;
class Packet;
struct LispEidPacket;

/**
 * @brief A tunnel router's multicast data plane (RFC 8378): an ITR's copies for each router of a
 * replication list, an ETR's ports with members, an RTR's copies for the next level.
 *
 * Without one, groups do not take the tunnel. Copies share their payload. Control fills the cache
 * and the members, and says when they changed.
 */
class LispReplicator : public Object
{
  public:
    /// Asks control for a replication list. Called for each packet that finds none.
    using RequestCallback = Callback<void, const MulticastEid&>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LispReplicator();
    ~LispReplicator() override;

    /**
     * @brief Turn multicast on in a tunnel router: aggregate this to its node.
     * @param xtr a tunnel router that is installed in a node
     * @throws std::invalid_argument if it is in none, or has one already
     */
    void Install(Ptr<LispXtr> xtr);
    /// @return the tunnel router; null before Install and at the end
    Ptr<LispXtr> GetXtr() const;

    /// @return the replication lists
    MulticastCache& GetCache();

    /// @return the groups that the site has joined
    MulticastMembers& GetMembers()
    {
        return m_members;
    }

    /// @param callback what asks control for a replication list
    void SetRequestCallback(RequestCallback callback);
    /// @param eid what the cache has news of: packets that wait for it are looked up again
    void MappingChanged(const MulticastEid& eid);
    /// @param eid what cannot be resolved: packets that wait for its group are dropped
    void ResolutionFailed(const MulticastEid& eid);

    /// @return packets that went out, in one copy or more
    uint64_t GetReplicated() const;
    /// @return copies that were made of them
    uint64_t GetCopies() const;
    /// @return packets that wait for a replication list
    std::size_t GetPending() const;

    /**
     * @brief Signature of the trace source Replicated.
     * @param packet the packet from its inner header on
     * @param eid its source and group
     * @param copies how many routers it goes to
     */
    using ReplicatedTrace = void (*)(Ptr<const Packet> packet,
                                     const MulticastEid& eid,
                                     std::size_t copies);
    /**
     * @brief Signature of the trace source StaleData: data came for a group that is not joined.
     * @param outerSource the sender's locator
     * @param eid its source and group
     */
    using StaleDataTrace = void (*)(const NetworkAddress& outerSource, const MulticastEid& eid);

    // What the parts of the data plane ask and say.

    /// @param packet from its IP header on, to a group @param eid what it is @param instanceId its
    /// instance
    void Send(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId);
    /**
     * @brief Whether a packet that came out of the tunnel to a group is wanted here.
     * @param outerSource the sender's locator
     * @param instanceId its instance
     * @param eid what it is
     * @return why to drop it; NONE: it is
     */
    LispDropReason CheckArrival(const NetworkAddress& outerSource,
                                uint32_t instanceId,
                                const LispEidPacket& eid);
    /**
     * @brief Leave a port's sources to another router there: the querier (RFC 8378 section 7.1).
     * @param port a device index
     * @param isSilent whether to
     */
    void SetSilent(uint32_t port, bool isSilent);

    /// @param port a device index @return true if its sources are another router's
    bool IsSilent(uint32_t port) const
    {
        return port < m_silent.size() && m_silent[port];
    }

    /// The tunnel router is gone, or its locators are others.
    void XtrChanged(bool isGone);

  protected:
    void DoDispose() override;

  private:
    void HandleMiss(Ptr<Packet> packet, const LispEidPacket& eid, uint32_t instanceId);
    void SetMaxEntries(uint32_t entries);
    uint32_t GetMaxEntries() const;

    LispXtr* m_xtr{nullptr};                 //!< whose part this is
    std::unique_ptr<MulticastCache> m_cache; //!< null before Install
    MulticastMembers m_members;              //!< of the site
    LispPendingQueue m_pending;              //!< by group
    std::vector<bool> m_silent;              //!< see SetSilent
    RequestCallback m_request;               //!< asks control
    Time m_pendingTimeout;                   //!< attribute PendingTimeout
    uint32_t m_pendingPerGroup{0};           //!< attribute PendingPerGroup
    uint32_t m_pendingTotal{0};              //!< attribute PendingTotal
    uint32_t m_maxEntries{0};                //!< attribute MaxEntries
    uint64_t m_replicated{0};                //!< see GetReplicated
    uint64_t m_copies{0};                    //!< see GetCopies

    TracedCallback<Ptr<const Packet>, const MulticastEid&, std::size_t>
        m_replicatedTrace;                                                       //!< see GetTypeId
    TracedCallback<const NetworkAddress&, const MulticastEid&> m_staleDataTrace; //!< see GetTypeId
};

} // namespace ns3

#endif /* LISP_REPLICATOR_H */
