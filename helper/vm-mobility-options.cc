/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-options.h"

#include "migration-kinds.h"
#include "study-program.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// The longest move that is simulated, in seconds.
constexpr int LONGEST_MOVE_S = 3600;
/// The longest time that an option takes.
const char* const LONGEST = "1h";

} // namespace

VmMobilityOptions::VmMobilityOptions()
    : ProgramOptions("lisp-vm-mobility", "a virtual machine moves, and its traffic follows")
{
    AddNetworkOptions();
    AddMachineOptions();
    AddMigrationOptions();
    AddFlag("return-home", "the machine moves back afterwards");
    AddSeeds(*this);
    AddRemark(
        "An option that is given where it has no effect is refused; of what the machine is and "
        "does\n(--write-rate and the like, --vcpus) the result has a note instead.");
    AddRemark(
        "Captures: LISP data over IPv6 has UDP checksum 0, which is legal in tunnels (RFC 6935, "
        "RFC 9300\nsection 5.3). Wireshark marks it unless its preference udp.ignore_ipv6_zero_"
        "checksum is set.");
}

void
VmMobilityOptions::AddNetworkOptions()
{
    AddChoice("mode",
              "one subnet, stretched over both data centres, or one each",
              {"extended-subnet", "across-subnet"});
    AddChoice("extension",
              "what stretches the subnet (extended-subnet only)",
              {"otv", "dark-fiber", "vpls", "eompls", "lisp"});
    AddChoice("update",
              "how senders learn of it, with system lisp",
              {"map-notify", "smr"},
              "pubsub");
    AddChoice("system", "what makes traffic follow", {"lisp", "triangular", "host-route"});
    AddChoice("family",
              "addresses: of hosts, over those of the core",
              {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"});
    AddChoice("without",
              "leave out, to see what breaks: hsrp-filter if extended, others if not",
              {"nothing", "hsrp-filter", "virtual-mac", "home-gateway", "proxy-arp"});
    AddAmount("core-rate",
              "of the core's links and those to it",
              ProgramOptions::BITS_PER_SECOND,
              "10Gbps",
              "1Mbps",
              "400Gbps");
    AddAmount("hypervisor-memory",
              "memory that a hypervisor has for machines",
              ProgramOptions::BYTES,
              "64GiB",
              "1MiB",
              "16TiB");
    AddAmount("fail-link",
              "the core's link dc1 to dc2 fails, so long after the move's start",
              ProgramOptions::SECONDS,
              "",
              "0",
              LONGEST);
    AddAmount("repair-link",
              "that link carries again, so long after the move's start",
              ProgramOptions::SECONDS,
              "",
              "0",
              LONGEST);
}

void
VmMobilityOptions::AddMachineOptions()
{
    AddAmount("memory", "the machine's memory", ProgramOptions::BYTES, "1GiB", "1MiB", "16TiB");
    AddAmount("page-size",
              "of its memory, a power of two",
              ProgramOptions::BYTES,
              "4KiB",
              "64B",
              "2MiB");
    AddInteger("vcpus",
               "its processors: post-copy halts one for each page it waits for",
               1,
               1,
               1024);
    AddAmount("write-rate",
              "memory that it writes a second while it runs, whole pages",
              ProgramOptions::BYTES_PER_SECOND,
              "5MiB/s",
              "0",
              "1TiB/s");
    AddChoice("write-pattern",
              "one page after the other; often to few pages; as a file says",
              {"constant", "working-set", "trace"});
    AddAmount("hot-share",
              "working-set: of its pages, hot ones",
              ProgramOptions::SHARE,
              "0.02",
              "0",
              "1");
    AddAmount("hot-writes",
              "working-set: of its writes, those to hot pages",
              ProgramOptions::SHARE,
              "0.9",
              "0",
              "1");
    AddAmount("total-share",
              "working-set: of its pages, those ever written, hot ones included",
              ProgramOptions::SHARE,
              "0.2",
              "0",
              "1");
    AddFile("write-trace", "with --write-pattern=trace: lines of a time in seconds and a page");
    AddChoice("storage", "its disk stays where it is, or is carried as well", {"shared", "local"});
    AddAmount("disk",
              "its disk, with --storage=local",
              ProgramOptions::BYTES,
              "1GiB",
              "0",
              "16TiB");
    AddInteger("pause-buffer", "frames kept for it while it is paused (not cold)", 256, 0, 1000000);
}

void
VmMobilityOptions::AddMigrationOptions()
{
    AddChoice("migration",
              "how the machine is moved; across-subnet: cold unless given",
              GetMigrationKinds());
    AddAmount("migration-rate",
              "at which it is carried over, at most",
              ProgramOptions::BITS_PER_SECOND,
              "1Gbps",
              "1Mbps",
              "400Gbps");
    AddChoice("rate-control",
              "pre-copy: each round at that rate, or a bit faster than it writes",
              {"fixed", "adaptive"});
    AddInteger("stop-pages",
               "pre-copy: pause it when no more pages than these are left",
               50,
               0,
               1ULL << 32);
    AddInteger("max-rounds", "pre-copy: pause it after so many; 0: not for that", 29, 0, 1000000);
    AddInteger("max-sent",
               "pre-copy: pause it after so many times its memory; 0: not for that",
               3,
               0,
               1000000);
    AddAmount("downtime-limit",
              "pre-copy: pause it when the pause will be no longer; 0: not for that",
              ProgramOptions::SECONDS,
              "0",
              "0",
              LONGEST);
    AddChoice("prepaging",
              "post-copy: pages sent unasked: around the latest fault, in order, none",
              {"bubble", "sequential", "none"});
    AddChoice("cold",
              "cold: to disk with its memory, sessions live on; or it boots anew",
              {"hibernate", "shutdown"});
    AddAmount("shutdown-time",
              "cold: to shut it down, or to suspend it besides writing its memory",
              ProgramOptions::SECONDS,
              "0",
              "0",
              LONGEST);
    AddAmount("boot-time",
              "cold: to boot it, or what going on takes besides reading memory",
              ProgramOptions::SECONDS,
              "0",
              "0",
              LONGEST);
    AddAmount("stall-timeout",
              "that one hypervisor waits for the other before it gives up",
              ProgramOptions::SECONDS,
              "10s",
              "1ms",
              LONGEST);
    AddChoice("announcement",
              "what tells the network of its new place: it, its hypervisor, nothing",
              {"gratuitous", "rarp", "none"});
}

ParameterWords
VmMobilityOptions::MakeWords() const
{
    auto words = ProgramOptions::MakeWords();
    words.getValue = [this](const std::string& name) {
        if (name == "migration")
        {
            return GetKind();
        }
        return name == "write-pattern" ? GetPattern() : GetText(name);
    };
    return words;
}

std::string
VmMobilityOptions::GetPattern() const
{
    // A trace's file says enough.
    const bool isTrace = IsGiven("write-trace") && !IsGiven("write-pattern");
    return isTrace ? "trace" : GetText("write-pattern");
}

std::string
VmMobilityOptions::GetKind() const
{
    VmMobilityParameters parameters;
    parameters.mode = GetText("mode");
    parameters.migration = IsGiven("migration") ? GetText("migration") : "";
    return FindMigrationKind(parameters);
}

VmMobilityParameters
VmMobilityOptions::GetParameters() const
{
    VmMobilityParameters parameters;
    parameters.mode = GetText("mode");
    parameters.extension = GetText("extension");
    parameters.without = GetText("without");
    parameters.system = GetText("system");
    parameters.update = GetText("update");
    parameters.family = GetText("family");
    parameters.migration = GetKind();
    parameters.memory = static_cast<uint64_t>(GetAmount("memory"));
    parameters.pageSize = static_cast<uint32_t>(GetAmount("page-size"));
    parameters.vCpus = static_cast<uint32_t>(GetInteger("vcpus"));
    parameters.writeRate = static_cast<uint64_t>(GetAmount("write-rate"));
    parameters.writePattern = GetPattern();
    parameters.writeTrace = GetText("write-trace");
    parameters.hotShare = GetAmount("hot-share");
    parameters.hotWrites = GetAmount("hot-writes");
    parameters.totalShare = GetAmount("total-share");
    parameters.migrationRate = static_cast<uint64_t>(GetAmount("migration-rate"));
    parameters.rateControl = GetText("rate-control");
    parameters.stopPages = GetInteger("stop-pages");
    parameters.maxRounds = static_cast<uint32_t>(GetInteger("max-rounds"));
    parameters.maxSent = static_cast<double>(GetInteger("max-sent"));
    parameters.downtimeLimit = GetAmount("downtime-limit");
    parameters.prepaging = GetText("prepaging");
    parameters.cold = GetText("cold");
    parameters.shutdownTime = GetAmount("shutdown-time");
    parameters.bootTime = GetAmount("boot-time");
    parameters.stallTimeout = GetAmount("stall-timeout");
    parameters.failLink = IsGiven("fail-link") ? GetAmount("fail-link") : -1;
    parameters.repairLink = IsGiven("repair-link") ? GetAmount("repair-link") : -1;
    parameters.storage = GetText("storage");
    parameters.disk = static_cast<uint64_t>(GetAmount("disk"));
    parameters.announcement = GetText("announcement");
    parameters.pauseBuffer = static_cast<uint32_t>(GetInteger("pause-buffer"));
    parameters.hypervisorMemory = static_cast<uint64_t>(GetAmount("hypervisor-memory"));
    parameters.coreRate = static_cast<uint64_t>(GetAmount("core-rate"));
    parameters.seed = GetInteger("seed");
    CheckVmMobility(parameters, MakeWords());
    if (VmMobilityStudy::GetMoveTime(parameters) > Seconds(LONGEST_MOVE_S))
    {
        throw std::invalid_argument(
            "--memory=" + GetText("memory") + " at --migration-rate=" + GetText("migration-rate") +
            ": the move would take more than an hour; accepted: less to carry, a higher rate, "
            "shorter times");
    }
    return parameters;
}

void
VmMobilityOptions::Describe(RunResult& result) const
{
    result.program = GetProgram();
    result.parameters.emplace_back("return-home", GetFlag("return-home"));
    for (const auto& note : FindIdleParameters(MakeWords()))
    {
        result.notes.push_back(note);
    }
}

} // namespace ns3
