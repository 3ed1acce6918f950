/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief What every LAN extension lets pass and what it does not, with frames written octet by
 * octet.
 */

#include "ns3/boolean.h"
#include "ns3/gateway-addresses.h"
#include "ns3/lan-extension.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

using Reason = ExtensionDropReason;

/// Octets of an Ethernet header: destination, source, length or type.
const std::string HOSTS = "02000000000b 02000000000a ";

/// IPv4, 20 octets of header, UDP, from 10.0.0.2 to 224.0.0.2, and HSRP version 1 (RFC 2281 section
/// 5.1): hello, active, group 1, virtual address 10.0.0.1.
const std::string HSRP_1 = "0800 45c00030000000000111 cef9 0a000002 e0000002"
                           "07c107c1 001c0000"
                           "00001003 0a780100 636973636f000000 0a000001";
/// The same to 224.0.0.102, where version 2 goes; what HSRP says is not looked at.
const std::string HSRP_2 = "0800 45c00024000000000111 cea1 0a000002 e0000066"
                           "07c107c1 00100000 0000000000000000";
/// IPv6 from fe80::1 to ff02::66, UDP port 2029.
const std::string HSRP_6 = "86dd 6000000000101101"
                           "fe800000000000000000000000000001"
                           "ff020000000000000000000000000066"
                           "07ed07ed 00100000 0000000000000000";
/// UDP port 1985 to a host.
const std::string UNICAST_1985 = "0800 45c000240000000001110000 0a000002 0a000003"
                                 "07c107c1 00100000 0000000000000000";
/// The second fragment of a datagram to 224.0.0.2, whose octets happen to look like HSRP's ports.
const std::string FRAGMENT = "0800 45c000240000000101110000 0a000002 e0000002"
                             "07c107c1 00100000 0000000000000000";
/// To 224.0.0.2, not HSRP: UDP port 1986.
const std::string OTHER_PORT = "0800 45c000240000000001110000 0a000002 e0000002"
                               "07c107c2 00100000 0000000000000000";
/// 20 octets of IPv4 header that claim 24.
const std::string SHORT = "0800 46c000140000000001110000 0a000002 e0000002";
/// A configuration BPDU in LLC (IEEE 802.1D-2004 section 9.3.1), padding left out.
const std::string BPDU = "0026 424203 0000000000 8000020000000001 00000000 8000020000000001 8001"
                         "0000 1400 0200 0f00";
/// An ARP request's first octets.
const std::string ARP = "0806 0001080006040001";

/// @param hex octets as text, blanks ignored @return the frame
EthernetFrame
MakeFrame(const std::string& hex)
{
    std::vector<uint8_t> octets;
    std::string digits;
    for (const char digit : hex)
    {
        if (digit == ' ')
        {
            continue;
        }
        digits += digit;
        if (digits.size() == 2)
        {
            octets.push_back(static_cast<uint8_t>(std::stoul(digits, nullptr, 16)));
            digits.clear();
        }
    }
    auto packet = Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    return EthernetFrame::FromPacket(packet).value();
}

/// An extension that keeps what it carries.
class ProbeExtension : public LanExtension
{
  public:
    /// @param frame comes in from another data centre
    void ComeIn(const EthernetFrame& frame)
    {
        Accept(frame);
    }

    bool IsUp() const override
    {
        return m_up;
    }

    std::string GetName() const override
    {
        return "probe";
    }

    /// @param record where to put it @param reason why a frame was dropped
    static void Dropped(std::vector<Reason>* record, Ptr<const Packet>, Reason reason)
    {
        record->push_back(reason);
    }

    bool m_up{true};                   //!< see IsUp
    std::vector<EthernetFrame> m_gone; //!< carried out
    std::vector<EthernetFrame> m_come; //!< handed to the switch
    std::vector<Reason> m_dropped;     //!< from the trace

  private:
    void Carry(const EthernetFrame& frame) override
    {
        CountSent(frame);
        m_gone.push_back(frame);
    }
};

