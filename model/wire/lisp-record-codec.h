/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_RECORD_CODEC_H
#define LISP_RECORD_CODEC_H

#include "lisp-codec.h"

namespace ns3
{

/**
 * @brief Read an EID and see that it is as a standard sender writes it.
 *
 * Host bits are noted; they stay in the value, which masks them where it is used.
 *
 * @param reader left behind the EID
 * @param maskLength the mask length beside it
 * @return the EID
 * @throws LispBufferError as DecodeLispAddress, or if the mask length is more than the address has
 */
LispAddress DecodeLispEid(LispBufferReader& reader, uint8_t maskLength);

/**
 * @brief The EID as a standard sender writes it: host bits zero, a MAC address with its length.
 * @param record the EID and its mask length
 * @return the same in this form
 * @throws std::invalid_argument if the mask length is more than the address has
 */
LispEidRecord ToCanonicalLispEid(const LispEidRecord& record);

/**
 * @brief Read a record of a Map-Referral.
 * @param reader left behind the record
 * @return the record
 * @throws LispBufferError as DecodeLispAddress
 */
LispReferralRecord DecodeLispReferralRecord(LispBufferReader& reader);

/**
 * @brief Write a record of a Map-Referral.
 * @param writer where to
 * @param record the record
 * @throws std::invalid_argument if it has more locators or signatures than their counts can say
 */
void EncodeLispReferralRecord(LispBufferWriter& writer, const LispReferralRecord& record);

} // namespace ns3

#endif /* LISP_RECORD_CODEC_H */
