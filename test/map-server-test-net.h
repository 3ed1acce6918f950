/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MAP_SERVER_TEST_NET_H
#define MAP_SERVER_TEST_NET_H

#include "control-test-network.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-server.h"

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

/**
 * @file
 * @brief Map-Server and Map-Resolver over the wire: node 1 is the mapping system, nodes 2 and 3 are
 * xTRs and node 4 is an ITR, all three played by the test with messages of its own.
 *
 * A message takes 20 ms from node to node, and less than 20 us of sending.
 */

namespace ns3
{

inline constexpr const char* SECRET = "correct horse"; ///< of the sites

/// The nodes, and the messages that the test sends.
struct MappingSystem
{
    ControlTestNetwork network;                       ///< the underlay
    Ptr<LispMapServer> server;                        ///< on node 1
    std::vector<Ptr<LispControlPort>> ports{nullptr}; ///< by node
    std::vector<ControlTestLog> logs;                 ///< what each node receives, by node
    std::string results; ///< outcomes of registrations, with the second
    std::string refused; ///< EID-prefixes refused

    MappingSystem()
        : server(CreateObject<LispMapServer>()),
          logs(5)
    {
        for (uint32_t number = 1; number <= 4; ++number)
        {
            auto node = network.AddNode();
            if (number == 1)
            {
                server->Install(node);
            }
            ports.push_back(LispControlPort::Of(node));
            logs[number].Watch(ports[number], "Received");
        }
        server->TraceConnectWithoutContext("Registration",
                                           MakeCallback(&MappingSystem::OnRegistration, this));
        server->TraceConnectWithoutContext("Refused",
                                           MakeCallback(&MappingSystem::OnRefused, this));
    }

    /// @param result the change @param source the xTR
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress&)
    {
        results += result.eid.ToString() + " " + ToString(result.outcome) + "@" +
                   std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
    }

    /// @param eid the EID-prefix @param source the xTR
    void OnRefused(const EidPrefix& eid, const NetworkAddress&)
    {
        refused += eid.ToString() + " ";
    }

    /// @param name a site @param prefixes its EID-prefixes @param secret its key
    void AddSite(const std::string& name,
                 const std::vector<std::string>& prefixes,
                 const std::string& secret = SECRET)
    {
        LispSite site;
        site.name = name;
        site.keys[0].secret = secret;
        for (const auto& prefix : prefixes)
        {
            site.prefixes.push_back({EidPrefix::FromString(prefix), true});
        }
        server->GetSites().AddSite(site);
    }

    /// @param eid an EID-prefix @param node an xTR @return a Map-Register with one locator
    static LispMapRegister MakeRegister(const std::string& eid, uint32_t node)
    {
        static uint64_t nonce = 0;
        LispMapRegister message;
        message.wantMapNotify = true;
        message.nonce = ++nonce;
        LispMappingRecord record;
        record.SetEidPrefix(EidPrefix::FromString(eid));
        record.authoritative = true;
        LispLocator locator;
        locator.address = ControlTestNetwork::Ipv4Of(node);
        locator.local = true;
        record.locators = {locator};
        message.records = {record};
        return message;
    }

    /// @param when in milliseconds @param node from @param message what @param key its key
    void Register(int64_t when,
                  uint32_t node,
                  LispMapRegister message,
                  const LispKey& key = LispKey::FromSecret(SECRET))
    {
        Simulator::Schedule(MilliSeconds(when), [this, node, message, key] {
            auto signedMessage = message;
            signedMessage.authentication = key.MakeField();
            ports[node]->SendOctets(signedMessage,
                                    EncodeSignedLispMessage(signedMessage, key.secret),
                                    {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
    }

    /// @param eids what to ask for @return a Map-Request of node 4
    static LispMapRequest MakeRequest(const std::vector<std::string>& eids)
    {
        LispMapRequest request;
        request.nonce = 77;
        request.itrRlocs = {ControlTestNetwork::Ipv4Of(4)};
        for (const auto& eid : eids)
        {
            request.requests.emplace_back(EidPrefix::FromString(eid));
        }
        return request;
    }

    /// @param when in milliseconds @param request what node 4 asks, encapsulated
    void Ask(int64_t when, const LispMapRequest& request)
    {
        Simulator::Schedule(MilliSeconds(when), [this, request] {
            const auto eid = request.requests.front().GetEidPrefix()->GetAddress();
            const auto inner =
                LispControlPort::MakeInnerHeader(eid, ControlTestNetwork::Ipv4Of(4), 4342);
            ports[4]->Send(LispEncapsulatedControl(inner, request),
                           {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
    }

    /// @param node an xTR that acknowledges each Map-Notify @param secret of the answer
    void AnswerNotifies(uint32_t node, const std::string& secret = SECRET)
    {
        auto port = PeekPointer(ports[node]);
        port->SetHandler(LispControlPort::Role::ETR,
                         [port, secret](const LispReception& reception) {
                             if (const auto* notify = std::get_if<LispMapNotify>(reception.message))
                             {
                                 LispMapNotifyAck ack;
                                 static_cast<LispMapNotify&>(ack) = *notify;
                                 port->SendOctets(ack,
                                                  EncodeSignedLispMessage(ack, secret),
                                                  {reception.source, {}, LISP_CONTROL_PORT});
                             }
                             return true;
                         });
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    /// @param reason a reason @return drops at node 1
    uint64_t Drops(LispControlDrop reason) const
    {
        return ports[1]->GetStatistics().GetDrops(reason);
    }

    /// @param node a node @return the Map-Replies it received, one after another, as text
    std::string Replies(uint32_t node) const
    {
        std::ostringstream text;
        for (const auto& reply : logs[node].Get<LispMapReply>())
        {
            for (const auto& record : reply.records)
            {
                text << record.eid.ToPrefixString(record.maskLength) << " ttl " << record.ttl << " "
                     << (record.locators.empty() ? ToString(record.action) : "");
                for (const auto& locator : record.locators)
                {
                    text << locator.address << (locator.local ? "L" : "");
                }
                text << (record.authoritative ? " A" : "") << "; ";
            }
        }
        return text.str();
    }
};

} // namespace ns3

#endif /* MAP_SERVER_TEST_NET_H */
