/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What a Map-Server takes for registered, how long, and whom it tells.
 */

#include "map-server-test-net.h"

#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;

namespace
{

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
 * Method: at 2 s an xTR acknowledges a Map-Notify that nobody has sent; at 3 s somebody asks for
 * its EID-prefix, for which the Map-Server answers, and wants the answer to go to a group.
 * Expected: the Map-Server knows nothing to end (RFC 9301 section 5.7: by the nonce), and answers
 * to no group: each is counted under its reason, and no Map-Reply is sent. What is right at 4 s is
 * answered.
 */
class StrayTestCase : public TestCase
{
  public:
    StrayTestCase()
        : TestCase("an acknowledgement of nothing, and an asker that cannot be answered")
    {
    }

  private:
    void DoRun() override
    {
        MappingSystem run;
        run.AddSite("one", {"10.1.0.0/16"});
        auto message = MappingSystem::MakeRegister("10.1.1.0/24", 2);
        message.proxyReply = true;
        run.Register(1000, 2, message);
        Simulator::Schedule(Seconds(2), [&] {
            LispMapNotifyAck ack;
            ack.nonce = 999;
            ack.records = message.records;
            const auto key = LispKey::FromSecret(SECRET);
            ack.authentication = key.MakeField();
            run.ports[2]->SendOctets(ack,
                                     EncodeSignedLispMessage(ack, key.secret),
                                     {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
        });
        auto request = MappingSystem::MakeRequest({"10.1.1.9/32"});
        request.itrRlocs = {LispAddress(NetworkAddress::FromString("224.0.0.9"))};
        run.Ask(3000, request);
        run.Ask(4000, MappingSystem::MakeRequest({"10.1.1.9/32"}));
        MappingSystem::Run(5);
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::NO_REGISTRATION), 1, "of nothing");
        NS_TEST_EXPECT_MSG_EQ(run.Drops(LispControlDrop::NO_ITR_RLOC), 1, "to a group");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.logs[4].GetTimes<LispMapReply>()),
                              "4040",
                              "the other is answered");
    }
};

/// The suite of registrations.
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
        AddTestCase(new StrayTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WithdrawnHostTestCase, compat::TestDuration<>::QUICK);
    }
};

const ControlMapServerTestSuite g_controlMapServerTestSuite; //!< registers itself

} // namespace
