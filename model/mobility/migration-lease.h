/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef MIGRATION_LEASE_H
#define MIGRATION_LEASE_H

#include <cstdint>

namespace ns3
{

/**
 * @brief Whose a machine is while it is moved: it is decided once, by whoever comes first.
 */
class MigrationLease
{
  public:
    /// @return true while the source has it and the target may take it
    bool IsOpen() const
    {
        return m_holder == Holder::SOURCE;
    }

    /// The target takes it. @return false if it has been decided already
    bool Take()
    {
        return Decide(Holder::TARGET);
    }

    /// The source takes it back, for good. @return false if it has been decided already
    bool TakeBack()
    {
        return Decide(Holder::BACK);
    }

  private:
    /// Who has it.
    enum class Holder : uint8_t
    {
        SOURCE, //!< the source, and the target may take it
        TARGET, //!< the target
        BACK,   //!< the source, for good
    };

    /// @param holder is to have it @return false if it has been decided already
    bool Decide(Holder holder)
    {
        if (!IsOpen())
        {
            return false;
        }
        m_holder = holder;
        return true;
    }

    Holder m_holder{Holder::SOURCE}; //!< at present
};

} // namespace ns3

#endif /* MIGRATION_LEASE_H */
