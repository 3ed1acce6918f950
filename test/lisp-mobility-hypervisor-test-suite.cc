/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Hypervisors: their machines, ports and room, storage, and what strangers send to where
 * machines come.
 */

#include "migration-test-net.h"
#include "packet-hex.h"

#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/stop-and-copy-migration.h"
#include "ns3/storage.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/test.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

using Reason = HypervisorDropReason;

constexpr uint64_t MEMORY = uint64_t{1} << 20; //!< octets
constexpr uint64_t ROOM = uint64_t{64} << 30;  //!< of a hypervisor

/// @param memory octets @param processors how many @param address its @return a machine, nowhere
Ptr<VirtualMachine>
MakeMachine(uint64_t memory, uint32_t processors, const std::string& address)
{
    const auto machine = CreateObject<VirtualMachine>();
    machine->SetAttribute("Memory", UintegerValue(memory));
    machine->SetAttribute("VCpus", UintegerValue(processors));
    machine->Install(DynamicCast<EthernetNic>(MigrationTestNet::AddHost(address)->GetDevice(1)));
    return machine;
}

/**
 * Method: machines are started at a hypervisor of 4 MiB and 4 processors, and removed.
 * Expected: each gets a port of its own in its VLAN; the room is counted; what does not fit, is
 * attached already, or is in no VLAN there is refused with one line; a port that is free is used
 * again; a machine that was removed is off, detached, and can be started elsewhere.
 */
class RoomTestCase : public TestCase
{
  public:
    RoomTestCase()
        : TestCase("machines, ports and room")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto host = net.hypervisor[0];
        host->SetAttribute("Memory", UintegerValue(4 * MEMORY));
        host->SetAttribute("VCpus", UintegerValue(4));
        const auto first = MakeMachine(2 * MEMORY, 1, "10.9.0.2");
        const auto second = MakeMachine(MEMORY, 2, "10.9.0.3");
        const auto large = MakeMachine(MEMORY + 1, 1, "10.9.0.4");
        const auto wide = MakeMachine(MEMORY, 2, "10.9.0.5");
        const auto blank = MakeMachine(0, 1, "10.9.0.6");
        host->Start(first, 1);
        host->Start(second, 1);
        NS_TEST_EXPECT_MSG_EQ(host->GetFreeMemory(), MEMORY, "memory");
        NS_TEST_EXPECT_MSG_EQ(host->GetFreeVCpus(), 1, "processors");
        NS_TEST_EXPECT_MSG_EQ(host->GetMachines().size(), 2, "machines");
        NS_TEST_EXPECT_MSG_EQ(host->GetVlan(first), 1, "VLAN");
        NS_TEST_EXPECT_MSG_EQ(Hypervisor::Find(first), host, "where it is");
        NS_TEST_EXPECT_MSG_EQ(Hypervisor::Find(large), nullptr, "nowhere");
        NS_TEST_EXPECT_MSG_NE(first->GetPort(), second->GetPort(), "ports of their own");
        NS_TEST_EXPECT_MSG_EQ(host->HasVlan(1), true, "VLAN 1");
        NS_TEST_EXPECT_MSG_EQ(host->HasVlan(2), false, "VLAN 2");
        const auto bare = CreateObject<Node>();
        const std::map<std::string, std::function<void()>> refused = {
            {"no machine", [&]() { host->Start(nullptr, 1); }},
            {"no guest", [&]() { host->Start(CreateObject<VirtualMachine>(), 1); }},
            {"here already", [&]() { host->Start(first, 1); }},
            {"elsewhere", [&]() { net.hypervisor[1]->Start(first, 1); }},
            {"too large", [&]() { host->Start(large, 1); }},
            {"without memory", [&]() { host->Start(blank, 1); }},
            {"too many processors", [&]() { host->Start(wide, 1); }},
            {"no such VLAN", [&]() { net.hypervisor[1]->Start(large, 2); }},
            {"VLAN 0", [&]() { host->AddPort(0); }},
            {"VLAN 4095", [&]() { host->AddPort(4095); }},
            {"remove what is not here", [&]() { net.hypervisor[1]->Remove(first); }},
            {"VLAN of what is not here", [&]() { host->GetVlan(large); }},
            {"no switch", [&]() { CreateObject<Hypervisor>()->Install(bare); }},
            {"no node", [&]() { CreateObject<Hypervisor>()->Install(nullptr); }},
            {"a second one", [&]() { CreateObject<Hypervisor>()->Install(net.node[0]); }},
            {"installed twice", [&]() { host->Install(net.lan); }},
            {"port of nowhere", [&]() { CreateObject<Hypervisor>()->AddPort(1); }},
            {"an address twice", [&]() { host->SetAddress(net.Address(0, 0)); }},
            {"address of nowhere",
             [&]() { CreateObject<Hypervisor>()->SetAddress(net.Address(0, 0)); }},
        };
        for (const auto& [name, attempt] : refused)
        {
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(attempt), true, name);
        }
        NS_TEST_EXPECT_MSG_EQ(host->GetFreeMemory(), MEMORY, "untouched");
        const auto port = first->GetPort();
        host->Remove(first);
        NS_TEST_EXPECT_MSG_EQ(first->GetState(), VirtualMachine::OFF, "off");
        NS_TEST_EXPECT_MSG_EQ(first->GetPort(), nullptr, "detached");
        NS_TEST_EXPECT_MSG_EQ(host->GetFreeMemory(), 3 * MEMORY, "room again");
        host->Start(large, 1);
        NS_TEST_EXPECT_MSG_EQ(large->GetPort(), port, "at the port that is free");
        net.hypervisor[1]->Start(first, 1);
        NS_TEST_EXPECT_MSG_EQ(first->GetState(), VirtualMachine::RUNNING, "on again, elsewhere");
        Simulator::Destroy();
    }
};

