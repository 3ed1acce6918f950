/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "otv-isis.h"

#include "site-state.h"

#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(OtvIsis);

namespace
{

constexpr std::size_t AREA_TLV = 8;   //!< octets of the area address with its TLV, at most
constexpr double MAX_SECONDS = 65535; //!< of a lifetime: 2 octets
constexpr uint8_t CIRCUIT_ID = 1;     //!< of the overlay, in the name of a LAN

} // namespace

TypeId
OtvIsis::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::OtvIsis")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<OtvIsis>()
            .AddAttribute("HelloInterval",
                          "Time between two hellos. ISO 10589 leaves it to the network's manager; "
                          "3 s is usual on a LAN.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&OtvIsis::m_helloInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HoldMultiplier",
                          "Hello intervals without a hello until an edge device is given up. ISO "
                          "10589 leaves it to the network's manager; 3 is usual. The hold time is "
                          "told in whole seconds, rounded up.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&OtvIsis::m_holdMultiplier),
                          MakeUintegerChecker<uint32_t>(2, 1000))
            .AddAttribute("Priority",
                          "To be the designated one (ISO 10589 section 8.4.5); 64 is usual.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&OtvIsis::m_priority),
                          MakeUintegerChecker<uint8_t>(0, 127))
            .AddAttribute("CsnpInterval",
                          "Time between two CSNPs of the designated edge device (ISO 10589, "
                          "completeSNPInterval: 10 s).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&OtvIsis::m_csnpInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("LspInterval",
                          "The least time between two changes of the LSP. ISO 10589 has 30 s, with "
                          "which a move would take that long; routers in use have some 50 ms.",
                          TimeValue(MilliSeconds(50)),
                          MakeTimeAccessor(&OtvIsis::m_lspInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxAge",
                          "Lifetime of an LSP (ISO 10589, MaxAge: 1200 s); whole seconds.",
                          TimeValue(Seconds(1200)),
                          MakeTimeAccessor(&OtvIsis::m_maxAge),
                          MakeTimeChecker(Seconds(1), Seconds(MAX_SECONDS)))
            .AddAttribute("RefreshInterval",
                          "Time after which LSPs are made anew (ISO 10589, "
                          "maximumLSPGenerationInterval: 900 s).",
                          TimeValue(Seconds(900)),
                          MakeTimeAccessor(&OtvIsis::m_refreshInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("LspSize",
                          "The most octets of an LSP that is made here, and of a CSNP. ISO 10589 "
                          "has 1492; 1400 fit into 1500 with the headers of the overlay.",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&OtvIsis::m_lspSize),
                          MakeUintegerChecker<uint16_t>(256, 1492))
            .AddAttribute("MaxLsps",
                          "The most LSPs to keep. Open in the standards.",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&OtvIsis::m_maxLsps),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxNeighbors",
                          "The most edge devices to know. Open in the standards; a hello names all "
                          "of them and has to fit into 1500 octets with the headers of the "
                          "overlay, as it does with 60.",
                          UintegerValue(50),
                          MakeUintegerAccessor(&OtvIsis::m_maxNeighbors),
                          MakeUintegerChecker<uint32_t>(1, 60))
            .AddTraceSource("Adjacency",
                            "The adjacency to another edge device has changed.",
                            MakeTraceSourceAccessor(&OtvIsis::m_adjacencyTrace),
                            "ns3::OtvIsis::AdjacencyTracedCallback");
    return tid;
}

OtvIsis::OtvIsis()
    : m_expireTimer([this]() { Expire(); })
{
}

OtvIsis::~OtvIsis() = default;

void
OtvIsis::DoDispose()
{
    Stop();
    Object::DoDispose();
}

void
OtvIsis::Start(User* user,
               const IsisSystemId& id,
               uint32_t site,
               const NetworkAddress& local,
               const NetworkAddress& server)
{
    m_user = user;
    m_id = id;
    m_mac = MakeIsisMac(id);
    m_area = MakeSiteArea(site);
    m_local = local;
    m_server = server;
    m_database.SetLimit(m_maxLsps);
    m_advertiser.SetFragmentSize(m_lspSize - ISIS_LSP_HEADER - AREA_TLV);
    ScheduleGenerate();
    SendPeriodic();
    m_csnpEvent = Simulator::Schedule(m_csnpInterval, &OtvIsis::SendPeriodicCsnp, this);
    m_refreshEvent = Simulator::Schedule(m_refreshInterval, &OtvIsis::Refresh, this);
}

