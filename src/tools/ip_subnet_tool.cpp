#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/schema.h"
#include "tools/subnet.h"

namespace rustygpt::tools {

struct SubnetInput {
    dto::Text<2, 64> cidr;
    std::optional<dto::Text<2, 64>> contains;
    std::optional<dto::Integer<0, 128>> split;
};
BOOST_DESCRIBE_STRUCT(SubnetInput, (), (cidr, contains, split))

namespace {

constexpr int max_subnets = 256;

json::object subnet_output() {
    return schema::document(
        {{"version", schema::integer("4 or 6.")},
         {"address", schema::text("The address as it was given.")},
         {"network", schema::text("The first address: all bits behind the prefix are 0.")},
         {"prefix_length", schema::integer("Bits that the addresses have in common.")},
         {"netmask", schema::text("The prefix as an address.")},
         {"broadcast", schema::nullable(schema::text("IPv4 only, and not of a /31 or /32."))},
         {"first_host", schema::text("The first address that a host may have.")},
         {"last_host", schema::text("The last one.")},
         {"addresses", schema::text("How many there are, with all digits.")},
         {"hosts", schema::text("How many hosts may have one: all, less network and broadcast address of an IPv4 "
                                "network below /31 (RFC 3021).")},
         {"contains", schema::nullable(schema::flag("Whether the address asked for lies in it."))},
         {"split", schema::nullable(schema::list({{"type", "string"}}, "Its subnets of the length asked for."))}});
}

Info describe_subnet() {
    Info info;
    info.name = "ip_subnet";
    info.version = "1.0.0";
    info.description =
        "Works out an IPv4 or IPv6 subnet: network, broadcast, mask, hosts; whether it contains an address; its split "
        "into smaller subnets.";
    info.input_schema = input_schema<SubnetInput>(
        {{"cidr", "10.1.2.3/8, 2001:db8::/32 or 10.0.0.0/255.255.255.0; an address without / is a subnet of one."},
         {"contains", "An address of the same version."},
         {"split", "A prefix length, not shorter than the subnet's, that gives at most 256 subnets."}});
    info.output_schema = subnet_output();
    info.limits = {{"max_subnets", max_subnets}, {"max_cidr_bytes", 64}};
    const auto example = [&info](json::object input, json::object output) {
        info.examples.push_back({std::move(input), std::move(output)});
    };
    example({{"cidr", "192.168.1.77/24"}, {"contains", "192.168.1.200"}}, {{"version", 4},
                                                                           {"address", "192.168.1.77"},
                                                                           {"network", "192.168.1.0"},
                                                                           {"prefix_length", 24},
                                                                           {"netmask", "255.255.255.0"},
                                                                           {"broadcast", "192.168.1.255"},
                                                                           {"first_host", "192.168.1.1"},
                                                                           {"last_host", "192.168.1.254"},
                                                                           {"addresses", "256"},
                                                                           {"hosts", "254"},
                                                                           {"contains", true},
                                                                           {"split", nullptr}});
    example({{"cidr", "10.0.0.0/30"}, {"split", 31}}, {{"version", 4},
                                                       {"address", "10.0.0.0"},
                                                       {"network", "10.0.0.0"},
                                                       {"prefix_length", 30},
                                                       {"netmask", "255.255.255.252"},
                                                       {"broadcast", "10.0.0.3"},
                                                       {"first_host", "10.0.0.1"},
                                                       {"last_host", "10.0.0.2"},
                                                       {"addresses", "4"},
                                                       {"hosts", "2"},
                                                       {"contains", nullptr},
                                                       {"split", {"10.0.0.0/31", "10.0.0.2/31"}}});
    example({{"cidr", "2001:db8::1/32"}}, {{"version", 6},
                                           {"address", "2001:db8::1"},
                                           {"network", "2001:db8::"},
                                           {"prefix_length", 32},
                                           {"netmask", "ffff:ffff::"},
                                           {"broadcast", nullptr},
                                           {"first_host", "2001:db8::"},
                                           {"last_host", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
                                           {"addresses", "79228162514264337593543950336"},
                                           {"hosts", "79228162514264337593543950336"},
                                           {"contains", nullptr},
                                           {"split", nullptr}});
    return info;
}

json::array split_of(const Subnet& subnet, std::int64_t length) {
    if (length < subnet.prefix || length > subnet.given.width)
        throw bad_input("/split", fmt::format("must be {} to {}", subnet.prefix, subnet.given.width));
    const auto more = static_cast<int>(length) - subnet.prefix;
    if (more > 8) throw exceeds("max_subnets", "These are too many subnets: at most 256.");
    json::array out;
    for (std::uint32_t i = 0; i < 1u << more; ++i)
        out.emplace_back(fmt::format("{}/{}", subnet.first().further(i, static_cast<int>(length)).text(), length));
    return out;
}

json::value worked_out(const Subnet& subnet, const SubnetInput& read) {
    const auto width = subnet.given.width;
    const bool broadcasts = width == 32 && subnet.prefix < 31;
    const auto first = subnet.first(), last = subnet.last();
    const auto ones = IpAddress{.bytes = {}, .width = width}.filled(0, true);
    json::object out{{"version", width == 32 ? 4 : 6},
                     {"address", subnet.given.text()},
                     {"network", first.text()},
                     {"prefix_length", subnet.prefix},
                     {"netmask", ones.filled(subnet.prefix, false).text()},
                     {"broadcast", nullptr},
                     {"first_host", (broadcasts ? first.further(1, width) : first).text()},
                     {"last_host", last.text()},
                     {"addresses", power_of_two(width - subnet.prefix)},
                     {"hosts", broadcasts ? hosts_of(width - subnet.prefix) : power_of_two(width - subnet.prefix)},
                     {"contains", nullptr},
                     {"split", nullptr}};
    if (broadcasts) {
        out["broadcast"] = last.text();
        auto before = last;
        before.bytes[3] = static_cast<std::uint8_t>(before.bytes[3] - 1);
        out["last_host"] = before.text();
    }
    if (read.contains) {
        const auto address = IpAddress::parse(read.contains->value);
        if (!address || address->width != width)
            throw bad_input("/contains", fmt::format("must be an IPv{} address", width == 32 ? 4 : 6));
        out["contains"] = subnet.contains(*address);
    }
    if (read.split) out["split"] = split_of(subnet, read.split->value);
    return out;
}

std::optional<Match> matched(json::object input) { return Match{.input = std::move(input), .confidence = 0.97}; }

bool a_subnet(std::string_view text) { return text.contains('/') && Subnet::parse(text).has_value(); }

// "is 10.0.0.5 in 10.0.0.0/8", "does 10.0.0.0/8 contain 10.0.0.5"
std::optional<Match> membership(std::string_view text) {
    std::optional<english::Halves> halves;
    const bool turned = english::take(text, {"does"});
    if (turned) halves = english::split(text, {"contain", "include", "have"});
    else if (english::take(text, {"is"}))
        halves = english::split(text, {"in the subnet", "in the network", "in the range", "in subnet", "in", "inside",
                                       "within", "part of", "a part of", "inside the subnet", "within the subnet"});
    if (!halves) return std::nullopt;
    const auto net = turned ? halves->before : halves->after, address = turned ? halves->after : halves->before;
    if (!a_subnet(net) || !IpAddress::parse(address)) return std::nullopt;
    return matched({{"cidr", net}, {"contains", address}});
}

// "split 10.0.0.0/24 into /26"
std::optional<Match> splitting(std::string_view text) {
    if (!english::take(text, {"split", "divide"})) return std::nullopt;
    const auto halves = english::split(text, {"into", "in", "to"});
    if (!halves || !a_subnet(halves->before)) return std::nullopt;
    auto length = halves->after;
    english::take_back(length, {"subnets", "networks", "s"});
    if (!length.starts_with('/') || length.size() < 2 || length.size() > 4) return std::nullopt;
    length.remove_prefix(1);
    if (length.find_first_not_of("0123456789") != length.npos) return std::nullopt;
    const auto bits = std::stoi(std::string(length));
    if (bits > 128) return std::nullopt;
    return matched({{"cidr", halves->before}, {"split", bits}});
}

// "subnet 10.0.0.0/22", "how many hosts are in 10.0.0.0/22", "10.0.0.0/22"
std::optional<Match> description(std::string_view text) {
    english::take(text, {"describe", "the"});
    if (english::take(text, {"how many"})) {
        english::take(text, {"usable"});
        if (!english::take(text, {"hosts", "addresses"})) return std::nullopt;
        english::take(text, {"are there", "are"});
    } else {
        english::take(text, {"number of"});
        english::take(text, {"network address",
                             "broadcast address",
                             "broadcast",
                             "netmask",
                             "subnet mask",
                             "mask",
                             "first host",
                             "last host",
                             "first address",
                             "last address",
                             "first usable address",
                             "last usable address",
                             "usable addresses",
                             "address range",
                             "ip range",
                             "range",
                             "hosts",
                             "addresses",
                             "details",
                             "network"});
    }
    english::take(text, {"of", "for", "in"});
    english::take(text, {"the"});
    english::take(text, {"subnet", "network", "cidr", "range"});
    return a_subnet(text) ? matched({{"cidr", text}}) : std::nullopt;
}

// One network, perhaps an address, and words of networks that ask, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    std::string_view net;
    std::string_view address;
    std::string around;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = std::min(text.find_first_of(" \n,;?!", at), text.size()) - at;
        auto word = text.substr(at, length);
        at += length + 1;
        while (word.ends_with('.') || word.ends_with(':')) word.remove_suffix(1);
        if (a_subnet(word) && net.empty()) net = word;
        else if (!word.empty() && IpAddress::parse(word) && address.empty()) address = word;
        else (around += word) += ' ';
    }
    const auto words = english::words_of(around);
    if (net.empty() ||
        !english::asks_about(
            words,
            {"network",  "subnet",  "subnets", "netmask",     "mask",    "broadcast", "address", "addresses", "hosts",
             "host",     "range",   "usable",  "cidr",        "ip",      "block",     "last",    "number",    "ips",
             "describe", "details", "belong",  "belongs",     "contain", "contains",  "include", "includes",  "inside",
             "part",     "size",    "info",    "information", "about",   "cover",     "covers",  "available", "fit"},
            text.contains('?')))
        return std::nullopt;
    if (address.empty()) return matched({{"cidr", net}});
    if (!english::has_any(words, {"in", "inside", "within", "part", "belong", "belongs", "contain", "contains",
                                  "include", "includes", "cover", "covers"}))
        return std::nullopt;
    return matched({{"cidr", net}, {"contains", address}});
}

class IpSubnet final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<SubnetInput>(input);
            const auto subnet = Subnet::parse(read.cidr.value);
            if (!subnet)
                throw bad_input("/cidr", "must be an IPv4 or IPv6 address with a prefix length, as 10.0.0.0/8");
            return worked_out(*subnet, read);
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 300 || !intent.contains('/')) return std::nullopt;
        const auto text = english::request(intent);
        auto found = membership(text);
        if (!found) found = splitting(text);
        if (!found) found = description(text);
        return found ? found : in_any_order(intent);
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto text = [&output](std::string_view name) { return std::string_view(output.at(name).as_string()); };
        const auto net = fmt::format("{}/{}", text("network"), output.at("prefix_length").as_int64());
        if (output.at("contains").is_bool()) {
            const bool inside = output.at("contains").as_bool();
            return fmt::format("**{}**, {} is {}in {}.", inside ? "Yes" : "No",
                               std::string_view(input.at("contains").as_string()), inside ? "" : "not ", net);
        }
        if (output.at("split").is_array()) {
            std::vector<std::string_view> parts;
            for (const auto& part : output.at("split").as_array()) parts.emplace_back(part.as_string());
            return fmt::format("{} is **{}** of these: {}.", net, parts.size(), fmt::join(parts, ", "));
        }
        auto line = fmt::format("{}: mask {}, hosts **{}** to **{}** ({} of them)", net, text("netmask"),
                                text("first_host"), text("last_host"), text("hosts"));
        if (output.at("broadcast").is_string()) line += fmt::format(", broadcast {}", text("broadcast"));
        return line + ".";
    }

private:
    Info info_ = describe_subnet();
};

}  // namespace

std::unique_ptr<Tool> make_ip_subnet_tool() { return std::make_unique<IpSubnet>(); }

}  // namespace rustygpt::tools