/// @return a new one, with an owner
Ptr<ProbeExtension>
MakeProbe()
{
    auto probe = CreateObject<ProbeExtension>();
    auto* raw = PeekPointer(probe);
    probe->SetOwner([raw](const EthernetFrame& frame) { raw->m_come.push_back(frame); }, nullptr);
    probe->TraceConnectWithoutContext("Drop",
                                      MakeBoundCallback(&ProbeExtension::Dropped, &raw->m_dropped));
    return probe;
}

/**
 * Method: each golden frame is sent out and comes in, with FilterHsrp on and off.
 * Expected: as in its row, by the addresses of IEEE 802.1D-2004 table 7-10, RFC 2281 sections 5 and
 * 5.6: a reason, or DOWN as a mark that it passes. Both directions do the same; what passes is
 * handed on as it was; counter and trace have each drop once.
 */
class GoldenTestCase : public TestCase
{
  public:
    GoldenTestCase()
        : TestCase("golden frames, both ways, FilterHsrp on and off")
    {
    }

  private:
    void DoRun() override
    {
        constexpr auto PASS = Reason::DOWN;
        const std::string routers = "01005e000002 02000000000a ";

        const struct
        {
            const char* name;   //!< what it is
            std::string octets; //!< the frame
            Reason on;          //!< with the filter
            Reason off;         //!< without
        } rows[] = {
            {"a host's frame", HOSTS + ARP, PASS, PASS},
            {"broadcast", "ffffffffffff 02000000000a " + ARP, PASS, PASS},
            {"BPDU", "0180c2000000 02000000000a " + BPDU, Reason::BPDU, Reason::BPDU},
            {"per-VLAN BPDU",
             "01000ccccccd 02000000000a 0032 aaaa0300000c010b" + std::string(84, '0'),
             Reason::BPDU,
             Reason::BPDU},
            {"BPDU in a VLAN's tag",
             "0180c2000000 02000000000a 8100000a " + BPDU,
             Reason::BPDU,
             Reason::BPDU},
            {"another reserved address", "0180c200000e 02000000000a " + ARP, PASS, PASS},
            {"HSRP 1", routers + HSRP_1, Reason::HSRP, PASS},
            {"HSRP 1, tagged", "01005e000002 02000000000a 8100600a " + HSRP_1, Reason::HSRP, PASS},
            {"HSRP 1 of the active", "01005e000002 00000c07ac01 " + HSRP_1, Reason::HSRP, PASS},
            {"HSRP 2", "01005e000066 02000000000a " + HSRP_2, Reason::HSRP, PASS},
            {"HSRP for IPv6", "333300000066 02000000000a " + HSRP_6, Reason::HSRP, PASS},
            {"virtual MAC, version 1",
             "ffffffffffff 00000c07acff " + ARP,
             Reason::VIRTUAL_MAC,
             PASS},
            {"virtual MAC, version 2",
             "ffffffffffff 00000c9ff001 " + ARP,
             Reason::VIRTUAL_MAC,
             PASS},
            {"virtual MAC, highest group",
             "ffffffffffff 00000c9fffff " + ARP,
             Reason::VIRTUAL_MAC,
             PASS},
            {"virtual MAC, IPv6", "ffffffffffff 000573a00fff " + ARP, Reason::VIRTUAL_MAC, PASS},
            {"one below version 2", "ffffffffffff 00000c9fefff " + ARP, PASS, PASS},
            {"one above IPv6's", "ffffffffffff 000573a01000 " + ARP, PASS, PASS},
            {"to the virtual MAC", "00000c07ac01 02000000000a " + ARP, PASS, PASS},
            {"port 1985 to a host", HOSTS + UNICAST_1985, PASS, PASS},
            {"a later fragment", routers + FRAGMENT, PASS, PASS},
            {"another port", routers + OTHER_PORT, PASS, PASS},
            {"a header cut short", routers + SHORT, PASS, PASS},
            {"no octet of IP", "01005e000002 02000000000a 0800", PASS, PASS},
            {"no octet of IPv6", "333300000066 02000000000a 86dd", PASS, PASS},
        };

        for (const auto& row : rows)
        {
            const auto frame = MakeFrame(row.octets);
            for (const bool isOn : {true, false})
            {
                auto probe = MakeProbe();
                probe->SetAttribute("FilterHsrp", BooleanValue(isOn));
                const Reason expected = isOn ? row.on : row.off;
                const bool passes = expected == PASS;
                probe->Send(frame);
                probe->ComeIn(frame);
                NS_TEST_EXPECT_MSG_EQ(probe->m_gone.size(), passes, row.name << " out " << isOn);
                NS_TEST_EXPECT_MSG_EQ(probe->m_come.size(), passes, row.name << " in " << isOn);
                NS_TEST_EXPECT_MSG_EQ(probe->GetSent(), passes, row.name);
                NS_TEST_EXPECT_MSG_EQ(probe->GetReceived(), passes, row.name);
                NS_TEST_EXPECT_MSG_EQ(probe->GetSentOctets(),
                                      (passes ? frame.GetSize() : 0),
                                      row.name);
                if (passes)
                {
                    NS_TEST_EXPECT_MSG_EQ(probe->m_dropped.size(), 0, row.name << " " << isOn);
                    NS_TEST_EXPECT_MSG_EQ(probe->m_come[0].GetSize(), frame.GetSize(), row.name);
                    NS_TEST_EXPECT_MSG_EQ(probe->m_come[0].vlan, frame.vlan, row.name);
                }
                else
                {
                    NS_TEST_EXPECT_MSG_EQ(probe->GetDrops(expected), 2, row.name << " " << isOn);
                    NS_TEST_EXPECT_MSG_EQ(
                        (probe->m_dropped == std::vector<Reason>{expected, expected}),
                        true,
                        row.name << ": the trace");
                }
            }
        }
        Simulator::Destroy();
    }
};

