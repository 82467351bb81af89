#pragma once

#include "documents/library.h"
#include "documents/search.h"
#include "http/route.h"

namespace rustygpt::api {

// What the document routes work with. Lives as long as the server.
struct DocumentServices {
    documents::Library& library;
    documents::Search& search;
    Pool& pool;  // bodies of many megabytes are decoded there
    std::string base_path;
};

// GET and POST /api/documents, GET and DELETE /api/documents/:id.
void add_document_routes(http::Routes& routes, const DocumentServices& services);
// GET /api/search.
void add_search_routes(http::Routes& routes, const DocumentServices& services);

}  // namespace rustygpt::api
