/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "vpc-message.h"

#include "ethernet-frame.h"

namespace ns3
{

namespace
{

/// Writes numbers in network order.
class Writer
{
  public:
    /// @param value the number @param octets its size
    void Write(uint32_t value, unsigned octets)
    {
        for (unsigned i = octets; i > 0; i--)
        {
            m_octets.push_back(static_cast<uint8_t>(value >> (8 * (i - 1))));
        }
    }

    /// @param address a MAC address, to be followed by two octets of zero
    void Write(const Mac48Address& address)
    {
        uint8_t octets[6];
        address.CopyTo(octets);
        m_octets.insert(m_octets.end(), octets, octets + 6);
        Write(0, 2);
    }

    /// @return all as a packet
    Ptr<Packet> ToPacket() const
    {
        return Create<Packet>(m_octets.data(), static_cast<uint32_t>(m_octets.size()));
    }

  private:
    std::vector<uint8_t> m_octets; //!< what was written
};

/// Reads numbers in network order. Whoever calls has counted the octets.
class Reader
{
  public:
    /// @param octets where to begin
    explicit Reader(const uint8_t* octets)
        : m_at(octets)
    {
    }

    /// @param octets its size @return the number
    uint32_t Read(unsigned octets)
    {
        uint32_t value = 0;
        for (unsigned i = 0; i < octets; i++)
        {
            value = value << 8 | *m_at++;
        }
        return value;
    }

    /// @return a MAC address, which two octets follow that are stepped over
    Mac48Address ReadAddress()
    {
        Mac48Address address;
        address.CopyFrom(m_at);
        m_at += 8;
        return address;
    }

  private:
    const uint8_t* m_at; //!< the next octet
};

} // namespace

Ptr<Packet>
VpcMessage::ToPacket() const
{
    Writer writer;
    writer.Write(VERSION, 1);
    writer.Write(type, 1);
    writer.Write(domain, 2);
    writer.Write(sequence, 4);
    writer.Write(acknowledged, 4);
    writer.Write(priority, 2);
    writer.Write(flags, 1);
    writer.Write(static_cast<uint32_t>(type == HELLO ? vpcs.size() : addresses.size()), 1);
    writer.Write(system);
    if (type == HELLO)
    {
        for (const auto& vpc : vpcs)
        {
            writer.Write(vpc.number, 2);
            writer.Write(vpc.isUp ? 1 : 0, 1);
            writer.Write(0, 1);
        }
        return writer.ToPacket();
    }
    for (const auto& address : addresses)
    {
        writer.Write(address.vlan, 2);
        writer.Write(address.vpc, 2);
        writer.Write(address.address);
        writer.Write(address.age, 4);
    }
    return writer.ToPacket();
}

std::optional<VpcMessage>
VpcMessage::FromPacket(Ptr<const Packet> packet)
{
    constexpr uint32_t MOST = HEADER_SIZE + MAX_ADDRESSES * ADDRESS_SIZE;
    static_assert(MOST >= HEADER_SIZE + MAX_VPCS * VPC_SIZE, "room for either type");
    uint8_t octets[MOST];
    const uint32_t size = packet->CopyData(octets, MOST);
    if (size < HEADER_SIZE || octets[0] != VERSION ||
        (octets[1] != HELLO && octets[1] != ADDRESSES))
    {
        return std::nullopt;
    }
    VpcMessage message;
    Reader reader(octets + 1);
    message.type = static_cast<Type>(reader.Read(1));
    message.domain = static_cast<uint16_t>(reader.Read(2));
    message.sequence = reader.Read(4);
    message.acknowledged = reader.Read(4);
    message.priority = static_cast<uint16_t>(reader.Read(2));
    message.flags = static_cast<uint8_t>(reader.Read(1));
    const uint32_t count = reader.Read(1);
    message.system = reader.ReadAddress();
    const uint32_t record = message.type == HELLO ? VPC_SIZE : ADDRESS_SIZE;
    if (size < HEADER_SIZE + count * record || message.system.IsGroup())
    {
        return std::nullopt;
    }
    for (uint32_t i = 0; i < count; i++)
    {
        if (message.type == HELLO)
        {
            const auto number = static_cast<uint16_t>(reader.Read(2));
            const uint32_t state = reader.Read(1);
            reader.Read(1);
            if (number < 1 || number > MAX_VPC || state > 1)
            {
                return std::nullopt;
            }
            message.vpcs.push_back({number, state == 1});
            continue;
        }
        const auto vlan = static_cast<uint16_t>(reader.Read(2));
        const auto vpc = static_cast<uint16_t>(reader.Read(2));
        const Mac48Address address = reader.ReadAddress();
        const uint32_t age = reader.Read(4);
        if (vlan < 1 || vlan > EthernetFrame::MAX_VLAN || vpc > MAX_VPC || address.IsGroup())
        {
            return std::nullopt;
        }
        message.addresses.push_back({vlan, vpc, address, age});
    }
    return message;
}

} // namespace ns3
