#include "models/samples.h"

#include <algorithm>

namespace rustygpt::models {
namespace {

constexpr std::size_t most_samples = 3;

struct Sample {
    std::string_view tool;
    std::string_view prompt;
    std::string_view subject;  // beginnings of words that speak of it
};

// In the order in which they are offered to somebody whose words fit none.
constexpr Sample samples[] = {
    {"calculator", "17% of 2340 + 12^3",
     "calculat comput reckon sum add plus minus multipl divid product math percent number root"},
    {"unit_convert", "5 miles in km",
     "unit convert mile kilomet km metre meter feet foot inch pound kilo gram litre liter gallon celsius fahrenheit "
     "temperature weigh heavy tall long far"},
    {"date_math", "How many days from 2024-02-01 to 2025-03-15?",
     "date day week month year calendar birthday christmas holiday age old when"},
    {"time_zone", "2024-07-01 12:00 UTC in New York", "time zone clock hour utc o'clock timezone meeting"},
    {"finance", "loan of 200,000 at 4.5% over 30 years",
     "loan mortgage interest money invest saving bank credit pay price cost budget rent tax salary"},
    {"statistics", "mean and median of 3, 1, 4, 1, 5", "mean median average statistic deviation variance mode data"},
    {"percentage_change", "percentage change from 80 to 100",
     "percent change grow growth increase decrease rise fall discount"},
    {"text_stats", "How many words are in: the quick brown fox",
     "word letter text character sentence essay poem story article count length"},
    {"text_sort", "sort the numbers: 10 9 1.5", "sort order list rank alphabet"},
    {"text_diff", "diff \"old line\" and \"new line\"", "diff compare difference text change version patch"},
    {"regex", "find /\\d+/ in \"a1 b22\"", "regex regexp pattern match expression find replace extract"},
    {"json_query", "$.a[0] in {\"a\": [5]}", "json jsonpath query path extract"},
    {"json_diff", "diff {\"a\": 1} and {\"a\": 2}", "json diff compare patch"},
    {"csv_sql", "select sum(n) from data json: [{\"n\": 1}, {\"n\": 2}]",
     "sql select query csv table database spreadsheet excel column row"},
    {"markdown_table", "json to markdown table: [{\"name\": \"Ada\"}]",
     "markdown table csv column row format spreadsheet"},
    {"checksum", "Is 978-0-306-40615-7 a valid ISBN?", "isbn iban checksum valid check credit card luhn ean book"},
    {"color_convert", "contrast of #777 and white", "color colour hex rgb hsl contrast css red green blue design"},
    {"cron_next", "next 3 runs of 0 9 * * 1-5 after 2024-03-01", "cron schedule crontab job run timer remind"},
    {"encode", "base64 encode \"hello\"", "encode decode base64 url hex escape html rot13"},
    {"hash", "SHA-256 of \"hello\"", "hash sha md5 digest crc checksum password secur"},
    {"ip_subnet", "is 10.1.2.3 in 10.0.0.0/8", "ip subnet network cidr netmask address ipv4 ipv6 server"},
    {"number_base", "0xff in binary", "binary hex hexadecimal octal base number bit byte"},
    {"roman_numerals", "1994 in Roman numerals", "roman numeral rome century"},
    {"uuid_v5", "UUID v5 of www.example.com in dns", "uuid guid identifier unique"},
};

bool speaks_of(std::string_view word, std::string_view subject) {
    for (std::size_t at = 0; at < subject.size();) {
        const auto end = std::min(subject.find(' ', at), subject.size());
        if (word.starts_with(subject.substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

int fits(std::string_view prompt, const Sample& sample) {
    int count = 0;
    for (std::size_t at = 0; at < prompt.size();) {
        const auto end = std::min(prompt.find(' ', at), prompt.size());
        count += speaks_of(prompt.substr(at, end - at), sample.subject);
        at = end + 1;
    }
    return count;
}

struct Ranked {
    const Sample* sample = nullptr;
    int fits = 0;
};

}  // namespace

std::vector<std::string> samples_for(std::string_view prompt, const tools::Registry& tools,
                                     const reasoning::ToolChoice& choice) {
    std::vector<Ranked> ranked;
    for (const auto& sample : samples)
        if (tools.find(sample.tool) != nullptr && choice.allows(sample.tool))
            ranked.push_back({&sample, fits(prompt, sample)});
    std::ranges::sort(ranked, [](const Ranked& a, const Ranked& b) {
        return a.fits != b.fits ? a.fits > b.fits : a.sample < b.sample;  // all are of one array
    });
    std::vector<std::string> chosen;
    for (const auto& one : ranked)
        if (chosen.size() < most_samples) chosen.emplace_back(one.sample->prompt);
    return chosen;
}

}  // namespace rustygpt::models
