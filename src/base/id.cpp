#include "base/id.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/crypto.h"
#include "base/time.h"

namespace rustygpt {
namespace {

int nibble(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool hyphen_at(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// RFC 9562 section 6.2, method 1: the millisecond never falls back, and a 12-bit counter in rand_a orders the
// ids of one millisecond; an overflowing counter borrows the next millisecond.
struct Sequence {
    std::mutex mutex;
    std::uint64_t millisecond = 0;
    std::uint32_t counter = 0;

    void next(std::uint64_t now, std::uint64_t& time, std::uint32_t& count) {
        std::lock_guard lock(mutex);
        if (now > millisecond) {
            millisecond = now;
            counter = static_cast<std::uint32_t>(fast_random() & 0x7FF);
        } else if (++counter > 0xFFF) {
            ++millisecond;
            counter = 0;
        }
        time = millisecond;
        count = counter;
    }
};

}  // namespace

std::optional<Id> Id::parse(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    Id id;
    std::size_t byte = 0;
    for (std::size_t i = 0; i < 36;) {
        if (hyphen_at(i)) {
            if (text[i++] != '-') return std::nullopt;
            continue;
        }
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id.bytes[byte++] = static_cast<std::uint8_t>(high << 4 | low);
        i += 2;
    }
    return id;
}

std::string Id::text() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(36, '-');
    std::size_t at = 0;
    for (const auto byte : bytes) {
        if (hyphen_at(at)) ++at;
        out[at++] = digits[byte >> 4];
        out[at++] = digits[byte & 15];
    }
    return out;
}

Id new_id() {
    static Sequence sequence;
    std::uint64_t time = 0;
    std::uint32_t count = 0;
    const auto now = SystemClock().now().time_since_epoch().count();
    sequence.next(static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0)), time, count);

    Id id;
    for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
    random_bytes(std::span(id.bytes).subspan(8));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | count >> 8);
    id.bytes[7] = static_cast<std::uint8_t>(count);
    id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
    return id;
}

}  // namespace rustygpt

std::size_t std::hash<rustygpt::Id>::operator()(const rustygpt::Id& id) const noexcept {
    std::size_t tail = 0;  // The last eight bytes are random but for two bits.
    std::memcpy(&tail, id.bytes.data() + 8, sizeof tail);
    return tail;
}
