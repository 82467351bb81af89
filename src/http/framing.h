#pragma once

// What a request's head must look like before the parser sees it: the strict reading of RFC 9112. Beast's parser
// lets pass several lengths, odd codings, missing Hosts and folded lines; request smuggling lives in that room.

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/failure.h"

namespace rustygpt::http {

inline constexpr std::size_t max_target_bytes = 8'000;
inline constexpr std::size_t max_header_bytes = 16 * 1024;  // all field lines together, the request line left out
inline constexpr std::size_t max_method_bytes = 32;

// Why a head is refused; the connection closes after the answer. `why` has static lifetime.
struct Refusal {
    Failure::Kind kind;
    std::string_view why;
};

// Looks for the end of a head while its bytes arrive.
class HeadSearch {
public:
    // bytes: all of the head that has come, from its first byte on. The size of the head with its empty line once it
    // is complete, 0 before. Sets refusal() as early as it can be known: before a line's end, before the head's end.
    std::size_t find(std::string_view bytes);
    [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

private:
    std::size_t refuse(Failure::Kind kind, std::string_view why);

    std::size_t scanned_ = 0;
    std::size_t request_line_ = 0;  // its size with CRLF once it has come
    std::optional<Refusal> refusal_;
};

// The checks on a complete head, from the request line to the empty line. Nothing where it is sound.
std::optional<Refusal> check_head(std::string_view head);

// RFC 9110 section 7.2: uri-host [":" port], with a host.
bool valid_host(std::string_view host);

}  // namespace rustygpt::http
