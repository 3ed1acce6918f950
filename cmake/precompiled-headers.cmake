# SPDX-License-Identifier: GPL-2.0-only
#
# Headers of the standard library and of ns-3 that many sources have, compiled once for each target:
# a third of the compiler's time. None of our own, so that a change to one compiles no more than
# needs it. Each source still includes what it uses: clang-tidy reads them without these.

set(lisp_precompiled_headers
    <algorithm>
    <array>
    <cmath>
    <cstdint>
    <functional>
    <limits>
    <list>
    <map>
    <memory>
    <optional>
    <ostream>
    <set>
    <sstream>
    <stdexcept>
    <string>
    <unordered_map>
    <utility>
    <vector>
    <ns3/boolean.h>
    <ns3/data-rate.h>
    <ns3/double.h>
    <ns3/enum.h>
    <ns3/event-id.h>
    <ns3/inet6-socket-address.h>
    <ns3/inet-socket-address.h>
    <ns3/ipv4.h>
    <ns3/ipv4-header.h>
    <ns3/ipv4-interface.h>
    <ns3/ipv4-l3-protocol.h>
    <ns3/ipv6.h>
    <ns3/ipv6-header.h>
    <ns3/ipv6-interface.h>
    <ns3/ipv6-l3-protocol.h>
    <ns3/log.h>
    <ns3/mac48-address.h>
    <ns3/names.h>
    <ns3/net-device.h>
    <ns3/node.h>
    <ns3/nstime.h>
    <ns3/object.h>
    <ns3/packet.h>
    <ns3/pointer.h>
    <ns3/ptr.h>
    <ns3/random-variable-stream.h>
    <ns3/simulator.h>
    <ns3/socket.h>
    <ns3/string.h>
    <ns3/traced-callback.h>
    <ns3/uinteger.h>
)
