/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "control-test-network.h"

#include "ns3/lisp-authentication.h"
#include "ns3/lisp-map-requester.h"
#include "ns3/lisp-notify-queue.h"
#include "ns3/lisp-registrar.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

#include <map>

using namespace ns3;

/**
 * @file
 * @brief The state machines of the control plane against the clock: when to ask, register and
 * notify again. All times are those of RFC 9301, to the millisecond.
 */

namespace
{

const char* const SECRET = "correct horse"; ///< of all keys here

/// A requester with the limits of RFC 9301 section 5.3, that writes down when it asks.
struct Asker
{
    Time interval{Seconds(1)};   ///< between Map-Requests
    uint32_t maxRetransmits{10}; ///< of each
    Time holdTime{Seconds(30)};  ///< after the last
    uint32_t maxPending{2};      ///< EID-prefixes
    std::vector<int64_t> times;  ///< of Map-Requests, in milliseconds
    std::vector<int64_t> failed; ///< of failures, in milliseconds
    uint64_t nonce{0};           ///< last one given
    LispMapRequester requester{
        {interval, maxRetransmits, holdTime, maxPending},
        [this](const LispMapRequester::Attempt&) {
            times.push_back(Simulator::Now().GetMilliSeconds());
            return ++nonce;
        },
        [this](const EidPrefix&) { failed.push_back(Simulator::Now().GetMilliSeconds()); }};

    /// @param eid what to ask for @return what came of it
    LispMapRequester::Outcome Ask(const std::string& eid)
    {
        return requester.Ask(EidPrefix::FromString(eid), {}, LispMapRequester::Purpose::MISS);
    }
};

/**
 * Method: an EID that nobody answers for is asked for at 0 s, 0.5 s, 20 s, and then no more.
 * Expected: a Map-Request at 0 s and ten repeats a second apart; the failure is told a second after
 * the last; silence until 30 s after the last repeat, then the same again, because somebody asked
 * in the meantime; after that the EID is forgotten.
 */
class NoAnswerTestCase : public TestCase
{
  public:
    NoAnswerTestCase()
        : TestCase("Map-Requests that nobody answers")
    {
    }

  private:
    void DoRun() override
    {
        Asker asker;
        using Outcome = LispMapRequester::Outcome;
        Simulator::Schedule(Seconds(0), [&] {
            NS_TEST_EXPECT_MSG_EQ((asker.Ask("192.0.2.1") == Outcome::ASKED), true, "at once");
        });
        Simulator::Schedule(MilliSeconds(500), [&] {
            NS_TEST_EXPECT_MSG_EQ((asker.Ask("192.0.2.1") == Outcome::WAITING), true, "waits");
        });
        Simulator::Schedule(Seconds(20), [&] {
            NS_TEST_EXPECT_MSG_EQ((asker.Ask("192.0.2.1") == Outcome::HOLDING), true, "holds");
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(asker.times),
                              "0 1000 2000 3000 4000 5000 6000 7000 8000 9000 10000 "
                              "40000 41000 42000 43000 44000 45000 46000 47000 48000 49000 50000",
                              "when it asks");
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(asker.failed), "11000 51000", "when it gives up");
        NS_TEST_EXPECT_MSG_EQ(asker.requester.GetPending(), 0, "nothing is left");
        NS_TEST_EXPECT_MSG_EQ(asker.requester.Find(1).has_value(), false, "nonces are forgotten");
        Simulator::Destroy();
    }
};

/**
 * Method: an EID is asked for at 0 s and answered at 1.2 s with the nonce of the first Map-Request;
 * it is asked for again at 1.5 s, answered at 2.1 s, and again at 10 s; a third EID is asked for
 * while two are.
 * Expected: the second round waits until a second after the last Map-Request, 2 s; an answered
 * EID's nonces are outstanding no longer; the third EID finds the table full.
 */
class AnswerTestCase : public TestCase
{
  public:
    AnswerTestCase()
        : TestCase("Map-Requests that are answered")
    {
    }

