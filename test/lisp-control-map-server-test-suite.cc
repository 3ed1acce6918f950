/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-resolver.h"
#include "ns3/lisp-map-server.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <sstream>

using namespace ns3;

/**
 * @file
 * @brief Map-Server and Map-Resolver over the wire: node 1 is the mapping system, nodes 2 and 3 are
 * xTRs and node 4 is an ITR, all three played by the test with messages of its own.
 *
 * A message takes 20 ms from node to node, and less than 20 us of sending.
 */

namespace
{

const char* const SECRET = "correct horse"; ///< of the sites

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

/**
 * Method: an xTR registers an EID-prefix, with each algorithm and both key layouts, wanting a
 * Map-Notify; once without wanting one.
 * Expected: registered; the Map-Notify comes to port 4342 with the nonce, the record and the
 * xTR-ID of the Map-Register, and authentication data of the same algorithm and length that fits;
 * none where none was wanted.
 */
class RegisterTestCase : public TestCase
{
  public:
    RegisterTestCase()
        : TestCase("registering, and being told so")
    {
    }

  private:
    void OnOctets(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        auto copy = packet->Copy();
        Ipv4Header ip;
        copy->RemoveHeader(ip);
        copy->RemoveAtStart(8);
        std::vector<uint8_t> octets(copy->GetSize());
        copy->CopyData(octets.data(), octets.size());
        m_valid += VerifyLispMessage(octets, SECRET) == LispAuthenticationResult::VALID;
    }

    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        run.ports[2]->GetNode()->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
            "Rx",
            MakeCallback(&RegisterTestCase::OnOctets, this));
        const std::vector<LispKey> keys{
            LispKey::FromSecret(SECRET),
            LispKey::FromSecret(SECRET, "hmac-sha-256-128-hkdf"),
            LispKey::FromSecret(SECRET, "hmac-sha-1-96"),
            LispKey::FromSecret(SECRET, "hmac-sha-1-96", 0, LispKey::RFC6830),
            LispKey::FromSecret(SECRET, "hmac-sha-256-128", 0, LispKey::RFC6830),
        };
        std::vector<LispMapRegister> sent;
        for (std::size_t i = 0; i < keys.size(); ++i)
        {
            auto message = MappingSystem::MakeRegister("10.1." + std::to_string(i) + ".0/24", 2);
            message.xtrId = LispXtrId();
            message.xtrId->siteId = i;
            sent.push_back(message);
            run.Register(1000 * i, 2, message, keys[i]);
        }
        auto quiet = MappingSystem::MakeRegister("10.1.9.0/24", 2);
        quiet.wantMapNotify = false;
        run.Register(9000, 2, quiet);
        MappingSystem::Run(10);

        const auto notifies = run.logs[2].Get<LispMapNotify>();
        NS_TEST_ASSERT_MSG_EQ(notifies.size(), keys.size(), "one for each that wanted one");
        const std::vector<std::size_t> lengths{16, 16, 12, 20, 32};
        for (std::size_t i = 0; i < keys.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(notifies[i].nonce, sent[i].nonce, "the nonce");
            NS_TEST_EXPECT_MSG_EQ((notifies[i].records == sent[i].records), true, "the record");
            NS_TEST_EXPECT_MSG_EQ((notifies[i].xtrId == sent[i].xtrId), true, "the xTR-ID");
            NS_TEST_EXPECT_MSG_EQ(notifies[i].authentication.data.size(), lengths[i], "its length");
        }
        NS_TEST_EXPECT_MSG_EQ(m_valid, 5, "authentication data fits");
        NS_TEST_EXPECT_MSG_EQ(run.server->GetRegistrations().GetEntries().GetSize(),
                              6,
                              "registered");
        NS_TEST_EXPECT_MSG_EQ(run.logs[2].entries.front().when.GetMilliSeconds(),
                              40,
                              "there, back");
    }

    int m_valid{0}; ///< messages with good authentication data
};

/**
 * Method: Map-Registers with a wrong key, an unknown key ID, no authentication, an EID-prefix of
 * nobody, one of another site, an old nonce, a nonce sent before (at 8 s) and one that is no
 * prefix. Expected: each is refused and counted under its reason, and not acknowledged; the
 * repeated one is acknowledged again, but does not prolong: the registration ends 3 min after it
 * was first made.
 */