/**
 * Method: an edge device is told to be no forwarder of VLAN 10 and is then told to be; frames of
 * VLANs 10 and 11 and an untagged one go both ways. Expected: VLAN 10 alone is dropped, both ways,
 * until it is told to be. A VLAN that cannot be is refused.
 */
class ForwarderTestCase : public TestCase
{
  public:
    ForwarderTestCase()
        : TestCase("the forwarder of a VLAN")
    {
    }

  private:
    void DoRun() override
    {
        auto probe = MakeProbe();
        const auto ten = MakeFrame(HOSTS + "8100000a " + ARP);
        const auto eleven = MakeFrame(HOSTS + "8100000b " + ARP);
        const auto untagged = MakeFrame(HOSTS + ARP);
        NS_TEST_EXPECT_MSG_EQ(probe->IsForwarder(10), true, "until told otherwise");
        probe->SetForwarder(10, false);
        NS_TEST_EXPECT_MSG_EQ(probe->IsForwarder(10), false, "told");
        NS_TEST_EXPECT_MSG_EQ(probe->IsForwarder(11), true, "not told");
        for (const auto& frame : {ten, eleven, untagged})
        {
            probe->Send(frame);
            probe->ComeIn(frame);
        }
        NS_TEST_EXPECT_MSG_EQ(probe->GetDrops(Reason::NOT_FORWARDER), 2, "VLAN 10, both ways");
        NS_TEST_EXPECT_MSG_EQ(probe->GetSent(), 2, "VLAN 11 and none");
        NS_TEST_EXPECT_MSG_EQ(probe->GetReceived(), 2, "VLAN 11 and none");
        probe->SetForwarder(10, true);
        probe->Send(ten);
        probe->ComeIn(ten);
        NS_TEST_EXPECT_MSG_EQ(probe->GetSent(), 3, "VLAN 10 as well");
        NS_TEST_EXPECT_MSG_EQ(probe->GetReceived(), 3, "VLAN 10 as well");
        for (const uint16_t vlan : {0, 4095, 5000})
        {
            bool thrown = false;
            try
            {
                probe->SetForwarder(vlan, false);
            }
            catch (const std::invalid_argument&)
            {
                thrown = true;
            }
            NS_TEST_EXPECT_MSG_EQ(thrown, true, vlan);
        }
        Simulator::Destroy();
    }
};

