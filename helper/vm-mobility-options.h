/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_OPTIONS_H
#define VM_MOBILITY_OPTIONS_H

#include "program-options.h"
#include "run-result.h"
#include "vm-mobility-rules.h"
#include "vm-mobility-study.h"

namespace ns3
{

/**
 * @brief The command line of the mobility study: one for its programs in C++ and in Python.
 */
class VmMobilityOptions : public ProgramOptions
{
  public:
    VmMobilityOptions();

    /**
     * @brief What the command line asks for.
     * @return what the study is about
     * @throws std::invalid_argument naming an option that makes no sense, by itself or beside
     * another, or that makes the move longer than an hour
     */
    VmMobilityParameters GetParameters() const;

    /**
     * @brief Say in a result what the command line has to do with it.
     * @param result gets the program's name, its parameters that are not the study's own, and notes
     */
    void Describe(RunResult& result) const;

  private:
    /// Add what the network and the ways of following are.
    void AddNetworkOptions();
    /// Add what the machine is and does.
    void AddMachineOptions();
    /// Add how it is carried.
    void AddMigrationOptions();
    /// @return how parameters are asked for here; not to outlive the options
    ParameterWords MakeWords() const;
    /// @return how the machine's memory is written
    std::string GetPattern() const;
    /// @return the kind of migration
    std::string GetKind() const;
};

} // namespace ns3

#endif /* VM_MOBILITY_OPTIONS_H */