class RefuseTestCase : public TestCase
{
  public:
    RefuseTestCase()
        : TestCase("Map-Registers that are not believed")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        run.AddSite("two", {"10.2.0.0/16"}, "battery staple");
        const auto make = MappingSystem::MakeRegister;
        const auto old = make("10.1.1.0/24", 2);
        const auto good = make("10.1.1.0/24", 2);
        run.Register(1000, 2, good);
        run.Register(2000, 2, make("10.1.2.0/24", 2), LispKey::FromSecret("wrong horse"));
        run.Register(3000,
                     2,
                     make("10.1.2.0/24", 2),
                     LispKey::FromSecret(SECRET, "hmac-sha-1-96", 5));
        LispKey none;
        none.algorithm = LispAlgorithm::NONE;
        run.Register(4000, 2, make("10.1.2.0/24", 2), none);
        run.Register(5000, 2, make("10.9.0.0/24", 2));
        run.Register(6000, 2, make("10.2.1.0/24", 2));
        run.Register(7000, 2, old);
        run.Register(8000, 2, good);
        auto noPrefix = make("10.1.2.0/24", 2);
        noPrefix.records.front().eid = LispAddress::FromName("router");
        run.Register(9000, 2, noPrefix);
        MappingSystem::Run(200);

        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::BAD_SIGNATURE), 2, "wrong keys");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::UNKNOWN_KEY), 1, "unknown key ID");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::NOT_SIGNED), 1, "no authentication");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::EID_NOT_ALLOWED), 1, "nobody's");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::REPLAYED_NONCE), 1, "replay");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::BAD_EID), 1, "no prefix");
        NS_TEST_EXPECT_MSG_EQ(run.refused,
                              "10.1.2.0/24 10.1.2.0/24 10.1.2.0/24 10.9.0.0/24 10.2.1.0/24 "
                              "10.1.1.0/24 ",
                              "what was refused");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.logs[2].GetTimes<LispMapNotify>()),
                              "1040 8040",
                              "acknowledgements");
        NS_TEST_EXPECT_MSG_EQ(run.results,
                              "10.1.1.0/24 added@1020; 10.1.1.0/24 withdrawn@181020; ",
                              "registrations");
    }
};

/**
 * Method: an EID-prefix is registered at 0 s and refreshed at 60 s; another one for 1 min by its
 * own TTL (T bit); a third is withdrawn by a TTL of 0.
 * Expected: the first ends 3 min after the refresh, the second after 1 min, the third at once.
 */
class TimeoutTestCase : public TestCase
{
  public:
    TimeoutTestCase()
        : TestCase("how long a registration lasts")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        const auto make = MappingSystem::MakeRegister;
        run.Register(0, 2, make("10.1.1.0/24", 2));
        auto brief = make("10.1.2.0/24", 2);
        brief.useTtl = true;
        brief.records.front().ttl = 1;
        run.Register(1000, 2, brief);
        run.Register(2000, 2, make("10.1.3.0/24", 2));
        auto leave = make("10.1.3.0/24", 2);
        leave.records.front().ttl = 0;
        run.Register(3000, 2, leave);
        run.Register(60000, 2, make("10.1.1.0/24", 2));
        MappingSystem::Run(400);
        NS_TEST_EXPECT_MSG_EQ(run.results,
                              "10.1.1.0/24 added@20; 10.1.2.0/24 added@1020; "
                              "10.1.3.0/24 added@2020; 10.1.3.0/24 withdrawn@3020; "
                              "10.1.1.0/24 refreshed@60020; 10.1.2.0/24 withdrawn@61020; "
                              "10.1.1.0/24 withdrawn@240020; ",
                              "registrations");
    }
};

