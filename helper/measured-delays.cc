/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measured-delays.h"

#include "ns3/random-variable-stream.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MeasuredDelays);

namespace
{

/// A point of a cumulative distribution.
struct Point
{
    double seconds;     ///< round-trip time
    double probability; ///< of this or less
};

/// The slowest share of the times to the mapping system that is not drawn.
constexpr double DRAWN_SHARE = 0.9;

/// Between tunnel routers.
constexpr Point BETWEEN_TUNNEL_ROUTERS[] = {{0.00323, 0.004},
                                            {0.02929, 0.24},
                                            {0.04107, 0.27},
                                            {0.09083, 0.63},
                                            {0.13061, 0.69},
                                            {0.1518, 0.89},
                                            {0.20113, 0.96},
                                            {0.25172, 0.985},
                                            {0.35139, 0.999},
                                            {1.00026, 1}};

/// From a tunnel router to the mapping system, up to DRAWN_SHARE.
constexpr Point TO_MAPPING_SYSTEM[] = {{0.00369, 0.002},
                                       {0.01254, 0.5},
                                       {0.02451, 0.62},
                                       {0.04453, 0.7},
                                       {0.08334, 0.744},
                                       {0.12037, 0.81},
                                       {0.3102, 0.9}};

} // namespace

TypeId
MeasuredDelays::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MeasuredDelays")
                            .SetParent<Object>()
                            .SetGroupName("Lisp")
                            .AddConstructor<MeasuredDelays>();
    return tid;
}

MeasuredDelays::MeasuredDelays()
    : m_betweenTunnelRouters(CreateObject<EmpiricalRandomVariable>()),
      m_toMappingSystem(CreateObject<EmpiricalRandomVariable>())
{
    for (const auto& point : BETWEEN_TUNNEL_ROUTERS)
    {
        m_betweenTunnelRouters->CDF(point.seconds, point.probability);
    }
    for (const auto& point : TO_MAPPING_SYSTEM)
    {
        m_toMappingSystem->CDF(point.seconds, point.probability / DRAWN_SHARE);
    }
    m_betweenTunnelRouters->SetInterpolate(true);
    m_toMappingSystem->SetInterpolate(true);
}

MeasuredDelays::~MeasuredDelays() = default;

Time
MeasuredDelays::DrawBetweenTunnelRouters()
{
    return Seconds(m_betweenTunnelRouters->GetValue());
}

Time
MeasuredDelays::DrawToMappingSystem()
{
    return Seconds(m_toMappingSystem->GetValue());
}

int64_t
MeasuredDelays::AssignStreams(int64_t stream)
{
    m_betweenTunnelRouters->SetStream(stream);
    m_toMappingSystem->SetStream(stream + 1);
    return 2;
}

} // namespace ns3
