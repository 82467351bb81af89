#include "telemetry/log.h"

#include <atomic>
#include <memory>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/json.h"
#include "base/printable.h"
#include "base/time.h"
#include "telemetry/trace.h"

namespace rustygpt::log {
namespace {

constexpr std::size_t waiting_records = 4096;

struct State {
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
    Format format = Format::json;
    std::string process_trace;
};
State state;
std::atomic<Level> threshold{Level::off};

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "debug";
        case Level::info: return "info";
        case Level::warning: return "warning";
        default: return "error";
    }
}

std::string json_line(Level level, std::string_view event, std::string_view trace_id, Fields fields) {
    std::string line = R"({"time":")" + to_rfc3339(SystemClock().now()) + R"(","level":")";
    line += name_of(level);
    line += R"(","event":)";
    append_quoted(line, event);
    line += R"(,"trace_id":)";
    append_quoted(line, trace_id);
    for (const auto& [key, value] : fields) {
        line += ',';
        append_quoted(line, key);
        line += ':';
        append_json(line, value);
    }
    line += '}';
    return line;
}

std::string text_line(Level level, std::string_view event, std::string_view trace_id, Fields fields) {
    std::string line = to_rfc3339(SystemClock().now()) + " " + std::string(name_of(level)) + " " + std::string(event);
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        append_json(line, value);
    }
    line += " trace_id=";
    line += trace_id;
    return line;
}

}  // namespace

void start(Level level, Format format) {
    state.format = format;
    state.process_trace = new_trace_id();
    state.pool = std::make_shared<spdlog::details::thread_pool>(waiting_records, 1);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    state.logger = std::make_shared<spdlog::async_logger>("rustygpt", std::move(sink), state.pool,
                                                          spdlog::async_overflow_policy::overrun_oldest);
    state.logger->set_pattern("%v");
    state.logger->set_level(spdlog::level::trace);
    state.logger->flush_on(spdlog::level::warn);
    threshold = level;
}

void stop() {
    threshold = Level::off;
    if (state.logger) state.logger->flush();
    // The thread first: it may hold the last record, and with it the logger. Joined, it holds nothing.
    state.pool.reset();
    state.logger.reset();
}

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed) && level != Level::off; }

void set_level(Level level) { threshold = level; }

std::uint64_t dropped() { return state.pool ? state.pool->overrun_counter() : 0; }

void write(Level level, std::string_view event, std::string_view trace_id, Fields fields) {
    if (!enabled(level)) return;
    if (trace_id.empty()) trace_id = state.process_trace;
    // Values may have come from anywhere, and a terminal may be reading.
    const auto line = printable_line(state.format == Format::json ? json_line(level, event, trace_id, fields)
                                                                  : text_line(level, event, trace_id, fields));
    state.logger->log(level >= Level::warning ? spdlog::level::warn : spdlog::level::info, line);
}

void debug(std::string_view event, Fields fields) { write(Level::debug, event, {}, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, {}, fields); }
void warning(std::string_view event, Fields fields) { write(Level::warning, event, {}, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, event, {}, fields); }

}  // namespace rustygpt::log
