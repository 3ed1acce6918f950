/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MULTIHOMED_NETWORK_H
#define MULTIHOMED_NETWORK_H

#include "core-helper.h"
#include "lisp-helper.h"
#include "load-meter.h"
#include "locator-watch.h"
#include "node-failure.h"
#include "study-traffic.h"

#include "ns3/node.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/// What a MultihomedNetwork is to be.
struct MultihomedOptions
{
    uint32_t sites{2};   //!< data centres, 2 to 4
    uint32_t weight{50}; //!< of each one's first uplink, 10 to 90; of its second one, the rest
    uint32_t flows{100}; //!< from each to each other one
    /// How loss of a locator is found out: "none", "signalled", "icmp", "probe", "route",
    /// "status-bits", "echo-nonce", or "together" for all of these.
    std::string detection{"together"};
    Time probeInterval{Seconds(5)}; //!< between RLOC-probes of a locator
    Time echoInterval{Seconds(6)};  //!< between requests for an echo of a nonce
    Time retry{Seconds(10)};        //!< until a locator is tried again that ICMP or a missing echo
                                    //!< has taken down
    /// MinRouteAdvertisementIntervalTimer of the core's BGP.
    Time advertisementInterval{Seconds(0)};
};

/**
 * @brief Data centres with two uplinks each, one to each of two providers, and a failure of the
 * first uplink of the second one.
 *
 * Both uplinks have the same priority, and weights. A data centre sends by its first one as long as
 * that is up; what it receives is for the others' tunnel routers to choose. Providers are 2 ms
 * apart, uplinks take 10 ms, and the Map-Server is 0.5 ms from the first provider. For the
 * detection by routes, alone or with the others, the data centres speak BGP with both providers,
 * and have all routes; otherwise routes of the core are static.
 */
class MultihomedNetwork
{
  public:
    static constexpr std::size_t UPLINKS = 2; //!< of each data centre

    /// @return the detections that there are, "together" last
    static const std::vector<std::string>& GetDetections();

    /**
     * @param options what it is to be
     * @param stream of the random numbers, the first one
     * @throws std::invalid_argument naming an option out of its range
     */
    MultihomedNetwork(const MultihomedOptions& options, int64_t stream);
    ~MultihomedNetwork();

    MultihomedNetwork(const MultihomedNetwork&) = delete;
    MultihomedNetwork& operator=(const MultihomedNetwork&) = delete;

    /// @return time from one packet of a flow to the next: one packet is sent each millisecond
    Time GetInterval() const;
    /// @param traffic watches all nodes, and gets the flows, first those of the failing data centre
    void AddTraffic(StudyTraffic& traffic) const;
    /// Change the weights of the failing data centre. @param weight of its first uplink, 10 to 90
    void SetWeight(uint32_t weight);
    /// Take the link down, noticed at both ends, or bring it back. @param isUp which of these
    void SetLink(bool isUp);
    /// Let nothing arrive at the data centre by it, which nobody notices; or mend it. @param isUp
    /// which of these
    void SetArrival(bool isUp);

    /// @return what each of the other data centres sends to the failing one
    const std::vector<std::unique_ptr<LocatorWatch>>& GetWatches() const;
    /// @param uplink 0 or 1 of the failing data centre @return what arrived there over time
    FlowReport::Throughput GetLoad(std::size_t uplink) const;
    /// @return octets that one flow's packet has on an uplink, headers of LISP included
    static uint32_t GetPacketSize();
    /// @return control messages sent, by type, those of ICMP and BGP included
    std::map<std::string, uint64_t> CountMessages() const;
    /// Capture at the uplinks of the failing data centre. @param prefix of the files' names
    void EnablePcap(const std::string& prefix) const;

  private:
    /// A data centre.
    struct Site
    {
        Ptr<Node> gateway;                       //!< its tunnel router
        Ptr<Node> host;                          //!< behind it
        std::vector<CoreHelper::Uplink> uplinks; //!< of the gateway
    };

    /// @param number of a data centre, to be built
    void BuildSite(uint32_t number);
    /// Have what is installed from now on find out what it is to.
    void SetDetection();
    /// @param number of a data centre @param weight of its first uplink @return its locators
    std::vector<std::string> GetLocators(uint32_t number, uint32_t weight) const;
    /// @param number of a data centre @return its EID-prefix, up to the last number
    static std::string GetNet(uint32_t number);
    /// @param detection one of them @return true if it is on
    bool Detects(const std::string& detection) const;
    /// @param load of an uplink @param packet that arrived there
    static void Count(LoadMeter* load, Ptr<const Packet> packet);

    MultihomedOptions m_options;                          //!< what it is to be
    CoreHelper m_core;                                    //!< the providers
    LispHelper m_lisp;                                    //!< installs LISP
    NodeFailure m_failure;                                //!< takes the link down
    std::vector<Site> m_sites;                            //!< by number
    std::vector<std::unique_ptr<LocatorWatch>> m_watches; //!< see GetWatches
    std::vector<LoadMeter> m_loads;                       //!< by uplink
};

} // namespace ns3

#endif /* MULTIHOMED_NETWORK_H */
