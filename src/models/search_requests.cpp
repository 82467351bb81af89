#include "models/search_requests.h"

#include <algorithm>
#include <string>

namespace rustygpt::models {
namespace {

constexpr std::size_t most_looked_at = 4'096;  // bytes of the text

// Lower case, one space between words, one at each end; punctuation but '?' left out.
std::string plain(std::string_view text) {
    std::string out = " ";
    for (const char c : text.substr(0, most_looked_at)) {
        if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c + 32));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '?' || (c & 0x80) != 0) out.push_back(c);
        else if (c != '\'' && out.back() != ' ') out.push_back(' ');
    }
    if (out.back() != ' ') out.push_back(' ');
    return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.contains(phrase); });
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.starts_with(phrase); });
}

bool names_a_place(std::string_view text) {
    return has_any(text,
                   {" my document",      " my documents",         " my files",    " my notes",      " my file ",
                    " the document ",    " the documents ",       " uploaded ",   " according to ", " my conversation",
                    " our conversation", " earlier conversation", " did i say ",  " did i tell ",   " did i mention ",
                    " have i told ",     " did i write ",         " i told you ", " did i ask ",    " in my chats "});
}

bool is_question(std::string_view text) {
    return text.ends_with("? ") ||
           begins_with_any(text, {" who ",     " what ",     " whats ",     " when ",      " where ",    " which ",
                                  " why ",     " how ",      " whose ",     " whom ",      " is ",       " are ",
                                  " was ",     " were ",     " does ",      " did ",       " do ",       " has ",
                                  " have ",    " can ",      " tell me ",   " find ",      " search ",   " look up ",
                                  " explain ", " describe ", " summarize ", " summarise ", " define ",   " list ",
                                  " name ",    " show me ",  " in which ",  " in what ",   " on which ", " at which "});
}

}  // namespace

bool asks_to_search(std::string_view text, bool has_documents) {
    const auto words = plain(text);
    return names_a_place(words) || (has_documents && is_question(words));
}

}  // namespace rustygpt::models
