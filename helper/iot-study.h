/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef IOT_STUDY_H
#define IOT_STUDY_H

#include "event-log.h"
#include "iot-network.h"
#include "not-measured.h"
#include "packet-ledger.h"
#include "result-value.h"
#include "thing-collector.h"
#include "thing-field.h"
#include "waiting-times.h"

#include "ns3/lisp-registrations.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class ExponentialRandomVariable;
struct LispMappingRecord;

/// What an IotStudy is to be.
struct IotStudyOptions
{
    IotNetworkOptions network;         //!< the network
    uint32_t things{2000};             //!< how many, 1 to ThingField::MAX_THINGS
    double movesAnHour{12};            //!< of each thing, in the mean
    Time reportInterval{Seconds(10)};  //!< between reports of a thing
    Time commandInterval{Seconds(10)}; //!< between commands to a thing
    Time duration{Seconds(60)};        //!< while things move
};

/**
 * @brief A field of things that move between gateways: what it costs the mapping system, and when
 * a thing that has moved can be reached.
 *
 * All things report once, and get a command, before anything is measured; then they move, at random
 * times, each to any other gateway, for the duration; and then nothing moves for two intervals of
 * commands, so that the last moves are seen to their end. Rates are of the duration.
 *
 * Of a move three times are taken: the Map-Server has the thing's registration by the new gateway;
 * the tunnel router of its collector has learned that locator; the thing has got the first command
 * there. The last waits for a command to be sent, a time of up to an interval. A move that another
 * one of the same thing, or the end, overtakes has no such time.
 */
class IotStudy
{
  public:
    /// The stages of a move.
    enum Stage : uint8_t
    {
        REGISTERED, //!< the Map-Server knows
        FOLLOWED,   //!< the collector's tunnel router knows
        REACHED,    //!< a command has arrived
        STAGES
    };

    /**
     * @param options what it is to be
     * @param stream of the random numbers, the first one
     * @throws std::invalid_argument naming an option out of its range
     */
    IotStudy(const IotStudyOptions& options, int64_t stream);
    ~IotStudy();

    IotStudy(const IotStudy&) = delete;
    IotStudy& operator=(const IotStudy&) = delete;

    /// @return the network
    const IotNetwork& GetNetwork() const;
    /// @param time let a thing move then @param thing a number @param cell from 0
    void MoveAt(Time time, uint32_t thing, uint32_t cell);
    /// Run it to its end.
    void Run();
    /// @return when things begin to move
    Time GetStart() const;

    /// @return moves so far
    std::size_t CountMoves() const;
    /// @param stage a stage @return how long after its move each that came to it did, seconds
    std::vector<double> GetTimes(Stage stage) const;
    /// @return all figures of a run, the number of things first
    ResultFigures GetFigures() const;
    /// @return what became of the packets: for each reason why some were lost, reports and commands
    std::vector<ResultFigures> GetLosses() const;
    /// @return control messages sent, by type @param drops gets what was dropped, by reason
    std::map<std::string, uint64_t> CountControl(std::map<std::string, uint64_t>& drops) const;
    /// @return what happened, of the first moves
    const std::vector<LoggedEvent>& GetEvents() const;

  private:
    /// A move of a thing.
    struct MoveRecord
    {
        uint32_t thing;                                                        //!< which
        uint32_t cell;                                                         //!< where to
        double time_s;                                                         //!< when
        std::vector<double> after_s{NOT_MEASURED, NOT_MEASURED, NOT_MEASURED}; //!< by stage
    };

    /// What all collectors' flows of a kind have to tell.
    struct Totals
    {
        uint64_t sent{0};                        //!< packets
        uint64_t lost{0};                        //!< of them
        std::map<std::string, uint64_t> reasons; //!< why
    };

    /// Control messages that the duration's rates count.
    using Counts = std::map<std::string, uint64_t>;

    /// @param thing moves now @param cell to this one
    void Move(uint32_t thing, uint32_t cell);
    /// @param thing a number @return the collector that it is of
    uint32_t FindCollector(uint32_t thing) const;
    /// Let a thing move, and later another one.
    void MoveAny();
    /// @param thing whose last move has come to a stage now @param stage which @param node where
    void Reach(uint32_t thing, Stage stage, Ptr<Node> node);
    /// See LispMapServer's trace source Registration.
    void OnRegistration(const LispRegisterResult& result, const NetworkAddress& source);
    /// See LispItr's trace source MappingLearned. @param node of the ITR
    void OnLearned(Ptr<Node> node, const LispMappingRecord& record, const NetworkAddress& source);
    /// See LispEtr's trace source SmrSent.
    void OnSmr(const EidPrefix& eid, const NetworkAddress& peer);
    /// See LispMapServer's trace source Notified.
    void OnNotified(const EidPrefix& eid, const NetworkAddress& peer);
    /// @return what has been sent so far, by name
    Counts Count() const;
    /// @param stage a stage @return how long each move took to it, or was watched in vain
    std::vector<WaitingTime> GetWaitingTimes(Stage stage) const;
    /// @param first flow @return what all collectors' flows of that kind have to tell
    Totals AddUp(uint32_t first) const;

    IotStudyOptions m_options;                                 //!< what it is
    Time m_start;                                              //!< of moves
    Time m_movesEnd;                                           //!< of moves
    Time m_trafficEnd;                                         //!< of reports and commands
    Ptr<UniformRandomVariable> m_random;                       //!< who moves where
    Ptr<ExponentialRandomVariable> m_pause;                    //!< between moves
    IotNetwork m_network;                                      //!< the network
    Ptr<PacketLedger> m_ledger;                                //!< all packets
    std::unique_ptr<ThingField> m_field;                       //!< the things
    std::vector<std::unique_ptr<ThingCollector>> m_collectors; //!< to whom they report
    std::vector<MoveRecord> m_moves;                           //!< in order of time
    std::vector<std::size_t> m_lastMove; //!< of each thing: 1 more than its place; 0: none
    uint64_t m_smrs{0};                  //!< Solicit-Map-Requests sent
    uint64_t m_notified{0};              //!< unsolicited Map-Notifies sent
    Counts m_before;                     //!< when moves began
    Counts m_after;                      //!< when they ended
    uint64_t m_events{0};                //!< of the simulator
    Ptr<EventLog> m_log;                 //!< of the first moves
};

} // namespace ns3

#endif /* IOT_STUDY_H */
