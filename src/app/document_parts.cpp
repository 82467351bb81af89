#include "app/document_parts.h"

namespace rustygpt::app {
namespace {

// Each may have a child with its memory limit; what waits holds its body meanwhile.
constexpr unsigned read_at_once = 2;
constexpr std::size_t most_waiting = 16;

documents::ExtractorOptions extractor_options(const config::Documents& settings) {
    documents::ExtractorOptions options;
    options.reading.pages = static_cast<int>(settings.max_pages);
    options.confinement.memory_bytes = static_cast<std::size_t>(settings.read_memory_bytes);
    options.confinement.cpu_seconds = static_cast<int>(settings.read_seconds);
    options.patience = seconds(settings.read_seconds);
    return options;
}

documents::Quota quota_of(const config::Documents& settings) {
    return {.documents = settings.max_per_user, .bytes = settings.max_bytes_per_user};
}

}  // namespace

DocumentParts::DocumentParts(storage::Database& database, const config::Settings& settings)
    : store(database),
      pool("documents", read_at_once, most_waiting),
      library(store, pool, extractor_options(settings.documents), quota_of(settings.documents)),
      services{.library = library, .search = store, .pool = pool, .base_path = settings.server.base_path} {}

void DocumentParts::declare_routes(http::Routes& routes) const {
    api::add_document_routes(routes, services);
    api::add_search_routes(routes, services);
}

}  // namespace rustygpt::app
