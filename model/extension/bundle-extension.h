/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BUNDLE_EXTENSION_H
#define BUNDLE_EXTENSION_H

#include "lan-extension.h"

#include "ns3/link-bundle.h"

namespace ns3
{

class EthernetNic;

/**
 * @brief A LAN extension over wires between two data centres, one or more as one: dark fibre, where
 * the members are NICs, or Ethernet over MPLS or IP, where they are pseudowires.
 *
 * Frames leave as they are; the members carry them in whatever they do. Two edge devices in each
 * data centre share it as a vPC (see VpcDomain: back-to-back vPC), or are one switch (VSS) with all
 * the members: no link is blocked, and any may fail. More than two data centres would be a loop.
 */
class BundleExtension : public LanExtension
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    BundleExtension();
    ~BundleExtension() override;

    /**
     * @brief Add a wire.
     * @param port one that belongs to no switch and to no bundle
     * @throws std::invalid_argument as LinkBundle::AddMember
     */
    void AddMember(Ptr<SwitchPort> port);
    /**
     * @brief Add a fibre.
     * @param nic its NIC at this end, on a node
     * @return its port
     * @throws std::invalid_argument as LinkBundle::AddNic
     */
    Ptr<SwitchPort> AddNic(Ptr<EthernetNic> nic);
    /// @return the members and what went by which
    Ptr<LinkBundle> GetBundle() const;

    bool IsUp() const override;
    void SetEnabled(bool enabled) override;
    std::string GetName() const override;

  protected:
    void DoDispose() override;

  private:
    void Carry(const EthernetFrame& frame) override;

    std::string m_kind;       //!< attribute Kind
    Ptr<LinkBundle> m_bundle; //!< the wires
};

} // namespace ns3

#endif /* BUNDLE_EXTENSION_H */
