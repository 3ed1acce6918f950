/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EVENT_LOG_H
#define EVENT_LOG_H

#include "ns3/node.h"
#include "ns3/simple-ref-count.h"

#include <string>
#include <vector>

namespace ns3
{

/// Something that happened.
struct LoggedEvent
{
    double time_s;      //!< when, in seconds
    std::string node;   //!< where
    std::string event;  //!< what, in words with dashes
    std::string detail; //!< more of it, in free words
};

/// @param events put in order of time; those of one time stay as they are
void SortEvents(std::vector<LoggedEvent>& events);

/**
 * @brief What happened in a run, in order of time.
 */
class EventLog : public SimpleRefCount<EventLog>
{
  public:
    /**
     * @brief Note what happens now.
     * @param node where; null: in no node
     * @param event what, in words with dashes
     * @param detail more of it, in free words
     */
    void Add(Ptr<const Node> node, const std::string& event, const std::string& detail = "");

    /// @return the events
    const std::vector<LoggedEvent>& GetEvents() const;

    /// @param event what @return when it first happened, in seconds; NOT_MEASURED if it did not
    double FindFirst(const std::string& event) const;

    /// @param node a node @return its name, or "node-N"
    static std::string NameNode(Ptr<const Node> node);

  private:
    std::vector<LoggedEvent> m_events; //!< in order of time
};

} // namespace ns3

#endif /* EVENT_LOG_H */
