/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "isis-pdu-format.h"
#include "isis-pdu.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ns3
{

using namespace isis;

namespace
{

/// Writes a PDU.
class PduWriter
{
  public:
    /// @param type of the PDU @param header octets of its header
    PduWriter(uint8_t type, uint8_t header)
        : m_lengthAt(0)
    {
        Put({DISCRIMINATOR, header, VERSION, ID_LENGTH, type, VERSION, 0, MAX_AREAS});
    }

    /// @param octets more of them
    void Put(std::initializer_list<uint8_t> octets)
    {
        m_octets.insert(m_octets.end(), octets);
    }

    /// @param octets a container of more of them
    template <typename T>
    void Append(const T& octets)
    {
        m_octets.insert(m_octets.end(), octets.begin(), octets.end());
    }

    /// @param value a number
    void Put16(uint16_t value)
    {
        Put({static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)});
    }

    /// @param value a number
    void Put32(uint32_t value)
    {
        Put16(static_cast<uint16_t>(value >> 16));
        Put16(static_cast<uint16_t>(value));
    }

    /// The PDU's length is to be here.
    void PutLength()
    {
        m_lengthAt = m_octets.size();
        Put16(0);
    }

    /// @param mac an address
    void PutMac(const Mac48Address& mac)
    {
        uint8_t octets[6];
        mac.CopyTo(octets);
        m_octets.insert(m_octets.end(), octets, octets + 6);
    }

    /// @param area an area address, none if it is empty
    void PutArea(const IsisOctets& area)
    {
        if (!area.empty())
        {
            const auto size = static_cast<uint8_t>(std::min(area.size(), MAX_AREA));
            Put({TLV_AREA, static_cast<uint8_t>(size + 1), size});
            m_octets.insert(m_octets.end(), area.begin(), area.begin() + size);
        }
    }

    /**
     * @brief Write a list as TLVs, as many as it takes.
     * @param type of the TLVs @param fixed octets of each before the list @param each octets of an
     * item @param items the list @param begin writes the fixed octets @param put writes an item
     */
    template <typename T, typename B, typename P>
    void PutList(uint8_t type, std::size_t fixed, std::size_t each, const T& items, B begin, P put)
    {
        const std::size_t most = (MAX_TLV - fixed) / each;
        for (std::size_t at = 0; at < items.size(); at += most)
        {
            const std::size_t count = std::min(most, items.size() - at);
            Put({type, static_cast<uint8_t>(fixed + count * each)});
            begin();
            for (std::size_t i = at; i < at + count; i++)
            {
                put(items[i]);
            }
        }
    }

    /// @return the octets, the length set
    IsisOctets Finish()
    {
        m_octets[m_lengthAt] = static_cast<uint8_t>(m_octets.size() >> 8);
        m_octets[m_lengthAt + 1] = static_cast<uint8_t>(m_octets.size());
        return std::move(m_octets);
    }

  private:
    IsisOctets m_octets;    //!< so far
    std::size_t m_lengthAt; //!< see PutLength
};

} // namespace

std::string
ToString(const IsisSystemId& id)
{
    char text[16];
    std::snprintf(text,
                  sizeof(text),
                  "%02x%02x.%02x%02x.%02x%02x",
                  id[0],
                  id[1],
                  id[2],
                  id[3],
                  id[4],
                  id[5]);
    return text;
}

IsisSystemId
MakeIsisSystemId(const Mac48Address& mac)
{
    IsisSystemId id;
    mac.CopyTo(id.data());
    return id;
}

Mac48Address
MakeIsisMac(const IsisSystemId& id)
{
    Mac48Address mac;
    mac.CopyFrom(id.data());
    return mac;
}

IsisLspId
MakeIsisLspId(const IsisSystemId& id, uint8_t fragment)
{
    IsisLspId lsp{};
    std::copy(id.begin(), id.end(), lsp.begin());
    lsp[7] = fragment;
    return lsp;
}

IsisSystemId
GetIsisSystem(const IsisLspId& id)
{
    IsisSystemId system;
    std::copy_n(id.begin(), system.size(), system.begin());
    return system;
}