/**
 * Method: two xTRs register the same EID-prefix with the merge bit; then one withdraws.
 * Expected: the second's Map-Notify has both locators, sorted; the first is told of them without
 * having asked, and of the single one again at the end.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("two xTRs of a site are merged")
    {
    }

  private:
    /// @param notifies Map-Notify messages @return how many locators each has
    static std::string Count(const std::vector<LispMapNotify>& notifies)
    {
        std::string text;
        for (const auto& notify : notifies)
        {
            text += std::to_string(notify.records.front().locators.size()) + " ";
        }
        return text;
    }

    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        run.AnswerNotifies(2);
        run.AnswerNotifies(3);
        for (uint32_t node = 3; node >= 2; --node)
        {
            auto message = MappingSystem::MakeRegister("10.1.1.0/24", node);
            message.merge = true;
            message.xtrId = LispXtrId();
            message.xtrId->xtrId[0] = node;
            run.Register(1000 * (4 - node), node, message);
        }
        auto leave = MappingSystem::MakeRegister("10.1.1.0/24", 2);
        leave.merge = true;
        leave.xtrId = LispXtrId();
        leave.xtrId->xtrId[0] = 2;
        leave.records.front().ttl = 0;
        run.Register(5000, 2, leave);
        MappingSystem::Run(20);
        NS_TEST_EXPECT_MSG_EQ(Count(run.logs[3].Get<LispMapNotify>()), "1 2 1 ", "the first xTR");
        NS_TEST_EXPECT_MSG_EQ(Count(run.logs[2].Get<LispMapNotify>()), "2 1 ", "the second xTR");
        const auto locators = run.logs[2].Get<LispMapNotify>().front().records.front().locators;
        NS_TEST_EXPECT_MSG_EQ(locators[0].address.ToString(), "10.0.2.2", "sorted");
        NS_TEST_EXPECT_MSG_EQ(locators[1].address.ToString(), "10.0.3.2", "sorted");
    }
};

/**
 * Method: xTR 2 has a subnet; xTR 3, of another site that may, registers a host of it at 10 s, and
 * xTR 2 registers the host again at once, and once more at 20 s. xTR 2 acknowledges Map-Notifies
 * from 17 s on.
 * Expected: xTR 2 is told of the host's new locator at 10 s, and again at 13, 16 and 19 s, signed
 * with its own site's key; its own registration that was on its way does not count; the later one
 * does, and now xTR 3 is told.
 */
class MoveTestCase : public TestCase
{
  public:
    MoveTestCase()
        : TestCase("a host moves to another site")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        run.AddSite("two", {"10.2.0.0/24"}, "battery staple");
        run.server->GetSites().AddGuest("one", "two");
        const auto make = MappingSystem::MakeRegister;
        const auto keyTwo = LispKey::FromSecret("battery staple");
        run.AnswerNotifies(3, "battery staple");
        run.Register(0, 2, make("10.1.0.0/24", 2));
        run.Register(1000, 3, make("10.2.0.0/24", 3), keyTwo);
        run.Register(10000, 3, make("10.1.0.5/32", 3), keyTwo);
        run.Register(10001, 2, make("10.1.0.5/32", 2));
        Simulator::Schedule(Seconds(17), [&] { run.AnswerNotifies(2); });
        run.Register(20000, 2, make("10.1.0.5/32", 2));
        MappingSystem::Run(40);

        NS_TEST_EXPECT_MSG_EQ(run.results,
                              "10.1.0.0/24 added@20; 10.2.0.0/24 added@1020; "
                              "10.1.0.5/32 added@10020; 10.1.0.5/32 changed@20020; ",
                              "registrations");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::STALE_REGISTER), 1, "crossed");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.logs[2].GetTimes<LispMapNotify>()),
                              "40 10040 13040 16040 19040 20040",
                              "xTR 2 is told");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.logs[3].GetTimes<LispMapNotify>()),
                              "1040 10040 20040",
                              "xTR 3 is told");
        const auto told = run.logs[2].Get<LispMapNotify>()[1];
        NS_TEST_EXPECT_MSG_EQ(told.records.front().locators.front().address.ToString(),
                              "10.0.3.2",
                              "where the host is");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::BAD_SIGNATURE), 0, "each with its key");
    }
};

/**
 * Method: xTR 2 has a subnet, xTR 3 a host of it, which it withdraws.
 * Expected: xTR 2, whose subnet covers the host again, is told with a TTL of 0.
 */
