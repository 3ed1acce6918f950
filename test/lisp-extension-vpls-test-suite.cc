/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief VPLS among three data centres: split horizon, learning, MAC withdrawal, failures.
 */

#include "pseudowire-test-net.h"

#include "ns3/associated-channel-header.h"
#include "ns3/mac-withdraw-message.h"
#include "ns3/mac-withdraw-session.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/vpls-extension.h"

#include <functional>
#include <stdexcept>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;
using Scope = MacWithdrawMessage::Scope;

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

/**
 * Method: a host of data centre 0 sends a broadcast, another one a multicast, and one of data
 * centre 1 to an address that nobody has. Expected: each goes out by the two pseudowires of its
 * data centre and by no other (split horizon), and reaches each of the five other hosts once (of
 * the third, which is for none of them, the NICs hand nothing up).
 */
class FloodTestCase : public TestCase
{
  public:
    FloodTestCase()
        : TestCase("broadcast, multicast, unknown: to each once, split horizon")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh;
        Mesh::At(1, [&]() { mesh.host[0][0].Send(Mac48Address::GetBroadcast()); });
        Mesh::At(2, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "01 11 11", "broadcast");
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "1 1 0 0 0 0", "broadcast");
            mesh.host[0][1].Send(Mac48Address("01:00:5e:01:02:03"));
        });
        Mesh::At(3, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "11 22 22", "multicast");
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "2 2 0 0 0 0", "multicast");
            mesh.host[1][0].Send(Mac48Address("02:00:00:00:09:09"));
        });
        Mesh::RunUntil(4);
        NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "2 2 1 1 0 0", "unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetFlooded(), 1, "unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 0, "groups are not unknown");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetSent(), 2, "a frame counts once");
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[2]->GetReceived(), 3, "received");
        Simulator::Destroy();
    }
};

/**
 * Method: host 0 of data centre 0 sends to host 0 of data centre 1, which answers, thrice; then its
 * address appears in VLAN 200 of data centre 2. Addresses age after 10 s.
 * Expected: the first frame is flooded, also to data centre 2; then nothing is: 3 frames to 1, 1 to
 * 2, 3 back. An address of two VLANs is in two places. After 10 s without a frame it is flooded to.
 */
class LearnTestCase : public TestCase
{
  public:
    LearnTestCase()
        : TestCase("learning by VLAN and pseudowire, ageing")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh(true, 10);
        auto& one = mesh.host[0][0];
        auto& other = mesh.host[1][0];
        for (int i = 0; i < 3; ++i)
        {
            Mesh::At(1 + i, [&]() { one.Send(other.GetMac()); });
            Mesh::At(1.5 + i, [&]() { other.Send(one.GetMac()); });
        }
        Mesh::At(4, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Sent(), "3 1 3 0 0 0", "flooded once");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 1, "flooded");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetForwarded(), 2, "not flooded");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetForwarded(), 3, "answers");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), 1, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, one.GetMac()), 0, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, one.GetMac()), 0, "learned from the flooded one");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, other.GetMac()), -1, "never heard there");
            EthernetFrame frame;
            frame.source = other.GetMac();
            frame.destination = one.GetMac();
            frame.vlan = 200;
            frame.protocol = TEST_TYPE;
            frame.payload = Create<Packet>(46);
            mesh.vpls[2]->Send(frame);
        });
        Mesh::At(5, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 100), 1, "VLAN 100");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 200), 2, "VLAN 200");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac(), 300), -1, "VLAN 300");
        });
        // Last heard at 3.5 s.
        Mesh::At(13.4, [&]() { NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), 1, "kept"); });
        Mesh::At(13.6, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, other.GetMac()), -1, "aged");
            one.Send(other.GetMac());
        });
        Mesh::RunUntil(15);
        NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetFlooded(), 2, "flooded again");
        NS_TEST_EXPECT_MSG_EQ(other.arrivals.size(), 4, "and arrives");
        Simulator::Destroy();
    }
};

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
 * Method: the cable between data centres 0 and 1 is pulled at 5 s, without a signal, and is back at
 * 10 s. Then all of data centre 0's are pulled.
 * Expected: after 3 x 300 ms both ends forget what was there, and go on with data centre 2: a
 * broadcast from 0 reaches 2 alone, once each, and the extension stays up. Back, it reaches each
 * once. With none left the extension is down, and the switch told; what it is to send is DOWN.
 */
