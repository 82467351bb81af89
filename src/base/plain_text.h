#pragma once

// What is kept of a text is plain: no control character but tab and line end, so that nothing which is stored, exported
// or printed can move a cursor, ring a bell or hide what follows it.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace rustygpt {

// VT, FF and NEL become LF, other control characters of ASCII their pictures (U+2400 and up), those of C1 U+FFFD. Tab,
// LF and CR stay. The text must be valid UTF-8 (what follows an invalid byte is lost); what is plain already comes back
// as it is.
std::string plain_text(std::string text);
bool is_plain(std::string_view text);

// On one line, for what is shown as a name without having been typed as one: each run of white space becomes one
// blank, none at the ends; control characters, and what turns the direction of what follows, are left out. Stops when
// it has more than `most` code points.
std::string plain_line(std::string_view text, std::size_t most);

// The same number of characters on one line: line ends and tabs become blanks, the rest as in plain_text.
std::string flat_text(std::string_view text);

// With what ends the embeddings, overrides and isolates of each line that it leaves open: they can't reach beyond it.
std::string closed_directions(std::string_view line);

// What is wrong with a name of at most `most` code points that somebody typed, as a phrase: empty, too long, not on one
// line, with control characters, or with what turns the direction of the text.
std::expected<void, std::string> check_title(std::string_view text, std::size_t most);

// What a code point is, for names that must not have twins: true for what can't be seen, has no meaning of its own or
// may get one in a later Unicode. Only U+0020 among the blanks is false.
bool unfit_for_names(char32_t code);
// Has no character yet: what its normal forms are is not known.
bool unassigned(char32_t code);

}  // namespace rustygpt