class WithdrawnHostTestCase : public TestCase
{
  public:
    WithdrawnHostTestCase()
        : TestCase("a host that is nowhere any more")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        run.AnswerNotifies(2);
        const auto make = MappingSystem::MakeRegister;
        run.Register(0, 2, make("10.1.0.0/24", 2));
        run.Register(1000, 3, make("10.1.0.5/32", 3));
        auto leave = make("10.1.0.5/32", 3);
        leave.records.front().ttl = 0;
        run.Register(2000, 3, leave);
        MappingSystem::Run(10);
        const auto told = run.logs[2].Get<LispMapNotify>();
        NS_TEST_ASSERT_MSG_EQ(told.size(), 3, "its own, the move, the end");
        NS_TEST_EXPECT_MSG_EQ(told[1].records.front().locators.size(), 1, "the move");
        NS_TEST_EXPECT_MSG_EQ(told[2].records.front().ttl, 0, "the end");
    }
};

/**
 * Method: an ITR asks for EIDs: of a site that wants proxy replies, of one that does not, the
 * former with the A bit, of nobody, and of a site that has not registered.
 * Expected: a Map-Reply without L and A bits; an Encapsulated Control Message to the ETR, inside as
 * it came, with the bit "to ETR" set, twice; negative for 15 min; negative for 1 min. The answers
 * come from the address that was asked.
 */
class ResolveTestCase : public TestCase
{
  public:
    ResolveTestCase()
        : TestCase("Map-Requests are answered or forwarded")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        run.AddSite("two", {"10.2.0.0/24"});
        run.AddSite("three", {"10.3.0.0/24"});
        auto proxied = MappingSystem::MakeRegister("10.1.0.0/24", 2);
        proxied.proxyReply = true;
        run.Register(0, 2, proxied);
        run.Register(0, 3, MappingSystem::MakeRegister("10.2.0.0/24", 3));
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        auto request = MappingSystem::MakeRequest({"10.2.0.7"});
        run.Ask(2000, request);
        auto authoritative = MappingSystem::MakeRequest({"10.1.0.8"});
        authoritative.authoritative = true;
        run.Ask(3000, authoritative);
        run.Ask(4000, MappingSystem::MakeRequest({"11.0.0.1"}));
        run.Ask(5000, MappingSystem::MakeRequest({"10.3.0.7"}));
        MappingSystem::Run(10);

        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "10.1.0.0/24 ttl 1440 10.0.2.2; "
                              "11.0.0.0/8 ttl 15 natively-forward; "
                              "10.3.0.0/24 ttl 1 natively-forward; ",
                              "answers");
        for (const auto& entry : run.logs[4].entries)
        {
            NS_TEST_EXPECT_MSG_EQ(entry.source, ControlTestNetwork::Ipv4Of(1), "from whom");
        }
        const auto forwarded = run.logs[3].Get<LispEncapsulatedControl>();
        NS_TEST_ASSERT_MSG_EQ(forwarded.size(), 1, "to the ETR");
        NS_TEST_EXPECT_MSG_EQ(forwarded[0].toEtr, true, "says so");
        NS_TEST_EXPECT_MSG_EQ((*forwarded[0].inner == LispMessage(request)), true, "as it came");
        NS_TEST_EXPECT_MSG_EQ((forwarded[0].header.source == ControlTestNetwork::Ipv4Of(4)),
                              true,
                              "the inner header too");
        NS_TEST_EXPECT_MSG_EQ(run.logs[2].Get<LispEncapsulatedControl>().size(),
                              1,
                              "the site itself is to answer");
    }
};

/**
 * Method: two ETRs share an EID-prefix; an ITR asks three times, half a second apart and then the
 * fourth time only 100 ms later, by proxy.
 * Expected: forwarded to them in turn; by proxy, the reply that comes too soon is counted.
 */
class TurnTestCase : public TestCase
{
  public:
    TurnTestCase()
        : TestCase("ETRs take turns, and replies have a rate")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24", "10.2.0.0/24"});
        for (uint32_t node = 2; node <= 3; ++node)
        {
            auto message = MappingSystem::MakeRegister("10.1.0.0/24", node);
            message.merge = true;
            run.Register(0, node, message);
        }
        auto proxied = MappingSystem::MakeRegister("10.2.0.0/24", 2);
        proxied.proxyReply = true;
        run.Register(0, 2, proxied);
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(2000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(3000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(4000, MappingSystem::MakeRequest({"10.2.0.7"}));
        run.Ask(4100, MappingSystem::MakeRequest({"10.2.0.7"}));
        run.Ask(4100, MappingSystem::MakeRequest({"10.2.0.8"}));
        run.Ask(4500, MappingSystem::MakeRequest({"10.2.0.7"}));
        MappingSystem::Run(10);
        const auto two = run.logs[2].Get<LispEncapsulatedControl>().size();
        const auto three = run.logs[3].Get<LispEncapsulatedControl>().size();
        NS_TEST_EXPECT_MSG_EQ(two + three, 3, "each is forwarded");
        NS_TEST_EXPECT_MSG_EQ((two == 1 || three == 1), true, "in turn");
        NS_TEST_EXPECT_MSG_EQ(run.logs[4].Get<LispMapReply>().size(), 3, "by proxy");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::REPLY_RATE), 1, "too soon");
    }
};