IsisOctets
EncodeIsis(const IsisHello& hello)
{
    PduWriter out(TYPE_HELLO, HELLO_HEADER);
    out.Put({CIRCUIT_LEVEL_1});
    out.Append(hello.source);
    out.Put16(hello.holdingTime);
    out.PutLength();
    out.Put({static_cast<uint8_t>(hello.priority & PRIORITY_BITS)});
    out.Append(hello.lanId);
    out.PutArea(hello.area);
    out.PutList(
        TLV_NEIGHBORS,
        0,
        6,
        hello.neighbors,
        []() {},
        [&out](const Mac48Address& mac) { out.PutMac(mac); });
    for (const auto& experimental : hello.experimental)
    {
        const auto size = std::min(experimental.size(), MAX_TLV);
        out.Put({TLV_EXPERIMENTAL, static_cast<uint8_t>(size)});
        out.Append(IsisOctets(experimental.begin(), experimental.begin() + size));
    }
    return out.Finish();
}

IsisOctets
EncodeIsis(const IsisLsp& lsp)
{
    PduWriter out(TYPE_LSP, ISIS_LSP_HEADER);
    out.PutLength();
    out.Put16(lsp.lifetime);
    out.Append(lsp.id);
    out.Put32(lsp.sequence);
    out.Put16(0);
    out.Put({LSP_LEVEL_1});
    out.PutArea(lsp.area);
    for (const auto& reach : lsp.reach)
    {
        out.PutList(
            TLV_MACS,
            MACS_FIXED,
            6,
            reach.macs,
            [&out, &reach]() {
                out.Put16(reach.topology);
                out.Put({reach.confidence});
                out.Put16(reach.vlan & VLAN_BITS);
            },
            [&out](const Mac48Address& mac) { out.PutMac(mac); });
    }
    auto octets = out.Finish();
    const uint16_t checksum = ComputeIsisChecksum(octets.data() + LSP_COVERED,
                                                  octets.size() - LSP_COVERED,
                                                  LSP_CHECKSUM - LSP_COVERED);
    octets[LSP_CHECKSUM] = static_cast<uint8_t>(checksum >> 8);
    octets[LSP_CHECKSUM + 1] = static_cast<uint8_t>(checksum);
    return octets;
}

IsisOctets
EncodeIsis(const IsisSequenceNumbers& numbers)
{
    PduWriter out(numbers.complete ? TYPE_CSNP : TYPE_PSNP,
                  numbers.complete ? CSNP_HEADER : PSNP_HEADER);
    out.PutLength();
    out.Append(numbers.source);
    if (numbers.complete)
    {
        out.Append(numbers.first);
        out.Append(numbers.last);
    }
    out.PutList(
        TLV_ENTRIES,
        0,
        ENTRY_SIZE,
        numbers.entries,
        []() {},
        [&out](const IsisLspEntry& entry) {
            out.Put16(entry.lifetime);
            out.Append(entry.id);
            out.Put32(entry.sequence);
            out.Put16(entry.checksum);
        });
    return out.Finish();
}

void
IsisHello::SetHold(Time hold)
{
    constexpr double MOST = 65535;
    holdingTime = static_cast<uint16_t>(std::min(std::ceil(hold.GetSeconds()), MOST));
}

void
SetIsisLifetime(IsisOctets& octets, uint16_t lifetime)
{
    octets.at(LSP_LIFETIME) = static_cast<uint8_t>(lifetime >> 8);
    octets.at(LSP_LIFETIME + 1) = static_cast<uint8_t>(lifetime);
}

uint16_t
ComputeIsisChecksum(const uint8_t* octets, std::size_t size, std::size_t offset)
{
    // The two octets make both sums zero modulo 255 (ISO 8473-1 annex C).
    constexpr int64_t MODULUS = 255;
    int64_t c0 = 0;
    int64_t c1 = 0;
    for (std::size_t i = 0; i < size; i++)
    {
        const uint8_t octet = i == offset || i == offset + 1 ? 0 : octets[i];
        c0 = (c0 + octet) % MODULUS;
        c1 = (c1 + c0) % MODULUS;
    }
    const auto after = static_cast<int64_t>(size - offset - 1);
    int64_t x = (after * c0 - c1) % MODULUS;
    x = x <= 0 ? x + MODULUS : x;
    int64_t y = (2 * MODULUS - c0 - x) % MODULUS;
    y = y <= 0 ? y + MODULUS : y;
    return static_cast<uint16_t>(x << 8 | y);
}

EthernetFrame
MakeIsisFrame(const IsisOctets& pdu, const Mac48Address& source, const Mac48Address& destination)
{
    IsisOctets octets(LLC.begin(), LLC.end());
    octets.insert(octets.end(), pdu.begin(), pdu.end());
    EthernetFrame frame;
    frame.destination = destination;
    frame.source = source;
    frame.protocol = static_cast<uint16_t>(octets.size());
    frame.payload = Create<Packet>(octets.data(), octets.size());
    return frame;
}

} // namespace ns3
