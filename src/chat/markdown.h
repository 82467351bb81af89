#pragma once

// A conversation as Markdown, for people and whatever reads Markdown.

#include <string>
#include <string_view>

#include "chat/message.h"

namespace rustygpt::chat {

// The whole conversation, oldest message first. A turn begins with a heading of level 2 outside of any quote, and
// nothing else is one: what was said stands in a quote (quoted_markdown). Where there are alternatives each turn says
// which message it follows, which branch it is on and what its alternatives are.
std::string to_markdown(const Conversation& conversation);

// A text as a block quote that it can't leave, in no reader of Markdown, whatever it holds: fences and comments that
// are not closed, raw HTML, headings, rules under a line, definitions of links. Headings in it are two levels lower;
// "<" before what could be a tag is an entity but in fenced code, which stays as it is, in a quote of its own;
// directions end with their line.
std::string quoted_markdown(std::string_view text);

// A text on one line in which nothing is Markdown.
std::string escaped_markdown(std::string_view text);

}  // namespace rustygpt::chat