class FailureTestCase : public TestCase
{
  public:
    FailureTestCase()
        : TestCase("a pseudowire fails and comes back; all fail")
    {
    }

  private:
    void DoRun() override
    {
        Mesh mesh;
        auto& sender = mesh.host[0][0];
        const auto broadcast = [&]() { sender.Send(Mac48Address::GetBroadcast()); };
        auto cable = mesh.nic[0][1]->GetCable();
        uint32_t changes = 0;
        mesh.lan[0]->AddPortListener(
            [&](const Ptr<SwitchPort>& port) { changes += port == mesh.vpls[0]; });
        Mesh::At(1, [&]() { mesh.host[1][0].Send(Mac48Address::GetBroadcast()); });
        Mesh::At(2, [&]() {
            NS_TEST_EXPECT_MSG_EQ(changes, 1, "up");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][0].GetMac()), 1, "learned");
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "11 01 11", "the broadcast");
        });
        Mesh::At(5, [&]() { mesh.nic[0][1]->Unplug(LinkSignal::SILENT); });
        Mesh::At(6, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.wire[0][1]->IsUp(), false, "down");
            NS_TEST_EXPECT_MSG_EQ(mesh.wire[1][0]->IsUp(), false, "down");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][0].GetMac()), -1, "forgotten");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, mesh.host[1][0].GetMac()), 1, "not there");
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->IsUp(), true, "still up");
            broadcast();
        });
        Mesh::At(7, [&]() { NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "12 01 22", "not to 1"); });
        Mesh::At(10, [&]() { mesh.nic[0][1]->Plug(cable, LinkSignal::SILENT); });
        Mesh::At(12, broadcast);
        Mesh::At(13, [&]() {
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "13 12 33", "to each once");
            NS_TEST_EXPECT_MSG_EQ(changes, 1, "the switch has seen nothing");
            mesh.nic[0][1]->Unplug();
            mesh.nic[0][2]->Unplug();
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->IsUp(), false, "down with its links");
            NS_TEST_EXPECT_MSG_EQ(changes, 2, "the switch is told");
            EthernetFrame frame;
            frame.vlan = 100;
            frame.source = sender.GetMac();
            frame.destination = Mac48Address::GetBroadcast();
            frame.protocol = TEST_TYPE;
            frame.payload = Create<Packet>(46);
            mesh.vpls[0]->Send(frame);
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[0]->GetDrops(Reason::DOWN), 1, "dropped");
        });
        Mesh::RunUntil(14);
        Simulator::Destroy();
    }
};

/**
 * Method: hosts of data centre 1 have spoken; then its edge device stops being VLAN 100's
 * forwarder, as one does whose neighbour in the data centre takes over. A broadcast from 0, and one
 * from 1. Expected: the others forget what was behind it; nothing comes in or goes out there any
 * more, NOT_FORWARDER; nothing is learned from what is dropped.
 */
class ForwarderTestCase : public TestCase
{
  public:
    ForwarderTestCase()
        : TestCase("who stops being forwarder withdraws")
    {
    }

