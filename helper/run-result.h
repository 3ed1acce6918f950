/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_RESULT_H
#define RUN_RESULT_H

#include "event-log.h"
#include "flow-report.h"
#include "migration-report.h"
#include "run-statistics.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{

/// A drawing of the network: what is where, in units of the drawing.
struct NetworkSketch
{
    /// A node or a cloud.
    struct Place
    {
        std::string name; //!< name of the node
        std::string kind; //!< "router", "tunnel-router", "switch", "host", "vm", "server"
        double x;         //!< from the left
        double y;         //!< from the top
        double xAfter{NOT_MEASURED}; //!< from the left, after the move; NOT_MEASURED: it stays
        double yAfter{NOT_MEASURED}; //!< from the top, after the move
    };

    /// Something around places.
    struct Area
    {
        std::string label; //!< what it is
        double x;          //!< left edge
        double y;          //!< upper edge
        double width;      //!< to the right
        double height;     //!< downwards
    };

    std::vector<Place> places;                              //!< the nodes
    std::vector<std::pair<std::string, std::string>> links; //!< names of nodes that are connected
    std::vector<Area> areas;                                //!< data centres, sites
};

/// Everything a run has to tell.
struct RunResult
{
    /// The value of a parameter.
    using Value = std::variant<bool, uint64_t, double, std::string>;

    std::string program;                                   //!< name of the program
    uint64_t seed{1};                                      //!< of the random numbers
    std::string title;                                     //!< what was run, one line
    std::vector<std::string> notes;                        //!< what the reader is to know
    std::vector<std::pair<std::string, Value>> parameters; //!< in the order of the options
    std::vector<MigrationReport> migrations;               //!< in order of time
    std::vector<FlowReport> flows;                         //!< in the order they were added
    /// Octets on the links, by class of link, then by kind of traffic: see FabricMeter.
    std::map<std::string, std::map<std::string, uint64_t>> fabric;
    std::map<std::string, uint64_t> control; //!< control messages sent, by type
    std::map<std::string, uint64_t> drops;   //!< packets of any kind dropped, by reason
    std::vector<LoggedEvent> events;         //!< in order of time
    NetworkSketch sketch;                    //!< for the report page
    double end_s{0};                         //!< when the simulation ended
    RunStatistics statistics; //!< over several seeds, of which all else is the first one's
};

} // namespace ns3

#endif /* RUN_RESULT_H */
