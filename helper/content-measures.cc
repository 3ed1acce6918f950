/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "content-measures.h"

#include "percentiles.h"

#include <cmath>
#include <numeric>

namespace ns3
{

ContentMeasures::ContentMeasures(const Times& times, uint32_t changed, uint32_t settled)
    : m_times(times),
      m_changed(changed),
      m_settled(settled)
{
}

void
ContentMeasures::Add(const std::vector<ContentClient::Request>& requests, const Nearest& nearest)
{
    m_clients.push_back({requests, nearest});
}

ContentMeasures::Part
ContentMeasures::Measure(double from_s, double to_s) const
{
    Part part;
    std::vector<double> delays;
    uint64_t nearest = 0;
    for (const auto& client : m_clients)
    {
        for (const auto& request : client.requests)
        {
            if (request.sent_s < from_s || request.sent_s >= to_s)
            {
                continue;
            }
            part.requests++;
            if (std::isnan(request.answered_s))
            {
                part.lost++;
                continue;
            }
            delays.push_back(request.answered_s - request.sent_s);
            std::size_t stage = 0;
            while (stage + 1 < STAGES && request.sent_s >= m_times[stage + 1])
            {
                stage++;
            }
            nearest += request.copy == client.nearest[stage] ? 1 : 0;
        }
    }
    if (!delays.empty())
    {
        const auto count = static_cast<double>(delays.size());
        part.delay_s = std::accumulate(delays.begin(), delays.end(), 0.0) / count;
        part.delayP95_s = FindPercentiles(delays).p95;
        part.nearest_ratio = static_cast<double>(nearest) / count;
    }
    return part;
}

bool
ContentMeasures::IsConcerned(const ContentClient::Request& request) const
{
    return std::isnan(request.answered_s) || request.copy == m_changed;
}

bool
ContentMeasures::FindChange(const Client& client, Change& change) const
{
    const auto& requests = client.requests;
    std::size_t last = requests.size();
    std::size_t end = 0;
    for (std::size_t i = 0; i < requests.size(); i++)
    {
        const double sent = requests[i].sent_s;
        if (sent >= m_times[1] && sent < m_times[2])
        {
            last = IsConcerned(requests[i]) ? i : last;
            end = i + 1;
        }
    }
    if (last == requests.size())
    {
        return false;
    }
    if (last + m_settled < end)
    {
        change.followed_s = requests[last + 1].sent_s - m_times[1];
        change.copy = requests[last + 1].copy;
    }
    else if (!std::isnan(requests[last].answered_s))
    {
        return true;
    }
    for (std::size_t i = end; i < requests.size() && std::isnan(change.returned_s); i++)
    {
        if (requests[i].sent_s < m_times[3] && !std::isnan(requests[i].answered_s) &&
            requests[i].copy == m_changed)
        {
            change.returned_s = requests[i].sent_s - m_times[2];
        }
    }
    return true;
}

std::vector<ContentMeasures::Change>
ContentMeasures::FindChanges() const
{
    std::vector<Change> changes;
    for (std::size_t i = 0; i < m_clients.size(); i++)
    {
        Change change;
        change.client = static_cast<uint32_t>(i);
        if (m_changed != NO_COPY && FindChange(m_clients[i], change))
        {
            changes.push_back(change);
        }
    }
    return changes;
}

} // namespace ns3
