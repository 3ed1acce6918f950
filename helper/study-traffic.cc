/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-traffic.h"

#include "constant-rate-sender.h"
#include "ledger-sink.h"
#include "result-text.h"

#include "ns3/boolean.h"
#include "ns3/bulk-send-application.h"
#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/object-factory.h"
#include "ns3/onoff-application.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{

namespace
{

/// Octets that a greedy application gives to TCP at once.
constexpr uint32_t BULK_SIZE = 65536;

} // namespace

/// What the application at the end of a TCP flow receives.
struct StudyTraffic::TcpReceiver
{
    uint32_t flow;         //!< number of the flow
    Time start;            //!< when the flow starts
    ThroughputMeter meter; //!< what it received

    /// @param packet data
    void Receive(Ptr<const Packet> packet, const Address& /* from */)
    {
        meter.Add(Simulator::Now(), packet->GetSize());
    }

    /**
     * @brief Say how the flow fared.
     * @param moves the moves
     * @param resumed_s when the machine last ran again, or NOT_MEASURED
     * @param stop_s when its sender stops
     * @param report gets it
     */
    void Report(const std::vector<MoveWindow>& moves,
                double resumed_s,
                double stop_s,
                FlowReport& report) const;
};

void
StudyTraffic::TcpReceiver::Report(const std::vector<MoveWindow>& moves,
                                  double resumed_s,
                                  double stop_s,
                                  FlowReport& report) const
{
    const double duration = stop_s - start.GetSeconds();
    report.throughput = meter.Report(stop_s);
    ThroughputMeter::Dip longest;
    for (std::size_t i = 0; i < moves.size(); i++)
    {
        const double end = i + 1 < moves.size() ? moves[i + 1].started_s : stop_s;
        const auto dip = meter.FindDip(moves[i], end);
        // One that does not end is the longest.
        if (i == 0 || std::isnan(dip.recovery_s) || dip.recovery_s > longest.recovery_s)
        {
            longest = dip;
        }
    }
    const auto round = [](double value) { return std::round(value); };
    report.extra = {{"goodput_bps", round(static_cast<double>(meter.GetBytes()) * 8 / duration)},
                    {"recovery_s", meter.FindFirstAfter(resumed_s) - resumed_s},
                    {"goodput_before_bps", round(longest.before_bps)}};
    if (std::isfinite(longest.after_bps))
    {
        report.extra.insert(report.extra.end(),
                            {{"goodput_during_bps", round(longest.during_bps)},
                             {"goodput_after_bps", round(longest.after_bps)},
                             {"dip_depth", 1 - longest.during_bps / longest.before_bps}});
    }
    report.extra.insert(report.extra.end(),
                        {{"goodput_least_bps", round(longest.least_bps)},
                         {"dip_started_s", longest.started_s},
                         {"dip_recovered_s", longest.recovered_s},
                         {"time_to_recover_s", longest.recovery_s}});
}

/// The application that sends a TCP flow.
struct StudyTraffic::TcpSender
{
    Ptr<Node> node;        //!< where it is
    ObjectFactory sources; //!< makes it
    Time stop;             //!< when it stops

    /// @param start when it starts, from now on
    void Start(Time start)
    {
        auto source = sources.Create<Application>();
        source->SetStartTime(start);
        source->SetStopTime(stop - Simulator::Now());
        node->AddApplication(source);
        // Its socket is there as soon as it has started.
        Simulator::ScheduleWithContext(node->GetId(), start + TimeStep(1), [this, source]() {
            Listen(source);
        });
    }

    /// @param source has started
    void Listen(const Ptr<Application>& source)
    {
        const auto paced = DynamicCast<OnOffApplication>(source);
        const auto bulk = DynamicCast<BulkSendApplication>(source);
        const auto socket = paced ? paced->GetSocket() : bulk ? bulk->GetSocket() : nullptr;
        if (socket)
        {
            const auto closed = MakeCallback(&TcpSender::Closed, this);
            socket->SetCloseCallbacks(closed, closed);
        }
    }

