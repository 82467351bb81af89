#include "tools/check_digits.h"

#include <algorithm>

#include <fmt/format.h>

namespace rustygpt::tools {
namespace {

// The IBAN registry's lengths by country (SWIFT, release 99).
constexpr std::string_view iban_lengths =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE"
    "22"
    "GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT"
    "31"
    "MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG"
    "24"
    "XK20YE30";

bool digits_only(std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; }

int digit(char c) { return c - '0'; }
char as_digit(int value) { return static_cast<char>('0' + value); }

std::string normalised(std::string_view number) {
    std::string out;
    for (const char c : number) {
        if (c == ' ' || c == '-') continue;
        out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    }
    return out;
}

// Each takes what stands before the check digit.
char luhn_digit(std::string_view body) {
    int sum = 0;
    bool doubled = true;
    for (auto c = body.rbegin(); c != body.rend(); ++c, doubled = !doubled) {
        const int value = digit(*c) * (doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return as_digit((10 - sum % 10) % 10);
}

char gs1_digit(std::string_view body) {
    int sum = 0;
    int weight = 3;
    for (auto c = body.rbegin(); c != body.rend(); ++c, weight = 4 - weight) sum += digit(*c) * weight;
    return as_digit((10 - sum % 10) % 10);
}

char isbn10_digit(std::string_view body) {
    int sum = 0;
    int weight = 10;
    for (const char c : body) sum += digit(c) * weight--;
    const int check = (11 - sum % 11) % 11;
    return check == 10 ? 'X' : as_digit(check);
}

// ISO 7064 MOD 97-10 over the number with its first four characters moved to the end, letters as 10 to 35.
std::string iban_digits(std::string_view iban) {
    int rest = 0;
    const auto pass = [&rest](char c) {
        const int value = c >= 'A' ? c - 'A' + 10 : digit(c);
        rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    };
    for (const char c : iban.substr(4)) pass(c);
    for (const char c : iban.substr(0, 2)) pass(c);
    pass('0');
    pass('0');
    return fmt::format("{:02}", 98 - rest);
}

struct Form {
    std::size_t length;  // with the check digit; 0: any from 2 on
    std::string_view prefixes;  // of three digits, one after the other; empty: any
    char (*check_digit)(std::string_view);
};

Form form_of(ChecksumKind kind) {
    switch (kind) {
        case ChecksumKind::isbn10: return {10, {}, isbn10_digit};
        case ChecksumKind::isbn13: return {13, "978979", gs1_digit};
        case ChecksumKind::ean8: return {8, {}, gs1_digit};
        case ChecksumKind::ean13: return {13, {}, gs1_digit};
        case ChecksumKind::upca: return {12, {}, gs1_digit};
        case ChecksumKind::luhn:
        case ChecksumKind::iban: break;
    }
    return {0, {}, luhn_digit};
}

// What is wrong with the digits before the check digit.
std::string body_problem(const Form& form, std::string_view body) {
    if (!digits_only(body)) return "it has other characters than digits";
    if (form.length == 0 ? body.empty() : body.size() + 1 != form.length)
        return form.length == 0 ? "it is too short" : fmt::format("it has to have {} digits", form.length);
    if (!form.prefixes.empty() && body.substr(0, 3) != form.prefixes.substr(0, 3) &&
        body.substr(0, 3) != form.prefixes.substr(3))
        return "it has to begin with 978 or 979";
    return {};
}

std::string iban_problem(std::string_view iban) {
    const bool formed = iban.size() >= 5 && std::all_of(iban.begin(), iban.end(), [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                        });
    if (!formed) return "it is not a country, two check digits, and letters and digits";
    const auto country = iban.substr(0, 2);
    for (std::size_t at = 0; at < iban_lengths.size(); at += 4) {
        if (iban_lengths.substr(at, 2) != country) continue;
        const auto length = static_cast<std::size_t>(digit(iban_lengths[at + 2]) * 10 + digit(iban_lengths[at + 3]));
        if (iban.size() == length) return {};
        return fmt::format("one of {} has {} characters, not {}", country, length, iban.size());
    }
    return fmt::format("{} is no country of the IBAN registry", country);
}

Checked checked_iban(std::string iban, bool completing) {
    Checked out{.normal = std::move(iban), .problem = {}, .expected = {}};
    out.problem = iban_problem(out.normal);
    if (!out.problem.empty()) return out;
    out.expected = iban_digits(out.normal);
    if (completing) out.normal.replace(2, 2, out.expected);
    else if (out.normal.substr(2, 2) != out.expected) out.problem = "its check digits are wrong";
    return out;
}

}  // namespace

std::string_view name_of(ChecksumKind kind) {
    switch (kind) {
        case ChecksumKind::luhn: return "Luhn number";
        case ChecksumKind::isbn10: return "ISBN-10";
        case ChecksumKind::isbn13: return "ISBN-13";
        case ChecksumKind::iban: return "IBAN";
        case ChecksumKind::ean8: return "EAN-8";
        case ChecksumKind::ean13: return "EAN-13";
        case ChecksumKind::upca: return "UPC-A";
    }
    return {};
}

Checked check(ChecksumKind kind, std::string_view number) {
    Checked out{.normal = normalised(number), .problem = {}, .expected = {}};
    if (kind == ChecksumKind::iban) return checked_iban(std::move(out.normal), false);
    if (out.normal.empty()) {
        out.problem = "it is empty";
        return out;
    }
    const auto form = form_of(kind);
    const auto body = std::string_view(out.normal).substr(0, out.normal.size() - 1);
    out.problem = body_problem(form, body);
    const char last = out.normal.back();
    if (out.problem.empty() && !digits_only({&last, 1}) && !(kind == ChecksumKind::isbn10 && last == 'X'))
        out.problem = "it has other characters than digits";
    if (!out.problem.empty()) return out;
    out.expected = form.check_digit(body);
    if (last != out.expected[0]) out.problem = "its check digit is wrong";
    return out;
}

Checked complete(ChecksumKind kind, std::string_view number) {
    Checked out{.normal = normalised(number), .problem = {}, .expected = {}};
    if (kind == ChecksumKind::iban) {
        if (out.normal.size() > 4) std::fill_n(out.normal.begin() + 2, 2, '0');
        return checked_iban(std::move(out.normal), true);
    }
    const auto form = form_of(kind);
    out.problem = body_problem(form, out.normal);
    if (!out.problem.empty()) return out;
    out.expected = form.check_digit(out.normal);
    out.normal += out.expected;
    return out;
}

}  // namespace rustygpt::tools
