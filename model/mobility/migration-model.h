/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_MODEL_H
#define MIGRATION_MODEL_H

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

/**
 * @file
 * @brief Migrations in closed form: what a simulated one is compared with.
 *
 * What they take for granted: the migration alone has the link, at a constant rate once TCP's slow
 * start (MigrationModelTcp) has reached it; nothing is lost; a page is sent once in a round; the
 * next round sends what was written during this one; pages are spread evenly over the memory,
 * without regard to the order in which they are sent.
 */

namespace ns3
{

class GuestMemory;

/**
 * @brief The TCP connection of a migration, for MigrationModelTcp.
 */
struct MigrationTcpInput
{
    double segment{0};        //!< bytes of data in each; 0: TCP has its rate from the start
    double initialWindow{10}; //!< segments that are sent at first (RFC 6928 section 2)
    double ackEvery{2}; //!< segments that are acknowledged together (RFC 9293 section 3.8.6.3)
    double window{0};   //!< bytes of its buffers, the most that is under way; 0: no limit
};

/**
 * @brief What is known of a migration before it begins. Pages may be fractions: they are means.
 */
struct MigrationModelInput
{
    uint64_t memory{uint64_t{1} << 30}; //!< bytes
    uint32_t pageSize{4096};            //!< bytes
    double deviceState{1 << 20};        //!< bytes that go with the last copy: CPUs, devices
    double storage{0};                  //!< bytes of disk that go before the memory
    double storageRate_bps{0};          //!< at which disks read and write; 0: no limit

    /// Expected number of different pages written in some seconds; empty: none ever is. As
    /// WritePattern::ExpectedPages.
    std::function<double(double)> expectedPages;

    double rate_bps{1e9};  //!< bit/s of pages and their headers, as TCP carries: see TcpPayloadRate
    double roundTrip_s{0}; //!< between the hypervisors
    MigrationTcpInput tcp{}; //!< the connection
    double connectTrips{1};  //!< round trips until TCP is connected (RFC 9293 section 3.5)
    double acceptTrips{1};   //!< round trips then, until the target has accepted the machine
    double handoverTrips{
        0.5}; //!< round trips from the last octet's leaving to the machine's going on
    double releaseTrips{
        0.5}; //!< round trips from then, or the last page's arrival, until the source knows
    double pageHeader{8};      //!< bytes before each page, as in QEMU's stream
    double messageHeader{16};  //!< bytes before each run of pages
    double pagesPerMessage{1}; //!< pages in a run
    double pauseTime_s{0};     //!< to stop the machine
    double resumeTime_s{0};    //!< to let it go on

    // Pre-copy: the pages are copied a last time, in the pause, as soon as one of these holds.
    double stopPages{50};      //!< no more pages than this are left
    double downtimeLimit_s{0}; //!< the pause would be no longer than this at the rate of the latest
                               //!< round; 0: no such rule
    uint32_t maxRounds{29};    //!< as many rounds are over; 0: no such rule
    double maxSent{3};         //!< more than this, times the memory, was sent; 0: no such rule

    // Pre-copy at a rate that adapts: Clark et al., NSDI 2005, section 5.3.
    bool isAdaptive{false};         //!< else rate_bps throughout
    double minRate_bps{100e6};      //!< of the first round; the highest is rate_bps
    double rateIncrement_bps{50e6}; //!< above the rate at which pages were written
    bool stopsAtRate{true}; //!< copies for the last time when the next rate would be above rate_bps

