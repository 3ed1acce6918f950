/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LAN_EXTENSION_HELPER_H
#define LAN_EXTENSION_HELPER_H

#include "ns3/attribute.h"
#include "ns3/lan-extension.h"
#include "ns3/network-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/vlan-switch.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class DataCenterHelper;
class LispHelper;
class MplsCoreHelper;
class Pseudowire;

/**
 * @brief Stretches VLANs between data centres by one of the LAN extensions.
 *
 * ```
 * LanExtensionHelper extension("otv");
 * extension.AddVlan(100);
 * extension.Add(paris);
 * extension.Add(rome);
 * extension.Install();
 * ```
 *
 * | kind | edge devices are joined by | two edge devices in a data centre |
 * | --- | --- | --- |
 * | dark-fiber | a fibre for each gateway, two data centres | share one logical port (vPC) |
 * | eompls | a pseudowire for each gateway over MPLS, two data centres | the same |
 * | vpls | a full mesh of pseudowires over MPLS | one forwards a VLAN, elected |
 * | otv | MAC in IP over the core, by an adjacency server | one forwards a VLAN, elected |
 * | lisp | LISP-GPE over the core, by a Map-Server | one forwards a VLAN, elected |
 *
 * The gateways are the edge devices. With dark-fiber, eompls and vpls the helper lays fibres or the
 * provider's network itself; with otv, lisp, and with pseudowires over GRE (SetTransport), the
 * gateways must have a link to the core already. With lisp, SetLisp says who knows where MAC
 * addresses are. Two
 * gateways that share a port get a second cable between them, by which each knows whether the other
 * lives when the first one, their peer-link, goes down.
 */
class LanExtensionHelper
{
  public:
    /// @param kind "otv", "dark-fiber", "vpls", "eompls" or "lisp"
    /// @throws std::invalid_argument if it is none of these
    explicit LanExtensionHelper(const std::string& kind);
    ~LanExtensionHelper();
    LanExtensionHelper(const LanExtensionHelper&) = delete;
    LanExtensionHelper& operator=(const LanExtensionHelper&) = delete;

    /// @return the kinds, the default one first
    static std::vector<std::string> GetKinds();

    /**
     * @brief Set an attribute of the edge devices' ports.
     * @param name an attribute of LanExtension, such as "Mtu" or "FilterHsrp", or of the kind's
     * class
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value);
    /**
     * @brief Set how far the data centres are from each other.
     * @param delay one way, of the fibres or across the provider's network; not with otv and lisp,
     * nor over GRE
     */
    void SetDelay(Time delay);
    /**
     * @brief Choose what carries pseudowires: MPLS, by a provider's network, or GRE, by the core,
     * whose MTU then has to take the headers: of 1500 octets, 1450 are left for a tagged frame's
     * payload over IPv4 and 1430 over IPv6.
     * @param transport "mpls", as it is by itself, or "gre"
     * @throws std::invalid_argument if it is neither, or the kind has no pseudowires
     */
    void SetTransport(const std::string& transport);
    /**
     * @brief With the kind lisp, say with whose Map-Servers MAC addresses are registered. Gateways
     * that are no tunnel routers by Install become ones of the LISP site "lan-extension". The
     * number of a VLAN is that of its instance.
     * @param lisp has a Map-Server and a Map-Resolver; it must stay until Install
     * @throws std::invalid_argument if the kind is another one
     */
    void SetLisp(LispHelper& lisp);
    /**
     * @brief Choose the VLAN by which the edge devices of a data centre find each other. It is not
     * stretched.
     * @param vlan 1 to 4094
     */
    void SetSiteVlan(uint16_t vlan);
    /// @param vlan to be stretched
    void AddVlan(uint16_t vlan);
    /// @param dataCenter to be joined to the others; it must stay until Install
    void Add(DataCenterHelper& dataCenter);
    /**
     * @brief Lay the extension.
     * @throws std::invalid_argument if there are no VLANs or not enough data centres (too many, for
     * dark-fiber and eompls), a VLAN is in one data centre and not in another, its gateways are in
     * different subnets or have different shared or virtual MAC addresses, two of them have the
     * same own address, an edge device has no link to the core that it needs, or there was no
     * SetLisp that is needed
     */
    void Install();

    /// @return the kind
    const std::string& GetKind() const;
    /// @return the edge devices' ports, by data centre and gateway
    const std::vector<std::vector<Ptr<LanExtension>>>& GetExtensions() const;
    /// @return the nodes of the provider's network; none with otv, lisp and dark-fiber
    const NodeContainer& GetNodes() const;

  private:
    /// What all kinds want of the data centres. See Install.
    void Check() const;
    /// @param vlan that is to be stretched
    void CheckVlan(uint16_t vlan) const;
    /// Lay fibres.
    void InstallDarkFiber();
    /// Find the gateways' links to the core. @throws std::invalid_argument if there is none
    void FindCoreAddresses();
    /// Lay MPLS, if that is what is to carry pseudowires.
    void MakeProvider();
    /// @param a an edge device @param b another one @return a pseudowire's ends at a and at b
    std::pair<Ptr<Pseudowire>, Ptr<Pseudowire>> AddPseudowire(Ptr<Node> a, Ptr<Node> b);
    /// Lay a pseudowire for each gateway.
    void InstallPseudowires();
    /// Lay a mesh of pseudowires.
    void InstallVpls();
    /// Lay the overlay.
    void InstallOtv();
    /// Lay the overlay.
    void InstallLisp();
    /// @param dataCenter number of a data centre @param gateway number of its gateway
    /// @param extension becomes its port
    void AddPort(std::size_t dataCenter, uint32_t gateway, Ptr<LanExtension> extension);
    /// Make the ports of each data centre's gateways one, shared by both (vPC).
    void ShareBundles();
    /// @param extension gets the attributes @throws std::invalid_argument if it does not have them
    void SetAttributes(Ptr<LanExtension> extension) const;
    /// @return the VLANs
    VlanSet GetVlanSet() const;
    /// Let the edge devices of each data centre elect who forwards which VLAN.
    void Elect();

    std::string m_kind;          //!< as in the constructor
    bool m_overGre{false};       //!< see SetTransport
    LispHelper* m_lisp{nullptr}; //!< see SetLisp
    std::vector<std::pair<std::string, Ptr<AttributeValue>>> m_attributes; //!< of ports
    Time m_delay;                                                          //!< see SetDelay
    uint16_t m_siteVlan{4000};                                             //!< see SetSiteVlan
    std::vector<uint16_t> m_vlans;                                         //!< stretched
    std::vector<DataCenterHelper*> m_dataCenters;                          //!< joined
    std::vector<std::vector<Ptr<LanExtension>>> m_extensions;              //!< see GetExtensions
    NodeContainer m_nodes;                                                 //!< see GetNodes
    std::unique_ptr<MplsCoreHelper> m_provider; //!< the provider's network, if there is one
    std::map<Ptr<Node>, NetworkAddress> m_coreAddresses; //!< of gateways, if they are needed
    uint32_t m_nextLabel{16}; //!< over GRE; below are the special ones (RFC 3032 section 2.1)
};

} // namespace ns3

#endif /* LAN_EXTENSION_HELPER_H */
