#include "tools/csv_sql_functions.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

#include "base/json.h"
#include "tools/decimal.h"

namespace rustygpt::tools::csv_sql {
namespace {

Meter& meter_of(sqlite3_context* context) { return *static_cast<Meter*>(sqlite3_user_data(context)); }

// Interrupts the statement where there is nothing left to spend; the caller of the statement finds the meter empty.
bool spend(sqlite3_context* context, std::int64_t steps) {
    if (meter_of(context).spend(steps)) return true;
    sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    return false;
}

// Runs what may throw: nothing may pass through SQLite's frames.
template <class Work>
void guarded(sqlite3_context* context, Work work) {
    try {
        work();
    } catch (const ToolError& error) {
        sqlite3_result_error(context, error.message.c_str(), -1);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

// ---- sums ----

struct Sum {
    Decimal total;
    std::int64_t count = 0;
    std::int64_t real = 0;  // how many of them are no integers
};

// SQLite keeps a pointer for us and clears it first; finish() runs once for each group that was begun.
Sum*& sum_of(sqlite3_context* context) { return *static_cast<Sum**>(sqlite3_aggregate_context(context, sizeof(Sum*))); }

Decimal decimal_of(sqlite3_value* value) {
    if (sqlite3_value_numeric_type(value) == SQLITE_INTEGER) return Decimal(sqlite3_value_int64(value));
    std::string text;
    append_number(text, sqlite3_value_double(value));  // text that is no number is 0, as in SQLite
    auto number = Decimal::parse(text);
    if (!number) throw ToolError{.message = "A sum is infinite."};
    return *number;
}

void step(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || !spend(context, 10)) return;
    guarded(context, [&] {
        auto*& sum = sum_of(context);
        if (sum == nullptr) sum = new Sum;
        sum->total = sum->total + decimal_of(values[0]);
        ++sum->count;
        sum->real += sqlite3_value_numeric_type(values[0]) != SQLITE_INTEGER;
    });
}

// A row leaves a window.
void take_away(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || !spend(context, 10)) return;
    guarded(context, [&] {
        auto* sum = sum_of(context);
        if (sum == nullptr) return;
        sum->total = sum->total - decimal_of(values[0]);
        --sum->count;
        sum->real -= sqlite3_value_numeric_type(values[0]) != SQLITE_INTEGER;
    });
}

void give_real(sqlite3_context* context, const Decimal& number) {
    sqlite3_result_double(context, std::strtod(number.text().c_str(), nullptr));
}

void give_sum(sqlite3_context* context, const Sum* sum) {
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    const auto whole = sum->real == 0 ? sum->total.to_int64() : std::nullopt;
    if (whole) sqlite3_result_int64(context, *whole);
    else give_real(context, sum->total);
}

void give_total(sqlite3_context* context, const Sum* sum) {
    give_real(context, sum == nullptr ? Decimal() : sum->total);
}

void give_average(sqlite3_context* context, const Sum* sum) {
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    give_real(context, sum->total / Decimal(sum->count));
}

template <auto give>
void current(sqlite3_context* context) {
    guarded(context, [&] { give(context, sum_of(context)); });
}

template <auto give>
void finish(sqlite3_context* context) {
    // Asked for no memory, SQLite gives none where no row was seen.
    auto** kept = static_cast<Sum**>(sqlite3_aggregate_context(context, 0));
    const std::unique_ptr<Sum> sum(kept == nullptr ? nullptr : std::exchange(*kept, nullptr));
    guarded(context, [&] { give(context, sum.get()); });
}

// ---- texts ----

std::string_view text_of(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr ? std::string_view()
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

bool any_null(int count, sqlite3_value** values) {
    return std::any_of(values, values + count,
                       [](sqlite3_value* one) { return sqlite3_value_type(one) == SQLITE_NULL; });
}

// What comparing the one at each place of the other can cost.
std::int64_t product(std::string_view a, std::string_view b) {
    return static_cast<std::int64_t>(a.size() * (b.size() + 1) / 64);
}

// The position of the second in the first, in code points from 1; 0 where it is not there.
void instr(sqlite3_context* context, int count, sqlite3_value** values) {
    if (any_null(count, values)) return;
    const auto text = text_of(values[0]);
    const auto part = text_of(values[1]);
    if (!spend(context, product(text, part))) return;
    const auto at = text.find(part);
    const auto before = text.substr(0, at == text.npos ? 0 : at);
    const auto points = std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xC0) != 0x80; });
    sqlite3_result_int64(context, at == text.npos ? 0 : points + 1);
}

