/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CONTENT_MEASURES_H
#define CONTENT_MEASURES_H

#include "content-client.h"
#include "not-measured.h"

#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * @brief What clients of a content got before a copy changes, while it is changed, and when it is
 * as it was; and when each client followed.
 */
class ContentMeasures
{
  public:
    /// Before the change, during it, after it.
    static constexpr std::size_t STAGES = 3;
    /// The copy that changes, if there is none.
    static constexpr uint32_t NO_COPY = UINT32_MAX;

    /// When the stages begin, and the last one ends, seconds.
    using Times = std::array<double, STAGES + 1>;
    /// The nearest copy that works, in each stage.
    using Nearest = std::array<uint32_t, STAGES>;

    /// What was asked in some time.
    struct Part
    {
        uint64_t requests{0};               //!< that were sent
        uint64_t lost{0};                   //!< of these, or their answers
        double delay_s{NOT_MEASURED};       //!< mean, of those that were answered
        double delayP95_s{NOT_MEASURED};    //!< 5 % of them took longer
        double nearest_ratio{NOT_MEASURED}; //!< of them, answered by the nearest copy
    };

    /// How a client came along that the copy's change concerned.
    struct Change
    {
        uint32_t client;                 //!< a number, from 0
        uint32_t copy{NO_COPY};          //!< that it followed to
        double followed_s{NOT_MEASURED}; //!< after the change; NOT_MEASURED: never
        double returned_s{NOT_MEASURED}; //!< after the end of the change; NOT_MEASURED: never
    };

    /**
     * @param times of the stages
     * @param changed the copy that changes
     * @param settled how many requests in a row have to do without it, until a client has followed
     */
    ContentMeasures(const Times& times, uint32_t changed, uint32_t settled);

    /// @param requests of one more client @param nearest to it
    void Add(const std::vector<ContentClient::Request>& requests, const Nearest& nearest);

    /// @param from_s a time @param to_s another @return what was asked between them
    Part Measure(double from_s, double to_s) const;

    /**
     * @brief Find the clients that the change concerned: some of their requests were lost during
     * it, or answered by the copy that changed.
     *
     * One has followed by its first request after the last such one, if there are enough others;
     * and has returned by the first that is answered by the copy again after the change. One that
     * was served by it all the time can neither follow nor return.
     *
     * @return how each fared, in the order of their numbers
     */
    std::vector<Change> FindChanges() const;

  private:
    /// A client.
    struct Client
    {
        std::vector<ContentClient::Request> requests; //!< in order
        Nearest nearest;                              //!< copies
    };

    /// @param request one @return true if the change may be why it fared as it did
    bool IsConcerned(const ContentClient::Request& request) const;
    /// @param client one @param change gets how it fared @return true if the change concerned it
    bool FindChange(const Client& client, Change& change) const;

    Times m_times;                 //!< of the stages
    uint32_t m_changed;            //!< the copy
    uint32_t m_settled;            //!< requests
    std::vector<Client> m_clients; //!< by number
};

} // namespace ns3

#endif /* CONTENT_MEASURES_H */
