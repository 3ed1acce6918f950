/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IGMP_HOST_H
#define IGMP_HOST_H

#include "igmp-message.h"

#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <map>

namespace ns3
{

/**
 * @brief The host side of IGMP on a network device: tells switches and routers which groups are
 * wanted here, which ns-3's IPv4 stack does not.
 *
 * Version 3 (RFC 3376) or 2 (RFC 2236); version 3 falls back to 2 while a querier of that version
 * is heard (RFC 3376 section 7.2.1). It joins for all sources. Reports have the device's first IPv4
 * address as their source, or 0.0.0.0 if it has none (section 4.2.13). The groups 224.0.0.0 to
 * 224.0.0.255 are not asked for at a switch, and need not be joined here.
 */
class IgmpHost : public Object
{
  public:
    /// @return the type
    static TypeId GetTypeId();

    IgmpHost();
    ~IgmpHost() override;

    /**
     * @brief Answer queries that come to a device.
     * @param device an Ethernet device on a node: an EthernetNic or an SviDevice
     * @throws std::invalid_argument if there is no such device or this is on one already
     */
    void Install(Ptr<NetDevice> device);
    /**
     * @brief Ask for a group: report it now and Robustness - 1 times more.
     * @param group a multicast address
     * @throws std::invalid_argument if it is none, or this is on no device
     */
    void Join(Ipv4Address group);
    /// @param group is not wanted any more; one that was not joined is ignored
    void Leave(Ipv4Address group);
    /// @param group a group @return true if it is wanted
    bool IsMember(Ipv4Address group) const;

    /// @return the reports and leaves sent
    uint64_t GetSent() const;
    /// @return the queries taken
    uint64_t GetQueries() const;
    /// @return the IGMP messages that were malformed
    uint64_t GetMalformed() const;

    /// @param stream the first random stream to use @return how many are used
    int64_t AssignStreams(int64_t stream);

  protected:
    void DoDispose() override;

  private:
    /// What is known of a group.
    struct Group
    {
        EventId repeat;      //!< the next unsolicited report
        uint32_t repeats{0}; //!< so many of them are still to be sent
        EventId answer;      //!< the answer to a query
        bool leaving{false}; //!< it is kept to tell that it is left
    };

    /// See Node::ProtocolHandler.
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& source,
                 const Address& destination,
                 NetDevice::PacketType type);
    /// @param message a query
    void HearQuery(const IgmpMessage& message);
    /// @param group is to be told of, now and later
    void Announce(Ipv4Address group);
    /// @param group is to be answered with, if it is still wanted
    void Answer(Ipv4Address group);
    /// Answer with all groups.
    void AnswerAll();
    /// @param group is told of @param mode and this of it
    void Report(Ipv4Address group, IgmpMessage::Mode mode);
    /// @param message to be sent
    void Send(IgmpMessage& message);
    /// @return true if version 2 is to be spoken now
    bool SpeaksVersion2() const;
    /// @return the device's first IPv4 address
    Ipv4Address GetSource() const;
    /// @param most the most @return a time between 0 and that
    Time Draw(Time most);

    Ptr<NetDevice> m_device;             //!< the device
    Ptr<UniformRandomVariable> m_random; //!< spreads answers
    std::map<uint32_t, Group> m_groups;  //!< by address
    EventId m_answerAll;                 //!< the answer to a general query of version 3
    Time m_version2Until;                //!< a querier of version 2 was heard
    uint32_t m_version;                  //!< attribute Version
    uint32_t m_robustness;               //!< attribute Robustness
    Time m_reportInterval;               //!< attribute UnsolicitedReportInterval
    uint64_t m_sent{0};                  //!< see GetSent
    uint64_t m_queries{0};               //!< see GetQueries
    uint64_t m_malformed{0};             //!< see GetMalformed
};

} // namespace ns3

#endif /* IGMP_HOST_H */
