#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>

#include "documents/confine.h"
#include "documents/reading.h"

namespace rustygpt::documents {

struct ExtractorOptions {
    ReadingLimits reading{};
    Confinement confinement{};
    std::chrono::milliseconds patience{30'000};  // for one document, from its start to its last byte
    std::string program = "/proc/self/exe";      // called with the arguments of reader.h
};

// The parent's side: gives a document's bytes to a child process of its own and takes the text. The child has an empty
// environment, no descriptor but its end of one socket, and is confined (confine.h).
class Extractor {
public:
    explicit Extractor(ExtractorOptions options) : options_(std::move(options)) {}

    // Blocks: for a pool's thread. Any number at once. Throws Unreadable; Failure{unavailable} where no child could be
    // started, or once `stop` was requested. The text fulfils what text_of() promises, whatever the child wrote.
    [[nodiscard]] std::string text(Format format, std::string_view bytes, std::stop_token stop) const;

private:
    ExtractorOptions options_;
};

}  // namespace rustygpt::documents
