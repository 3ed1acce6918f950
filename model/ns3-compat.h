/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NS3_COMPAT_H
#define NS3_COMPAT_H

#include "ns3/address.h"
#include "ns3/enum.h"
#include "ns3/event-impl.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/make-event.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#if __has_include("ns3/queue-fwd.h")
#include "ns3/queue-fwd.h"
#else
namespace ns3
{
/// Queues have a second template parameter and a header that declares them since 3.36.
template <typename Item>
class Queue;
} // namespace ns3

#define LISP_NS3_BEFORE_3_36
#endif

/**
 * @file
 * @brief Everything in which ns-3 3.35 to 3.48 differ, as far as this module meets it.
 *
 * Each item asks the compiler what the release has, rather than its version number, because not
 * every release says its number to the preprocessor. Test suite types need no help:
 * `TestSuite::Type::UNIT` compiles with the plain enum of 3.41 as with the scoped one of 3.42.
 * Neither does the state of an event: `!id.IsExpired()` has kept its name where `IsRunning` became
 * `IsPending`.
 */

namespace ns3
{

class Ipv4Header;
class Ipv6Header;
class NetDevice;
class Packet;
class SimulatorImpl;
class TestCase;

namespace compat
{

#ifdef LISP_NS3_BEFORE_3_36
/// ns-3 3.35 loses the flow label of an IPv6 packet that it reads, and lets one pass that is up to
/// 40 octets longer than the MTU.
inline constexpr bool IPV6_LOSES_FLOW_LABEL = true;
inline constexpr bool IPV6_EXCEEDS_MTU = true;
#else
inline constexpr bool IPV6_LOSES_FLOW_LABEL = false;
inline constexpr bool IPV6_EXCEEDS_MTU = false;
#endif

namespace detail
{

/// Opens the protected member of a test case for TestDuration.
template <typename T>
struct TestCaseProbe : T
{
    /// The function that takes a duration.
    static constexpr auto ADD = &TestCaseProbe::AddTestCase;
};

/**
 * @brief The duration parameter of TestCase::AddTestCase.
 * @param add the member function
 * @return the type alone matters
 */
template <typename T, typename D>
D DurationOf(void (T::*add)(T*, D));

/// The parameter types of a routing protocol's RouteInput.
template <typename F>
struct RouteInputOf;

/// The parameter types of a routing protocol's RouteInput.
template <typename T, typename H, typename U, typename M, typename L, typename E>
struct RouteInputOf<bool (T::*)(Ptr<const Packet>, const H&, Ptr<const NetDevice>, U, M, L, E)>
{
    using Unicast = U;   ///< unicast forwarding callback
    using Multicast = M; ///< multicast forwarding callback
    using Local = L;     ///< local delivery callback
    using Error = E;     ///< error callback
};

/// Whether MakeEnumAccessor names the enum in its first template parameter.
template <typename E, typename, typename... A>
struct TakesEnumType : std::false_type
{
};

/// Whether MakeEnumAccessor names the enum in its first template parameter.
template <typename E, typename... A>
struct TakesEnumType<E, std::void_t<decltype(MakeEnumAccessor<E>(std::declval<A>()...))>, A...>
    : std::true_type
{
};

/// Whether Address::Register takes a kind and a length.
template <typename T, typename = void>
struct RegistersKind : std::false_type
{
};

/// Whether Address::Register takes a kind and a length.
template <typename T>
struct RegistersKind<T, std::void_t<decltype(T::Register(std::string(), uint8_t()))>>
    : std::true_type
{
};

/// A function object, for TakesFunctor to ask with.
struct FunctorProbe
{
    /// Does nothing.
    void operator()() const
    {
    }
};

/// Whether MakeEvent takes a lambda, as it does since 3.36.
template <typename T, typename = void>
struct TakesFunctor : std::false_type
{
};

/// Whether MakeEvent takes a lambda, as it does since 3.36.
template <typename T>
struct TakesFunctor<T, std::void_t<decltype(MakeEvent(std::declval<T>()))>> : std::true_type
{
};

} // namespace detail

/**
 * @brief The enum of test durations: `compat::TestDuration<>::QUICK`.
 *
 * TestCase::TestDuration up to 3.41, TestCase::Duration since. Needs ns3/test.h.
 */
template <typename T = TestCase>
using TestDuration = decltype(detail::DurationOf(detail::TestCaseProbe<T>::ADD));

/**
 * @brief The callback parameters of RouteInput, by value up to 3.38 and by reference since.
 *
 * For example `compat::RouteInput<Ipv4RoutingProtocol>::Unicast`. Needs the protocol's header.
 */
template <typename T>
using RouteInput = detail::RouteInputOf<decltype(&T::RouteInput)>;

/**
 * @brief What SimulatorImpl::Stop(delay) returns: nothing in 3.37, its identifier in 3.44.
 *
 * Needs ns3/simulator-impl.h.
 */
template <typename T = SimulatorImpl>
using StopResult = decltype(std::declval<T&>().Stop(std::declval<const Time&>()));

/**
 * @brief An accessor for an attribute that holds an enum: the enum is named since 3.41.
 *
 * The enum is to be a plain one, because the older accessors convert it to int.
 *
 * @tparam E the enum
 * @param members the member variable, or its setter and getter
 * @return the accessor
 */
template <typename E, typename... A>
Ptr<const AttributeAccessor>
MakeEnumAttributeAccessor(A... members)
{
    if constexpr (detail::TakesEnumType<E, void, A...>::value)
    {
        return MakeEnumAccessor<E>(members...);
    }
    else
    {
        return MakeEnumAccessor(members...);
    }
}

/**
 * @brief A type number for a new kind of address: it has a name and a length since 3.47.
 *
 * @param kind the name of the kind
 * @param length its length in bytes
 * @return the type number
 */
template <typename T = Address>
uint8_t
RegisterAddressType(const std::string& kind, uint8_t length)
{
    if constexpr (detail::RegistersKind<T>::value)
    {
        return T::Register(kind, length);
    }
    else
    {
        return T::Register();
    }
}

/**
 * @brief How long a number of bytes takes at a rate, to the nearest tick.
 *
 * DataRate::CalculateBytesTxTime of 3.35 cuts the rest off.
 *
 * @param rate a DataRate
 * @param bytes how many bytes
 * @return the time
 */
template <typename Rate>
Time
TransmissionTime(const Rate& rate, uint32_t bytes)
{
    return Seconds(int64x64_t(bytes * 8) / rate.GetBitRate());
}

/**
 * @brief The hash of an address, for unordered containers.
 *
 * The classes Ipv4AddressHash and Ipv6AddressHash gave way to std::hash in 3.47.
 */
struct AddressHash
{
    /**
     * @brief Hash an IPv4 address.
     * @param address the address
     * @return its hash
     */
    std::size_t operator()(const Ipv4Address& address) const
    {
        return std::hash<uint32_t>()(address.Get());
    }

