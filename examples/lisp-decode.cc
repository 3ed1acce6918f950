/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Prints the LISP packets of a capture, pcap or pcapng, as JSON, one object a line.
 *
 * The whole capture is read through before anything is printed, so that one that is cut off or
 * damaged gives one line on standard error and nothing else.
 *
 * Exit status: 0 if every LISP packet was decoded, 1 if one could not be, 2 if the arguments or the
 * capture are bad or standard output cannot be written.
 */

#include "ns3/captured-packet.h"
#include "ns3/fragment-store.h"
#include "ns3/lisp-codec.h"
#include "ns3/lisp-json.h"
#include "ns3/lisp-protocol.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <pcap/pcap.h>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

const char* const USAGE = "usage: lisp-decode FILE [--key=SECRET ...]";

const char* const HELP = R"(
Prints each LISP packet of the capture FILE (pcap or pcapng; - for standard input) as one JSON
object on a line of its own: UDP packets from or to port 4341 (data) or 4342 (control).

  --key=SECRET  check the authentication of Map-Registers, Map-Notifies, Map-Notify-Acks and Info
                messages with this shared secret ("valid" is null without); may be
                given for each of several sites: valid is what fits any of them
  --help        print this

A malformed packet prints {"frame": N, "error": "what, at which byte"}, and the run goes on.
Exit status: 0 if every LISP packet was decoded, 1 if not, 2 if FILE cannot be read whole.
)";

/// What the command line says.
struct Options
{
    std::string file;              //!< the capture
    std::vector<std::string> keys; //!< the shared secrets
    bool help{false};              //!< print how to use the program
};

/**
 * @brief Read the command line.
 * @param argc how many
 * @param argv the arguments
 * @return what they say
 * @throws std::invalid_argument naming what is wrong and what is accepted
 */
Options
ReadOptions(int argc, char* argv[])
{
    Options options;
    for (int i = 1; i < argc; ++i)
    {
        const std::string argument = argv[i];
        if (argument == "--help" || argument == "-h")
        {
            options.help = true;
        }
        else if (argument.rfind("--key=", 0) == 0)
        {
            options.keys.push_back(argument.substr(6));
        }
        else if (argument.size() > 1 && argument[0] == '-')
        {
            throw std::invalid_argument("unknown option '" + argument +
                                        "': accepted are --key=SECRET and --help");
        }
        else if (!options.file.empty())
        {
            throw std::invalid_argument("more than one file: '" + options.file + "' and '" +
                                        argument + "'; " + USAGE);
        }
        else
        {
            options.file = argument;
        }
    }
    if (options.file.empty() && !options.help)
    {
        throw std::invalid_argument(std::string("no file given; ") + USAGE);
    }
    return options;
}

/// Closes a stream.
struct CloseFile
{
    void operator()(FILE* file) const
    {
        fclose(file);
    }
};

/// A stream that closes itself.
using File = std::unique_ptr<FILE, CloseFile>;

/// @return what the system says about the last failure
std::string
SystemError()
{
    return std::strerror(errno);
}

/**
 * @brief Open a capture so that it can be read twice.
 * @param name the file; what is no ordinary file, such as a pipe, is copied to a temporary one
 * @return the file
 * @throws std::runtime_error if it cannot be read
 */
File
OpenTwice(const std::string& name)
{
    File file(name == "-" ? fdopen(0, "rb") : fopen(name.c_str(), "rb"));
    struct stat status;
    if (!file || fstat(fileno(file.get()), &status) != 0)
    {
        throw std::runtime_error(SystemError());
    }
    if (S_ISDIR(status.st_mode))
    {
        throw std::runtime_error("is a directory: expected a pcap or pcapng file");
    }
    if (S_ISREG(status.st_mode))
    {
        return file;
    }
    File copy(tmpfile());
    char buffer[65536];
    std::size_t count;
    while (copy && (count = fread(buffer, 1, sizeof(buffer), file.get())) > 0)
    {
        if (fwrite(buffer, 1, count, copy.get()) != count)
        {
            throw std::runtime_error("cannot be copied to a temporary file: " + SystemError());
        }
    }
    if (!copy || ferror(file.get()) || fflush(copy.get()) != 0)
    {
        throw std::runtime_error("cannot be copied to a temporary file: " + SystemError());
    }
    return copy;
}

/**
 * @brief A capture, read from its start to its end.
 */
