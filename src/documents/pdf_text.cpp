// PDF, by poppler's C interface. The library and its forty dependencies are loaded by the child that needs them, not by
// every start of the server.

#include "documents/reading.h"

#include <dlfcn.h>

namespace rustygpt::documents {
namespace {

constexpr const char* library_name = "libpoppler-glib.so.8";

// The few functions that are called, as poppler.h and glib.h declare them; the soname stands for the interface.
struct Poppler {
    struct Error {
        std::uint32_t domain;
        int code;
        char* message;
    };
    static constexpr int encrypted = 1;  // POPPLER_ERROR_ENCRYPTED

    void* (*bytes_new_static)(const void* data, std::size_t size) = nullptr;
    void* (*document_new_from_bytes)(void* bytes, const char* password, Error** error) = nullptr;
    int (*document_get_n_pages)(void* document) = nullptr;
    void* (*document_get_page)(void* document, int index) = nullptr;
    char* (*page_get_text)(void* page) = nullptr;
    void (*object_unref)(void* object) = nullptr;
    void (*free)(void* memory) = nullptr;
    bool complete = false;
};

template <class F>
bool find(void* library, const char* name, F& function) {
    function = reinterpret_cast<F>(dlsym(library, name));
    return function != nullptr;
}

Poppler load() {
    Poppler poppler;
    // It stays loaded: what glib registers can't be taken back.
    void* library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return poppler;
    poppler.complete = find(library, "g_bytes_new_static", poppler.bytes_new_static) &&
                       find(library, "poppler_document_new_from_bytes", poppler.document_new_from_bytes) &&
                       find(library, "poppler_document_get_n_pages", poppler.document_get_n_pages) &&
                       find(library, "poppler_document_get_page", poppler.document_get_page) &&
                       find(library, "poppler_page_get_text", poppler.page_get_text) &&
                       find(library, "g_object_unref", poppler.object_unref) && find(library, "g_free", poppler.free);
    return poppler;
}

const Poppler& loaded() {
    static const Poppler poppler = load();
    return poppler;
}

void append_page(std::string& out, const Poppler& poppler, void* document, int index) {
    void* page = poppler.document_get_page(document, index);
    if (page == nullptr) return;
    if (char* text = poppler.page_get_text(page)) {
        if (!out.empty() && *text != '\0') out += "\n\n";
        out += text;
        poppler.free(text);
    }
    poppler.object_unref(page);
}

}  // namespace

void load_pdf_library() { loaded(); }

// Pages are separated by an empty line.
std::string pdf_text(std::string_view pdf, const ReadingLimits& limits) {
    const auto& poppler = loaded();
    if (!poppler.complete) throw Unreadable(Reason::no_reader);
    Poppler::Error* error = nullptr;
    void* bytes = poppler.bytes_new_static(pdf.data(), pdf.size());
    void* document = poppler.document_new_from_bytes(bytes, nullptr, &error);
    if (document == nullptr) {
        const bool locked = error != nullptr && error->code == Poppler::encrypted;
        throw Unreadable(locked ? Reason::encrypted : Reason::malformed);
    }
    const int pages = poppler.document_get_n_pages(document);
    if (pages <= 0) throw Unreadable(Reason::malformed);
    if (pages > limits.pages) throw Unreadable(Reason::too_many_pages);
    std::string out;
    for (int index = 0; index < pages; ++index) {
        append_page(out, poppler, document, index);
        if (out.size() > limits.text_bytes) throw Unreadable(Reason::too_long);
    }
    return out;
}

}  // namespace rustygpt::documents