/**
 * Method: payloads of 1499, 1500 and 1501 octets are sent with Mtu 1500, and of 9000 and 9001 with
 * 9000, each with a tag and without; then one is sent while the extension is down.
 * Expected: those beyond the MTU are dropped, the tag not counted (IEEE 802.3-2018 section 3.2.7);
 * down, a frame is lost as DOWN, but one that must not pass anyway has that reason, and one too
 * long has TOO_LARGE. What comes in is not measured. Sent octets: header of 14, tag of 4, payload.
 */
class MtuTestCase : public TestCase
{
  public:
    MtuTestCase()
        : TestCase("the MTU, with a tag and without, and an extension that is down")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<uint16_t, std::vector<uint32_t>>> rows = {
            {1500, {1499, 1500, 1501}},
            {9000, {9000, 9001}}};
        for (const auto& [mtu, sizes] : rows)
        {
            auto probe = MakeProbe();
            probe->SetAttribute("Mtu", UintegerValue(mtu));
            uint64_t sent = 0;
            uint64_t octets = 0;
            uint64_t dropped = 0;
            for (const uint32_t size : sizes)
            {
                for (const uint16_t vlan : {0, 10})
                {
                    auto frame = MakeFrame(HOSTS + ARP);
                    frame.vlan = vlan;
                    frame.payload = Create<Packet>(size);
                    probe->Send(frame);
                    sent += size <= mtu;
                    dropped += size > mtu;
                    octets += size <= mtu ? 14U + (vlan ? 4U : 0U) + size : 0U;
                }
            }
            NS_TEST_EXPECT_MSG_EQ(probe->GetSent(), sent, mtu);
            NS_TEST_EXPECT_MSG_EQ(probe->GetSentOctets(), octets, mtu);
            NS_TEST_EXPECT_MSG_EQ(probe->GetDrops(Reason::TOO_LARGE), dropped, mtu);
            auto large = MakeFrame(HOSTS + ARP);
            large.payload = Create<Packet>(mtu + 1U);
            probe->ComeIn(large);
            NS_TEST_EXPECT_MSG_EQ(probe->GetReceived(), 1, "in");

            probe->m_up = false;
            probe->m_dropped.clear();
            probe->Send(MakeFrame(HOSTS + ARP));
            probe->Send(large);
            probe->Send(MakeFrame("0180c2000000 02000000000a " + BPDU));
            NS_TEST_EXPECT_MSG_EQ(
                (probe->m_dropped ==
                 std::vector<Reason>{Reason::DOWN, Reason::TOO_LARGE, Reason::BPDU}),
                true,
                "down");
            NS_TEST_EXPECT_MSG_EQ(probe->GetSent(), sent, "nothing more");
        }
        Simulator::Destroy();
    }
};

/**
 * Method: a name is asked of each reason.
 * Expected: all differ and begin with "extension-".
 */
class NamesTestCase : public TestCase
{
  public:
    NamesTestCase()
        : TestCase("every reason has a name")
    {
    }

  private:
    void DoRun() override
    {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < EXTENSION_DROP_REASONS; i++)
        {
            const std::string name = ToString(static_cast<Reason>(i));
            NS_TEST_EXPECT_MSG_EQ(name.rfind("extension-", 0), 0, name);
            for (const auto& other : names)
            {
                NS_TEST_EXPECT_MSG_NE(other, name, "each its own");
            }
            names.push_back(name);
        }
    }
};

/// The suite of what extensions filter.
class ExtensionFilterTestSuite : public TestSuite
{
  public:
    ExtensionFilterTestSuite()
        : TestSuite("lisp-extension-filter", TestSuite::Type::UNIT)
    {
        AddTestCase(new GoldenTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ForwarderTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new MtuTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new NamesTestCase, compat::TestDuration<>::QUICK);
    }
};

ExtensionFilterTestSuite g_extensionFilterTestSuite; //!< registers the suite

} // namespace
