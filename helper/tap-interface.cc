/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tap-interface.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#if __has_include(<linux/if_tun.h>)
#include <cerrno>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#define LISP_HAS_TAPS
#endif

namespace ns3
{

namespace
{

/// @param name of a tap @param what is wrong @param accepted what would be right @return the
/// mistake
std::invalid_argument
MakeTapMistake(const std::string& name, const std::string& what, const std::string& accepted)
{
    return std::invalid_argument("tap '" + name + "' " + what + ": accepted: " + accepted);
}

#ifdef LISP_HAS_TAPS

/// Where taps come from.
constexpr const char* TUN = "/dev/net/tun";

/// What is needed to make a tap or to change one (capabilities(7)).
constexpr const char* NEEDED_RIGHT =
    "root, or the capability CAP_NET_ADMIN in this network namespace";

/// Closes a descriptor.
struct Closer
{
    int descriptor; //!< the descriptor; -1: none

    ~Closer()
    {
        if (descriptor >= 0)
        {
            close(descriptor);
        }
    }
};

/// @param name of a tap @throws std::invalid_argument if no interface can have it
void
CheckName(const std::string& name)
{
    // dev_valid_name() of Linux; a '%' asks for a number in its place.
    const bool isGood =
        !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." &&
        std::all_of(name.begin(), name.end(), [](unsigned char letter) {
            return letter > ' ' && letter != '/' && letter != ':' && letter != '%' && letter < 0x7f;
        });
    if (!isGood)
    {
        throw MakeTapMistake(name,
                             "is no name of an interface",
                             "1 to 15 letters, digits, or others but blanks, / : and %");
    }
}

/// @param name of an interface @return a request about it
ifreq
MakeRequest(const std::string& name)
{
    ifreq request = {};
    std::copy(name.begin(), name.end(), request.ifr_name);
    return request;
}

/// @param name of a tap @param error of opening /dev/net/tun @return the mistake
std::invalid_argument
ExplainOpen(const std::string& name, int error)
{
    if (error == EACCES || error == EPERM)
    {
        return MakeTapMistake(name,
                              std::string("cannot be had: no right to open ") + TUN,
                              NEEDED_RIGHT);
    }
    if (error == ENOENT || error == ENODEV || error == ENXIO)
    {
        return MakeTapMistake(name,
                              std::string("cannot be had: ") + TUN + " is missing",
                              "a machine with taps (modprobe tun; in a container: --device " +
                                  std::string(TUN) + ")");
    }
    return MakeTapMistake(name,
                          std::string("cannot be had: ") + TUN + ": " + std::strerror(error),
                          "a machine with taps");
}

/// @param name of a tap @param error of attaching to it @param isThere whether there is an
/// interface of that name @return the mistake
std::invalid_argument
ExplainAttach(const std::string& name, int error, bool isThere)
{
    if (error == EBUSY)
    {
        return MakeTapMistake(name, "is in use by another program", "one that is not");
    }
    if (error == EPERM && isThere)
    {
        return MakeTapMistake(name,
                              "may not be used",
                              std::string(NEEDED_RIGHT) +
                                  ", or a tap made for this user (ip tuntap add "
                                  "dev " +
                                  name + " mode tap user NAME)");
    }
    if (error == EPERM)
    {
        return MakeTapMistake(name,
                              "is not there and may not be made",
                              std::string(NEEDED_RIGHT) + ", or a tap that is there");
    }
    if (error == EINVAL && isThere)
    {
        return MakeTapMistake(name,
                              "is no tap, or one with several queues",
                              "a tap, or a name that no interface has");
    }
    return MakeTapMistake(name, std::string("cannot be had: ") + std::strerror(error), "a tap");
}

#endif

} // namespace

#ifdef LISP_HAS_TAPS

TapInterface::TapInterface(const std::string& name)
    : m_name(name)
{
    CheckName(name);
    m_isNew = if_nametoindex(name.c_str()) == 0;
    Closer tap{open(TUN, O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    if (tap.descriptor < 0)
    {
        throw ExplainOpen(name, errno);
    }
    ifreq request = MakeRequest(name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (ioctl(tap.descriptor, TUNSETIFF, &request) != 0)
    {
        throw ExplainAttach(name, errno, !m_isNew);
    }

    const Closer control{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    request = MakeRequest(name);
    if (control.descriptor < 0 || ioctl(control.descriptor, SIOCGIFMTU, &request) != 0)
    {
        throw MakeTapMistake(name, std::string("has no MTU: ") + std::strerror(errno), "a tap");
    }
    m_mtu = static_cast<uint16_t>(std::min(request.ifr_mtu, 0xffff));
    request = MakeRequest(name);
    if (ioctl(control.descriptor, SIOCGIFFLAGS, &request) == 0 && !(request.ifr_flags & IFF_UP))
    {
        request.ifr_flags |= IFF_UP;
        if (ioctl(control.descriptor, SIOCSIFFLAGS, &request) != 0)
        {
            throw MakeTapMistake(name,
                                 "is down and may not be brought up",
                                 std::string(NEEDED_RIGHT) + ", or a tap that is up");
        }
    }
    std::swap(m_descriptor, tap.descriptor);
}

TapInterface::~TapInterface()
{
    const Closer end{m_descriptor};
}

#else

TapInterface::TapInterface(const std::string& name)
    : m_name(name)
{
    throw MakeTapMistake(name, "cannot be had", "Linux, which has taps");
}

TapInterface::~TapInterface() = default;

#endif

const std::string&
TapInterface::GetName() const
{
    return m_name;
}

uint16_t
TapInterface::GetMtu() const
{
    return m_mtu;
}

bool
TapInterface::IsNew() const
{
    return m_isNew;
}

int
TapInterface::Take()
{
    const int descriptor = m_descriptor;
    m_descriptor = -1;
    return descriptor;
}

} // namespace ns3