    /// The connection is gone: open another one, as a client does.
    void Closed(Ptr<Socket> /* socket */)
    {
        if (Simulator::Now() < stop)
        {
            Start(Time(0));
        }
    }
};

StudyTraffic::StudyTraffic(Time start, Time stop)
    : m_start(start),
      m_stop(stop),
      m_ledger(CreateObject<PacketLedger>())
{
}

StudyTraffic::~StudyTraffic()
{
    m_ledger->Dispose();
}

void
StudyTraffic::Watch(const NodeContainer& nodes)
{
    m_ledger->Watch(nodes);
}

std::vector<Ptr<Node>>
StudyTraffic::End::GetNodes() const
{
    std::vector<Ptr<Node>> nodes{node};
    nodes.insert(nodes.end(), replicas.begin(), replicas.end());
    return nodes;
}

Address
StudyTraffic::ToSocketAddress(const End& end, uint16_t port)
{
    if (end.address.GetFamily() == AddressFamily::IPV6)
    {
        return Inet6SocketAddress(end.address.ToIpv6(), port);
    }
    return InetSocketAddress(end.address.ToIpv4(), port);
}

Time
StudyTraffic::NextStart()
{
    Time start = m_start + MilliSeconds(m_ledger->GetFlowCount());
    if (start >= m_stop)
    {
        // ns-3's Ping divides by the number of its requests.
        throw std::invalid_argument("a flow that starts at " + FormatSeconds(start.GetSeconds()) +
                                    " s: accepted: before senders stop, at " +
                                    FormatSeconds(m_stop.GetSeconds()) + " s");
    }
    return start;
}

void
StudyTraffic::AddUdp(const std::string& name,
                     const End& from,
                     const End& to,
                     Time interval,
                     uint32_t size)
{
    const Time start = NextStart();
    const uint16_t port = m_port++;
    for (const auto& node : to.GetNodes())
    {
        auto sink = CreateObject<LedgerSink>();
        sink->SetAttribute("Local", AddressValue(ToSocketAddress(to, port)));
        sink->SetLedger(m_ledger);
        node->AddApplication(sink);
    }
    auto sender = CreateObject<ConstantRateSender>();
    sender->SetAttribute("Remote", AddressValue(ToSocketAddress(to, port)));
    sender->SetAttribute("Interval", TimeValue(interval));
    sender->SetAttribute("PacketSize", UintegerValue(size));
    sender->SetFlow(m_ledger,
                    m_ledger->AddFlow({name, "udp", from.node, to.node, interval, to.replicas}));
    sender->SetStartTime(start);
    from.node->AddApplication(sender);
    // By the study's clock: that of a virtual machine is late after a pause.
    Simulator::ScheduleWithContext(Simulator::NO_CONTEXT, m_stop - Simulator::Now(), [sender]() {
        sender->Stop();
    });
}

