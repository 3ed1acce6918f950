/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-options.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// The longest move that is simulated, in seconds.
constexpr int LONGEST_MOVE_S = 3600;

} // namespace

VmMobilityOptions::VmMobilityOptions()
    : ProgramOptions("lisp-vm-mobility", "a virtual machine moves, and its traffic follows")
{
    AddChoice("mode",
              "one subnet, stretched over both data centres, or one each",
              {"extended-subnet", "across-subnet"});
    AddChoice("extension",
              "what stretches the subnet (extended-subnet only)",
              {"otv", "dark-fiber", "vpls", "eompls"});
    AddChoice("migration",
              "how the machine is moved; across-subnet: cold unless given",
              {"pre-copy", "post-copy", "stop-and-copy", "cold"});
    AddChoice("update",
              "how senders learn of it, with system lisp (no pubsub in this version)",
              {"map-notify", "smr", "pubsub"});
    AddChoice("system", "what makes traffic follow", {"lisp", "triangular", "host-route"});
    AddChoice("family",
              "addresses: of hosts, over those of the core",
              {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"});
    AddChoice("without",
              "leave out, to see what breaks: hsrp-filter (extended-subnet); virtual-mac, "
              "home-gateway, proxy-arp (across-subnet)",
              {"nothing", "hsrp-filter", "virtual-mac", "home-gateway", "proxy-arp"});
    AddAmount("memory", "the machine's memory", ProgramOptions::BYTES, "1GiB", "1MiB", "16TiB");
    AddAmount("page-size",
              "of its memory, a power of two",
              ProgramOptions::BYTES,
              "4KiB",
              "64B",
              "2MiB");
    AddInteger("vcpus", "its processors", 1, 1, 1024);
    AddAmount("write-rate",
              "memory that it writes a second while it runs, whole pages",
              ProgramOptions::BYTES_PER_SECOND,
              "5MiB/s",
              "0",
              "1TiB/s");
    AddChoice("write-pattern",
              "one page after the other; often to few pages; as a file says",
              {"constant", "working-set", "trace"});
    AddFile("write-trace", "with --write-pattern=trace: lines of a time in seconds and a page");
    AddAmount("migration-rate",
              "at which it is carried over, at most",
              ProgramOptions::BITS_PER_SECOND,
              "1Gbps",
              "1Mbps",
              "400Gbps");
    AddChoice("rate-control",
              "pre-copy: every round at that rate, or as fast as it writes, and a bit more",
              {"fixed", "adaptive"});
    AddInteger("max-rounds", "pre-copy: pause it after so many; 0: not for that", 29, 0, 1000000);
    AddInteger("max-sent",
               "pre-copy: pause it when so many times its memory were sent; 0: not for that",
               3,
               0,
               1000000);
    AddChoice("storage", "its disk stays where it is, or is carried as well", {"shared", "local"});
    AddAmount("disk", "its disk", ProgramOptions::BYTES, "1GiB", "0", "16TiB");
    AddChoice("announcement",
              "what tells the network of its new place: it, its hypervisor, or nothing",
              {"gratuitous", "rarp", "none"});
    AddInteger("pause-buffer", "frames kept for it while it is paused", 256, 0, 1000000);
    AddAmount("hypervisor-memory",
              "memory that a hypervisor has for machines",
              ProgramOptions::BYTES,
              "64GiB",
              "1MiB",
              "16TiB");
    AddAmount("core-rate",
              "of the core's links and those to it",
              ProgramOptions::BITS_PER_SECOND,
              "10Gbps",
              "1Mbps",
              "400Gbps");
    AddFlag("return-home", "the machine moves back afterwards");
    AddInteger("runs",
               "seeds to run, from --seed on; the result then has means with intervals",
               1,
               1,
               1000);
    AddInteger("jobs",
               "processes that do these runs; 0: as many as there are processors",
               0,
               0,
               1024);
}

void
VmMobilityOptions::CheckCombination() const
{
    const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
    if (IsGiven("extension") && GetText("mode") != "extended-subnet")
    {
        refuse("--extension=" + GetText("extension") + " with --mode=" + GetText("mode") +
               ": accepted with --mode=extended-subnet only");
    }
    const auto without = GetText("without");
    if (without != "nothing" &&
        (without == "hsrp-filter") != (GetText("mode") == "extended-subnet"))
    {
        refuse("--without=" + without + " with --mode=" + GetText("mode") +
               ": accepted: hsrp-filter with extended-subnet; virtual-mac, home-gateway, proxy-arp "
               "with across-subnet");
    }
    if (GetAmount("memory") > GetAmount("hypervisor-memory"))
    {
        refuse("--memory=" + GetText("memory") + " with --hypervisor-memory=" +
               GetText("hypervisor-memory") + ": accepted: at most what a hypervisor has");
    }
    if (IsGiven("write-trace") && IsGiven("write-pattern") && GetText("write-pattern") != "trace")
    {
        refuse("--write-trace=" + GetText("write-trace") + " with --write-pattern=" +
               GetText("write-pattern") + ": accepted with --write-pattern=trace only");
    }
    if (GetText("write-pattern") == "trace" && !IsGiven("write-trace"))
    {
        refuse("--write-pattern=trace without a file: accepted: --write-trace=FILE");
    }
    if (IsGiven("write-trace") && IsGiven("write-rate"))
    {
        refuse("--write-rate=" + GetText("write-rate") +
               " with --write-trace: the trace says how much is written; accepted: one of them");
    }
    if (GetText("update") == "pubsub")
    {
        refuse("--update=pubsub: publish/subscribe is not there yet; accepted: map-notify, smr");
    }
    if (IsGiven("update") && GetText("system") != "lisp")
    {
        refuse("--update=" + GetText("update") + " with --system=" + GetText("system") +
               ": accepted with --system=lisp only");
    }
}

VmMobilityParameters
VmMobilityOptions::GetParameters() const
{
    CheckCombination();
    VmMobilityParameters parameters;
    parameters.mode = GetText("mode");
    parameters.extension = GetText("extension");
    parameters.without = GetText("without");
    parameters.system = GetText("system");
    parameters.update = GetText("update");
    parameters.family = GetText("family");
    parameters.migration = IsGiven("migration") ? GetText("migration") : "";
    parameters.memory = static_cast<uint64_t>(GetAmount("memory"));
    parameters.pageSize = static_cast<uint32_t>(GetAmount("page-size"));
    parameters.vCpus = static_cast<uint32_t>(GetInteger("vcpus"));
    parameters.writeRate = static_cast<uint64_t>(GetAmount("write-rate"));
    parameters.writePattern = IsGiven("write-trace") ? "trace" : GetText("write-pattern");
    parameters.writeTrace = GetText("write-trace");
    parameters.migrationRate = static_cast<uint64_t>(GetAmount("migration-rate"));
    parameters.rateControl = GetText("rate-control");
    parameters.maxRounds = static_cast<uint32_t>(GetInteger("max-rounds"));
    parameters.maxSent = static_cast<double>(GetInteger("max-sent"));
    parameters.storage = GetText("storage");
    parameters.disk = static_cast<uint64_t>(GetAmount("disk"));
    parameters.announcement = GetText("announcement");
    parameters.pauseBuffer = static_cast<uint32_t>(GetInteger("pause-buffer"));
    parameters.hypervisorMemory = static_cast<uint64_t>(GetAmount("hypervisor-memory"));
    parameters.coreRate = static_cast<uint64_t>(GetAmount("core-rate"));
    parameters.seed = GetInteger("seed");
    if (VmMobilityStudy::GetMoveTime(parameters) > Seconds(LONGEST_MOVE_S))
    {
        throw std::invalid_argument(
            "--memory=" + GetText("memory") + " at --migration-rate=" + GetText("migration-rate") +
            ": the move would take more than an hour; accepted: less memory, or a higher rate");
    }
    return parameters;
}

void
VmMobilityOptions::Describe(RunResult& result) const
{
    result.program = GetProgram();
    result.parameters.emplace_back("return-home", GetFlag("return-home"));
    if (GetInteger("runs") > 1)
    {
        result.parameters.emplace_back("runs", GetInteger("runs"));
    }
    const VmMobilityMigration migration(GetParameters());
    const bool runs = migration.GetMode() == "pre-copy" || migration.GetMode() == "post-copy";
    if (!runs && (IsGiven("write-rate") || IsGiven("write-pattern") || IsGiven("write-trace")))
    {
        result.notes.push_back(
            "what the machine writes changes nothing with --migration=" + migration.GetMode() +
            ": its memory is carried while it stands still");
    }
    if (IsGiven("disk") && GetText("storage") == "shared")
    {
        result.notes.emplace_back("--disk changes nothing with --storage=shared: it stays where it "
                                  "is");
    }
}

} // namespace ns3
