/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "site-election.h"

#include "lan-extension.h"

#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"
#include "ns3/vlan-switch.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SiteElection);

namespace
{

/// AllIntermediateSystems (ISO 10589 section 8.4.8): a group address that switches forward.
const Mac48Address ALL_SYSTEMS("09:00:2b:00:00:05");

} // namespace

/// The election's own port in the site VLAN.
class SiteElection::Port : public SwitchPort
{
  public:
    /// @param election whose port it is
    explicit Port(SiteElection* election)
        : m_election(election)
    {
    }

    using SwitchPort::Deliver;

    void Send(const EthernetFrame& frame) override
    {
        if (m_election)
        {
            m_election->Receive(frame);
        }
    }

    bool IsUp() const override
    {
        return m_election != nullptr;
    }

    std::string GetName() const override
    {
        return "site vlan";
    }

    /// The election goes.
    void Release()
    {
        m_election = nullptr;
    }

  private:
    SiteElection* m_election; //!< which owns it
};

TypeId
SiteElection::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SiteElection")
            .SetParent<Object>()
            .SetGroupName("Lisp")
            .AddConstructor<SiteElection>()
            .AddAttribute("HelloInterval",
                          "Time between two hellos in the site VLAN. ISO 10589 leaves it to the "
                          "network's manager; 3 s is usual on a LAN.",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&SiteElection::m_helloInterval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HoldMultiplier",
                          "Hello intervals without a hello until an edge device is given up. ISO "
                          "10589 leaves it to the network's manager; 3 is usual. The hold time is "
                          "told in whole seconds, rounded up.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&SiteElection::m_holdMultiplier),
                          MakeUintegerChecker<uint32_t>(2, 1000))
            .AddAttribute("StartDelay",
                          "How long a VLAN is forwarded by nobody when it changes hands, after all "
                          "have agreed: more than the copies of a frame are apart that come to two "
                          "edge devices. Open in the standards.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&SiteElection::m_startDelay),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("Elected",
                            "This edge device begins, or ceases, to carry an extended VLAN.",
                            MakeTraceSourceAccessor(&SiteElection::m_electedTrace),
                            "ns3::SiteElection::ElectedTracedCallback");
    return tid;
}

SiteElection::SiteElection()
    : m_expireTimer([this]() { Expire(); })
{
}

SiteElection::~SiteElection() = default;

void
SiteElection::DoDispose()
{
    for (auto* event : {&m_helloEvent, &m_listenEvent, &m_startEvent, &m_evaluateEvent})
    {
        event->Cancel();
    }
    m_expireTimer.Cancel();
    if (m_port)
    {
        m_port->Release();
    }
    m_port = nullptr;
    m_switch = nullptr;
    m_node = nullptr;
    m_extensions.clear();
    m_neighbors.clear();
    Object::DoDispose();
}

void
SiteElection::Install(Ptr<Node> node, uint16_t siteVlan, uint32_t site)
{
    auto lanSwitch = node ? node->GetObject<VlanSwitch>() : nullptr;
    if (!lanSwitch || m_node || node->GetObject<SiteElection>())
    {
        throw std::invalid_argument("SiteElection::Install: give each election one node, with a "
                                    "VlanSwitch, and each node one election");
    }
    if (siteVlan < 1 || siteVlan > EthernetFrame::MAX_VLAN)
    {
        throw std::invalid_argument("SiteElection::Install: site VLAN " + std::to_string(siteVlan) +
                                    ": accepted: 1 to 4094");
    }
    m_node = node;
    node->AggregateObject(this);
    m_switch = lanSwitch;
    m_siteVlan = siteVlan;
    m_area = MakeSiteArea(site);
    m_mac = Mac48Address::Allocate();
    m_id = MakeIsisSystemId(m_mac);
    m_port = CreateObject<Port>(this);
    m_switch->AddPort(m_port, SwitchPortRole::GATEWAY);
    m_switch->SetAccess(m_port, siteVlan);
    m_switch->SetLearning(m_port, false);
    m_switch->SetStatic(siteVlan, m_mac, m_port);
    const auto changed = [this](const Ptr<SwitchPort>& port) { PortChanged(port); };
    m_switch->AddPortListener(changed);
    m_switch->AddStateListener(changed);
    Simulator::ScheduleWithContext(node->GetId(), Seconds(0), [self = Ptr<SiteElection>(this)]() {
        if (self->m_node)
        {
            self->m_helloEvent = Simulator::Schedule(self->m_helloInterval,
                                                     &SiteElection::SendPeriodic,
                                                     PeekPointer(self));
            self->Listen();
        }
    });
}

void
SiteElection::AddExtension(Ptr<LanExtension> extension)
{
    if (!extension || !m_node)
    {
        throw std::invalid_argument(
            "SiteElection::AddExtension: install the election first, then give it an extension");
    }
    m_extensions.push_back(extension);
    for (uint16_t vlan = 1; vlan <= EthernetFrame::MAX_VLAN; vlan++)
    {
        extension->SetForwarder(vlan, m_forwards.test(vlan));
    }
}

// ---- hellos ------------------------------------------------------------------------------------

void
SiteElection::Listen()
{
    m_isListening = true;
    m_toTell = true;
    // Numbers go on after a restart, as a clock does: what was said of an earlier life's is over.
    m_number = std::max(m_number + 1, static_cast<uint32_t>(Simulator::Now().GetMilliSeconds()));
    m_listenEvent.Cancel();
    m_listenEvent = Simulator::Schedule(m_helloInterval * m_holdMultiplier, [this]() {
        m_isListening = false;
        Evaluate();
    });
    Evaluate();
}

