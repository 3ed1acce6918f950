/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_MODEL_TCP_H
#define MIGRATION_MODEL_TCP_H

#include "migration-model.h"

#include <vector>

namespace ns3
{

/**
 * @brief A fresh TCP connection in closed form: how long octets take to leave it, slow start
 * included.
 *
 * With a round-trip time T, segments of m octets, a first window of W segments (RFC 6928 section 2)
 * and an acknowledgement for every a segments:
 *
 * - In slow start the window grows by what is acknowledged (RFC 5681 section 3.1, counted in octets
 *   as by RFC 3465), which T after its sending is all but the segments that do not make an
 *   acknowledgement full. If S_k segments may be sent in the first k round trips, then
 *   a * floor(S_k / a) of them are acknowledged by then, the window is W and as many, and
 *
 *       S_1 = W,  S_(k+1) = W + 2 a floor(S_k / a);
 *
 *   for a = 1 this is W (2^k - 1), a growth by the factor 2 in each round trip.
 * - What a round trip allows leaves at the rate R from its beginning on, and the rest waits for the
 *   next: octet n, with m S_k <= n < m S_(k+1), leaves k T + 8 (n - m S_k) / R after the first.
 * - Once a window lasts for a round trip at R, 8 w / R >= T, the connection never waits again: all
 *   that is left takes its time at R. At 1 Gbit/s over 100 ms, with jumbo frames, that is after 8
 *   round trips.
 * - At R the window grows on, up to twice of what is under way (PacedCubic). If the rate rises
 *   beyond that, slow start goes on from there.
 *
 * A pause leaves the window as it is, as in ns-3; RFC 5681 section 4.1 would begin again. Nothing
 * is lost, and slow start ends by reaching R alone: HyStart would end it sooner.
 */
class MigrationModelTcp
{
  public:
    /// Octets that leave at an even rate, about.
    struct Stretch
    {
        double octets;  //!< how many
        double seconds; //!< what they take, and the wait after them
    };

    /// @param tcp of the connection @param roundTrip_s between its ends
    MigrationModelTcp(const MigrationTcpInput& tcp, double roundTrip_s);

    /**
     * @brief Send.
     * @param octets to be sent next
     * @param rate_bps at which they are given to TCP
     * @return how long they take to leave, in parts
     */
    std::vector<Stretch> Split(double octets, double rate_bps);
    /// @param octets to be sent next @param rate_bps see Split @return how long they take to leave
    double Send(double octets, double rate_bps);
    /// @param seconds in which nothing is sent
    void Wait(double seconds);

  private:
    /// What has arrived by the end of a round trip is acknowledged, and another one begins.
    void NextTrip();
    /// @param window octets that are under way at most, but for the buffers'
    void SetWindow(double window);

    const MigrationTcpInput m_tcp; //!< of the connection
    const double m_roundTrip;      //!< seconds
    double m_now{0};               //!< seconds since it may send
    double m_tripEnd;              //!< what this round trip's first octet brings is here
    double m_window;               //!< octets that may be under way
    double m_sent{0};              //!< octets
    double m_acknowledged{0};      //!< octets
};

/// @param rate_bps a rate @param tcp of a connection @param roundTrip_s between its ends
/// @return the rate, or that of as much as TCP keeps in each round trip
double LimitByWindow(double rate_bps, const MigrationTcpInput& tcp, double roundTrip_s);

} // namespace ns3

#endif /* MIGRATION_MODEL_TCP_H */
