/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-codec.h"
#include "lisp-lcaf.h"

#include <stdexcept>

namespace ns3
{

namespace
{

void
CheckRoom(std::size_t size, std::size_t most, const char* what)
{
    if (size > most)
    {
        throw std::invalid_argument(std::string(what) + " of " + std::to_string(size) +
                                    " octets or entries: expected at most " + std::to_string(most));
    }
}

/// Writes what follows the length field of each type.
struct BodyEncoder
{
    LispBufferWriter& writer; //!< where to

    void operator()(const LispAfiList& x) const
    {
        for (const auto& address : x.addresses)
        {
            EncodeLispAddress(writer, address);
        }
    }

    void operator()(const LispInstanceId& x) const
    {
        writer.WriteU32(x.instanceId);
        EncodeLispAddress(writer, x.address);
    }

    void operator()(const LispAsNumber& x) const
    {
        writer.WriteU32(x.number);
        EncodeLispAddress(writer, x.address);
    }

    void operator()(const LispApplicationData& x) const
    {
        writer.WriteU32(x.trafficClass << 8 | x.protocol);
        writer.WriteU16(x.localPortFirst);
        writer.WriteU16(x.localPortLast);
        writer.WriteU16(x.remotePortFirst);
        writer.WriteU16(x.remotePortLast);
        EncodeLispAddress(writer, x.address);
    }

    void operator()(const LispNatTraversal& x) const
    {
        writer.WriteU16(x.mapServerPort);
        writer.WriteU16(x.etrPort);
        EncodeLispAddress(writer, x.globalEtr);
        EncodeLispAddress(writer, x.mapServer);
        EncodeLispAddress(writer, x.privateEtr);
        for (const auto& rtr : x.rtrs)
        {
            EncodeLispAddress(writer, rtr);
        }
    }

    void operator()(const LispMulticastInfo& x) const
    {
        writer.WriteU32(x.instanceId);
        writer.WriteU16(0);
        writer.WriteU8(x.sourceMaskLength);
        writer.WriteU8(x.groupMaskLength);
        EncodeLispAddress(writer, x.source);
        EncodeLispAddress(writer, x.group);
    }

    void operator()(const LispExplicitLocatorPath& x) const
    {
        for (const auto& hop : x.hops)
        {
            writer.WriteU16((hop.lookup ? 4 : 0) | (hop.probe ? 2 : 0) | (hop.strict ? 1 : 0));
            EncodeLispAddress(writer, hop.address);
        }
    }

    void operator()(const LispSecurityKey& x) const
    {
        CheckRoom(x.keys.size(), 0xff, "security key");
        writer.WriteU8(static_cast<uint8_t>(x.keys.size()));
        writer.WriteU8(0);
        writer.WriteU8(x.algorithm);
        writer.WriteU8(x.revoked ? 1 : 0);
        for (const auto& key : x.keys)
        {
            CheckRoom(key.size(), 0xffff, "key material");
            writer.WriteU16(static_cast<uint16_t>(key.size()));
            writer.WriteOctets(key);
        }
        EncodeLispAddress(writer, x.address);
    }

    void operator()(const LispSourceDest& x) const
    {
        writer.WriteU16(0);
        writer.WriteU8(x.sourceMaskLength);
        writer.WriteU8(x.destinationMaskLength);
        EncodeLispAddress(writer, x.source);
        EncodeLispAddress(writer, x.destination);
    }

    void operator()(const LispReplicationList& x) const
    {
        for (const auto& entry : x.entries)
        {
            writer.WriteU32(entry.level);
            EncodeLispAddress(writer, entry.address);
        }
    }

    void operator()(const LispKeyValue& x) const
    {
        EncodeLispAddress(writer, x.key);
        EncodeLispAddress(writer, x.value);
    }

    void operator()(const LispServicePath& x) const
    {
        writer.WriteU32(x.pathId << 8 | x.serviceIndex);
    }

    void operator()(const LispOpaqueLcaf& x) const
    {
        writer.WriteOctets(x.octets);
    }
};

void
EncodeLcaf(LispBufferWriter& writer, const LispLcaf& lcaf)
{
    const auto* instance = lcaf.Get<LispInstanceId>();
    const auto* opaque = lcaf.Get<LispOpaqueLcaf>();
    writer.WriteU16(0);
    writer.WriteU8(lcaf.GetType());
    writer.WriteU8(instance ? instance->maskLength : opaque ? opaque->reserved2 : 0);
    const std::size_t length = writer.GetOctets().size();
    writer.WriteU16(0);
    std::visit(BodyEncoder{writer}, lcaf.body);
    const std::size_t size = writer.GetOctets().size() - length - 2;
    CheckRoom(size, 0xffff, "canonical address");
    writer.SetU16(length, static_cast<uint16_t>(size));
}

} // namespace

void
EncodeLispAddress(LispBufferWriter& writer, const LispAddress& address)
{
    writer.WriteU16(address.GetAfi());
    if (const auto* name = address.GetName())
    {
        writer.WriteOctets(reinterpret_cast<const uint8_t*>(name->c_str()), name->size() + 1);
    }
    else if (const auto* lcaf = address.GetLcaf())
    {
        EncodeLcaf(writer, *lcaf);
    }
    else if (const auto plain = address.GetNetworkAddress())
    {
        writer.WriteOctets(plain->GetOctets(), plain->GetSize());
    }
}

} // namespace ns3