void replace(sqlite3_context* context, int count, sqlite3_value** values) {
    if (any_null(count, values)) return;
    guarded(context, [&] {
        const auto text = text_of(values[0]);
        const auto from = text_of(values[1]);
        const auto to = text_of(values[2]);
        if (!spend(context, product(text, from) + product(text, to) / 16)) return;
        if (from.empty()) return sqlite3_result_value(context, values[0]);
        const auto most =
            static_cast<std::size_t>(sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1));
        std::string out;
        std::size_t begin = 0;
        for (auto at = text.find(from); at != text.npos; at = text.find(from, begin)) {
            out.append(text, begin, at - begin).append(to);
            begin = at + from.size();
            if (out.size() > most) return sqlite3_result_error_toobig(context);
        }
        out.append(text, begin);
        sqlite3_result_text64(context, out.data(), out.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    });
}

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::size_t point_length(std::string_view text, std::size_t at) {
    std::size_t length = 1;
    while (at + length < text.size() && (text[at + length] & 0xC0) == 0x80) ++length;
    return length;
}

// % any text, _ one code point; ASCII letters without case. `escape` makes the next one stand for itself; empty: none.
bool is_like(std::string_view pattern, std::string_view text, std::string_view escape) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = pattern.npos;  // behind the last %
    std::size_t tried = 0;            // where the text goes on behind what that % takes
    while (t < text.size()) {
        const bool escaped =
            !escape.empty() && pattern.substr(p).starts_with(escape) && p + escape.size() < pattern.size();
        const auto at = escaped ? p + escape.size() : p;
        if (!escaped && p < pattern.size() && pattern[p] == '%') {
            star = ++p;
            tried = t;
        } else if (!escaped && p < pattern.size() && pattern[p] == '_') {
            ++p;
            t += point_length(text, t);
        } else if (at < pattern.size() && lowered(pattern[at]) == lowered(text[t])) {
            p = at + 1;
            ++t;
        } else if (star != pattern.npos) {
            p = star;
            t = tried += point_length(text, tried);
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

// X LIKE Y is like(Y, X).
void like(sqlite3_context* context, int count, sqlite3_value** values) {
    if (any_null(count, values)) return;
    const auto pattern = text_of(values[0]);
    const auto text = text_of(values[1]);
    if (!spend(context, product(text, pattern))) return;
    sqlite3_result_int(context, is_like(pattern, text, count == 3 ? text_of(values[2]) : ""));
}

void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error("SQLite takes no function");
}

constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

template <auto give>
void add_sum(sqlite3* connection, const char* name, Meter& meter) {
    check(sqlite3_create_window_function(connection, name, 1, flags, &meter, step, finish<give>, current<give>,
                                         take_away, nullptr));
}

void add_text(sqlite3* connection, const char* name, int arguments, Meter& meter,
              void (*function)(sqlite3_context*, int, sqlite3_value**)) {
    check(sqlite3_create_function_v2(connection, name, arguments, flags, &meter, function, nullptr, nullptr, nullptr));
}

// Sorted. Not here: what depends on a clock, on chance or on the connection, what reads JSON or makes bytes, and the
// functions of the C library whose last digit differs between machines.
constexpr std::string_view allowed[] = {
    "abs",        "avg",         "ceil",       "ceiling",      "char",   "coalesce",     "count",  "cume_dist",
    "dense_rank", "first_value", "floor",      "group_concat", "hex",    "ifnull",       "iif",    "instr",
    "lag",        "last_value",  "lead",       "length",       "like",   "lower",        "ltrim",  "max",
    "min",        "mod",         "nth_value",  "ntile",        "nullif", "percent_rank", "quote",  "rank",
    "replace",    "round",       "row_number", "rtrim",        "sign",   "sqrt",         "substr", "substring",
    "sum",        "total",       "trim",       "trunc",        "typeof", "unicode",      "upper"};

}  // namespace

bool allowed_function(std::string_view lower_case_name) {
    return std::binary_search(std::begin(allowed), std::end(allowed), lower_case_name);
}

void add_functions(sqlite3* connection, Meter& meter) {
    add_sum<give_sum>(connection, "sum", meter);
    add_sum<give_total>(connection, "total", meter);
    add_sum<give_average>(connection, "avg", meter);
    add_text(connection, "instr", 2, meter, instr);
    add_text(connection, "replace", 3, meter, replace);
    add_text(connection, "like", 2, meter, like);
    add_text(connection, "like", 3, meter, like);
}

}  // namespace rustygpt::tools::csv_sql
