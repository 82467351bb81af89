// A form's parts lie within its body, or it is refused. The first line is the boundary.

#include <cstdlib>

#include "base/failure.h"
#include "http/multipart.h"

using namespace rustygpt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto line = std::min(input.find('\n'), input.size());
    const auto body = input.substr(std::min(line + 1, input.size()));
    try {
        const auto type = "multipart/form-data; boundary=\"" + std::string(input.substr(0, line)) + "\"";
        for (const auto& part : http::parse_form(type, body)) {
            const bool inside = part.content.data() >= body.data() &&
                                part.content.data() + part.content.size() <= body.data() + body.size();
            if (!inside || part.name.empty()) std::abort();
        }
    } catch (const Failure& failure) {
        if (failure.kind != Failure::Kind::malformed_request) std::abort();
    }
    return 0;
}
