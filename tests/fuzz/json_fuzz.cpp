// Strict JSON and its canonical form: what is read and written once stays the same for ever.

#include <cstdlib>
#include <stdexcept>

#include "base/failure.h"
#include "base/json.h"
#include "base/utf8.h"
#include "reasoning/canonical.h"

using namespace rustygpt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string once;
    try {
        once = reasoning::canonical(parse_json({reinterpret_cast<const char*>(data), size}));
    } catch (const Failure&) {
        return 0;
    } catch (const std::invalid_argument&) {
        return 0;  // 1e400 is JSON, but no double
    }
    const auto twice = reasoning::canonical(parse_json(once));
    if (once != twice || !utf8::valid(once)) std::abort();
    return 0;
}
