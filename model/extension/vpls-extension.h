/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPLS_EXTENSION_H
#define VPLS_EXTENSION_H

#include "lan-extension.h"
#include "mac-withdraw-session.h"

#include "ns3/event-id.h"
#include "ns3/mac-table.h"
#include "ns3/nstime.h"

#include <memory>
#include <vector>

namespace ns3
{

class Pseudowire;
class VlanSwitch;

/**
 * @brief A VPLS (RFC 4762): pseudowires to the edge devices of all other data centres, a full mesh.
 *
 * What comes by a pseudowire goes to the switch and never to another pseudowire (split horizon,
 * section 4.4), so that no tree is needed. At which pseudowire a MAC address of a VLAN is, is
 * learned (section 4.2) and ages; broadcast, multicast and unknown destinations go to all. VLANs
 * share the pseudowires: frames carry their tags.
 *
 * When addresses are not behind this edge device any more, it withdraws them from the other ones
 * (RFC 7769), which then flood to them until they are heard elsewhere: what SetSwitch tells it to
 * watch, what it is told by Withdraw and WithdrawAll, and those of a VLAN that another edge device
 * of the data centre carries from now on.
 *
 * It is up with its first pseudowire, and ready to be given VLANs by a SiteElection when all are
 * up, or ReadyDelay later if some stay down: else a gateway that comes back would take over what
 * the other one carries, while it does not reach all data centres yet.
 *
 * **Scope and limitations.** The mesh is configured (no RFC 4761 or 6074 discovery); there are no
 * spokes (H-VPLS, section 10), so every data centre needs a pseudowire to every other one.
 */
class VplsExtension : public LanExtension
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    VplsExtension();
    ~VplsExtension() override;

    /**
     * @brief Add a pseudowire to an edge device of another data centre.
     * @param pseudowire one that is set up
     * @throws std::invalid_argument if it belongs to a switch or an extension already
     */
    void AddPeer(Ptr<Pseudowire> pseudowire);
    /// @return the pseudowires in the order in which they were added
    std::vector<Ptr<Pseudowire>> GetPeers() const;
    /**
     * @brief Watch the switch that this is a port of: the addresses that it forgets at its other
     * ports (a link that went down, a topology change, age) are withdrawn, and it forgets what is
     * withdrawn by the other end.
     * @param lan the switch
     */
    void SetSwitch(Ptr<VlanSwitch> lan);

    /// @param addresses that are not behind this edge device any more
    void Withdraw(const std::vector<Mac48Address>& addresses);
    /// No address is behind this edge device any more.
    void WithdrawAll();

    bool IsUp() const override;
    bool IsReady() const override;
    std::string GetName() const override;

    /// @return what is known of where MAC addresses are: Entry::port is a Pseudowire
    const MacTable& GetMacTable() const;
    /// @return frames sent by the one pseudowire that their destination is at
    uint64_t GetForwarded() const;
    /// @return unicast frames sent by all pseudowires because their destination is not known
    uint64_t GetFlooded() const;
    /**
     * @param pseudowire one that was added
     * @return what was withdrawn over it
     * @throws std::invalid_argument if it was not
     */
    const MacWithdrawSession::Counters& GetWithdrawals(Ptr<const Pseudowire> pseudowire) const;

    /**
     * @brief Signature of the trace sources Learned and Forgotten.
     * @param vlan the VLAN @param address the MAC address @param at where it is, or was
     */
    typedef void (*AddressTracedCallback)(uint16_t vlan,
                                          const Mac48Address& address,
                                          Ptr<SwitchPort> at);

  protected:
    void DoDispose() override;
    void Carry(const EthernetFrame& frame) override;
    void ForwarderChanged(uint16_t vlan, bool forwards) override;

  private:
    /// A pseudowire and what is withdrawn over it.
    struct Peer
    {
        Ptr<Pseudowire> wire;                         //!< itself
        std::unique_ptr<MacWithdrawSession> withdraw; //!< over it
    };

    /// Nobody is to call this any more.
    void Release();
    /// @param wire where it came @param frame that came
    void Receive(Pseudowire* wire, const EthernetFrame& frame);
    /// @param wire where its source is @param frame a frame
    void Learn(Pseudowire* wire, const EthernetFrame& frame);
    /// @param wire that came up or went down
    void WireChanged(Pseudowire* wire);
    /// ReadyDelay is over.
    void BecomeReady();
    /// @param wire where it came @param message which addresses are to be forgotten
    void Flush(Pseudowire* wire, const MacWithdrawMessage& message);
    /// @param vlan of an address @param address not there any more @param at where it was
    void Forget(uint16_t vlan, const Mac48Address& address, SwitchPort* at);
    /// @param vlan of an address @param address that the switch forgot @param port where it was
    void SwitchForgot(uint16_t vlan, const Mac48Address& address, Ptr<SwitchPort> port);
    /// Withdraw what the switch forgot.
    void WithdrawForgotten();
    /// Let old addresses go.
    void Age();

    std::vector<Peer> m_peers;             //!< in order
    Ptr<VlanSwitch> m_switch;              //!< see SetSwitch
    std::vector<Mac48Address> m_forgotten; //!< by the switch, to be withdrawn
    EventId m_forgottenEvent;              //!< see WithdrawForgotten
    MacTable m_table;                      //!< learned
    Time m_ageing;                         //!< attribute AgeingTime
    uint32_t m_maxAddresses;               //!< attribute MaxAddresses
    Time m_withdrawInterval;               //!< attribute WithdrawInterval
    uint8_t m_withdrawRetries;             //!< attribute WithdrawRetries
    Time m_readyDelay;                     //!< attribute ReadyDelay
    EventId m_ageEvent;                    //!< the next Age
    EventId m_readyEvent;                  //!< see BecomeReady
    bool m_wasUp{false};                   //!< what IsUp last said
    bool m_isReady{false};                 //!< see IsReady
    uint64_t m_forwarded{0};               //!< see GetForwarded
    uint64_t m_flooded{0};                 //!< see GetFlooded
    TracedCallback<uint16_t, const Mac48Address&, Ptr<SwitchPort>> m_learnedTrace; //!< "Learned"
    TracedCallback<uint16_t, const Mac48Address&, Ptr<SwitchPort>>
        m_forgottenTrace; //!< "Forgotten"
};

} // namespace ns3

#endif /* VPLS_EXTENSION_H */
