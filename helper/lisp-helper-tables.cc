/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "lisp-helper.h"

#include "ns3/eid-database-table.h"
#include "ns3/lisp-control-port.h"
#include "ns3/lisp-map-cache-table.h"
#include "ns3/lisp-registrations-table.h"
#include "ns3/names.h"
#include "ns3/node-list.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <stdexcept>
#include <string>

namespace ns3
{

namespace
{

/// Prints something of a node; nothing if the node has no such thing.
using Printer = void (*)(const Ptr<Node>&, std::ostream&);

/// @param node a node @param os where to print which one, and the time
void
PrintHeading(const Ptr<Node>& node, std::ostream& os)
{
    const auto name = Names::FindName(node);
    os << "Node " << (name.empty() ? std::to_string(node->GetId()) : name) << " at "
       << Simulator::Now().GetSeconds() << " s\n";
}

/// @param node a node @param os where to
void
PrintMapCache(const Ptr<Node>& node, std::ostream& os)
{
    if (auto xtr = node->GetObject<LispXtr>())
    {
        PrintHeading(node, os);
        PrintLispMapCache(xtr->GetMapCache(), Simulator::Now(), os);
    }
}

/// @param node a node @param os where to
void
PrintDatabase(const Ptr<Node>& node, std::ostream& os)
{
    if (auto xtr = node->GetObject<LispXtr>())
    {
        PrintHeading(node, os);
        PrintEidDatabase(xtr->GetEidDatabase(), Simulator::Now(), os);
    }
}

/// @param node a node @param os where to
void
PrintRegistrations(const Ptr<Node>& node, std::ostream& os)
{
    if (auto server = node->GetObject<LispMapServer>())
    {
        PrintHeading(node, os);
        PrintLispRegistrations(server->GetSites(),
                               server->GetRegistrations(),
                               Simulator::Now(),
                               os);
    }
}

/// @param node a node @param os where to
void
PrintStatistics(const Ptr<Node>& node, std::ostream& os)
{
    auto xtr = node->GetObject<LispXtr>();
    auto port = node->GetObject<LispControlPort>();
    if (!xtr && !port)
    {
        return;
    }
    PrintHeading(node, os);
    os << "LISP roles:" << (xtr && xtr->IsItr() ? " ITR" : "")
       << (xtr && xtr->IsEtr() ? " ETR" : "") << (xtr && xtr->IsProxyItr() ? " PITR" : "")
       << (xtr && xtr->IsProxyEtr() ? " PETR" : "")
       << (node->GetObject<LispMapServer>() ? " Map-Server" : "")
       << (node->GetObject<LispMapResolver>() ? " Map-Resolver" : "") << '\n';
    if (xtr)
    {
        os << "LISP locators:";
        for (const auto& rloc : xtr->GetRlocs())
        {
            os << ' ' << rloc;
        }
        os << '\n';
        xtr->Print(os);
    }
    if (port)
    {
        port->GetStatistics().Print(os);
    }
}

/// @param when a time @return how long it is until then @throws std::invalid_argument if it is past
Time
GetTimeUntil(const Time& when)
{
    if (when < Simulator::Now())
    {
        throw std::invalid_argument("tables cannot be printed at " +
                                    std::to_string(when.GetSeconds()) +
                                    " s: expected a time from now on, " +
                                    std::to_string(Simulator::Now().GetSeconds()) + " s");
    }
    return when - Simulator::Now();
}

/// @param when the time @param node whose @param os where to @param printer prints it
void
PrintAt(Time when, const Ptr<Node>& node, std::ostream& os, Printer printer)
{
    if (!node)
    {
        throw std::invalid_argument("tables cannot be printed of no node: expected a node");
    }
    Simulator::Schedule(GetTimeUntil(when), [node, &os, printer] { printer(node, os); });
}

/// @param when the time @param os where to @param printer prints one node's
void
PrintAllAt(Time when, std::ostream& os, Printer printer)
{
    Simulator::Schedule(GetTimeUntil(when), [&os, printer] {
        for (uint32_t i = 0; i < NodeList::GetNNodes(); ++i)
        {
            printer(NodeList::GetNode(i), os);
        }
    });
}

} // namespace

void
LispHelper::PrintMapCacheAllAt(Time when, std::ostream& os)
{
    PrintAllAt(when, os, PrintMapCache);
}

void
LispHelper::PrintMapCacheAt(Time when, Ptr<Node> node, std::ostream& os)
{
    PrintAt(when, node, os, PrintMapCache);
}

void
LispHelper::PrintDatabaseAllAt(Time when, std::ostream& os)
{
    PrintAllAt(when, os, PrintDatabase);
}

void
LispHelper::PrintDatabaseAt(Time when, Ptr<Node> node, std::ostream& os)
{
    PrintAt(when, node, os, PrintDatabase);
}

void
LispHelper::PrintRegistrationsAllAt(Time when, std::ostream& os)
{
    PrintAllAt(when, os, PrintRegistrations);
}

void
LispHelper::PrintRegistrationsAt(Time when, Ptr<Node> node, std::ostream& os)
{
    PrintAt(when, node, os, PrintRegistrations);
}

void
LispHelper::PrintStatisticsAllAt(Time when, std::ostream& os)
{
    PrintAllAt(when, os, PrintStatistics);
}

void
LispHelper::PrintStatisticsAt(Time when, Ptr<Node> node, std::ostream& os)
{
    PrintAt(when, node, os, PrintStatistics);
}

void
LispHelper::CountControl(std::map<std::string, uint64_t>& sent,
                         std::map<std::string, uint64_t>& drops)
{
    for (uint32_t i = 0; i < NodeList::GetNNodes(); ++i)
    {
        const auto port = NodeList::GetNode(i)->GetObject<LispControlPort>();
        if (!port)
        {
            continue;
        }
        const auto& statistics = port->GetStatistics();
        for (const auto& [type, count] : statistics.GetSentByType())
        {
            sent[type] += count;
        }
        for (std::size_t j = 0; j < LISP_CONTROL_DROPS; j++)
        {
            const auto reason = static_cast<LispControlDrop>(j);
            if (statistics.GetDrops(reason) > 0)
            {
                drops[ToString(reason)] += statistics.GetDrops(reason);
            }
        }
    }
}

} // namespace ns3