  private:
    void DoRun() override
    {
        for (const bool watches : {true, false})
        {
            Mesh mesh(watches);
            Mesh::At(1, [&]() {
                mesh.host[1][0].Send(Mac48Address::GetBroadcast());
                mesh.host[1][1].Send(Mac48Address::GetBroadcast());
                mesh.host[2][1].Send(Mac48Address::GetBroadcast());
            });
            Mesh::At(2, [&]() {
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][1].GetMac()), 1, "learned");
                mesh.vpls[1]->SetForwarder(100, true); // as it is
                mesh.vpls[1]->SetForwarder(100, false);
                mesh.vpls[1]->SetForwarder(100, false);
            });
            Mesh::At(3, [&]() {
                for (const int k : {0, 1})
                {
                    NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[1][k].GetMac()), -1, k);
                    NS_TEST_EXPECT_MSG_EQ(mesh.Find(2, mesh.host[1][k].GetMac()), -1, k);
                }
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(0, mesh.host[2][1].GetMac()), 2, "another's stays");
                NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, mesh.host[2][1].GetMac()), -1, "not its own");
                NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetWithdrawals(mesh.wire[1][0]).sent, 1, "one");
                mesh.host[0][0].Send(Mac48Address::GetBroadcast());
                mesh.host[1][0].Send(Mac48Address::GetBroadcast());
            });
            Mesh::RunUntil(4);
            NS_TEST_EXPECT_MSG_EQ(mesh.vpls[1]->GetDrops(Reason::NOT_FORWARDER), 2, "both ways");
            NS_TEST_EXPECT_MSG_EQ(mesh.Find(1, mesh.host[0][0].GetMac()), -1, "not learned");
            // 3 of the first broadcasts, less its own, and the local one at data centre 1.
            NS_TEST_EXPECT_MSG_EQ(mesh.Arrivals(), "34 23 43", "who got what");
            Simulator::Destroy();
        }
    }
};

/**
 * Two data centres with two edge devices each: 0 and 1, 2 and 3; each a switch with a host in VLAN
 * 100 and a link to the other one of its data centre. A pseudowire from each to both of the other
 * data centre; 0 and 2 are forwarders of VLAN 100.
 */
struct TwoEdges
{
    static constexpr int EDGES = 4; //!< edge devices

    TwoEdges()
    {
        EthernetHelper helper;
        VlanSet vlans;
        vlans.set(100);
        for (uint8_t i = 0; i < EDGES; ++i)
        {
            edge[i] = CreateObject<Node>();
            lan[i] = CreateObject<VlanSwitch>();
            lan[i]->Install(edge[i]);
            router[i] = CreateObject<MplsRouter>();
            router[i]->Install(edge[i]);
            host[i].Create(Mesh::Mac(i, 0));
            host[i].Attach(lan[i], 100);
            vpls[i] = CreateObject<VplsExtension>();
            vpls[i]->SetForwarder(100, i % 2 == 0);
        }
        for (const int i : {0, 2})
        {
            const auto link = helper.Install(edge[i], edge[i + 1]);
            for (const int end : {0, 1})
            {
                const auto fabric = lan[i + end]->AddNic(DynamicCast<EthernetNic>(link.Get(end)));
                lan[i + end]->SetTrunk(fabric, vlans);
            }
        }
        for (const int i : {0, 1})
        {
            for (const int j : {2, 3})
            {
                const auto link = helper.Install(edge[i], edge[j]);
                const std::array<Ptr<EthernetNic>, 2> nic = {DynamicCast<EthernetNic>(link.Get(0)),
                                                             DynamicCast<EthernetNic>(link.Get(1))};
                Join(i, j, nic[0], nic[1]);
                Join(j, i, nic[1], nic[0]);
                core[i].push_back(nic[0]);
            }
        }
        for (int i = 0; i < EDGES; ++i)
        {
            lan[i]->AddPort(vpls[i], SwitchPortRole::EXTENSION);
            lan[i]->SetTrunk(vpls[i], vlans);
            vpls[i]->SetSwitch(lan[i]);
        }
    }

    /// @param i an edge device @param j another @param near NIC of i @param far NIC of j
    void Join(int i, int j, const Ptr<EthernetNic>& near, const Ptr<EthernetNic>& far)
    {
        router[i]->AddInterface(near);
        auto transport = CreateObject<MplsPseudowireTransport>();
        transport->Install(router[i],
                           {{}, near, Mac48Address::ConvertFrom(far->GetAddress())},
                           1000 + 10 * j + i,
                           1000 + 10 * i + j);
        auto wire = CreateObject<Pseudowire>();
        wire->AssignStreams(10 * i + j);
        wire->Install(transport);
        vpls[i]->AddPeer(wire);
    }

    /// @return the frames that each host got, such as "0111"
    std::string Arrivals() const
    {
        std::string text;
        for (const auto& one : host)
        {
            text += std::to_string(one.arrivals.size());
        }
        return text;
    }

