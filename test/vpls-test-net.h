/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VPLS_TEST_NET_H
#define VPLS_TEST_NET_H

#include "pseudowire-test-net.h"

#include "ns3/vpls-extension.h"

#include <functional>

/**
 * @file
 * @brief Three data centres for the suites of VPLS.
 */

namespace ns3
{

namespace vplstest
{

constexpr int SITES = 3; //!< data centres

/**
 * Three data centres, each a switch that is the edge device, with two hosts in VLAN 100. A cable
 * between each two edge devices carries their pseudowire: its label alone, as the path has one hop.
 * Host k of data centre i is 02:00:00:00:0i:0k; the pseudowire from i to j is 1000 + 10 i + j at i.
 */
struct Mesh
{
    /// @param watches whether the extensions watch their switches @param ageing time, in s
    explicit Mesh(bool watches = true, uint32_t ageing = 300)
    {
        EthernetHelper helper;
        for (uint8_t i = 0; i < SITES; ++i)
        {
            edge[i] = CreateObject<Node>();
            lan[i] = CreateObject<VlanSwitch>();
            lan[i]->Install(edge[i]);
            router[i] = CreateObject<MplsRouter>();
            router[i]->Install(edge[i]);
            vpls[i] = CreateObject<VplsExtension>();
            vpls[i]->SetAttribute("AgeingTime", TimeValue(Seconds(ageing)));
            for (uint8_t k = 0; k < 2; ++k)
            {
                host[i][k].Create(Mac(i, k));
                port[i][k] = host[i][k].Attach(lan[i], 100);
            }
        }
        for (int i = 0; i < SITES; ++i)
        {
            for (int j = i + 1; j < SITES; ++j)
            {
                nic[i][j] = helper.Install(edge[i]);
                nic[j][i] = helper.Install(edge[j]);
                helper.Connect(nic[i][j], nic[j][i]);
                Join(i, j);
                Join(j, i);
            }
        }
        for (int i = 0; i < SITES; ++i)
        {
            lan[i]->AddPort(vpls[i], SwitchPortRole::EXTENSION);
            VlanSet vlans;
            vlans.set(100);
            vlans.set(200);
            lan[i]->SetTrunk(vpls[i], vlans);
            if (watches)
            {
                vpls[i]->SetSwitch(lan[i]);
            }
        }
    }

    /// @param site a data centre @param k a host @return its MAC address
    static Mac48Address Mac(uint8_t site, uint8_t k)
    {
        const uint8_t octets[6] = {2, 0, 0, 0, site, k};
        Mac48Address address;
        address.CopyFrom(octets);
        return address;
    }

    /// @param i a data centre @param j another: give i its end of the pseudowire to j
    void Join(int i, int j)
    {
        router[i]->AddInterface(nic[i][j]);
        auto transport = CreateObject<MplsPseudowireTransport>();
        transport->Install(router[i],
                           {{}, nic[i][j], Mac48Address::ConvertFrom(nic[j][i]->GetAddress())},
                           1000 + 10 * j + i,
                           1000 + 10 * i + j);
        wire[i][j] = CreateObject<Pseudowire>();
        wire[i][j]->AssignStreams(10 * i + j);
        wire[i][j]->Install(transport);
        vpls[i]->AddPeer(wire[i][j]);
    }

    /// @param at s @param action what then happens
    static void At(double at, std::function<void()> action)
    {
        Simulator::Schedule(Seconds(at), [action]() { action(); });
    }

    /// @param end s
    static void RunUntil(double end)
    {
        Simulator::Stop(Seconds(end));
        Simulator::Run();
    }

    /// @return the frames that each host got, as "00 11 22" for data centres 0 to 2
    std::string Arrivals() const
    {
        std::string text;
        for (const auto& site : host)
        {
            text += text.empty() ? "" : " ";
            for (const auto& one : site)
            {
                text += std::to_string(one.arrivals.size());
            }
        }
        return text;
    }

    /// @return the frames that each pseudowire sent, as "01 02 10 12 20 21"
    std::string Sent() const
    {
        std::string text;
        for (int i = 0; i < SITES; ++i)
        {
            for (int j = 0; j < SITES; ++j)
            {
                if (i != j)
                {
                    text += text.empty() ? "" : " ";
                    text += std::to_string(wire[i][j]->GetSent());
                }
            }
        }
        return text;
    }

    /// @param i a data centre @param address of VLAN 100 @return at which one it is there; -1:
    /// unknown
    int Find(int i, const Mac48Address& address, uint16_t vlan = 100) const
    {
        const auto* entry = vpls[i]->GetMacTable().Find(vlan, address);
        for (int j = 0; entry && j < SITES; ++j)
        {
            if (i != j && entry->port == PeekPointer(wire[i][j]))
            {
                return j;
            }
        }
        return -1;
    }

    template <class T>
    using PerSite = std::array<T, SITES>; //!< one for each data centre

    PerSite<Ptr<Node>> edge;                      //!< edge devices
    PerSite<Ptr<VlanSwitch>> lan;                 //!< on them
    PerSite<Ptr<MplsRouter>> router;              //!< on them
    PerSite<Ptr<VplsExtension>> vpls;             //!< on them
    PerSite<std::array<TestHost, 2>> host;        //!< hosts
    PerSite<std::array<Ptr<SwitchPort>, 2>> port; //!< of the hosts
    PerSite<PerSite<Ptr<EthernetNic>>> nic;       //!< [i][j]: of i, to j
    PerSite<PerSite<Ptr<Pseudowire>>> wire;       //!< [i][j]: of i, to j
};

} // namespace vplstest

} // namespace ns3

#endif /* VPLS_TEST_NET_H */
