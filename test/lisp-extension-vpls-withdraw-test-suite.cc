/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief VPLS: withdrawal of MAC addresses, its messages and their repeats.
 */

#include "script-mistakes.h"
#include "vpls-test-net.h"

#include "ns3/associated-channel-header.h"
#include "ns3/mac-withdraw-message.h"
#include "ns3/mac-withdraw-session.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"
#include "ns3/vpls-extension.h"

#include <functional>

using namespace ns3;
using namespace ns3::vplstest;

namespace
{

using Reason = ExtensionDropReason;
using Scope = MacWithdrawMessage::Scope;

/**
 * Method: a host of data centre 1 that has spoken is pulled out, and plugged in in data centre 2,
 * where it keeps silent. Then host 0 of data centre 0 sends to it. Rows: the extensions watch their
 * switches; they do not; they do not but WithdrawAll is called at data centre 1.
 * Expected: with a withdrawal data centres 0 and 2 forget it (each acknowledges one message), the
 * frame is flooded and reaches it. Without, the frame goes to data centre 1 and is lost.
 */
class WithdrawTestCase : public TestCase
{
  public:
    WithdrawTestCase()
        : TestCase("MAC withdrawal: a silent host that moved is reached")
    {
    }

  private:
    void DoRun() override
    {
        /// A way to withdraw.
        struct Row
        {
            const char* name; //!< which
            bool watches;     //!< SetSwitch
            bool calls;       //!< WithdrawAll
            bool reached;     //!< whether the frame arrives
        };

        for (const auto& row : {Row{"watching", true, false, true},
                                Row{"not told", false, false, false},
                                Row{"told", false, true, true}})
        {
            Mesh mesh(row.watches);
            auto& moves = mesh.host[1][0];
            auto& sender = mesh.host[0][0];
            Mesh::At(1, [&]() { moves.Send(Mac48Address::GetBroadcast()); });
            Mesh::At(1.5, [&]() {
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, moves.GetMac()), 1, "learned");
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, moves.GetMac()), 1, "learned");
            });
            Mesh::At(2, [&]() {
                moves.nic->Unplug();
                if (row.calls)
                {
                    mesh.vpls[1]->WithdrawAll();
                }
            });
            Mesh::At(2.5, [&]() {
                moves.Attach(mesh.lan[2], 100);
                const int known = row.reached ? -1 : 1;
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, moves.GetMac()), known, row.name);
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, moves.GetMac()), known, row.name);
                if (row.watches)
                {
                    NS_TEST_EXPECT_MSG_EQ((mesh.lan[2]->Locate(100, moves.GetMac()) == nullptr),
                                          true,
                                          "its new switch has forgotten it as well");
                }
                else
                {
                    mesh.lan[2]->Flush(); // which is the script's to do
                }
            });
            Mesh::At(3, [&]() { sender.Send(moves.GetMac()); });
            Mesh::RunUntil(8);
            NS_TEST_EXPECT_MSG_EQ(moves.arrivals.size(), row.reached, row.name);
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), row.reached, row.name);
            for (const int far : {0, 2})
            {
                const auto& out = mesh.vpls[1]->GetWithdrawals(mesh.wire[1][far]);
                const auto& in = mesh.vpls[far]->GetWithdrawals(mesh.wire[far][1]);
                NS_TEST_EXPECT_MSG_EQ(out.sent, row.reached, row.name);
                NS_TEST_EXPECT_MSG_EQ(out.acknowledged, row.reached, row.name);
                NS_TEST_EXPECT_MSG_EQ(out.resent, 0, row.name);
                NS_TEST_EXPECT_MSG_EQ(in.received, row.reached, row.name);
            }
            Simulator::Destroy();
        }
    }
};

/**
 * Method: messages are written, and read from octets put down by hand.
 * Expected: RFC 7769 section 4: two reserved octets, length of all TLVs, flags A 80 and R 40; the
 * Sequence Number TLV 0001 of 4 octets first. RFC 4762 section 6.2.1: MAC List TLV with U, 8404.
 * RFC 7361 section 5.1.1: MAC Flush Parameters with U and F, c406, flag N 40. What is not so is
 * refused.
 */
class MessageTestCase : public TestCase
{
  public:
    MessageTestCase()
        : TestCase("MAC Withdraw OAM messages: golden octets, what is refused")
    {
    }

