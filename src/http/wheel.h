#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rustygpt::http {

// Deadlines of one core, to a quarter of a second. Moving a deadline further away, which each request does, is one
// store; only the turn of the wheel puts the entry where it now belongs. Not thread-safe.
class Wheel {
public:
    static constexpr std::chrono::milliseconds tick{250};

    // Whoever has a deadline. Leaves the wheel when destroyed.
    class Entry {
    public:
        Entry() = default;
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;

    protected:
        virtual ~Entry() { unlink(); }
        // The deadline has passed; there is none now. May set a new one, and may destroy the entry. What it throws goes
        // unheard.
        virtual void on_deadline() = 0;

    private:
        friend class Wheel;
        void unlink();

        Entry* previous_ = nullptr;
        Entry* next_ = nullptr;
        std::uint64_t due_ = never;  // in ticks
        std::uint64_t turn_ = 0;  // the tick at which the wheel looks at it; only while linked
    };

    Wheel() = default;
    ~Wheel();
    Wheel(const Wheel&) = delete;
    Wheel& operator=(const Wheel&) = delete;

    // Never early, at most two ticks late.
    void set(Entry& entry, std::chrono::milliseconds from_now);
    void clear(Entry& entry) { entry.due_ = never; }
    // Turns the wheel to `ticks` since its making, and calls those whose time has come.
    void advance(std::uint64_t ticks);

private:
    static constexpr std::uint64_t never = ~std::uint64_t{0};
    static constexpr std::size_t slots = 512;  // 128 s; what lies further off is looked at once a round

    struct Head final : Entry {
        void on_deadline() override {}
    };
    void link(Entry& entry, std::uint64_t turn);
    void turn_to(std::uint64_t now);

    std::array<Head, slots> slots_{};
    std::uint64_t now_ = 0;
};

}  // namespace rustygpt::http
