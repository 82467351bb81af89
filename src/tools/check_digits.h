#pragma once

// Numbers that carry a check of themselves.

#include <string>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace rustygpt::tools {

// luhn    digits, the last one by Luhn's formula (ISO/IEC 7812-1): payment cards, IMEI
// isbn10  nine digits and 0 to 9 or X (ISO 2108:1992)
// isbn13  an EAN-13 that begins with 978 or 979
// iban    ISO 13616: country, two check digits, an account number of the country's length
// ean8, ean13, upca  GS1
BOOST_DEFINE_ENUM_CLASS(ChecksumKind, luhn, isbn10, isbn13, iban, ean8, ean13, upca)

// "ISBN-13"
std::string_view name_of(ChecksumKind kind);

struct Checked {
    std::string normal;    // without spaces and hyphens, letters in upper case
    std::string problem;   // why it is not valid, a clause; empty where it is
    std::string expected;  // the check digits that would be right; empty where its form is wrong
};

// Whether the number holds. Never throws.
Checked check(ChecksumKind kind, std::string_view number);
// The number, given without its check digits (an IBAN: with any two characters in their place), made complete in
// `normal`.
Checked complete(ChecksumKind kind, std::string_view number);

}  // namespace rustygpt::tools