/**
 * Method: addresses and TCP ports where machines cannot come.
 * Expected: an address that the node has not, and a TCP port that is taken, are refused with one
 * line; afterwards another one is accepted.
 */
class AddressTestCase : public TestCase
{
  public:
    AddressTestCase()
        : TestCase("where machines come")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto node = net.router[0];
        CreateObject<VlanSwitch>()->Install(node);
        const auto host = CreateObject<Hypervisor>();
        host->Install(node);
        const auto taken = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
        taken->Bind(InetSocketAddress(net.Address(0, 1).ToIpv4(), 49152));
        taken->Listen();
        for (const char* address : {"192.168.99.1", "fd0a::9", "02:00:00:00:00:01"})
        {
            const auto set = [&]() { host->SetAddress(NetworkAddress::FromString(address)); };
            NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(set), true, address);
        }
        const auto set = [&]() { host->SetAddress(net.Address(0, 1)); };
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine(set), true, "taken");
        host->SetAttribute("MigrationPort", UintegerValue(49153));
        set();
        NS_TEST_EXPECT_MSG_EQ(host->GetAddress().ToString(), "192.168.0.2", "address");
        NS_TEST_EXPECT_MSG_EQ(host->GetMigrationPort(), 49153, "port");
        Simulator::Destroy();
    }
};

/// Connects to hypervisor 1, says something, and sees whether it is closed.
class Stranger
{
  public:
    /// @param net the network @param octets to be said @param closes after that
    Stranger(MigrationTestNet& net, Ptr<Packet> octets, bool closes)
        : m_octets(octets),
          m_closes(closes)
    {
        m_socket = Socket::CreateSocket(net.node[0], TcpSocketFactory::GetTypeId());
        m_socket->Bind();
        m_socket->SetConnectCallback(MakeCallback(&Stranger::Speak, this),
                                     MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetCloseCallbacks(MakeCallback(&Stranger::Close, this),
                                    MakeCallback(&Stranger::Close, this));
        m_socket->SetRecvCallback(MakeCallback(&Stranger::Hear, this));
        m_socket->Connect(InetSocketAddress(net.Address(1, 0).ToIpv4(), 49152));
    }

    std::string heard;    //!< as hexadecimal digits
    bool isClosed{false}; //!< by the hypervisor

  private:
    void Speak(Ptr<Socket> socket)
    {
        if (m_octets && m_octets->GetSize() > 0)
        {
            socket->Send(m_octets);
        }
        if (m_closes)
        {
            socket->Close();
        }
    }

    void Close(Ptr<Socket>)
    {
        isClosed = true;
    }

    void Hear(Ptr<Socket> socket)
    {
        while (const auto packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                return;
            }
            heard += ToHex(packet);
        }
    }

    Ptr<Socket> m_socket; //!< its
    Ptr<Packet> m_octets; //!< to be said
    bool m_closes;        //!< after that
};

/// What a stranger says, and why it is closed.
struct Speech
{
    const char* octets; //!< as hexadecimal digits
    bool closes;        //!< the stranger does, after that
    Reason reason;      //!< why
};

