/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "paced-cubic.h"

#include "ns3/ns3-compat.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(PacedCubic);

TypeId
PacedCubic::GetTypeId()
{
    static TypeId tid = TypeId("ns3::PacedCubic")
                            .SetParent<TcpCubic>()
                            .SetGroupName("Lisp")
                            .AddConstructor<PacedCubic>();
    return tid;
}

PacedCubic::PacedCubic() = default;
PacedCubic::PacedCubic(const PacedCubic& other) = default;
PacedCubic::~PacedCubic() = default;

std::string
PacedCubic::GetName() const
{
    return "PacedCubic";
}

void
PacedCubic::IncreaseWindow(Ptr<TcpSocketState> state, uint32_t segmentsAcked)
{
    const uint64_t window = state->m_cWnd.Get();
    const uint64_t flight =
        state->m_bytesInFlight.Get() + uint64_t{segmentsAcked} * state->m_segmentSize;
    if (window < state->m_ssThresh.Get() && window < 2 * flight)
    {
        compat::SetWindowLimits(*state);
    }
    TcpCubic::IncreaseWindow(state, segmentsAcked);
}

Ptr<TcpCongestionOps>
PacedCubic::Fork()
{
    return CopyObject<PacedCubic>(this);
}

} // namespace ns3
