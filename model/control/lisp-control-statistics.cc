/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-control-statistics.h"

#include "ns3/lisp-text-table.h"

namespace ns3
{

namespace
{

/// So many texts of decoding errors are told apart: an attacker must not make the table grow.
constexpr std::size_t MALFORMED_TEXTS = 64;

/// @param error what the decoder said @return the same whatever numbers are in it: those that stand
/// by themselves become '#'
std::string
GetKind(const std::string& error)
{
    std::string kind;
    bool isNumber = false;
    for (const char c : error)
    {
        const bool isDigit = c >= '0' && c <= '9';
        const bool starts = isDigit && !isNumber && (kind.empty() || kind.back() == ' ');
        if (starts)
        {
            kind += '#';
        }
        isNumber = starts || (isNumber && isDigit);
        if (!isNumber)
        {
            kind += c;
        }
    }
    return kind;
}

} // namespace

std::size_t
LispControlStatistics::GetIndex(const LispMessage& message)
{
    const auto* info = std::get_if<LispInfoMessage>(&message);
    return info && info->reply ? INFO_REPLY : static_cast<std::size_t>(GetLispMessageType(message));
}

const char*
LispControlStatistics::GetName(std::size_t index)
{
    switch (index)
    {
    case INFO_REPLY:
        return "info-reply";
    case static_cast<std::size_t>(LispMessageType::INFO):
        return "info-request";
    default:
        return ToString(static_cast<LispMessageType>(index));
    }
}

const char*
LispControlStatistics::GetTypeName(const LispMessage& message)
{
    return GetName(GetIndex(message));
}

void
LispControlStatistics::CountSent(const LispMessage& message)
{
    ++m_sent[GetIndex(message)];
}

void
LispControlStatistics::CountReceived(const LispMessage& message)
{
    ++m_received[GetIndex(message)];
}

void
LispControlStatistics::CountDrop(LispControlDrop reason)
{
    ++m_drops[static_cast<std::size_t>(reason)];
}

void
LispControlStatistics::CountMalformed(const std::string& error)
{
    const std::string kind = GetKind(error);
    const auto found = m_malformed.find(kind);
    if (found != m_malformed.end())
    {
        ++found->second;
    }
    else
    {
        ++m_malformed[m_malformed.size() < MALFORMED_TEXTS ? kind : "other"];
    }
}

uint64_t
LispControlStatistics::GetSent(LispMessageType type) const
{
    return m_sent[static_cast<std::size_t>(type)];
}

uint64_t
LispControlStatistics::GetReceived(LispMessageType type) const
{
    return m_received[static_cast<std::size_t>(type)];
}

uint64_t
LispControlStatistics::GetDrops(LispControlDrop reason) const
{
    return m_drops[static_cast<std::size_t>(reason)];
}

LispControlStatistics::ByType
LispControlStatistics::Name(const Counters& counters)
{
    ByType named;
    for (std::size_t i = 0; i < counters.size(); ++i)
    {
        if (counters[i] > 0)
        {
            named[GetName(i)] = counters[i];
        }
    }
    return named;
}

LispControlStatistics::ByType
LispControlStatistics::GetSentByType() const
{
    return Name(m_sent);
}

LispControlStatistics::ByType
LispControlStatistics::GetReceivedByType() const
{
    return Name(m_received);
}

void
LispControlStatistics::Print(std::ostream& os) const
{
    LispTextTable messages({"LISP control messages", ">sent", ">received"});
    for (std::size_t i = 1; i < m_sent.size(); ++i)
    {
        messages.AddRow({std::string("  ") + GetName(i),
                         std::to_string(m_sent[i]),
                         std::to_string(m_received[i])});
    }
    messages.Print(os);
    LispTextTable drops({"LISP control drops", ">times"});
    for (std::size_t i = 0; i < m_drops.size(); ++i)
    {
        if (m_drops[i] > 0)
        {
            drops.AddRow({std::string("  ") + ToString(static_cast<LispControlDrop>(i)),
                          std::to_string(m_drops[i])});
        }
    }
    for (const auto& [text, count] : m_malformed)
    {
        drops.AddRow({"    " + text, std::to_string(count)});
    }
    drops.Print(os);
}

} // namespace ns3
