/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef CHECKED_ATTRIBUTE_H
#define CHECKED_ATTRIBUTE_H

#include "ns3/attribute.h"
#include "ns3/object-factory.h"
#include "ns3/type-id.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @brief Find out whether an attribute can have a value, where ns-3 itself would end the process.
 * @param type a type
 * @param name the name of an attribute of it
 * @param value a value, or its text in a StringValue
 * @throws std::invalid_argument if there is no such attribute or the value does not fit
 */
void CheckAttribute(const TypeId& type, const std::string& name, const AttributeValue& value);

/**
 * @param types types, one of which was to have an attribute
 * @param name a name that none of them knows
 * @throws std::invalid_argument with the names that the first type's attributes have, and the
 * others'
 */
[[noreturn]] void RefuseAttribute(const std::vector<TypeId>& types, const std::string& name);

/**
 * @brief Set an attribute of a factory, once it is known to exist and to accept the value.
 * @param factory the factory
 * @param name the name of an attribute of what it makes
 * @param value its value, or its text in a StringValue
 * @throws std::invalid_argument as CheckAttribute
 */
void SetCheckedAttribute(ObjectFactory& factory,
                         const std::string& name,
                         const AttributeValue& value);

} // namespace ns3

#endif /* CHECKED_ATTRIBUTE_H */
