/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MPLS_PSEUDOWIRE_TRANSPORT_H
#define MPLS_PSEUDOWIRE_TRANSPORT_H

#include "mpls-router.h"
#include "pseudowire-transport.h"

namespace ns3
{

/**
 * @brief Carries a pseudowire over a label-switched path: [path's labels][pseudowire's label].
 *
 * The frame's priority becomes the labels' traffic class (RFC 5462).
 */
class MplsPseudowireTransport : public PseudowireTransport
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    MplsPseudowireTransport();
    ~MplsPseudowireTransport() override;

    /**
     * @brief Set it up; the other end does the same the other way round.
     * @param router the edge device's
     * @param path to the other edge device
     * @param out the label by which the other edge device knows the pseudowire
     * @param in the label by which this one knows it
     * @throws std::invalid_argument for a path or a label that cannot be
     */
    void Install(Ptr<MplsRouter> router, const MplsPath& path, uint32_t out, uint32_t in);

    Ptr<Node> GetNode() const override;
    bool Send(Ptr<Packet> packet, uint8_t priority, ExtensionDropReason& reason) override;
    uint32_t GetMtu() const override;
    bool IsUp() const override;
    std::string GetName() const override;

  protected:
    void DoDispose() override;

  private:
    /// Give its label back.
    void Release();
    Ptr<MplsRouter> m_router; //!< the edge device's
    MplsPath m_path;          //!< to the other edge device
    uint32_t m_listener{0};   //!< see MplsRouter::AddLinkListener
};

} // namespace ns3

#endif /* MPLS_PSEUDOWIRE_TRANSPORT_H */
