/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lisp-signals-line.h"

#include "ns3/lisp-data-header.h"
#include "ns3/lisp-echo-nonce.h"
#include "ns3/ns3-compat.h"
#include "ns3/test.h"

using namespace ns3;
using namespace ns3::lisptest;

/**
 * @file
 * @brief Nonces that are echoed, or are not (RFC 9300 section 10.1).
 *
 * All but the last case have a LispEchoNonce alone, between the own locators 10.0.0.1 and 10.0.0.2
 * and the locators 10.0.9.1 and 10.0.9.2 of another site. Interval 10 s, Timeout 1 s, MinRequests
 * 3, RequestTime 5 s, SuspendTime 2 s, RetryAfter 60 s.
 */

namespace
{

const NetworkAddress OWN1 = NetworkAddress::FromString("10.0.0.1"); ///< own
const NetworkAddress OWN2 = NetworkAddress::FromString("10.0.0.2"); ///< own
const NetworkAddress EID1 = NetworkAddress::FromString("10.1.0.5"); ///< inside
const NetworkAddress EID2 = NetworkAddress::FromString("10.2.0.9"); ///< of the other site

/// A LispEchoNonce and what it is told.
struct Bench
{
    Time interval{Seconds(10)};   ///< see LispEchoNonce
    Time timeout{Seconds(1)};     ///< the same
    uint32_t minRequests{3};      ///< the same
    Time requestTime{Seconds(5)}; ///< the same
    Time suspendTime{Seconds(2)}; ///< the same
    Time retryAfter{Seconds(60)}; ///< the same
    RlocTable rlocs;              ///< of the node
    RlocTable::Id far1{rlocs.Acquire(NetworkAddress::FromString("10.0.9.1"))}; ///< of the site
    RlocTable::Id far2{rlocs.Acquire(NetworkAddress::FromString("10.0.9.2"))}; ///< of the site
    std::string log;    ///< requests, echoes, locators down and up, with the millisecond
    uint32_t nonce{0};  ///< of the last request
    std::string heads;  ///< what was written: "-", "E" with this nonce, or "e" and the nonce
    LispEchoNonce echo; ///< what is tested

    Bench()
        : echo({interval, timeout, minRequests, requestTime, suspendTime, retryAfter},
               {[this](RlocTable::Id id, uint32_t drawn) {
                    nonce = drawn;
                    Log("ask", id);
                },
                [this](RlocTable::Id id, Time after) {
                    Log("echo+" + std::to_string(after.GetMilliSeconds()), id);
                },
                [this](RlocTable::Id id, bool up) { Log(up ? "up" : "down", id); }},
               MakeRandom())
    {
        echo.SetTable(&rlocs);
    }

    /// @return a stream of random numbers
    static Ptr<UniformRandomVariable> MakeRandom()
    {
        auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(7);
        return random;
    }

    /// @param what happened @param id to whom
    void Log(const std::string& what, RlocTable::Id id)
    {
        log += what + " " + std::to_string(id == far1 ? 1 : 2) + "@" +
               std::to_string(Simulator::Now().GetMilliSeconds()) + "; ";
    }

    /// @param when milliseconds @param to a locator @param from a locator of ours @param capable
    /// whether its site echoes
    void Send(int64_t when, RlocTable::Id to, const NetworkAddress& from, bool capable = true)
    {
        Simulator::Schedule(MilliSeconds(when), [this, to, from, capable] {
            LispDataHeader header;
            echo.Write(header, {0, EID1, from, to, 0, capable});
            heads += !header.HasNonce()         ? "-"
                     : header.IsEchoRequested() ? (header.GetNonce() == nonce ? "E" : "?")
                                                : "e" + std::to_string(header.GetNonce());
        });
    }

    /// @param when milliseconds @param from a locator @param at a locator of ours @param write puts
    /// a nonce into the header
    void Receive(int64_t when,
                 RlocTable::Id from,
                 const NetworkAddress& at,
                 std::function<void(LispDataHeader&)> write = nullptr)
    {
        Simulator::Schedule(MilliSeconds(when), [this, from, at, write] {
            LispDataHeader header;
            if (write)
            {
                write(header);
            }
            echo.Read(header, {0, EID2, EID1, rlocs.GetAddress(from), at}, from);
        });
    }

