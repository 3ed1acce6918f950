/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MOVE_RESOURCES_H
#define MOVE_RESOURCES_H

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/// What moves have made of a link group.
struct LinkGroupReport
{
    std::string name;      //!< as it was added
    uint64_t capacity{0};  //!< bit/s
    uint64_t bytes{0};     //!< of memory and storage that moves over it have carried
    uint32_t moves{0};     //!< tries that have ended
    uint32_t mostMoves{0}; //!< the most at the same time
    uint64_t mostRate{0};  //!< the greatest sum of rates, bit/s
    Time busy;             //!< how long there was at least one
};

/**
 * @brief Counts what moves that run at the same time use, against limits: all together, each
 * hypervisor as a source, each as a target, each link group.
 *
 * A move that has to wait can claim what it waits for: nobody behind it gets that before, so that
 * it does not wait for ever while smaller ones pass. Time comes in as an argument.
 */
class MoveResources
{
  public:
    /// The limits: references to the owner's attributes. 0: any number.
    struct Limits
    {
        const uint32_t& parallel;     //!< moves at a time
        const uint32_t& perSource;    //!< from a hypervisor
        const uint32_t& perTarget;    //!< to a hypervisor
        const uint32_t& perLinkGroup; //!< over a link group
    };

    /// What a move needs.
    struct Need
    {
        std::size_t from{0};                 //!< number of its source
        std::size_t to{0};                   //!< number of its target
        std::vector<std::size_t> linkGroups; //!< numbers of those that it passes
        uint64_t rate{0};                    //!< bit/s that it has on each of them
    };

    /// @param limits the limits
    explicit MoveResources(const Limits& limits);

    /**
     * @brief Add a link group.
     * @param name for reports
     * @param capacity bit/s that the sum of the moves' rates does not exceed
     * @return its number
     * @throws std::invalid_argument if the capacity is zero
     */
    std::size_t AddLinkGroup(const std::string& name, uint64_t capacity);
    /// @param groups numbers of link groups @throws std::invalid_argument if there is none of these
    void CheckLinkGroups(const std::vector<std::size_t>& groups) const;
    /// @param groups numbers of link groups @return bit/s of the slowest; 0: there are none
    uint64_t GetCapacity(const std::vector<std::size_t>& groups) const;

    /// @return whether no move can begin, whatever it needs
    bool IsFull() const;
    /// @param need of a move @return whether it could ever be met
    bool IsPossible(const Need& need) const;
    /// @param need of a move @return whether it is met now
    bool Fits(const Need& need) const;
    /// @param need of a move that begins @param now the time
    void Take(const Need& need, Time now);
    /// @param need of a move that has ended @param bytes that it has carried @param now the time
    void Release(const Need& need, uint64_t bytes, Time now);
    /// @param need of a move that waits: what is missing now is for nobody else
    void Claim(const Need& need);
    /// Forget all claims.
    void ClearClaims();

    /// @return moves that run
    uint32_t GetMoves() const;
    /// @param now the time @return what moves have made of the link groups, by number
    std::vector<LinkGroupReport> GetLinkGroups(Time now) const;

  private:
    /// Who uses a resource.
    struct Use
    {
        uint32_t moves{0};   //!< how many
        uint64_t rate{0};    //!< what they have together, bit/s
        bool claimed{false}; //!< by one that waits
        Time since;          //!< when the first of those began
    };

    /// Looks at a resource and its limits; says whether to go on.
    using Visitor = std::function<bool(Use& use, uint32_t moves, uint64_t rate)>;

    /// @param use of a resource @param moves its limit @param rate its limit @param more bit/s
    /// @return whether one more move of that rate has a place
    static bool HasPlace(const Use& use, uint32_t moves, uint64_t rate, uint64_t more);
    /// @param uses by number @param number of one @return it, made if it is new
    static Use& Get(std::vector<Use>& uses, std::size_t number);
    /// @param need of a move @param visit looks at each resource @return whether it always went on
    bool Visit(const Need& need, const Visitor& visit) const;

    const Limits m_limits;                 //!< of the owner
    mutable Use m_all;                     //!< all moves
    mutable std::vector<Use> m_sources;    //!< by hypervisor
    mutable std::vector<Use> m_targets;    //!< by hypervisor
    mutable std::vector<Use> m_links;      //!< by link group
    std::vector<LinkGroupReport> m_groups; //!< by link group
};

} // namespace ns3

#endif /* MOVE_RESOURCES_H */
