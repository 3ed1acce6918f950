/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "move-report.h"

namespace ns3
{

const char*
ToString(MoveOutcome outcome)
{
    switch (outcome)
    {
    case MoveOutcome::WAITING:
        return "waiting";
    case MoveOutcome::RUNNING:
        return "running";
    case MoveOutcome::DONE:
        return "done";
    case MoveOutcome::ABORTED:
        return "aborted";
    case MoveOutcome::REFUSED:
        return "refused";
    case MoveOutcome::LOST:
        return "lost";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, MoveOutcome outcome)
{
    return os << ToString(outcome);
}

const char*
ToString(MoveRefusal refusal)
{
    switch (refusal)
    {
    case MoveRefusal::NONE:
        return "none";
    case MoveRefusal::IN_PROGRESS:
        return "in-progress";
    case MoveRefusal::NOT_HOSTED:
        return "not-hosted";
    case MoveRefusal::ALREADY_THERE:
        return "already-there";
    case MoveRefusal::NO_MEMORY:
        return "no-memory";
    case MoveRefusal::NO_VCPUS:
        return "no-vcpus";
    case MoveRefusal::RATE:
        return "rate";
    case MoveRefusal::TOO_LATE:
        return "too-late";
    case MoveRefusal::NOT_ACCEPTED:
        return "not-accepted";
    }
    return "unknown";
}

std::ostream&
operator<<(std::ostream& os, MoveRefusal refusal)
{
    return os << ToString(refusal);
}

} // namespace ns3
