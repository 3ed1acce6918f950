/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RUN_RESULT_H
#define RUN_RESULT_H

#include "event-log.h"
#include "flow-report.h"
#include "migration-report.h"
#include "result-value.h"
#include "run-statistics.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
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
    using Value = ResultValue;

    /// Figures of the run as a whole.
    struct Group
    {
        /// Its key in the summary, with slashes between keys one below the other; empty: it has
        /// none, and its figures are keys themselves.
        std::string name;
        std::string label;                  //!< what people call it
        ResultFigures figures;              //!< the figures
        std::vector<std::string> sentences; //!< the same for people; empty: each figure in words
    };

    /// Rows with the same figures, as of links.
    struct Table
    {
        std::string name;                 //!< its key in the summary, and the name of its file
        std::string label;                //!< what people call it
        std::vector<ResultFigures> rows;  //!< the first figure of each is its name
        std::string over{};               //!< a figure that the page draws others over
        std::vector<std::string> drawn{}; //!< these; none: there is no drawing
    };

    /// What is carried over time, as by a link or by some flows together.
    struct Series
    {
        std::string name;               //!< of what carries it
        double most_bps{0};             //!< it can carry, bit/s; 0: not known
        FlowReport::Throughput carried; //!< in parts of equal length
    };

    std::string program;                     //!< name of the program
    uint64_t seed{1};                        //!< of the random numbers
    std::string title;                       //!< what was run, one line
    std::vector<std::string> notes;          //!< what the reader is to know
    ResultFigures parameters;                //!< in the order of the options
    std::vector<MigrationReport> migrations; //!< in order of time
    bool areMovesMany{false};      //!< moves are shown in one drawing, and count by their means
    std::vector<FlowReport> flows; //!< in the order they were added
    /// Octets on the links, by class of link, then by kind of traffic: see FabricMeter.
    std::map<std::string, std::map<std::string, uint64_t>> fabric;
    std::map<std::string, uint64_t> control; //!< control messages sent, by type
    std::map<std::string, uint64_t> drops;   //!< packets of any kind dropped, by reason
    std::vector<Group> groups;               //!< figures of the run as a whole
    std::vector<Table> tables;               //!< more tables
    std::vector<Series> series;              //!< what is carried over time
    std::vector<LoggedEvent> events;         //!< in order of time
    NetworkSketch sketch;                    //!< for the report page
    double end_s{0};                         //!< when the simulation ended
    RunStatistics statistics; //!< over several seeds, of which all else is the first one's
};

/// @param result a result @param group name of a group @param figure name of one of its figures
/// @return it as a number, NOT_MEASURED if there is none
double FindFigure(const RunResult& result, const std::string& group, const std::string& figure);

} // namespace ns3

#endif /* RUN_RESULT_H */
