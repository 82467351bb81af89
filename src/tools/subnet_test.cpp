// ip_subnet and uuid_v5.

#include "tools/subnet.h"

#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

TEST(IpSubnet, WorksOutTheEdges) {
    const auto field = [](std::string_view cidr, std::string_view name) {
        return text_at(output_of("ip_subnet", json::object{{"cidr", cidr}}), name);
    };
    EXPECT_EQ(field("0.0.0.0/0", "addresses"), "4294967296");
    EXPECT_EQ(field("0.0.0.0/0", "last_host"), "255.255.255.254");
    EXPECT_EQ(field("10.9.8.7/31", "first_host"), "10.9.8.6");  // RFC 3021: both are hosts
    EXPECT_EQ(field("10.9.8.7/31", "hosts"), "2");
    EXPECT_EQ(field("10.9.8.7", "hosts"), "1");
    EXPECT_EQ(field("10.9.8.7/255.255.254.0", "network"), "10.9.8.0");
    EXPECT_EQ(field("::/0", "addresses"), "340282366920938463463374607431768211456");
    EXPECT_EQ(field("::1", "addresses"), "1");
    EXPECT_EQ(field("2001:DB8:0:0:1:0:0:1/128", "address"), "2001:db8::1:0:0:1");  // RFC 5952
    EXPECT_EQ(field("::ffff:10.0.0.1/96", "network"), "::ffff:0.0.0.0");
}

// Any subnet split: the parts follow one another without a gap from the first address to the last.
TEST(IpSubnet, SplitsWithoutGaps) {
    Random random(19);
    for (int round = 0; round < 200; ++round) {
        IpAddress address{.width = round % 2 == 0 ? 32 : 128};
        for (int i = 0; i < address.width / 8; ++i)
            address.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(random());
        const int prefix = between(random, 0, address.width);
        const int length = between(random, prefix, std::min(prefix + 8, address.width));
        const auto cidr = address.text() + "/" + std::to_string(prefix);
        const Subnet subnet{address, prefix};
        const auto output = output_of("ip_subnet", json::object{{"cidr", cidr}, {"split", length}});
        const auto& parts = output.at("split").as_array();
        ASSERT_EQ(parts.size(), 1u << (length - prefix)) << cidr;
        auto expected = subnet.first();
        for (const auto& text : parts) {
            const auto part = Subnet::parse(text.as_string());
            ASSERT_TRUE(part) << cidr;
            EXPECT_EQ(part->given, expected) << cidr << " " << text;
            EXPECT_TRUE(subnet.contains(part->last()));
            expected = part->last().further(1, address.width);
        }
        EXPECT_EQ(Subnet::parse(parts.back().as_string())->last(), subnet.last());
        EXPECT_EQ(IpAddress::parse(address.text()), address);
    }
}

TEST(IpSubnet, KnowsWhatItContains) {
    const auto inside = [](std::string_view cidr, std::string_view address) {
        return output_of("ip_subnet", json::object{{"cidr", cidr}, {"contains", address}}).at("contains").as_bool();
    };
    EXPECT_TRUE(inside("10.0.0.0/8", "10.255.255.255"));
    EXPECT_FALSE(inside("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(inside("0.0.0.0/0", "255.255.255.255"));
    EXPECT_TRUE(inside("fe80::/10", "febf::1"));
    EXPECT_FALSE(inside("fe80::/10", "fec0::"));
}

TEST(IpSubnet, RefusesTheRest) {
    for (const auto* cidr :
         {"10.0.0/8", "10.0.0.256/8", "010.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/",
          "10.0.0.0/8/8", " 10.0.0.0/8", "10.0.0.0/255.0.255.0", "::/129", ":::/8", "fe80::1%lo/64", "1::2::3",
          "10.0.0.0 /8", "localhost", "0x0a000001/8", "2001:db8::/ffff::"})
        expect_refused("ip_subnet", {{json::serialize(json::object{{"cidr", cidr}}), Kind::bad_input, "/cidr"}});
    expect_refused("ip_subnet", {
                                    {R"({"cidr": 10})", Kind::bad_input, "/cidr"},
                                    {R"({"cidr": ")" + std::string(500, '1') + "\"}", Kind::bad_input, "/cidr"},
                                    {R"({"cidr": "10.0.0.0/8", "contains": "::1"})", Kind::bad_input, "/contains"},
                                    {R"({"cidr": "10.0.0.0/8", "contains": "ten"})", Kind::bad_input, "/contains"},
                                    {R"({"cidr": "10.0.0.0/8", "split": 7})", Kind::bad_input, "/split"},
                                    {R"({"cidr": "10.0.0.0/8", "split": 33})", Kind::bad_input, "/split"},
                                    {R"({"cidr": "10.0.0.0/8", "split": 129})", Kind::bad_input, "/split"},
                                    {R"({"cidr": "10.0.0.0/8", "split": 17})", Kind::limit_exceeded, "max_subnets"},
                                    {R"({"cidr": "::/0", "split": 128})", Kind::limit_exceeded, "max_subnets"},
                                });
}

TEST(UuidV5, GivesWhatOthersGive) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"dns", "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2"},  // RFC 9562, appendix A.4
        {"dns", "python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d"},       // Python's documentation
        {"oid", "1.3.6.1", "1447fa61-5277-5fef-a9b3-fbc6e44f4af3"},
        {"x500", "cn=Ada", "8e450373-d182-54c2-b29e-22b09e32c8cc"},
        {"6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d"},
        {"url", "", "1b4db7eb-4057-5ddf-91e0-36dec72071f5"}};
    for (const auto& [space, name, uuid] : cases)
        EXPECT_EQ(text_at(output_of("uuid_v5", json::object{{"namespace_id", space}, {"name", name}}), "uuid"), uuid);
}

TEST(UuidV5, MarksVersionAndVariantAndTellsNamesApart) {
    std::set<std::string> seen;
    for (int i = 0; i < 500; ++i) {
        const auto uuid =
            text_at(output_of("uuid_v5", json::object{{"namespace_id", "url"}, {"name", std::to_string(i)}}), "uuid");
        EXPECT_EQ(uuid[14], '5');
        EXPECT_TRUE(std::string_view("89ab").contains(uuid[19])) << uuid;
        EXPECT_TRUE(seen.insert(uuid).second);
    }
}

TEST(UuidV5, RefusesTheRest) {
    expect_refused("uuid_v5", {
                                  {R"({"namespace_id": "dns"})", Kind::bad_input, "/name"},
                                  {R"({"namespace_id": "DNS", "name": "a"})", Kind::bad_input, "/namespace_id"},
                                  {R"({"namespace_id": "6ba7b8109dad11d180b400c04fd430c8", "name": "a"})",
                                   Kind::bad_input, "/namespace_id"},
                                  {R"({"namespace_id": "dns", "name": 5})", Kind::bad_input, "/name"},
                                  {R"({"namespace_id": "dns", "name": "a\u0000b"})", Kind::bad_input, "/name"},
                                  {R"({"namespace_id": "dns", "name": ")" + std::string(100'001, 'a') + "\"}",
                                   Kind::limit_exceeded, "max_name_bytes"},
                              });
}

}  // namespace
}  // namespace rustygpt::tools
