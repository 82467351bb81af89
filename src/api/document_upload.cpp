#include "api/document_upload.h"

#include "api/acceptance.h"
#include "api/chat_dto.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "http/multipart.h"
#include "http/route.h"
#include "http/text.h"

namespace rustygpt::api {
namespace {

using documents::Format;
using documents::Upload;

[[noreturn]] void unknown_type(std::string_view path) {
    throw Failure::invalid("body", path, "must be one of " + std::string(documents::known_media_types));
}

Upload from_json(const http::Call& call) {
    auto body = http::body_of<UploadDocument>(call);
    const auto format = documents::format_of(body.media_type.value);
    if (!format) unknown_type("/media_type");
    if (*format == Format::pdf)
        throw Failure::invalid("body", "/media_type", "can't be application/pdf in JSON; send a form");
    return {.user_id = call.caller.user_id,
            .title = std::move(body.title.text),
            .format = *format,
            .bytes = std::move(body.content.value),
            .retry = {}};
}

// What the part says, else what the file's name says: browsers send application/octet-stream for what they don't know.
Format format_of_part(const http::FormPart& part) {
    const auto essence = http::trimmed(std::string_view(part.content_type).substr(0, part.content_type.find(';')));
    const bool says_nothing = essence.empty() || http::same_without_case(essence, "application/octet-stream");
    const auto format =
        says_nothing ? documents::format_of_file(part.filename.value_or("")) : documents::format_of(part.content_type);
    if (!format) unknown_type("/file");
    return *format;
}

// Nobody typed a file's name for us: it is made to fit.
std::string title_of(const http::FormPart* title, const http::FormPart& file) {
    const auto name = file.filename.value_or("");
    const auto checked = title               ? Title::parse(title->content)
                         : utf8::valid(name) ? Title::parse(Title::made_from(name))
                                             : Title::parse(name);
    if (!checked) throw Failure::invalid("body", "/title", checked.error());
    return checked->text;
}

Upload from_form(const http::Call& call) {
    const auto parts = http::parse_form(call.header("content-type").value_or(""), call.body);
    const http::FormPart* file = nullptr;
    const http::FormPart* title = nullptr;
    for (const auto& part : parts) {
        if (part.name != "file" && part.name != "title")
            throw Failure::invalid("body", pointer("", part.name), "is not a known field");
        auto& place = part.name == "file" ? file : title;
        if (place != nullptr) throw Failure::invalid("body", "/" + part.name, "is there twice");
        place = &part;
    }
    if (file == nullptr) throw Failure::invalid("body", "/file", "is required");
    return {.user_id = call.caller.user_id,
            .title = title_of(title, *file),
            .format = format_of_part(*file),
            .bytes = std::string(file->content),
            .retry = {}};
}

}  // namespace

Upload upload_of(const http::Call& call) {
    auto key = idempotency_key(call);
    const auto type = call.header("content-type").value_or("");
    const auto essence = http::trimmed(type.substr(0, type.find(';')));
    auto upload = http::same_without_case(essence, "multipart/form-data") ? from_form(call) : from_json(call);
    // Of what is meant, not of the bytes that said it: each try of a form has another boundary.
    if (key)
        upload.retry =
            RetryKey{.route = call.route->path,
                     .key = std::move(*key),
                     .request_digest = hex(sha256(upload.title + '\0' + std::string(media_type_of(upload.format)) +
                                                  '\0' + hex(sha256(upload.bytes))))};
    return upload;
}

}  // namespace rustygpt::api