    /// As Receive: the echo of the last request. @param when milliseconds @param from a locator
    /// @param at a locator of ours
    void ReceiveEcho(int64_t when, RlocTable::Id from, const NetworkAddress& at)
    {
        Receive(when, from, at, [this](LispDataHeader& header) { header.SetNonce(nonce); });
    }

    /// @param seconds how long to run
    static void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }
};

/**
 * Method: packets to a locator at 0, 10 and 20 ms, its echo at 30 ms; then at 40 ms, 10.020 s and
 * 10.040 s. The same to one whose site does not echo.
 * Expected: a request from the first packet on, the same nonce in each with E; the echo is 30 ms
 * after the first. Then nothing, until 10 s after the echo, at 10.03 s, when the next packet has
 * another nonce. The other locator is asked nothing.
 */
class EchoTestCase : public TestCase
{
  public:
    EchoTestCase()
        : TestCase("a request and its echo")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        for (const int64_t when : {0, 10, 20})
        {
            bench.Send(when, bench.far1, OWN1);
        }
        bench.ReceiveEcho(30, bench.far1, OWN1);
        uint32_t first = 0;
        Simulator::Schedule(MilliSeconds(35), [&] { first = bench.nonce; });
        for (const int64_t when : {40, 10020, 10040})
        {
            bench.Send(when, bench.far1, OWN1);
        }
        bench.Send(50, bench.far2, OWN1, false);
        Bench::Run(11);
        NS_TEST_EXPECT_MSG_EQ(bench.heads, "EEE---E", "headers");
        NS_TEST_EXPECT_MSG_EQ(bench.log, "ask 1@0; echo+30 1@30; ask 1@10040; ", "what happens");
        NS_TEST_EXPECT_MSG_EQ((bench.nonce != first), true, "another nonce");
        NS_TEST_EXPECT_MSG_EQ(bench.echo.GetStatistics().echoes, 1, "counted");
        Simulator::Destroy();
    }
};

/**
 * Method: a locator asks for nonce 99 at 10.0.0.1; packets to it follow from 10.0.0.2, twice from
 * 10.0.0.1; then it asks for 100 and 101, and two more follow. Its site is not asked itself.
 * Expected: the echo goes out once, from the locator that was asked, with N alone; of two requests
 * the later one's.
 */
class OweTestCase : public TestCase
{
  public:
    OweTestCase()
        : TestCase("an echo that is owed")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        const auto ask = [&bench](int64_t when, uint32_t nonce) {
            bench.Receive(when, bench.far1, OWN1, [nonce](LispDataHeader& header) {
                header.SetNonce(nonce, true);
            });
        };
        ask(0, 99);
        bench.Send(10, bench.far1, OWN2, false);
        bench.Send(20, bench.far1, OWN1, false);
        bench.Send(30, bench.far1, OWN1, false);
        ask(40, 100);
        ask(50, 101);
        bench.Send(60, bench.far1, OWN1, false);
        bench.Send(70, bench.far1, OWN1, false);
        Bench::Run(1);
        NS_TEST_EXPECT_MSG_EQ(bench.heads, "-e99-e101-", "headers");
        NS_TEST_EXPECT_MSG_EQ(bench.log, "", "nothing else");
        NS_TEST_EXPECT_MSG_EQ(bench.echo.GetStatistics().sent, 2, "counted");
        Simulator::Destroy();
    }
};

/**
 * Method: requests from 10.0.0.1 at 0, 300 and 600 ms. Packets without a nonce come from the
 * locator at 900 ms, at 1.1 s to 10.0.0.2, and at 1.2 s to 10.0.0.1; 600 ms are too few packets in
 * a second run, which has only two requests. In a third one the locator answers elsewhere at 5 s.
 * Expected: at 900 ms Timeout (1 s) is not over; the next packet is none between the same locators;
 * at 1.2 s the locator is down. 60 s later it is tried, and the packet at 61.3 s asks at once. With
 * two requests it stays up. What was reached by other means is up at 5 s.
 */
class SilentTestCase : public TestCase
{
  public:
    SilentTestCase()
        : TestCase("packets without an echo")
    {
    }

