/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "isis-pdu-format.h"
#include "isis-pdu.h"

#include <algorithm>

namespace ns3
{

using namespace isis;

namespace
{

/// Reads octets of a known number; what is beyond them is never touched.
class PduReader
{
  public:
    /// @param octets the first @param size how many
    PduReader(const uint8_t* octets, std::size_t size)
        : m_at(octets),
          m_left(size)
    {
    }

    /// @return octets not read yet
    std::size_t GetLeft() const
    {
        return m_left;
    }

    /// @return false once more was read than there was
    bool IsGood() const
    {
        return m_good;
    }

    /// @param size how many octets to take @return a reader of these
    PduReader Take(std::size_t size)
    {
        if (size > m_left)
        {
            m_good = false;
            size = 0;
        }
        PduReader part(m_at, size);
        m_at += size;
        m_left -= size;
        return part;
    }

    /// @return the next octet
    uint8_t Get8()
    {
        const PduReader one = Take(1);
        return one.m_left ? *one.m_at : 0;
    }

    /// @return the next number
    uint16_t Get16()
    {
        const uint8_t high = Get8();
        return static_cast<uint16_t>(high << 8 | Get8());
    }

    /// @return the next number
    uint32_t Get32()
    {
        const uint32_t high = Get16();
        return high << 16 | Get16();
    }

    /// @param value gets the next octets
    template <std::size_t N>
    void Get(std::array<uint8_t, N>& value)
    {
        const PduReader part = Take(N);
        if (part.m_left == N)
        {
            std::copy_n(part.m_at, N, value.begin());
        }
    }

    /// @return the next MAC address
    Mac48Address GetMac()
    {
        IsisSystemId octets{};
        Get(octets);
        return MakeIsisMac(octets);
    }

    /// @return all that is left
    IsisOctets GetRest()
    {
        const PduReader rest = Take(m_left);
        return IsisOctets(rest.m_at, rest.m_at + rest.m_left);
    }

