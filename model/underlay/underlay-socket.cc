/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "underlay-socket.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"

namespace ns3
{

namespace
{

/// ns-3's TCP probes a window that it takes for closed, and fails if it has nothing to send then.
/// What is read at once closes no window: this is longer than simulations last.
constexpr double NO_PROBE = 100.0 * 365 * 24 * 3600;

} // namespace

Ptr<Socket>
UnderlaySocket::Create(Ptr<Node> node)
{
    const Ptr<Socket> socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    socket->SetAttribute("PersistTimeout", TimeValue(Seconds(NO_PROBE)));
    LimitToLink(socket);
    return socket;
}

Address
UnderlaySocket::MakeAddress(const NetworkAddress& address, uint16_t port, AddressFamily family)
{
    if (address.GetFamily() == AddressFamily::IPV6 || family == AddressFamily::IPV6)
    {
        return Inet6SocketAddress(address.ToIpv6(), port);
    }
    return InetSocketAddress(address.ToIpv4(), port);
}

NetworkAddress
UnderlaySocket::GetNetworkAddress(const Address& from)
{
    if (Inet6SocketAddress::IsMatchingType(from))
    {
        return Inet6SocketAddress::ConvertFrom(from).GetIpv6();
    }
    return InetSocketAddress::ConvertFrom(from).GetIpv4();
}

void
UnderlaySocket::LimitToLink(Ptr<Socket> socket)
{
    socket->SetIpTtl(1);
    socket->SetIpv6HopLimit(1);
}

void
UnderlaySocket::Silence(Ptr<Socket> socket)
{
    const auto none = MakeNullCallback<void, Ptr<Socket>>();
    socket->SetConnectCallback(none, none);
    socket->SetCloseCallbacks(none, none);
    socket->SetRecvCallback(none);
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
}

void
UnderlaySocket::Close(Ptr<Socket> socket)
{
    Silence(socket);
    // ns-3 answers octets that nobody has read with a reset; a NOTIFICATION would not get out.
    while (socket->GetRxAvailable() > 0)
    {
        socket->Recv();
    }
    socket->Close();
}

} // namespace ns3