/**
 * Method: a subnet and hosts inside it are registered for proxy replies; an ITR asks for another
 * host of the subnet, and for one of those; then 40 more hosts are registered and it asks again.
 * Expected: the subnet with the prefixes inside it, all with the shortest TTL; the host alone;
 * then, as the set does not fit, the host that was asked for alone, with the subnet's locator (RFC
 * 9301 section 5.5).
 */
class MoreSpecificsTestCase : public TestCase
{
  public:
    MoreSpecificsTestCase()
        : TestCase("prefixes inside the answer come with it")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/24"});
        const auto add = [&run](const std::string& eid, uint32_t node, uint32_t ttl) {
            auto message = MappingSystem::MakeRegister(eid, node);
            message.proxyReply = true;
            message.wantMapNotify = false;
            message.records.front().ttl = ttl;
            run.Register(0, node, message);
        };
        run.server->SetAttribute("NotifyFormerXtrs", BooleanValue(false));
        add("10.1.0.0/24", 2, 1440);
        add("10.1.0.5/32", 3, 60);
        add("10.1.0.6/32", 3, 1440);
        run.Ask(1000, MappingSystem::MakeRequest({"10.1.0.7"}));
        run.Ask(2000, MappingSystem::MakeRequest({"10.1.0.5"}));
        Simulator::Schedule(Seconds(3), [&] {
            for (int host = 100; host < 140; ++host)
            {
                add("10.1.0." + std::to_string(host), 3, 1440);
            }
        });
        run.Ask(4000, MappingSystem::MakeRequest({"10.1.0.7"}));
        MappingSystem::Run(10);
        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "10.1.0.0/24 ttl 60 10.0.2.2; 10.1.0.5/32 ttl 60 10.0.3.2; "
                              "10.1.0.6/32 ttl 60 10.0.3.2; "
                              "10.1.0.5/32 ttl 60 10.0.3.2; "
                              "10.1.0.7/32 ttl 60 10.0.2.2; ",
                              "answers");
    }
};

/// A case of the negative prefix.
struct Hole
{
    std::vector<std::string> configured;   ///< prefixes that sites have
    std::vector<std::string> unregistered; ///< those of them that nobody registers
    std::string asked;                     ///< the EID
    std::string answer;                    ///< the Map-Reply
};

/**
 * Method: the cases of other implementations' tests (vectors, "hole"), each with its prefixes
 * registered and the EID asked for.
 * Expected: the widest prefix that covers no registration; for 15 min, or for 1 min where a
 * configured prefix covers the EID.
 */
class HoleTestCase : public TestCase
{
  public:
    HoleTestCase()
        : TestCase("negative answers have the widest prefix")
    {
    }