    // Cold.
    bool isHibernated{true};     //!< else it is shut down and boots: no memory, no state is carried
    double saveRate_bps{4e9};    //!< at which memory is written to disk
    double restoreRate_bps{4e9}; //!< and read
    double shutdownTime_s{0};    //!< besides
    double bootTime_s{0};        //!< besides
};

/// Why pre-copy copied for the last time.
enum class MigrationStopRule
{
    NONE,     //!< there were no rounds, or they never end
    PAGES,    //!< few pages were left
    DOWNTIME, //!< what was left took little time
    ROUNDS,   //!< enough rounds
    SENT,     //!< enough was sent
    RATE,     //!< adaptive: pages were written so fast that the next rate would be too high
};

/// A round of a predicted migration.
struct MigrationModelRound
{
    double pages{0};    //!< sent
    double bytes{0};    //!< with headers
    double seconds{0};  //!< from its first octet to its last
    double rate_bps{0}; //!< the limit at which it is sent
};

/**
 * @brief What is to be expected of a migration.
 */
struct MigrationPrediction
{
    /// Rounds of memory, the last one in the pause. Post-copy has one, after the pause.
    std::vector<MigrationModelRound> rounds;
    MigrationStopRule stoppedBy{MigrationStopRule::NONE}; //!< pre-copy's last round
    bool isEndless{false}; //!< pre-copy: no stop rule holds in 10,000 rounds, or ever
    double bytes{0};       //!< all that is carried
    double connect_s{0};   //!< from the request until TCP is connected
    double total_s{0};     //!< from the request until the source has forgotten the machine
    double downtime_s{0};  //!< the machine stands still, but for single pages
    double faults{0};      //!< post-copy: pages that the machine waits for
    double stalled_s{0};   //!< post-copy: how long it waits for them, in all
};

/**
 * @brief What rounds of pre-copy tend to, if nothing stops them.
 *
 * A round of n pages takes a time in which other n' are written. Rounds become smaller until both
 * are the same: at zero, if pages are written more slowly than sent, else at this bound.
 */
struct MigrationBound
{
    bool converges{true};    //!< rounds become smaller than a page
    double pages{0};         //!< else they become as small as this
    double bytes{0};         //!< of such a round, with headers
    double downtime_s{0};    //!< if the last copy is of this size
    double writeRate_bps{0}; //!< at which the machine writes pages, with their headers
};

/// @param memory a guest's @return what is known of its migration: sizes, and what is written
MigrationModelInput MakeModelInput(const GuestMemory& memory);

/**
 * @brief Iterative pre-copy, then stop-and-copy.
 * @param input what is known @return what is to be expected
 * @throws std::invalid_argument if a size, rate or time makes no sense; as the others
 */
MigrationPrediction PredictPreCopy(const MigrationModelInput& input);
/// @param input what is known @return the same for a machine that is paused, copied and goes on
MigrationPrediction PredictStopAndCopy(const MigrationModelInput& input);
/**
 * @brief The same for a machine that goes on first, and is copied then.
 *
 * With pushing, pages are sent one after the other, and those that the machine waits for at once.
 * The machine has one CPU, which waits for a round trip and the page's time.
 *
 * @param input what is known
 * @param isPushing whether pages are sent that nobody has asked for
 * @param horizon_s without pushing: look as far as this from the pause on
 * @return what is to be expected; without pushing, up to the horizon
 */
MigrationPrediction PredictPostCopy(const MigrationModelInput& input,
                                    bool isPushing = true,
                                    double horizon_s = 0);
/// @param input what is known @return the same for a machine that is off while it is carried
MigrationPrediction PredictCold(const MigrationModelInput& input);

/// @param input what is known @return what its rounds tend to
MigrationBound FindMigrationBound(const MigrationModelInput& input);
/// @param input what is known @return a sentence on whether its rounds become small, for messages
std::string DescribeBound(const MigrationModelInput& input);

/**
 * @brief The rate at which TCP carries data over a link that it has for itself.
 * @param link_bps the link's rate
 * @param mtu the largest packet, in bytes
 * @param headers of IP and TCP in each packet: 52 with IPv4 and TCP's time stamps
 * @param framing bytes around a packet: Ethernet's header and check, preamble and gap are 38
 * @return bit/s
 */
double TcpPayloadRate(double link_bps,
                      uint32_t mtu = 1500,
                      uint32_t headers = 52,
                      uint32_t framing = 38);

/// @param rule a rule @return its name
const char* ToString(MigrationStopRule rule);
/// @param os a stream @param rule a rule @return the stream, after the rule's name
std::ostream& operator<<(std::ostream& os, MigrationStopRule rule);

} // namespace ns3

#endif /* MIGRATION_MODEL_H */
