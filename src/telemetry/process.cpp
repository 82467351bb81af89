#include "telemetry/process.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

namespace rustygpt::metrics {
namespace {

// proc(5), /proc/PID/stat, counted from the state behind the name, which is field 3.
constexpr std::size_t first_field = 3;
constexpr std::size_t user_ticks = 14;
constexpr std::size_t system_ticks = 15;
constexpr std::size_t start_ticks = 22;
constexpr std::size_t virtual_bytes = 23;
constexpr std::size_t resident_pages = 24;

// The numbers of /proc/self/stat; the state's letter counts as 0.
std::vector<double> read_stat() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    std::istringstream fields(line.substr(std::min(line.rfind(')') + 1, line.size())));
    std::vector<double> numbers(1, 0);
    std::string state;
    fields >> state;
    for (double number = 0; fields >> number;) numbers.push_back(number);
    return numbers;
}

// When the machine started, in seconds since 1970.
double boot_time() {
    std::ifstream file("/proc/stat");
    double seconds = 0;
    for (std::string word; file >> word;)
        if (word == "btime" && file >> seconds) break;
    return seconds;
}

std::uint64_t open_descriptors() {
    std::error_code failed;
    std::uint64_t count = 0;
    const std::filesystem::directory_iterator all("/proc/self/fd", failed);
    if (failed) return 0;
    for ([[maybe_unused]] const auto& one : all) ++count;
    return count - std::min<std::uint64_t>(count, 1);  // the one that was opened to look
}

}  // namespace

void write_process(Page& page) {
    const auto numbers = read_stat();
    const auto field = [&](std::size_t number) {
        const auto at = number - first_field;
        return at < numbers.size() ? numbers[at] : 0;
    };
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    static const double booted = boot_time();
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);

    page.counter("process_cpu_seconds_total", "Processor time spent, user and system, in seconds.")
        .sample({}, (field(user_ticks) + field(system_ticks)) / ticks);
    page.gauge("process_resident_memory_bytes", "Memory that is in use and in RAM.")
        .sample({}, field(resident_pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    page.gauge("process_virtual_memory_bytes", "Address space in use.").sample({}, field(virtual_bytes));
    page.gauge("process_open_fds", "Open file descriptors.").sample({}, open_descriptors());
    page.gauge("process_max_fds", "File descriptors that may be open.")
        .sample({}, static_cast<std::uint64_t>(files.rlim_cur));
    page.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.")
        .sample({}, booted + field(start_ticks) / ticks);
}

}  // namespace rustygpt::metrics
