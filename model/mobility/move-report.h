/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MOVE_REPORT_H
#define MOVE_REPORT_H

#include "migration-record.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace ns3
{

class Hypervisor;
class VirtualMachine;

/// A move that a MigrationScheduler is asked for.
struct MoveRequest
{
    Ptr<VirtualMachine> machine;         //!< what is to be moved
    Ptr<Hypervisor> to;                  //!< where to
    std::vector<std::size_t> linkGroups; //!< that it passes, as AddLinkGroup has numbered them
    Time deadline;                       //!< when it is to be done at the latest; zero: any time
    uint64_t rate{0};                    //!< of the move, bit/s; 0: the scheduler's MoveRate
    uint16_t vlan{0};                    //!< of the machine at the target; 0: as where it is
};

/// What has become of a request.
enum class MoveOutcome : uint8_t
{
    WAITING, //!< it has not begun, or is to be tried again
    RUNNING, //!< it is under way
    DONE,    //!< the machine runs at the target
    ABORTED, //!< it failed and the machine has stayed where it was
    REFUSED, //!< it was not tried
    LOST,    //!< it failed, and the machine with it: post-copy alone can come to that
};

/// Why a request was refused.
enum class MoveRefusal : uint8_t
{
    NONE,          //!< it was not
    IN_PROGRESS,   //!< the machine has another request that has not ended
    NOT_HOSTED,    //!< the machine is at no hypervisor
    ALREADY_THERE, //!< the machine is at the target
    NO_MEMORY,     //!< the target has not so much memory left, and nobody is to leave it
    NO_VCPUS,      //!< the target has not so many processors left, and nobody is to leave it
    RATE,          //!< a link group on its way is slower than a single move is to be
    TOO_LATE,      //!< by its prediction it would miss its deadline
    NOT_ACCEPTED,  //!< the migration cannot be made; MoveReport::why says why
};

/// @param outcome what has become of it @return its name
const char* ToString(MoveOutcome outcome);
/// @param os a stream @param outcome what has become of it @return the stream, after the name
std::ostream& operator<<(std::ostream& os, MoveOutcome outcome);
/// @param refusal a reason @return its name
const char* ToString(MoveRefusal refusal);
/// @param os a stream @param refusal a reason @return the stream, after the reason's name
std::ostream& operator<<(std::ostream& os, MoveRefusal refusal);

/// What a MigrationScheduler knows of a request.
struct MoveReport
{
    uint32_t number{0};                        //!< of the request, from 0 on
    MoveRequest request;                       //!< what was asked for
    Ptr<Hypervisor> from;                      //!< where the machine was; null: not looked at yet
    Time requested;                            //!< when it was asked for
    Time started;                              //!< when it first began; zero before
    Time ended;                                //!< when it came to its outcome; zero before
    Time predicted;                            //!< how long it was expected to take
    uint32_t tries{0};                         //!< how often it was begun
    MoveOutcome outcome{MoveOutcome::WAITING}; //!< what has become of it
    MoveRefusal refusal{MoveRefusal::NONE};    //!< why it was refused
    std::string why;            //!< what made the last try fail; empty: nothing, or none did
    bool isLate{false};         //!< it was begun although it was expected to miss its deadline
    bool missedDeadline{false}; //!< it was not done by its deadline
    MigrationRecord record;     //!< of the last try

    /// @return whether nothing more will become of it
    bool HasEnded() const
    {
        return outcome != MoveOutcome::WAITING && outcome != MoveOutcome::RUNNING;
    }
};

} // namespace ns3

#endif /* MOVE_REPORT_H */