  private:
    void DoRun() override
    {
        const std::string forward = " natively-forward; ";
        const std::vector<Hole> holes{
            {{"192.0.2.0/24", "10.0.0.0/32"}, {}, "11.1.1.1", "11.0.0.0/8 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16"}, {}, "192.168.0.1", "192.168.0.0/16 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.0.1",
             "192.168.0.0/19 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.64.1",
             "192.168.64.0/18 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.32.0/19"},
             {},
             "192.168.128.1",
             "192.168.128.0/17 ttl 15"},
            {{"192.167.0.0/16", "192.169.0.0/16", "192.168.1.0/24"},
             {},
             "192.168.0.1",
             "192.168.0.0/24 ttl 15"},
            {{"1.1.128.0/17", "1.1.32.0/19"}, {}, "1.1.127.10", "1.1.64.0/18 ttl 15"},
            {{"192.168.1.1/32",
              "192.168.1.0/25",
              "192.169.0.0/16",
              "192.167.0.0/16",
              "192.168.0.0/16"},
             {"192.168.0.0/16"},
             "192.168.3.0",
             "192.168.2.0/23 ttl 1"},
            {{"192.168.1.1/32",
              "192.168.1.0/25",
              "192.169.0.0/16",
              "192.167.0.0/16",
              "192.168.0.0/16"},
             {},
             "129.214.0.0",
             "128.0.0.0/2 ttl 15"},
            {{"fd01::/32", "fd01:0:8000::/33"}, {}, "fd02::1", "fd02::/15 ttl 15"},
        };
        for (const auto& hole : holes)
        {
            MappingSystem run;
            run.server->SetAttribute("NotifyFormerXtrs", BooleanValue(false));
            run.AddSite("one", hole.configured);
            for (const auto& prefix : hole.configured)
            {
                if (std::count(hole.unregistered.begin(), hole.unregistered.end(), prefix) == 0)
                {
                    run.Register(0, 2, MappingSystem::MakeRegister(prefix, 2));
                }
            }
            run.Ask(1000, MappingSystem::MakeRequest({hole.asked}));
            MappingSystem::Run(2);
            NS_TEST_EXPECT_MSG_EQ(run.Replies(4), hole.answer + forward, hole.asked);
        }
    }
};

/**
 * Method: node 1 is a Map-Resolver, node 2 and 3 are Map-Servers of its table, alone and both for
 * one prefix; node 4 asks for EIDs of each, of none, with two records in one message, with the
 * probe bit, plain and encapsulated, and as SMR.
 * Expected: forwarded as it came with the bit "to Map-Server"; in turn; a negative answer with the
 * widest hole of the table; one message for each record; probes and SMR counted and dropped.
 */
class ResolverTestCase : public TestCase
{
  public:
    ResolverTestCase()
        : TestCase("a Map-Resolver with a table of Map-Servers")
    {
    }

  private:
    void DoRun() override
    {
        ControlTestNetwork network;
        auto resolver = CreateObject<LispMapResolver>();
        std::vector<Ptr<LispControlPort>> ports{nullptr};
        std::vector<ControlTestLog> logs(5);
        for (uint32_t number = 1; number <= 4; ++number)
        {
            auto node = network.AddNode();
            if (number == 1)
            {
                resolver->Install(node);
            }
            ports.push_back(LispControlPort::Of(node));
            logs[number].Watch(ports[number], "Received");
        }
        const auto two = ControlTestNetwork::Ipv4Of(2);
        const auto three = ControlTestNetwork::Ipv4Of(3);
        resolver->AddMapServer(EidPrefix::FromString("10.2.0.0/16"), two);
        resolver->AddMapServer(EidPrefix::FromString("10.2.128.0/17"), three);
        resolver->AddMapServer(EidPrefix::FromString("10.3.0.0/16"), two);
        resolver->AddMapServer(EidPrefix::FromString("10.3.0.0/16"), three);
        bool refused = false;
        try
        {
            resolver->AddMapServer(EidPrefix::FromString("10.4.0.0/16"),
                                   NetworkAddress::FromString("224.0.0.1"));
        }
        catch (const std::invalid_argument& error)
        {
            refused = std::string(error.what()).find("224.0.0.1") != std::string::npos;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, "a Map-Server has a unicast address");

        const auto ask = [&](int64_t when, const LispMapRequest& request, bool plain) {
            Simulator::Schedule(MilliSeconds(when), [=] {
                const auto inner = LispControlPort::MakeInnerHeader(
                    request.requests.front().GetEidPrefix()->GetAddress(),
                    ControlTestNetwork::Ipv4Of(4),
                    4342);
                const LispMessage message =
                    plain ? LispMessage(request)
                          : LispMessage(LispEncapsulatedControl(inner, request));
                ports[4]->Send(message, {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            });
        };
        const auto make = MappingSystem::MakeRequest;
        ask(1000, make({"10.2.0.1"}), false);
        ask(2000, make({"10.2.128.1"}), false);
        ask(3000, make({"10.3.0.1"}), false);
        ask(4000, make({"10.3.0.1"}), false);
        ask(5000, make({"10.4.0.1"}), false);
        ask(6000, make({"10.2.0.2", "10.2.128.2"}), false);
        auto probe = make({"10.2.0.1"});
        probe.probe = true;
        ask(7000, probe, true);
        ask(8000, probe, false);
        auto smr = make({"10.2.0.1"});
        smr.smr = true;
        ask(9000, smr, true);
        Simulator::Stop(Seconds(10));
        Simulator::Run();

        const auto eids = [&logs](uint32_t node) {
            std::string text;
            for (const auto& outer : logs[node].Get<LispEncapsulatedControl>())
            {
                const auto& request = std::get<LispMapRequest>(*outer.inner);
                text += request.requests.front().eid.ToString() + (outer.toMapServer ? "M " : " ");
            }
            return text;
        };
        NS_TEST_EXPECT_MSG_EQ(eids(2), "10.2.0.1M 10.3.0.1M 10.2.0.2M ", "to node 2");
        NS_TEST_EXPECT_MSG_EQ(eids(3), "10.2.128.1M 10.3.0.1M 10.2.128.2M ", "to node 3");
        const auto replies = logs[4].Get<LispMapReply>();
        NS_TEST_ASSERT_MSG_EQ(replies.size(), 1, "one answer");
        NS_TEST_EXPECT_MSG_EQ(
            replies[0].records.front().eid.ToPrefixString(replies[0].records.front().maskLength),
            "10.4.0.0/14",
            "the hole");
        const auto& statistics = ports[1]->GetStatistics();
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::PROBE_TO_MAPPING_SYSTEM),
                              1,
                              "probe");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::PROBE_ENCAPSULATED), 1, "probe");
        NS_TEST_EXPECT_MSG_EQ(statistics.GetDrops(LispControlDrop::UNEXPECTED_TYPE), 1, "SMR");
    }
};

