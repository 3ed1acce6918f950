/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief A libFuzzer program over everything that reads octets from outside. Built with clang only:
 *
 *     cmake -S . -B build/fuzz -G Ninja -DLISP_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++
 *     ninja -C build/fuzz lisp-fuzz
 *     mkdir -p build/fuzz/corpus
 *     PYTHONPATH=python/tests python3 test/fuzz/seed.py build/fuzz/corpus
 *     build/fuzz/lisp-fuzz -max_len=2048 -max_total_time=60 build/fuzz/corpus
 *
 * The first octet of an input chooses what reads the others. A message that decodes must have a
 * text of one line, encode, and decode from that to something that encodes to the same octets; a
 * BGP message has no text.
 */

#include "ns3/bgp-message.h"
#include "ns3/captured-packet.h"
#include "ns3/fragment-gate.h"
#include "ns3/fragment-store.h"
#include "ns3/frame-guard.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-eid-packet.h"
#include "ns3/lisp-json.h"
#include "ns3/tcp-echo-connection.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <pcap/dlt.h>
#include <sstream>
#include <string>

using namespace ns3;

namespace
{

/// @param good something that must hold; if not, the fuzzer is told by stopping
void
Require(bool good)
{
    if (!good)
    {
        std::abort();
    }
}

/// @param data octets of a control message @param size how many
void
Control(const uint8_t* data, std::size_t size)
{
    const auto result = DecodeLispMessage(data, size);
    if (!result)
    {
        Require(!result.error.what.empty() && result.error.offset <= size);
        return;
    }
    std::ostringstream text;
    text << *result.message;
    Require(text.str().find('\n') == std::string::npos);
    const auto encoded = EncodeLispMessage(*result.message);
    Require(result.notes.empty() == (encoded == std::vector<uint8_t>(data, data + size)));
    const auto again = DecodeLispMessage(encoded.data(), encoded.size());
    Require(again && again.notes.empty() && EncodeLispMessage(*again.message) == encoded);
    const auto json = LispControlToJson(data, size, result, {"password"});
    Require(!json.dump().empty());
}

/// @param data octets of a data packet @param size how many
void
Data(const uint8_t* data, std::size_t size)
{
    try
    {
        Require(!LispDataToJson(data, size).dump().empty());
    }
    catch (const LispBufferError& error)
    {
        Require(error.GetOffset() <= size);
    }
    constexpr std::size_t header = 8; // RFC 9300 section 5.1
    LispEidPacket eid;
    if (size > header && eid.Read(data + header, static_cast<uint32_t>(size - header), true) ==
                             LispEidPacket::Error::NONE)
    {
        Require(eid.size <= size - header);
        if (eid.HasExtensions())
        {
            eid.AreExtensionsWhole(data + header);
        }
    }
}

/// @param data octets of a BGP message, or of a stream @param size how many
void
Bgp(const uint8_t* data, std::size_t size)
{
    const BgpFrame frame = PeekBgpMessage(data, size);
    Require(!frame.error || frame.length == 0);
    const auto result = DecodeBgpMessage(data, size);
    if (result.error)
    {
        Require(result.error.code <= BgpErrorCode::UPDATE);
        return;
    }
    if (const auto* update = std::get_if<BgpUpdate>(&result.message))
    {
        // Two next hops for one family, of NEXT_HOP and of MP_REACH_NLRI, are not written in one.
        if (update->announced.size() > 1 &&
            update->announced[0].nextHop.GetFamily() == update->announced[1].nextHop.GetFamily())
        {
            SplitBgpUpdate(*update);
            return;
        }
    }
    const auto encoded = EncodeBgpMessage(result.message);
    const auto again = DecodeBgpMessage(encoded.data(), encoded.size());
    Require(!again.error && EncodeBgpMessage(again.message) == encoded);
}

/**
 * @brief Read a frame, and its two halves as frames of their own.
 * @param linkType of the frames
 * @param data octets of a frame
 * @param size how many
 */
void
Frame(int linkType, const uint8_t* data, std::size_t size)
{
    FragmentStore store;
    const std::size_t half = size / 2;
    const std::pair<const uint8_t*, std::size_t> frames[] = {{data, half},
                                                             {data + half, size - half},
                                                             {data, size}};
    for (const auto& [start, length] : frames)
    {
        const auto packet = CapturedPacket::FromFrame(linkType, start, length);
        if (packet && !packet->IsFragment())
        {
            CapturedPorts::FromPacket(*packet);
        }
        if (packet && packet->IsFragment())
        {
            if (const auto whole = store.Add(*packet, 1))
            {
                CapturedPorts::FromPacket(whole->packet);
            }
        }
    }
    store.GiveUpAll();
    while (const auto entry = store.TakeGivenUp())
    {
        CapturedPorts::FromPacket(entry->packet);
    }
}

/**
 * @brief Judge a frame of a real wire, for the station that it is to, and again: the same is said.
 * @param data octets of a frame
 * @param size how many
 */
void
Guard(const uint8_t* data, std::size_t size)
{
    FrameGuard::Mac own = {0x02, 0, 0, 0, 0, 0x01};
    std::copy_n(data, std::min(size, own.size()), own.begin());
    const auto verdict = FrameGuard::Judge(own, data, size);
    const auto again = FrameGuard::Judge(own, data, size);
    Require(verdict.refusal == again.refusal && verdict.isInner == again.isInner);
    Require(!std::string(ToString(verdict.refusal)).empty());
    if (verdict && verdict.isFragment)
    {
        Require(verdict.fragment.begin < verdict.fragment.end);
        FragmentGate gate;
        Require(gate.Judge(verdict.fragment, 0) == FrameRefusal::NONE);
        Require(gate.Judge(verdict.fragment, 0) == FrameRefusal::FRAGMENT_OVERLAP);
    }
}

/**
 * @brief Give a TCP connection segments near to what it expects, and time-outs between them.
 * @param data seven octets for each: what it is, how far its numbers are off, flags, data
 * @param size how many
 */
void
Talk(const uint8_t* data, std::size_t size)
{
    TcpEchoSegment segment;
    segment.flags = TcpEchoSegment::SYN;
    segment.window = 1000;
    uint32_t next = 1;
    std::size_t sent = 0;
    TcpEchoConnection connection(segment, true, 1, 1400, [&](const TcpEchoSegment& answer) {
        Require(answer.data.size() <= 1400 && ++sent < 100000);
        next = answer.acknowledge;
    });
    uint32_t acknowledge = 2;
    for (; size >= 7; data += 7, size -= 7)
    {
        if (data[0] == 0)
        {
            connection.TimeOut();
            continue;
        }
        segment.sequence = next + static_cast<int8_t>(data[1]);
        acknowledge += static_cast<int8_t>(data[2]);
        segment.acknowledge = acknowledge;
        segment.flags = data[3];
        segment.window = static_cast<uint16_t>(data[4] << 8 | data[5]);
        segment.data.assign(data[6] * std::size_t{6}, data[0]);
        connection.Receive(segment);
    }
    connection.Reset();
    Require(connection.IsOver() && connection.GetTimeout() == 0);
}

} // namespace

/**
 * @brief What libFuzzer calls.
 * @param data an input
 * @param size its octets
 * @return 0
 */
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    static const int linkTypes[] = {DLT_EN10MB, DLT_PPP, DLT_RAW, DLT_LINUX_SLL, DLT_LINUX_SLL2};
    if (size == 0)
    {
        return 0;
    }
    const uint8_t choice = *data;
    switch (choice)
    {
    case 0:
        Control(data + 1, size - 1);
        break;
    case 1:
        Data(data + 1, size - 1);
        break;
    case 2:
        Bgp(data + 1, size - 1);
        break;
    case 3:
        Guard(data + 1, size - 1);
        break;
    case 4:
        Talk(data + 1, size - 1);
        break;
    default:
        Frame(linkTypes[choice % std::size(linkTypes)], data + 1, size - 1);
    }
    return 0;
}