  private:
    void DoRun() override
    {
        Asker asker;
        const auto eid = EidPrefix::FromString("192.0.2.1");
        Simulator::Schedule(Seconds(0), [&] { asker.Ask("192.0.2.1"); });
        Simulator::Schedule(MilliSeconds(1200), [&] {
            NS_TEST_EXPECT_MSG_EQ((asker.requester.Find(1) == eid), true, "the first nonce");
            NS_TEST_EXPECT_MSG_EQ((asker.requester.Find(2) == eid), true, "the second nonce");
            asker.requester.Answered(eid);
            NS_TEST_EXPECT_MSG_EQ(asker.requester.Find(1).has_value(), false, "over");
            NS_TEST_EXPECT_MSG_EQ(asker.requester.Find(2).has_value(), false, "over");
        });
        Simulator::Schedule(MilliSeconds(1500), [&] { asker.Ask("192.0.2.1"); });
        Simulator::Schedule(MilliSeconds(2100), [&] { asker.requester.Answered(eid); });
        Simulator::Schedule(Seconds(10), [&] { asker.Ask("192.0.2.1"); });
        Simulator::Schedule(MilliSeconds(10100), [&] {
            asker.Ask("192.0.2.2");
            NS_TEST_EXPECT_MSG_EQ((asker.Ask("192.0.2.3") == LispMapRequester::Outcome::FULL),
                                  true,
                                  "no room for a third");
            asker.requester.Answered(eid);
            asker.requester.Answered(EidPrefix::FromString("192.0.2.2"));
        });
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(asker.times),
                              "0 1000 2000 10000 10100",
                              "when it asks");
        NS_TEST_EXPECT_MSG_EQ(asker.failed.size(), 0, "nothing failed");
        Simulator::Destroy();
    }
};

/// A registrar on node 1 with the limits of RFC 9301, and a Map-Server's port on node 2.
struct Registration
{
    ControlTestNetwork network;                                          ///< the underlay
    Ptr<LispControlPort> etr{LispControlPort::Of(network.AddNode())};    ///< node 1
    Ptr<LispControlPort> server{LispControlPort::Of(network.AddNode())}; ///< node 2
    ControlTestLog log;                                                  ///< at the ETR, going out
    Time period{Seconds(60)};                                            ///< in the long run
    Time quickPeriod{Seconds(20)};                                       ///< at first
    Time quickPhase{Minutes(5)};                                         ///< how long
    Time firstBackoff{Seconds(1)};                                       ///< before a repeat
    Time maxBackoff{Seconds(60)};                                        ///< between repeats
    bool wantMapNotify{true};                                            ///< at first
    uint32_t mapNotifyEvery{3};                                          ///< in the long run
    EidPrefix eid{EidPrefix::FromString("10.1.0.0/24")};                 ///< what is registered
    LispKey key{LispKey::FromSecret(SECRET)};                            ///< the right one
    LispRegistrar registrar{
        {period, quickPeriod, quickPhase, firstBackoff, maxBackoff, wantMapNotify, mapNotifyEvery},
        {[this](const EidPrefix& prefix) {
             LispMappingRecord record;
             record.SetEidPrefix(prefix);
             return record;
         },
         [](AddressFamily) { return NetworkAddress(); },
         [](const EidPrefix&, const NetworkAddress&, unsigned) {}}};
    int answersLeft{1000000}; ///< the Map-Server answers so many Map-Registers
    LispKey answerKey{key};   ///< what it signs with
    std::map<LispRegistrar::Confirmation::Kind, int> kinds; ///< Map-Notifies by what they are
    int newOnes{0};                                         ///< those that are new

    Registration()
    {
        log.Watch(etr, "Sent");
        registrar.SetPort(etr);
        registrar.SetFirstNonce(100);
        registrar.AddMapServer({ControlTestNetwork::Ipv4Of(2), key, false, 0});
        etr->SetHandler(LispControlPort::Role::ETR, [this](const LispReception& reception) {
            const auto* notify = std::get_if<LispMapNotify>(reception.message);
            const auto answer = registrar.Confirm(reception, *notify);
            ++kinds[answer.kind];
            newOnes += answer.isNew;
            return true;
        });
        server->SetHandler(LispControlPort::Role::MAP_SERVER, [this](const LispReception& r) {
            const auto* message = std::get_if<LispMapRegister>(r.message);
            if (message->wantMapNotify && answersLeft > 0)
            {
                --answersLeft;
                LispMapNotify notify;
                notify.nonce = message->nonce;
                notify.records = message->records;
                notify.authentication = answerKey.MakeField();
                server->SendOctets(notify,
                                   EncodeSignedLispMessage(notify, answerKey.secret),
                                   {r.source, {}, LISP_CONTROL_PORT});
            }
            return true;
        });
    }
};

/**
 * Method: an EID-prefix is registered at 10 s; the Map-Server answers at once; ten minutes pass.
 * Expected: Map-Registers every 20 s for five minutes, all of which want a Map-Notify, then every
 * 60 s, of which every third does; nonces rise by one; none is repeated.
 */