void
OtvIsis::Stop()
{
    m_user = nullptr;
    for (auto* event : {&m_helloEvent, &m_csnpEvent, &m_generateEvent, &m_refreshEvent})
    {
        event->Cancel();
    }
    m_expireTimer.Cancel();
}

// ---- adjacencies -------------------------------------------------------------------------------

void
OtvIsis::SendPeriodic()
{
    SendHellos();
    m_helloEvent = Simulator::Schedule(m_helloInterval, &OtvIsis::SendPeriodic, this);
}

void
OtvIsis::SendHellos()
{
    if (!m_server.IsValid())
    {
        SendHello(NetworkAddress());
        return;
    }
    std::set<NetworkAddress> to = m_listed;
    to.insert(m_server);
    for (const auto& [address, id] : m_byAddress)
    {
        to.insert(address);
    }
    to.erase(m_local);
    for (const auto& address : to)
    {
        SendHello(address);
    }
}

void
OtvIsis::SendHello(const NetworkAddress& to)
{
    IsisHello hello;
    hello.source = m_id;
    hello.SetHold(m_helloInterval * m_holdMultiplier);
    hello.priority = m_priority;
    const auto designated = FindDesignated().second;
    std::copy(designated.begin(), designated.end(), hello.lanId.begin());
    hello.lanId.back() = CIRCUIT_ID;
    hello.area = m_area;
    OverlayMembers members;
    for (const auto& [id, neighbor] : m_neighbors)
    {
        hello.neighbors.push_back(neighbor.mac);
        members.addresses.push_back(neighbor.address);
    }
    if (m_server == m_local && m_server.IsValid())
    {
        members.addresses.push_back(m_local);
        hello.experimental = members.Encode();
    }
    m_hellosSent++;
    m_user->SendPdu(EncodeIsis(hello), to);
}

bool
OtvIsis::IsExpected(const NetworkAddress& address) const
{
    return !m_server.IsValid() || m_server == m_local || address == m_server ||
           m_listed.count(address) > 0 || m_byAddress.count(address) > 0;
}

OtvIsis::Outcome
OtvIsis::ReceiveHello(const IsisHello& hello, const Mac48Address& mac, const NetworkAddress& from)
{
    const bool isNew = m_neighbors.count(hello.source) == 0;
    const auto byAddress = m_byAddress.find(from);
    const bool isOther = byAddress != m_byAddress.end() && byAddress->second != hello.source;
    const bool isSameSite = hello.area == m_area;
    if (!IsExpected(from) || hello.source == m_id || mac != MakeIsisMac(hello.source) || isOther ||
        (isNew && m_neighbors.size() >= m_maxNeighbors))
    {
        return Outcome::REFUSED;
    }
    Neighbor& neighbor = m_neighbors[hello.source];
    // One name is one edge device, which does not go to another data centre while it is here.
    if (!isNew && (neighbor.address != from || neighbor.isSameSite != isSameSite))
    {
        return Outcome::REFUSED;
    }
    neighbor.address = from;
    neighbor.mac = mac;
    neighbor.isSameSite = isSameSite;
    neighbor.priority = hello.priority;
    neighbor.expires = Simulator::Now() + Seconds(hello.holdingTime);
    m_byAddress[from] = hello.source;
    m_expireTimer.Watch(neighbor.expires);
    const bool heardUs =
        std::find(hello.neighbors.begin(), hello.neighbors.end(), m_mac) != hello.neighbors.end();
    const auto state = heardUs ? OtvAdjacencyState::UP : OtvAdjacencyState::INIT;
    if (state != neighbor.state)
    {
        // The server tells all of a new one, any other the new one that it was heard.
        if (m_server.IsValid() && !(m_server == m_local && isNew))
        {
            SendHello(from);
        }
        else
        {
            SendHellos();
        }
        SetState(hello.source, neighbor, state);
    }
    if (from == m_server)
    {
        HearServer(hello);
    }
    return Outcome::TAKEN;
}

