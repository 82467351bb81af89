#pragma once

// A body in chunks (RFC 9112 section 7.1), read byte by byte, so that where its bytes are cut makes no difference.
//
// Strict where recipients differ, for request smuggling lives in that room: each line ends with CR LF and has no other
// CR or LF, trailer fields are not folded, and none of them is one that says how to read or to route the message.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rustygpt::http {

// Of one line that begins a chunk: the size with its extensions.
inline constexpr std::size_t max_chunk_line_bytes = 1024;
// Of all extensions of a body together: they carry nothing for us, and must cost a sender of many no less than data.
inline constexpr std::size_t max_extension_bytes = 16 * 1024;
// Of all trailer fields together, like those of a head.
inline constexpr std::size_t max_trailer_bytes = 16 * 1024;

class ChunkedBody {
public:
    enum class State { more, complete, malformed, too_large };

    // Takes bytes off the front of `bytes`, none behind the body's end, and appends what they carry to `out`.
    // Extensions and trailers are dropped. Whatever is neither `more` nor `complete` is final.
    State read(std::string_view& bytes, std::string& out, std::size_t limit);

private:
    enum class Part { line, line_end, data, data_cr, data_lf, trailer, trailer_end, over };

    State take(char c, std::size_t room);
    State end_line(std::size_t room);
    State end_trailer();

    Part part_ = Part::line;
    std::string line_;               // the line that has begun
    std::uint64_t left_ = 0;         // of the chunk's data
    std::size_t extension_bytes_ = 0;
    std::size_t trailer_bytes_ = 0;
};

}  // namespace rustygpt::http