/**
 * Method: strangers connect to a hypervisor and say what the table has; then 200 say up to 64
 * random octets each, then close; the room is looked at, and a machine moved there after that.
 * Expected: each connection is closed, counted and traced for its reason, once: octets that are no
 * message; another message than HELLO; a HELLO with a token that is not expected; nothing within
 * HelloTimeout; a cut message. Of random octets: 16 or more are no message, or, once in 256 *
 * 65536 * 2^40, a HELLO; fewer than 16 are cut. Nothing is answered, no room is taken, and the
 * machine arrives.
 */
class StrangerTestCase : public TestCase
{
  public:
    StrangerTestCase()
        : TestCase("what strangers say")
    {
    }

  private:
    void Dropped(Reason reason)
    {
        ++m_traced[reason];
    }

    void DoRun() override
    {
        const std::vector<Speech> speeches = {
            {"00000000 00000000 0000000000000000", false, Reason::MALFORMED},
            {"ffffffff ffffffff ffffffffffffffff", false, Reason::MALFORMED},
            {"01000002 00000000 0000000300000001", false, Reason::MALFORMED},    // version 2
            {"01000001 ffffffff 0000000300000001", false, Reason::MALFORMED},    // 4 GiB
            {"04000001 00400001 0000000000000000", false, Reason::MALFORMED},    // above 4 MiB
            {"474554202f20485454502f312e310d0a", false, Reason::MALFORMED},      // GET / HTTP/1.1
            {"04000001 00001008 0000000000000000", false, Reason::NOT_EXPECTED}, // PAGES
            {"06000000 00000000 0000000000000000", false, Reason::NOT_EXPECTED}, // COMPLETE
            {"0a000000 00000000 0000000000000000", false, Reason::NOT_EXPECTED}, // ALIVE
            {"01000001 00000000 0000000000000000", false, Reason::WRONG_TOKEN},
            {"01000001 00000000 ffffffffffffffff", false, Reason::WRONG_TOKEN},
            {"", false, Reason::SILENT},
            {"01000001 00000000 000000", false, Reason::SILENT},
            {"01000001 00000000 000000", true, Reason::CUT},
            {"", true, Reason::CUT},
        };
        MigrationTestNet net;
        const auto host = net.hypervisor[1];
        host->TraceConnectWithoutContext("Drop", MakeCallback(&StrangerTestCase::Dropped, this));
        const auto machine = net.AddMachine(MEMORY);
        std::vector<std::unique_ptr<Stranger>> strangers;
        std::map<Reason, uint64_t> expected;
        Time at = Seconds(2);
        for (const Speech& speech : speeches)
        {
            ++expected[speech.reason];
            Simulator::ScheduleWithContext(net.node[0]->GetId(), at, [&, speech]() {
                strangers.push_back(
                    std::make_unique<Stranger>(net, FromHex(speech.octets), speech.closes));
            });
            at += MilliSeconds(10);
        }
        const auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(1);
        for (int i = 0; i < 200; ++i)
        {
            std::vector<uint8_t> octets(random->GetInteger(0, 64));
            for (uint8_t& octet : octets)
            {
                octet = static_cast<uint8_t>(random->GetInteger(0, 255));
            }
            const bool isCut = octets.size() < 16;
            // A first octet that names a type makes a message now and then.
            if (!isCut)
            {
                octets[0] = static_cast<uint8_t>(octets[0] | 0x80);
            }
            ++expected[isCut ? Reason::CUT : Reason::MALFORMED];
            Simulator::ScheduleWithContext(net.node[0]->GetId(), at, [&, octets]() {
                strangers.push_back(std::make_unique<Stranger>(
                    net,
                    Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                    true));
            });
            at += MilliSeconds(10);
        }
        const auto migration = CreateObject<StopAndCopyMigration>();
        Simulator::Schedule(Seconds(15), [&]() {
            NS_TEST_EXPECT_MSG_EQ(host->GetFreeMemory(), ROOM, "no room taken");
            migration->Start(machine, host);
        });
        Simulator::Stop(Seconds(20));
        Simulator::Run();
        for (std::size_t i = 0; i < HYPERVISOR_DROP_REASONS; ++i)
        {
            const auto reason = static_cast<Reason>(i);
            NS_TEST_EXPECT_MSG_EQ(host->GetDrops(reason), expected[reason], ToString(reason));
            NS_TEST_EXPECT_MSG_EQ(m_traced[reason], expected[reason], ToString(reason));
        }
        for (std::size_t i = 0; i < speeches.size(); ++i)
        {
            NS_TEST_EXPECT_MSG_EQ(strangers[i]->isClosed, true, "closed: " << i);
            NS_TEST_EXPECT_MSG_EQ(strangers[i]->heard, "", "nothing answered: " << i);
        }
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "done");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 1, "there");
        Simulator::Destroy();
    }

    std::map<Reason, uint64_t> m_traced; //!< by reason
};