  private:
    void DoRun() override
    {
        for (const unsigned run : {0, 1, 2})
        {
            Bench bench;
            bench.Send(0, bench.far1, OWN1);
            bench.Send(300, bench.far1, OWN1);
            if (run != 1)
            {
                bench.Send(600, bench.far1, OWN1);
            }
            bench.Receive(900, bench.far1, OWN1);
            bench.Receive(1100, bench.far1, OWN2);
            bench.Receive(1200, bench.far1, OWN1);
            bench.Receive(1300, bench.far1, OWN1);
            if (run == 2)
            {
                Simulator::Schedule(Seconds(5), [&bench] { bench.echo.Confirm(bench.far1); });
            }
            if (run == 0)
            {
                bench.Send(61300, bench.far1, OWN1);
            }
            Bench::Run(62);
            const std::string expected[] = {"ask 1@0; down 1@1200; up 1@61200; ask 1@61300; ",
                                            "ask 1@0; ",
                                            "ask 1@0; down 1@1200; up 1@5000; "};
            NS_TEST_EXPECT_MSG_EQ(bench.log, expected[run], "run " << run);
            Simulator::Destroy();
        }
    }
};

/**
 * Method: packets to a locator each 500 ms from 0 to 20 s; nothing comes back.
 * Expected: the request ends after RequestTime (5 s): E at 0 to 4.5 s, ten packets; nothing until
 * Interval (10 s) after 5 s: 20 packets from 5 to 14.5 s; a new request from 15 s on, ended at 20
 * s. No locator is down.
 */
class InconclusiveTestCase : public TestCase
{
  public:
    InconclusiveTestCase()
        : TestCase("silence says nothing")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        for (int64_t when = 0; when <= 20000; when += 500)
        {
            bench.Send(when, bench.far1, OWN1);
        }
        Bench::Run(21);
        const std::string ten(10, 'E');
        NS_TEST_EXPECT_MSG_EQ(bench.heads, ten + std::string(20, '-') + ten + "-", "headers");
        NS_TEST_EXPECT_MSG_EQ(bench.log, "ask 1@0; ask 1@15000; ", "what happens");
        NS_TEST_EXPECT_MSG_EQ(bench.echo.GetStatistics().inconclusive, 2, "counted");
        Simulator::Destroy();
    }
};

/**
 * Method: a request at 0 s meets the other side's at 100 ms (nonce 5). Packets follow at 200, 300
 * and 2000 ms, and at 2.1 s; the other side asks in every packet, each 400 ms from 500 ms to 3.3 s.
 * Expected: the echo of 5 goes first; then the request waits for SuspendTime (2 s) from 100 ms on,
 * while echoes go out. At 2.1 s it goes on, by its old nonce, and since then every other packet is
 * a request. It does not wait again: the first packet without an echo after Timeout, with three
 * requests out, is the one at 3.3 s, and the locator is down. (Sends: 2.1, 2.3, 2.5, 2.7, 2.9 s;
 * asked at 500, 900, 1300, 1700, 2100, 2500, 2900, 3300 ms. At 2.1 s the send comes first: the echo
 * of 1700 ms was sent at 2.0 s, so nothing is owed: E. At 2.3 s that of 2.1 s is owed: e; at 2.5 s,
 * before that second's request: E; 2.7 s: e; 2.9 s: E.)
 */
class BothTestCase : public TestCase
{
  public:
    BothTestCase()
        : TestCase("both sides ask")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        for (const int64_t when : {0, 200, 300, 2000, 2100, 2300, 2500, 2700, 2900})
        {
            bench.Send(when, bench.far1, OWN1);
        }
        bench.Receive(100, bench.far1, OWN1, [](LispDataHeader& h) { h.SetNonce(5, true); });
        for (int64_t when = 500; when <= 3300; when += 400)
        {
            bench.Receive(when, bench.far1, OWN1, [](LispDataHeader& h) { h.SetNonce(6, true); });
        }
        Bench::Run(4);
        NS_TEST_EXPECT_MSG_EQ(bench.heads, "Ee5-e6Ee6Ee6E", "headers");
        NS_TEST_EXPECT_MSG_EQ(bench.log, "ask 1@0; down 1@3300; ", "what happens");
        Simulator::Destroy();
    }
};

/**
 * Method: packets with nonces that were never asked for, from a locator that is asked and from one
 * that is not; a nonce of the right value with E; then the locators' numbers are given to others.
 * Expected: none is an echo, all are counted, nobody is down before Timeout. A new locator with an
 * old number owes and is asked nothing. Turned off, all are up.
 */
class StrangeTestCase : public TestCase
{
  public:
    StrangeTestCase()
        : TestCase("nonces that nobody asked for")
    {
    }

