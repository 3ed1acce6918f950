/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HSRP_TEST_NET_H
#define HSRP_TEST_NET_H

#include "gateway-test-net.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/hsrp-router.h"
#include "ns3/mac48-address.h"
#include "ns3/uinteger.h"

#include <deque>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @brief Messages and routers for the suites of HSRP.
 */

namespace ns3
{

namespace hsrptest
{

/// What the suites call it.
using State = HsrpState;
/// What the suites call it.
using Net = GatewayTestNet;
const Mac48Address VMAC("00:00:0c:07:ac:01");      //!< of group 1, version 1
const NetworkAddress VIP(Ipv4Address("10.1.0.1")); //!< the virtual address

/// A change of a router's state.
struct Change
{
    double time; //!< seconds
    State state; //!< from then on
};

/// Routers of one group in a net, and a record of their states.
struct HsrpNet : Net
{
    /**
     * @brief Add a router of the group.
     * @param number of it @param priority of it @param preempts whether it does
     * @param virtualAddress of the group @param version of the protocol @param group its number
     * @return its HSRP
     */
    Ptr<HsrpRouter> Add(uint8_t number,
                        uint8_t priority,
                        bool preempts = false,
                        const NetworkAddress& virtualAddress = VIP,
                        uint8_t version = 1,
                        uint16_t group = 1)
    {
        auto& router = AddRouter(number);
        const auto hsrp = CreateObject<HsrpRouter>();
        hsrp->SetAttribute("Version", UintegerValue(version));
        hsrp->SetAttribute("Priority", UintegerValue(priority));
        hsrp->SetAttribute("Preempt", BooleanValue(preempts));
        hsrp->SetAttribute("HelloJitter", DoubleValue(0));
        hsrp->Install(router.svi, group, virtualAddress);
        hsrps.push_back(hsrp);
        changes.emplace_back();
        Watch(hsrps.size() - 1);
        return hsrp;
    }

    /// @param index of a router whose states are recorded
    void Watch(std::size_t index)
    {
        hsrps[index]->TraceConnectWithoutContext(
            "StateChanged",
            MakeBoundCallback(&HsrpNet::Changed, &changes[index]));
    }

    /// @param record of a router @param after its new state
    static void Changed(std::vector<Change>* record, State, State after)
    {
        record->push_back({Simulator::Now().GetSeconds(), after});
    }

    /// @param seconds when @param action what to do then
    static void At(double seconds, std::function<void()> action)
    {
        Simulator::Schedule(Seconds(seconds), [action = std::move(action)]() { action(); });
    }

    /// @param seconds run until then
    static void RunUntil(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    /// @param index of a router @param expected its states
    /// @return empty if they are what is recorded, each within a millisecond; else what is
    std::string Compare(std::size_t index, const std::vector<Change>& expected) const
    {
        bool isEqual = expected.size() == changes[index].size();
        std::ostringstream os;
        for (std::size_t i = 0; i < changes[index].size(); ++i)
        {
            const auto& change = changes[index][i];
            os << change.time << " " << change.state << "; ";
            isEqual = isEqual && change.state == expected[i].state &&
                      change.time >= expected[i].time && change.time < expected[i].time + 1e-3;
        }
        return isEqual ? "" : os.str();
    }

    std::vector<Ptr<HsrpRouter>> hsrps;      //!< by router
    std::deque<std::vector<Change>> changes; //!< by router; each stays where it is
};

} // namespace hsrptest

} // namespace ns3

#endif /* HSRP_TEST_NET_H */
