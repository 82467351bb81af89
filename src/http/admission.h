#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <mutex>
#include <string>
#include <unordered_map>

#include "telemetry/exposition.h"

namespace rustygpt::http {

// How many connections may be open: of all cores together, and of one address, so that no stranger takes all of them.
// Thread-safe.
class Admission {
public:
    enum class Refusal { all_taken, address_has_enough, no_descriptor };

    Admission(std::size_t most, std::size_t most_of_one);

    // What a connection holds as long as it is open.
    class Place {
    public:
        Place() = default;
        Place(Place&& other) noexcept { *this = std::move(other); }
        Place& operator=(Place&& other) noexcept;
        ~Place() { leave(); }

    private:
        friend class Admission;
        void leave();
        Admission* admission_ = nullptr;
        std::string key_{};
    };

    // key: what stands for the peer's address; empty for one that is not counted by itself, as a trusted proxy.
    std::expected<Place, Refusal> enter(std::string key);
    void note(Refusal refusal);
    void write_metrics(metrics::Page& page) const;

private:
    const std::size_t most_;
    const std::size_t most_of_one_;
    mutable std::mutex mutex_;  // guards what follows
    std::size_t open_ = 0;
    std::unordered_map<std::string, std::size_t> of_address_;
    std::array<std::uint64_t, 3> refused_{};
};

}  // namespace rustygpt::http
