// Strict JSON and its canonical form: what is read and written once stays the same for ever.

#include <cstdlib>

#include "base/failure.h"
#include "base/json.h"
#include "base/utf8.h"
#include "reasoning/canonical.h"

using namespace rustygpt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    json::value value;
    try {
        value = parse_json({reinterpret_cast<const char*>(data), size});
    } catch (const Failure&) {
        return 0;
    }
    const auto once = reasoning::canonical(value);
    const auto twice = reasoning::canonical(parse_json(once));
    if (once != twice || !utf8::valid(once)) std::abort();
    return 0;
}
