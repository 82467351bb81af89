#pragma once

// Log records: one JSON object a line (or text for people), to standard error. Written by a thread of its own, so a
// slow terminal never stalls a core; where records come faster than they can be written, the oldest are dropped.
// No secrets and, at info and above, no text that a user wrote.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/json/value.hpp>

namespace rustygpt::log {

enum class Level { debug, info, warning, error, off };
enum class Format { json, text };

// Before the first record, by one thread while no other writes. Before that, and after stop(), records are dropped.
void start(Level level, Format format);
// Writes out what waits and stops the thread.
void stop();
bool enabled(Level level);
// Takes effect with the next record; any thread.
void set_level(Level level);
// Records lost so far, since they came faster than they could be written. Any thread.
std::uint64_t dropped();

struct Field {
    Field(std::string_view key_, std::string_view text) : key(key_), value(text) {}
    Field(std::string_view key_, const std::string& text) : Field(key_, std::string_view(text)) {}
    Field(std::string_view key_, const char* text) : Field(key_, std::string_view(text)) {}
    template <class T>
        requires std::is_arithmetic_v<T>
    Field(std::string_view key_, T number) : key(key_), value(number) {}
    Field(std::string_view key_, boost::json::value any) : key(key_), value(std::move(any)) {}

    std::string_view key;
    boost::json::value value;
};
using Fields = std::initializer_list<Field>;

// `event` is a constant phrase ("request", "listening"); what varies goes into the fields.
// The contract wants a trace_id in every record: of the request where there is one, else (empty) of the process.
void write(Level level, std::string_view event, std::string_view trace_id, Fields fields);

// Records that belong to no request.
void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace rustygpt::log