void
StudyTraffic::AddTcp(const std::string& name, const End& from, const End& to, uint64_t rate)
{
    const Time start = NextStart();
    const uint16_t port = m_port++;
    const uint32_t flow =
        m_ledger->AddWatchedFlow({name, "tcp", from.node, to.node, Time(), to.replicas},
                                 from.address,
                                 to.address,
                                 port);
    auto receiver = std::make_unique<TcpReceiver>(
        TcpReceiver{flow, start, ThroughputMeter(start.GetSeconds(), m_meter)});
    // By name: the classes' headers and attributes differ between releases.
    ObjectFactory sinks("ns3::PacketSink");
    sinks.Set("Protocol", StringValue("ns3::TcpSocketFactory"));
    sinks.Set("Local", AddressValue(ToSocketAddress(to, port)));
    for (const auto& node : to.GetNodes())
    {
        auto sink = sinks.Create<Application>();
        sink->TraceConnectWithoutContext("Rx", MakeCallback(&TcpReceiver::Receive, receiver.get()));
        node->AddApplication(sink);
    }
    ObjectFactory sources(rate == 0 ? "ns3::BulkSendApplication" : "ns3::OnOffApplication");
    sources.Set("Protocol", StringValue("ns3::TcpSocketFactory"));
    sources.Set("Remote", AddressValue(ToSocketAddress(to, port)));
    if (rate == 0)
    {
        sources.Set("SendSize", UintegerValue(BULK_SIZE));
    }
    else
    {
        sources.Set("OnTime", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        sources.Set("OffTime", StringValue("ns3::ConstantRandomVariable[Constant=0]"));
        sources.Set("DataRate", DataRateValue(DataRate(rate)));
        sources.Set("PacketSize", UintegerValue(1000));
    }
    m_senders.push_back(std::make_unique<TcpSender>(TcpSender{from.node, sources, m_stop}));
    m_senders.back()->Start(start - Simulator::Now());
    m_receivers.push_back(std::move(receiver));
}

void
StudyTraffic::AddPing(const std::string& name, const End& from, const End& to, Time interval)
{
    const Time start = NextStart();
    m_ledger->AddWatchedFlow({name, "icmp", from.node, to.node, interval},
                             from.address,
                             to.address,
                             0);
    // Ping since 3.38; before, one class for each family, with attributes of other names.
    ObjectFactory pings;
    TypeId type;
    const bool six = to.address.GetFamily() == AddressFamily::IPV6;
    if (TypeId::LookupByNameFailSafe("ns3::Ping", &type))
    {
        pings.SetTypeId(type);
        pings.Set("Destination", AddressValue(to.address.ToAddress()));
        pings.Set("VerboseMode", StringValue("Silent"));
        // Without a number, ns-3's Ping takes its stop time, which counts from its start, to be a
        // time of the simulation, and guesses fewer than none where that has passed.
        const int64_t steps = interval.GetTimeStep();
        const int64_t count = ((m_stop - start).GetTimeStep() + steps - 1) / steps;
        pings.Set("Count", UintegerValue(static_cast<uint32_t>(count)));
    }
    else if (six)
    {
        pings.SetTypeId("ns3::Ping6");
        pings.Set("LocalIpv6", Ipv6AddressValue(from.address.ToIpv6()));
        pings.Set("RemoteIpv6", Ipv6AddressValue(to.address.ToIpv6()));
        pings.Set("MaxPackets", UintegerValue(65535));
        // The others' default.
        pings.Set("PacketSize", UintegerValue(56));
    }
    else
    {
        pings.SetTypeId("ns3::V4Ping");
        pings.Set("Remote", Ipv4AddressValue(to.address.ToIpv4()));
    }
    pings.Set("Interval", TimeValue(interval));
    // Made when it starts: ns-3's Ping divides by its number of requests when it is destroyed.
    Simulator::Schedule(start, [pings, node = from.node, stop = m_stop - start]() {
        auto ping = pings.Create<Application>();
        ping->SetStopTime(stop);
        node->AddApplication(ping);
    });
}

void
StudyTraffic::SetMeter(const ThroughputMeter::Parameters& meter)
{
    m_meter = meter;
}

ThroughputMeter
StudyTraffic::GetTotal() const
{
    auto parameters = m_meter;
    // How the flows share what they have makes no difference to all of them together.
    parameters.after_s = 0;
    ThroughputMeter total(m_start.GetSeconds(), parameters);
    for (const auto& receiver : m_receivers)
    {
        total.Merge(receiver->meter);
    }
    return total;
}

Ptr<PacketLedger>
StudyTraffic::GetLedger() const
{
    return m_ledger;
}

std::vector<FlowReport>
StudyTraffic::Report(const std::vector<MoveWindow>& moves, double resumed_s)
{
    if (!m_closed)
    {
        m_closed = true;
        m_ledger->Close();
    }
    std::vector<FlowReport> reports;
    for (uint32_t flow = 0; flow < m_ledger->GetFlowCount(); flow++)
    {
        reports.push_back(m_ledger->Report(flow, moves));
    }
    for (const auto& receiver : m_receivers)
    {
        receiver->Report(moves, resumed_s, m_stop.GetSeconds(), reports[receiver->flow]);
    }
    return reports;
}

} // namespace ns3