class Capture
{
  public:
    /**
     * @param file the file, read from its start; must outlive this
     * @throws std::runtime_error if it is no capture, or of a link that cannot be read
     */
    explicit Capture(FILE* file)
    {
        char error[PCAP_ERRBUF_SIZE];
        rewind(file);
        const int copy = dup(fileno(file));
        FILE* stream = copy < 0 ? nullptr : fdopen(copy, "rb");
        if (!stream || lseek(copy, 0, SEEK_SET) < 0)
        {
            throw std::runtime_error(SystemError());
        }
        m_pcap =
            pcap_fopen_offline_with_tstamp_precision(stream, PCAP_TSTAMP_PRECISION_NANO, error);
        if (!m_pcap)
        {
            fclose(stream);
            throw std::runtime_error(std::string("expected a pcap or pcapng file: ") + error);
        }
        if (!CapturedPacket::IsKnownLinkType(GetLinkType()))
        {
            const char* name = pcap_datalink_val_to_name(GetLinkType());
            const std::string type = name ? name : std::to_string(GetLinkType());
            pcap_close(m_pcap);
            throw std::runtime_error("link type " + type +
                                     ": expected Ethernet, PPP, raw IP, Linux cooked or loopback");
        }
    }

    ~Capture()
    {
        pcap_close(m_pcap);
    }

    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    /// @return the link type, as CapturedPacket takes it
    int GetLinkType() const
    {
        return pcap_datalink(m_pcap);
    }

    /**
     * @brief Read the next frame.
     * @param header set to its header
     * @param data set to its octets
     * @return false at the end
     * @throws std::runtime_error if the capture is cut off or damaged
     */
    bool Next(pcap_pkthdr*& header, const u_char*& data)
    {
        const int outcome = pcap_next_ex(m_pcap, &header, &data);
        if (outcome == PCAP_ERROR)
        {
            throw std::runtime_error("cut off or damaged after frame " + std::to_string(m_frames) +
                                     ": " + pcap_geterr(m_pcap));
        }
        m_frames += outcome == 1 ? 1 : 0;
        return outcome == 1;
    }

    /// @return the number of the last frame read; the first is 1
    uint64_t GetFrame() const
    {
        return m_frames;
    }

  private:
    pcap_t* m_pcap;       //!< the reader
    uint64_t m_frames{0}; //!< read so far
};

/**
 * @brief Prints the LISP packets.
 */
class Decoder
{
  public:
    /// @param secrets of MACs
    explicit Decoder(std::vector<std::string> secrets)
        : m_secrets(std::move(secrets))
    {
    }

    /**
     * @brief Print a frame, if it is a LISP packet or completes one.
     * @param linkType of the capture
     * @param frame its number
     * @param header its header
     * @param data its octets
     */
    void Frame(int linkType, uint64_t frame, const pcap_pkthdr& header, const u_char* data)
    {
        const auto packet = CapturedPacket::FromFrame(linkType, data, header.caplen);
        if (!packet)
        {
            return;
        }
        const double time =
            static_cast<double>(header.ts.tv_sec) + static_cast<double>(header.ts.tv_usec) / 1e9;
        if (!packet->IsFragment())
        {
            Packet(*packet, {frame}, time);
            return;
        }
        if (const auto whole = m_fragments.Add(*packet, frame))
        {
            Packet(whole->packet, whole->frames, time);
        }
        Incomplete();
    }

    /// Say which packets never became whole.
    void Finish()
    {
        m_fragments.GiveUpAll();
        Incomplete();
    }

    /// @return true if every LISP packet was decoded
    bool IsGood() const
    {
        return m_good;
    }

  private:
    /// @param ports of a packet @return true if it is LISP
    static bool IsLisp(const CapturedPorts& ports)
    {
        return IsPort(ports, LISP_DATA_PORT) || IsPort(ports, LISP_CONTROL_PORT);
    }

    /// @param ports of a packet @param port a port @return true if it is one of them
    static bool IsPort(const CapturedPorts& ports, uint16_t port)
    {
        return ports.payload && (ports.source == port || ports.destination == port);
    }

    /**
     * @brief Print a packet, if it is LISP.
     * @param packet the packet
     * @param frames where it was
     * @param time when
     */
    void Packet(const CapturedPacket& packet, const std::vector<uint64_t>& frames, double time)
    {
        const auto ports = CapturedPorts::FromPacket(packet);
        if (!ports || !IsLisp(*ports))
        {
            return;
        }
        nlohmann::ordered_json line = {{"frame", frames.back()},
                                       {"time_s", time},
                                       {"source", packet.source.ToString()},
                                       {"destination", packet.destination.ToString()},
                                       {"source_port", ports->source},
                                       {"destination_port", ports->destination}};
        if (frames.size() > 1)
        {
            line["fragments"] = frames;
        }
        try
        {
            line.update(Message(*ports));
            std::cout << line.dump() << "\n";
        }
        catch (const LispBufferError& error)
        {
            Error(frames.back(), error.what(), error.GetOffset());
        }
    }

