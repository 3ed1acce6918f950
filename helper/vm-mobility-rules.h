/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_RULES_H
#define VM_MOBILITY_RULES_H

#include "effect-rules.h"
#include "vm-mobility-parameters.h"

#include <string>
#include <vector>

/**
 * @file
 * @brief What the parameters of a mobility study have to be, each by itself and with the others:
 * every rule once, for scripts that fill in the parameters and for programs that have options.
 */

namespace ns3
{

/// @param parameters of a study; to outlive the words @return the words for a script's complaints
ParameterWords MakeParameterWords(const VmMobilityParameters& parameters);

/// @param parameters of a study @return the kind of migration: as given, or the usual one in the
/// mode
std::string FindMigrationKind(const VmMobilityParameters& parameters);

/**
 * @brief Check the parameters of a study, those aside that make a network or a system by name.
 * @param parameters what is asked for
 * @param words how
 * @throws std::invalid_argument in one line that names the parameter, the one beside which it makes
 * no sense, and what is accepted
 */
void CheckVmMobility(const VmMobilityParameters& parameters, const ParameterWords& words);

/**
 * @brief Find what is asked for and changes nothing: what the machine is and does whichever way it
 * is moved. What has no sense at all beside another parameter is refused by CheckVmMobility.
 * @param words what is asked for
 * @return a note for each
 */
std::vector<std::string> FindIdleParameters(const ParameterWords& words);

} // namespace ns3

#endif /* VM_MOBILITY_RULES_H */
