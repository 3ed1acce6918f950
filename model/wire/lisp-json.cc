/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-json.h"

#include "captured-packet.h"
#include "lisp-authentication.h"
#include "lisp-data-header.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ns3
{

namespace
{

using Json = nlohmann::ordered_json;

/// @param value a number @param digits how many @return it as "0x..."
std::string
Hex(uint64_t value, int digits)
{
    char text[24];
    std::snprintf(text, sizeof(text), "0x%0*llx", digits, static_cast<unsigned long long>(value));
    return text;
}

/// @param octets the first octet @param count how many @return them as hexadecimal digits
std::string
Hex(const uint8_t* octets, std::size_t count)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
    {
        text += digits[octets[i] >> 4];
        text += digits[octets[i] & 0xf];
    }
    return text;
}

/// @param address an address @return its text; null for none
Json
ToJson(const LispAddress& address)
{
    return address.IsNone() ? Json(nullptr) : Json(address.ToString());
}

/// @param record an EID-prefix @return "192.0.2.0/24", "[7]192.0.2.0/24" with an instance ID
std::string
ToText(const LispEidRecord& record)
{
    const auto prefix = record.GetEidPrefix();
    return prefix ? prefix->ToString() : record.eid.ToString();
}

Json
ToJson(const LispLocator& x)
{
    return {{"address", ToJson(x.address)},
            {"priority", x.priority},
            {"weight", x.weight},
            {"multicast_priority", x.multicastPriority},
            {"multicast_weight", x.multicastWeight},
            {"local", x.local},
            {"probed", x.probed},
            {"reachable", x.reachable}};
}

Json
ToJson(const LispMappingRecord& x, const char* action)
{
    Json locators = Json::array();
    for (const auto& locator : x.locators)
    {
        locators.push_back(ToJson(locator));
    }
    return {{"eid", x.eid.IsNone() ? Json(nullptr) : Json(x.eid.ToPrefixString(x.maskLength))},
            {"instance_id", x.eid.GetInstanceId()},
            {"ttl_min", x.ttl},
            {"action", action},
            {"authoritative", x.authoritative},
            {"map_version", x.mapVersion},
            {"locators", locators}};
}

Json
ToJson(const LispMappingRecord& x)
{
    return ToJson(x, ToString(x.action));
}

Json
ToJson(const LispReferralRecord& x)
{
    Json record = ToJson(x, ToString(x.GetReferralAction()));
    record["incomplete"] = x.incomplete;
    record["signatures"] = Json::array();
    for (const auto& signature : x.signatures)
    {
        record["signatures"].push_back(
            {{"original_ttl_min", signature.originalTtl},
             {"expiration", signature.expiration},
             {"inception", signature.inception},
             {"key_tag", signature.keyTag},
             {"algorithm", signature.algorithm},
             {"signature", Hex(signature.signature.data(), signature.signature.size())}});
    }
    return record;
}

template <typename T>
Json
ToJson(const std::vector<T>& records)
{
    Json array = Json::array();
    for (const auto& record : records)
    {
        array.push_back(ToJson(record));
    }
    return array;
}

/**
 * @brief Adds the fields of each message.
 */
struct Printer
{
    Json& json;                              //!< where to
    const uint8_t* data;                     //!< the message
    std::size_t size;                        //!< its octets
    const LispDecodeResult& decoded;         //!< what it decodes to
    const std::vector<std::string>& secrets; //!< of MACs

    void Start(const char* type, uint64_t nonce, const Json& flags) const
    {
        json["type"] = type;
        json["nonce"] = Hex(nonce, 16);
        json["flags"] = flags;
    }

    void Authentication(const LispAuthenticationField& x) const
    {
        Json valid;
        if (!secrets.empty())
        {
            valid = std::any_of(secrets.begin(), secrets.end(), [this](const auto& secret) {
                return VerifyLispMessage(data, size, decoded, secret) ==
                       LispAuthenticationResult::VALID;
            });
        }
        json["authentication"] = {{"key_id", x.GetNumber()},
                                  {"algorithm", ToString(x.algorithm)},
                                  {"algorithm_id", static_cast<int>(x.algorithm)},
                                  {"length", x.data.size()},
                                  {"valid", valid}};
    }

    void XtrId(const std::optional<LispXtrId>& x) const
    {
        if (x)
        {
            json["xtr_id"] = Hex(x->xtrId.data(), x->xtrId.size());
            json["site_id"] = Hex(x->siteId, 16);
        }
    }

    void Notify(const char* type, const LispMapNotify& x) const
    {
        Start(type, x.nonce, {{"I", int{x.xtrId.has_value()}}});
        Authentication(x.authentication);
        json["records"] = ToJson(x.records);
        XtrId(x.xtrId);
    }

    void operator()(const LispMapRequest& x) const
    {
        Start("map-request",
              x.nonce,
              {{"A", int{x.authoritative}},
               {"M", int{x.mapDataReceived}},
               {"P", int{x.probe}},
               {"S", int{x.smr}},
               {"p", int{x.pitr}},
               {"s", int{x.smrInvoked}},
               {"L", int{x.localXtr}},
               {"D", int{x.dontReply}}});
        json["source_eid"] = ToJson(x.sourceEid);
        json["itr_rlocs"] = ToJson(x.itrRlocs);
        Json requests = Json::array();
        for (const auto& request : x.requests)
        {
            requests.push_back(ToText(request));
        }
        json["requests"] = requests;
        if (x.replyRecord)
        {
            json["reply_record"] = ToJson(*x.replyRecord);
        }
    }

    void operator()(const LispMapReply& x) const
    {
        Start("map-reply",
              x.nonce,
              {{"P", int{x.probe}}, {"E", int{x.echoNonce}}, {"S", int{x.security}}});
        json["records"] = ToJson(x.records);
        if (!x.securityData.empty())
        {
            json["security_data"] = Hex(x.securityData.data(), x.securityData.size());
        }
    }

    void operator()(const LispMapRegister& x) const
    {
        Start("map-register",
              x.nonce,
              {{"P", int{x.proxyReply}},
               {"S", int{x.security}},
               {"I", int{x.xtrId.has_value()}},
               {"E", int{x.eidNotify}},
               {"T", int{x.useTtl}},
               {"a", int{x.merge}},
               {"M", int{x.wantMapNotify}}});
        Authentication(x.authentication);
        json["records"] = ToJson(x.records);
        XtrId(x.xtrId);
    }

    void operator()(const LispMapNotify& x) const
    {
        Notify("map-notify", x);
    }

    void operator()(const LispMapNotifyAck& x) const
    {
        Notify("map-notify-ack", x);
    }

    void operator()(const LispMapReferral& x) const
    {
        Start("map-referral", x.nonce, Json::object());
        json["records"] = ToJson(x.records);
    }

    void operator()(const LispInfoMessage& x) const
    {
        Start(x.reply ? "info-reply" : "info-request", x.nonce, {{"R", int{x.reply}}});
        Authentication(x.authentication);
        json["ttl_min"] = x.ttl;
        json["eid"] =
            x.eid.eid.IsNone() ? Json(nullptr) : Json(x.eid.eid.ToPrefixString(x.eid.maskLength));
        json["instance_id"] = x.eid.eid.GetInstanceId();
        json["nat"] = ToJson(x.nat);
    }

    void operator()(const LispEncapsulatedControl& x) const
    {
        json["type"] = "encapsulated-control";
        json["flags"] = {{"S", int{x.security}},
                         {"D", int{x.ddt}},
                         {"E", int{x.toEtr}},
                         {"M", int{x.toMapServer}}};
        if (!x.securityData.empty())
        {
            json["security_data"] = Hex(x.securityData.data(), x.securityData.size());
        }
        Json inner = {{"source", x.header.source.ToString()},
                      {"destination", x.header.destination.ToString()},
                      {"source_port", x.header.sourcePort},
                      {"destination_port", x.header.destinationPort},
                      {"ttl", x.header.ttl}};
        const uint8_t* start = data + decoded.innerOffset;
        const auto again = DecodeLispMessage(start, decoded.innerSize);
        std::visit(Printer{inner, start, decoded.innerSize, again, secrets}, *again.message);
        json["inner"] = inner;
    }
};

/// @param notes what differs @return it as one text
std::string
Join(const std::vector<std::string>& notes)
{
    std::string text;
    for (const auto& note : notes)
    {
        text += (text.empty() ? "" : "; ") + note;
    }
    return text.empty() ? "another form of the same message" : text;
}

/// @param header as received @return the same as a standard sender makes it
LispDataHeader
Canonical(const LispDataHeader& header)
{
    LispDataHeader x;
    x.SetKeyBits(header.GetKeyBits());
    if (header.HasInstanceId())
    {
        x.SetInstanceId(header.GetInstanceId());
    }
    if (header.HasLocatorStatusBits())
    {
        x.SetLocatorStatusBits(header.GetLocatorStatusBits());
    }
    if (header.HasNextProtocol())
    {
        x.SetNextProtocol(header.GetNextProtocol());
    }
    else if (header.HasNonce())
    {
        x.SetNonce(header.GetNonce(), header.IsEchoRequested());
    }
    else if (header.HasMapVersions())
    {
        x.SetMapVersions(header.GetSourceMapVersion(), header.GetDestinationMapVersion());
    }
    return x;
}

/**
 * @brief The packet inside a data packet.
 * @param data its first octet
 * @param size octets that were captured
 * @return addresses, protocol, ports
 * @throws LispBufferError if it is not IP
 */
Json
InnerToJson(const uint8_t* data, std::size_t size)
{
    const auto packet = CapturedPacket::FromIp(data, size);
    if (!packet)
    {
        LispBufferReader::Fail("inner packet is not IPv4 or IPv6, or is cut off",
                               LispDataHeader::SIZE);
    }
    Json inner = {{"source", packet->source.ToString()},
                  {"destination", packet->destination.ToString()},
                  {"protocol", packet->protocol},
                  {"ttl", packet->ttl},
                  {"length", packet->size + packet->missing}};
    const auto ports =
        packet->fragmentOffset == 0 ? CapturedPorts::FromPacket(*packet) : std::nullopt;
    if (ports)
    {
        inner["source_port"] = ports->source;
        inner["destination_port"] = ports->destination;
    }
    if (packet->IsFragment())
    {
        inner["fragment_offset"] = packet->fragmentOffset;
        inner["more_fragments"] = packet->moreFragments;
    }
    return inner;
}

/**
 * @brief The Ethernet frame inside a data packet.
 * @param reader of the packet, at the frame's first octet
 * @return addresses, VLAN, EtherType, and the IP packet in it if there is one
 * @throws LispBufferError if it ends inside its header
 */
Json
FrameToJson(LispBufferReader reader)
{
    constexpr uint16_t vlanTag = 0x8100; // IEEE 802.1Q-2018 section 9.5
    constexpr uint16_t vlanMask = 0x0fff;
    const std::size_t size = reader.GetRemaining();
    const auto destination =
        NetworkAddress::FromOctets(AddressFamily::MAC, reader.ReadOctets(6, "inner frame"));
    const auto source =
        NetworkAddress::FromOctets(AddressFamily::MAC, reader.ReadOctets(6, "inner frame"));
    uint16_t type = reader.ReadU16("inner frame");
    Json vlan = nullptr;
    if (type == vlanTag)
    {
        vlan = reader.ReadU16("inner frame") & vlanMask;
        type = reader.ReadU16("inner frame");
    }
    Json frame = {{"source", source.ToString()},
                  {"destination", destination.ToString()},
                  {"vlan", vlan},
                  {"ethertype", Hex(type, 4)},
                  {"length", size}};
    const std::size_t left = reader.GetRemaining();
    const uint8_t* payload = reader.ReadOctets(left, "inner frame");
    if ((type == 0x0800 || type == 0x86dd) && // IPv4, IPv6
        CapturedPacket::FromIp(payload, left))
    {
        frame["packet"] = InnerToJson(payload, left);
    }
    return frame;
}

/**
 * @brief What is inside a data packet.
 * @param header its LISP header
 * @param content what was captured after that
 * @return the packet or frame; null if it cannot be looked into: encrypted (RFC 8061), or of a next
 * protocol other than IP and Ethernet
 */
Json
ContentToJson(const LispDataHeader& header, LispBufferReader content)
{
    if (header.GetKeyBits())
    {
        return nullptr;
    }
    if (header.GetNextProtocol() == LispNextProtocol::ETHERNET)
    {
        return FrameToJson(content);
    }
    const std::size_t size = content.GetRemaining();
    const uint8_t* data = content.ReadOctets(size, "inner packet");
    switch (header.GetNextProtocol())
    {
    case LispNextProtocol::IPV4:
    case LispNextProtocol::IPV6:
        return InnerToJson(data, size);
    default:
        return header.HasNextProtocol() ? Json(nullptr) : InnerToJson(data, size);
    }
}

} // namespace