class PeriodTestCase : public TestCase
{
  public:
    PeriodTestCase()
        : TestCase("Map-Registers that are confirmed")
    {
    }

  private:
    void DoRun() override
    {
        Registration run;
        Simulator::Schedule(Seconds(10), [&] { run.registrar.Register(run.eid, false); });
        Simulator::Stop(Seconds(560));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.log.GetTimes<LispMapRegister>()),
                              "10000 30000 50000 70000 90000 110000 130000 150000 170000 190000 "
                              "210000 230000 250000 270000 290000 310000 370000 430000 490000 "
                              "550000",
                              "when it registers");
        std::string wanted;
        uint64_t nonce = 100;
        for (const auto& message : run.log.Get<LispMapRegister>())
        {
            wanted += message.wantMapNotify ? "1" : "0";
            NS_TEST_EXPECT_MSG_EQ(message.nonce, nonce, "the next nonce");
            ++nonce;
        }
        NS_TEST_EXPECT_MSG_EQ(wanted, "11111111111111100100", "which want a Map-Notify");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::CONFIRMED], 16, "answers");
        NS_TEST_EXPECT_MSG_EQ(run.newOnes, 1, "the first is new");
        NS_TEST_EXPECT_MSG_EQ(
            (run.registrar.GetState(run.eid, 0) == LispRegistrar::State::CONFIRMED),
            true,
            "registered");
    }
};

/**
 * Method: an EID-prefix is registered at 0 s and nobody answers for 200 s; then the Map-Server
 * answers one.
 * Expected: repeats after 1, 2, 4, 8, 16, 32 and then 60 s, each the same octets; the next period
 * starts from the repeat that was answered, at 243 s.
 */
class BackoffTestCase : public TestCase
{
  public:
    BackoffTestCase()
        : TestCase("Map-Registers that are not confirmed")
    {
    }

  private:
    void DoRun() override
    {
        Registration run;
        run.answersLeft = 0;
        Simulator::Schedule(Seconds(0), [&] { run.registrar.Register(run.eid, false); });
        Simulator::Schedule(Seconds(200), [&] { run.answersLeft = 1; });
        Simulator::Stop(Seconds(264));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.log.GetTimes<LispMapRegister>()),
                              "0 1000 3000 7000 15000 31000 63000 123000 183000 243000 263000",
                              "when it registers");
        const auto messages = run.log.Get<LispMapRegister>();
        for (std::size_t i = 0; i < 10; ++i)
        {
            NS_TEST_EXPECT_MSG_EQ((messages[i] == messages[0]), true, "the original, repeated");
        }
        NS_TEST_EXPECT_MSG_EQ(messages.back().nonce, 101, "a new one");
    }
};

/**
 * Method: two EID-prefixes are registered at the same time; the Map-Server answers the second only.
 * Expected: the first one's repeats get new nonces, greater than the second one's, because the
 * Map-Server would take the original for a replay; a Map-Notify for any of them confirms it.
 */
class OvertakenTestCase : public TestCase
{
  public:
    OvertakenTestCase()
        : TestCase("a repeat after another Map-Register")
    {
    }

  private:
    void DoRun() override
    {
        Registration run;
        run.answersLeft = 0;
        const auto other = EidPrefix::FromString("10.2.0.0/24");
        Simulator::Schedule(Seconds(0), [&] {
            run.registrar.Register(run.eid, false);
            run.registrar.Register(other, false);
        });
        Simulator::Schedule(MilliSeconds(1015), [&] { run.answersLeft = 2; });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        std::string nonces;
        for (const auto& message : run.log.Get<LispMapRegister>())
        {
            nonces += std::to_string(message.nonce) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(nonces, "100 101 102 103 ", "new nonces for repeats");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::CONFIRMED],
                              2,
                              "both are confirmed");
    }
};

/**
 * Method: the Map-Server signs its answers with another secret, then with the right one; a
 * Map-Notify whose nonce was confirmed already comes again, and one with a nonce of its own.
 * Expected: refused and repeated; then taken; known as a repetition; known to answer nothing.
 */
class ConfirmTestCase : public TestCase
{
  public:
    ConfirmTestCase()
        : TestCase("Map-Notifies with a wrong key, and twice")
    {
    }

