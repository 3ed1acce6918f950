/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef THING_FIELD_H
#define THING_FIELD_H

#include "packet-ledger.h"

#include "ns3/address.h"
#include "ns3/net-device.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{

class Packet;
class UniformRandomVariable;

/// What a ThingField is to be.
struct ThingFieldOptions
{
    uint32_t things{2000};            //!< how many, 1 to MAX_THINGS
    Time reportInterval{Seconds(10)}; //!< from one report of a thing to the next
    uint32_t payload{50};             //!< octets of a report
    uint32_t cells{8};                //!< where they are at first: one after the other in turn
};

/**
 * @brief Things of the Internet of Things: small hosts, each with an address of its own, which
 * report to a collector, take commands from it, and move between the cells of gateways.
 *
 * What stands for what: a cell, the air around a gateway and all that speaks in it, is one node
 * with one point-to-point device, whose other end is the gateway's port; there is no radio. A thing
 * is a row of a table: its cell and the time of its next report. Its IPv4 and UDP headers are made
 * here, as octets; a cell has no stack of ns-3, so that a field of 10,000 things is not 10,000
 * nodes. A thing that comes to a cell reports at once, as a device does that joins a network, and
 * is gone from the former one at that time.
 *
 * A command that comes to a cell where its thing is no longer is dropped there, as "thing-gone".
 */
class ThingField
{
  public:
    /// The port of things and collectors: one that nobody has registered (RFC 6335 section 6).
    static constexpr uint16_t PORT = 50000;
    /// The most things that there are addresses for.
    static constexpr uint32_t MAX_THINGS = 65000;
    /// The prefix of all things.
    static constexpr const char* PREFIX = "10.128.0.0/16";

    /// Called when a thing gets a command. @param thing its number
    using Commanded = std::function<void(uint32_t thing)>;

    /**
     * @param options what it is to be
     * @param ledger is told of each packet
     * @param stream of the random number of each thing's first report
     * @throws std::invalid_argument naming an option out of its range
     */
    ThingField(const ThingFieldOptions& options, Ptr<PacketLedger> ledger, int64_t stream);
    ~ThingField();

    ThingField(const ThingField&) = delete;
    ThingField& operator=(const ThingField&) = delete;

    /// @param device a point-to-point device of a node without a stack, which becomes the next cell
    void AddCell(Ptr<NetDevice> device);
    /// @param thing a number @param collector to whom it reports @param flow of its reports
    void SetCollector(uint32_t thing, const NetworkAddress& collector, uint32_t flow);
    /// @param commanded told of each command that arrives
    void SetCommanded(Commanded commanded);
    /// Let things report, each first at a time of its own within an interval. @param stop the end
    void Start(Time stop);
    /// Let a thing come to another cell now. @param thing a number @param cell from 0
    void Move(uint32_t thing, uint32_t cell);

    /// @return how many there are
    uint32_t GetCount() const;
    /// @param thing a number @return its address
    static NetworkAddress GetAddress(uint32_t thing);
    /// @param address any @param thing gets its number @return false if it is none of this field
    bool Find(const NetworkAddress& address, uint32_t& thing) const;
    /// @param thing a number @return the cell where it is
    uint32_t GetCell(uint32_t thing) const;
    /// @param thing a number @return the cell where it was at first
    uint32_t GetHome(uint32_t thing) const;
    /// @return things that are not where they were at first
    uint32_t CountAway() const;

  private:
    /// A thing.
    struct Thing
    {
        uint32_t cell{0};         //!< where it is
        NetworkAddress collector; //!< to whom it reports
        uint32_t flow{0};         //!< of its reports
    };

    /// @param thing sends a report now
    void Report(uint32_t thing);
    /// @param thing sends a report now, and again after the interval
    void ReportAgain(uint32_t thing);
    /// As a protocol handler. @param device of the cell where it came @param packet from its IPv4
    /// header on @param protocol IPv4 @param from not looked at @param to not looked at @param type
    /// not looked at
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    ThingFieldOptions m_options;         //!< what it is
    Ptr<PacketLedger> m_ledger;          //!< is told of each packet
    Ptr<UniformRandomVariable> m_random; //!< from 0 to 1
    std::vector<Ptr<NetDevice>> m_cells; //!< the cells' devices
    std::vector<Thing> m_things;         //!< by number
    Commanded m_commanded;               //!< may be empty
    Time m_stop;                         //!< of reports
    uint16_t m_identification{0};        //!< of the next IPv4 header
};

} // namespace ns3

#endif /* THING_FIELD_H */
