#include "http/multipart.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace rustygpt::http {
namespace {

std::string told(std::string_view body, std::string_view type = "multipart/form-data; boundary=b") {
    try {
        std::string out;
        for (const auto& part : parse_form(type, body))
            out += part.name + "|" + part.filename.value_or("-") + "|" + part.content_type + "|" +
                   std::string(part.content) + ";";
        return out;
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind, Failure::Kind::malformed_request);
        return "refused";
    }
}

std::string one(std::string_view head, std::string_view content) {
    return "--b\r\n" + std::string(head) + "\r\n\r\n" + std::string(content) + "\r\n--b--\r\n";
}

TEST(Multipart, ReadsParts) {
    EXPECT_EQ(told("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\ncontent-disposition:form-data;"
                   "name=f ; filename=\"x \\\"y\\\".txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n2\r\n\r\n--b--"),
              "a|-||1;f|x \"y\".txt|text/plain|\r\n2\r\n;");
    EXPECT_EQ(told(one("Content-Disposition: form-data; name=\"a\"", "\r\n--bx\r\n--b-")), "a|-||\r\n--bx\r\n--b-;");
    EXPECT_EQ(told(one("Content-Disposition: form-data; name=\"a\"", ""), "multipart/form-data; boundary=\"b\""),
              "a|-||;");
}

TEST(Multipart, RefusesWhatIsNotExactlyAForm) {
    const std::string good = one("Content-Disposition: form-data; name=\"a\"", "1");
    EXPECT_EQ(told(good), "a|-||1;");
    for (std::size_t length = 0; length < good.size() - 2; ++length)
        EXPECT_EQ(told(good.substr(0, length)), "refused") << length;
    for (const std::string& bad :
         {"x" + good, good + "x", "\r\n" + good, std::string("--b--\r\n"), one("", "1"), one("no colon", "1"),
          one("Content-Disposition: form-data", "1"), one("Content-Disposition: form-data; name=\"\"", "1"),
          one("Content-Disposition: form-data; name=a; name=b", "1"),
          one("Content-Disposition: form-data; name=\"a", "1"), one("Content-Disposition: form-data; name", "1"),
          one("Content-Disposition: form-data name=a", "1"), one("Content-Disposition: attachment; name=a", "1"),
          one("Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a", "1"),
          one("Content-Disposition: form-data; name=a\r\n folded", "1"),
          one("Content-Disposition: form-data; name=a\nX: y", "1"),
          one("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64", "1")})
        EXPECT_EQ(told(bad), "refused") << bad;
    for (const char* type :
         {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b",
          "multipart/form-data; boundary=b; boundary=b", "multipart/form-data; boundary=\"b\r\n\""})
        EXPECT_EQ(told(good, type), "refused") << type;
}

}  // namespace
}  // namespace rustygpt::http