/**
 * Method: with room for 3 connections that say nothing, 5 come.
 * Expected: 2 are not taken, "hypervisor-too-many"; 3 are closed 10 s later, "hypervisor-silent";
 * then there is room for others.
 */
class CrowdTestCase : public TestCase
{
  public:
    CrowdTestCase()
        : TestCase("too many that say nothing")
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto host = net.hypervisor[1];
        host->SetAttribute("MaxWaiting", UintegerValue(3));
        std::vector<std::unique_ptr<Stranger>> strangers;
        for (int i = 0; i < 5; ++i)
        {
            Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2 + 0.1 * i), [&]() {
                strangers.push_back(std::make_unique<Stranger>(net, nullptr, false));
            });
        }
        const auto machine = net.AddMachine(MEMORY);
        const auto migration = CreateObject<StopAndCopyMigration>();
        Simulator::Schedule(Seconds(2.9), [&]() {
            NS_TEST_EXPECT_MSG_EQ(host->GetDrops(Reason::TOO_MANY), 2, "not taken");
            NS_TEST_EXPECT_MSG_EQ(host->GetDrops(Reason::SILENT), 0, "patience");
        });
        Simulator::Schedule(Seconds(30), [&]() { migration->Start(machine, host); });
        Simulator::Stop(Seconds(35));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_GT(host->GetDrops(Reason::SILENT), 2, "closed");
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::DONE, "room again");
        Simulator::Destroy();
    }
};

/// What someone says who knows the token, after the hypervisor has accepted.
struct Lie
{
    const char* name;   //!< of it
    const char* octets; //!< as hexadecimal digits
    Reason reason;      //!< why it is closed
};

/**
 * Method: someone who knows the token of a machine that is expected (256 pages of 4096 octets,
 * 65536 octets of device state) connects before the source does, and sends what does not fit.
 * Expected: ACCEPT, then closed, counted; the room is free again and the machine at the source,
 * where it runs; its own migration is refused at the target, as its token is used up: ABORTED.
 */
class LieTestCase : public TestCase
{
  public:
    explicit LieTestCase(const Lie& lie)
        : TestCase(std::string("a lie: ") + lie.name),
          m_lie(lie)
    {
    }

  private:
    void DoRun() override
    {
        MigrationTestNet net;
        const auto host = net.hypervisor[1];
        const auto machine = net.AddMachine(MEMORY, 65536);
        bool isAccepted = false;
        // The token is the node's number and 1, the first one there.
        const uint64_t token = uint64_t{net.node[1]->GetId()} << 32 | 1;
        std::unique_ptr<Stranger> stranger;
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(2), [&]() {
            host->Reserve(machine, 1, false, Seconds(10), [&](const Ptr<MigrationChannel>&) {
                isAccepted = true;
            });
            host->Unreserve(token);
        });
        const auto migration = CreateObject<StopAndCopyMigration>();
        migration->SetAttribute("StallTimeout", TimeValue(Seconds(3)));
        Simulator::ScheduleWithContext(net.node[0]->GetId(), Seconds(3), [&]() {
            const auto hello = Create<Packet>();
            hello->AddHeader(MigrationMessage(MigrationMessage::HELLO, token + 1, 1));
            hello->AddAtEnd(FromHex(m_lie.octets));
            stranger = std::make_unique<Stranger>(net, hello, false);
            // Its SYN is on the way already, the source's goes behind it.
            migration->Start(machine, host);
        });
        Simulator::Stop(Seconds(8));
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(isAccepted, false, "the first one was given up");
        NS_TEST_EXPECT_MSG_EQ(stranger->heard, "02000000000000000000000000000000", "ACCEPT");
        NS_TEST_EXPECT_MSG_EQ(stranger->isClosed, true, "closed");
        NS_TEST_EXPECT_MSG_EQ(host->GetDrops(m_lie.reason), 1, "counted");
        NS_TEST_EXPECT_MSG_EQ(host->GetDrops(Reason::WRONG_TOKEN), 1, "the source's own");
        NS_TEST_EXPECT_MSG_EQ(host->GetFreeMemory(), ROOM, "free");
        NS_TEST_EXPECT_MSG_EQ(migration->GetState(), Migration::ABORTED, "aborted");
        NS_TEST_EXPECT_MSG_EQ(net.Locate(machine), 0, "at the source");
        NS_TEST_EXPECT_MSG_EQ(machine->GetState(), VirtualMachine::RUNNING, "it runs");
        Simulator::Destroy();
    }

    Lie m_lie; //!< the case
};

