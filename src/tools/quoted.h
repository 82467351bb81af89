#pragma once

// Texts given within a question: quoted, or behind a colon.

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools::english {

// Takes a quoted text off the front: "...", '...', `...` or their typographic forms, as far as the next mark of its
// kind that is followed by white space, punctuation or the end. Nothing where there is none; `text` is then untouched.
std::optional<std::string> take_quoted(std::string_view& text);

// The rest of a question as the text it speaks of: quoted, with nothing but punctuation behind it, or, behind a colon,
// all of it. Nothing where it is neither, or empty.
std::optional<std::string> text_given(std::string_view rest);

}  // namespace rustygpt::tools::english