    /**
     * @brief Hash an IPv6 address.
     * @param address the address
     * @return its hash
     */
    std::size_t operator()(const Ipv6Address& address) const
    {
        uint8_t bytes[16];
        address.GetBytes(bytes);
        uint64_t halves[2];
        std::memcpy(halves, bytes, sizeof(halves));
        // Fibonacci hashing of one half, so that equal halves do not cancel out.
        return std::hash<uint64_t>()(halves[0] * 0x9e3779b97f4a7c15ULL ^ halves[1]);
    }
};

/**
 * @brief Say that its window limits a TCP sender. Before 3.37 no release asks.
 * @param state of the sender
 */
template <typename T>
auto
SetWindowLimits(T& state) -> decltype(void(state.m_isCwndLimited))
{
    state.m_isCwndLimited = true;
}

/// See the other one. @param state of the sender
template <typename T, typename... None>
void
SetWindowLimits(const T& /* state */, None...)
{
}

} // namespace compat

/**
 * @brief An event from a lambda, for 3.35, which has none.
 *
 * Simulator::Schedule finds it only if this header comes before ns3/simulator.h: the waf build
 * includes it into each file.
 *
 * @param function the lambda
 * @return the event
 */
template <typename F,
          std::enable_if_t<std::is_class_v<F> &&
                               !compat::detail::TakesFunctor<compat::detail::FunctorProbe>::value,
                           int> = 0>
EventImpl*
MakeEvent(F function)
{
    /// The event that calls the lambda.
    class FunctorEvent : public EventImpl
    {
      public:
        explicit FunctorEvent(F function)
            : m_function(function)
        {
        }

      private:
        void Notify() override
        {
            m_function();
        }

        F m_function; ///< what to call
    };

    return new FunctorEvent(function);
}

} // namespace ns3

#endif /* NS3_COMPAT_H */