  private:
    void DoRun() override
    {
        MacWithdrawMessage message;
        message.sequence = 0x01020304;
        message.scope = Scope::LISTED;
        message.addresses = {Mac48Address("02:00:00:00:01:00"), Mac48Address("02:00:00:00:01:01")};
        const std::string list =
            "0000 18 00 0001 0004 01020304 8404 000c 020000000100 020000000101";
        NS_TEST_EXPECT_MSG_EQ(ToHex(message.ToPacket()), Digits(list), "list: 8 + 4 + 12 = 24");
        auto read = MacWithdrawMessage::FromPacket(FromHex(list));
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "list");
        NS_TEST_EXPECT_MSG_EQ((read->scope == Scope::LISTED), true, "list");
        NS_TEST_EXPECT_MSG_EQ(read->sequence, 0x01020304, "list");
        NS_TEST_EXPECT_MSG_EQ((read->addresses == message.addresses), true, "list");
        NS_TEST_EXPECT_MSG_EQ((read->acknowledges || read->resets), false, "list");

        message.scope = Scope::FROM_SENDER;
        message.resets = true;
        const std::string all = "0000 0d 40 0001 0004 01020304 c406 0001 40";
        NS_TEST_EXPECT_MSG_EQ(ToHex(message.ToPacket()), Digits(all), "all: 8 + 4 + 1 = 13");
        read = MacWithdrawMessage::FromPacket(FromHex(all));
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "all");
        NS_TEST_EXPECT_MSG_EQ((read->scope == Scope::FROM_SENDER && read->resets), true, "all");

        message.scope = Scope::BUT_SENDERS;
        message.resets = false;
        const std::string others = "0000 0c 00 0001 0004 01020304 8404 0000";
        NS_TEST_EXPECT_MSG_EQ(ToHex(message.ToPacket()), Digits(others), "others");
        read = MacWithdrawMessage::FromPacket(FromHex(others));
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "others");
        NS_TEST_EXPECT_MSG_EQ((read->scope == Scope::BUT_SENDERS), true, "others");

        MacWithdrawMessage answer;
        answer.acknowledges = true;
        answer.sequence = 7;
        const std::string ack = "0000 08 80 0001 0004 00000007";
        NS_TEST_EXPECT_MSG_EQ(ToHex(answer.ToPacket()), Digits(ack), "acknowledgement");
        read = MacWithdrawMessage::FromPacket(FromHex(ack));
        NS_TEST_ASSERT_MSG_EQ(read.has_value(), true, "acknowledgement");
        NS_TEST_EXPECT_MSG_EQ((read->acknowledges && read->scope == Scope::NONE), true, "ack");
        read = MacWithdrawMessage::FromPacket(
            FromHex("0000 10 00 0001 0004 00000007 c406 0004 00 01 0001 ffff"));
        NS_TEST_EXPECT_MSG_EQ((read && read->scope == Scope::BUT_SENDERS), true, "flag N not set");
        read = MacWithdrawMessage::FromPacket(
            FromHex("0000 13 00 0001 0004 00000007 3abc 0003 aabbcc 8404 0000"));
        NS_TEST_EXPECT_MSG_EQ(read.has_value(), true, "a TLV that nobody knows is skipped");

        for (const auto* octets : {
                 "",
                 "0000 08",                                            // cut short
                 "0000 08 80 0001 0004 000000",                        // cut short
                 "0000 09 80 0001 0004 00000007",                      // TLVs beyond the end
                 "0000 00 80",                                         // no sequence number
                 "0000 04 00 8404 0000",                               // no sequence number
                 "0000 08 00 0001 0004 00000007",                      // no addresses
                 "0000 0c 80 0001 0004 00000007 8404 0000",            // acknowledges addresses
                 "0000 07 80 0001 0003 000007",                        // short sequence number
                 "0000 0c 80 0001 0008 00000007 8404 0000 00",         // long sequence number
                 "0000 11 00 0001 0004 00000007 8404 0005 0200000001", // not whole addresses
                 "0000 0c 00 0001 0004 00000007 c406 0000",            // no flush flags
                 "0000 10 00 0001 0004 00000007 8404 0000 8404 0000",  // two lists
                 "0000 14 00 0001 0004 00000007 0001 0004 00000008 8404 0000", // two numbers
                 "0000 0b 00 0001 0004 00000007 840400", // TLV header cut short
             })
        {
            NS_TEST_EXPECT_MSG_EQ(MacWithdrawMessage::FromPacket(FromHex(octets)).has_value(),
                                  false,
                                  octets);
        }
    }
};

