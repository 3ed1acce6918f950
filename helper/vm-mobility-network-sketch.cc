/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The drawing of the mobility study's network.
 */

#include "vm-mobility-network.h"

#include "ns3/ethernet-nic.h"
#include "ns3/names.h"
#include "ns3/node.h"

namespace ns3
{

NetworkSketch
VmMobilityNetwork::GetSketch() const
{
    NetworkSketch sketch;
    sketch.areas = {{"dc1 (home)", 15, 15, 275, 210},
                    {"dc2", 670, 15, 275, 210},
                    {"core", 310, 15, 340, 370},
                    {"site1", 15, 260, 250, 105},
                    {"site2", 695, 260, 250, 105}};
    sketch.places = {{"vm1", "vm", 50, 60, 910, 60},
                     {"dc1-hv1", "host", 95, 105},
                     {"host1", "host", 60, 180},
                     {"dc1-sw1", "switch", 165, 125},
                     {"dc1-gw1", "tunnel-router", 250, 80},
                     {"dc1-gw2", "tunnel-router", 250, 170},
                     {"core1", "router", 350, 125},
                     {"core2", "router", 610, 125},
                     {"dc2-gw1", "tunnel-router", 710, 80},
                     {"dc2-gw2", "tunnel-router", 710, 170},
                     {"dc2-sw1", "switch", 795, 125},
                     {"dc2-hv1", "host", 865, 105},
                     {"host2", "host", 900, 180},
                     {"core5", "router", 420, 345},
                     {"map-server", "server", 520, 345},
                     {"core3", "router", 350, 310},
                     {"core4", "router", 610, 310},
                     {"site1-gw", "tunnel-router", 220, 310},
                     {"site2-gw", "tunnel-router", 740, 310},
                     {"client1", "host", 90, 310},
                     {"client2", "host", 870, 310}};
    sketch.links = {{"vm1", "dc1-hv1"},      {"dc1-hv1", "dc1-sw1"}, {"host1", "dc1-sw1"},
                    {"dc1-sw1", "dc1-gw1"},  {"dc1-sw1", "dc1-gw2"}, {"dc1-gw1", "dc1-gw2"},
                    {"dc1-gw1", "core1"},    {"dc1-gw2", "core1"},   {"dc2-gw1", "core2"},
                    {"dc2-gw2", "core2"},    {"dc2-gw1", "dc2-gw2"}, {"dc2-sw1", "dc2-gw1"},
                    {"dc2-sw1", "dc2-gw2"},  {"dc2-hv1", "dc2-sw1"}, {"host2", "dc2-sw1"},
                    {"core5", "map-server"}, {"site1-gw", "core3"},  {"site2-gw", "core4"},
                    {"client1", "site1-gw"}, {"client2", "site2-gw"}};
    for (std::size_t a = 1; a <= SITES + 1; a++)
    {
        for (std::size_t b = a + 1; b <= SITES + 1; b++)
        {
            sketch.links.emplace_back("core" + std::to_string(a), "core" + std::to_string(b));
        }
    }
    if (m_extension)
    {
        DrawExtension(sketch);
    }
    return sketch;
}

void
VmMobilityNetwork::DrawExtension(NetworkSketch& sketch) const
{
    // The provider's routers, if there are any, in a row between the data centres.
    NodeContainer ends = m_extension->GetNodes();
    for (uint32_t i = 0; i < ends.GetN(); i++)
    {
        sketch.places.push_back(
            {Names::FindName(ends.Get(i)), "router", 350 + 260.0 * (i + 0.5) / ends.GetN(), 45});
    }
    ends.Add(m_dataCenters[HOME].GetGateways());
    ends.Add(m_dataCenters[AWAY].GetGateways());
    for (auto node = ends.Begin(); node != ends.End(); ++node)
    {
        for (uint32_t i = 0; i < (*node)->GetNDevices(); i++)
        {
            auto nic = DynamicCast<EthernetNic>((*node)->GetDevice(i));
            auto peer = nic ? nic->GetPeer() : nullptr;
            const auto a = Names::FindName(*node);
            const auto b = peer ? Names::FindName(peer->GetNode()) : "";
            // Each link once; those inside a data centre are drawn already.
            if (peer && a < b && ends.Contains(peer->GetNode()->GetId()) &&
                a.substr(0, 3) != b.substr(0, 3))
            {
                sketch.links.emplace_back(a, b);
            }
        }
    }
}

} // namespace ns3
