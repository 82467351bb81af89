#include "limits/profile.h"

#include <algorithm>

namespace rustygpt::limits {

std::expected<ProfileName, std::string> ProfileName::parse(std::string_view text) {
    constexpr std::size_t longest = 64;
    if (text.empty()) return std::unexpected("must not be empty");
    if (text.size() > longest) return std::unexpected("must have at most 64 characters");
    // It goes into a header, where anything else would arrive as something else.
    if (!std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }))
        return std::unexpected("must have printable ASCII characters only");
    if (text.front() == ' ' || text.back() == ' ') return std::unexpected("must not begin or end with a space");
    return ProfileName{std::string(text)};
}

}  // namespace rustygpt::limits