void
OtvIsis::HearServer(const IsisHello& hello)
{
    std::set<NetworkAddress> listed;
    for (const auto& value : hello.experimental)
    {
        const auto members = OverlayMembers::Decode(value);
        for (std::size_t i = 0; members && i < members->addresses.size(); i++)
        {
            const auto& address = members->addresses[i];
            if (address != m_local && address.GetFamily() == m_local.GetFamily() &&
                !address.IsMulticast() && listed.size() < m_maxNeighbors)
            {
                listed.insert(address);
            }
        }
    }
    std::swap(m_listed, listed);
    for (const auto& address : m_listed)
    {
        if (listed.count(address) == 0 && m_byAddress.count(address) == 0)
        {
            SendHello(address);
        }
    }
}

void
OtvIsis::SetState(const IsisSystemId& id, Neighbor& neighbor, OtvAdjacencyState state)
{
    const bool wasUp = neighbor.state == OtvAdjacencyState::UP;
    const bool isUp = state == OtvAdjacencyState::UP;
    neighbor.state = state;
    m_adjacencyTrace(neighbor.address, state);
    if (wasUp == isUp)
    {
        return;
    }
    m_user->PeersChanged();
    TellAll(id, neighbor, isUp);
    if (isUp)
    {
        SendCsnp(neighbor.address);
    }
}

void
OtvIsis::Expire()
{
    const Time now = Simulator::Now();
    const auto deadline = [](const Neighbor& neighbor) { return neighbor.expires; };
    const Time neighbor = DeadlineTimer::TakeDue(m_neighbors, now, deadline, [this](auto& entry) {
        SetState(entry.first, entry.second, OtvAdjacencyState::DOWN);
        m_byAddress.erase(entry.second.address);
    });
    const Time lsp =
        m_database.Expire(now, [this](const IsisLspId& id, const OtvDatabase::Entry& old) {
            TellChange(id, old.reach, {});
        });
    m_expireTimer.Watch(std::min(neighbor, lsp));
}

std::pair<Mac48Address, IsisSystemId>
OtvIsis::FindDesignated() const
{
    auto best = std::make_pair(m_priority, m_id);
    for (const auto& [id, neighbor] : m_neighbors)
    {
        if (neighbor.state == OtvAdjacencyState::UP)
        {
            best = std::max(best, std::make_pair(neighbor.priority, id));
        }
    }
    return {MakeIsisMac(best.second), best.second};
}

bool
OtvIsis::IsDesignated() const
{
    return FindDesignated().second == m_id;
}

const OtvIsis::Neighbor*
OtvIsis::FindByAddress(const NetworkAddress& address) const
{
    const auto found = m_byAddress.find(address);
    return found == m_byAddress.end() ? nullptr : &m_neighbors.at(found->second);
}

// ---- what there is to know ---------------------------------------------------------------------

std::vector<NetworkAddress>
OtvIsis::GetPeers() const
{
    std::vector<NetworkAddress> peers;
    for (const auto& [id, neighbor] : m_neighbors)
    {
        if (neighbor.state == OtvAdjacencyState::UP && !neighbor.isSameSite)
        {
            peers.push_back(neighbor.address);
        }
    }
    return peers;
}

OtvAdjacencyState
OtvIsis::GetState(const NetworkAddress& address) const
{
    const auto* neighbor = FindByAddress(address);
    return neighbor ? neighbor->state : OtvAdjacencyState::DOWN;
}

bool
OtvIsis::IsPeer(const NetworkAddress& address) const
{
    const auto* neighbor = FindByAddress(address);
    return neighbor && neighbor->state == OtvAdjacencyState::UP && !neighbor->isSameSite;
}

const OtvDatabase&
OtvIsis::GetDatabase() const
{
    return m_database;
}

const OtvAdvertiser&
OtvIsis::GetAdvertiser() const
{
    return m_advertiser;
}

uint64_t
OtvIsis::GetHellosSent() const
{
    return m_hellosSent;
}

uint64_t
OtvIsis::GetLspsSent() const
{
    return m_lspsSent;
}

uint64_t
OtvIsis::GetSequenceNumbersSent() const
{
    return m_numbersSent;
}

uint64_t
OtvIsis::GetLspsRefused() const
{
    return m_lspsRefused;
}

const char*
ToString(OtvAdjacencyState state)
{
    switch (state)
    {
    case OtvAdjacencyState::DOWN:
        return "down";
    case OtvAdjacencyState::INIT:
        return "init";
    case OtvAdjacencyState::UP:
        return "up";
    }
    return "unknown";
}

} // namespace ns3
