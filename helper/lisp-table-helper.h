/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_TABLE_HELPER_H
#define LISP_TABLE_HELPER_H

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <ostream>

namespace ns3
{

class Node;

/**
 * @brief Prints what LISP nodes know and have counted, as an operator would ask a router for it.
 *
 * Each is printed at a simulation time that is now or to come. Those for all nodes walk the list of
 * nodes then, whoever installed LISP on them; those for one node print nothing if it has no such
 * part. The stream must outlive the simulation. From Python they are called on the class, as in
 * `ns.LispHelper.PrintMapCacheAllAt(ns.Seconds(10), cppyy.gbl.std.cout)`.
 */
class LispTableHelper
{
  public:
    /// Print the map-cache of each tunnel router. @param when the time @param os where to
    static void PrintMapCacheAllAt(Time when, std::ostream& os);
    /// Print one map-cache. @param when the time @param node whose @param os where to
    static void PrintMapCacheAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print the EID database of each tunnel router. @param when the time @param os where to
    static void PrintDatabaseAllAt(Time when, std::ostream& os);
    /// Print one EID database. @param when the time @param node whose @param os where to
    static void PrintDatabaseAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print what is registered at each Map-Server. @param when the time @param os where to
    static void PrintRegistrationsAllAt(Time when, std::ostream& os);
    /// Print what is registered at one. @param when the time @param node whose @param os where to
    static void PrintRegistrationsAt(Time when, Ptr<Node> node, std::ostream& os);
    /// Print the roles and counters of each LISP node. @param when the time @param os where to
    static void PrintStatisticsAllAt(Time when, std::ostream& os);
    /// Print those of one. @param when the time @param node whose @param os where to
    static void PrintStatisticsAt(Time when, Ptr<Node> node, std::ostream& os);

  protected:
    ~LispTableHelper() = default;
};

} // namespace ns3

#endif /* LISP_TABLE_HELPER_H */
