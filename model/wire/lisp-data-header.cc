/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-data-header.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LispDataHeader);

TypeId
LispDataHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LispDataHeader")
                            .SetParent<Header>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LispDataHeader>();
    return tid;
}

TypeId
LispDataHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

uint32_t
LispDataHeader::GetSerializedSize() const
{
    return SIZE;
}

void
LispDataHeader::Serialize(Buffer::Iterator start) const
{
    start.WriteHtonU32(m_first);
    start.WriteHtonU32(m_second);
}

uint32_t
LispDataHeader::Deserialize(Buffer::Iterator start)
{
    if (start.GetRemainingSize() < SIZE)
    {
        m_first = 0;
        m_second = 0;
        return 0;
    }
    m_first = start.ReadNtohU32();
    m_second = start.ReadNtohU32();
    return SIZE;
}

void
LispDataHeader::Print(std::ostream& os) const
{
    os << "flags=" << (HasNonce() ? "N" : "") << (HasLocatorStatusBits() ? "L" : "")
       << (IsEchoRequested() ? "E" : "") << (HasMapVersions() ? "V" : "")
       << (HasInstanceId() ? "I" : "") << (HasNextProtocol() ? "P" : "");
    if (HasNonce())
    {
        os << " nonce=" << GetNonce();
    }
    if (HasNextProtocol())
    {
        os << " next=" << ToString(GetNextProtocol());
    }
    if (HasMapVersions())
    {
        os << " versions=" << GetSourceMapVersion() << ">" << GetDestinationMapVersion();
    }
    if (HasInstanceId())
    {
        os << " instance=" << GetInstanceId();
    }
    if (HasLocatorStatusBits())
    {
        os << " status-bits=" << GetLocatorStatusBits();
    }
    if (GetKeyBits())
    {
        os << " key=" << +GetKeyBits();
    }
}

} // namespace ns3