  private:
    void DoRun() override
    {
        Bench bench;
        bench.Send(0, bench.far1, OWN1);
        for (int64_t when = 1; when <= 100; ++when)
        {
            bench.Receive(when, bench.far1, OWN1, [&bench, when](LispDataHeader& header) {
                header.SetNonce(bench.nonce + when);
            });
            bench.Receive(when, bench.far2, OWN1, [when](LispDataHeader& header) {
                header.SetNonce(when);
            });
        }
        bench.Receive(200, bench.far1, OWN1, [&bench](LispDataHeader& header) {
            header.SetNonce(bench.nonce, true);
        });
        Simulator::Schedule(MilliSeconds(300), [&bench] {
            bench.echo.Forget(bench.far1);
            bench.rlocs.Release(bench.far1);
            bench.far1 = bench.rlocs.Acquire(NetworkAddress::FromString("10.0.9.3"));
        });
        Simulator::Schedule(MilliSeconds(301), [&bench] { bench.Send(1, bench.far1, OWN1); });
        Bench::Run(1);
        NS_TEST_EXPECT_MSG_EQ(bench.heads, "EE", "a request of its own, no echo");
        NS_TEST_EXPECT_MSG_EQ(bench.log, "ask 1@0; ask 1@302; ", "what happens");
        NS_TEST_EXPECT_MSG_EQ(bench.echo.GetStatistics().unknown, 200, "counted");
        Simulator::Destroy();
    }
};

/**
 * Method: A and B send each other a packet, with both tunnel routers' echo-nonce on, at 3 s and,
 * B's, at 3.1 s; then A again.
 * Expected: X's first packet has N and E (a0...), Y's answer N alone with that nonce (80...), X's
 * next one neither.
 */
class WireTestCase : public TestCase
{
  public:
    WireTestCase()
        : TestCase("on the wire")
    {
    }

  private:
    void DoRun() override
    {
        SignalsLine line;
        SignalsLine::Map(line.xtr, "10.2.0.0/24", {"172.16.2.1"}, 0, true);
        SignalsLine::Map(line.ytr, "10.1.0.0/24", {"172.16.1.1"}, 0, false);
        const auto signals = SignalsLine::Enable(line.xtr, {"EchoNonce"});
        SignalsLine::Enable(line.ytr, {"EchoNonce"});
        Tap core(Line::Device(line.c, 1));
        Tap back(Line::Device(line.c, 2));
        SignalsLine::RunWith([&] {
            core.packets.clear();
            back.packets.clear();
            SendFrom(line.a->GetDevice(1), MakeInner(false));
            Simulator::Schedule(MilliSeconds(100), [&line] {
                IpFields fields{"10.2.0.9", "10.1.0.5"};
                SendFrom(line.b->GetDevice(1), MakeIp(fields, MakeUdp(6000, 5000, {1})));
            });
            Simulator::Schedule(MilliSeconds(200),
                                [&line] { SendFrom(line.a->GetDevice(1), MakeInner(false)); });
        });
        // Host B answers on port 6000 with an ICMP message, since nobody listens there.
        NS_TEST_ASSERT_MSG_EQ((core.packets.size() >= 2 && !back.packets.empty()), true, "packets");
        const uint32_t asked = FirstWord(core.packets.front());
        NS_TEST_EXPECT_MSG_EQ((asked >> 24), 0xa0U, "N and E");
        NS_TEST_EXPECT_MSG_EQ(((asked & 0xffffff) != 0), true, "a nonce");
        NS_TEST_EXPECT_MSG_EQ(FirstWord(back.packets.front()),
                              (0x80000000 | (asked & 0xffffff)),
                              "N and the same nonce");
        NS_TEST_EXPECT_MSG_EQ(FirstWord(core.packets.back()), 0, "nothing to ask");
        NS_TEST_EXPECT_MSG_EQ(signals->GetEchoNonceStatistics().echoes, 1, "counted");
        Simulator::Destroy();
    }
};

/// The suite of echo-nonce.
class EchoNonceTestSuite : public TestSuite
{
  public:
    EchoNonceTestSuite()
        : TestSuite("lisp-control-echo-nonce", TestSuite::Type::UNIT)
    {
        AddTestCase(new EchoTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new OweTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SilentTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new InconclusiveTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BothTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new StrangeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WireTestCase, compat::TestDuration<>::QUICK);
    }
};

EchoNonceTestSuite g_suite; ///< registers itself

} // namespace
