#pragma once

// What every tool that reads long texts asks again and again.

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt::tools {

// Throws ToolError{limit_exceeded}, naming `limit`, where size is past `most`. `what` begins the sentence:
// "The text is too long".
void within(std::string_view limit, std::size_t most, std::size_t size, std::string_view what);

// Writes a text field's longest length into an input schema. Bytes, where a schema counts characters: it allows what
// might fit.
void at_most(boost::json::object& schema, std::string_view field, std::size_t bytes);

// Throws ToolError{cancelled} where it was asked to stop.
void keep_going(const std::stop_token& stop);

// Counts a tool's work in units of its own; past the end it throws limit_exceeded. Asks the stop token now and then.
class Budget {
public:
    Budget(std::string_view limit, std::int64_t most, std::stop_token stop)
        : limit_(limit), most_(most), left_(most), stop_(std::move(stop)) {}
    void spend(std::int64_t units = 1) {
        left_ -= units;
        unasked_ += units;
        if (left_ < 0 || unasked_ >= 16'384) check();
    }

private:
    void check();

    std::string limit_;
    std::int64_t most_;
    std::int64_t left_;
    std::int64_t unasked_ = 0;
    std::stop_token stop_;
};

}  // namespace rustygpt::tools
