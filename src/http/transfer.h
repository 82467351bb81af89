#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "http/options.h"

namespace rustygpt::http {

// How long a transfer may still take: a grace and then at least a slowest rate.
class Pace {
public:
    void begin() { began_ = std::chrono::steady_clock::now(); }
    // For a transfer that has moved `bytes` so far; zero or less where it is too slow.
    [[nodiscard]] std::chrono::milliseconds left(const ServerOptions& options, std::size_t bytes) const;

private:
    std::chrono::steady_clock::time_point began_{};
};

// Bytes of requests as they come. Views into it stay valid until grow() or drop().
class ReadBuffer {
public:
    [[nodiscard]] std::string_view bytes() const { return {data_.get(), size_}; }
    // At least one byte of room; false where that would take more than `most` in all.
    bool make_room(std::size_t most);
    [[nodiscard]] char* room() { return data_.get() + size_; }
    [[nodiscard]] std::size_t room_size() const { return capacity_ - size_; }
    void added(std::size_t count) { size_ += count; }
    void drop(std::size_t count);                       // from the front
    void drop_after(std::size_t count) { size_ = count; }
    void assign(std::string_view bytes);

private:
    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

}  // namespace rustygpt::http
