#include "documents/reader.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "documents/confine.h"
#include "documents/reading.h"

namespace rustygpt::documents {
namespace {

struct Order {
    Format format{};
    ReadingLimits reading;
    Confinement confinement;
};

template <class T>
bool number(std::string_view text, T& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size();
}

std::optional<Order> order_of(int argc, const char* const* argv) {
    Order order;
    if (argc != 7 || !boost::describe::enum_from_string(argv[2], order.format)) return std::nullopt;
    const bool understood = number(argv[3], order.reading.text_bytes) && number(argv[4], order.reading.pages) &&
                            number(argv[5], order.confinement.memory_bytes) &&
                            number(argv[6], order.confinement.cpu_seconds);
    return understood ? std::optional(order) : std::nullopt;
}

std::string all_of_input() {
    std::string bytes;
    char buffer[65'536];
    while (true) {
        const auto got = read(STDIN_FILENO, buffer, sizeof(buffer));
        if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
        else if (got == 0) return bytes;
        else if (errno != EINTR) throw Unreadable(Reason::failed);
    }
}

bool put(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EINTR) return false;
    }
    return true;
}

int refuse(Reason reason) {
    return put(std::string("none ") + boost::describe::enum_to_string(reason, "failed") + "\n") ? 0 : 1;
}

int read_confined(const Order& order) {
    try {
        const auto text = text_of(order.format, all_of_input(), order.reading);
        return put("text " + std::to_string(text.size()) + "\n") && put(text) ? 0 : 1;
    } catch (const Unreadable& unreadable) {
        return refuse(unreadable.reason);
    } catch (const std::bad_alloc&) {
        return refuse(Reason::failed);
    }
}

}  // namespace

bool asked_to_read(int argc, const char* const* argv) { return argc > 1 && std::strcmp(argv[1], "read-document") == 0; }

int read_document(int argc, const char* const* argv) {
    const auto order = order_of(argc, argv);
    if (!order) return 2;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (chdir("/") != 0) return 1;
    if (order->format == Format::pdf) load_pdf_library();
    if (!confine(order->confinement)) return refuse(Reason::failed);
    // Without the exit handlers of libraries: they may not do what they would like to.
    _exit(read_confined(*order));
}

}  // namespace rustygpt::documents
