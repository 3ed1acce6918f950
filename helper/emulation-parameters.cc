/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "emulation-parameters.h"

#include "program-options.h"

#include "ns3/lisp-protocol.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

namespace ns3
{

namespace
{

/// An option, and the roles in which it must or may be given; in others it has no effect.
struct Rule
{
    const char* option;              //!< its name
    std::vector<std::string> needed; //!< roles that cannot do without
    std::vector<std::string> taken;  //!< others that take it
};

/// @return the rules
const std::vector<Rule>&
GetRules()
{
    static const std::vector<Rule> rules = {
        {"tap", {"xtr", "map-server", "pitr"}, {}},
        {"rloc", {"xtr", "map-server", "pitr"}, {}},
        {"eid", {"xtr", "map-server", "pitr"}, {}},
        {"key", {"xtr", "map-server"}, {}},
        {"algorithm", {}, {"xtr", "map-server"}},
        {"map-server", {"xtr"}, {}},
        {"map-resolver", {"pitr"}, {"xtr"}},
        {"host", {}, {"xtr"}},
        {"site-tap", {}, {"xtr"}},
    };
    return rules;
}

/// @param words some @param word one of them, or not @return true if it is
bool
Contains(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// @param options the command line @param option of it @param accepted what is accepted in place of
/// what it says @return the mistake
std::invalid_argument
MakeMistake(const ProgramOptions& options, const std::string& option, const std::string& accepted)
{
    return std::invalid_argument("--" + option + "=" + options.GetText(option) +
                                 ": accepted: " + accepted);
}

/// @param options the command line @throws std::invalid_argument if an option is missing, or has no
/// effect
void
CheckPresence(const ProgramOptions& options)
{
    const std::string& role = options.GetText("role");
    if (!options.IsGiven("role"))
    {
        throw std::invalid_argument("--role is missing: accepted: --role=xtr, --role=map-server, "
                                    "--role=pitr");
    }
    for (const auto& rule : GetRules())
    {
        const bool isGiven = options.IsGiven(rule.option);
        if (!isGiven && Contains(rule.needed, role))
        {
            throw std::invalid_argument(std::string("--") + rule.option + " is missing: --role=" +
                                        role + " needs it; --help says what it accepts");
        }
        if (isGiven && !Contains(rule.needed, role) && !Contains(rule.taken, role))
        {
            throw std::invalid_argument(std::string("--") + rule.option +
                                        " has no effect with --role=" + role +
                                        ": accepted: without it");
        }
    }
    if (role == "xtr" && options.IsGiven("host") == options.IsGiven("site-tap"))
    {
        throw std::invalid_argument(
            std::string(options.IsGiven("host") ? "--host with --site-tap"
                                                : "no host behind --role=xtr") +
            ": accepted: --host=ADDRESS, a simulated host, or --site-tap=NAME, the machine's own");
    }
}

/// @param address an address @param subnet of it @return true if a host of the subnet may have it
bool
IsHostOf(const NetworkAddress& address, const EidPrefix& subnet)
{
    if (!subnet.Covers(address))
    {
        return false;
    }
    const std::size_t size = address.GetSize();
    const bool isIpv4 = address.GetFamily() == AddressFamily::IPV4;
    const auto bits = static_cast<uint8_t>(size * 8 - subnet.GetLength());
    if (bits < 2)
    {
        return isIpv4 && bits == 1; // a link of two (RFC 3021)
    }
    // Neither the subnet's own address nor, for IPv4, that of all its hosts.
    uint8_t all = 0xff;
    uint8_t any = 0;
    for (std::size_t i = 0; i < size; ++i)
    {
        const int host = std::clamp(int(8 * (i + 1)) - subnet.GetLength(), 0, 8);
        const auto mask = static_cast<uint8_t>((1 << host) - 1);
        all &= address.GetOctets()[i] | static_cast<uint8_t>(~mask);
        any |= address.GetOctets()[i] & mask;
    }
    return any != 0 && (!isIpv4 || all != 0xff);
}

/// @param address an address @return true if it is one of a single host on a wire
bool
IsUnicast(const NetworkAddress& address)
{
    const uint8_t* octets = address.GetOctets();
    if (address.GetFamily() == AddressFamily::IPV4)
    {
        return octets[0] != 0 && octets[0] != 127 && octets[0] < 224;
    }
    static const auto loopback = NetworkAddress::FromString("::1");
    static const auto none = NetworkAddress::FromString("::");
    const bool isOfLink = octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
    return address.GetFamily() == AddressFamily::IPV6 && !address.IsMulticast() && !isOfLink &&
           address != loopback && address != none;
}

/// @param options the command line @param option with an address @param family that it must have;
/// NONE: any @return the address; none if the option is not given
NetworkAddress
ReadAddress(const ProgramOptions& options, const std::string& option, AddressFamily family)
{
    if (!options.IsGiven(option))
    {
        return {};
    }
    const auto address = NetworkAddress::Parse(options.GetText(option));
    if (!address || !IsUnicast(*address))
    {
        throw MakeMistake(options, option, "an address of one host, such as 10.0.0.1 or fd0c::1");
    }
    if (address->GetFamily() != family)
    {
        throw MakeMistake(options,
                          option,
                          std::string("an address of ") +
                              (family == AddressFamily::IPV4 ? "IPv4" : "IPv6") + ", as --" +
                              (option == "host" ? "eid" : "rloc") + " is");
    }
    return *address;
}

/// @param options the command line @return the address and subnet of --rloc
InterfaceAddress
ReadRloc(const ProgramOptions& options)
{
    InterfaceAddress rloc;
    bool isGood = true;
    try
    {
        rloc = InterfaceAddress::FromString(options.GetText("rloc"));
    }
    catch (const std::invalid_argument&)
    {
        isGood = false;
    }
    if (!isGood || !IsUnicast(rloc.address) || !IsHostOf(rloc.address, rloc.GetSubnet()))
    {
        throw MakeMistake(options,
                          "rloc",
                          "an address of one host with the length of its subnet's prefix, such as "
                          "10.0.0.1/24 or fd0c::1/64");
    }
    return rloc;
}

/// @param options the command line @return the prefix of --eid
EidPrefix
ReadEid(const ProgramOptions& options)
{
    EidPrefix eid;
    bool isGood = options.GetText("eid").find('/') != std::string::npos;
    try
    {
        eid = EidPrefix::FromString(options.GetText("eid"),
                                    static_cast<uint32_t>(options.GetInteger("instance-id")));
    }
    catch (const std::invalid_argument&)
    {
        isGood = false;
    }
    const std::size_t bits = eid.GetAddress().GetSize() * 8;
    if (!isGood || eid.GetFamily() == AddressFamily::MAC || !IsUnicast(eid.GetAddress()) ||
        eid.GetLength() + 2U > bits)
    {
        throw MakeMistake(
            options,
            "eid",
            "a prefix with room for two hosts, such as 192.168.1.0/24 or fd0c:1::/64");
    }
    return eid;
}

/// @param eid a prefix @param taken an address @return the first one for a host that is not taken
NetworkAddress
FindFree(const EidPrefix& eid, const NetworkAddress& taken)
{
    const InterfaceAddress subnet{eid.GetAddress(), eid.GetLength()};
    const auto first = subnet.Next(1).address;
    return first == taken ? subnet.Next(2).address : first;
}

/// @param options the command line @param parameters of it @throws std::invalid_argument if
/// something cannot be reached
void
CheckReach(const ProgramOptions& options, const EmulationParameters& parameters)
{
    const auto subnet = parameters.rloc.GetSubnet();
    const auto& eid = parameters.eid;
    const EidPrefix plain(eid.GetAddress(), eid.GetLength());
    if (options.IsGiven("gateway") &&
        (!IsHostOf(parameters.gateway, subnet) || parameters.gateway == parameters.rloc.address))
    {
        throw MakeMistake(options,
                          "gateway",
                          "another address in " + subnet.ToPrefixString() +
                              ", the subnet of --rloc");
    }
    if (eid.GetInstanceId() == 0 && (plain.Covers(subnet) || subnet.Covers(plain)))
    {
        throw MakeMistake(options,
                          "eid",
                          "a prefix that does not overlap " + subnet.ToPrefixString() +
                              ", the subnet of --rloc: the tunnel would lead into itself");
    }
    const std::pair<const char*, NetworkAddress> others[] = {
        {"map-server", parameters.mapServer},
        {"map-resolver", parameters.mapResolver}};
    for (const auto& [option, address] : others)
    {
        if (!options.IsGiven(option))
        {
            continue;
        }
        if (address == parameters.rloc.address || plain.Covers(address))
        {
            throw MakeMistake(options, option, "an address outside --eid that is not --rloc's");
        }
        if (!subnet.Covers(address) && !options.IsGiven("gateway"))
        {
            throw MakeMistake(options,
                              option,
                              "an address in " + subnet.ToPrefixString() +
                                  ", or --gateway=ADDRESS of a router that knows the way");
        }
    }
}

} // namespace

void
EmulationParameters::AddOptions(ProgramOptions& options)
{
    options.AddChoice("role", "", {"xtr", "map-server", "pitr"});
    options.ClearDefault("role", "what is simulated; has to be given");
    options.ClearDefault("seed", "seed of the random numbers; without: the machine gives one");
    options.AddText("tap",
                    "the wire: a tap of this network namespace, made if it is not there",
                    "the name of an interface");
    options.AddText("rloc",
                    "address at that tap, and the length of its subnet",
                    "an address with a length, such as 10.0.0.1/24");
    options.AddText("gateway", "router to other subnets", "an address in the subnet of --rloc");
    options.AddText("eid",
                    "EIDs of the site; of a Map-Server: of which sites may register parts; of a "
                    "PITR: to which it forwards",
                    "a prefix, such as 192.168.1.0/24");
    options.AddText("host", "a simulated host of the site; see below", "an address in --eid");
    options.AddText("site-tap",
                    "in place of --host: a second tap, for hosts of the machine in the site",
                    "the name of an interface");
    options.AddText("map-server", "Map-Server to register with", "an address such as 10.0.0.3");
    options.AddText("map-resolver",
                    "Map-Resolver to ask; of an xTR, without: the Map-Server",
                    "an address such as 10.0.0.3");
    options.AddText("key", "secret of site and Map-Server", "any text");
    options.AddChoice("algorithm",
                      "authentication; a Map-Server without this option takes any of them",
                      {"hmac-sha-256-128", "hmac-sha-256-128-hkdf", "hmac-sha-1-96"});
    options.AddInteger("instance-id", "instance of the EIDs", 0, 0, LISP_MAX_INSTANCE_ID);
    options.AddAmount("duration",
                      "when to end; without: at SIGINT (Ctrl-C) or SIGTERM",
                      ProgramOptions::SECONDS,
                      "",
                      "100ms",
                      "8760h");
    options.AddRemark(
        "--role=xtr needs --tap, --rloc, --eid, --key, --map-server, and --host or "
        "--site-tap;\n--role=map-server needs --tap, --rloc, --eid and --key;\n--role=pitr needs "
        "--tap, --rloc, --eid and --map-resolver.");
    options.AddRemark(
        "The simulated host answers pings, and has echo (UDP and TCP port 7) and discard "
        "(TCP port 9).");
    options.AddRemark("Time is real. Without --seed a router that starts again does not repeat the "
                      "nonces of the last\ntime. With --json, what happens is told on standard "
                      "error.");
}

EmulationParameters
EmulationParameters::FromOptions(const ProgramOptions& options)
{
    CheckPresence(options);
    EmulationParameters parameters;
    const bool isXtr = options.GetText("role") == "xtr";
    parameters.role = isXtr                                     ? Role::XTR
                      : options.GetText("role") == "map-server" ? Role::MAP_SERVER
                                                                : Role::PITR;
    parameters.tap = options.GetText("tap");
    parameters.siteTap = options.GetText("site-tap");
    if (parameters.tap == parameters.siteTap)
    {
        throw MakeMistake(options, "site-tap", "another tap than --tap");
    }
    parameters.rloc = ReadRloc(options);
    const auto family = parameters.rloc.address.GetFamily();
    parameters.gateway = ReadAddress(options, "gateway", family);
    parameters.eid = ReadEid(options);
    parameters.host = ReadAddress(options, "host", parameters.eid.GetFamily());
    const EidPrefix site(parameters.eid.GetAddress(), parameters.eid.GetLength());
    if (options.IsGiven("host") && !IsHostOf(parameters.host, site))
    {
        throw MakeMistake(options,
                          "host",
                          "an address of a host in " + site.ToPrefixString() + ", as --eid says");
    }
    if (isXtr)
    {
        parameters.siteGateway = FindFree(site, parameters.host);
    }
    parameters.mapServer = ReadAddress(options, "map-server", family);
    parameters.mapResolver = options.IsGiven("map-resolver")
                                 ? ReadAddress(options, "map-resolver", family)
                                 : parameters.mapServer;
    CheckReach(options, parameters);
    parameters.key = options.GetText("key");
    parameters.algorithm =
        isXtr || options.IsGiven("algorithm") ? options.GetText("algorithm") : "";
    parameters.duration_s = options.GetAmount("duration");
    // Up to 2^32, below which the generator's seeds end.
    constexpr uint64_t seeds = 4000000000;
    parameters.seed =
        options.IsGiven("seed") ? options.GetInteger("seed") : 1 + std::random_device()() % seeds;
    return parameters;
}

} // namespace ns3
