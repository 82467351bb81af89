#pragma once

#include "api/documents.h"
#include "config/settings.h"
#include "storage/document_store.h"

namespace rustygpt::app {

// Everything about documents, put together. Made after the database, and gone before it.
struct DocumentParts {
    DocumentParts(storage::Database& database, const config::Settings& settings);

    void declare_routes(http::Routes& routes) const;

    storage::DocumentStore store;
    Pool pool;  // decodes uploads, and waits for the children that read them
    documents::Library library;
    api::DocumentServices services;
};

}  // namespace rustygpt::app
