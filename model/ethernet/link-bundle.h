/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LINK_BUNDLE_H
#define LINK_BUNDLE_H

#include "bundle-drop-reason.h"
#include "flow-hash.h"
#include "switch-port.h"

#include "ns3/traced-callback.h"

#include <array>
#include <memory>
#include <vector>

namespace ns3
{

class EthernetNic;

/**
 * @brief Several ports as one: link aggregation (IEEE 802.1AX-2014), static.
 *
 * Each frame goes by the member that its flow is at, so that a flow keeps its order. Flows fall
 * into 256 buckets by their hash, and each bucket is at the member, of those that are up, whose
 * hash with it is the highest (rendezvous hashing): when a member goes down, its buckets alone
 * move, and when one comes, no bucket moves but to it. A bundle is up while one member is.
 *
 * **Scope and limitations.** There is no LACP (IEEE 802.1AX-2014 section 6.4): that a far end died
 * is seen by its link going down and by nothing else, and that the two ends' members do not belong
 * together is not seen at all. Flows that come back to a member which is up again may overtake
 * themselves once. All members count alike, whatever their rates.
 */
class LinkBundle : public SwitchPort
{
  public:
    static constexpr std::size_t MAX_MEMBERS = 64; //!< the most members

    /// @return the type
    static TypeId GetTypeId();

    LinkBundle();
    ~LinkBundle() override;

    /**
     * @brief Add a port, which is the bundle's from now on.
     * @param port the port
     * @throws std::invalid_argument if it belongs to a switch or a bundle, or is one too many
     */
    void AddMember(Ptr<SwitchPort> port);
    /**
     * @brief Add a NIC with its cable.
     * @param nic the NIC, which must be on a node
     * @return its port
     * @throws std::invalid_argument as AddMember
     */
    Ptr<SwitchPort> AddNic(Ptr<EthernetNic> nic);
    /// @param port a member, to be let go @throws std::invalid_argument if it is none
    void RemoveMember(Ptr<SwitchPort> port);
    /// @return the members in the order in which they were added
    std::vector<Ptr<SwitchPort>> GetMembers() const;
    /// @return how many members are up
    std::size_t GetUpMembers() const;
    /// @param frame a frame @return the member that it would go by now; null: none is up
    Ptr<SwitchPort> Choose(const EthernetFrame& frame) const;

    /// @param member a member @return frames sent by it @throws std::invalid_argument if it is none
    uint64_t GetSent(Ptr<const SwitchPort> member) const;
    /// @param member a member @return frames that arrived on it
    /// @throws std::invalid_argument if it is none
    uint64_t GetReceived(Ptr<const SwitchPort> member) const;
    /// @param reason a reason @return the frames dropped for it
    uint64_t GetDrops(BundleDropReason reason) const;

    void Send(const EthernetFrame& frame) override;
    bool IsUp() const override;
    /// Switches all members, and those that come.
    void SetEnabled(bool enabled) override;
    std::string GetName() const override;

    /// Signature of the trace source Drop: a frame from its header on, and why it was dropped.
    typedef void (*DropTracedCallback)(Ptr<const Packet> frame, BundleDropReason reason);
    /// Signature of the trace source Member: a member, and whether it is in use from now on.
    typedef void (*MemberTracedCallback)(Ptr<SwitchPort> member, bool up);

  protected:
    void DoDispose() override;

  private:
    struct Member;
    static constexpr std::size_t BUCKETS = 256; //!< that flows fall into

    /// @param port a port @return what is known of it @throws std::invalid_argument if no member
    Member& Get(const Ptr<const SwitchPort>& port) const;
    /// @param frame a frame @return its bucket's member; nullptr: none is up
    Member* Find(const EthernetFrame& frame) const;
    /// @param member that a frame arrived on @param frame the frame
    void Receive(Member& member, const EthernetFrame& frame);
    /// @param member whose link may have changed
    void MemberChanged(Member& member);
    /// Say anew which bucket is where, and tell the owner if the bundle went up or down.
    void Distribute();
    /// @param frame is lost @param reason why
    void Drop(const EthernetFrame& frame, BundleDropReason reason);

    std::string m_name;                                              //!< attribute Name
    FlowHashMode m_mode;                                             //!< attribute HashMode
    uint32_t m_seed;                                                 //!< attribute HashSeed
    std::vector<std::unique_ptr<Member>> m_members;                  //!< in order
    std::array<Member*, BUCKETS> m_buckets{};                        //!< who carries which
    uint32_t m_added{0};                                             //!< members there have been
    std::size_t m_upMembers{0};                                      //!< see GetUpMembers
    bool m_up{false};                                                //!< as the owner knows it
    bool m_enabled{true};                                            //!< see SetEnabled
    std::array<uint64_t, BUNDLE_DROP_REASONS> m_drops{};             //!< by reason
    TracedCallback<Ptr<const Packet>, BundleDropReason> m_dropTrace; //!< "Drop"
    TracedCallback<Ptr<SwitchPort>, bool> m_memberTrace;             //!< "Member"
};

} // namespace ns3

#endif /* LINK_BUNDLE_H */