void
SiteElection::SendPeriodic()
{
    SendHello();
    m_helloEvent = Simulator::Schedule(m_helloInterval, &SiteElection::SendPeriodic, this);
}

void
SiteElection::SendHello()
{
    m_toTell = false;
    SiteState state;
    state.number = m_number;
    state.isMember = std::binary_search(m_view.begin(), m_view.end(), m_id);
    IsisHello hello;
    hello.source = m_id;
    hello.SetHold(m_helloInterval * m_holdMultiplier);
    hello.area = m_area;
    std::copy(m_id.begin(), m_id.end(), hello.lanId.begin());
    hello.lanId.back() = 1;
    for (const auto& [id, neighbor] : m_neighbors)
    {
        hello.neighbors.push_back(neighbor.mac);
        state.neighbors.push_back(
            {id, std::binary_search(m_view.begin(), m_view.end(), id), neighbor.number});
    }
    hello.experimental.push_back(state.Encode());
    m_sent++;
    m_port->Deliver(MakeIsisFrame(EncodeIsis(hello), m_mac, ALL_SYSTEMS));
}

void
SiteElection::Receive(const EthernetFrame& frame)
{
    if (frame.destination != ALL_SYSTEMS)
    {
        return;
    }
    const auto pdu = GetIsisPdu(frame);
    const auto message = pdu ? DecodeIsis(pdu->data(), pdu->size()) : IsisMessage();
    const auto* hello = std::get_if<IsisHello>(&message);
    std::optional<SiteState> state;
    for (std::size_t i = 0; hello && !state && i < hello->experimental.size(); i++)
    {
        state = SiteState::Decode(hello->experimental[i]);
    }
    if (!state)
    {
        m_malformed++;
        return;
    }
    const bool isKnown = m_neighbors.count(hello->source) > 0;
    if (hello->area != m_area || hello->source == m_id ||
        (!isKnown && m_neighbors.size() >= SiteState::MAX_NEIGHBORS))
    {
        m_refused++;
        return;
    }
    m_received++;
    Hear(*hello, *state, frame.source);
}

void
SiteElection::Hear(const IsisHello& hello, const SiteState& state, const Mac48Address& mac)
{
    const auto [entry, isNew] = m_neighbors.try_emplace(hello.source);
    Neighbor& neighbor = entry->second;
    // It waits for our having heard its number.
    m_toTell = m_toTell || isNew || neighbor.number != state.number;
    neighbor.mac = mac;
    neighbor.expires = Simulator::Now() + Seconds(hello.holdingTime);
    neighbor.number = state.number;
    neighbor.isMember = state.isMember;
    neighbor.hearsUs = false;
    neighbor.view.clear();
    if (state.isMember)
    {
        neighbor.view.push_back(hello.source);
    }
    for (const auto& other : state.neighbors)
    {
        if (other.id == m_id)
        {
            neighbor.hearsUs = true;
            neighbor.heardNumber = other.heardNumber;
        }
        if (other.isMember)
        {
            neighbor.view.push_back(other.id);
        }
    }
    std::sort(neighbor.view.begin(), neighbor.view.end());
    if (m_isListening && neighbor.hearsUs && neighbor.heardNumber == m_number)
    {
        m_isListening = false;
        m_listenEvent.Cancel();
    }
    m_expireTimer.Watch(neighbor.expires);
    if (neighbor.isMember && !neighbor.hearsUs)
    {
        // It does not ask us before it starts what is ours.
        Listen();
        return;
    }
    Evaluate();
}

void
SiteElection::Expire()
{
    const Time now = Simulator::Now();
    const auto deadline = [](const Neighbor& neighbor) { return neighbor.expires; };
    m_expireTimer.Watch(
        DeadlineTimer::TakeDue(m_neighbors, now, deadline, [this, now](const auto&) {
            m_notBefore = now + m_helloInterval;
        }));
    if (m_notBefore > now)
    {
        m_evaluateEvent.Cancel();
        m_evaluateEvent = Simulator::Schedule(m_notBefore - now, &SiteElection::Evaluate, this);
    }
    Evaluate();
}

void
SiteElection::PortChanged(const Ptr<SwitchPort>& port)
{
    if (!m_node || port == m_port || Simulator::Now().IsZero())
    {
        return;
    }
    const auto isOurs = [&port](const Ptr<LanExtension>& extension) { return extension == port; };
    if (std::any_of(m_extensions.begin(), m_extensions.end(), isOurs))
    {
        Evaluate();
    }
    else if (m_switch->HasPort(port) && m_switch->GetRole(port) == SwitchPortRole::FABRIC &&
             m_switch->IsMember(port, m_siteVlan) && port->IsUp() &&
             m_switch->GetState(port) == SwitchPortState::FORWARDING)
    {
        // Somebody may be behind it whom we did not hear.
        Listen();
    }
}

// ---- what there is to know ---------------------------------------------------------------------

bool
SiteElection::IsForwarder(uint16_t vlan) const
{
    return vlan <= EthernetFrame::MAX_VLAN && m_forwards.test(vlan);
}

const IsisSystemId&
SiteElection::GetSystemId() const
{
    return m_id;
}

const std::vector<IsisSystemId>&
SiteElection::GetMembers() const
{
    return m_view;
}

std::size_t
SiteElection::GetNeighbors() const
{
    return m_neighbors.size();
}

uint64_t
SiteElection::GetSent() const
{
    return m_sent;
}

uint64_t
SiteElection::GetReceived() const
{
    return m_received;
}

uint64_t
SiteElection::GetMalformed() const
{
    return m_malformed;
}

uint64_t
SiteElection::GetRefused() const
{
    return m_refused;
}

} // namespace ns3
