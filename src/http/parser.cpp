#include "http/parser.h"

#include <optional>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace rustygpt::http {
namespace beast = boost::beast::http;
namespace {

using ErrorCode = boost::beast::error_code;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Method method_of(beast::verb verb) {
    switch (verb) {
        case beast::verb::get: return Method::get;
        case beast::verb::head: return Method::head;
        case beast::verb::post: return Method::post;
        case beast::verb::put: return Method::put;
        case beast::verb::patch: return Method::patch;
        case beast::verb::delete_: return Method::del;
        case beast::verb::options: return Method::options;
        default: return Method::other;
    }
}

// Where the parser's events go; kept from request to request for its capacity.
struct Sink {
    Method method{};
    int version = 11;
    std::string_view target;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string* body = nullptr;
    std::size_t limit = 0;
};

class Parser final : public beast::basic_parser<true> {
public:
    explicit Parser(Sink& sink) : sink_(sink) {
        header_limit(64 * 1024);  // framing has counted already
        body_limit(boost::none);  // checked below, after the checks that come first
    }

private:
    void on_request_impl(beast::verb verb, boost::beast::string_view, boost::beast::string_view target, int version,
                         ErrorCode&) override {
        sink_.version = version;
        sink_.method = method_of(verb);
        sink_.target = view(target);
    }
    void on_response_impl(int, boost::beast::string_view, int, ErrorCode&) override {}
    void on_field_impl(beast::field, boost::beast::string_view name, boost::beast::string_view value,
                       ErrorCode&) override {
        sink_.headers.emplace_back(view(name), view(value));
    }
    void on_header_impl(ErrorCode&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(boost::beast::string_view bytes, ErrorCode& failed) override {
        if (sink_.body->size() + bytes.size() > sink_.limit) failed = beast::error::body_limit;
        else sink_.body->append(bytes.data(), bytes.size());
        return bytes.size();
    }
    // Chunks are not its business: see chunked.h.
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view, ErrorCode&) override { return 0; }
    void on_finish_impl(ErrorCode&) override {}

    Sink& sink_;
};

}  // namespace

class RequestParser::Impl {
public:
    Sink sink;
    std::optional<Parser> parser;
    ChunkedBody chunks;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

bool RequestParser::read_head(std::string_view head) {
    auto& sink = impl_->sink;
    sink.headers.clear();
    impl_->chunks = {};
    auto& parser = impl_->parser.emplace(sink);
    ErrorCode failed;
    const auto used = parser.put(boost::asio::buffer(head.data(), head.size()), failed);
    return !failed && used == head.size() && parser.is_header_done();
}

Method RequestParser::method() const { return impl_->sink.method; }
std::string_view RequestParser::target() const { return impl_->sink.target; }
std::span<const std::pair<std::string_view, std::string_view>> RequestParser::headers() const {
    return impl_->sink.headers;
}
bool RequestParser::keep_alive() const { return impl_->parser->keep_alive(); }
bool RequestParser::http_1_0() const { return impl_->sink.version < 11; }
bool RequestParser::has_body() const { return !impl_->parser->is_done(); }

std::optional<std::uint64_t> RequestParser::content_length() const {
    const auto length = impl_->parser->content_length();
    return length ? std::optional(*length) : std::nullopt;
}

RequestParser::Body RequestParser::read_body(std::string_view& bytes, std::string& out, std::size_t limit) {
    auto& parser = *impl_->parser;
    if (parser.chunked()) return impl_->chunks.read(bytes, out, limit);
    impl_->sink.body = &out;
    impl_->sink.limit = limit;
    parser.eager(true);
    while (!parser.is_done() && !bytes.empty()) {
        ErrorCode failed;
        const auto used = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failed);
        bytes.remove_prefix(used);
        if (failed == beast::error::need_more) break;
        if (failed == beast::error::body_limit) return Body::too_large;
        if (failed) return Body::malformed;
    }
    return parser.is_done() ? Body::complete : Body::more;
}

}  // namespace rustygpt::http