/**
 * Method: Map-Server and Map-Resolver on one node; EIDs of instance 7 and of IPv6 are registered
 * and asked for, also in an instance that has none.
 * Expected: answered from the registrations; the hole of an empty instance is all of it.
 */
class InstanceTestCase : public TestCase
{
  public:
    InstanceTestCase()
        : TestCase("instances, IPv6, and both roles on one node")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        auto resolver = CreateObject<LispMapResolver>();
        resolver->Install(run.ports[1]->GetNode());
        LispSite site;
        site.name = "one";
        site.keys[0].secret = SECRET;
        site.prefixes = {{EidPrefix::FromString("10.1.0.0/24", 7), false},
                         {EidPrefix::FromString("fd01::/64"), false}};
        site.proxyReply = true;
        run.server->GetSites().AddSite(site);
        auto seven = MappingSystem::MakeRegister("10.1.0.0/24", 2);
        seven.records.front().SetEidPrefix(EidPrefix::FromString("10.1.0.0/24", 7));
        run.Register(0, 2, seven);
        run.Register(0, 2, MappingSystem::MakeRegister("fd01::/64", 2));
        auto request = MappingSystem::MakeRequest({"10.1.0.7"});
        run.Ask(1000, request);
        request.requests = {EidPrefix::FromString("10.1.0.7", 7)};
        run.Ask(2000, request);
        request.requests = {EidPrefix::FromString("10.1.0.7", 8)};
        run.Ask(3000, request);
        run.Ask(4000, MappingSystem::MakeRequest({"fd01::9"}));
        MappingSystem::Run(10);
        NS_TEST_EXPECT_MSG_EQ(run.Replies(4),
                              "0.0.0.0/0 ttl 15 natively-forward; "
                              "10.1.0.0/24 ttl 1440 10.0.2.2; "
                              "0.0.0.0/0 ttl 15 natively-forward; "
                              "fd01::/64 ttl 1440 10.0.2.2; ",
                              "answers");
        const auto replies = run.logs[4].Get<LispMapReply>();
        NS_TEST_EXPECT_MSG_EQ(replies[2].records.front().eid.GetInstanceId(), 8, "the instance");
    }
};

/// The suite of the mapping system.
class ControlMapServerTestSuite : public TestSuite
{
  public:
    ControlMapServerTestSuite()
        : TestSuite("lisp-control-map-server", TestSuite::Type::UNIT)
    {
        AddTestCase(new RegisterTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new RefuseTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TimeoutTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MergeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WithdrawnHostTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ResolveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TurnTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MoreSpecificsTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HoleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ResolverTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InstanceTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlMapServerTestSuite g_suite; ///< registers itself

} // namespace
