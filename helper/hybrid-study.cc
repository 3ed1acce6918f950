/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hybrid-study.h"

#include "lisp-helper.h"

#include "ns3/simulator.h"

namespace ns3
{

namespace
{

constexpr double TRAFFIC_S = 5;          //!< when flows start: sites have registered
constexpr double OFF_S = 10;             //!< when the workload stops
constexpr double FOLLOW_S = 5;           //!< after its start, all traffic has followed
constexpr double AFTER_S = 10;           //!< from its start to the end of sending
constexpr double LAST_S = 2;             //!< for the last packets
constexpr uint32_t HYBRID_PAYLOAD = 100; //!< octets in a packet

} // namespace

HybridStudy::HybridStudy(const HybridNetworkOptions& options, Time downtime, int64_t stream)
    : m_log(Create<EventLog>()),
      m_network(options, m_log),
      m_off(Seconds(OFF_S)),
      m_on(m_off + downtime),
      m_end(m_on + Seconds(AFTER_S)),
      m_traffic(Seconds(TRAFFIC_S), m_end)
{
    m_network.AssignStreams(stream);
    m_traffic.Watch(m_network.GetNodes());
    m_network.Watch(m_traffic.GetLedger());
    m_network.MoveAt(m_off, m_on);
    const std::vector<std::pair<std::string, StudyTraffic::End>> senders = {
        {"user", m_network.GetUser()},
        {"branch", m_network.GetBranch()},
        {"database", m_network.GetDatabase()}};
    for (const auto& [name, end] : senders)
    {
        m_traffic.AddUdp(name + "-to-app",
                         end,
                         m_network.GetWorkload(),
                         MilliSeconds(10),
                         HYBRID_PAYLOAD);
        m_traffic.AddPing(name + "-ping", end, m_network.GetWorkload(), MilliSeconds(100));
    }
}

HybridStudy::~HybridStudy() = default;

const HybridNetwork&
HybridStudy::GetNetwork() const
{
    return m_network;
}

void
HybridStudy::Run()
{
    Simulator::Stop(m_end + Seconds(LAST_S));
    Simulator::Run();
    const double on = m_on.GetSeconds();
    MoveWindow window{m_off.GetSeconds(), on + FOLLOW_S};
    window.resumed_s = on;
    m_flows = m_traffic.Report({window}, on);
}

const std::vector<FlowReport>&
HybridStudy::GetFlows() const
{
    return m_flows;
}

std::map<std::string, uint64_t>
HybridStudy::CountControl(std::map<std::string, uint64_t>& drops) const
{
    std::map<std::string, uint64_t> sent;
    drops = m_traffic.GetLedger()->GetDrops();
    LispHelper::CountControl(sent, drops);
    return sent;
}

const std::vector<LoggedEvent>&
HybridStudy::GetEvents() const
{
    return m_log->GetEvents();
}

std::string
HybridStudy::NamePath(const std::vector<std::string>& path)
{
    std::string text;
    for (const auto& node : path)
    {
        text += (text.empty() ? "" : ", ") + node;
    }
    return text;
}

} // namespace ns3
