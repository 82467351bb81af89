#include "http/transfer.h"

#include <algorithm>
#include <cstring>

namespace rustygpt::http {

namespace {
constexpr std::size_t first_buffer = 2 * 1024;
}

std::chrono::milliseconds Pace::left(const ServerOptions& options, std::size_t bytes) const {
    const auto earned = std::chrono::milliseconds(bytes * 1000 / options.slowest_rate);
    const auto taken = std::chrono::steady_clock::now() - began_;
    return options.transfer_deadline + earned - std::chrono::duration_cast<std::chrono::milliseconds>(taken);
}

bool ReadBuffer::make_room(std::size_t most) {
    if (size_ < capacity_) return true;
    if (capacity_ >= most) return false;
    const auto larger = std::min(std::max(first_buffer, capacity_ * 2), most);
    auto data = std::make_unique_for_overwrite<char[]>(larger);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
    data_ = std::move(data);
    capacity_ = larger;
    return true;
}

void ReadBuffer::drop(std::size_t count) {
    size_ -= count;
    if (size_ > 0) std::memmove(data_.get(), data_.get() + count, size_);
}

void ReadBuffer::assign(std::string_view bytes) {
    if (bytes.size() > capacity_) {
        data_ = std::make_unique_for_overwrite<char[]>(bytes.size());
        capacity_ = bytes.size();
    }
    std::copy(bytes.begin(), bytes.end(), data_.get());
    size_ = bytes.size();
}

}  // namespace rustygpt::http
