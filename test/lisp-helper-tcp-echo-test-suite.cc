/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "wire-frames.h"

#include "ns3/ns3-compat.h"
#include "ns3/tcp-echo-connection.h"
#include "ns3/test.h"

#include <memory>
#include <string>
#include <vector>

using namespace ns3;
using wireframes::Octets;
using wireframes::Tcp;

/**
 * @file
 * @brief A TCP connection to the echo and discard services, segment by segment.
 *
 * The peer has port 40000 and begins with 1000; the service has port 7 and begins with 500.
 */

namespace
{

constexpr uint8_t ACK = TcpEchoSegment::ACK;
constexpr uint8_t SYN = TcpEchoSegment::SYN;
constexpr uint8_t FIN = TcpEchoSegment::FIN;
constexpr uint8_t RST = TcpEchoSegment::RST;
constexpr uint8_t PSH = TcpEchoSegment::PSH;

/// A connection and what it sent.
class Talk
{
  public:
    /// @param isEcho echo or discard @param window of the peer's SYN
    explicit Talk(bool isEcho = true, uint32_t window = 65535)
    {
        const auto syn = Read(Tcp({40000, 7, 1000, 0, SYN, window, {2, 4, 0, 100}}));
        connection = std::make_unique<TcpEchoConnection>(
            syn,
            isEcho,
            500,
            1400,
            [this](const TcpEchoSegment& segment) { sent.push_back(segment); });
    }

    /// @param octets of a segment @return the segment
    static TcpEchoSegment Read(const Octets& octets)
    {
        return *TcpEchoSegment::FromOctets(octets.data(), octets.size());
    }

    /// @param sequence number @param acknowledge number @param flags which @param size octets of
    /// data @param window of the peer @return what the service sent then: "flags seq ack size"
    std::string Say(uint32_t sequence,
                    uint32_t acknowledge,
                    uint8_t flags,
                    std::size_t size = 0,
                    uint32_t window = 65535)
    {
        sent.clear();
        connection->Receive(Read(
            Tcp({40000, 7, sequence, acknowledge, flags, window}, Octets(size, uint8_t{0x61}))));
        return Told();
    }

    /// @return what the service sends when its wait is over
    std::string Wait()
    {
        sent.clear();
        connection->TimeOut();
        return Told();
    }

    /// @return what the service sent
    std::string Told() const
    {
        std::string text;
        for (const auto& segment : sent)
        {
            text += (text.empty() ? "" : ", ") + std::to_string(segment.flags) + " " +
                    std::to_string(segment.sequence) + " " + std::to_string(segment.acknowledge) +
                    " " + std::to_string(segment.data.size());
        }
        return text;
    }

    std::unique_ptr<TcpEchoConnection> connection; ///< under test
    std::vector<TcpEchoSegment> sent;              ///< what it sent since it was last spoken to
};

/**
 * Method: a SYN with an MSS of 100; the answer as octets.
 * Expected: by RFC 9293 section 3.1: ports 7 (0007) and 40000 (9c40), sequence 500 (000001f4),
 * acknowledgement 1001 (000003e9), six words (60), SYN and ACK (12), window 65535 (ffff), no
 * checksum yet, no urgent pointer, and the MSS of the smaller side, 100 (0204 0064). The wait is
 * 1 s, and 2, 4 and 8 s after a repeat (RFC 6298 section 5.5); then it is given up with RST.
 */
class HandshakeTestCase : public TestCase
{
  public:
    HandshakeTestCase()
        : TestCase("handshake")
    {
    }

  private:
    void DoRun() override
    {
        Talk talk;
        const Octets expected = {0x00, 0x07, 0x9c, 0x40, 0x00, 0x00, 0x01, 0xf4,
                                 0x00, 0x00, 0x03, 0xe9, 0x60, 0x12, 0xff, 0xff,
                                 0x00, 0x00, 0x00, 0x00, 0x02, 0x04, 0x00, 0x64};
        NS_TEST_ASSERT_MSG_EQ(talk.sent.size(), 1, "one answer");
        NS_TEST_EXPECT_MSG_EQ((talk.sent[0].ToOctets() == expected), true, "its octets");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1000, 0, SYN), "18 500 1001 0", "the SYN again");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1001, 502, ACK), "4 502 0 0", "of what was never sent");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->IsEstablished(), false, "hence not");
        for (const double wait_s : {1., 2., 4.})
        {
            NS_TEST_EXPECT_MSG_EQ(talk.connection->GetTimeout(), wait_s, "the wait");
            NS_TEST_EXPECT_MSG_EQ(talk.Wait(), "18 500 1001 0", "repeated");
        }
        NS_TEST_EXPECT_MSG_EQ(talk.connection->GetTimeout(), 8, "the last wait");
        NS_TEST_EXPECT_MSG_EQ(talk.Wait(), "20 501 1001 0", "RST");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->IsOver(), true, "given up");

        Talk good;
        NS_TEST_EXPECT_MSG_EQ(good.Say(1001, 501, ACK), "", "nothing to say");
        NS_TEST_EXPECT_MSG_EQ(good.connection->IsEstablished(), true, "established");
        NS_TEST_EXPECT_MSG_EQ(good.connection->GetTimeout(), 0, "nothing to wait for");
    }
};

/**
 * Method: 250 octets, an acknowledgement of the first 100, then FIN.
 * Expected: segments of the MSS, 100, 100 and 50 octets, from 501 on, with PSH and ACK (24), that
 * acknowledge 1251. After the peer's FIN (number 1251) its acknowledgement is 1252, and FIN of the
 * service follows the last octet, with number 751. The peer's acknowledgement of 752 ends it.
 */
