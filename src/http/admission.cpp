#include "http/admission.h"

#include <utility>

namespace rustygpt::http {

Admission::Admission(std::size_t most, std::size_t most_of_one) : most_(most), most_of_one_(most_of_one) {}

Admission::Place& Admission::Place::operator=(Place&& other) noexcept {
    if (this == &other) return *this;
    leave();
    admission_ = std::exchange(other.admission_, nullptr);
    key_ = std::move(other.key_);
    return *this;
}

void Admission::Place::leave() {
    auto* admission = std::exchange(admission_, nullptr);
    if (!admission) return;
    const std::lock_guard lock(admission->mutex_);
    --admission->open_;
    if (key_.empty()) return;
    const auto found = admission->of_address_.find(key_);
    if (--found->second == 0) admission->of_address_.erase(found);
}

std::expected<Admission::Place, Admission::Refusal> Admission::enter(std::string key) {
    Place place;
    place.key_ = std::move(key);
    const std::lock_guard lock(mutex_);
    if (open_ >= most_) return std::unexpected(Refusal::all_taken);
    if (!place.key_.empty()) {
        auto& count = of_address_[place.key_];
        if (count >= most_of_one_) return std::unexpected(Refusal::address_has_enough);
        ++count;
    }
    ++open_;
    place.admission_ = this;
    return place;
}

void Admission::note(Refusal refusal) {
    const std::lock_guard lock(mutex_);
    ++refused_[static_cast<std::size_t>(refusal)];
}

void Admission::write_metrics(metrics::Page& page) const {
    static constexpr std::array reasons{"all_taken", "address_has_enough", "no_descriptor"};
    const std::lock_guard lock(mutex_);
    page.gauge("rustygpt_http_connections_limit", "Connections that may be open at once.")
        .sample({}, static_cast<std::uint64_t>(most_));
    page.counter("rustygpt_http_connections_refused_total", "Connections that were told 503 and closed at once.");
    for (std::size_t i = 0; i < reasons.size(); ++i) page.sample({{"reason", reasons[i]}}, refused_[i]);
}

}  // namespace rustygpt::http