/**
 * Method: a storage of 10 Mbit/s and 1000 octets.
 * Expected, by hand: 1250000 octets take 1 s, those asked for meanwhile come after them; room is
 * taken and given back, and what is more than there is refused.
 */
class StorageTestCase : public TestCase
{
  public:
    StorageTestCase()
        : TestCase("storage")
    {
    }

  private:
    void DoRun() override
    {
        const auto storage = CreateObject<Storage>();
        storage->SetAttribute("Rate", DataRateValue(DataRate("10Mbps")));
        storage->SetAttribute("Capacity", UintegerValue(1000));
        NS_TEST_EXPECT_MSG_EQ(storage->Transfer(1250000), Seconds(1), "first");
        NS_TEST_EXPECT_MSG_EQ(storage->Transfer(1250000), Seconds(2), "second");
        NS_TEST_EXPECT_MSG_EQ(storage->GetReady(), Seconds(2), "ready");
        Simulator::Schedule(Seconds(5), [&]() {
            NS_TEST_EXPECT_MSG_EQ(storage->Transfer(125000), Seconds(5.1), "later");
        });
        Simulator::Run();
        storage->Allocate(600);
        NS_TEST_EXPECT_MSG_EQ(storage->GetFree(), 400, "room");
        NS_TEST_EXPECT_MSG_EQ(IsRefusedWithOneLine([&]() { storage->Allocate(401); }),
                              true,
                              "full");
        storage->Free(600);
        NS_TEST_EXPECT_MSG_EQ(storage->GetFree(), 1000, "room");
        const auto boundless = CreateObject<Storage>();
        boundless->SetAttribute("Rate", DataRateValue(DataRate(0)));
        NS_TEST_EXPECT_MSG_EQ(boundless->Transfer(uint64_t{1} << 40), Seconds(5), "at once");
        boundless->Allocate(uint64_t{1} << 60);
        Simulator::Destroy();
    }
};

/// The suite of hypervisors.
class HypervisorTestSuite : public TestSuite
{
  public:
    HypervisorTestSuite()
        : TestSuite("lisp-mobility-hypervisor", TestSuite::Type::UNIT)
    {
        const auto quick = compat::TestDuration<>::QUICK;
        AddTestCase(new RoomTestCase, quick);
        AddTestCase(new AddressTestCase, quick);
        AddTestCase(new StrangerTestCase, quick);
        AddTestCase(new CrowdTestCase, quick);
        for (const Lie& lie : std::vector<Lie>{
                 {"page beyond its memory",
                  "04000001 00001008 0000000000000100",
                  Reason::NOT_EXPECTED},
                 {"pages up to the end and one",
                  "04000002 00002010 00000000000000ff",
                  Reason::NOT_EXPECTED},
                 {"first page so large that it overflows",
                  "04000001 00001008 ffffffffffffffff",
                  Reason::NOT_EXPECTED},
                 {"pages of another size",
                  "04000001 00000808 0000000000000000",
                  Reason::NOT_EXPECTED},
                 {"disk of a machine without",
                  "03000000 00000001 0000000000000000",
                  Reason::NOT_EXPECTED},
                 {"more state than it has",
                  "05000000 00010001 0000000000000000",
                  Reason::NOT_EXPECTED},
                 {"complete without its state",
                  "06000000 00000000 0000000000000000",
                  Reason::NOT_EXPECTED},
                 {"the target's message",
                  "07000000 00000000 0000000000000000",
                  Reason::NOT_EXPECTED},
                 {"hello twice", "01000001 00000000 0000000000000000", Reason::NOT_EXPECTED},
                 {"no message", "ee000000 00000000 0000000000000000", Reason::MALFORMED},
             })
        {
            AddTestCase(new LieTestCase(lie), quick);
        }
        AddTestCase(new StorageTestCase, quick);
    }
};

HypervisorTestSuite g_hypervisorTestSuite; //!< registers the suite

} // namespace
