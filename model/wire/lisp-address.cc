/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-address.h"

#include "lisp-lcaf.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/**
 * @brief Print a name so that it stays on its line whatever octets it has.
 * @param name a distinguished name
 * @return the name, octets that are not printable ASCII as \xNN
 */
std::string
Printable(const std::string& name)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : name)
    {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x20 && octet < 0x7f && c != '\\')
        {
            text += c;
        }
        else
        {
            text += "\\x";
            text += digits[octet >> 4];
            text += digits[octet & 0xf];
        }
    }
    return text;
}

/// @param list an AFI list @return the first address of it that can be used as it stands
std::optional<NetworkAddress>
FirstOf(const LispAfiList& list)
{
    for (const auto& address : list.addresses)
    {
        if (const auto found = address.GetNetworkAddress())
        {
            return found;
        }
    }
    return std::nullopt;
}

} // namespace

LispAddress::LispAddress(const NetworkAddress& address)
{
    if (address.IsValid())
    {
        m_value = address;
    }
}

LispAddress::LispAddress(LispLcaf lcaf)
    : m_value(std::make_shared<const LispLcaf>(std::move(lcaf)))
{
}

LispAddress
LispAddress::FromName(const std::string& name)
{
    if (name.find('\0') != std::string::npos)
    {
        throw std::invalid_argument("bad distinguished name '" + Printable(name) +
                                    "': expected text without a zero octet");
    }
    LispAddress address;
    address.m_value = name;
    return address;
}

LispAddress
LispAddress::FromEidPrefix(const EidPrefix& prefix)
{
    if (prefix.GetInstanceId() == 0)
    {
        return prefix.GetAddress();
    }
    return LispLcaf{LispInstanceId{32, prefix.GetInstanceId(), prefix.GetAddress()}};
}

uint16_t
LispAddress::GetAfi() const
{
    LispAfi afi = LispAfi::NONE;
    if (const auto* address = std::get_if<NetworkAddress>(&m_value))
    {
        switch (address->GetFamily())
        {
        case AddressFamily::IPV4:
            afi = LispAfi::IPV4;
            break;
        case AddressFamily::IPV6:
            afi = LispAfi::IPV6;
            break;
        case AddressFamily::MAC:
            afi = LispAfi::MAC;
            break;
        case AddressFamily::NONE:
            break;
        }
    }
    else if (GetName())
    {
        afi = LispAfi::DISTINGUISHED_NAME;
    }
    else if (GetLcaf())
    {
        afi = LispAfi::LCAF;
    }
    return static_cast<uint16_t>(afi);
}

const LispLcaf*
LispAddress::GetLcaf() const
{
    const auto* lcaf = std::get_if<std::shared_ptr<const LispLcaf>>(&m_value);
    return lcaf ? lcaf->get() : nullptr;
}

std::optional<NetworkAddress>
LispAddress::GetNetworkAddress() const
{
    if (const auto* address = std::get_if<NetworkAddress>(&m_value))
    {
        return *address;
    }
    const LispLcaf* lcaf = GetLcaf();
    if (!lcaf)
    {
        return std::nullopt;
    }
    if (const auto* instance = lcaf->Get<LispInstanceId>())
    {
        return instance->address.GetNetworkAddress();
    }
    if (const auto* list = lcaf->Get<LispAfiList>())
    {
        return FirstOf(*list);
    }
    if (const auto* as = lcaf->Get<LispAsNumber>())
    {
        return as->address.GetNetworkAddress();
    }
    if (const auto* application = lcaf->Get<LispApplicationData>())
    {
        return application->address.GetNetworkAddress();
    }
    if (const auto* key = lcaf->Get<LispSecurityKey>())
    {
        return key->address.GetNetworkAddress();
    }
    if (const auto* pair = lcaf->Get<LispKeyValue>())
    {
        return pair->key.GetNetworkAddress();
    }
    return std::nullopt;
}

uint32_t
LispAddress::GetInstanceId() const
{
    const LispLcaf* lcaf = GetLcaf();
    const auto* instance = lcaf ? lcaf->Get<LispInstanceId>() : nullptr;
    return instance ? instance->instanceId : 0;
}

std::optional<EidPrefix>
LispAddress::ToEidPrefix(uint8_t maskLength) const
{
    const LispLcaf* lcaf = GetLcaf();
    const auto* instance = lcaf ? lcaf->Get<LispInstanceId>() : nullptr;
    const auto& plain = instance ? instance->address.m_value : m_value;
    const auto* address = std::get_if<NetworkAddress>(&plain);
    if (!address || maskLength > address->GetSize() * 8)
    {
        return std::nullopt;
    }
    if (address->GetFamily() == AddressFamily::MAC && maskLength == 0 &&
        *address != address->Masked(0))
    {
        return EidPrefix::Host(*address, GetInstanceId());
    }
    return EidPrefix(*address, maskLength, GetInstanceId());
}

std::string
LispAddress::ToString() const
{
    if (const auto* address = std::get_if<NetworkAddress>(&m_value))
    {
        return address->ToString();
    }
    if (const auto* name = GetName())
    {
        return "name(" + Printable(*name) + ")";
    }
    const LispLcaf* lcaf = GetLcaf();
    return lcaf ? lcaf->ToString() : "none";
}

std::string
LispAddress::ToPrefixString(uint8_t maskLength) const
{
    const auto prefix = ToEidPrefix(maskLength);
    return prefix ? prefix->ToPrefixString() : ToString();
}

bool
LispAddress::operator==(const LispAddress& o) const
{
    const LispLcaf* mine = GetLcaf();
    const LispLcaf* theirs = o.GetLcaf();
    if (mine && theirs)
    {
        return mine == theirs || *mine == *theirs;
    }
    return m_value == o.m_value;
}

std::ostream&
operator<<(std::ostream& os, const LispAddress& address)
{
    return os << address.ToString();
}

} // namespace ns3
