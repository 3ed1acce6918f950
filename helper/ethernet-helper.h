/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef ETHERNET_HELPER_H
#define ETHERNET_HELPER_H

#include "ns3/net-device-container.h"
#include "ns3/object-factory.h"
#include "ns3/trace-helper.h"

#include <string>

namespace ns3
{

class EthernetCable;
class EthernetNic;
class Node;

/**
 * @brief Puts Ethernet NICs on nodes, connects them by cables and captures their frames.
 *
 * Captures are as those of a real NIC: Ethernet frames with their padding, without the frame check
 * sequence.
 */
class EthernetHelper : public PcapHelperForDevice
{
  public:
    EthernetHelper();

    /**
     * @param name an attribute of EthernetNic, such as "DataRate"
     * @param value its value for the NICs installed from now on
     * @throws std::invalid_argument if there is no such attribute or the value does not fit
     */
    void SetNicAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @param name an attribute of EthernetCable, such as "Delay"
     * @param value its value for the cables laid from now on
     * @throws std::invalid_argument if there is no such attribute or the value does not fit
     */
    void SetCableAttribute(const std::string& name, const AttributeValue& value);

    /**
     * @brief Choose the transmit queue of the NICs installed from now on.
     * @param queue makes a Queue<Packet>, such as a factory of "ns3::DropTailQueue<Packet>"
     */
    void SetQueue(const ObjectFactory& queue);

    /// Leave out the flow control between NIC and traffic control, which is there unless told.
    void DisableFlowControl();

    /**
     * @brief Install one NIC, with a MAC address of its own, not plugged in.
     * @param node the node @return the NIC
     */
    Ptr<EthernetNic> Install(Ptr<Node> node) const;

    /**
     * @brief Install a NIC on each of two nodes and connect them by a new cable.
     * @param a a node @param b another @return the two NICs
     */
    NetDeviceContainer Install(Ptr<Node> a, Ptr<Node> b) const;

    /**
     * @brief Connect two NICs by a new cable.
     * @param a a NIC @param b another @return the cable
     */
    Ptr<EthernetCable> Connect(Ptr<EthernetNic> a, Ptr<EthernetNic> b) const;

    /// @return a new cable, both ends free
    Ptr<EthernetCable> CreateCable() const;

  private:
    void EnablePcapInternal(std::string prefix,
                            Ptr<NetDevice> nd,
                            bool promiscuous,
                            bool explicitFilename) override;

    ObjectFactory m_nicFactory;   //!< makes NICs
    ObjectFactory m_cableFactory; //!< makes cables
    ObjectFactory m_queueFactory; //!< makes transmit queues
    bool m_flowControl{true};     //!< whether NICs stop and wake the traffic control layer
};

} // namespace ns3

#endif /* ETHERNET_HELPER_H */