class EchoTestCase : public TestCase
{
  public:
    EchoTestCase()
        : TestCase("echo and end")
    {
    }

  private:
    void DoRun() override
    {
        Talk talk;
        talk.Say(1001, 501, ACK);
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1001, 501, ACK | PSH, 250),
                              "24 501 1251 100, 24 601 1251 100, 24 701 1251 50",
                              "what came goes back");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->GetTimeout(), 1, "waits for its acknowledgement");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1251, 601, ACK), "", "the first 100 are there");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1251, 751, ACK | FIN), "17 751 1252 0", "both ends");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1252, 752, ACK), "", "the last word");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->IsOver(), true, "over");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->GetReceived(), 250, "octets");
    }
};

/**
 * Method: segments that are lost, early, late, or out of all range.
 * Expected: an early one is answered by what is wanted (1001) and not kept; one that is half old
 * counts by its new half; an old one is acknowledged again; three acknowledgements of the same
 * octet have the oldest segments sent again at once, a wait that is over too; a window of zero is
 * filled by one octet a wait (RFC 9293 section 3.8.6.1). RST counts if it is exactly the next (RFC
 * 5961 section 3.2), SYN is answered by what is wanted (section 4.2).
 */
class TroubleTestCase : public TestCase
{
  public:
    TroubleTestCase()
        : TestCase("losses and strange segments")
    {
    }

  private:
    void DoRun() override
    {
        Talk talk;
        talk.Say(1001, 501, ACK);
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1051, 501, ACK, 50), "16 501 1001 0", "early");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1001, 501, ACK, 60), "24 501 1061 60", "in order");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1051, 501, ACK, 50), "24 561 1101 40", "half of it old");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1001, 501, ACK, 60), "16 601 1101 0", "all of it old");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 501, ACK) + talk.Say(1101, 501, ACK), "", "twice");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 501, ACK), "24 501 1101 100", "three times");
        NS_TEST_EXPECT_MSG_EQ(talk.Wait(), "24 501 1101 100", "no acknowledgement");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->GetTimeout(), 2, "twice as long");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 700, ACK), "16 601 1101 0", "of what was never sent");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 601, ACK), "", "all is there");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 601, SYN), "16 601 1101 0", "SYN");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 601, 0, 10), "", "no ACK");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1102, 601, RST), "", "RST with another number");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->IsOver(), false, "not over");
        NS_TEST_EXPECT_MSG_EQ(talk.Say(1101, 601, RST), "", "RST");
        NS_TEST_EXPECT_MSG_EQ(talk.connection->IsOver(), true, "over");

        Talk closed(true, 0);
        closed.Say(1001, 501, ACK, 0, 0);
        NS_TEST_EXPECT_MSG_EQ(closed.Say(1001, 501, ACK, 30, 0),
                              "16 501 1031 0",
                              "a closed window");
        NS_TEST_EXPECT_MSG_EQ(closed.Wait(), "24 501 1031 1", "one octet");
        NS_TEST_EXPECT_MSG_EQ(closed.Say(1031, 502, ACK, 0, 10), "24 502 1031 10", "ten more");
        NS_TEST_EXPECT_MSG_EQ(closed.Say(1031, 512, ACK), "24 512 1031 19", "open");
    }
};

/**
 * Method: a peer that sends 100,000 octets and acknowledges nothing; the same to the discard
 * service. Expected: of echo no more than 65535 octets are kept, the window says so, and 32768 at
 * most are on their way; discard takes all of them and sends no data.
 */
class BoundTestCase : public TestCase
{
  public:
    BoundTestCase()
        : TestCase("a peer that takes nothing")
    {
    }

  private:
    void DoRun() override
    {
        Talk talk;
        talk.Say(1001, 501, ACK);
        std::size_t flight = 0;
        uint32_t next = 1001;
        for (uint32_t i = 0; i < 100; ++i)
        {
            talk.Say(next, 501, ACK, 1000);
            for (const auto& segment : talk.sent)
            {
                flight += segment.data.size();
                next = segment.acknowledge;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(next, 1001 + 65535, "no more is taken");
        NS_TEST_EXPECT_MSG_EQ(talk.sent.back().window, 0, "and the peer knows");
        NS_TEST_EXPECT_MSG_EQ(flight, 32768, "on their way");

        Talk discard(false);
        discard.Say(1001, 501, ACK);
        for (uint32_t i = 0; i < 100; ++i)
        {
            const uint32_t sequence = 1001 + 1000 * i;
            NS_TEST_EXPECT_MSG_EQ(discard.Say(sequence, 501, ACK, 1000),
                                  "16 501 " + std::to_string(sequence + 1000) + " 0",
                                  "acknowledged");
        }
        NS_TEST_EXPECT_MSG_EQ(discard.connection->GetReceived(), 100000, "all of it");
        NS_TEST_EXPECT_MSG_EQ(discard.Say(101001, 501, FIN | ACK), "17 501 101002 0", "both ends");
    }
};

/// The suite.
class TcpEchoTestSuite : public TestSuite
{
  public:
    TcpEchoTestSuite()
        : TestSuite("lisp-helper-tcp-echo", TestSuite::Type::UNIT)
    {
        AddTestCase(new HandshakeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new EchoTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TroubleTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new BoundTestCase, compat::TestDuration<>::QUICK);
    }
};

TcpEchoTestSuite g_tcpEchoTestSuite; ///< registers the suite

} // namespace