  private:
    void DoRun() override
    {
        Registration run;
        run.answerKey = LispKey::FromSecret("wrong horse");
        Simulator::Schedule(Seconds(0), [&] { run.registrar.Register(run.eid, false); });
        Simulator::Schedule(MilliSeconds(500), [&] { run.answerKey = run.key; });
        Simulator::Schedule(Seconds(2), [&] {
            for (const uint64_t nonce : {100, 7})
            {
                LispMapNotify message;
                message.nonce = nonce;
                message.authentication = run.key.MakeField();
                run.server->SendOctets(message,
                                       EncodeSignedLispMessage(message, SECRET),
                                       {ControlTestNetwork::Ipv4Of(1), {}, LISP_CONTROL_PORT});
            }
        });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.log.GetTimes<LispMapRegister>()),
                              "0 1000",
                              "repeated once");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::BAD], 1, "wrong key");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::CONFIRMED], 1, "right key");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::REPEATED], 1, "again");
        NS_TEST_EXPECT_MSG_EQ(run.kinds[LispRegistrar::Confirmation::UNKNOWN], 1, "unasked");
    }
};

/**
 * Method: an EID-prefix is registered, confirmed, and withdrawn at 5 s; again, with a Map-Server
 * that is silent from then on; and one is forgotten.
 * Expected: a Map-Register with TTL 0 that wants a Map-Notify, confirmed: silence. Without answer:
 * six repeats, then silence. Forgotten: silence at once.
 */
class WithdrawTestCase : public TestCase
{
  public:
    WithdrawTestCase()
        : TestCase("withdrawing and forgetting an EID-prefix")
    {
    }

  private:
    /// @param answers of the Map-Server @param forget rather than withdraw @return when and what
    std::string Run(int answers, bool forget)
    {
        Registration run;
        run.answersLeft = answers;
        Simulator::Schedule(Seconds(0), [&] { run.registrar.Register(run.eid, false); });
        Simulator::Schedule(Seconds(5), [&] {
            forget ? run.registrar.Forget(run.eid) : run.registrar.Withdraw(run.eid);
        });
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        std::string text;
        for (const auto& entry : run.log.entries)
        {
            const auto& message = std::get<LispMapRegister>(entry.message);
            text += std::to_string(entry.when.GetMilliSeconds()) +
                    (message.records[0].ttl == 0 ? "w" : "r") + " ";
        }
        return text;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Run(2, false), "0r 5000w ", "confirmed");
        NS_TEST_EXPECT_MSG_EQ(Run(1, false),
                              "0r 5000w 6000w 8000w 12000w 20000w 36000w 68000w ",
                              "not confirmed");
        NS_TEST_EXPECT_MSG_EQ(Run(1, true), "0r ", "forgotten");
    }
};

/// A notify queue on node 1, and an xTR's port on node 2.
struct Notification
{
    ControlTestNetwork network;                                          ///< the underlay
    Ptr<LispControlPort> server{LispControlPort::Of(network.AddNode())}; ///< node 1
    Ptr<LispControlPort> etr{LispControlPort::Of(network.AddNode())};    ///< node 2
    ControlTestLog log;                                                  ///< what goes out
    Time interval{Seconds(3)};                                           ///< of repeats
    uint32_t repeats{3};                                                 ///< at that interval
    uint32_t backoffs{3};                                                ///< doubled
    uint32_t maxPending{2};                                              ///< messages
    std::vector<int64_t> givenUp;                                        ///< times
    std::vector<int> reasons;                                            ///< of bad answers
    LispKey answerKey{LispKey::FromSecret(SECRET)};                      ///< of the xTR
    bool answers{false};                                                 ///< whether it does
    LispNotifyQueue queue{{interval, repeats, backoffs, maxPending},
                          [this](const EidPrefix&, const NetworkAddress&) {
                              givenUp.push_back(Simulator::Now().GetMilliSeconds());
                          }};

    Notification()
    {
        log.Watch(server, "Sent");
        server->SetHandler(LispControlPort::Role::MAP_SERVER, [this](const LispReception& r) {
            const auto reason = queue.Acknowledge(r, std::get<LispMapNotifyAck>(*r.message));
            reasons.push_back(reason ? static_cast<int>(*reason) : -1);
            return true;
        });
        etr->SetHandler(LispControlPort::Role::ETR, [this](const LispReception& r) {
            if (answers)
            {
                LispMapNotifyAck ack;
                static_cast<LispMapNotify&>(ack) = std::get<LispMapNotify>(*r.message);
                ack.authentication = answerKey.MakeField();
                etr->SendOctets(ack,
                                EncodeSignedLispMessage(ack, answerKey.secret),
                                {r.source, {}, LISP_CONTROL_PORT});
            }
            return true;
        });
    }

