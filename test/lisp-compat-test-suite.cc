/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/enum.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/lisp-version.h"
#include "ns3/ns3-compat.h"
#include "ns3/object.h"
#include "ns3/string.h"
#include "ns3/test.h"

using namespace ns3;

/**
 * @file
 * @brief The shim over ns-3's releases does in each what it says.
 */

namespace
{

/// An object with an enum attribute, made as the module makes them.
class EnumHolder : public Object
{
  public:
    /// The values of the attribute.
    enum Colour
    {
        RED = 3,
        GREEN = 7
    };

    /**
     * @brief The type of the object.
     * @return the type
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::LispCompatTestEnumHolder")
                .SetParent<Object>()
                .AddConstructor<EnumHolder>()
                .AddAttribute("Colour",
                              "A colour",
                              EnumValue(EnumHolder::RED),
                              compat::MakeEnumAttributeAccessor<Colour>(&EnumHolder::m_colour),
                              MakeEnumChecker(EnumHolder::RED, "Red", EnumHolder::GREEN, "Green"));
        return tid;
    }

    Colour m_colour; ///< the attribute
};

/**
 * Method: an object with an enum attribute is made, read, and set by name.
 * Expected: the default holds after construction; the member follows the name that is set; the name
 * is read back.
 */
class EnumAttributeTestCase : public TestCase
{
  public:
    EnumAttributeTestCase()
        : TestCase("enum attributes by name")
    {
    }

  private:
    void DoRun() override
    {
        auto holder = CreateObject<EnumHolder>();
        NS_TEST_EXPECT_MSG_EQ(holder->m_colour, EnumHolder::RED, "the default");
        NS_TEST_EXPECT_MSG_EQ(holder->SetAttributeFailSafe("Colour", StringValue("Green")),
                              true,
                              "a known name is taken");
        NS_TEST_EXPECT_MSG_EQ(holder->m_colour, EnumHolder::GREEN, "the name that was set");
        StringValue name;
        holder->GetAttribute("Colour", name);
        NS_TEST_EXPECT_MSG_EQ(name.Get(), "Green", "the name read back");
    }
};

/**
 * Method: addresses that differ in one place are hashed.
 * Expected: equal addresses have equal hashes; IPv6 addresses that differ in one half, or whose
 * halves are swapped or both zero but for the last bit, have different ones.
 */
class AddressHashTestCase : public TestCase
{
  public:
    AddressHashTestCase()
        : TestCase("hashes of addresses")
    {
    }

  private:
    void DoRun() override
    {
        compat::AddressHash hash;
        NS_TEST_EXPECT_MSG_EQ(hash(Ipv4Address("10.0.0.1")),
                              hash(Ipv4Address(0x0a000001)),
                              "the same IPv4 address");
        NS_TEST_EXPECT_MSG_NE(hash(Ipv4Address("10.0.0.1")),
                              hash(Ipv4Address("10.0.0.2")),
                              "another IPv4 address");
        NS_TEST_EXPECT_MSG_EQ(hash(Ipv6Address("2001:db8::1")),
                              hash(Ipv6Address("2001:db8:0::1")),
                              "the same IPv6 address");
        NS_TEST_EXPECT_MSG_NE(hash(Ipv6Address("2001:db8::1")),
                              hash(Ipv6Address("2001:db9::1")),
                              "another network");
        NS_TEST_EXPECT_MSG_NE(hash(Ipv6Address("1::2")),
                              hash(Ipv6Address("2::1")),
                              "another network and host");
        NS_TEST_EXPECT_MSG_NE(hash(Ipv6Address("::")), hash(Ipv6Address("::1")), "another host");
    }
};

/**
 * Method: the parameter types of RouteInput are asked for, and two address types registered.
 * Expected: the types are the protocols' own callbacks, whether by value or by reference; each
 * registration gives a type number of its own; the release is a number.
 */
class ReleaseTestCase : public TestCase
{
  public:
    ReleaseTestCase()
        : TestCase("types and numbers of the release")
    {
    }

  private:
    void DoRun() override
    {
        using V4 = compat::RouteInput<Ipv4RoutingProtocol>;
        using V6 = compat::RouteInput<Ipv6RoutingProtocol>;
        static_assert(
            std::is_same_v<std::decay_t<V4::Unicast>, Ipv4RoutingProtocol::UnicastForwardCallback>);
        static_assert(std::is_same_v<std::decay_t<V4::Error>, Ipv4RoutingProtocol::ErrorCallback>);
        static_assert(std::is_same_v<std::decay_t<V6::Multicast>,
                                     Ipv6RoutingProtocol::MulticastForwardCallback>);
        static_assert(
            std::is_same_v<std::decay_t<V6::Local>, Ipv6RoutingProtocol::LocalDeliverCallback>);

        auto first = compat::RegisterAddressType("LispCompatTestFirst", 4);
        auto second = compat::RegisterAddressType("LispCompatTestSecond", 4);
        NS_TEST_EXPECT_MSG_NE(+first, +second, "two kinds of address");
        NS_TEST_EXPECT_MSG_EQ(LispNs3Version().substr(0, 2), "3.", "the release of ns-3");
    }
};

/// The suite of the shim.
class CompatTestSuite : public TestSuite
{
  public:
    CompatTestSuite()
        : TestSuite("lisp-compat", TestSuite::Type::UNIT)
    {
        AddTestCase(new EnumAttributeTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new AddressHashTestCase, compat::TestDuration<>::QUICK);
        AddTestCase(new ReleaseTestCase, compat::TestDuration<>::QUICK);
    }
};

CompatTestSuite g_suite; ///< registers itself

} // namespace
