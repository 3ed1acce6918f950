/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EXPLICIT_PATH_H
#define EXPLICIT_PATH_H

#include "ns3/lisp-address.h"
#include "ns3/lisp-lcaf.h"
#include "ns3/lisp-locator.h"
#include "ns3/network-address.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/**
 * @file
 * @brief Explicit locator paths (ELP, RFC 8060 section 4.6): a locator that names the
 * re-encapsulating tunnel routers on the way to the ETR, which is its last hop.
 */

namespace ns3
{

/// The most hops of a path that are accepted unless something else is said. Open in RFC 8060; each
/// hop takes at least one of the 64 that hosts commonly give a packet to live (RFC 1700).
constexpr uint32_t EXPLICIT_PATH_MAX_HOPS = 16;

/**
 * @brief A path as one node uses it: where it may send next.
 */
struct ExplicitRoute
{
    /// A router that packets may be sent to.
    struct Hop
    {
        NetworkAddress rloc;  //!< its locator
        bool mayProbe{false}; //!< P: it allows RLOC-probes

        /// @param o another @return true if they are the same
        bool operator==(const Hop& o) const;
    };

    LispAddress path;      //!< all of it, as messages hold it
    NetworkAddress end;    //!< its last hop, the ETR: to be asked and told; none: to be looked up
    std::vector<Hop> next; //!< the first of them that is reachable is to be used; never empty

    /// @param o another @return true if they are the same
    bool operator==(const ExplicitRoute& o) const;
};

/// What is wrong with a path.
enum class ExplicitPathError : uint8_t
{
    NONE,     //!< nothing
    EMPTY,    //!< it has no hop
    TOO_LONG, //!< it has more hops than are accepted
    FAMILY,   //!< a hop is no IPv4 or IPv6 address, or a group
    LOOP,     //!< an address comes twice
};

/// @param error an error @return what it is, as "an address comes twice"
const char* ToString(ExplicitPathError error);

/// @param address an address @return the path that it is; nullptr: none
const LispExplicitLocatorPath* GetExplicitPath(const LispAddress& address);

/**
 * @brief Where the ETR of a locator is.
 * @param locator a locator
 * @return the end of its path, if it has one, unless that is to be looked up; else its address
 */
std::optional<NetworkAddress> GetEtrAddress(const LispLocator& locator);

/**
 * @brief Whether a path can be followed.
 * @param path the path
 * @param most hops that are accepted
 * @return what is wrong
 */
ExplicitPathError CheckExplicitPath(const LispExplicitLocatorPath& path,
                                    std::size_t most = EXPLICIT_PATH_MAX_HOPS);

/**
 * @brief The hops to one of which a node has to send: if it is in the path, those after it; else
 * those from the first on; up to the first that may not be skipped (S), or else the end.
 * @param path a path without an error
 * @param isOwn whether a hop is the node itself
 * @return the hops, in order; none: the node is the path's end
 */
std::vector<LispExplicitLocatorPath::Hop> GetNextHops(
    const LispExplicitLocatorPath& path,
    const std::function<bool(const LispExplicitLocatorPath::Hop&)>& isOwn);

/**
 * @brief Finds where a node may send next on a path; none: it can follow it no further.
 */
using ExplicitPathResolver =
    std::function<std::vector<ExplicitRoute::Hop>(const LispExplicitLocatorPath&)>;

/**
 * @brief Read a path as scripts give it.
 * @param text hops in order, "10.0.5.1>10.0.6.1(S)>10.0.2.1"; the bits of a hop follow it: L, look
 * it up, it is an EID; P, it may be probed; S, it must not be skipped
 * @return the path
 * @throws std::invalid_argument naming the text and what is accepted
 */
LispExplicitLocatorPath ParseExplicitPath(const std::string& text);

/// @param path a path @return as ParseExplicitPath reads it
std::string FormatExplicitPath(const LispExplicitLocatorPath& path);

} // namespace ns3

#endif /* EXPLICIT_PATH_H */
