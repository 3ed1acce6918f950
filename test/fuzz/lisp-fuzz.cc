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
#include "ns3/fragment-store.h"
#include "ns3/lisp-authentication.h"
#include "ns3/lisp-json.h"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <pcap/dlt.h>
#include <sstream>

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
    default:
        Frame(linkTypes[choice % std::size(linkTypes)], data + 1, size - 1);
    }
    return 0;
}