  private:
    const uint8_t* m_at; //!< the next octet
    std::size_t m_left;  //!< how many there are
    bool m_good{true};   //!< see IsGood
};

/**
 * @brief Read TLVs.
 * @param in the octets of all of them @param read gets the type and the value of each, returns
 * false if it breaks a rule
 * @return false if one does, or is cut short
 */
template <typename F>
bool
ReadTlvs(PduReader in, F read)
{
    while (in.GetLeft() > 0)
    {
        const uint8_t type = in.Get8();
        PduReader value = in.Take(in.Get8());
        if (!in.IsGood() || !read(type, value))
        {
            return false;
        }
    }
    return true;
}

/// @param value of an Area Addresses TLV @param area gets the first one @return false if malformed
bool
ReadAreas(PduReader value, IsisOctets& area)
{
    while (value.GetLeft() > 0)
    {
        const std::size_t size = value.Get8();
        PduReader one = value.Take(size);
        if (!value.IsGood() || size == 0 || size > MAX_AREA)
        {
            return false;
        }
        if (area.empty())
        {
            area = one.GetRest();
        }
    }
    return true;
}

/// @param in after the common header @param tlvs the TLVs @return the PDU, or nothing
IsisMessage
ReadHello(PduReader in, PduReader tlvs)
{
    IsisHello hello;
    const bool isLevel1 = (in.Get8() & CIRCUIT_BITS & CIRCUIT_LEVEL_1) != 0;
    in.Get(hello.source);
    hello.holdingTime = in.Get16();
    in.Get16();
    hello.priority = in.Get8() & PRIORITY_BITS;
    in.Get(hello.lanId);
    const bool good = ReadTlvs(tlvs, [&hello](uint8_t type, PduReader value) {
        switch (type)
        {
        case TLV_AREA:
            return ReadAreas(value, hello.area);
        case TLV_NEIGHBORS:
            if (value.GetLeft() % 6 != 0)
            {
                return false;
            }
            while (value.GetLeft() > 0)
            {
                hello.neighbors.push_back(value.GetMac());
            }
            return true;
        case TLV_EXPERIMENTAL:
            hello.experimental.push_back(value.GetRest());
            return true;
        default:
            return true;
        }
    });
    return good && isLevel1 && hello.holdingTime > 0 ? IsisMessage(hello) : IsisMessage();
}

/// @param in after the common header @param tlvs the TLVs @return the PDU, or nothing
IsisMessage
ReadLsp(PduReader in, PduReader tlvs)
{
    IsisLsp lsp;
    in.Get16();
    lsp.lifetime = in.Get16();
    in.Get(lsp.id);
    lsp.sequence = in.Get32();
    lsp.checksum = in.Get16();
    const bool good = ReadTlvs(tlvs, [&lsp](uint8_t type, PduReader value) {
        if (type == TLV_AREA)
        {
            return ReadAreas(value, lsp.area);
        }
        if (type != TLV_MACS)
        {
            return true;
        }
        IsisMacReachability reach;
        reach.topology = value.Get16();
        reach.confidence = value.Get8();
        reach.vlan = value.Get16() & VLAN_BITS;
        if (!value.IsGood() || value.GetLeft() % 6 != 0 || reach.vlan == VLAN_BITS)
        {
            return false;
        }
        while (value.GetLeft() > 0)
        {
            reach.macs.push_back(value.GetMac());
        }
        lsp.reach.push_back(std::move(reach));
        return true;
    });
    return good && lsp.sequence > 0 ? IsisMessage(std::move(lsp)) : IsisMessage();
}

/// @param in after the common header @param tlvs the TLVs @param complete which of the two
/// @return the PDU, or nothing
IsisMessage
ReadSequenceNumbers(PduReader in, PduReader tlvs, bool complete)
{
    IsisSequenceNumbers numbers;
    numbers.complete = complete;
    in.Get16();
    in.Get(numbers.source);
    if (complete)
    {
        in.Get(numbers.first);
        in.Get(numbers.last);
    }
    const bool good = ReadTlvs(tlvs, [&numbers](uint8_t type, PduReader value) {
        if (type != TLV_ENTRIES)
        {
            return true;
        }
        if (value.GetLeft() % ENTRY_SIZE != 0)
        {
            return false;
        }
        while (value.GetLeft() > 0)
        {
            IsisLspEntry entry;
            entry.lifetime = value.Get16();
            value.Get(entry.id);
            entry.sequence = value.Get32();
            entry.checksum = value.Get16();
            numbers.entries.push_back(entry);
        }
        return true;
    });
    return good ? IsisMessage(std::move(numbers)) : IsisMessage();
}

/// @param type of a PDU @return octets of its header; 0 if the type is not known
std::size_t
GetHeaderSize(uint8_t type)
{
    switch (type)
    {
    case TYPE_HELLO:
        return HELLO_HEADER;
    case TYPE_LSP:
        return LSP_HEADER;
    case TYPE_CSNP:
        return CSNP_HEADER;
    case TYPE_PSNP:
        return PSNP_HEADER;
    default:
        return 0;
    }
}

/// @param octets an LSP @param size its own length @return true unless its checksum is wrong
bool
IsChecksumRight(const uint8_t* octets, std::size_t size)
{
    const auto checksum =
        static_cast<uint16_t>(octets[LSP_CHECKSUM] << 8 | octets[LSP_CHECKSUM + 1]);
    const bool isPurged = octets[LSP_LIFETIME] == 0 && octets[LSP_LIFETIME + 1] == 0;
    // One whose lifetime is over needs none (ISO 10589 section 7.3.16.4).
    return isPurged || checksum == ComputeIsisChecksum(octets + LSP_COVERED,
                                                       size - LSP_COVERED,
                                                       LSP_CHECKSUM - LSP_COVERED);
}

} // namespace

IsisMessage
DecodeIsis(const uint8_t* octets, std::size_t size)
{
    if (size < COMMON_HEADER)
    {
        return {};
    }
    const uint8_t type = octets[4] & TYPE_BITS;
    const std::size_t header = GetHeaderSize(type);
    const bool isOurs = octets[0] == DISCRIMINATOR && octets[2] == VERSION &&
                        (octets[3] == ID_LENGTH || octets[3] == ID_LENGTH_PLAIN) &&
                        octets[5] == VERSION;
    if (!isOurs || header == 0 || octets[1] != header || size < header)
    {
        return {};
    }
    const std::size_t lengthAt = type == TYPE_HELLO ? 17 : COMMON_HEADER;
    const auto length = static_cast<std::size_t>(octets[lengthAt] << 8 | octets[lengthAt + 1]);
    if (length < header || length > size)
    {
        return {};
    }
    const PduReader in(octets + COMMON_HEADER, header - COMMON_HEADER);
    const PduReader tlvs(octets + header, length - header);
    switch (type)
    {
    case TYPE_HELLO:
        return ReadHello(in, tlvs);
    case TYPE_LSP:
        return IsChecksumRight(octets, length) ? ReadLsp(in, tlvs) : IsisMessage();
    default:
        return ReadSequenceNumbers(in, tlvs, type == TYPE_CSNP);
    }
}

std::optional<IsisOctets>
GetIsisPdu(const EthernetFrame& frame)
{
    const uint32_t size = frame.payload->GetSize();
    if (frame.protocol >= EthernetFrame::MIN_TYPE || size < LLC.size())
    {
        return std::nullopt;
    }
    IsisOctets octets(size);
    frame.payload->CopyData(octets.data(), size);
    if (!std::equal(LLC.begin(), LLC.end(), octets.begin()))
    {
        return std::nullopt;
    }
    octets.erase(octets.begin(), octets.begin() + LLC.size());
    return octets;
}

} // namespace ns3