/**
 * Method: a session whose other end is the test.
 * Expected: a message without acknowledgement is sent again after 1, 2 and 3 s, and given up after
 * 4. Meanwhile withdrawn addresses wait, and go together as the next; 41 become all. The first
 * message carries R until one is acknowledged. What is received twice is acknowledged twice and
 * passed on once; a late number is not passed on; numbers may wrap.
 */
class SessionTestCase : public TestCase
{
  public:
    SessionTestCase()
        : TestCase("withdrawals: numbers, acknowledgement, sent again")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<std::string> sent;
        std::vector<MacWithdrawMessage> passed;
        MacWithdrawSession session(
            [&](const Ptr<Packet>& packet) {
                sent.push_back(std::to_string(Simulator::Now().GetMilliSeconds()) + " " +
                               ToHex(packet));
            },
            [&](const MacWithdrawMessage& message) { passed.push_back(message); });
        const auto acknowledge = [&](const std::string& number) {
            session.Receive(FromHex("0000 08 80 0001 0004" + number));
        };
        const auto arrive = [&](const std::string& number, const std::string& flags = "00") {
            session.Receive(FromHex("0000 0c" + flags + "0001 0004" + number + "8404 0000"));
        };
        const Mac48Address a("02:00:00:00:00:0a");
        const Mac48Address b("02:00:00:00:00:0b");
        const auto first = Digits("0000 12 40 0001 0004 00000001 8404 0006 02000000000a");
        session.Withdraw({a});
        Mesh::At(0.5, [&]() { session.Withdraw({a, b}); });
        Mesh::At(1.5, [&]() { session.Withdraw({b}); });
        Mesh::At(3.9, [&]() {
            NS_TEST_ASSERT_MSG_EQ(sent.size(), 4, "sent, and again three times");
            for (int i = 0; i < 4; ++i)
            {
                NS_TEST_EXPECT_MSG_EQ(sent[i], std::to_string(1000 * i) + " " + first, i);
            }
        });
        Mesh::At(4.5, [&]() {
            NS_TEST_ASSERT_MSG_EQ(sent.size(), 5, "given up, and the next");
            NS_TEST_EXPECT_MSG_EQ(
                sent[4],
                "4000 " +
                    Digits("0000 18 40 0001 0004 00000002 8404 000c 02000000000a 02000000000b"),
                "what waited, once");
            acknowledge("00000001");
            NS_TEST_EXPECT_MSG_EQ(session.GetCounters().acknowledged, 0, "not that one");
            acknowledge("00000002");
            NS_TEST_EXPECT_MSG_EQ(session.GetCounters().acknowledged, 1, "that one");
            std::vector<Mac48Address> many;
            for (uint8_t i = 0; i < 41; ++i)
            {
                many.push_back(Mesh::Mac(0, i));
            }
            session.Withdraw(many);
            NS_TEST_ASSERT_MSG_EQ(sent.size(), 6, "at once");
            NS_TEST_EXPECT_MSG_EQ(sent[5],
                                  "4500 " + Digits("0000 0d 00 0001 0004 00000003 c406 0001 40"),
                                  "all, without R");
            acknowledge("00000003");
            many.pop_back();
            session.Withdraw(many);
            NS_TEST_EXPECT_MSG_EQ(sent.back().substr(5, 8), "0000fc00", "40: 8 + 4 + 240 = 252");
            acknowledge("00000004");
        });
        Mesh::At(6, [&]() {
            NS_TEST_EXPECT_MSG_EQ(sent.size(), 7, "nothing is sent again");
            const std::tuple<const char*, const char*, std::size_t> numbers[] = {
                {"fffffffe", "00", 1}, // the first one
                {"fffffffe", "00", 1}, // again
                {"fffffffd", "00", 1}, // late
                {"ffffffff", "00", 2},
                {"00000001", "00", 3}, // wrapped
                {"ffffffff", "00", 3}, // late
                {"00000001", "40", 4}, // begins anew
                {"80000001", "00", 4}, // 2^31 ahead counts as behind
            };
            for (const auto& [number, flags, count] : numbers)
            {
                arrive(number, flags);
                NS_TEST_EXPECT_MSG_EQ(passed.size(), count, number);
                NS_TEST_EXPECT_MSG_EQ(sent.back(),
                                      "6000 " + Digits("0000 08") +
                                          (flags[0] == '4' ? "c0" : "80") + "00010004" + number,
                                      "acknowledged");
            }
        });
        Simulator::Run();
        const auto& counters = session.GetCounters();
        NS_TEST_EXPECT_MSG_EQ(counters.sent, 4, "messages");
        NS_TEST_EXPECT_MSG_EQ(counters.resent, 3, "again");
        NS_TEST_EXPECT_MSG_EQ(counters.unanswered, 1, "given up");
        NS_TEST_EXPECT_MSG_EQ(counters.acknowledged, 3, "acknowledged");
        NS_TEST_EXPECT_MSG_EQ(counters.received, 4, "passed on");
        NS_TEST_EXPECT_MSG_EQ(counters.duplicates, 4, "not passed on");
        Simulator::Destroy();
    }
};

