/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_INSTANCE_ROUTES_H
#define LISP_INSTANCE_ROUTES_H

#include "lisp-routing-families.h"

#include "ns3/net-device.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace ns3
{

class LispNetDevice;
class LispXtr;
class Packet;

/**
 * @brief The instances of a tunnel router in one family, their tunnels, routes and ports: what
 * LispIpv4Routing and LispIpv6Routing have in common.
 *
 * The default instance has the routing that the node had, the others have tables of their own. It
 * is the first that is added.
 *
 * @tparam Family LispIpv4Family or LispIpv6Family
 */
template <class Family>
class LispInstanceRoutes
{
  public:
    using Ip = typename Family::Ip;                             //!< of the node
    using Protocol = typename Family::Protocol;                 //!< the routing that it had
    using Table = typename Family::Table;                       //!< of another instance
    using Route = typename Family::Route;                       //!< of either
    using Header = typename Family::Header;                     //!< of a packet
    using Address = typename Family::Address;                   //!< in it
    using InterfaceAddress = typename Family::InterfaceAddress; //!< of the node

    /// An address space with its own routes.
    struct Instance
    {
        uint32_t id{0};             //!< its number
        Ptr<LispNetDevice> device;  //!< its tunnel
        Ptr<Route> toTunnel;        //!< the route that leads there
        Ptr<Table> table;           //!< its routes; null: those of the node
        typename Family::Own own{}; //!< the node's addresses in it
    };

    /// What is known of a device of the node.
    struct Port
    {
        Instance* instance{nullptr}; //!< whose packets come in here
        int32_t interface{-1};       //!< its interface
        bool isTunnel{false};        //!< a LispNetDevice
    };

    LispInstanceRoutes();
    ~LispInstanceRoutes();
    LispInstanceRoutes(const LispInstanceRoutes&) = delete;
    LispInstanceRoutes& operator=(const LispInstanceRoutes&) = delete;

    /// @param inner the routing that the node had
    void SetInner(const Ptr<Protocol>& inner);
    /// @param ip the node's
    void SetIp(const Ptr<Ip>& ip);
    /// Let go of everything.
    void Clear();

    /**
     * @brief Add an instance.
     * @param instanceId its number
     * @param device its tunnel device, with an interface in the node
     * @param isDefault whether it uses the node's own routing
     */
    void Add(uint32_t instanceId, const Ptr<LispNetDevice>& device, bool isDefault);
    /// @param interface a port's, which goes to another instance @param instanceId that
    void MovePort(uint32_t interface, uint32_t instanceId);
    /// Look at the ports anew: their interfaces may have changed.
    void ForgetPorts();
    /// @param instance whose addresses in the node may be fewer
    void SetOwnAddresses(Instance& instance) const;

    /// @return the routing that the node had
    const Ptr<Protocol>& GetInner() const
    {
        return m_inner;
    }

    /// @return the node's
    const Ptr<Ip>& GetIp() const
    {
        return m_ip;
    }

    /// @return the instances, the default one first
    const std::vector<std::unique_ptr<Instance>>& GetAll() const
    {
        return m_instances;
    }

    /// @param instanceId a number @return the instance, or null
    const Instance* Find(uint32_t instanceId) const;
    /// @param instanceId a number @return the instance's table; null: it has none, or is unknown
    Ptr<Table> GetTable(uint32_t instanceId) const;
    /// @param interface of a port @return its instance
    Instance& GetInstanceOf(uint32_t interface) const;
    /// @param instance one @return what routes its packets without a tunnel
    Ptr<Protocol> GetNative(const Instance& instance) const;
    /// @param interface of the node @return true if a tunnel is there
    bool IsTunnel(uint32_t interface) const;

    /// @param device of the node @return what is known of it; it stays until ForgetPorts
    const Port& GetPort(const NetDevice& device)
    {
        const uint32_t index = device.GetIfIndex();
        return index < m_ports.size() && m_ports[index].instance ? m_ports[index]
                                                                 : MakePort(device);
    }

    /// @param rloc a locator @return the underlay's route to it, or null
    Ptr<Route> LookupUnderlay(const Address& rloc) const;
    /// @param instanceId an instance @param destination where to @return the route there without
    /// a tunnel, or null
    Ptr<Route> LookupNative(uint32_t instanceId, const Address& destination) const;
    /// @param device index of a device @return the route out there, without a next hop
    const Ptr<Route>& GetRouteTo(uint32_t device);
    /**
     * @brief Route what the node itself sends.
     * @param xtr the tunnel router
     * @param packet as RouteOutput's
     * @param header as RouteOutput's
     * @param oif as RouteOutput's
     * @param error as RouteOutput's
     * @return the route, into a tunnel or natively; null: there is none
     */
    Ptr<Route> RouteOutput(const LispXtr& xtr,
                           const Ptr<Packet>& packet,
                           const Header& header,
                           const Ptr<NetDevice>& oif,
                           Socket::SocketErrno& error);

  private:
    /// @param device of the node @return what is known of it from now on
    const Port& MakePort(const NetDevice& device);
    /// @param device where to @param source of the node's own packets @return the route
    Ptr<Route> MakeRoute(const Ptr<NetDevice>& device, const Address& source) const;
    /// @param xtr the tunnel router @param instance one @return an EID of the node in it, or none
    Address FindOwnEid(const LispXtr& xtr, const Instance& instance) const;

    Ptr<Ip> m_ip;                                       //!< the node's
    Ptr<Protocol> m_inner;                              //!< the routing that it had
    std::vector<std::unique_ptr<Instance>> m_instances; //!< the default one first
    std::unordered_map<uint32_t, Instance*> m_byId;     //!< the same
    std::vector<Port> m_ports;                          //!< by device index
    std::vector<Ptr<Route>> m_routesTo;                 //!< the same, see GetRouteTo
    std::unordered_map<uint32_t, uint32_t> m_moved;     //!< interfaces of other instances
};

extern template class LispInstanceRoutes<LispIpv4Family>;
extern template class LispInstanceRoutes<LispIpv6Family>;

} // namespace ns3

#endif /* LISP_INSTANCE_ROUTES_H */