    std::array<Ptr<Node>, EDGES> edge;                     //!< edge devices
    std::array<Ptr<VlanSwitch>, EDGES> lan;                //!< on them
    std::array<Ptr<MplsRouter>, EDGES> router;             //!< on them
    std::array<Ptr<VplsExtension>, EDGES> vpls;            //!< on them
    std::array<TestHost, EDGES> host;                      //!< behind them
    std::array<std::vector<Ptr<EthernetNic>>, EDGES> core; //!< of 0 and 1: to the others
};

/**
 * Method: broadcasts and unicast between two data centres with two edge devices each. At 5 s edge
 * device 0 loses its links to the other data centre, and 1 becomes forwarder; at 10 s they are
 * back, and at 12 s so is 0 as forwarder. Expected: every broadcast reaches each of the three other
 * hosts once; no frame goes round, although there is no tree. A unicast frame arrives once, by
 * whichever of the two carries the VLAN.
 */
class TwoEdgesTestCase : public TestCase
{
  public:
    TwoEdgesTestCase()
        : TestCase("two edge devices in each data centre: to each once, failure, return")
    {
    }

  private:
    void DoRun() override
    {
        TwoEdges net;
        const auto broadcast = [&](int from) { net.host[from].Send(Mac48Address::GetBroadcast()); };
        const auto expect = [&](double at, const std::string& arrivals) {
            Mesh::At(at, [this, &net, at, arrivals]() {
                NS_TEST_EXPECT_MSG_EQ(net.Arrivals(), arrivals, "at " << at << " s");
            });
        };
        Mesh::At(1, [&]() { broadcast(0); });
        expect(1.5, "0111");
        Mesh::At(2, [&]() { broadcast(3); });
        expect(2.5, "1221");
        Mesh::At(3, [&]() { net.host[1].Send(net.host[3].GetMac()); });
        Mesh::At(3.2, [&]() { net.host[3].Send(net.host[1].GetMac()); });
        expect(3.5, "1322");
        std::vector<Ptr<EthernetCable>> cables;
        Mesh::At(5, [&]() {
            for (const auto& nic : net.core[0])
            {
                cables.push_back(nic->GetCable());
                nic->Unplug(LinkSignal::SILENT);
            }
            net.vpls[0]->SetForwarder(100, false);
            net.vpls[1]->SetForwarder(100, true);
        });
        Mesh::At(6, [&]() { net.host[3].Send(net.host[1].GetMac()); });
        expect(6.5, "1422");
        Mesh::At(7, [&]() { broadcast(2); });
        expect(7.5, "2523");
        Mesh::At(8, [&]() { net.host[0].Send(net.host[2].GetMac()); });
        expect(8.5, "2533");
        Mesh::At(10, [&]() {
            for (std::size_t i = 0; i < cables.size(); ++i)
            {
                net.core[0][i]->Plug(cables[i], LinkSignal::SILENT);
            }
        });
        Mesh::At(12, [&]() {
            net.vpls[1]->SetForwarder(100, false);
            net.vpls[0]->SetForwarder(100, true);
        });
        Mesh::At(13, [&]() { net.host[2].Send(net.host[0].GetMac()); });
        expect(13.5, "3533");
        Mesh::At(14, [&]() { broadcast(1); });
        expect(14.5, "4544");
        Mesh::RunUntil(15);
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
        bool refused = false;
        try
        {
            action();
        }
        catch (const std::invalid_argument&)
        {
            refused = true;
        }
        NS_TEST_EXPECT_MSG_EQ(refused, true, name);
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

/// The suite.
class VplsTestSuite : public TestSuite
{
  public:
    VplsTestSuite()
        : TestSuite("lisp-extension-vpls", TestSuite::Type::UNIT)
    {
        AddTestCase(new FloodTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new LearnTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new WithdrawTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MessageTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new SessionTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new FailureTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForwarderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new TwoEdgesTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new HostileTestCase, compat::TestDuration<>::QUICK);
    }
};

VplsTestSuite g_vplsTestSuite; //!< registers the suite

} // namespace
