#pragma once

#include "base/dto.h"
#include "base/title.h"
#include "documents/library.h"
#include "http/call.h"

namespace rustygpt::api {

inline constexpr std::size_t max_document_bytes = 33'554'432;

struct UploadDocument {
    Title title;
    dto::Text<1, 128> media_type;
    dto::Text<1, max_document_bytes> content;
};
BOOST_DESCRIBE_STRUCT(UploadDocument, (), (title, media_type, content))

// The body of an upload, JSON or a form. Burns CPU: for a pool's thread. Throws Failure{malformed_request,
// validation_failed}.
documents::Upload upload_of(const http::Call& call);

}  // namespace rustygpt::api