/**
 * Method: an edge device's neighbour sends it octets on the channel of MAC withdrawal, random ones
 * among them; and frames from a group address.
 * Expected: MALFORMED at the pseudowire, or taken as a message, each once; no group address is
 * learned. Mistakes of a script are refused.
 */
class HostileTestCase : public TestCase
{
  public:
    HostileTestCase()
        : TestCase("hostile octets and mistakes")
    {
    }

  private:
    /// @param name what @param action does it
    void Refuse(const char* name, const std::function<void()>& action)
    {
        NS_TEST_EXPECT_MSG_EQ(IsRefused(action), true, name);
    }

    void DoRun() override
    {
        Mesh mesh;
        constexpr uint64_t MESSAGES = 2000;
        Mesh::At(1, [&]() {
            auto random = CreateObject<UniformRandomVariable>();
            random->SetStream(1);
            for (uint64_t i = 0; i < MESSAGES; ++i)
            {
                std::vector<uint8_t> octets(random->GetInteger(0, 40));
                for (auto& octet : octets)
                {
                    octet = static_cast<uint8_t>(random->GetInteger(0, i % 2 ? 255 : 8));
                }
                auto message = Create<Packet>(octets.data(), octets.size());
                AssociatedChannelHeader channel;
                channel.type = AssociatedChannelHeader::MAC_WITHDRAWAL;
                message->AddHeader(channel);
                MplsLabelStackEntry label;
                label.label = 1010 + 0; // data centre 1's, of the pseudowire to 0
                label.bottom = true;
                label.ttl = 255;
                message->AddHeader(label);
                mesh.router[1]->Receive(message);
            }
            EthernetFrame frame;
            frame.vlan = 100;
            frame.source = Mac48Address("03:00:00:00:00:01");
            frame.destination = mesh.host[1][0].GetMac();
            frame.protocol = TEST_TYPE;
            frame.payload = Create<Packet>(46);
            mesh.wire[0][1]->Send(frame);
        });
        Mesh::RunUntil(2);
        const auto& counters = mesh.vpls[1]->GetWithdrawals(mesh.wire[1][0]);
        NS_TEST_EXPECT_MSG_EQ(mesh.wire[1][0]->GetDrops(Reason::MALFORMED) + counters.received +
                                  counters.duplicates,
                              MESSAGES,
                              "each is counted once");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetMacTable().GetSize(), 0, "no group is learned");
        NS_TEST_EXPECT_MSG_EQ(mesh.lan[1]->GetDrops(SwitchDropReason::MALFORMED), 1, "switch");
        Refuse("a pseudowire twice", [&]() { mesh.vpls[0]->AddPeer(mesh.wire[0][1]); });
        Refuse("not set up", [&]() { mesh.vpls[0]->AddPeer(CreateObject<Pseudowire>()); });
        Refuse("two switches", [&]() { mesh.vpls[0]->SetSwitch(mesh.lan[1]); });
        Refuse("not a peer", [&]() { mesh.vpls[0]->GetWithdrawals(mesh.wire[1][0]); });
        Simulator::Destroy();
    }
};

/// The suite of withdrawals.
class ExtensionVplsWithdrawTestSuite : public TestSuite
{
  public:
    ExtensionVplsWithdrawTestSuite()
        : TestSuite("lisp-extension-vpls-withdraw", TestSuite::Type::UNIT)
    {
        AddTestCase(new WithdrawTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MessageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SessionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionVplsWithdrawTestSuite g_extensionVplsWithdrawTestSuite; //!< registers the suite

} // namespace