    /**
     * @param ports a LISP packet
     * @return what it says
     * @throws LispBufferError if it is malformed
     */
    nlohmann::ordered_json Message(const CapturedPorts& ports) const
    {
        if (ports.damaged)
        {
            LispBufferReader::Fail("UDP length is less than that of its header", 0);
        }
        // A port may be both numbers' only by accident: the destination tells what was meant. An
        // RTR sends data to NATs from its control port (draft-ermagan-lisp-nat-traversal section
        // 5.3.1): no control message begins with a type of 0.
        const bool isToNat = ports.size > 0 && ports.payload[0] >> 4 == 0;
        const bool control =
            ports.destination == LISP_CONTROL_PORT ||
            (ports.destination != LISP_DATA_PORT && ports.source == LISP_CONTROL_PORT && !isToNat);
        if (!control)
        {
            return LispDataToJson(ports.payload, ports.size);
        }
        if (ports.missing > 0)
        {
            LispBufferReader::Fail("only " + std::to_string(ports.size) + " of " +
                                       std::to_string(ports.size + ports.missing) +
                                       " octets of the message are in the capture",
                                   ports.size);
        }
        const auto decoded = DecodeLispMessage(ports.payload, ports.size);
        if (!decoded)
        {
            LispBufferReader::Fail(decoded.error.what, decoded.error.offset);
        }
        return LispControlToJson(ports.payload, ports.size, decoded, m_secrets);
    }

    /// Say which LISP packets were given up, for their other fragments are not in the capture.
    void Incomplete()
    {
        while (const auto given = m_fragments.TakeGivenUp())
        {
            const auto ports = CapturedPorts::FromPacket(given->packet);
            if (ports && IsLisp(*ports))
            {
                Error(given->frames.front(),
                      "fragment of a packet whose other fragments are missing or do not fit",
                      ports->size);
            }
        }
    }

    /**
     * @brief Print an error.
     * @param frame where
     * @param what is wrong
     * @param offset in the message
     */
    void Error(uint64_t frame, const std::string& what, std::size_t offset)
    {
        m_good = false;
        const nlohmann::ordered_json line = {
            {"frame", frame},
            {"error", what + ", at byte " + std::to_string(offset)}};
        std::cout << line.dump() << "\n";
    }

    std::vector<std::string> m_secrets; //!< of MACs
    FragmentStore m_fragments;          //!< packets that are not whole yet
    bool m_good{true};                  //!< no error so far
};

/**
 * @brief Decode a capture.
 * @param options what the command line says
 * @return the exit status
 * @throws std::runtime_error if the capture cannot be read whole
 */
int
Run(const Options& options)
{
    const File file = OpenTwice(options.file);
    pcap_pkthdr* header;
    const u_char* data;
    Capture whole(file.get());
    while (whole.Next(header, data))
    {
    }
    Capture capture(file.get());
    Decoder decoder(options.keys);
    while (std::cout && capture.Next(header, data))
    {
        decoder.Frame(capture.GetLinkType(), capture.GetFrame(), *header, data);
    }
    decoder.Finish();
    return decoder.IsGood() ? 0 : 1;
}

} // namespace

int
main(int argc, char* argv[])
{
    // A reader that has seen enough, such as head, ends the program without a word.
    std::signal(SIGPIPE, SIG_DFL);
    std::ios::sync_with_stdio(false);
    Options options;
    try
    {
        options = ReadOptions(argc, argv);
    }
    catch (const std::invalid_argument& error)
    {
        std::cerr << "lisp-decode: " << error.what() << "\n";
        return 2;
    }
    int status = 0;
    try
    {
        if (options.help)
        {
            std::cout << USAGE << "\n" << HELP;
        }
        else
        {
            status = Run(options);
        }
    }
    catch (const std::exception& error)
    {
        std::cout.flush();
        std::cerr << "lisp-decode: " << options.file << ": " << error.what() << "\n";
        return 2;
    }
    if (!std::cout.flush())
    {
        std::cerr << "lisp-decode: cannot write to standard output: " << SystemError() << "\n";
        return 2;
    }
    return status;
}