nlohmann::ordered_json
LispControlToJson(const uint8_t* data,
                  std::size_t size,
                  const LispDecodeResult& decoded,
                  const std::vector<std::string>& secrets)
{
    Json json;
    std::visit(Printer{json, data, size, decoded, secrets}, *decoded.message);
    const std::vector<uint8_t> encoded = EncodeLispMessage(*decoded.message);
    const bool equal = encoded == std::vector<uint8_t>(data, data + size);
    json["reencoded_equal"] = equal;
    if (!equal)
    {
        json["reencoded_note"] = Join(decoded.notes);
    }
    return json;
}

nlohmann::ordered_json
LispDataToJson(const uint8_t* data, std::size_t size)
{
    LispBufferReader reader(data, size, nullptr);
    const uint32_t first = reader.ReadU32("LISP header");
    const LispDataHeader header(first, reader.ReadU32("LISP header"));
    Json json;
    json["type"] = "data";
    json["nonce"] = header.HasNonce() ? Json(Hex(header.GetNonce(), 6)) : Json(nullptr);
    json["flags"] = {{"N", first >> 31 & 1},
                     {"L", first >> 30 & 1},
                     {"E", first >> 29 & 1},
                     {"V", first >> 28 & 1},
                     {"I", first >> 27 & 1},
                     {"K", header.GetKeyBits()}};
    if (header.HasNextProtocol())
    {
        // Said of these alone: others have no such bit (RFC 9300 section 5.3, R).
        json["flags"]["P"] = 1;
        json["next_protocol"] = ToString(header.GetNextProtocol());
    }
    json["map_versions"] = nullptr;
    if (header.HasMapVersions())
    {
        json["map_versions"] = {{"source", header.GetSourceMapVersion()},
                                {"destination", header.GetDestinationMapVersion()}};
    }
    json["instance_id"] = header.GetInstanceId();
    json["locator_status_bits"] =
        header.HasLocatorStatusBits() ? Json(header.GetLocatorStatusBits()) : Json(nullptr);
    json["inner"] = ContentToJson(header, reader);
    const LispDataHeader canonical = Canonical(header);
    const bool equal =
        canonical.GetFirstWord() == first && canonical.GetSecondWord() == header.GetSecondWord();
    json["reencoded_equal"] = equal;
    if (!equal)
    {
        json["reencoded_note"] = "bits set in the header that have no meaning beside its flags";
    }
    return json;
}

} // namespace ns3
