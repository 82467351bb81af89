#include "documents/reading.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <gumbo.h>

namespace rustygpt::documents {
namespace {

constexpr int max_depth = 1'000;

template <std::size_t N>
bool one_of(GumboTag tag, const std::array<GumboTag, N>& tags) {
    return std::ranges::find(tags, tag) != tags.end();
}

bool hidden(GumboTag tag) {
    constexpr std::array tags{GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,  GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT,
                              GUMBO_TAG_SVG,    GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT,   GUMBO_TAG_TEXTAREA};
    return one_of(tag, tags);
}

// What stands on lines of its own, and what also has an empty line around it.
bool block(GumboTag tag) {
    constexpr std::array tags{GUMBO_TAG_DIV, GUMBO_TAG_LI, GUMBO_TAG_TR,     GUMBO_TAG_DT,      GUMBO_TAG_DD,
                              GUMBO_TAG_BR,  GUMBO_TAG_HR, GUMBO_TAG_OPTION, GUMBO_TAG_CAPTION, GUMBO_TAG_LEGEND};
    return one_of(tag, tags);
}
bool paragraph(GumboTag tag) {
    constexpr std::array tags{GUMBO_TAG_P,          GUMBO_TAG_UL,     GUMBO_TAG_OL,      GUMBO_TAG_DL,
                              GUMBO_TAG_TABLE,      GUMBO_TAG_PRE,    GUMBO_TAG_SECTION, GUMBO_TAG_ARTICLE,
                              GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_HEADER, GUMBO_TAG_ASIDE,   GUMBO_TAG_FOOTER,
                              GUMBO_TAG_NAV,        GUMBO_TAG_MAIN,   GUMBO_TAG_FIGURE};
    return one_of(tag, tags);
}
// 1 to 6; 0 for what is no heading.
int heading_level(GumboTag tag) {
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? static_cast<int>(tag) - static_cast<int>(GUMBO_TAG_H1) + 1 : 0;
}

// Collects text; white space collapses as browsers do it, outside of <pre>.
class Page {
public:
    explicit Page(std::size_t limit) : limit_(limit) {}

    void words(std::string_view text) {
        for (const char c : text) {
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') space_ = true;
            else put(c);
        }
        if (out_.size() > limit_) throw Unreadable(Reason::too_long);
    }
    void verbatim(std::string_view text) {
        for (const char c : text) {
            if (c == '\n') new_line(1);
            else if (c == ' ' || c == '\t') space_ = true;
            else put(c);
        }
        if (out_.size() > limit_) throw Unreadable(Reason::too_long);
    }
    // At least this many line ends before what comes next; none at the beginning.
    void new_line(int count) { lines_ = std::max(lines_, count); }
    // Stands before the next words, on a new paragraph.
    void mark(int heading) {
        new_line(2);
        heading_ = heading;
    }
    void space() { space_ = true; }
    std::string take() { return std::move(out_); }

private:
    void put(char c) {
        if (lines_ > 0 && !out_.empty()) out_.append(static_cast<std::size_t>(lines_), '\n');
        else if (space_ && lines_ == 0 && !out_.empty()) out_.push_back(' ');
        if (heading_ > 0) out_.append(static_cast<std::size_t>(heading_), '#') += ' ';
        lines_ = 0;
        heading_ = 0;
        space_ = false;
        out_.push_back(c);
    }

    std::size_t limit_;
    std::string out_;
    int lines_ = 0;
    int heading_ = 0;
    bool space_ = false;
};

// Walks the tree without recursion: its depth is the document's choice.
class Walk {
public:
    explicit Walk(Page& page) : page_(page) {}

    void over(const GumboNode* root) {
        enter(root);
        while (!path_.empty()) {
            auto& step = path_.back();
            const auto& children = step.node->v.element.children;
            if (step.next == children.length) {
                leave(step.node);
                path_.pop_back();
            } else {
                enter(static_cast<const GumboNode*>(children.data[step.next++]));
            }
        }
    }

private:
    struct Step {
        const GumboNode* node;
        unsigned next;
    };

    void enter(const GumboNode* node) {
        switch (node->type) {
            case GUMBO_NODE_ELEMENT: return enter_element(node);
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_CDATA:
                if (verbatim_ > 0) page_.verbatim(node->v.text.text);
                else page_.words(node->v.text.text);
                return;
            case GUMBO_NODE_WHITESPACE: return page_.space();
            default: return;
        }
    }

    void enter_element(const GumboNode* node) {
        const auto tag = node->v.element.tag;
        if (hidden(tag)) return;
        if (const int level = heading_level(tag)) page_.mark(level);
        else border(tag);
        if (tag == GUMBO_TAG_PRE) ++verbatim_;
        if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) page_.space();
        path_.push_back({node, 0});
    }

    void leave(const GumboNode* node) {
        const auto tag = node->v.element.tag;
        if (tag == GUMBO_TAG_PRE) --verbatim_;
        if (heading_level(tag) > 0 || tag == GUMBO_TAG_TITLE) page_.new_line(2);
        else border(tag);
    }

    void border(GumboTag tag) {
        if (paragraph(tag)) page_.new_line(2);
        else if (block(tag)) page_.new_line(1);
    }

    Page& page_;
    std::vector<Step> path_;
    int verbatim_ = 0;
};

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Never nested by being left open: they have no content, or end where the next one begins.
bool closes_itself(GumboTag tag) {
    constexpr std::array tags{
        GUMBO_TAG_AREA,     GUMBO_TAG_BASE,     GUMBO_TAG_BR,    GUMBO_TAG_COL,   GUMBO_TAG_EMBED, GUMBO_TAG_HR,
        GUMBO_TAG_IMG,      GUMBO_TAG_INPUT,    GUMBO_TAG_LINK,  GUMBO_TAG_META,  GUMBO_TAG_PARAM, GUMBO_TAG_SOURCE,
        GUMBO_TAG_TRACK,    GUMBO_TAG_WBR,      GUMBO_TAG_P,     GUMBO_TAG_LI,    GUMBO_TAG_DT,    GUMBO_TAG_DD,
        GUMBO_TAG_TR,       GUMBO_TAG_TD,       GUMBO_TAG_TH,    GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT,
        GUMBO_TAG_COLGROUP, GUMBO_TAG_OPTGROUP, GUMBO_TAG_OPTION};
    return one_of(tag, tags);
}

// The parser's time grows with the square of the depth: what is far too deep is refused by a count of tags.
void require_shallow(std::string_view html) {
    int depth = 0;
    for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
        const bool closing = html.substr(at + 1).starts_with('/');
        const auto name = html.substr(at + (closing ? 2 : 1));
        const auto length =
            static_cast<std::size_t>(std::ranges::find_if_not(name.substr(0, 16), letter) - name.begin());
        if (length == 0) continue;
        if (closes_itself(gumbo_tagn_enum(name.data(), static_cast<unsigned>(length)))) continue;
        depth = closing ? std::max(depth - 1, 0) : depth + 1;
        if (depth > max_depth) throw Unreadable(Reason::too_deep);
    }
}

}  // namespace

std::string html_text(std::string_view html, const ReadingLimits& limits) {
    require_shallow(html);
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    const auto free = [&options](GumboOutput* output) { gumbo_destroy_output(&options, output); };
    const std::unique_ptr<GumboOutput, decltype(free)> parsed(
        gumbo_parse_with_options(&options, html.data(), html.size()), free);
    if (!parsed) throw Unreadable(Reason::failed);
    Page page(limits.text_bytes);
    Walk(page).over(parsed->root);
    return page.take();
}

}  // namespace rustygpt::documents