    /// @param nonce its nonce @param eid what it is about @return false if there was no room
    bool Send(uint64_t nonce, const std::string& eid)
    {
        LispMapNotify message;
        message.nonce = nonce;
        return queue.Send(server,
                          EidPrefix::FromString(eid),
                          message,
                          LispKey::FromSecret(SECRET),
                          {ControlTestNetwork::Ipv4Of(2), {}, LISP_CONTROL_PORT});
    }
};

/**
 * Method: an unsolicited Map-Notify is never acknowledged; another is, at the second attempt; a
 * third is acknowledged with a wrong key, and one that was never sent is acknowledged.
 * Expected: sent at 0, 3, 6, 9, then after 6, 12 and 24 s; given up after 48 more; no repeat after
 * an acknowledgement; a wrong key does not count, nor does an unknown nonce.
 */
class NotifyTestCase : public TestCase
{
  public:
    NotifyTestCase()
        : TestCase("unsolicited Map-Notify messages")
    {
    }

  private:
    void DoRun() override
    {
        {
            Notification run;
            Simulator::Schedule(Seconds(0), [&] { run.Send(1, "10.1.0.5"); });
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.log.GetTimes<LispMapNotify>()),
                                  "0 3000 6000 9000 15000 27000 51000",
                                  "when it notifies");
            NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.givenUp), "99000", "when it gives up");
            NS_TEST_EXPECT_MSG_EQ(run.queue.GetSize(), 0, "nothing waits");
        }
        {
            Notification run;
            Simulator::Schedule(Seconds(0), [&] { run.Send(1, "10.1.0.5"); });
            Simulator::Schedule(Seconds(1), [&] { run.answers = true; });
            Simulator::Run();
            NS_TEST_EXPECT_MSG_EQ(ControlTestText(run.log.GetTimes<LispMapNotify>()),
                                  "0 3000",
                                  "until acknowledged");
        }
        {
            Notification run;
            run.answers = true;
            run.answerKey = LispKey::FromSecret("wrong horse");
            Simulator::Schedule(Seconds(0), [&] { run.Send(1, "10.1.0.5"); });
            Simulator::Schedule(Seconds(4), [&] { run.queue.Clear(); });
            Simulator::Run();
            const std::vector<int> expected(2, static_cast<int>(LispControlDrop::BAD_SIGNATURE));
            NS_TEST_EXPECT_MSG_EQ((run.reasons == expected), true, "a wrong key, twice");
        }
    }
};

/**
 * Method: a newer message about the same EID-prefix follows at 1 s; a third EID-prefix's is sent
 * while two wait.
 * Expected: the newer one alone is repeated, from its own start; there is no room for the third.
 */
class NotifyReplacedTestCase : public TestCase
{
  public:
    NotifyReplacedTestCase()
        : TestCase("a newer Map-Notify about the same EID-prefix")
    {
    }

  private:
    void DoRun() override
    {
        Notification run;
        const auto eid = EidPrefix::FromString("10.1.0.5");
        Simulator::Schedule(Seconds(0), [&] { run.Send(1, "10.1.0.5"); });
        Simulator::Schedule(Seconds(1), [&] {
            run.Send(2, "10.1.0.5");
            NS_TEST_EXPECT_MSG_EQ(
                (run.queue.GetPendingSince(eid, ControlTestNetwork::Ipv4Of(2)) == Seconds(1)),
                true,
                "since the newer one");
        });
        Simulator::Schedule(Seconds(5), [&] {
            NS_TEST_EXPECT_MSG_EQ(run.Send(3, "10.1.0.6"), true, "room for two");
            NS_TEST_EXPECT_MSG_EQ(run.Send(4, "10.1.0.7"), false, "not for three");
        });
        Simulator::Stop(MilliSeconds(7500));
        Simulator::Run();
        std::string text;
        for (const auto& entry : run.log.entries)
        {
            text += std::to_string(GetLispNonce(entry.message)) + "@" +
                    std::to_string(entry.when.GetMilliSeconds()) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(text, "1@0 2@1000 2@4000 3@5000 2@7000 ", "what went out");
    }
};

/// The suite of the timers.
class ControlTimersTestSuite : public TestSuite
{
  public:
    ControlTimersTestSuite()
        : TestSuite("lisp-control-timers", TestSuite::Type::UNIT)
    {
        AddTestCase(new NoAnswerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AnswerTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new PeriodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BackoffTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OvertakenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ConfirmTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WithdrawTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NotifyTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NotifyReplacedTestCase, compat::TestDuration<>::QUICK);
    }
};

ControlTimersTestSuite g_suite; ///< registers itself

} // namespace
